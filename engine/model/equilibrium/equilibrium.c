/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/equilibrium.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/elementary.h"

#define L RIFT_LANES

struct rift_model {
  rift_equilibrium inside;
};

static void destroy(rift_model *model) {
  if (model == NULL) {
    return;
  }
  rift_equilibrium *m = &model->inside;
  for (size_t k = 0; k < RIFT_HORIZONS_MAX; k++) {
    rift_equilibrium_gauge_free(&m->gauges[k]);
    rift_equilibrium_system_free(&m->systems[k]);
  }
  rift_equilibrium_base_free(&m->base);
  rift_equilibrium_baskets_free(&m->baskets);
  rift_equilibrium_channels_free(&m->channels);
  rift_sets_free(&m->sets);
  for (size_t t = 0; t < m->table_count; t++) {
    free(m->tables[t].base);
    free(m->tables[t].position);
  }
  for (size_t k = 0; k < RIFT_SOURCE_COUNT; k++) {
    free(m->node_base[k]);
  }
  for (size_t k = 0; k < RIFT_REGIONAL_COUNT; k++) {
    free(m->regional[k]);
  }
  for (size_t i = 0; m->origin_names != NULL && i < m->economy->region_count; i++) {
    free(m->origin_names[i]);
  }
  free(m->origin_names);
  free(m->origin_base);
  free(m->tables);
  free(m->group_basket);
  free(m->group_index);
  free(m->affiliate_base);
  free(m->origin);
  free(m->nodes);
  free(m->place);
  free(m->outcomes);
  free(m->parameters);
  free(m->theta_most);
  free(model);
}

/* The 12 months that end at the horizon. */
static void set_windows(rift_equilibrium *m) {
  for (size_t h = 0; h < m->options->horizon_count; h++) {
    double months = m->options->horizons[h];
    double years = months / 12;
    m->windows[h] = (rift_window){.from = months > 12 ? months - 12 : 0, .to = months, .permanent = m->options->if_permanent};
    bool whole = years >= 1 && fabs(years - floor(years + 0.5)) < 1e-9;
    snprintf(m->horizon_names[h], sizeof m->horizon_names[h], whole ? "%.0fy" : "%.4gm", whole ? years : months);
  }
  m->info.window_count = m->options->horizon_count;
  m->info.windows = m->windows;
}

static rift_status create(rift_model **model, const rift_economy *economy, const rift_shock_plan *plan, rift_detail detail,
                          rift_error *error) {
  rift_model *result = rift_allocate(1, sizeof *result);
  *model = result;
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  rift_equilibrium *m = &result->inside;
  m->economy = economy;
  m->plan = plan;
  m->options = &rift_shock_plan_scenario(plan)->equilibrium_options;
  m->detail = detail;
  m->control = rift_equilibrium_control_default();
  m->control.tolerance = m->options->tolerance;
  m->info.wants_tariffs = true;
  m->mobile = !m->options->mobility_by_horizon && m->options->mobility.distribution.kind == RIFT_POINT &&
              m->options->mobility.distribution.a == 1;
  set_windows(m);
  rift_status status = rift_equilibrium_channels_init(&m->channels, economy, plan, error);
  return status == RIFT_OK ? rift_equilibrium_set_parameters(m, error) : status;
}

/* The central elasticities of the long run: of a base that is one for all draws. */
static rift_status make_base(rift_equilibrium *m, rift_error *error) {
  rift_status status = rift_equilibrium_base_calibrate(&m->base, m->economy, m->economy->tariffs, NULL, error);
  if (status != RIFT_OK || !m->options->zero_deficits) {
    return status == RIFT_OK ? rift_equilibrium_base_balance(&m->base, error) : status;
  }
  double *theta = rift_allocate_doubles(m->economy->sector_count);
  if (theta == NULL) {
    return rift_error_memory(error, m->economy->sector_count * sizeof *theta);
  }
  rift_equilibrium_central_theta(m, theta);
  status = rift_equilibrium_base_close_deficits(&m->base, theta, error);
  free(theta);
  return status;
}

