/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of polynomials for quantile functions that have no cheap closed form. */
#ifndef RIFT_SAMPLING_TABLE_H
#define RIFT_SAMPLING_TABLE_H

#include <stdbool.h>

#include "sampling/kernels.h"

typedef double rift_curve(const void *context, double x);

/* The polynomial of degree 7 through the eight Chebyshev nodes of [low, high], in the variable that
 * runs from -1 to 1. Returns an estimate of its largest error. */
double rift_row_fit(rift_curve *curve, const void *context, double low, double high,
                    double row[RIFT_ROW_LENGTH]);

/* The rows of one half: curve(t) for t from `limit` (a power of 1/2) to 1/2 and a little beyond.
 * `rows` has room for rift_table_rows(bits, limit) rows. Returns the largest estimate. */
size_t rift_table_rows(int bits, double limit);
double rift_table_fit(rift_curve *curve, const void *context, int bits, double limit, double *rows);

#endif
