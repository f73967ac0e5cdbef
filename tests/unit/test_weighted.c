/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted draws: strata and importance sampling are only as right as their weights are carried
 * through every statistic. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "sampling/normal.h"
#include "sampling/sampler.h"
#include "statistics/weighted.h"

enum { DRAWS = 10000 };

/* P(Z > 5), to all digits that a double holds. */
static const double rare = 2.866515718791939e-7;

static bool near(double a, double b, double tolerance) { return fabs(a - b) <= tolerance; }

/* By hand: 1 2 4 with weights 1 2 1 has mean 9/4 and squared deviations (25 + 2 + 49) / 16 = 19 / 4;
 * n_eff = 16 / 6. */
static void moments_by_hand(void **state) {
  (void)state;
  const double values[] = {1, 2, (double)NAN, 4}, weights[] = {1, 2, 7, 1};
  rift_weighted_moments m = rift_weighted_moments_of(values, weights, 4);
  assert_true(m.n == 3 && m.failed == 1 && m.weight == 4 && m.weight_squares == 6);
  assert_true(m.mean == 2.25 && m.m2 == 4.75);
  double n_eff = 16.0 / 6;
  assert_true(rift_weighted_n_eff(&m) == n_eff);
  assert_true(near(rift_weighted_sd(&m), sqrt(4.75 / 4 * n_eff / (n_eff - 1)), 1e-15));
  double squares = 1.5625 + 4 * 0.0625 + 3.0625;
  assert_true(near(rift_weighted_mcse(&m), sqrt(squares * 1.5) / 4, 1e-15));
}

static void equal_weights_change_nothing(void **state) {
  (void)state;
  static double values[DRAWS], weights[DRAWS], sorted[DRAWS];
  rift_stream_uniforms(1, 1, 0, 0, DRAWS, values);
  for (size_t i = 0; i < DRAWS; i++) {
    weights[i] = 0.3;
    sorted[i] = values[i];
  }
  rift_moments plain = rift_moments_of(values, DRAWS);
  rift_summary expected;
  rift_summary_compute(&expected, &plain, RIFT_WORSE_LOWER, sorted, DRAWS);
  rift_weighted_summary found;
  assert_int_equal(
      rift_weighted_summary_compute(&found, values, weights, DRAWS, RIFT_WORSE_LOWER, NULL),
      RIFT_OK);
  assert_true(near(found.n_eff, DRAWS, 1e-8));
  assert_true(near(found.summary.mean, expected.mean, 1e-14));
  assert_true(near(found.summary.sd, expected.sd, 1e-13));
  assert_true(near(found.summary.mcse, expected.mcse, 1e-15));
  assert_true(near(found.summary.es95, expected.es95, 1e-14));
  assert_true(near(found.summary.prob_loss, expected.prob_loss, 1e-14));
  assert_memory_equal(found.summary.quantiles, expected.quantiles, sizeof expected.quantiles);
}

/* Blocks combine to the whole; 1e-12 for the order of summation. */
static void blocks_add_up(void **state) {
  (void)state;
  static double values[DRAWS], weights[DRAWS];
  rift_stream_uniforms(1, 1, 0, 0, DRAWS, values);
  rift_stream_uniforms(1, 2, 0, 0, DRAWS, weights);
  for (size_t i = 0; i < DRAWS; i++) {
    values[i] = 1000 + values[i] * weights[i];
    values[i] = i % 100 == 7 ? (double)NAN : values[i];
    weights[i] = i / 1000 == 3 ? 0 : weights[i]; /* a block without weight */
  }
  rift_weighted_moments whole = rift_weighted_moments_of(values, weights, DRAWS), total = {0};
  for (size_t at = 0; at < DRAWS; at += 500) {
    rift_weighted_moments block = rift_weighted_moments_of(values + at, weights + at, 500);
    rift_weighted_moments_add(&total, &block);
  }
  assert_true(total.n == whole.n && total.failed == whole.failed && whole.failed == 100);
  assert_true(near(total.mean, whole.mean, 1e-12));
  assert_true(near(rift_weighted_sd(&total), rift_weighted_sd(&whole), 1e-12));
  assert_true(near(rift_weighted_mcse(&total), rift_weighted_mcse(&whole), 1e-14));
  assert_true(near(rift_weighted_n_eff(&total), rift_weighted_n_eff(&whole), 1e-8));
}

/* The smallest x whose cumulative weight reaches p. */
static void quantiles_by_hand(void **state) {
  (void)state;
  rift_weighted_value values[] = {{5, 0}, {3, 0.25}, {1, 0.25}, {4, 0.5}}, scratch[4];
  rift_weighted_sort(4, values, scratch);
  assert_true(values[0].value == 1 && values[3].value == 5 && values[2].weight == 0.5);
  static const double cases[][2] = {{0.01, 1}, {0.25, 1}, {0.2501, 3}, {0.5, 3},
                                    {0.51, 4}, {1, 4}}; /* 5 has no weight */
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_true(rift_weighted_quantile(4, values, 1, cases[i][0]) == cases[i][1]);
  }
  assert_true(rift_weighted_exceedance(4, values, 1, RIFT_WORSE_LOWER, 4) == 0.5);
  assert_true(rift_weighted_exceedance(4, values, 1, RIFT_WORSE_HIGHER, 1) == 0.75);
  assert_true(isnan(rift_weighted_exceedance(4, values, 1, RIFT_WORSE_NONE, 1)));
}