static rift_status set_levels(rift_equilibrium *m, rift_error *error) {
  const rift_equilibrium_base *base = &m->base;
  size_t regions = base->region_count;
  m->affiliate_base = rift_allocate_doubles(regions);
  m->origin_base = rift_allocate_doubles(regions * regions);
  if (m->affiliate_base == NULL || m->origin_base == NULL) {
    return rift_error_memory(error, regions * regions * sizeof(double));
  }
  for (size_t a = 0; a < m->economy->affiliate_count; a++) {
    m->affiliate_base[m->economy->affiliates[a].owner] += m->economy->affiliates[a].value_musd;
  }
  for (size_t row = 0; row < base->cell_count; row++) {
    for (size_t i = 0; i < regions; i++) {
      size_t pair = row * regions + i;
      m->origin_base[row % regions * regions + i] += base->sourcing[pair] * base->expenditure[row] / (1 + base->tariff[pair]);
    }
  }
  return RIFT_OK;
}

/* Workspace of one solve: lanes of parameters, the channels, the solver, measures, the report. */
typedef struct rooms {
  double *theta, *mobility, *channels, *solver, *measures, *report;
} rooms;

static size_t divide(const rift_equilibrium *m, double *workspace, rooms *r) {
  size_t solver = 0;
  for (size_t k = 0; k < m->system_count; k++) {
    size_t needed = rift_equilibrium_workspace(&m->systems[k], &m->control);
    solver = needed > solver ? needed : solver;
  }
  const size_t lengths[] = {m->economy->sector_count * L, L,
                            rift_equilibrium_channels_doubles(&m->channels, m->base.cell_count, m->base.region_count), solver,
                            rift_equilibrium_measures_doubles(&m->gauges[0]), rift_equilibrium_report_doubles(m)};
  double **to[] = {&r->theta, &r->mobility, &r->channels, &r->solver, &r->measures, &r->report};
  size_t used = 0;
  for (size_t k = 0; k < sizeof lengths / sizeof lengths[0]; k++) {
    *to[k] = workspace == NULL ? NULL : workspace + used;
    used += (lengths[k] + 7) / 8 * 8;
  }
  return used;
}

static rift_equilibrium_window window_of(const rift_equilibrium *m, size_t window, const rift_batch *batch, const double *theta) {
  size_t levers = rift_shock_plan_lever_count(m->plan) * L;
  return (rift_equilibrium_window){.levers = batch->levers + window * levers,
                                   .tariffs = batch->tariffs == NULL ? NULL : batch->tariffs + window * levers,
                                   .weights = batch->weights,
                                   .parameters = batch->parameters + (RIFT_PARAMETER_THETA + m->economy->sector_count) * L,
                                   .theta = theta,
                                   .from = m->windows[window].from,
                                   .to = m->windows[window].to,
                                   .permanent = m->windows[window].permanent};
}

