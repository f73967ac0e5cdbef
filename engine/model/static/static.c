/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/static.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/leontief.h"

struct rift_model {
  rift_static inside;
};

static void destroy(rift_model *model) {
  if (model == NULL) {
    return;
  }
  rift_static *s = &model->inside;
  rift_quantity_response_free(&s->quantity);
  rift_price_response_free(&s->price);
  rift_table_response_free(&s->errors);
  rift_table_plan_free(&s->table);
  for (size_t r = 0; s->own != NULL && s->use != NULL && r < s->economy->region_count; r++) {
    rift_packed_free(&s->own[r]);
    rift_packed_free(&s->use[r]);
  }
  free(s->own);
  free(s->use);
  for (size_t t = 0; t < s->table_count; t++) {
    free(s->tables[t].base);
    free(s->tables[t].position);
  }
  free(s->tables);
  rift_sets_free(&s->sets);
  free(s->nodes);
  free(s->consumer_baskets);
  free(s->income_owners);
  free(s->income_base);
  free(s->outcomes);
  free(model);
}

static size_t padded(size_t rows) { return RIFT_PADDED_ROWS(rows) * RIFT_LANES; }

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/* Weights, targets, risk, prices, errors of the table, and the larger of what solving and reporting need. */
static size_t workspace_doubles(const rift_static *s) {
  size_t n = s->economy->node_count;
  size_t quantity = padded(s->quantity.part_count) + padded(s->quantity.target_count) + RIFT_LANES;
  size_t price = padded(s->price.part_count) + padded(n + s->price.basket_count);
  size_t inner = rift_reduced_workspace(s->quantity.reduced);
  if (s->detail != RIFT_DETAIL_TOTALS) {
    inner = larger(inner, rift_reduced_workspace(s->price.reduced));
    inner = larger(inner, rift_static_report_workspace(s));
  }
  return quantity + price + padded(n) + rift_table_response_workspace(&s->errors) + inner;
}

/* Own and total inputs of each region by product and user, as base money flows: times relative output changes. */
static rift_status pack_uses(rift_static *s, rift_error *error) {
  const rift_economy *economy = s->economy;
  size_t sectors = economy->sector_count;
  double *own = rift_allocate_doubles(sectors * sectors);
  double *use = rift_allocate_doubles(sectors * sectors);
  rift_status status = RIFT_OK;
  s->own = rift_allocate(economy->region_count, sizeof *s->own);
  s->use = rift_allocate(economy->region_count, sizeof *s->use);
  if (own == NULL || use == NULL || s->own == NULL || s->use == NULL) {
    status = rift_error_memory(error, sectors * sectors * sizeof(double));
  }
  for (size_t r = 0; r < economy->region_count && status == RIFT_OK; r++) {
    memset(use, 0, sectors * sectors * sizeof *use);
    for (size_t i = 0; i < economy->node_count; i++) {
      for (size_t j = 0; j < sectors; j++) {
        double flow = economy->intermediate[i * economy->node_count + r * sectors + j];
        use[i % sectors * sectors + j] += flow;
        if (i / sectors == r) {
          own[i % sectors * sectors + j] = flow;
        }
      }
    }
    status = rift_packed_init(&s->own[r], sectors, sectors, own, sectors, error);
    if (status == RIFT_OK) {
      status = rift_packed_init(&s->use[r], sectors, sectors, use, sectors, error);
    }
  }
  free(own);
  free(use);
  return status;
}