/* Ten tenths sum to a little less than 1: the last tenth must still be reached. */
static void rounded_sums_reach_their_end(void **state) {
  (void)state;
  rift_weighted_value values[10];
  for (size_t i = 0; i < 10; i++) {
    values[i] = (rift_weighted_value){(double)i, 0.1};
  }
  assert_true(rift_weighted_quantile(10, values, 1, 0.3) == 2); /* 0.1 + 0.1 + 0.1 > 0.3 */
  assert_true(rift_weighted_quantile(10, values, 1, 0.8) == 7); /* the sum is 0.7999... */
  assert_true(rift_weighted_quantile(10, values, 1, 1) == 9);
}

/* The worst 30 % of -4 -2 0 1 with weights 1 2 3 4: all of -4 and of -2: (-4 - 4) / 3; of 25 %: 1.5
 * of the 2. */
static void shortfall_by_hand(void **state) {
  (void)state;
  const rift_weighted_value values[] = {{-4, 1}, {-2, 2}, {0, 3}, {1, 4}};
  rift_shortfall tail = rift_weighted_shortfall(4, values, 10, RIFT_WORSE_LOWER, 0.3);
  assert_true(near(tail.value, -8.0 / 3, 1e-15) && tail.edge == -2 && tail.few);
  assert_true(near(tail.tail_n_eff, 9.0 / 5, 1e-12));
  tail = rift_weighted_shortfall(4, values, 10, RIFT_WORSE_LOWER, 0.25);
  assert_true(near(tail.value, -7.0 / 2.5, 1e-15) && tail.edge == -2);
  tail = rift_weighted_shortfall(4, values, 10, RIFT_WORSE_HIGHER, 0.5);
  assert_true(near(tail.value, 4.0 / 5, 1e-15) && tail.edge == 0);
  tail = rift_weighted_shortfall(4, values, 10, RIFT_WORSE_NONE, 0.5);
  assert_true(isnan(tail.value) && tail.few);
}

/* Normal draws: the shortfall of the worst 5 % is -density(1.645) / 0.05. Of 200 samples of 12,000
 * the 95 % interval holds it as often as stated within 3.5 standard errors of 200 trials. */
static void shortfall_intervals_cover(void **state) {
  (void)state;
  enum { RUNS = 200, SAMPLE = 12000 };
  static double values[SAMPLE];
  static rift_weighted_value sorted[SAMPLE], scratch[SAMPLE];
  double truth = -rift_normal_density(1.6448536269514722) / 0.05;
  size_t covered = 0;
  for (uint64_t run = 0; run < RUNS; run++) {
    rift_stream_uniforms(run, 9, 0, 0, SAMPLE, values);
    rift_normal_quantile(SAMPLE, values, values);
    for (size_t i = 0; i < SAMPLE; i++) {
      sorted[i] = (rift_weighted_value){values[i], 1};
    }
    rift_weighted_sort(SAMPLE, sorted, scratch);
    rift_shortfall tail = rift_weighted_shortfall(SAMPLE, sorted, SAMPLE, RIFT_WORSE_LOWER, 0.05);
    assert_false(tail.few);
    covered += tail.low <= truth && truth <= tail.high;
  }
  assert_true(near((double)covered / RUNS, 0.95, 3.5 * sqrt(0.95 * 0.05 / RUNS)));
}

/* Strata that halve the upper tail: stratum h holds probability 2^-(h + 1), the last what is left.
 * Equally many draws in each; P(Z > 5) within 5 % and within four of the stated errors. */
static void a_rare_event_by_strata(void **state) {
  (void)state;
  enum { STRATA = 40, EACH = DRAWS / STRATA };
  static double uniforms[DRAWS], hit[DRAWS], weights[DRAWS];
  static size_t stratum[DRAWS];
  double probabilities[STRATA];
  rift_stream_uniforms(21, 1, 0, 0, DRAWS, uniforms);
  for (size_t h = 0; h < STRATA; h++) {
    probabilities[h] = ldexp(1, h + 1 < STRATA ? -(int)h - 1 : -(int)h);
  }
  for (size_t i = 0; i < DRAWS; i++) {
    size_t h = i % STRATA;
    double least = h + 1 < STRATA ? probabilities[h] : 0;
    double tail = least + uniforms[i] * probabilities[h]; /* P(Z > z) of the draw */
    hit[i] = tail < rare;
    stratum[i] = h;
    weights[i] = probabilities[h] / EACH;
  }
  double mean, error;
  assert_int_equal(
      rift_stratified_mean(hit, stratum, DRAWS, probabilities, STRATA, &mean, &error, NULL),
      RIFT_OK);
  assert_true(near(mean, rare, 0.05 * rare) && near(mean, rare, 4 * error) && error < 0.03 * rare);
  rift_weighted_moments m = rift_weighted_moments_of(hit, weights, DRAWS);
  assert_true(near(m.mean, mean, 1e-20) && rift_weighted_mcse(&m) >= error);
  assert_true(near(m.weight, 1, 1e-12) && rift_weighted_n_eff(&m) < DRAWS / 5);
}

