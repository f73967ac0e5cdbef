/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of designs whose draws depend on one another (Sobol, Latin hypercube): the design consists
 * of independent replicates, draw n belonging to replicate n mod R, and the spread of their
 * estimates is the error of the mean of these. The usual sd / sqrt(n) would be far too large. */
#ifndef RIFT_STATISTICS_REPLICATES_H
#define RIFT_STATISTICS_REPLICATES_H

#include <stddef.h>

#include "base/status.h"

/* t with P(|T| > t) = 1 - confidence, T Student's with `freedom` >= 1 degrees of freedom, 0.4 <=
 * confidence < 1. */
double rift_student_quantile(double freedom, double confidence);

typedef struct rift_replicate_error {
  double mean;  /* of the replicates' estimates */
  double error; /* their sd / sqrt(R); NaN for one replicate */
  double low, high; /* mean -+ t error, R - 1 degrees of freedom */
} rift_replicate_error;

/* From one estimate a replicate, whatever was estimated. */
rift_replicate_error rift_replicates_combine(const double *estimates, size_t replicates,
                                             double confidence);

/* estimates[r]: mean of the finite values of replicate r; NaN if it has none. */
void rift_replicates_means(const double *values, size_t count, size_t replicates,
                           double *estimates);

#endif
