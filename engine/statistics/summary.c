/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "statistics/statistics.h"

const double rift_quantile_levels[RIFT_QUANTILE_COUNT] = {0.01, 0.05, 0.10, 0.25, 0.50,
                                                          0.75, 0.90, 0.95, 0.99};
const char *const rift_quantile_names[RIFT_QUANTILE_COUNT] = {"p01", "p05", "p10", "p25", "p50",
                                                              "p75", "p90", "p95", "p99"};
/* In whole percent, so that ceil(p n) is exact. */
static const size_t percents[RIFT_QUANTILE_COUNT] = {1, 5, 10, 25, 50, 75, 90, 95, 99};

#define TAIL_PERCENT 5

static size_t quantile_rank(size_t percent, size_t n) {
  return n / 100 * percent + (n % 100 * percent + 99) / 100;
}

/* Mean of the worst 5 % of the sorted values. `step` walks from the worst one towards the middle.
 */
static double tail_mean(const double *sorted, size_t n, rift_worse worse) {
  size_t whole = n / (100 / TAIL_PERCENT);
  double fraction = (double)(n % (100 / TAIL_PERCENT)) / (100.0 / TAIL_PERCENT);
  const double *next = worse == RIFT_WORSE_LOWER ? sorted : sorted + (n - 1);
  ptrdiff_t step = worse == RIFT_WORSE_LOWER ? 1 : -1;
  /* The sum about the worst value keeps a small spread at a large level. */
  double worst = *next;
  double sum = 0;
  for (size_t i = 0; i < whole; i++) {
    sum += *next - worst;
    next += step;
  }
  if (fraction > 0) {
    sum += fraction * (*next - worst);
  }
  return worst + sum / ((double)whole + fraction);
}

/* The number of sorted values below the threshold, or at most it. */
static size_t count_below(const double *sorted, size_t count, double threshold, int or_equal) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (sorted[middle] < threshold || (or_equal && sorted[middle] == threshold)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

double rift_exceedance(const double *sorted, size_t count, rift_worse worse, double threshold) {
  if (count == 0 || worse == RIFT_WORSE_NONE) {
    return (double)NAN;
  }
  size_t number = worse == RIFT_WORSE_LOWER ? count_below(sorted, count, threshold, 0)
                                            : count - count_below(sorted, count, threshold, 1);
  return (double)number / (double)count;
}

void rift_summary_compute(rift_summary *summary, const rift_moments *moments, rift_worse worse,
                          double *values, size_t count) {
  const double nothing = (double)NAN;
  size_t n = rift_sort(values, count);
  *summary = (rift_summary){.n = moments->n,
                            .failed = moments->failed,
                            .mean = moments->n > 0 ? moments->mean : nothing,
                            .sd = moments->n > 0 ? rift_moments_sd(moments) : nothing,
                            .mcse = moments->n > 0 ? rift_moments_mcse(moments) : nothing,
                            .es95 = nothing,
                            .prob_loss = rift_exceedance(values, n, worse, 0)};
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    summary->quantiles[i] = n > 0 ? values[quantile_rank(percents[i], n) - 1] : nothing;
  }
  if (n > 0 && worse != RIFT_WORSE_NONE) {
    summary->es95 = tail_mean(values, n, worse);
  }
}
