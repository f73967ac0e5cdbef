/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing CSV: commas, "\n" ends, quotes only where needed, numbers that read back exactly. */
#ifndef RIFT_TABLES_CSV_WRITE_H
#define RIFT_TABLES_CSV_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "tables/file.h"

typedef struct rift_csv_writer {
  rift_file_writer file;
  bool row_started;
} rift_csv_writer;

/* A path that ends in ".gz" is compressed. The file appears when rift_csv_writer_commit succeeds.
 */
RIFT_CHECKED rift_status rift_csv_writer_open(rift_csv_writer *writer, const char *path,
                                              rift_error *error);

/* Text made by people: one that begins with = + - @ tab or CR would run as a formula in a
 * spreadsheet and gets a leading apostrophe. NULL is written as an empty field. Failures are kept
 * until the commit. */
void rift_csv_write_text(rift_csv_writer *writer, const char *text);
/* Codes and header names, written as they are (quoted when they must be). */
void rift_csv_write_code(rift_csv_writer *writer, const char *code);
/* The shortest text that reads back as the same number; NaN (unknown) gives an empty field. */
void rift_csv_write_number(rift_csv_writer *writer, double value);
void rift_csv_write_count(rift_csv_writer *writer, uint64_t value);
void rift_csv_end_row(rift_csv_writer *writer);
/* One whole row of codes, usually the header. */
void rift_csv_write_row(rift_csv_writer *writer, const char *const *codes, size_t count);

RIFT_CHECKED rift_status rift_csv_writer_commit(rift_csv_writer *writer, rift_error *error);
void rift_csv_writer_abandon(rift_csv_writer *writer);

#endif
