/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of the table in the static model: a flow that is truly f times as large loses f times as much when a share of it is
 * cut, and nothing changes where nothing is cut. Equal to cutting f times the share of the flow as it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "montecarlo/run.h"
#include "support/toy.h"

enum { R = 3, S = 4 };

/* Sums of products of order one in another order: rounding. In percentage points. */
static const double tolerance = 1e-11;

static void set_error(rift_economy *economy, double low, double high) {
  economy->table_factor_count = 1;
  economy->table_factors = rift_allocate(1, sizeof *economy->table_factors);
  economy->table_factors[0] =
      (rift_quantity){.given = true, .id = rift_copy_text("table.all"), .unit = rift_copy_text("factor"),
                      .source = rift_copy_text("test"),
                      .distribution = {.kind = low == high ? RIFT_POINT : RIFT_UNIFORM, .a = low, .b = high, .low = -HUGE_VAL, .high = HUGE_VAL}};
  economy->table_error_count = 1;
  economy->table_errors = rift_allocate(1, sizeof *economy->table_errors);
  rift_table_error_row *row = economy->table_errors;
  row->exporters = rift_allocate(R, sizeof(bool));
  row->importers = rift_allocate(R, sizeof(bool));
  row->sectors = rift_allocate(S, sizeof(bool));
  for (size_t i = 0; i < R; i++) {
    row->exporters[i] = row->importers[i] = true;
  }
  for (size_t s = 0; s < S; s++) {
    row->sectors[s] = true;
  }
}

/* Outcomes of 16 draws of a scenario in which the first region's exports to the second are cut; the caller frees. */
static double *outcomes_of(const char *size, double low, double high, size_t *count) {
  rift_economy economy;
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  rift_run *run = NULL;
  char text[512];
  toy_economy(&economy, R, S, 11);
  if (low > 0) {
    set_error(&economy, low, high);
  }
  snprintf(text, sizeof text,
           "measures:\n  - {id: cut, instrument: export_control, from: DEU, to: CHN, source: test, size: %s}\n"
           "  - {id: dear, instrument: trade_cost, from: CHN, to: DEU, source: test, size: 0.2 ad_valorem}\n",
           size);
  assert_int_equal(toy_scenario(&scenario, &economy, "{static: {resourcing: 0.5 share}}", text), RIFT_OK);
  rift_problems_init(&problems);
  assert_int_equal(rift_run_prepare(&run, &scenario, &economy, &rift_static_model, 5, RIFT_DETAIL_NODES, &problems, &error), RIFT_OK);
  *count = rift_run_model_info(run)->outcome_count;
  rift_probe probe = {.outcomes = rift_allocate_doubles(*count * RIFT_LANES)};
  assert_int_equal(rift_run_probe(run, 0, &probe, &error), RIFT_OK);
  rift_run_destroy(run);
  rift_scenario_free(&scenario);
  rift_economy_free(&economy);
  rift_problems_free(&problems);
  return probe.outcomes;
}

static void compare(const double *a, const double *b, size_t count) {
  for (size_t i = 0; i < count * RIFT_LANES; i++) {
    if (!(fabs(a[i] - b[i]) <= tolerance)) {
      fail_msg("outcome %zu, lane %zu: %.17g and %.17g", i / RIFT_LANES, i % RIFT_LANES, a[i], b[i]);
    }
  }
}

static void a_factor_of_one_changes_nothing(void **state) {
  (void)state;
  size_t count = 0;
  double *plain = outcomes_of("0.4 share", 0, 0, &count);
  double *with = outcomes_of("0.4 share", 1, 1, &count);
  compare(plain, with, count);
  free(plain), free(with);
}

static void half_a_flow_loses_half_as_much(void **state) {
  (void)state;
  size_t count = 0;
  double *half = outcomes_of("0.8 share", 0.5, 0.5, &count);
  double *less = outcomes_of("0.4 share", 0, 0, &count);
  /* The cost of the second measure is halved too, so only quantities are the same: gross output comes first. */
  size_t quantities = 0;
  for (size_t o = 0; o < count && fabs(half[o * RIFT_LANES] - less[o * RIFT_LANES]) <= tolerance; o++) {
    quantities++;
  }
  assert_true(quantities >= (R + 1) * (S + 1)); /* at least all rows of gross output */
  assert_true(quantities < count);              /* and the prices differ */
  assert_true(fabs(half[0]) > 0.01);
  free(half), free(less);
}

/* Drawn factors differ between draws, and so do the effects. */
static void drawn_factors_spread_the_effects(void **state) {
  (void)state;
  size_t count = 0;
  double *drawn = outcomes_of("0.4 share", 0.5, 1.5, &count);
  double low = drawn[0];
  double high = drawn[0];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    low = drawn[lane] < low ? drawn[lane] : low;
    high = drawn[lane] > high ? drawn[lane] : high;
  }
  assert_true(high - low > 0.2 * fabs(drawn[0]));
  free(drawn);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_factor_of_one_changes_nothing),
                                     cmocka_unit_test(half_a_flow_loses_half_as_much),
                                     cmocka_unit_test(drawn_factors_spread_the_effects)};
  return cmocka_run_group_tests_name("table errors", tests, NULL, NULL);
}
