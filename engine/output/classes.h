/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which draws belong together: those that end in each stage of an escalation, with their weights. */
#ifndef RIFT_OUTPUT_CLASSES_H
#define RIFT_OUTPUT_CLASSES_H

#include "montecarlo/result.h"

typedef struct rift_draw_classes {
  const rift_result *result;
  double *stages;  /* of each draw, at the horizon; NULL without an escalation */
  double *weights; /* NULL: all draws count alike */
  double n_eff;    /* of all draws that are not failed as a whole; the number of draws without weights */
} rift_draw_classes;

/* Reads the columns once for all outcomes of a result. Free in any case. */
RIFT_CHECKED rift_status rift_draw_classes_read(rift_draw_classes *classes, const rift_result *result,
                                                rift_error *error);
void rift_draw_classes_free(rift_draw_classes *classes);

/* Moments of all draws with their strata's probabilities: mean and sd of the mixture, and the error of
 * its mean, sum of P^2 s^2 / n. Without strata the outcome's own. `n` counts draws, as they are. */
typedef struct rift_mixed_moments {
  uint64_t n, failed;
  double n_eff, mean, sd, mcse;
} rift_mixed_moments;
/* Standard error of the mean of draws[0 .. count): from the replicates of a design, else sd / sqrt(n). */
double rift_draws_error(const rift_result *result, const double *draws, size_t count,
                        double otherwise);
/* The same of a stored outcome, its draws read; NaN if they cannot be. */
double rift_outcome_error(const rift_result *result, size_t outcome);
rift_mixed_moments rift_moments_mixed(const rift_result *result, size_t outcome);

#endif
