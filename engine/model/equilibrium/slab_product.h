/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The product of a slab and rows of a batch; for inclusion in *_kernels.c only. */
#ifndef RIFT_MODEL_EQUILIBRIUM_SLAB_PRODUCT_H
#define RIFT_MODEL_EQUILIBRIUM_SLAB_PRODUCT_H

#include "model/equilibrium/elementary_vector.h"
#include "model/equilibrium/kernels.h"

/* One panel of `height` rows (a constant where this is inlined). */
INLINE void slab_panel(size_t height, size_t columns, const double *restrict rows, rift_rows x, rift_rows y,
                       rift_slab_store store) {
  for (size_t at = 0; at < RIFT_LANES; at += 2 * WIDTH) {
    vector low[RIFT_SLAB_ROWS] = {0};
    vector high[RIFT_SLAB_ROWS] = {0};
    const double *from = x.values + at;
    for (size_t k = 0; k < columns; k++, from += x.stride) {
      vector a = *(const vector *)from;
      vector b = *(const vector *)(from + WIDTH);
      UNROLLED for (size_t i = 0; i < height; i++) {
        double weight = rows[k * height + i];
        low[i] += weight * a;
        high[i] += weight * b;
      }
    }
    UNROLLED for (size_t i = 0; i < height; i++) {
      double *to = y.values + i * y.stride + at;
      *(vector *)to = store == RIFT_STORE_ADD ? *(vector *)to + low[i] : low[i];
      *(vector *)(to + WIDTH) = store == RIFT_STORE_ADD ? *(vector *)(to + WIDTH) + high[i] : high[i];
    }
  }
}

static void slab_panel_of(size_t height, size_t columns, const double *rows, rift_rows x, rift_rows y,
                          rift_slab_store store) {
  switch (height) {
    case 8: slab_panel(8, columns, rows, x, y, store); break;
    case 7: slab_panel(7, columns, rows, x, y, store); break;
    case 6: slab_panel(6, columns, rows, x, y, store); break;
    case 5: slab_panel(5, columns, rows, x, y, store); break;
    case 4: slab_panel(4, columns, rows, x, y, store); break;
    case 3: slab_panel(3, columns, rows, x, y, store); break;
    case 2: slab_panel(2, columns, rows, x, y, store); break;
    default: slab_panel(1, columns, rows, x, y, store); break;
  }
}

static void slab_product(const rift_slab *matrix, rift_rows x, rift_rows y, rift_slab_store store) {
  size_t panels = (matrix->rows + RIFT_SLAB_ROWS - 1) / RIFT_SLAB_ROWS;
  const double *rows = matrix->panels;
  for (size_t p = 0; p < panels; p++) {
    size_t height = matrix->rows / panels + (p < matrix->rows % panels);
    slab_panel_of(height, matrix->columns, rows, x, y, store);
    rows += height * matrix->columns;
    y.values += height * y.stride;
  }
}

#endif
