/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation matrices: Cholesky factor and the nearest one that has such a factor. Deterministic.
 */
#ifndef RIFT_SAMPLING_CORRELATION_H
#define RIFT_SAMPLING_CORRELATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* factor: n x n, row-major, lower triangle with factor * factor' = matrix (n x n, symmetric); its
 * upper triangle is zero. A matrix that is only semi-definite (perfect correlation) is accepted,
 * with zeros in the column. False if it is neither. */
bool rift_correlation_factor(size_t n, const double *matrix, double *factor);

/* Replaces the symmetric matrix with unit diagonal by the nearest correlation matrix in the
 * Frobenius norm: alternating projections with Dykstra's correction [Higham 2002, IMA J. Numer.
 * Anal. 22:329], eigenvalues kept at or above 1e-8. RIFT_FAILED when memory runs out or it does not
 * converge. */
RIFT_CHECKED rift_status rift_correlation_repair(size_t n, double *matrix, rift_error *error);

#endif
