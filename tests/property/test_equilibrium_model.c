/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equilibrium model through its interface: what a scenario says, written down again by hand as changed coefficients, and
 * solved by the plain solver. If a channel, a horizon's elasticity, a window or an indicator were wrong, the two would part.
 * Tolerance 1e-7 percentage points: 1e-9 in logs, as both solvers stop. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model.h"
#include "support/equilibrium_witness.h"
#include "support/toy.h"

enum { R = 4, S = 5, N = R * S };
enum { DEU, CHN, FRA, USA }; /* regions of the toy */
enum { A, C20, C26, C28, C29 }; /* sectors */

static const double tolerance = 1e-7;

static const char measures[] =
    "measures:\n"
    "  - {id: controls, instrument: export_control, from: [DEU, FRA], to: [CHN], sectors: [C28, C26], size: 0.8 share, source: test}\n"
    "  - {id: inputs, instrument: export_control, from: [CHN], to: [DEU], sectors: [C20], use: intermediate, size: 0.6 share, source: test}\n"
    "  - {id: boycott, instrument: boycott, from: [DEU], by: [CHN], sectors: [C29], size: 0.5 share, source: test}\n"
    "  - {id: duty, instrument: tariff, kind: level, from: [CHN], to: [DEU, USA], sectors: [C26], size: 0.4 ad_valorem, source: test}\n"
    "  - {id: friction, instrument: trade_cost, from: [USA], to: [CHN], sectors: [A, C29], size: 0.25 ad_valorem, source: test}\n"
    "  - {id: plants, instrument: capacity_loss, in: [CHN], sectors: [C20], size: 0.3 share, source: test}\n"
    "  - {id: profits, instrument: affiliate_income_loss, from: [CHN], to: [DEU], goes_to: host, size: 0.5 share, source: test}\n";

typedef struct table {
  rift_economy economy;
  rift_quantity theta[S];
  double tariffs[R * R * S];
  rift_affiliate_income affiliate;
} table;

static void open_table(table *t, uint64_t seed) {
  toy_economy(&t->economy, R, S, seed);
  for (size_t s = 0; s < S; s++) {
    char id[32];
    snprintf(id, sizeof id, "%s.theta", t->economy.sectors.items[s]);
    t->theta[s] = (rift_quantity){.given = true, .id = rift_copy_text(id), .unit = rift_copy_text("elasticity"), .source = rift_copy_text("test")};
    t->theta[s].distribution = (rift_distribution){.kind = RIFT_POINT, .a = 2 + (double)s, .low = -HUGE_VAL, .high = HUGE_VAL};
  }
  memset(t->tariffs, 0, sizeof t->tariffs);
  t->tariffs[(DEU * R + CHN) * S + C26] = 0.05;
  t->tariffs[(CHN * R + USA) * S + A] = 0.1;
  t->affiliate = (rift_affiliate_income){.host = CHN, .owner = DEU, .sector = C29, .value_musd = 20};
  t->economy.trade_elasticities = t->theta;
  t->economy.tariffs = t->tariffs;
  t->economy.affiliates = &t->affiliate;
  t->economy.affiliate_count = 1;
}

static void close_table(table *t) {
  t->economy.trade_elasticities = NULL;
  t->economy.tariffs = NULL;
  t->economy.affiliates = NULL;
  t->economy.affiliate_count = 0;
  for (size_t s = 0; s < S; s++) {
    free(t->theta[s].id), free(t->theta[s].unit), free(t->theta[s].source);
  }
  rift_economy_free(&t->economy);
}

typedef struct opened {
  rift_scenario scenario;
  rift_shock_plan *plan;
  rift_model *model;
  const rift_model_info *info;
  double *outcomes, *quantities, *workspace;
  double *levers, *tariffs, *parameters;
} opened;

/* Draws with every parameter at its central value: points as given, others at the first number of their distribution. */
static void realise(opened *o, rift_batch *batch) {
  size_t levers = rift_shock_plan_lever_count(o->plan);
  size_t count = rift_shock_plan_quantity_count(o->plan);
  o->levers = rift_allocate_doubles((levers + 1) * RIFT_LANES * o->info->window_count);
  o->tariffs = rift_allocate_doubles((levers + 1) * RIFT_LANES * o->info->window_count);
  o->parameters = rift_allocate_doubles((o->info->parameter_count + 1) * RIFT_LANES);
  o->quantities = rift_allocate_doubles((count + 1) * RIFT_LANES);
  for (size_t i = 0; i < count * RIFT_LANES; i++) {
    o->quantities[i] = rift_shock_plan_quantities(o->plan)[i / RIFT_LANES]->distribution.a;
  }
  for (size_t i = 0; i < o->info->parameter_count * RIFT_LANES; i++) {
    o->parameters[i] = o->info->parameters[i / RIFT_LANES]->distribution.a;
  }
  double *space = rift_allocate_doubles(rift_shock_plan_workspace(o->plan) + 1);
  rift_realised realised = {.levers = o->levers, .tariffs = o->tariffs};
  rift_shock_plan_realise(o->plan, o->info->window_count, o->info->windows, o->quantities, RIFT_LANES, space, &realised);
  free(space);
  *batch = (rift_batch){.levers = o->levers, .tariffs = o->tariffs, .parameters = o->parameters};
}

