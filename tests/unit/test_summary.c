/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting, quantiles, tails: what the tables print. A rank off by one would shift every percentile.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sampling/sampler.h"
#include "statistics/statistics.h"

#define NOTHING ((double)NAN)
#define INFINITE ((double)INFINITY)

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* Against the C library, at lengths on both sides of the change of algorithm, signs and magnitudes
 * mixed. */
static void sorts_as_qsort(void **state) {
  (void)state;
  const size_t lengths[] = {0, 1, 2, 3, 255, 256, 257, 5000, 100000};
  for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
    size_t n = lengths[l];
    double *values = rift_allocate_doubles(n + 1), *expected = rift_allocate_doubles(n + 1);
    rift_stream_uniforms(5, l, 0, 0, n, values);
    for (size_t i = 0; i < n; i++) {
      double u = values[i];
      values[i] = i % 7 == 0 ? 0.25 : (u - 0.5) * pow(10, (double)(i % 60) - 30);
    }
    memcpy(expected, values, n * sizeof(double));
    qsort(expected, n, sizeof(double), compare);
    assert_int_equal(rift_sort(values, n), n);
    assert_memory_equal(values, expected, n * sizeof(double));
    free(values);
    free(expected);
  }
}

static void non_finite_values_go_to_the_end(void **state) {
  (void)state;
  double values[600];
  for (size_t n = 6; n <= 600; n += 594) {
    for (size_t i = 0; i < n; i++) {
      values[i] = i % 3 == 0 ? (i % 2 == 0 ? NOTHING : -INFINITE) : -(double)i;
    }
    size_t finite = rift_sort(values, n);
    assert_int_equal(finite, n - n / 3);
    for (size_t i = 0; i < n; i++) {
      assert_true(i < finite ? isfinite(values[i]) && (i == 0 || values[i - 1] < values[i])
                             : !isfinite(values[i]));
    }
  }
}

/* Equal numbers must have equal bits, or the order of draws would show in the tables. */
static void negative_zeros_become_positive(void **state) {
  (void)state;
  double values[400];
  for (size_t n = 4; n <= 400; n += 396) {
    for (size_t i = 0; i < n; i++) {
      values[i] = i % 2 == 0 ? 0.0 : -0.0;
    }
    rift_sort(values, n);
    for (size_t i = 0; i < n; i++) {
      assert_true(values[i] == 0 && !signbit(values[i]));
    }
  }
}

/* One far outlier, and values that differ in the last bits only: everything falls into one interval, again and again. */
static void sorts_crowded_values(void **state) {
  (void)state;
  enum { N = 20000 };
  double *values = malloc(N * sizeof *values), *expected = malloc(N * sizeof *expected);
  for (size_t i = 0; i < N; i++) {
    values[i] = i % 3 == 0 ? 1 + (double)(i * 7919 % N) * 0x1p-52 : i % 3 == 1 ? 1e-9 * (double)(i * 31 % 1000) : 2;
  }
  values[77] = 1e300;
  values[78] = -1e300;
  memcpy(expected, values, N * sizeof *values);
  qsort(expected, N, sizeof *expected, compare);
  assert_int_equal(rift_sort(values, N), N);
  assert_memory_equal(values, expected, N * sizeof *values);
  free(values);
  free(expected);
}

/* 1 ... 100, shuffled: the p-quantile is 100 p by definition; the worst 5 % are 1 ... 5 or 96 ...
 * 100. */
static void hundred_values_by_hand(void **state) {
  (void)state;
  const double expected[] = {1, 5, 10, 25, 50, 75, 90, 95, 99};
  double values[100];
  for (size_t i = 0; i < 100; i++) {
    values[i] = (double)(i * 37 % 100 + 1);
  }
  rift_moments moments = rift_moments_of(values, 100);
  rift_summary summary;
  rift_summary_compute(&summary, &moments, RIFT_WORSE_LOWER, values, 100);
  assert_memory_equal(summary.quantiles, expected, sizeof expected);
  assert_true(summary.n == 100 && summary.mean == 50.5 && summary.es95 == 3 &&
              summary.prob_loss == 0);
  assert_true(fabs(summary.sd - sqrt(101 * 100 / 12.0)) < 1e-13); /* n (n + 1) / 12 */
  rift_summary_compute(&summary, &moments, RIFT_WORSE_HIGHER, values, 100);
  assert_true(summary.es95 == 98 && summary.prob_loss == 1);
  rift_summary_compute(&summary, &moments, RIFT_WORSE_NONE, values, 100);
  assert_true(isnan(summary.es95) && isnan(summary.prob_loss) && summary.quantiles[4] == 50);
}

/* 30 values: 5 % is 1.5 of them, so the second counts half: (1 + 2/2) / 1.5 = 4/3. Ranks: ceil(0.01
 * * 30) = 1, ceil(1.5) = 2, 3, ceil(7.5) = 8, 15, ceil(22.5) = 23, 27, ceil(28.5) = 29, ceil(29.7)
 * = 30. */
static void fractional_tail_by_hand(void **state) {
  (void)state;
  const double expected[] = {1, 2, 3, 8, 15, 23, 27, 29, 30};
  double values[30];
  for (size_t i = 0; i < 30; i++) {
    values[i] = (double)(30 - i);
  }
  rift_moments moments = rift_moments_of(values, 30);
  rift_summary summary;
  rift_summary_compute(&summary, &moments, RIFT_WORSE_LOWER, values, 30);
  assert_memory_equal(summary.quantiles, expected, sizeof expected);
  assert_true(fabs(summary.es95 - 4.0 / 3) < 1e-15);
  rift_summary_compute(&summary, &moments, RIFT_WORSE_HIGHER, values, 30);
  assert_true(fabs(summary.es95 - (30 + 29 * 0.5) / 1.5) < 1e-14);
}

