/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

rift_status rift_packed_init(rift_packed *matrix, size_t rows, size_t columns, const double *dense,
                             size_t stride, rift_error *error) {
  size_t length = 0;
  memset(matrix, 0, sizeof *matrix);
  if (!rift_size_product(RIFT_PADDED_ROWS(rows), columns, &length) ||
      (matrix->panels = rift_allocate_doubles(length + 1)) == NULL) {
    return rift_error_memory(error, length * sizeof(double));
  }
  matrix->rows = rows;
  matrix->columns = columns;
  matrix->product = rift_panel_product_for(rift_isa_active());
  for (size_t i = 0; i < rows; i++) {
    double *panel = matrix->panels + i / RIFT_PANEL_ROWS * columns * RIFT_PANEL_ROWS;
    for (size_t k = 0; k < columns; k++) {
      panel[k * RIFT_PANEL_ROWS + i % RIFT_PANEL_ROWS] = dense[i * stride + k];
    }
  }
  return RIFT_OK;
}

void rift_packed_free(rift_packed *matrix) {
  free(matrix->panels);
  memset(matrix, 0, sizeof *matrix);
}

void rift_packed_product(const rift_packed *matrix, size_t rows, size_t columns, const double *x,
                         double *y) {
  for (size_t i = 0; i < rows; i += RIFT_PANEL_ROWS) {
    matrix->product(columns, matrix->panels + i * matrix->columns, x, y + i * RIFT_LANES);
  }
}

void rift_packed_product_rows(const rift_packed *matrix, size_t first, size_t rows, const double *x,
                              double *y) {
  const double *panels = matrix->panels + first * matrix->columns;
  for (size_t i = 0; i < rows; i += RIFT_PANEL_ROWS) {
    matrix->product(matrix->columns, panels + i * matrix->columns, x, y + i * RIFT_LANES);
  }
}

void rift_packed_add_slice(const rift_packed *matrix, size_t rows, size_t first, size_t count,
                           const double *x, double *y) {
  enum { TILE = RIFT_PANEL_ROWS * RIFT_LANES };
  _Alignas(64) double tile[TILE];
  for (size_t i = 0; i < rows; i += RIFT_PANEL_ROWS) {
    matrix->product(count, matrix->panels + i * matrix->columns + first * RIFT_PANEL_ROWS, x, tile);
    for (size_t k = 0; k < TILE; k++) {
      y[i * RIFT_LANES + k] += tile[k];
    }
  }
}
