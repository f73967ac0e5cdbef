/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A matrix, shared by all draws, times a batch of vectors, one a draw, that lie side by side. */
#ifndef RIFT_NUMERIC_BATCH_H
#define RIFT_NUMERIC_BATCH_H

#include <stddef.h>

#include "base/status.h"
#include "numeric/panel.h"

#define RIFT_LANES RIFT_PANEL_COLUMNS /* draws in a batch */

/* Rows rounded up to whole panels: the length that results must have room for. */
#define RIFT_PADDED_ROWS(rows) \
  (((rows) + RIFT_PANEL_ROWS - 1) / RIFT_PANEL_ROWS * RIFT_PANEL_ROWS)

/* A dense matrix repacked by panels of rows, column by column. */
typedef struct rift_packed {
  size_t rows, columns;
  double *panels;
  rift_panel_product *product; /* for the instruction set in use when the matrix was made */
} rift_packed;

/* dense: rows x columns, row-major, `stride` from row to row; copied. */
RIFT_CHECKED rift_status rift_packed_init(rift_packed *matrix, size_t rows, size_t columns,
                                          const double *dense, size_t stride, rift_error *error);
void rift_packed_free(rift_packed *matrix);

/* y[i][lane] = sum over k < columns of M[i][k] x[k][lane], for i < rows: the leading part of the matrix, summed in order
 * of k. x: columns x RIFT_LANES, y: RIFT_PADDED_ROWS(rows) x RIFT_LANES, both 64-byte aligned; y overlaps nothing. */
void rift_packed_product(const rift_packed *matrix, size_t rows, size_t columns, const double *x,
                         double *y);

/* The same for the rows [first, first + rows), `first` a multiple of RIFT_PANEL_ROWS: y[0] belongs to row `first`. */
void rift_packed_product_rows(const rift_packed *matrix, size_t first, size_t rows, const double *x,
                              double *y);

/* y[i][lane] += sum over first <= k < first + count of M[i][k] x[k - first][lane], for i < rows; the slice is summed in
 * order of k, then added. */
void rift_packed_add_slice(const rift_packed *matrix, size_t rows, size_t first, size_t count,
                           const double *x, double *y);

#endif