/* A buyer whose suppliers are all cut wholly has no price: named before the run. */
static rift_status check_suppliers(const rift_equilibrium *m, const rift_batch *guide, double *workspace, rift_error *error) {
  rooms r;
  double *waste = NULL;
  const rift_equilibrium_base *base = &m->base;
  const rift_equilibrium_system *system = &m->systems[0];
  divide(m, workspace, &r);
  for (size_t window = 0; window < m->info.window_count; window++) {
    rift_equilibrium_draws draws = {0};
    rift_equilibrium_read_theta(m, window, guide->parameters, r.theta);
    rift_equilibrium_window here = window_of(m, window, guide, r.theta);
    rift_equilibrium_channels_realise(&m->channels, base, &here, r.channels, &draws, &waste);
    for (size_t row = 0; row < base->cell_count; row++) {
      double left[L];
      for (size_t l = 0; l < L; l++) {
        left[l] = base->expenditure[row] > 0 ? 0 : 1;
      }
      for (size_t i = 0; i < base->region_count * L; i++) {
        left[i % L] += system->rest[row * base->region_count + i / L];
      }
      for (size_t p = system->row_first[row]; p < system->row_first[row + 1]; p++) {
        for (size_t l = 0; l < L; l++) {
          left[l] += system->pair_share[p] * draws.pull[system->pairs[p].treatment * L + l];
        }
      }
      for (size_t l = 0; l < L; l++) {
        if (left[l] < 1e-14) {
          return rift_error_set(error, RIFT_INVALID, "%s has no supplier of %s left: all of them are cut wholly; leave one, or make the cut less than 1",
                                m->economy->regions.items[row % base->region_count], m->economy->sectors.items[row / base->region_count]);
        }
      }
    }
  }
  return RIFT_OK;
}

static rift_status build_systems(rift_equilibrium *m, size_t guide_count, const rift_batch *guides, rift_error *error) {
  m->system_count = m->options->mobility_by_horizon ? m->info.window_count : 1;
  double *theta = rift_allocate_doubles(m->economy->sector_count * (L + 1));
  rift_status status = theta == NULL ? rift_error_memory(error, m->economy->sector_count * (L + 1) * sizeof *theta) : RIFT_OK;
  for (size_t k = 0; k < m->system_count && status == RIFT_OK; k++) {
    /* One system for all windows serves the middle one best. */
    size_t window = m->system_count > 1 ? k : m->info.window_count / 2;
    rift_equilibrium_typical typical = rift_equilibrium_typical_of(m, window, guide_count, guides, theta);
    status = rift_equilibrium_system_init(&m->systems[k], &m->base, m->channels.pair_count, m->channels.pairs,
                                          m->channels.treatment_count, &typical, error);
    if (status == RIFT_OK) {
      status = rift_equilibrium_gauge_init(&m->gauges[k], &m->systems[k], error);
      m->gauges[k].baskets = m->baskets.kind_count == 0 ? NULL : &m->baskets;
    }
  }
  free(theta);
  return status;
}

