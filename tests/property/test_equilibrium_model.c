/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equilibrium model through its interface: what a scenario says, written down again by hand as changed coefficients, and
 * solved by the plain solver. If a channel, a horizon's elasticity, a window or an indicator were wrong, the two would part.
 * Tolerance 1e-7 percentage points: 1e-9 in logs, as both solvers stop. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/equilibrium_model.h"

static const double tolerance = 1e-7;

static void check(const char *what, double found, double expected) {
  if (!(fabs(found - expected) <= tolerance)) {
    fail_msg("%s: %.10f instead of %.10f", what, found, expected);
  }
}

static void check_horizon(const opened *o, const rift_equilibrium_base *b, const table *t, const char *horizon, double years) {
  witness_shock z;
  witness w;
  write_down(&z, b, t, years);
  witness_init(&w, b);
  assert_true(witness_solve(&w, &z, 1e-12, 20000));
  for (size_t n = 0; n < R; n++) {
    const char *region = t->economy.regions.items[n];
    double output = 0, product = 0, base = 0, factor = 0, imports = 0, before = 0, exports = 0, sold = 0;
    for (size_t s = 0; s < S; s++) {
      size_t cell = s * R + n;
      output += w.output[cell] / w.cost[cell];
      base += b->output[cell];
      factor += b->factor[cell];
      product += w.output[cell] / w.cost[cell];
      double final = b->consumption[cell] * w.income[n];
      product -= (w.expenditure[cell] - final) / w.price[cell];
      for (size_t i = 0; i < R; i++) {
        if (i == n) {
          continue;
        }
        size_t in = pair_of(s, n, i), out = pair_of(s, i, n);
        imports += w.share[in] * w.expenditure[cell] / (1 + z.tariff[in]) / w.cost[s * R + i];
        before += b->sourcing[in] * b->expenditure[cell] / (1 + b->tariff[in]);
        exports += w.share[out] * w.expenditure[s * R + i] / (1 + z.tariff[out]) / w.cost[cell];
        sold += b->sourcing[out] * b->expenditure[s * R + i] / (1 + b->tariff[out]);
      }
    }
    double revenue = b->income[n] - b->deficit[n] - factor;
    check("gross output", outcome(o, RIFT_GROSS_OUTPUT, region, "all", horizon, "deficits_fixed_share"), 100 * (output / base - 1));
    check("real income", outcome(o, RIFT_GNE_REAL, region, "all", horizon, "deficits_fixed_share"),
          100 * (w.income[n] / b->income[n] / w.consumer_price[n] - 1));
    check("real GDP", outcome(o, RIFT_REAL_GDP, region, "all", horizon, "deficits_fixed_share"), 100 * (product / factor - 1));
    check("real wage", outcome(o, RIFT_REAL_WAGE, region, "all", horizon, "deficits_fixed_share"), 100 * (w.factor_price[n] / w.consumer_price[n] - 1));
    check("imports", outcome(o, RIFT_IMPORTS, region, "all", horizon, "deficits_fixed_share"), 100 * (imports / before - 1));
    check("exports", outcome(o, RIFT_EXPORTS, region, "all", horizon, "deficits_fixed_share"), 100 * (exports / sold - 1));
    check("tariff revenue", outcome(o, RIFT_TARIFF_REVENUE, region, "all", horizon, "deficits_fixed_share"), 100 * (w.revenue[n] - revenue) / b->income[n]);
  }
  check("affiliate income", outcome(o, RIFT_AFFILIATE_INCOME, "DEU", "all", horizon, "deficits_fixed_share"), -50);
  witness_free(&w);
  witness_shock_free(&z);
}

