/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of draws that count by weights: strata, importance sampling, mixtures. Weights are
 * finite and at least 0, on any scale; estimates are ratios (divided by the sum of the weights)
 * unless they say otherwise. A draw of weight 0 counts in n and changes nothing else. */
#ifndef RIFT_STATISTICS_WEIGHTED_H
#define RIFT_STATISTICS_WEIGHTED_H

#include <stdbool.h>

#include "base/status.h"
#include "statistics/statistics.h"

typedef struct rift_weighted_value {
  double value, weight;
} rift_weighted_value;

/* False if a weight is negative or not finite, or if all are 0 (count > 0). */
bool rift_weights_valid(size_t count, const double *weights);

/* n_eff = (sum w)^2 / sum w^2 [Kish 1965]; 0 for no weight at all. */
double rift_effective_count(double weight, double weight_squares);

/* Sums over a block of draws, to be combined in block order. */
typedef struct rift_weighted_moments {
  uint64_t n, failed; /* finite values, others */
  double weight, weight_squares; /* sums of w and of w^2 over the finite values */
  double mean;
  double m2;        /* sum of w (x - mean)^2 */
  double first2;    /* sum of w^2 (x - mean) */
  double squares2;  /* sum of w^2 (x - mean)^2 */
} rift_weighted_moments;

/* `weights` NULL: all 1. */
rift_weighted_moments rift_weighted_moments_of(const double *values, const double *weights,
                                               size_t count);
void rift_weighted_moments_add(rift_weighted_moments *total, const rift_weighted_moments *block);
double rift_weighted_n_eff(const rift_weighted_moments *moments);
/* sqrt(m2 / sum w * n_eff / (n_eff - 1)); 0 for n_eff <= 1. With equal weights the usual one. */
double rift_weighted_sd(const rift_weighted_moments *moments);
/* Of the mean as a ratio of sums: sqrt(squares2 * n / (n - 1)) / sum w, draws independent. */
double rift_weighted_mcse(const rift_weighted_moments *moments);

/* Sorts ascending by value, equal values in the order in which they stand; deterministic.
 * `scratch`: count items. */
void rift_weighted_sort(size_t count, rift_weighted_value *values, rift_weighted_value *scratch);

/* The smallest x whose cumulative weight reaches p times `total` (to 1e-12 of the total, since sums
 * of weights are rounded); `sorted`: count >= 1 finite values, 0 < p <= 1. */
double rift_weighted_quantile(size_t count, const rift_weighted_value *sorted, double total,
                              double p);

/* Share of the weight strictly worse than the threshold; NaN for RIFT_WORSE_NONE or no draws. */
double rift_weighted_exceedance(size_t count, const rift_weighted_value *sorted, double total,
                                rift_worse worse, double threshold);

#define RIFT_TAIL_DRAWS_FEW 500

/* Mean of the worst `share` of the weight; the draw at its edge counts by the part that is inside.
 * The interval is the asymptotic one (influence function of expected shortfall, the value at risk
 * being the edge), 95 %; in few draws it is too narrow: `few` says that less than
 * RIFT_TAIL_DRAWS_FEW effective draws lie in the tail. */
typedef struct rift_shortfall {
  double value, error, low, high;
  double edge;       /* the value at risk */
  double tail_n_eff; /* effective number of draws in the tail */
  bool few;
} rift_shortfall;
rift_shortfall rift_weighted_shortfall(size_t count, const rift_weighted_value *sorted,
                                       double total, rift_worse worse, double share);

/* A summary as rift_summary_compute gives it. n_eff, the tail and its interval beside it. */
typedef struct rift_weighted_summary {
  rift_summary summary;
  double n_eff;
  rift_shortfall tail; /* of the worst 5 % */
} rift_weighted_summary;

/* RIFT_INVALID for weights that are not valid, RIFT_FAILED for memory. */
RIFT_CHECKED rift_status rift_weighted_summary_compute(rift_weighted_summary *summary,
                                                       const double *values, const double *weights,
                                                       size_t count, rift_worse worse,
                                                       rift_error *error);

/* Mean over strata of known probabilities: sum of P_h mean_h, error^2 = sum of P_h^2 s_h^2 / n_h,
 * which is smaller than that of the weighted mean above since nothing is left to chance between
 * strata. stratum[i] < stratum_count of draw i. RIFT_INVALID when a stratum of positive probability
 * has fewer than two finite draws; `error_of_mean` may be NULL. */
RIFT_CHECKED rift_status rift_stratified_mean(const double *values, const size_t *stratum,
                                              size_t count, const double *probabilities,
                                              size_t stratum_count, double *mean,
                                              double *error_of_mean, rift_error *error);

#endif
