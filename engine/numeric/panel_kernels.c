/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once per instruction set (RIFT_ISA); vector width is the only difference. */
#include "numeric/panel.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME JOIN(rift_panel_product, RIFT_ISA)

/* Registers: 6 rows times two vectors of sums, two vectors of columns, one broadcast, one product: 16 in all. */
#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX__)
#define WIDTH 4
#else
#define WIDTH 2
#endif

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));

rift_panel_product NAME;

static inline __attribute__((always_inline)) void tile(size_t depth, const double *restrict rows,
                                                       const double *restrict columns,
                                                       double *restrict product) {
  vector low[RIFT_PANEL_ROWS] = {0};
  vector high[RIFT_PANEL_ROWS] = {0};
  for (size_t k = 0; k < depth; k++) {
    vector x = *(const vector *)(columns + k * RIFT_PANEL_COLUMNS);
    vector y = *(const vector *)(columns + k * RIFT_PANEL_COLUMNS + WIDTH);
    for (size_t i = 0; i < RIFT_PANEL_ROWS; i++) {
      double a = rows[k * RIFT_PANEL_ROWS + i];
      low[i] += a * x;
      high[i] += a * y;
    }
  }
  for (size_t i = 0; i < RIFT_PANEL_ROWS; i++) {
    *(vector *)(product + i * RIFT_PANEL_COLUMNS) = low[i];
    *(vector *)(product + i * RIFT_PANEL_COLUMNS + WIDTH) = high[i];
  }
}

void NAME(size_t depth, const double *rows, const double *columns, double *product) {
  for (size_t c = 0; c < RIFT_PANEL_COLUMNS; c += 2 * WIDTH) {
    tile(depth, rows, columns + c, product + c);
  }
}
