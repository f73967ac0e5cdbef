/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once per instruction set (RIFT_ISA): every loop runs over independent elements, so that vectors keep the bits. */
#include <string.h>

#include "numeric/small.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME JOIN(rift_small_solve, RIFT_ISA)

rift_small_solve NAME;

static void subtract(size_t count, double factor, const double *restrict from, double *restrict to) {
  for (size_t j = 0; j < count; j++) {
    to[j] -= factor * from[j];
  }
}

void NAME(size_t n, size_t part_count, const double *factors, const double *matrices, double *work,
          double *x) {
  memset(work, 0, n * n * sizeof *work);
  for (size_t i = 0; i < n; i++) {
    work[i * n + i] = 1;
  }
  for (size_t p = 0; p < part_count; p++) {
    subtract(n * n, factors[p], matrices + p * n * n, work);
  }
  for (size_t k = 0; k < n; k++) {
    const double *pivot = work + k * n;
    for (size_t i = k + 1; i < n; i++) {
      double factor = work[i * n + k] / pivot[k];
      subtract(n - k - 1, factor, pivot + k + 1, work + i * n + k + 1);
      x[i] -= factor * x[k];
    }
  }
  for (size_t k = n; k-- > 0;) {
    for (size_t j = k + 1; j < n; j++) {
      x[k] -= work[k * n + j] * x[j];
    }
    x[k] /= work[k * n + k];
  }
}
