/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the CSV reader share: csv.c (files and rows), csv_header.c, csv_row.c (one
 * line). */
#ifndef RIFT_TABLES_CSV_INTERNAL_H
#define RIFT_TABLES_CSV_INTERNAL_H

#include "base/text.h"
#include "tables/csv.h"
#include "tables/csv_source.h"

#define RIFT_CSV_ABSENT SIZE_MAX

typedef struct rift_csv_field {
  size_t offset; /* byte of the line at which it starts */
  size_t length; /* bytes, with quotes if any */
  const char *text;
  size_t text_length;
} rift_csv_field;

struct rift_csv {
  rift_csv_source source;
  rift_csv_options options;
  const rift_csv_column *columns;
  size_t column_count;
  rift_problems *problems;
  char *path;
  size_t errors; /* recorded by this reader */
  bool memory_failed;
  bool ended;
  bool unusable; /* the header lacks something: rows are checked in form only */
  char separator;
  unsigned char classes[256];
  size_t width;                          /* fields in the header */
  size_t places[RIFT_CSV_COLUMNS_MAX];   /* declared column -> field, or RIFT_CSV_ABSENT */
  size_t declared[RIFT_CSV_COLUMNS_MAX]; /* field -> declared column, or RIFT_CSV_ABSENT */
  long line;                             /* of the current row */
  uint64_t rows;
  long blank_line; /* the first of a run of blank lines before here, or 0 */
  char *bytes;     /* of the current line */
  size_t length;
  size_t field_count; /* of the current line; fields beyond the maximum are counted only */
  rift_csv_field fields[RIFT_CSV_COLUMNS_MAX + 1];
  rift_text unquoted;
  void *parser; /* libcsv's, made at the first quote */
};

void rift_csv_set_separator(rift_csv *csv, char separator);

/* Records an error at a byte of the current line (counted in characters for the user). */
rift_status rift_csv_error_at(rift_csv *csv, size_t offset, const char *format, ...)
    RIFT_PRINTF(3, 4);

typedef enum rift_csv_row_kind {
  RIFT_CSV_ROW,
  RIFT_CSV_ROW_BLANK,
  RIFT_CSV_ROW_FAULTY
} rift_csv_row_kind;

/* Splits the current line into fields; width 0 (the header) takes any number of them. */
rift_csv_row_kind rift_csv_split(rift_csv *csv, size_t width);

/* Matches the current line's fields with the declared columns. */
void rift_csv_match_header(rift_csv *csv);

/* "a,b,c": the columns that a header must or may have. */
void rift_csv_describe_columns(const rift_csv *csv, char *text, size_t size);

#endif
