/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units and distributions: a wrong conversion would change every result by a factor without a
 * trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/scenario_economy.h"
#include "support/scenario_text.h"

static rift_economy economy;
static char folder[] = "/tmp/rift-quantity-XXXXXX";

static int set_up(void **state) {
  (void)state;
  return scenario_economy_create(&economy) && mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  scenario_economy_free(&economy);
  return rmdir(folder);
}

/* The scenario with one export control whose `field` is `value`; the caller frees it. */
static rift_status read_field(rift_scenario *scenario, const char *field, const char *value,
                              rift_problems *problems) {
  char text[2048];
  char path[512];
  bool is_size = strcmp(field, "size") == 0;
  snprintf(text, sizeof text,
           SCENARIO_HEAD
           "measures:\n  - id: m\n    instrument: export_control\n    from: DEU\n    to: CHN\n"
           "    source: test\n%s    %s: %s\n",
           is_size ? "" : "    size: 1 share\n", field, value);
  write_text(folder, "scenario.yaml", text, path);
  rift_problems_init(problems);
  rift_status status = rift_scenario_read(scenario, path, &economy, NULL, 0, problems, NULL);
  unlink(path);
  return status;
}

static rift_distribution read_distribution(const char *field, const char *value) {
  rift_scenario scenario;
  rift_problems problems;
  if (read_field(&scenario, field, value, &problems) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fail_msg("%s: %s was refused", field, value);
  }
  const rift_measure *measure = &scenario.measures[0];
  const rift_quantity *quantity = strcmp(field, "size") == 0 ? &measure->size : &measure->start;
  assert_true(quantity->given);
  rift_distribution distribution = quantity->distribution;
  distribution.values = NULL; /* freed with the scenario */
  distribution.weights = NULL;
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
  return distribution;
}

/* The year has 365 days and 12 months (CONVENTIONS): a day is 12/365 of a month, a week 84/365. One
 * rounding apart from the exact quotient at most: tolerance 1 ulp, here compared as quotients
 * computed the same way. */
static void times_become_months(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double months;
  } cases[] = {{"3 months", 3},
               {"1 month", 1},
               {"2 years", 24},
               {"365 days", 12},
               {"73 days", 2.4},
               {"1 week", 84.0 / 365},
               {"{value: 365, unit: day}", 12},
               {"{value: 0.5, unit: year}", 6},
               {"{value: 1e2, unit: month}", 100}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rift_distribution distribution = read_distribution("start", cases[i].text);
    assert_int_equal(distribution.kind, RIFT_POINT);
    assert_true(fabs(distribution.a - cases[i].months) <= 1e-15 * cases[i].months);
  }
}

static void percent_becomes_a_share(void **state) {
  (void)state;
  assert_true(read_distribution("size", "45 percent").a == 0.45);
  rift_distribution pert =
      read_distribution("size", "{dist: pert, min: 30, mode: 45, max: 65, unit: percent}");
  assert_int_equal(pert.kind, RIFT_PERT);
  assert_true(pert.a == 0.30 && pert.b == 0.45 && pert.c == 0.65 && pert.d == 4);
  assert_true(isinf(pert.low) && pert.low < 0 && isinf(pert.high) && pert.high > 0);
}

/* Moments of the lognormal: mean = exp(a + b^2/2), variance = (exp(b^2) - 1) mean^2; both forms
 * must return what was put in. Tolerance 1e-14: a handful of roundings. */
static void lognormal_parameters(void **state) {
  (void)state;
  rift_distribution by_median =
      read_distribution("start", "{dist: lognormal, median: 24, sigma: 0.5, unit: month}");
  assert_int_equal(by_median.kind, RIFT_LOGNORMAL);
  assert_true(fabs(exp(by_median.a) - 24) < 24e-14 && by_median.b == 0.5);
  rift_distribution by_mean =
      read_distribution("start", "{dist: lognormal, mean: 2, sd: 1, unit: year}");
  double mean = exp(by_mean.a + by_mean.b * by_mean.b / 2);
  double sd = mean * sqrt(expm1(by_mean.b * by_mean.b));
  assert_true(fabs(mean - 24) < 24e-14 && fabs(sd - 12) < 12e-14);
}

/* Moments of the beta on [c,d]: mean = c + (d-c) a/(a+b), variance = (d-c)^2 ab / ((a+b)^2
 * (a+b+1)). */