static rift_status open_model(opened *o, const rift_economy *economy, const char *models, const char *rest, rift_error *error) {
  rift_problems problems;
  rift_batch batch;
  memset(o, 0, sizeof *o);
  assert_int_equal(toy_scenario(&o->scenario, economy, models, rest), RIFT_OK);
  rift_problems_init(&problems);
  assert_int_equal(rift_shock_plan_create(&o->plan, &o->scenario, economy, &problems, error), RIFT_OK);
  rift_problems_free(&problems);
  rift_status status = rift_equilibrium_model.create(&o->model, economy, o->plan, RIFT_DETAIL_NODES, error);
  if (status != RIFT_OK) {
    return status;
  }
  o->info = rift_equilibrium_model.info(o->model);
  realise(o, &batch);
  status = rift_equilibrium_model.build(o->model, 1, &batch, error);
  if (status != RIFT_OK) {
    return status;
  }
  o->workspace = rift_allocate_doubles(o->info->workspace_doubles);
  o->outcomes = rift_allocate_doubles(o->info->outcome_count * RIFT_LANES);
  rift_equilibrium_model.solve(o->model, &batch, o->workspace, o->outcomes);
  return RIFT_OK;
}

static void close_model(opened *o) {
  if (o->model != NULL) {
    rift_equilibrium_model.destroy(o->model);
  }
  rift_shock_plan_destroy(o->plan);
  rift_scenario_free(&o->scenario);
  free(o->levers), free(o->tariffs), free(o->parameters), free(o->quantities), free(o->workspace), free(o->outcomes);
}

static double outcome(const opened *o, rift_indicator indicator, const char *region, const char *sector, const char *horizon, const char *closure) {
  for (size_t k = 0; k < o->info->outcome_count; k++) {
    const rift_outcome *found = &o->info->outcomes[k];
    if (found->indicator == indicator && strcmp(found->region, region) == 0 && strcmp(found->sector, sector) == 0 &&
        strcmp(found->horizon, horizon) == 0 && strcmp(found->closure, closure) == 0) {
      return o->outcomes[k * RIFT_LANES];
    }
  }
  fail_msg("no outcome %s %s %s %s %s", rift_indicator_entry_of(indicator)->name, region, sector, horizon, closure);
  return 0;
}

static size_t pair_of(size_t s, size_t importer, size_t exporter) { return (s * R + importer) * R + exporter; }

/* Household or intermediate share of a flow, negative final demand apart. */
static double use_share(const rift_economy *e, size_t exporter, size_t importer, size_t s, bool household) {
  double parts[3] = {0};
  for (size_t j = 0; j < S; j++) {
    parts[0] += e->intermediate[(exporter * S + s) * N + importer * S + j];
  }
  for (size_t c = 0; c < 3; c++) {
    parts[c == 0 ? 1 : 2] += fmax(0, e->final_demand[((exporter * S + s) * R + importer) * 3 + c]);
  }
  return parts[household ? 1 : 0] / (parts[0] + parts[1] + parts[2]);
}

/* The scenario above, by hand. `years`: where theta is read. */
static void write_down(witness_shock *z, const rift_equilibrium_base *b, const table *t, double years) {
  witness_shock_init(z, b, 1);
  for (size_t s = 0; s < S; s++) {
    double far = 2 + (double)s;
    z->theta[s] = far - (far - 0.9) * exp(-0.4 * years);
  }
  for (size_t s = C26; s <= C28; s++) {
    double kept = pow(1 - 0.8, z->theta[s] / (1 + z->theta[s]));
    z->kept[pair_of(s, CHN, DEU)] = kept;
    z->kept[pair_of(s, CHN, FRA)] = kept;
  }
  double some = use_share(&t->economy, CHN, DEU, C20, false);
  z->kept[pair_of(C20, DEU, CHN)] = 1 + some * (pow(1 - 0.6, z->theta[C20] / (1 + z->theta[C20])) - 1);
  z->preferred[pair_of(C29, CHN, DEU)] = 1 - 0.5 * use_share(&t->economy, DEU, CHN, C29, true);
  z->tariff[pair_of(C26, DEU, CHN)] = 0.4;
  z->tariff[pair_of(C26, USA, CHN)] = 0.4;
  z->cost[pair_of(A, CHN, USA)] = 1.25;
  z->cost[pair_of(C29, CHN, USA)] = 1.25;
  z->factor[C20 * R + CHN] = 0.7;
  z->transfer[DEU] = -0.5 * 20 / b->world_musd;
  z->transfer[CHN] = 0.5 * 20 / b->world_musd;
}

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

static const char central[] =
    "{equilibrium: {horizons: [6 months, 3 years], short_run_elasticity: 0.9, elasticity_speed: {value: 0.4, unit: per_year, source: test},"
    " elasticity_level: 1, tolerance: 1e-11}}";

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