static rift_status build_inside(rift_static *s, const rift_guides *guides, rift_error *error) {
  const rift_economy *economy = s->economy;
  size_t n = economy->node_count;
  bool totals = s->detail == RIFT_DETAIL_TOTALS;
  double *inverse = rift_allocate_doubles(n * n);
  if (inverse == NULL) {
    return rift_error_memory(error, n * n * sizeof(double));
  }
  rift_status status = rift_leontief_inverse(n, economy->intermediate, economy->gross_output, inverse, error);
  if (status == RIFT_OK) {
    status = rift_quantity_response_init(&s->quantity, economy, s->plan, inverse, guides, totals, error);
  }
  if (status == RIFT_OK && !totals) {
    status = rift_price_response_init(&s->price, economy, s->plan, inverse, guides, error);
  }
  if (status == RIFT_OK) {
    status = rift_table_plan_match(&s->table, s->plan, &s->quantity.removal, &s->quantity.addition, error);
  }
  if (status == RIFT_OK) {
    status = rift_table_response_init(&s->errors, &s->table, &s->quantity, inverse, totals, error);
  }
  if (status == RIFT_OK && !totals) {
    status = pack_uses(s, error);
  }
  if (status == RIFT_OK) {
    status = rift_sets_init(&s->sets, economy, error);
  }
  if (status == RIFT_OK) {
    status = rift_static_list_outcomes(s, error);
  }
  free(inverse);
  return status;
}

static rift_status create(rift_model **model, const rift_economy *economy, const rift_shock_plan *plan,
                          rift_detail detail, rift_error *error) {
  rift_model *result = rift_allocate(1, sizeof *result);
  *model = result;
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  const rift_static_options *options = &rift_shock_plan_scenario(plan)->static_options;
  rift_static *s = &result->inside;
  s->economy = economy;
  s->plan = plan;
  s->detail = detail;
  s->window = (rift_window){.from = 0, .to = 12, .permanent = options->if_permanent};
  s->bounds = options->bounds && detail != RIFT_DETAIL_TOTALS;
  s->info.window_count = 1;
  s->info.windows = &s->window;
  rift_status status = rift_table_plan_init(&s->table, economy, plan, error);
  s->info.parameter_count = s->table.parameter_count;
  s->info.parameters = s->table.parameters;
  return status;
}

static rift_status build(rift_model *model, size_t guide_count, const rift_batch *guides, rift_error *error) {
  rift_static *s = &model->inside;
  rift_guides all = {.count = guide_count, .batches = guides, .bounds = s->bounds};
  rift_status status = build_inside(s, &all, error);
  if (status == RIFT_OK) {
    s->info.workspace_doubles = workspace_doubles(s);
    s->info.unreplaceable_musd = s->quantity.unreplaceable;
  }
  return status;
}

static const rift_model_info *info(const rift_model *model) { return &model->inside.info; }

/* r of a closure; draws outside [0, 1] count as the nearest end. */
static void set_resourced(rift_closure closure, const double *drawn, double *resourced) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double r = drawn[lane] < 0 ? 0 : drawn[lane] > 1 ? 1 : drawn[lane];
    resourced[lane] = closure == RIFT_R_NONE ? 0 : closure == RIFT_R_FULL ? 1 : r;
  }
}

static void spread_failures(size_t outcome_count, double *outcomes) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    bool failed = false;
    for (size_t o = 0; o < outcome_count; o++) {
      failed = failed || !isfinite(outcomes[o * RIFT_LANES + lane]);
    }
    for (size_t o = 0; failed && o < outcome_count; o++) {
      outcomes[o * RIFT_LANES + lane] = (double)NAN;
    }
  }
}

/* Costs that make some product need more than itself have no prices: the system's solution is then below zero somewhere
 * [Hawkins & Simon 1949]. Such lanes failed. */
static void fail_without_prices(size_t n, double *prices) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    bool positive = true;
    for (size_t i = 0; i < n; i++) {
      positive = positive && prices[i * RIFT_LANES + lane] > -1;
    }
    for (size_t i = 0; !positive && i < n; i++) {
      prices[i * RIFT_LANES + lane] = (double)NAN;
    }
  }
}

static void solve_totals(const rift_static *s, const double *targets, double *outcomes) {
  for (size_t i = 0; i < s->info.outcome_count * RIFT_LANES; i++) {
    outcomes[i] = 100 * targets[i];
  }
}

