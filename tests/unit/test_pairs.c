/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paired comparison: were the sign of a difference, the direction of harm or the pairing wrong, a
 * policy would be recommended that does harm. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "sampling/sampler.h"
#include "statistics/pairs.h"

#define NOTHING ((double)NAN)
enum { DRAWS = 40000 };

static double normal_below(double z) { return 0.5 * erfc(-z / sqrt(2)); }
static double normal_density(double z) { return exp(-z * z / 2) / sqrt(2 * acos(-1)); }

static const rift_pairs_options lower = {.worse = RIFT_WORSE_LOWER};
static const rift_pairs_options higher = {.worse = RIFT_WORSE_HIGHER};

static rift_pairs pairs_of(const double *a, const double *b, size_t count,
                           const rift_pairs_options *options) {
  rift_pairs pairs;
  rift_error error = {0};
  assert_int_equal(rift_pairs_compute(&pairs, a, b, count, options, &error), RIFT_OK);
  return pairs;
}

/* By hand: A - B = 1 -2 0 3; mean 1/2, squared deviations 13. */
static void small_case_by_hand(void **state) {
  (void)state;
  const double a[] = {5, 1, 2, 4}, b[] = {4, 3, 2, 1};
  rift_pairs pairs = pairs_of(a, b, 4, &lower);
  assert_true(pairs.n == 4 && pairs.failed == 0 && pairs.n_eff == 4);
  assert_true(pairs.mean_a == 3 && pairs.mean_b == 2.5 && pairs.mean == 0.5);
  assert_true(fabs(pairs.sd - sqrt(13.0 / 3)) < 1e-15);
  assert_true(fabs(pairs.mcse - sqrt(13.0 / 12)) < 1e-15);
  assert_true(pairs.prob_worse == 0.25 && pairs.prob_better == 0.5 && pairs.prob_tie == 0.25);
  assert_true(pairs.regret_a == 0.5 && pairs.regret_b == 1);
  assert_true(pairs.regret_a_p95 == 2 && pairs.regret_b_p95 == 3);
  assert_true(pairs.quantiles[4] == 0 && pairs.quantiles[0] == -2 && pairs.quantiles[8] == 3);
  pairs = pairs_of(a, b, 4, &higher);
  assert_true(pairs.prob_worse == 0.5 && pairs.regret_a == 1 && pairs.regret_b == 0.5);
  assert_true(pairs.regret_a_p95 == 3 && pairs.regret_b_p95 == 2);
}

/* A ~ N(0, 1), B ~ N(0.3, 1), correlation 0.6: B - A ~ N(0.3, 0.8). Tolerances are four standard
 * errors of each estimate at 40,000 draws. */
static void bivariate_normal_in_closed_form(void **state) {
  (void)state;
  static double a[DRAWS], b[DRAWS];
  rift_stream_uniforms(11, 1, 0, 0, DRAWS, a);
  rift_stream_uniforms(11, 2, 0, 0, DRAWS, b);
  rift_normal_quantile(DRAWS, a, a);
  rift_normal_quantile(DRAWS, b, b);
  for (size_t i = 0; i < DRAWS; i++) {
    b[i] = 0.3 + 0.6 * a[i] + 0.8 * b[i];
  }
  rift_pairs pairs = pairs_of(a, b, DRAWS, &lower);
  double s = sqrt(0.8), z = 0.3 / s, root = sqrt((double)DRAWS);
  double worse = normal_below(z);
  assert_true(fabs(pairs.mean + 0.3) < 4 * s / root);
  assert_true(fabs(pairs.sd - s) < 4 * s / sqrt(2.0 * DRAWS));
  assert_true(fabs(pairs.mcse - s / root) < 4 * s / sqrt(2.0 * DRAWS) / root);
  assert_true(fabs(pairs.correlation - 0.6) < 4 * (1 - 0.36) / root);
  assert_true(fabs(pairs.prob_worse - worse) < 4 * sqrt(worse * (1 - worse)) / root);
  assert_true(fabs(pairs.prob_worse_mcse - sqrt(worse * (1 - worse)) / root) < 0.02 / root);
  double regret = 0.3 * worse + s * normal_density(z);
  double second = (0.09 + 0.8) * worse + 0.3 * s * normal_density(z); /* E max(0, X)^2 */
  assert_true(fabs(pairs.regret_a - regret) < 4 * sqrt(second - regret * regret) / root);
  assert_true(fabs(pairs.regret_b - (regret - 0.3)) < 4 * s / root);
  double z95 = 1.6448536269514722;
  double quantile_error = s * sqrt(0.95 * 0.05) / normal_density(z95) / root;
  assert_true(fabs(pairs.regret_a_p95 - (0.3 + z95 * s)) < 4 * quantile_error);
  assert_true(fabs(pairs.quantiles[7] - (-0.3 + z95 * s)) < 4 * quantile_error);
  assert_true(fabs(pairs.quantiles[1] - (-0.3 - z95 * s)) < 4 * quantile_error);
}

