/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/symmetric.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Rotates rows or columns p and q of which entries lie `step` apart. */
static void rotate(size_t n, double *p, double *q, size_t step, double c, double s) {
  for (size_t k = 0; k < n; k++, p += step, q += step) {
    double a = *p;
    double b = *q;
    *p = c * a - s * b;
    *q = s * a + c * b;
  }
}

/* Annihilates entry (p, q). False if it is negligible already. */
static bool annihilate(size_t n, double *matrix, double *vectors, size_t p, size_t q) {
  double off = matrix[p * n + q];
  double gap = matrix[q * n + q] - matrix[p * n + p];
  if (fabs(off) <= 1e-17 * (fabs(matrix[p * n + p]) + fabs(matrix[q * n + q])) || off == 0) {
    return false;
  }
  double ratio = gap / (2 * off);
  double t = (ratio >= 0 ? 1 : -1) / (fabs(ratio) + sqrt(1 + ratio * ratio));
  double c = 1 / sqrt(1 + t * t);
  double s = t * c;
  rotate(n, matrix + p, matrix + q, n, c, s);
  rotate(n, matrix + p * n, matrix + q * n, 1, c, s);
  rotate(n, vectors + p, vectors + q, n, c, s);
  return true;
}

void rift_symmetric_eigen(size_t n, double *matrix, double *values, double *vectors) {
  enum { SWEEPS = 60 };
  memset(vectors, 0, n * n * sizeof *vectors);
  for (size_t i = 0; i < n; i++) {
    vectors[i * n + i] = 1;
  }
  bool moved = true;
  for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
    moved = false;
    for (size_t p = 0; p < n; p++) {
      for (size_t q = p + 1; q < n; q++) {
        moved = annihilate(n, matrix, vectors, p, q) || moved;
      }
    }
  }
  for (size_t i = 0; i < n; i++) {
    values[i] = matrix[i * n + i];
  }
}
