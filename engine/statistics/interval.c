/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "numeric/incomplete_beta.h"
#include "statistics/statistics.h"

/* P(B <= k) and P(B > k) for k from -1 to n. */
static rift_tails tails_at(double n, double p, double k) {
  if (k < 0) {
    return (rift_tails){0, 1};
  }
  return k >= n ? (rift_tails){1, 0} : rift_binomial_tails(n, p, k);
}

/* The smallest k in [low, high] with P(B <= k) > limit, or with P(B > k) <= limit; both turn from
 * false to true once. */
static double first_rank(double n, double p, double limit, int upper, double low, double high) {
  while (low < high) {
    double middle = floor((low + high) / 2);
    rift_tails tails = tails_at(n, p, middle);
    if (upper ? tails.upper <= limit : tails.lower > limit) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/* X_(l) <= quantile < X_(h) when at least l and fewer than h of the draws lie at or below the
 * quantile: probability P(l <= B <= h - 1), B binomial (n, p). Each tail gets at most half of what
 * the confidence leaves. */
void rift_quantile_interval(uint64_t n, double p, double confidence, uint64_t *low_rank,
                            uint64_t *high_rank) {
  *low_rank = 0;
  *high_rank = 0;
  if (n == 0 || !(p > 0 && p < 1) || !(confidence > 0 && confidence < 1)) {
    return;
  }
  double count = (double)n;
  double limit = (1 - confidence) / 2;
  /* The largest l with P(B <= l - 1) <= limit is the smallest k with P(B <= k) > limit; 0 when
   * there is none above. */
  *low_rank = (uint64_t)first_rank(count, p, limit, 0, 0, count);
  double high = first_rank(count, p, limit, 1, -1, count) + 1;
  *high_rank = high <= count ? (uint64_t)high : 0;
}
