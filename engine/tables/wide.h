/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading tables with thousands of columns, plain or gzip, row by row in bounded memory: matrices
 * as statistical offices publish them, with labels in the first rows and columns.
 *
 * Which rows and columns hold labels is up to the caller. Cells are separated by one character; a
 * cell may be quoted ("a ""b"", c") but holds no line break; LF and CRLF end lines. A byte-order mark
 * is passed over. Every fault is recorded with its line and column (the position, in characters, at
 * which the cell begins, from 1). */
#ifndef RIFT_TABLES_WIDE_H
#define RIFT_TABLES_WIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "tables/csv_source.h"

typedef struct rift_wide_cell {
  const char *text; /* NUL-terminated, without quotes and blanks around it */
  size_t length;
  size_t offset; /* byte of the line at which the cell begins */
} rift_wide_cell;

/* One open file; read the members, change none. */
typedef struct rift_wide {
  rift_csv_source source;
  rift_problems *problems;
  char *path;
  char separator;
  char *bytes;   /* of the current line; separators are overwritten with NULs */
  size_t length; /* of the current line */
  long line;     /* from 1 */
  size_t count;  /* cells of the current line */
  rift_wide_cell *cells;
  size_t capacity;
  size_t errors; /* recorded by this reader */
  bool memory_failed;
  bool ended;
} rift_wide;

/* RIFT_INVALID with the reason in `problems` if the file cannot be read, RIFT_FAILED for memory;
 * closing is then legal and not needed. */
RIFT_CHECKED rift_status rift_wide_open(rift_wide *wide, const char *path, char separator,
                                        rift_problems *problems, rift_error *error);

/* The next line with something in it, split into cells; false at the end or when lines can no
 * longer be told apart (recorded). Cells stay valid until the next call. */
bool rift_wide_next(rift_wide *wide);

/* True if the line has `expected` cells; else false and recorded at the first cell too many, or at
 * the end of the line. */
bool rift_wide_expect(rift_wide *wide, size_t expected);

/* The cell as a number; false and recorded if it is none. `what` begins the message ("the flow"). */
bool rift_wide_number(rift_wide *wide, size_t cell, const char *what, double *value);

/* Records an error at a cell of the current line (or behind its last one). Returns RIFT_INVALID. */
rift_status rift_wide_error(rift_wide *wide, size_t cell, const char *format, ...)
    RIFT_PRINTF(3, 4);

/* Closes (also after a failed open). RIFT_INVALID if an error was recorded, RIFT_FAILED if memory
 * ran out. */
RIFT_CHECKED rift_status rift_wide_close(rift_wide *wide, rift_error *error);

#endif