/* What pairing is for: the error of the difference is that of the difference, not of two runs. */
static void common_draws_shrink_the_error(void **state) {
  (void)state;
  static double a[DRAWS], b[DRAWS];
  rift_stream_uniforms(3, 1, 0, 0, DRAWS, a);
  for (size_t i = 0; i < DRAWS; i++) {
    b[i] = a[i] + 0.001 * (double)(i % 2);
  }
  rift_pairs paired = pairs_of(a, b, DRAWS, &lower), unpaired;
  assert_int_equal(
      rift_pairs_compute_unpaired(&unpaired, a, DRAWS, b, DRAWS, &lower, NULL), RIFT_OK);
  assert_true(fabs(paired.mcse - 0.0005 / sqrt(DRAWS - 1.0)) < 1e-15);
  assert_true(fabs(unpaired.mcse - sqrt(2 / 12.0 / DRAWS)) < 0.02 * unpaired.mcse);
  assert_true(fabs(paired.mean - unpaired.mean) < 1e-15);
  assert_true(isnan(unpaired.quantiles[4]) && isnan(unpaired.regret_a) && isnan(unpaired.correlation));
}

typedef struct dominance_case {
  double a[3], b[3];
  rift_dominance first, second; /* where lower is worse */
} dominance_case;

static void dominance_by_hand(void **state) {
  (void)state;
  static const dominance_case cases[] = {
      {{1, 2, 3}, {0, 2, 3}, RIFT_DOMINANCE_A, RIFT_DOMINANCE_A},
      {{3, 1, 2}, {2, 4, 3}, RIFT_DOMINANCE_B, RIFT_DOMINANCE_B},
      {{2, 2, 2}, {1, 2, 3}, RIFT_DOMINANCE_NONE, RIFT_DOMINANCE_A}, /* mean-preserving spread */
      {{0, 4, 2}, {1, 2, 3}, RIFT_DOMINANCE_NONE, RIFT_DOMINANCE_B},
      {{0, 5, 5}, {1, 2, 3}, RIFT_DOMINANCE_NONE, RIFT_DOMINANCE_NONE},
      {{3, 1, 2}, {1, 2, 3}, RIFT_DOMINANCE_EQUAL, RIFT_DOMINANCE_EQUAL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rift_pairs pairs = pairs_of(cases[i].a, cases[i].b, 3, &lower);
    assert_int_equal(pairs.first_order, cases[i].first);
    assert_int_equal(pairs.second_order, cases[i].second);
    double a[3], b[3]; /* the same as losses */
    for (size_t k = 0; k < 3; k++) {
      a[k] = -cases[i].a[k];
      b[k] = -cases[i].b[k];
    }
    pairs = pairs_of(a, b, 3, &higher);
    assert_int_equal(pairs.first_order, cases[i].first);
    assert_int_equal(pairs.second_order, cases[i].second);
  }
  assert_string_equal(rift_dominance_text(RIFT_DOMINANCE_A), "a");
}

/* N(0.5, 1) and N(0, 1) on common draws: first order. N(0, 1) and N(0, 2): second order only. */
static void dominance_of_normals(void **state) {
  (void)state;
  static double a[DRAWS], b[DRAWS];
  rift_stream_uniforms(5, 1, 0, 0, DRAWS, a);
  rift_normal_quantile(DRAWS, a, a);
  double mean = 0;
  for (size_t i = 0; i < DRAWS; i++) {
    mean += a[i] / DRAWS;
    b[i] = a[i] + 0.5;
  }
  rift_pairs pairs = pairs_of(a, b, DRAWS, &lower);
  assert_true(pairs.first_order == RIFT_DOMINANCE_B && pairs.second_order == RIFT_DOMINANCE_B);
  for (size_t i = 0; i < DRAWS; i++) {
    b[i] = mean + 2 * (a[i] - mean);
  }
  pairs = pairs_of(a, b, DRAWS, &lower);
  assert_true(pairs.first_order == RIFT_DOMINANCE_NONE && pairs.second_order == RIFT_DOMINANCE_A);
}

/* A weight of k counts as k copies of the draw. */
static void whole_weights_are_copies(void **state) {
  (void)state;
  const double a[] = {1, 4, 2, 8, 5}, b[] = {2, 3, 2, 9, 1}, weights[] = {3, 1, 2, 0, 2};
  double long_a[8], long_b[8];
  size_t long_count = 0;
  for (size_t i = 0; i < 5; i++) {
    for (double k = 0; k < weights[i]; k++) {
      long_a[long_count] = a[i];
      long_b[long_count++] = b[i];
    }
  }
  rift_pairs_options options = lower;
  rift_pairs copies = pairs_of(long_a, long_b, long_count, &options);
  options.weights = weights;
  rift_pairs weighted = pairs_of(a, b, 5, &options);
  assert_true(fabs(weighted.mean - copies.mean) < 1e-15);
  assert_true(fabs(weighted.regret_a - copies.regret_a) < 1e-15);
  assert_true(fabs(weighted.prob_worse - copies.prob_worse) < 1e-15);
  assert_true(fabs(weighted.correlation - copies.correlation) < 1e-14);
  assert_true(weighted.regret_a_p95 == copies.regret_a_p95);
  assert_true(weighted.regret_b_p95 == copies.regret_b_p95);
  assert_memory_equal(weighted.quantiles, copies.quantiles, sizeof copies.quantiles);
  assert_true(weighted.first_order == copies.first_order);
  assert_true(weighted.second_order == copies.second_order);
  assert_true(weighted.n == 5 && fabs(weighted.n_eff - 64.0 / 18) < 1e-15);
}

/* The same weights on draws that are only reordered: rounded cumulative weights must not be taken
 * for a difference. */
static void rounding_is_no_dominance(void **state) {
  (void)state;
  enum { COUNT = 1000 };
  static double a[COUNT], weights[COUNT], b[COUNT];
  rift_stream_uniforms(7, 1, 0, 0, COUNT, weights);
  for (size_t i = 0; i < COUNT; i++) {
    a[i] = (double)(i % 10);
    b[i] = a[i] + 1e-13 * (double)(i % 3);
  }
  rift_pairs_options options = {.worse = RIFT_WORSE_LOWER, .weights = weights, .tie = 1e-9};
  rift_pairs pairs = pairs_of(a, b, COUNT, &options);
  assert_true(pairs.first_order == RIFT_DOMINANCE_EQUAL);
  assert_true(pairs.second_order == RIFT_DOMINANCE_EQUAL);
  assert_true(pairs.prob_tie == 1 && pairs.prob_worse == 0);
}

static void failed_draws_leave_with_their_partner(void **state) {
  (void)state;
  const double a[] = {1, NOTHING, 3, (double)INFINITY}, b[] = {0, 5, NOTHING, 1};
  rift_pairs pairs = pairs_of(a, b, 4, &lower);
  assert_true(pairs.n == 1 && pairs.failed == 3 && pairs.mean == 1 && pairs.mean_b == 0);
  pairs = pairs_of(a + 1, b + 1, 2, &lower);
  assert_true(pairs.n == 0 && pairs.failed == 2 && isnan(pairs.mean) && isnan(pairs.prob_worse));
  assert_int_equal(pairs.first_order, RIFT_DOMINANCE_UNKNOWN);
  pairs = pairs_of(NULL, NULL, 0, &lower);
  assert_true(pairs.n == 0 && isnan(pairs.regret_a));
}

static void without_a_direction_there_is_no_better(void **state) {
  (void)state;
  const double a[] = {1, 2}, b[] = {0, 0};
  rift_pairs_options options = {.worse = RIFT_WORSE_NONE};
  rift_pairs pairs = pairs_of(a, b, 2, &options);
  assert_true(pairs.mean == 1.5 && isnan(pairs.prob_worse) && isnan(pairs.regret_a));
  assert_int_equal(pairs.second_order, RIFT_DOMINANCE_UNKNOWN);
  assert_string_equal(rift_dominance_text(pairs.second_order), "");
}

static void weights_that_are_none_are_refused(void **state) {
  (void)state;
  const double a[] = {1, 2};
  const double bad[][2] = {{1, -1}, {NOTHING, 1}, {0, 0}, {(double)INFINITY, 1}};
  for (size_t i = 0; i < 4; i++) {
    rift_pairs_options options = {.worse = RIFT_WORSE_LOWER, .weights = bad[i]};
    rift_pairs pairs;
    rift_error error = {0};
    assert_int_equal(rift_pairs_compute(&pairs, a, a, 2, &options, &error), RIFT_INVALID);
    assert_non_null(strstr(error.message, "weights"));
    rift_regret regret;
    const double *outcomes[] = {a};
    assert_int_equal(rift_regret_compute(&regret, outcomes, 1, 2, &options, &error), RIFT_INVALID);
  }
}

/* P(A > B) of independent normals is Phi(0.3 / sqrt 2); four of its own errors, which must agree
 * with the bound sqrt(p (1 - p) / n) from above and with a third of it from below. */
static void unpaired_probability_of_normals(void **state) {
  (void)state;
  static double a[DRAWS], b[DRAWS / 2];
  rift_stream_uniforms(13, 1, 0, 0, DRAWS, a);
  rift_stream_uniforms(13, 2, 0, 0, DRAWS / 2, b);
  rift_normal_quantile(DRAWS, a, a);
  rift_normal_quantile(DRAWS / 2, b, b);
  for (size_t i = 0; i < DRAWS; i++) {
    a[i] += 0.3;
  }
  rift_pairs pairs;
  assert_int_equal(
      rift_pairs_compute_unpaired(&pairs, a, DRAWS, b, DRAWS / 2, &higher, NULL), RIFT_OK);
  double expected = normal_below(0.3 / sqrt(2)), bound = sqrt(expected * (1 - expected) / (DRAWS / 2));
  assert_true(fabs(pairs.prob_worse - expected) < 4 * pairs.prob_worse_mcse);
  assert_true(pairs.prob_worse_mcse < bound && pairs.prob_worse_mcse > bound / 3);
  assert_true(pairs.n == DRAWS / 2 && pairs.prob_tie == 0);
}

/* Three options by hand. Best of each draw: 3, 4 (two options), 5. */
static void regret_against_the_best_of_all(void **state) {
  (void)state;
  const double a[] = {3, 4, 1, NOTHING}, b[] = {1, 4, 5, 0}, c[] = {2, 2, 2, 0};
  const double *outcomes[] = {a, b, c};
  rift_regret regrets[3];
  assert_int_equal(rift_regret_compute(regrets, outcomes, 3, 4, &lower, NULL), RIFT_OK);
  assert_true(fabs(regrets[0].expected - 4.0 / 3) < 1e-15 && regrets[0].p95 == 4);
  assert_true(fabs(regrets[1].expected - 2.0 / 3) < 1e-15 && regrets[1].p95 == 2);
  assert_true(fabs(regrets[2].expected - 6.0 / 3) < 1e-15 && regrets[2].p95 == 3);
  assert_true(fabs(regrets[0].prob_best - 0.5) < 1e-15);
  assert_true(fabs(regrets[1].prob_best - 0.5) < 1e-15 && regrets[2].prob_best == 0);
  rift_pairs_options none = {.worse = RIFT_WORSE_NONE};
  assert_int_equal(rift_regret_compute(regrets, outcomes, 3, 4, &none, NULL), RIFT_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_case_by_hand),
      cmocka_unit_test(bivariate_normal_in_closed_form),
      cmocka_unit_test(common_draws_shrink_the_error),
      cmocka_unit_test(dominance_by_hand),
      cmocka_unit_test(dominance_of_normals),
      cmocka_unit_test(whole_weights_are_copies),
      cmocka_unit_test(rounding_is_no_dominance),
      cmocka_unit_test(failed_draws_leave_with_their_partner),
      cmocka_unit_test(without_a_direction_there_is_no_better),
      cmocka_unit_test(weights_that_are_none_are_refused),
      cmocka_unit_test(unpaired_probability_of_normals),
      cmocka_unit_test(regret_against_the_best_of_all),
  };
  return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