static void test_scenario_against_plain_solver(void **state) {
  (void)state;
  table t;
  opened o;
  rift_equilibrium_base base;
  rift_error error = {0};
  open_table(&t, 77);
  assert_int_equal(rift_equilibrium_base_calibrate(&base, &t.economy, t.tariffs, NULL, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(&base, &error), RIFT_OK);
  assert_int_equal(open_model(&o, &t.economy, central, measures, &error), RIFT_OK);
  check_horizon(&o, &base, &t, "6m", 0.5);
  check_horizon(&o, &base, &t, "3y", 3);
  close_model(&o);
  rift_equilibrium_base_free(&base);
  close_table(&t);
}

/* Every measure with size 0, in every form of the model: nothing happens, though the solver runs. */
static void test_zero_sizes(void **state) {
  (void)state;
  static const char *const forms[] = {
      "{equilibrium: {}}", "{equilibrium: {substitution: {value_added_materials: 0.5, materials: 0.2, consumption: 0.9}, mobility: specific}}",
      "{equilibrium: {mobility: by_horizon, deficits: zero, quota_rents: exporter}}"};
  static const char nothing[] =
      "measures:\n"
      "  - {id: controls, instrument: export_control, from: [DEU, FRA], to: [CHN], sectors: [C28, C26], size: 0 share, source: test}\n"
      "  - {id: boycott, instrument: boycott, from: [DEU], by: [CHN], sectors: [C29], size: 0 share, source: test}\n"
      "  - {id: duty, instrument: tariff, kind: increase, from: [CHN], to: [DEU, USA], sectors: [C26], size: 0 ad_valorem, source: test}\n"
      "  - {id: plants, instrument: capacity_loss, in: [CHN], sectors: [C20], size: 0 share, source: test}\n";
  for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
    table t;
    opened o;
    rift_error error = {0};
    open_table(&t, 78);
    assert_int_equal(open_model(&o, &t.economy, forms[k], nothing, &error), RIFT_OK);
    assert_true(o.info->outcome_count > 100);
    for (size_t i = 0; i < o.info->outcome_count * RIFT_LANES; i++) {
      if (!(fabs(o.outcomes[i]) <= 1e-10)) { /* percent: 1e-12 of base */
        const rift_outcome *bad = &o.info->outcomes[i / RIFT_LANES];
        fail_msg("form %zu: %s %s %s %s is %.2e", k, rift_indicator_entry_of(bad->indicator)->name, bad->region, bad->sector, bad->closure, o.outcomes[i]);
      }
    }
    close_model(&o);
    close_table(&t);
  }
}

static void expect_refusal(table *t, const char *rest, const char *message) {
  opened o;
  rift_error error = {0};
  rift_status status = open_model(&o, &t->economy, "{equilibrium: {}}", rest, &error);
  if (status != RIFT_INVALID || strstr(error.message, message) == NULL) {
    fail_msg("status %d, message '%s' instead of '%s'", (int)status, error.message, message);
  }
  close_model(&o);
}

static void test_bad_input(void **state) {
  (void)state;
  static const char one[] = "measures:\n  - {id: a, instrument: export_control, from: [DEU], to: [CHN], size: 0.5 share, source: test}\n";
  table t;
  open_table(&t, 79);
  t.economy.trade_elasticities = NULL;
  expect_refusal(&t, one, "trade_elasticities");
  t.economy.trade_elasticities = t.theta;
  t.theta[C28].given = false;
  expect_refusal(&t, one, "sector C28 has no trade elasticity");
  t.theta[C28].given = true;
  t.tariffs[(CHN * R + DEU) * S + C28] = -1;
  expect_refusal(&t, one, "the tariff of CHN on C28 from DEU is -1");
  t.tariffs[(CHN * R + DEU) * S + C28] = 0;
  for (size_t i = 0; i < N; i++) {
    for (size_t c = 0; c < 3; c++) {
      t.economy.final_demand[(i * R + USA) * 3 + c] = 0;
    }
  }
  expect_refusal(&t, one, "region USA has no final demand");
  close_table(&t);
  open_table(&t, 80);
  for (size_t j = 0; j < N; j++) { /* China makes no C29 for itself */
    t.economy.intermediate[(CHN * S + C29) * N + j] *= j / S == CHN ? 0 : 1;
  }
  for (size_t c = 0; c < 3; c++) {
    t.economy.final_demand[((CHN * S + C29) * R + CHN) * 3 + c] = 0;
  }
  expect_refusal(&t, "measures:\n  - {id: a, instrument: export_control, from: [DEU, FRA, USA], to: [CHN], sectors: [C29], size: 1 share, source: test}\n",
                 "CHN has no supplier of C29 left");
  close_table(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_scenario_against_plain_solver), cmocka_unit_test(test_zero_sizes),
                                     cmocka_unit_test(test_bad_input)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
