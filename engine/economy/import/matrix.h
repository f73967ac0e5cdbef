/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the importers of matrices share: a file whose lines are sellers and primary inputs, and whose
 * columns are users and totals, with labels in the first lines and cells. A format says what each
 * label means; this part adds up the cells and finds what is missing. Several lines or columns may
 * stand for the same node (parts of a country): they add up. Private to engine/economy. */
#ifndef RIFT_ECONOMY_IMPORT_MATRIX_H
#define RIFT_ECONOMY_IMPORT_MATRIX_H

#include "economy/import/importing.h"

typedef enum rift_matrix_kind {
  RIFT_MATRIX_NODE,        /* a region's sector, as seller or user */
  RIFT_MATRIX_FINAL,       /* a region's category of final demand (columns only) */
  RIFT_MATRIX_OUTPUT,      /* gross output */
  RIFT_MATRIX_VALUE_ADDED, /* these three are lines; several of a kind add up */
  RIFT_MATRIX_TAXES,
  RIFT_MATRIX_MARGINS,
  RIFT_MATRIX_ZERO,   /* must hold nothing but zeros: what it stands for has no place here */
  RIFT_MATRIX_SKIPPED /* totals of no use */
} rift_matrix_kind;

/* Sets of kinds. */
#define RIFT_MATRIX_SET(kind) (1u << (kind))

typedef struct rift_matrix_label {
  rift_matrix_kind kind;
  size_t region, code; /* of a node: region and sector; of final demand: region and category */
} rift_matrix_label;

typedef struct rift_matrix {
  rift_importing *importing;
  rift_wide wide;
  size_t label_cells; /* before the first number of a line */
  size_t column_count, column_capacity;
  rift_matrix_label *columns;
  size_t *cells;          /* of each column, the place in its table, once codes are known */
  rift_names labels[2];   /* of columns, of lines: each may occur once */
  size_t *firsts;         /* of each line's label: its line */
  size_t first_capacity;
  bool *sellers;          /* nodes that have a line */
  bool notes_lines;       /* whose lines stand for nodes in messages: those of the first matrix */
  bool seen[RIFT_MATRIX_SKIPPED + 1]; /* kinds of lines */
  double *output_column;  /* n */
  bool has_output_column;
} rift_matrix;

/* Opens the file at `path` and notes it as a source. */
RIFT_CHECKED rift_status rift_matrix_open(rift_matrix *matrix, rift_importing *importing,
                                          const char *path, char separator, size_t label_cells);

/* Adds the next column, whose label stands at `cell` of the current line. `text` is the whole label
 * (recorded as an error if it was there before). */
RIFT_CHECKED rift_status rift_matrix_add_column(rift_matrix *matrix, size_t cell, const char *text,
                                                rift_matrix_label label);

/* The header is complete: allocates the economy's tables if that was not done. RIFT_INVALID if a
 * region lacks a column of the expected kinds (RIFT_MATRIX_NODE for each sector, RIFT_MATRIX_FINAL for
 * each category), or if the header had other errors. */
RIFT_CHECKED rift_status rift_matrix_prepare(rift_matrix *matrix, unsigned expected);

/* Adds up the current line. */
RIFT_CHECKED rift_status rift_matrix_take_line(rift_matrix *matrix, const char *text,
                                               rift_matrix_label label);

/* Closes the file and checks that the needed kinds had a line (RIFT_MATRIX_NODE: one for each node). */
RIFT_CHECKED rift_status rift_matrix_finish(rift_matrix *matrix, unsigned needed);

/* Gross output: that of the output line, or else column, or else the sum of sales. */
RIFT_CHECKED rift_status rift_matrix_settle_output(rift_matrix *matrix);

void rift_matrix_free(rift_matrix *matrix);

/* Splits `AUS_A01_02` at its first underscore. False if there is none, or nothing beside it.
 * `region` holds `size` bytes. */
bool rift_matrix_split(const rift_wide_cell *cell, char *region, size_t size, const char **rest);

/* Position of a code known from the columns; RIFT_NOT_FOUND, and recorded at the cell with the nearest
 * known, otherwise. */
size_t rift_matrix_known(rift_matrix *matrix, size_t cell, const rift_names *names,
                         const char *code, const char *what);

#endif
