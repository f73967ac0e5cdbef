/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leontief and Ghosh on a whole economy [Miller & Blair 2022, ch. 2, 12]. Input coefficients a_ij = Z_ij / x_j, output
 * coefficients b_ij = Z_ij / x_i; nodes with zero output have zero coefficients. */
#ifndef RIFT_MODEL_STATIC_LEONTIEF_H
#define RIFT_MODEL_STATIC_LEONTIEF_H

#include <stddef.h>

#include "base/status.h"

/* inverse (n x n) = (I - A)^-1: output of i per unit of final demand for j. RIFT_INVALID if the economy is not productive. */
RIFT_CHECKED rift_status rift_leontief_inverse(size_t n, const double *intermediate,
                                               const double *gross_output, double *inverse,
                                               rift_error *error);

/* inverse (n x n) = (I - B)^-1: output of j per unit of primary inputs in i. Read as an index of forward exposure only: as
 * a forecast it would mean output without other inputs [Dietzenbacher & Lahr 2013]. */
RIFT_CHECKED rift_status rift_ghosh_inverse(size_t n, const double *intermediate,
                                            const double *gross_output, double *inverse,
                                            rift_error *error);

/* World output lost when node k is extracted: wholly (row and column), its purchases only (backward), its sales only (forward,
 * by the Ghosh model). In the units of gross_output, positive = loss. */
typedef struct rift_extraction {
  double total, backward, forward;
} rift_extraction;

RIFT_CHECKED rift_status rift_extraction_compute(size_t n, const double *intermediate,
                                                 const double *gross_output, size_t k,
                                                 rift_extraction *extraction, rift_error *error);

#endif
