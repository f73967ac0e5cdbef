/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small dense systems, one after the other, each in the first cache. */
#ifndef RIFT_NUMERIC_SMALL_H
#define RIFT_NUMERIC_SMALL_H

#include <stddef.h>

#include "numeric/isa.h"

/* Solves (I - sum_p factors[p] M_p) y = x for y, in x; M: part_count matrices of n x n, row-major. Elimination without pivoting:
 * for sums that are small against the identity. `work`: n x n. The same bits in every version. */
typedef void rift_small_solve(size_t n, size_t part_count, const double *factors,
                              const double *matrices, double *work, double *x);

/* The version for an instruction set that this machine supports. */
rift_small_solve *rift_small_solve_for(rift_isa isa);

#endif
