/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which input drives an outcome: variance-based indices from a design with exchanged columns, from
 * any run as it is, and what the worst outcomes have in common. Inputs are independent, or a group
 * of them is taken together. All are the same whatever is added to the outcome. */
#ifndef RIFT_STATISTICS_SENSITIVITY_H
#define RIFT_STATISTICS_SENSITIVITY_H

#include <stddef.h>

#include "base/status.h"
#include "statistics/statistics.h"

typedef struct rift_index {
  double value;
  double error;     /* NaN if it cannot be told */
  double low, high; /* 95 % */
} rift_index;

/* From two independent samples of the inputs, A and B, and for each input or group i the mixed
 * sample A_i that is A with the columns of i from B.
 *
 * First order S_i = Var E(Y | X_i) / Var Y, closed for a group (it includes interactions inside the
 * group), from f(B) and f(A_i), which share the columns of i alone: the estimator of Janon, Klein,
 * Lagnoux, Nodet & Prieur (2014, ESAIM P&S 18:342), asymptotically the best.
 * Total T_i = 1 - S_(all but i), from f(A) and f(A_i), which share all but these: Jansen (1999, Comput.
 * Phys. Commun. 117:35), the variance taken from both samples.
 *
 * `replicates` 1: rows are independent and the error is the asymptotic one. R > 1: row n belongs to
 * replicate n mod R of a Sobol or Latin hypercube design, and the error is the spread of their
 * estimates. Rows that are not finite on either side are left out. NaN for an outcome that does not
 * vary. */
rift_index rift_sensitivity_first(const double *of_b, const double *of_mixed, size_t count,
                                  size_t replicates);
rift_index rift_sensitivity_total(const double *of_a, const double *of_mixed, size_t count,
                                  size_t replicates);

/* First order from any run: draws are sorted by the input and cut into bins of equal numbers (never
 * between equal values, so that a discrete input has a bin a value); the variance of the bins' means
 * less what their noise adds, over the variance. `weights` NULL: all 1. The error is the spread over
 * RIFT_GIVEN_GROUPS interleaved parts of the run, which holds for Sobol and Latin hypercube runs
 * with as many replicates as well. NaN for too few draws. */
#define RIFT_GIVEN_GROUPS 16
RIFT_CHECKED rift_status rift_sensitivity_given(rift_index *index, const double *input,
                                                const double *outcome, const double *weights,
                                                size_t count, rift_error *error);

/* The same from ranks, without bins and weights: neighbours in the order of the input nearly share it
 * [Gamboa, Gremaud, Klein & Lagnoux 2022, Bernoulli 28:2345, after Chatterjee 2021]. */
RIFT_CHECKED rift_status rift_sensitivity_ranked(rift_index *index, const double *input,
                                                 const double *outcome, size_t count,
                                                 rift_error *error);

/* How an input differs in the worst `share` of the draws from all draws (regional sensitivity
 * analysis, Spear & Hornberger 1980). */
typedef struct rift_tail_attribution {
  size_t n;         /* draws in the tail */
  double n_eff;
  double mean_rank; /* of the input there, 0 to 1; 1/2 where it does not matter */
  double z;         /* its distance from 1/2 in standard errors, 1 / sqrt(12 n_eff) */
  double distance;  /* Kolmogorov-Smirnov, tail against all draws */
  double critical;  /* the distance that an input without influence exceeds in 5 % of all runs */
} rift_tail_attribution;
RIFT_CHECKED rift_status rift_tail_attribute(rift_tail_attribution *attribution,
                                             const double *input, const double *outcome,
                                             const double *weights, size_t count, rift_worse worse,
                                             double share, rift_error *error);

#endif
