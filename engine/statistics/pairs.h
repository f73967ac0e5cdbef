/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two options on the same draws: what A changes against B, draw by draw. */
#ifndef RIFT_STATISTICS_PAIRS_H
#define RIFT_STATISTICS_PAIRS_H

#include <stdbool.h>

#include "base/status.h"
#include "statistics/dominance.h"

typedef struct rift_pairs_options {
  rift_worse worse;
  const double *weights; /* one a draw; NULL: all 1 */
  double tie; /* differences up to it (in the outcome's unit) are rounding: the draw is a tie; >= 0 */
} rift_pairs_options;

/* Regret of A in a draw: by how much A is worse than B, 0 where it is not; and the reverse. Against
 * more than two options use rift_regret_compute. */
typedef struct rift_pairs {
  uint64_t n, failed; /* draws in which both are finite; others */
  double n_eff;
  double mean_a, mean_b;
  double mean, sd, mcse; /* of A - B; the paired error */
  double correlation;    /* of A and B; NaN if one is constant */
  double quantiles[RIFT_QUANTILE_COUNT]; /* of A - B */
  double prob_worse, prob_better, prob_tie; /* A strictly worse, strictly better: they add up to 1 */
  double prob_worse_mcse;
  double regret_a, regret_a_p95; /* expected regret and its 95 % quantile */
  double regret_b, regret_b_p95;
  rift_dominance first_order, second_order;
} rift_pairs;

/* a, b: count outcomes in draw order. What needs a direction is NaN (unknown) for RIFT_WORSE_NONE;
 * all is NaN without draws. RIFT_INVALID for weights that are not weights. */
RIFT_CHECKED rift_status rift_pairs_compute(rift_pairs *pairs, const double *a, const double *b,
                                            size_t count, const rift_pairs_options *options,
                                            rift_error *error);

/* Two samples of their own, which have no pairs: means, the error of their difference (not paired),
 * dominance, and P(A worse) over all pairs of one draw each; what only pairs can tell (correlation,
 * quantiles of the difference, regret) is NaN. n is the smaller of the two numbers of draws.
 * `weights` in `options` are not looked at. */
RIFT_CHECKED rift_status rift_pairs_compute_unpaired(rift_pairs *pairs, const double *a,
                                                     size_t count_a, const double *b,
                                                     size_t count_b,
                                                     const rift_pairs_options *options,
                                                     rift_error *error);

/* Regret of each option against the best of all in the same draw, over draws in which all are
 * finite. outcomes[o][i]: option o, draw i. expected, p95, prob_best: one an option; ties for the
 * best are shared equally, so that prob_best adds up to 1. RIFT_INVALID for weights that are not
 * weights or RIFT_WORSE_NONE. */
typedef struct rift_regret {
  double expected, p95, prob_best;
} rift_regret;
RIFT_CHECKED rift_status rift_regret_compute(rift_regret *regrets, const double *const *outcomes,
                                             size_t option_count, size_t count,
                                             const rift_pairs_options *options, rift_error *error);

#endif