static void few_values(void **state) {
  (void)state;
  double values[] = {-4, NOTHING};
  rift_moments moments = rift_moments_of(values, 2);
  rift_summary summary;
  rift_summary_compute(&summary, &moments, RIFT_WORSE_LOWER, values, 2);
  assert_true(summary.n == 1 && summary.failed == 1 && summary.mean == -4 && summary.es95 == -4);
  assert_true(summary.quantiles[0] == -4 && summary.quantiles[8] == -4 && summary.prob_loss == 1);
  values[0] = NOTHING;
  moments = rift_moments_of(values, 1);
  rift_summary_compute(&summary, &moments, RIFT_WORSE_LOWER, values, 1);
  assert_true(summary.n == 0 && summary.failed == 1 && isnan(summary.mean) &&
              isnan(summary.quantiles[4]));
  assert_true(isnan(summary.es95) && isnan(summary.prob_loss));
}

static void exceedance_is_strict(void **state) {
  (void)state;
  const double sorted[] = {-3, -1, -1, 0, 2};
  assert_true(rift_exceedance(sorted, 5, RIFT_WORSE_LOWER, 0) == 0.6);
  assert_true(rift_exceedance(sorted, 5, RIFT_WORSE_LOWER, -1) == 0.2);
  assert_true(rift_exceedance(sorted, 5, RIFT_WORSE_HIGHER, -1) == 0.4);
  assert_true(rift_exceedance(sorted, 5, RIFT_WORSE_HIGHER, 2) == 0);
  assert_true(rift_exceedance(sorted, 5, RIFT_WORSE_LOWER, 9) == 1);
  assert_true(isnan(rift_exceedance(sorted, 5, RIFT_WORSE_NONE, 0)));
}

/* Sums of binomial probabilities in long double, term by term. */
static long double binomial_sum(uint64_t n, double p, uint64_t from, uint64_t to) {
  long double sum = 0;
  for (uint64_t k = from; k <= to; k++) {
    sum += expl(lgammal((long double)n + 1) - lgammal((long double)k + 1) -
                lgammal((long double)(n - k) + 1) + (long double)k * logl((long double)p) +
                (long double)(n - k) * log1pl(-(long double)p));
  }
  return sum;
}

/* Each rank is the tightest one: its tail is within the limit, and the next rank's would not be. */
static void interval_ranks_are_the_tightest(void **state) {
  (void)state;
  const uint64_t sizes[] = {1, 5, 20, 59, 100, 1000, 4096};
  const double levels[] = {0.01, 0.05, 0.5, 0.9, 0.99}, confidence = 0.95, limit = 0.025;
  for (size_t i = 0; i < 7; i++) {
    for (size_t j = 0; j < 5; j++) {
      uint64_t n = sizes[i], low, high;
      double p = levels[j];
      rift_quantile_interval(n, p, confidence, &low, &high);
      assert_true(low <= n && high <= n);
      if (low > 0) {
        assert_true((double)binomial_sum(n, p, 0, low - 1) <= limit * (1 + 1e-9));
      }
      assert_true((double)binomial_sum(n, p, 0, low) > limit * (1 - 1e-9));
      uint64_t top = high > 0 ? high : n + 1;
      assert_true(high == 0 || (double)binomial_sum(n, p, high, n) <= limit * (1 + 1e-9));
      assert_true((double)binomial_sum(n, p, top - 1, n) > limit * (1 - 1e-9));
    }
  }
}

/* The median of 100 draws at 95 %: ranks 40 and 61, as tabulated (e.g. Conover, Practical
 * Nonparametric Statistics). */
static void interval_of_the_median(void **state) {
  (void)state;
  uint64_t low, high;
  rift_quantile_interval(100, 0.5, 0.95, &low, &high);
  assert_true(low == 40 && high == 61);
  rift_quantile_interval(5, 0.5, 0.95, &low, &high);
  assert_true(low == 0 && high == 0); /* 2 / 32 is more than 5 % */
  rift_quantile_interval(6, 0.5, 0.95, &low, &high);
  assert_true(low == 1 && high == 6); /* 2 / 64 is not */
}

/* A billion draws: the normal approximation n p +- 1.95996 sqrt(n p (1 - p)) is then good to a rank
 * in 10,000 of the sd. */
static void interval_of_a_billion_draws(void **state) {
  (void)state;
  uint64_t low, high;
  rift_quantile_interval(1000000000, 0.01, 0.95, &low, &high);
  double sd = sqrt(1e9 * 0.01 * 0.99);
  assert_true(fabs((double)low - (1e7 - 1.959964 * sd)) < 3 &&
              fabs((double)high - (1e7 + 1.959964 * sd)) < 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sorts_as_qsort),          cmocka_unit_test(non_finite_values_go_to_the_end),
      cmocka_unit_test(negative_zeros_become_positive),
      cmocka_unit_test(sorts_crowded_values),    cmocka_unit_test(hundred_values_by_hand),
      cmocka_unit_test(fractional_tail_by_hand), cmocka_unit_test(few_values),
      cmocka_unit_test(exceedance_is_strict),    cmocka_unit_test(interval_ranks_are_the_tightest),
      cmocka_unit_test(interval_of_the_median),  cmocka_unit_test(interval_of_a_billion_draws),
  };
  return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