/* Importance sampling from N(5, 1): the mean of hit times weight; and, as a ratio, from an equal
 * mixture with N(0, 1), which keeps the weights below 2. The first within 5 %; half as many draws near
 * 5 leave the second a standard error of 3.5 %. */
static void a_rare_event_by_importance(void **state) {
  (void)state;
  static double z[DRAWS], product[DRAWS], hit[DRAWS], weights[DRAWS];
  static rift_weighted_value sorted[DRAWS], scratch[DRAWS];
  rift_stream_uniforms(22, 1, 0, 0, DRAWS, z);
  rift_normal_quantile(DRAWS, z, z);
  double total = 0;
  for (size_t i = 0; i < DRAWS; i++) {
    double shifted = z[i] + 5;
    product[i] = shifted > 5 ? exp(12.5 - 5 * shifted) : 0;
    double mixed = i % 2 == 0 ? shifted : z[i];
    weights[i] = 2 / (1 + exp(5 * mixed - 12.5));
    hit[i] = mixed > 5;
    sorted[i] = (rift_weighted_value){mixed, weights[i]};
    total += weights[i];
  }
  rift_moments m = rift_moments_of(product, DRAWS);
  assert_true(near(m.mean, rare, 0.05 * rare) && near(m.mean, rare, 4 * rift_moments_mcse(&m)));
  rift_weighted_sort(DRAWS, sorted, scratch);
  double share = rift_weighted_exceedance(DRAWS, sorted, total, RIFT_WORSE_HIGHER, 5);
  rift_weighted_moments ratio = rift_weighted_moments_of(hit, weights, DRAWS);
  double error = rift_weighted_mcse(&ratio);
  assert_true(near(ratio.mean, rare, 4 * error) && error < 0.05 * rare);
  assert_true(near(share, ratio.mean, 1e-12 * rare));
  assert_true(near(total / DRAWS, 1, 0.05));
}

static void strata_without_draws_are_refused(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, (double)NAN}, probabilities[] = {0.5, 0.5, 0};
  const size_t stratum[] = {0, 0, 1, 1};
  double mean = 0, error_of_mean = 0;
  rift_error error = {0};
  assert_int_equal(rift_stratified_mean(values, stratum, 4, probabilities, 3, &mean,
                                        &error_of_mean, &error),
                   RIFT_INVALID);
  assert_non_null(strstr(error.message, "stratum 2 has probability 0.5 and 1 draws"));
  const size_t good[] = {0, 0, 1, 1};
  const double four[] = {1, 3, 5, 9};
  assert_int_equal(
      rift_stratified_mean(four, good, 4, probabilities, 3, &mean, &error_of_mean, NULL), RIFT_OK);
  assert_true(mean == 4.5 && near(error_of_mean, sqrt(0.25 * 1 + 0.25 * 4), 1e-15));
}

static void what_is_no_weight_is_refused(void **state) {
  (void)state;
  const double values[] = {1, 2};
  const double bad[][2] = {{1, -1}, {(double)NAN, 1}, {0, 0}, {(double)INFINITY, 1}};
  for (size_t i = 0; i < 4; i++) {
    rift_weighted_summary summary;
    rift_error error = {0};
    assert_int_equal(rift_weighted_summary_compute(&summary, values, bad[i], 2, RIFT_WORSE_LOWER,
                                                   &error),
                     RIFT_INVALID);
  }
  const double nothing[] = {(double)NAN, (double)NAN}, ones[] = {1, 1};
  rift_weighted_summary summary;
  assert_int_equal(
      rift_weighted_summary_compute(&summary, nothing, ones, 2, RIFT_WORSE_LOWER, NULL), RIFT_OK);
  assert_true(summary.summary.failed == 2 && isnan(summary.summary.mean) &&
              isnan(summary.summary.quantiles[0]) && isnan(summary.summary.es95));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(moments_by_hand),
      cmocka_unit_test(equal_weights_change_nothing),
      cmocka_unit_test(blocks_add_up),
      cmocka_unit_test(quantiles_by_hand),
      cmocka_unit_test(rounded_sums_reach_their_end),
      cmocka_unit_test(shortfall_by_hand),
      cmocka_unit_test(shortfall_intervals_cover),
      cmocka_unit_test(a_rare_event_by_strata),
      cmocka_unit_test(a_rare_event_by_importance),
      cmocka_unit_test(strata_without_draws_are_refused),
      cmocka_unit_test(what_is_no_weight_is_refused),
  };
  return cmocka_run_group_tests_name("weighted", tests, NULL, NULL);
}
