/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dense algebra on row-major matrices; the bits do not depend on the processor. */
#ifndef RIFT_NUMERIC_DENSE_H
#define RIFT_NUMERIC_DENSE_H

#include <stddef.h>

#include "base/status.h"

/* C[i][j] += factor * sum_k A[i][k] B[k][j]. A: m x depth, B: depth x n, C: m x n, with row strides; C overlaps neither.
 * factor is 1 or -1. */
typedef struct rift_dense_view {
  double *values;
  size_t stride;
} rift_dense_view;

RIFT_CHECKED rift_status rift_dense_add_product(size_t m, size_t n, size_t depth, double factor,
                                                rift_dense_view a, rift_dense_view b,
                                                rift_dense_view c, rift_error *error);

/* Replaces A (n x n) by its inverse: blocked Gauss-Jordan elimination without pivoting between blocks, meant for matrices
 * I - A with column sums of A below one, where it is stable [Higham 2002, sec. 9.5]. The inverse is checked on a probe vector: RIFT_INVALID
 * if the relative residual exceeds 1e-9 or a pivot vanishes. */
RIFT_CHECKED rift_status rift_dense_invert(size_t n, double *a, rift_error *error);

/* Solves A X = B in place by LU with partial pivoting: A (n x n) is overwritten, B (n x columns) becomes X.
 * False if A is singular to working precision. */
bool rift_dense_solve(size_t n, double *a, size_t columns, double *b);

#endif
