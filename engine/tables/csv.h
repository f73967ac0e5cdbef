/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict reading of CSV files, plain or gzip, row by row in bounded memory.
 *
 * A file is UTF-8, has one header line, commas between fields, a decimal point in numbers, and one
 * row a line: a field may be quoted ("a ""b"", c") but holds no line break, so that an unclosed
 * quote is found where it opens and does not swallow what follows. LF and CRLF end lines. Every
 * departure is recorded with its line and column (both from 1; the column is the position, in
 * characters, at which the field or the fault begins), and reading goes on, so that one pass finds
 * all problems of a file. */
#ifndef RIFT_TABLES_CSV_H
#define RIFT_TABLES_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef enum rift_csv_type {
  RIFT_CSV_TEXT,  /* anything */
  RIFT_CSV_CODE,  /* never empty; numbers in a spreadsheet's notation (9.45E+12) are refused */
  RIFT_CSV_NUMBER /* used to recognise decimal commas */
} rift_csv_type;

typedef struct rift_csv_column {
  const char *name;
  rift_csv_type type;
  bool required; /* the column; whether a field may be blank is up to the caller */
} rift_csv_column;

typedef struct rift_csv_options {
  size_t chunk_bytes;       /* read at a time; default 256 KiB */
  size_t field_limit;       /* bytes; default 64 KiB */
  size_t row_limit;         /* bytes; default 1 MiB */
  uint64_t row_count_limit; /* default 100 million */
  uint64_t file_limit;      /* bytes after decompression; default 16 GiB */
  bool rows_required;       /* a header alone is an error; default true */
} rift_csv_options;

#define RIFT_CSV_COLUMNS_MAX 64 /* fields in a row that are looked at; more are an error */

typedef struct rift_csv rift_csv;

rift_csv_options rift_csv_options_default(void);

/* Opens the file and reads its header. `columns` (at most RIFT_CSV_COLUMNS_MAX, kept by reference)
 * are addressed below by their position in it; their order in the file is free. `options` may be
 * NULL. Returns RIFT_INVALID with the reason in `problems` when no row can be read, RIFT_FAILED for
 * memory; *csv is then NULL. */
RIFT_CHECKED rift_status rift_csv_open(rift_csv **csv, const char *path,
                                       const rift_csv_column *columns, size_t column_count,
                                       const rift_csv_options *options, rift_problems *problems,
                                       rift_error *error);

/* The same from bytes in memory, which must outlive the reader; `name` stands for the file in
 * messages. */
RIFT_CHECKED rift_status rift_csv_open_bytes(rift_csv **csv, const char *name, const void *bytes,
                                             size_t length, const rift_csv_column *columns,
                                             size_t column_count, const rift_csv_options *options,
                                             rift_problems *problems, rift_error *error);

/* The next well-formed row; malformed ones are recorded and passed over. False at the end. */
bool rift_csv_next(rift_csv *csv);

/* Line of the current row, and the position in it at which a column's field starts. */
long rift_csv_line(const rift_csv *csv);
long rift_csv_position(const rift_csv *csv, size_t column);
const char *rift_csv_path(const rift_csv *csv);

/* True if the file has the column. */
bool rift_csv_has(const rift_csv *csv, size_t column);
/* Field of the current row, NUL-terminated, valid until the next row; "" for an absent column. */
const char *rift_csv_text(const rift_csv *csv, size_t column, size_t *length);
/* A field that must not be blank; false (and recorded) if it is, or if a spreadsheet made it a
 * number. */
bool rift_csv_code(rift_csv *csv, size_t column, const char **code, size_t *length);
/* A field that must be a number; false (and recorded) if it is not. */
bool rift_csv_number(rift_csv *csv, size_t column, double *value);
/* Records an error at a field of the current row. Returns RIFT_INVALID. */
rift_status rift_csv_error(rift_csv *csv, size_t column, const char *format, ...) RIFT_PRINTF(3, 4);

/* Frees the reader (NULL is fine). RIFT_INVALID if the reader recorded an error, RIFT_FAILED if
 * memory ran out. */
RIFT_CHECKED rift_status rift_csv_close(rift_csv *csv, rift_error *error);

#endif
