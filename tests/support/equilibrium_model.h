/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A toy economy, a scenario with one measure of every kind, and the equilibrium model run on it through its interface; the
 * scenario once more by hand, for the plain solver. Include after cmocka. */
#ifndef RIFT_TESTS_SUPPORT_EQUILIBRIUM_MODEL_H
#define RIFT_TESTS_SUPPORT_EQUILIBRIUM_MODEL_H

#include "model/model.h"
#include "support/equilibrium_witness.h"
#include "support/toy.h"

enum { R = 4, S = 5, N = R * S };
enum { DEU, CHN, FRA, USA }; /* regions of the toy */
enum { A, C20, C26, C28, C29 }; /* sectors */

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

static inline void open_table(table *t, uint64_t seed) {
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

static inline void close_table(table *t) {
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
static inline void realise(opened *o, rift_batch *batch) {
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

static inline rift_status open_model(opened *o, const rift_economy *economy, const char *models, const char *rest, rift_error *error) {
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

static inline void close_model(opened *o) {
  if (o->model != NULL) {
    rift_equilibrium_model.destroy(o->model);
  }
  rift_shock_plan_destroy(o->plan);
  rift_scenario_free(&o->scenario);
  free(o->levers), free(o->tariffs), free(o->parameters), free(o->quantities), free(o->workspace), free(o->outcomes);
}

static inline double outcome(const opened *o, rift_indicator indicator, const char *region, const char *sector, const char *horizon, const char *closure) {
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

static inline size_t pair_of(size_t s, size_t importer, size_t exporter) { return (s * R + importer) * R + exporter; }

/* Household or intermediate share of a flow, negative final demand apart. */
static inline double use_share(const rift_economy *e, size_t exporter, size_t importer, size_t s, bool household) {
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
static inline void write_down(witness_shock *z, const rift_equilibrium_base *b, const table *t, double years) {
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

static const char central[] =
    "{equilibrium: {horizons: [6 months, 3 years], short_run_elasticity: 0.9, elasticity_speed: {value: 0.4, unit: per_year, source: test},"
    " elasticity_level: 1, tolerance: 1e-11}}";

#endif