static void solve_prices(const rift_static *s, const rift_batch *batch, double *errors, double *inner, double *costs,
                         double *prices) {
  size_t n = s->economy->node_count;
  for (size_t p = 0; p < s->price.part_count; p++) {
    rift_price_weights(batch, s->price.levers[p], costs + p * RIFT_LANES);
  }
  rift_reduced_solve(s->price.reduced, costs, n + s->price.basket_count, inner, prices);
  if (s->table.cost_count > 0) {
    rift_table_response_add_prices(&s->errors, batch, errors, prices);
  }
  fail_without_prices(n, prices);
}

static void solve(const rift_model *model, const rift_batch *batch, double *workspace, double *outcomes) {
  const rift_static *s = &model->inside;
  size_t n = s->economy->node_count;
  size_t parts = s->quantity.part_count;
  double *resourced = workspace;
  double *weights = resourced + RIFT_LANES;
  double *targets = weights + padded(parts);
  double *costs = targets + padded(s->quantity.target_count);
  double *prices = costs + padded(s->price.part_count);
  double *risk = prices + padded(n + s->price.basket_count);
  double *errors = risk + padded(n);
  double *inner = errors + rift_table_response_workspace(&s->errors);
  bool has_errors = s->table.flow_count > 0;
  if (s->detail != RIFT_DETAIL_TOTALS) {
    solve_prices(s, batch, errors, inner, costs, prices);
  }
  for (rift_closure c = RIFT_R_DRAWN; c < (s->bounds ? RIFT_CLOSURE_COUNT : RIFT_R_NONE); c++) {
    set_resourced(c, batch->parameters, resourced);
    rift_quantity_weights(&s->quantity, batch, resourced, weights);
    /* The bounds report output and value added only: no trade flows. */
    size_t target_count = c == RIFT_R_DRAWN ? s->quantity.target_count : n;
    rift_reduced_solve(s->quantity.reduced, weights, target_count, inner, targets);
    if (has_errors && c == RIFT_R_DRAWN) {
      rift_table_response_prepare(&s->errors, batch, weights, errors);
    }
    if (has_errors) {
      rift_table_response_add(&s->errors, resourced, errors, targets);
    }
    if (s->detail == RIFT_DETAIL_TOTALS) {
      solve_totals(s, targets, outcomes);
      break;
    }
    rift_packed_product(&s->quantity.risk, n, parts, weights, risk);
    if (has_errors && c == RIFT_R_DRAWN) {
      rift_table_response_add_direct(&s->errors, resourced, errors, targets, risk);
    }
    rift_static_solution solution = {.targets = targets, .risk = risk, .prices = prices, .levers = batch->levers};
    rift_static_report(s, c, &solution, inner, outcomes);
  }
  spread_failures(s->info.outcome_count, outcomes);
}

static const char *cannot_express(const rift_model *model, rift_instrument instrument) {
  switch (instrument) {
    case RIFT_TARIFF:
    case RIFT_TRADE_COST:
    case RIFT_ENERGY_COST:
      return "prices only: quantities do not react to prices in this model";
    case RIFT_CAPACITY_LOSS:
      return "not expressed: the model has no capacities";
    case RIFT_CRITICAL_INPUT_CUT:
      return "not expressed: stocks and stoppages need a dynamic model";
    case RIFT_AFFILIATE_INCOME_LOSS:
      return model->inside.income_count > 0
                 ? "indicator affiliate_income only: no effect on output or demand"
                 : "not expressed: this economy has no affiliate_income.csv";
    case RIFT_EXPORT_CONTROL:
    case RIFT_IMPORT_BAN:
    case RIFT_LICENSING:
    case RIFT_BOYCOTT:
    case RIFT_DEMAND_SUPPORT:
    case RIFT_INSTRUMENT_COUNT:
      break;
  }
  return NULL;
}

const rift_model_kind rift_static_model = {.name = "static",
                                           .create = create,
                                           .build = build,
                                           .destroy = destroy,
                                           .info = info,
                                           .solve = solve,
                                           .cannot_express = cannot_express};
