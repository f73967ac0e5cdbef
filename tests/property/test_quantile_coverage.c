/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order-statistic intervals cover the true quantile at least as often as they say, and not much
 * more often. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "sampling/sampler.h"
#include "statistics/statistics.h"

/* The share of 20,000 samples of n uniforms (whose p-quantile is p) that the interval covers.
 * Standard error at most sqrt(0.1 * 0.9 / 20000) = 0.0021. */
static double coverage(uint64_t n, double p, double confidence) {
  enum { TRIALS = 20000, MOST = 1000 };
  double values[MOST];
  uint64_t low, high;
  rift_quantile_interval(n, p, confidence, &low, &high);
  assert_true(low > 0 && high > low);
  size_t covered = 0;
  for (uint64_t trial = 0; trial < TRIALS; trial++) {
    rift_stream_uniforms(17, n, trial, 0, n, values);
    rift_sort(values, n);
    covered += values[low - 1] <= p && p < values[high - 1];
  }
  return (double)covered / TRIALS;
}

/* At least as stated, less 3.5 standard errors; at most two probabilities of the binomial's mode
 * above, which is what the two discrete ranks can give away. */
static void intervals_cover_as_stated(void **state) {
  (void)state;
  static const struct {
    uint64_t n;
    double p, confidence;
  } cases[] = {
      {20, 0.5, 0.95}, {100, 0.1, 0.95}, {100, 0.9, 0.9}, {400, 0.05, 0.9}, {400, 0.95, 0.95}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double stated = cases[i].confidence, n = (double)cases[i].n, p = cases[i].p;
    double found = coverage(cases[i].n, p, stated);
    double error = sqrt(stated * (1 - stated) / 20000);
    double mode = 1 / sqrt(2 * 3.14159265358979323846 * n * p * (1 - p));
    assert_true(found >= stated - 3.5 * error);
    assert_true(found <= fmin(1, stated + 2 * mode) + 3.5 * error);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_cover_as_stated)};
  return cmocka_run_group_tests_name("quantile_coverage", tests, NULL, NULL);
}