static void beta_parameters(void **state) {
  (void)state;
  rift_distribution unit =
      read_distribution("size", "{dist: beta, mean: 70, sd: 10, unit: percent}");
  assert_true(unit.c == 0 && unit.d == 1);
  double sum = unit.a + unit.b;
  assert_true(fabs(unit.a / sum - 0.7) < 1e-14);
  assert_true(fabs(sqrt(unit.a * unit.b / (sum * sum * (sum + 1))) - 0.1) < 1e-14);
  rift_distribution wide =
      read_distribution("start", "{dist: beta, mean: 4, sd: 1, min: 2, max: 10, unit: month}");
  sum = wide.a + wide.b;
  assert_true(wide.c == 2 && wide.d == 10);
  assert_true(fabs(2 + 8 * wide.a / sum - 4) < 1e-14);
  assert_true(fabs(8 * sqrt(wide.a * wide.b / (sum * sum * (sum + 1))) - 1) < 1e-14);
  rift_distribution shape =
      read_distribution("size", "{dist: beta, alpha: 2, beta: 3, unit: share}");
  assert_true(shape.a == 2 && shape.b == 3);
}

static void discrete_values_ascend(void **state) {
  (void)state;
  rift_scenario scenario;
  rift_problems problems;
  assert_int_equal(
      read_field(
          &scenario, "size",
          "{dist: discrete, values: [60, 20, 40], probabilities: [0.2, 0.5, 0.3], unit: percent}",
          &problems),
      RIFT_OK);
  const rift_distribution *distribution = &scenario.measures[0].size.distribution;
  static const double values[] = {0.2, 0.4, 0.6};
  static const double weights[] = {0.5, 0.3, 0.2};
  assert_int_equal(distribution->value_count, 3);
  assert_memory_equal(distribution->values, values, sizeof values);
  assert_memory_equal(distribution->weights, weights, sizeof weights);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

static void truncation_is_converted(void **state) {
  (void)state;
  rift_distribution normal = read_distribution(
      "size", "{dist: normal, mean: 50, sd: 20, truncate: {low: 0, high: 100}, unit: percent}");
  assert_true(normal.a == 0.5 && normal.b == 0.2 && normal.low == 0 && normal.high == 1);
  rift_distribution open = read_distribution(
      "start", "{dist: lognormal, median: 2, sigma: 1, truncate: {high: 1}, unit: year}");
  assert_true(isinf(open.low) && open.low < 0 && open.high == 12);
}

/* Samplers need room between the bounds; a spread of zero is a fixed value. */
static void no_spread_is_a_point(void **state) {
  (void)state;
  assert_int_equal(
      read_distribution("size", "{dist: uniform, min: 0.2, max: 0.2, unit: share}").kind,
      RIFT_POINT);
  assert_int_equal(read_distribution("start", "{dist: normal, mean: 2, sd: 0, unit: month}").kind,
                   RIFT_POINT);
  rift_distribution point =
      read_distribution("start", "{dist: lognormal, median: 2, sigma: 0, unit: month}");
  assert_true(point.kind == RIFT_POINT && point.a == 2);
}

static void a_missing_source_is_one_warning(void **state) {
  (void)state;
  rift_scenario scenario;
  rift_problems problems;
  char path[512];
  write_text(folder, "scenario.yaml",
             SCENARIO_HEAD
             "measures:\n"
             "  - id: m\n    instrument: tariff\n    from: DEU\n    to: CHN\n    kind: increase\n"
             "    size: {dist: uniform, min: -5, max: 10, unit: percent}\n"
             "    start: {value: 1, unit: month, source: stated}\n",
             path);
  rift_problems_init(&problems);
  assert_int_equal(rift_scenario_read(&scenario, path, &economy, NULL, 0, &problems, NULL),
                   RIFT_OK);
  unlink(path);
  assert_int_equal(problems.warnings, 1);
  assert_int_equal(problems.items[0].line, 12);
  assert_non_null(strstr(problems.items[0].message, "m.size has no source"));
  assert_string_equal(scenario.measures[0].size.unit, "rate");
  assert_string_equal(scenario.measures[0].size.source, "");
  assert_string_equal(scenario.measures[0].start.source, "stated");
  assert_string_equal(scenario.measures[0].start.id, "m.start");
  assert_int_equal(scenario.measures[0].start.place.line, 13);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_become_months),    cmocka_unit_test(percent_becomes_a_share),
      cmocka_unit_test(lognormal_parameters),   cmocka_unit_test(beta_parameters),
      cmocka_unit_test(discrete_values_ascend), cmocka_unit_test(truncation_is_converted),
      cmocka_unit_test(no_spread_is_a_point),   cmocka_unit_test(a_missing_source_is_one_warning),
  };
  return cmocka_run_group_tests_name("quantity", tests, set_up, tear_down);
}
