/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of simulated outcomes: plain arrays in, numbers out. */
#ifndef RIFT_STATISTICS_STATISTICS_H
#define RIFT_STATISTICS_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

/* Count, mean and sum of squared deviations; combined pairwise by Chan, Golub & LeVeque (1983).
 * Non-finite values are not part of n: they are counted in `failed`. */
typedef struct rift_moments {
  uint64_t n;
  uint64_t failed;
  double mean;
  double m2;
} rift_moments;

/* Two-pass moments of one block. */
rift_moments rift_moments_of(const double *values, size_t count);
/* *total becomes the moments of both; the order of calls fixes the bytes. */
void rift_moments_add(rift_moments *total, const rift_moments *block);
double rift_moments_sd(const rift_moments *moments);   /* n - 1 in the denominator; 0 for n < 2 */
double rift_moments_mcse(const rift_moments *moments); /* sd / sqrt(n) */

/* The quantile is the smallest x whose cumulative share reaches p: the order statistic ceil(p n) (inverse of the
 * empirical distribution function, type 1 of Hyndman & Fan 1996). */
#define RIFT_QUANTILE_COUNT 9
extern const double rift_quantile_levels[RIFT_QUANTILE_COUNT]; /* .01 .05 .10 .25 .50 .75 .90 .95 .99 */
extern const char *const rift_quantile_names[RIFT_QUANTILE_COUNT]; /* "p01" ... "p99" */

typedef enum rift_worse { RIFT_WORSE_LOWER, RIFT_WORSE_HIGHER, RIFT_WORSE_NONE } rift_worse;

typedef struct rift_summary {
  uint64_t n, failed;
  double mean, sd, mcse;
  double quantiles[RIFT_QUANTILE_COUNT];
  double es95;      /* mean of the worst 5 % in the direction of `worse`; NaN for none */
  double prob_loss; /* share strictly worse than 0; NaN for none */
} rift_summary;

/* Sorts `values` in place (ascending, non-finite ones moved to the end) and summarises them. `moments` are taken as given.
 * The tail of es95 has exactly 0.05 n weight: a fractional last observation counts by its fraction. */
void rift_summary_compute(rift_summary *summary, const rift_moments *moments, rift_worse worse,
                          double *values, size_t count);

/* Sorts ascending; negative zeros become positive, non-finite values go to the end. Returns the number of finite ones. Deterministic. */
size_t rift_sort(double *values, size_t count);

/* Order-statistic interval of level `confidence` for the p-quantile of n draws: 1-based ranks with binomial coverage
 * at least as stated, or 0 where n is too small. */
void rift_quantile_interval(uint64_t n, double p, double confidence, uint64_t *low_rank,
                            uint64_t *high_rank);

/* Share of the sorted values strictly worse than threshold in the direction of `worse`. */
double rift_exceedance(const double *sorted, size_t count, rift_worse worse, double threshold);

#endif
