/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/dense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/panel.h"

#define DEPTH 192 /* of a slice of the product: its panels stay in the second cache */

/* rows [first, first + 6) of A, depth slice [k0, k0 + depth), column by column, missing rows zero. */
static void pack_rows(rift_dense_view a, size_t first, size_t m, size_t k0, size_t depth, double *panel) {
  for (size_t i = 0; i < RIFT_PANEL_ROWS; i++) {
    const double *row = first + i < m ? a.values + (first + i) * a.stride + k0 : NULL;
    for (size_t k = 0; k < depth; k++) {
      panel[k * RIFT_PANEL_ROWS + i] = row == NULL ? 0 : row[k];
    }
  }
}

static void pack_columns(rift_dense_view b, size_t first, size_t n, size_t k0, size_t depth, double *panel) {
  size_t width = n - first < RIFT_PANEL_COLUMNS ? n - first : RIFT_PANEL_COLUMNS;
  for (size_t k = 0; k < depth; k++) {
    double *to = panel + k * RIFT_PANEL_COLUMNS;
    memcpy(to, b.values + (k0 + k) * b.stride + first, width * sizeof *to);
    for (size_t j = width; j < RIFT_PANEL_COLUMNS; j++) {
      to[j] = 0;
    }
  }
}

static void add_tile(const double *tile, size_t rows, size_t columns, double factor,
                     rift_dense_view c, size_t i, size_t j) {
  for (size_t r = 0; r < rows; r++) {
    double *to = c.values + (i + r) * c.stride + j;
    for (size_t s = 0; s < columns; s++) {
      to[s] += factor * tile[r * RIFT_PANEL_COLUMNS + s];
    }
  }
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

rift_status rift_dense_add_product(size_t m, size_t n, size_t depth, double factor,
                                   rift_dense_view a, rift_dense_view b, rift_dense_view c,
                                   rift_error *error) {
  rift_panel_product *product = rift_panel_product_for(rift_isa_active());
  size_t row_panels = (m + RIFT_PANEL_ROWS - 1) / RIFT_PANEL_ROWS;
  size_t rows_length = row_panels * RIFT_PANEL_ROWS * DEPTH;
  double *rows = rift_allocate_doubles(rows_length);
  double *columns = rift_allocate_doubles(DEPTH * RIFT_PANEL_COLUMNS);
  double *tile = rift_allocate_doubles(RIFT_PANEL_ROWS * RIFT_PANEL_COLUMNS);
  rift_status status = RIFT_OK;
  if (rows == NULL || columns == NULL || tile == NULL) {
    status = rift_error_memory(error, rows_length * sizeof(double));
    goto out;
  }
  for (size_t k = 0; k < depth; k += DEPTH) {
    size_t slice = least(DEPTH, depth - k);
    for (size_t p = 0; p < row_panels; p++) {
      pack_rows(a, p * RIFT_PANEL_ROWS, m, k, slice, rows + p * RIFT_PANEL_ROWS * DEPTH);
    }
    for (size_t j = 0; j < n; j += RIFT_PANEL_COLUMNS) {
      pack_columns(b, j, n, k, slice, columns);
      for (size_t p = 0; p < row_panels; p++) {
        size_t i = p * RIFT_PANEL_ROWS;
        product(slice, rows + p * RIFT_PANEL_ROWS * DEPTH, columns, tile);
        add_tile(tile, least(RIFT_PANEL_ROWS, m - i), least(RIFT_PANEL_COLUMNS, n - j), factor, c, i, j);
      }
    }
  }
out:
  free(rows);
  free(columns);
  free(tile);
  return status;
}

bool rift_dense_solve(size_t n, double *a, size_t columns, double *b) {
  for (size_t k = 0; k < n; k++) {
    size_t pivot = k;
    for (size_t i = k + 1; i < n; i++) {
      pivot = fabs(a[i * n + k]) > fabs(a[pivot * n + k]) ? i : pivot;
    }
    if (!(fabs(a[pivot * n + k]) > 1e-300)) {
      return false;
    }
    for (size_t j = 0; j < n && pivot != k; j++) {
      double swap = a[k * n + j];
      a[k * n + j] = a[pivot * n + j];
      a[pivot * n + j] = swap;
    }
    for (size_t j = 0; j < columns && pivot != k; j++) {
      double swap = b[k * columns + j];
      b[k * columns + j] = b[pivot * columns + j];
      b[pivot * columns + j] = swap;
    }
    for (size_t i = k + 1; i < n; i++) {
      double factor = a[i * n + k] / a[k * n + k];
      for (size_t j = k + 1; j < n && factor != 0; j++) {
        a[i * n + j] -= factor * a[k * n + j];
      }
      for (size_t j = 0; j < columns && factor != 0; j++) {
        b[i * columns + j] -= factor * b[k * columns + j];
      }
    }
  }
  for (size_t k = n; k-- > 0;) {
    for (size_t j = 0; j < columns; j++) {
      double sum = b[k * columns + j];
      for (size_t i = k + 1; i < n; i++) {
        sum -= a[k * n + i] * b[i * columns + j];
      }
      b[k * columns + j] = sum / a[k * n + k];
    }
  }
  return true;
}