static rift_status build(rift_model *model, size_t guide_count, const rift_batch *guides, rift_error *error) {
  rift_equilibrium *m = &model->inside;
  rooms r;
  rift_status status = make_base(m, error);
  if (status == RIFT_OK && m->detail != RIFT_DETAIL_TOTALS) {
    status = rift_equilibrium_baskets_init(&m->baskets, &m->base, m->economy, error);
  }
  if (status == RIFT_OK) {
    status = build_systems(m, guide_count, guides, error);
  }
  if (status == RIFT_OK) {
    status = set_levels(m, error);
  }
  if (status == RIFT_OK) {
    status = rift_sets_init(&m->sets, m->economy, error);
  }
  if (status == RIFT_OK) {
    status = rift_equilibrium_list_outcomes(m, error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  m->info.workspace_doubles = divide(m, NULL, &r);
  double *workspace = rift_allocate_doubles(m->info.workspace_doubles);
  if (workspace == NULL) {
    return rift_error_memory(error, m->info.workspace_doubles * sizeof(double));
  }
  for (size_t g = 0; g < guide_count && status == RIFT_OK; g++) {
    status = check_suppliers(m, &guides[g], workspace, error);
  }
  free(workspace);
  return status;
}

static const rift_model_info *info(const rift_model *model) { return &model->inside.info; }

/* A lane that failed at one horizon failed. */
static void spread_failures(size_t outcome_count, const bool *failed, double *outcomes) {
  for (size_t l = 0; l < L; l++) {
    bool bad = failed[l];
    for (size_t o = 0; o < outcome_count && !bad; o++) {
      bad = !isfinite(outcomes[o * L + l]);
    }
    for (size_t o = 0; o < outcome_count && bad; o++) {
      outcomes[o * L + l] = (double)NAN;
    }
  }
}

/* What rounding leaves of nothing (1e-12 of base) is nothing: it must not count as a loss. */
static void drop_rounding(size_t outcome_count, double *outcomes) {
  for (size_t i = 0; i < outcome_count * L; i++) {
    outcomes[i] = outcomes[i] > -1e-10 && outcomes[i] < 1e-10 ? 0 : outcomes[i];
  }
}

static void solve(const rift_model *model, const rift_batch *batch, double *workspace, double *outcomes) {
  const rift_equilibrium *m = &model->inside;
  const double *p = batch->parameters;
  bool failed[L] = {false};
  rooms r;
  divide(m, workspace, &r);
  for (size_t window = 0; window < m->info.window_count; window++) {
    const size_t k = m->system_count > 1 ? window : 0;
    rift_equilibrium_draws draws = {.theta = r.theta, .upper = p + RIFT_PARAMETER_UPPER * L, .materials = p + RIFT_PARAMETER_MATERIALS * L,
                                    .consumption = p + RIFT_PARAMETER_CONSUMPTION * L, .mobility = r.mobility};
    rift_equilibrium_state state;
    rift_equilibrium_measures measures;
    double *waste = NULL;
    rift_equilibrium_read_theta(m, window, p, r.theta);
    for (size_t l = 0; l < L; l++) {
      r.mobility[l] = rift_equilibrium_mobility(m, window, p[RIFT_PARAMETER_MOBILITY * L + l], p[RIFT_PARAMETER_SPEED * L + l]);
    }
    rift_equilibrium_window here = window_of(m, window, batch, r.theta);
    rift_equilibrium_channels_realise(&m->channels, &m->base, &here, r.channels, &draws, &waste);
    rift_equilibrium_solve(&m->systems[k], &draws, &m->control, r.solver, &state);
    rift_equilibrium_measure(&m->gauges[k], &draws, &state, r.measures, &measures);
    rift_equilibrium_solution solution = {.window = window, .measures = &measures, .state = &state, .levers = here.levers, .waste = waste};
    rift_equilibrium_report(m, &solution, r.report, outcomes);
    for (size_t l = 0; l < L; l++) {
      failed[l] = failed[l] || state.failed[l];
    }
  }
  spread_failures(m->info.outcome_count, failed, outcomes);
  drop_rounding(m->info.outcome_count, outcomes);
}

static const char *cannot_express(const rift_model *model, rift_instrument instrument) {
  switch (instrument) {
    case RIFT_CRITICAL_INPUT_CUT:
      return model->inside.channels.loss_count > 0
                 ? "approximate: a loss of the users' capacity until the substitution time, without stocks"
                 : "not expressed: no user of this input is in the economy's critical_inputs.csv";
    case RIFT_AFFILIATE_INCOME_LOSS:
      return model->inside.channels.transfer_count > 0 ? NULL : "not expressed: this economy has no such income in affiliate_income.csv";
    case RIFT_BOYCOTT:
      return "approximate: a shift of preferences in the sourcing of all uses, times the share of households";
    case RIFT_DEMAND_SUPPORT:
      return "not expressed: with full employment it would move spending and add none, and who pays for it is not modelled";
    case RIFT_TARIFF:
    case RIFT_EXPORT_CONTROL:
    case RIFT_IMPORT_BAN:
    case RIFT_LICENSING:
    case RIFT_TRADE_COST:
    case RIFT_CAPACITY_LOSS:
    case RIFT_ENERGY_COST:
    case RIFT_INSTRUMENT_COUNT:
      break;
  }
  return NULL;
}

const rift_model_kind rift_equilibrium_model = {.name = "equilibrium",
                                                .splits_by_table_errors = true,
                                                .create = create,
                                                .build = build,
                                                .destroy = destroy,
                                                .info = info,
                                                .solve = solve,
                                                .cannot_express = cannot_express};
