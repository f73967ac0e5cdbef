/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenvalues and eigenvectors of a small symmetric matrix. */
#ifndef RIFT_NUMERIC_SYMMETRIC_H
#define RIFT_NUMERIC_SYMMETRIC_H

#include <stddef.h>

/* A = V diag(values) V^T by Jacobi's cyclic rotations [Golub & Van Loan 2013, sec. 8.5]. matrix: n x n, overwritten; vectors: n x n,
 * eigenvectors in columns, orthonormal to rounding; values: n, in no order. */
void rift_symmetric_eigen(size_t n, double *matrix, double *values, double *vectors);

#endif
