/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments: a lost draw, or digits lost to a large mean, would falsify every mean and its stated
 * error. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "statistics/convergence.h"
#include "statistics/statistics.h"

#define NOTHING ((double)NAN)
#define INFINITE ((double)INFINITY)

/* By hand: 2 4 4 4 5 5 7 9 has mean 5 and squared deviations 32; exact in binary. */
static void small_case_by_hand(void **state) {
  (void)state;
  const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
  rift_moments moments = rift_moments_of(values, 8);
  assert_true(moments.n == 8 && moments.failed == 0 && moments.mean == 5 && moments.m2 == 32);
  assert_true(rift_moments_sd(&moments) == sqrt(32.0 / 7));
  assert_true(rift_moments_mcse(&moments) == sqrt(32.0 / 7) / sqrt(8));
}

static void non_finite_values_are_counted(void **state) {
  (void)state;
  const double values[] = {NOTHING, 1, INFINITE, 3, -INFINITE};
  rift_moments moments = rift_moments_of(values, 5);
  assert_true(moments.n == 2 && moments.failed == 3 && moments.mean == 2 && moments.m2 == 2);
}

static void too_few_values(void **state) {
  (void)state;
  const double one = 7, none = NOTHING;
  rift_moments moments = rift_moments_of(&one, 1);
  assert_true(moments.n == 1 && moments.mean == 7 && rift_moments_sd(&moments) == 0);
  moments = rift_moments_of(&none, 1);
  assert_true(moments.n == 0 && moments.failed == 1 && rift_moments_mcse(&moments) == 0);
  moments = rift_moments_of(NULL, 0);
  assert_true(moments.n == 0 && moments.failed == 0);
}

/* 1e9 + {4, 7, 13, 16}: the one-pass formula loses everything; mean and squares are exact here. */
static void a_large_mean_costs_no_digits(void **state) {
  (void)state;
  const double values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
  rift_moments moments = rift_moments_of(values, 4);
  assert_true(moments.mean == 1e9 + 10 && moments.m2 == 90);
  rift_moments total = rift_moments_of(values, 2), rest = rift_moments_of(values + 2, 2);
  rift_moments_add(&total, &rest);
  assert_true(total.n == 4 && total.mean == 1e9 + 10 && total.m2 == 90);
}

static void empty_blocks_change_only_the_count_of_failures(void **state) {
  (void)state;
  const double values[] = {1, 2, 6}, none[] = {NOTHING, NOTHING};
  rift_moments block = rift_moments_of(values, 3), empty = rift_moments_of(none, 2);
  rift_moments total = {0};
  rift_moments_add(&total, &empty);
  rift_moments_add(&total, &block);
  rift_moments_add(&total, &empty);
  assert_true(total.n == 3 && total.failed == 4 && total.mean == 3 && total.m2 == 14);
}

/* Values 0, 1, 0, 1, ...: mean 1/2 and mcse sqrt(n/4/(n-1))/sqrt(n) at every even n; 1e-15 for the
 * rounding of two roots. */
static void convergence_of_a_known_series(void **state) {
  (void)state;
  enum { DRAWS = 5000 };
  double values[DRAWS];
  for (size_t i = 0; i < DRAWS; i++) {
    values[i] = (double)(i % 2);
  }
  rift_convergence_point points[RIFT_CONVERGENCE_POINTS];
  const uint64_t expected[] = {1000, 2000, 4000, 5000};
  assert_int_equal(rift_convergence_compute(values, DRAWS, points), 4);
  for (size_t i = 0; i < 4; i++) {
    double n = (double)expected[i];
    assert_true(points[i].draws == expected[i] && points[i].failed == 0);
    assert_true(fabs(points[i].mean - 0.5) < 1e-15);
    assert_true(fabs(points[i].mcse - sqrt(n / 4 / (n - 1)) / sqrt(n)) < 1e-15);
  }
}

static void convergence_at_its_edges(void **state) {
  (void)state;
  static double values[4000];
  rift_convergence_point points[RIFT_CONVERGENCE_POINTS];
  assert_int_equal(rift_convergence_compute(values, 0, points), 0);
  assert_int_equal(rift_convergence_compute(values, 999, points), 1);
  assert_int_equal(points[0].draws, 999);
  assert_int_equal(rift_convergence_compute(values, 1000, points), 1);
  assert_int_equal(rift_convergence_compute(values, 4000, points), 3);
  for (size_t i = 0; i < 1000; i++) {
    values[i] = NOTHING;
  }
  assert_int_equal(rift_convergence_compute(values, 2000, points), 2);
  assert_true(points[0].failed == 1000 && isnan(points[0].mean) && isnan(points[0].mcse));
  assert_true(points[1].failed == 1000 && points[1].mean == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_case_by_hand),
      cmocka_unit_test(non_finite_values_are_counted),
      cmocka_unit_test(too_few_values),
      cmocka_unit_test(a_large_mean_costs_no_digits),
      cmocka_unit_test(empty_blocks_change_only_the_count_of_failures),
      cmocka_unit_test(convergence_of_a_known_series),
      cmocka_unit_test(convergence_at_its_edges),
  };
  return cmocka_run_group_tests_name("moments", tests, NULL, NULL);
}
