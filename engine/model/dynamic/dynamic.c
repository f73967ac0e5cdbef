/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dynamic/dynamic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/elementary.h"

enum { L = RIFT_LANES, STEPS_MAX = 20000 };

/* After Pichler et al. (2022): household demand closes 40 % of a gap a quarter and follows labour income by 0.82. */
static const double persistence_a_quarter = -0.51082562376599072; /* log 0.6 */
static const double propensity = 0.82;

/* Flows in the table this small say nothing of a dependence: those that stop a plant all the same are critical inputs. */
static const double negligible = 0.001;

struct rift_model {
  rift_dynamic inside;
};

static void free_indicators(rift_dynamic *d) {
  for (size_t t = 0; t < d->indicator_count; t++) {
    free(d->indicators[t].node_base);
    free(d->indicators[t].base);
    for (size_t h = 0; h < RIFT_DYNAMIC_HORIZONS; h++) {
      free(d->indicators[t].position[h]);
    }
  }
  free(d->indicators);
}

static void destroy(rift_model *model) {
  if (model == NULL) {
    return;
  }
  rift_dynamic *d = &model->inside;
  rift_dynamic_core_destroy(d->core);
  rift_dynamic_links_free(&d->links);
  rift_dynamic_sources_free(&d->sources);
  rift_sets_free(&d->sets);
  free_indicators(d);
  free(d->windows);
  free(d->base_exports);
  free(d->base_imports);
  free(d->stoppage);
  free(d->recovery);
  free(d->path_sets);
  free(d->path_point);
  free(d->nodes);
  free(d->outcomes);
  free(model);
}

/* One window a step. The last step may reach beyond the horizon, its window does not: what begins there is not looked at. */
static rift_status set_clock(rift_dynamic *d, rift_error *error) {
  double days = d->options->daily ? 1 : 7;
  double months = days * 12 / 365;
  double horizon = rift_shock_plan_scenario(d->plan)->horizon_months;
  double steps = ceil(horizon / months - 1e-9);
  if (!(steps <= STEPS_MAX)) {
    return rift_error_set(error, RIFT_INVALID, "the dynamic model would take %.0f steps, more than %d: shorten the horizon, or step by weeks", steps, STEPS_MAX);
  }
  d->step = days / 365;
  d->step_count = (size_t)steps;
  d->windows = rift_allocate(d->step_count, sizeof *d->windows);
  if (d->windows == NULL) {
    return rift_error_memory(error, d->step_count * sizeof *d->windows);
  }
  for (size_t t = 0; t < d->step_count; t++) {
    double to = (double)(t + 1) * months;
    d->windows[t] = (rift_window){.from = (double)t * months, .to = to < horizon ? to : horizon};
  }
  d->info.window_count = d->step_count;
  d->info.windows = d->windows;
  return RIFT_OK;
}

static rift_status check_economy(const rift_dynamic *d, rift_error *error) {
  if (!d->options->ario && d->economy->criticality == NULL) {
    return rift_error_set(error, RIFT_INVALID,
                          "the economy has no criticality.csv, which input_function: criticality needs; add it, or choose "
                          "models.dynamic.input_function: ario");
  }
  return RIFT_OK;
}

static rift_status create(rift_model **model, const rift_economy *economy, const rift_shock_plan *plan,
                          rift_detail detail, rift_error *error) {
  rift_model *result = rift_allocate(1, sizeof *result);
  *model = result;
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  rift_dynamic *d = &result->inside;
  d->economy = economy;
  d->plan = plan;
  d->detail = detail;
  d->options = &rift_shock_plan_scenario(plan)->dynamic_options;
  rift_status status = check_economy(d, error);
  if (status == RIFT_OK) {
    status = set_clock(d, error);
  }
  if (status == RIFT_OK) {
    status = rift_dynamic_links_init(&d->links, economy, plan, error);
  }
  if (status == RIFT_OK) {
    status = rift_dynamic_sources_init(d, error);
  }
  d->info.parameter_count = d->sources.count;
  d->info.parameters = d->sources.quantities;
  return status;
}

static rift_dynamic_rules rules_of(const rift_dynamic *d) {
  const rift_dynamic_options *options = d->options;
  double quarters = d->step * 4;
  return (rift_dynamic_rules){.input_function = options->ario ? RIFT_INPUT_ARIO : RIFT_INPUT_CRITICALITY,
                              .step = d->step,
                              .psi = options->psi,
                              .overproduction_max = options->overproduction_max,
                              .overproduction_time = options->overproduction_days / 365,
                              .capacity_weighted = options->capacity_weighted,
                              .intermediate_first = options->intermediate_first,
                              .labour = !options->ario,
                              .trade = d->detail != RIFT_DETAIL_TOTALS,
                              .consumption = !options->ario,
                              .persistence = rift_exp(persistence_a_quarter * quarters),
                              .propensity = propensity,
                              .negligible = negligible,
                              .criticality = d->economy->criticality};
}

/* Final demand of households and of all others, by supplier and region. */
static void split_final(const rift_economy *economy, double *household, double *other) {
  size_t cells = economy->node_count * economy->region_count;
  size_t home = rift_economy_household_category(economy);
  for (size_t i = 0; i < cells; i++) {
    for (size_t c = 0; c < economy->category_count; c++) {
      double flow = economy->final_demand[i * economy->category_count + c];
      household[i] += c == home ? flow : 0;
      other[i] += c == home ? 0 : flow;
    }
  }
}

static rift_status build_core(rift_dynamic *d, rift_error *error) {
  const rift_economy *economy = d->economy;
  size_t cells = economy->node_count * economy->region_count;
  double *household = rift_allocate_doubles(cells);
  double *other = rift_allocate_doubles(cells);
  rift_status status = RIFT_OK;
  if (household == NULL || other == NULL) {
    status = rift_error_memory(error, cells * sizeof(double));
    goto out;
  }
  split_final(economy, household, other);
  rift_dynamic_setup setup = {.table = {.regions = economy->region_count,
                                        .sectors = economy->sector_count,
                                        .intermediate = economy->intermediate,
                                        .household = household,
                                        .other_final = other,
                                        .gross_output = economy->gross_output,
                                        .income = economy->value_added},
                              .rules = rules_of(d),
                              .flow_count = d->links.flow_count,
                              .flows = d->links.flows,
                              .support_count = d->links.support_count,
                              .supports = d->links.supports,
                              .item_count = d->links.item_count,
                              .pool_count = d->links.pool_count,
                              .items = d->links.items};
  status = rift_dynamic_core_create(&d->core, &setup, error);
out:
  free(household);
  free(other);
  return status;
}

/* Parts of the workspace of a solve. */
typedef struct solve_room {
  double *core, *start, *parameters, *rates, *kept, *report;
  size_t used;
} solve_room;

static double *take(double *workspace, size_t *used, size_t length) {
  double *part = workspace == NULL ? NULL : workspace + *used;
  *used += length;
  return part;
}

/* NULL: only counts. */
static solve_room divide(const rift_dynamic *d, double *workspace) {
  solve_room room = {0};
  room.core = take(workspace, &room.used, rift_dynamic_core_workspace(d->core));
  room.start = take(workspace, &room.used, rift_dynamic_core_workspace(d->core));
  room.parameters = take(workspace, &room.used, rift_dynamic_sources_workspace(d));
  room.rates = take(workspace, &room.used, (d->links.rate_count + d->links.gain_count + 1) * L);
  room.kept = take(workspace, &room.used, d->economy->node_count * L);
  room.report = take(workspace, &room.used, rift_dynamic_report_workspace(d));
  return room;
}

static rift_status measure_base_trade(rift_dynamic *d, rift_error *error) {
  size_t n = d->economy->node_count;
  d->base_exports = rift_allocate_doubles(n);
  d->base_imports = rift_allocate_doubles(n);
  if (d->base_exports == NULL || d->base_imports == NULL) {
    return rift_error_memory(error, n * sizeof(double));
  }
  rift_dynamic_base_trade(d->core, d->base_exports, d->base_imports);
  return RIFT_OK;
}

static rift_status build(rift_model *model, size_t guide_count, const rift_batch *guides, rift_error *error) {
  rift_dynamic *d = &model->inside;
  (void)guide_count;
  (void)guides;
  rift_status status = build_core(d, error);
  if (status == RIFT_OK) {
    status = measure_base_trade(d, error);
  }
  if (status == RIFT_OK) {
    status = rift_sets_init(&d->sets, d->economy, error);
  }
  if (status == RIFT_OK) {
    status = rift_dynamic_list_outcomes(d, error);
  }
  if (status == RIFT_OK) {
    d->info.workspace_doubles = divide(d, NULL).used;
  }
  return status;
}

static const rift_model_info *info(const rift_model *model) { return &model->inside.info; }

static void spread_failures(size_t outcome_count, double *outcomes) {
  for (size_t lane = 0; lane < L; lane++) {
    bool failed = false;
    for (size_t o = 0; o < outcome_count; o++) {
      failed = failed || !isfinite(outcomes[o * L + lane]);
    }
    for (size_t o = 0; failed && o < outcome_count; o++) {
      outcomes[o * L + lane] = (double)NAN;
    }
  }
}

/* Before its first measure a draw is at its base by definition: it starts there. Starts lie four weeks apart (an even number of
 * steps), so that most draws of a batch that was put together by them share theirs. */
static size_t first_step(const rift_dynamic *d, double begin) {
  size_t apart = d->options->daily ? 28 : 4;
  size_t first = 0;
  while (first + apart < d->step_count && d->windows[first + apart].from <= begin) {
    first += apart;
  }
  return begin < d->windows[d->step_count - 1].to ? first : d->step_count;
}

/* A batch in time. */
typedef struct journey {
  const rift_dynamic *model;
  solve_room room;
  rift_dynamic_parameters parameters;
  size_t first[L]; /* step */
  rift_dynamic_state state;
  rift_dynamic_report report;
} journey;

static size_t find_starts(journey *j, const double *begins) {
  size_t earliest = j->model->step_count;
  for (size_t lane = 0; lane < L; lane++) {
    j->first[lane] = begins == NULL ? 0 : first_step(j->model, begins[lane]);
    earliest = j->first[lane] < earliest ? j->first[lane] : earliest;
  }
  return earliest;
}

/* Lanes that start here and went along until now: rounding aside they are at their base, and that is put away. */
static void start_lanes(journey *j, size_t step) {
  bool ready = false;
  for (size_t lane = 0; lane < L; lane++) {
    if (j->first[lane] != step) {
      continue;
    }
    if (!ready && step < j->model->step_count) {
      rift_dynamic_state unused;
      rift_dynamic_start(&unused, j->model->core, &j->parameters, j->room.start);
      ready = true;
    }
    if (step < j->model->step_count) {
      rift_dynamic_restart(&j->state, j->room.start, lane);
    }
    rift_dynamic_report_restart(&j->report, lane);
  }
}

static void solve(const rift_model *model, const rift_batch *batch, double *workspace, double *outcomes) {
  const rift_dynamic *d = &model->inside;
  size_t lever_values = rift_shock_plan_lever_count(d->plan) * L;
  journey j = {.model = d, .room = divide(d, workspace)};
  size_t earliest = find_starts(&j, batch->begins);
  j.parameters = rift_dynamic_sources_read(d, batch->parameters, j.room.parameters);
  bool paths = batch->pathways == 0 || (batch->pathways & (UINT32_C(1) << RIFT_PATHWAY_CAPACITY)) != 0;
  rift_dynamic_moment moment = {.nodes = d->economy->node_count, .paths = paths};
  rift_dynamic_start(&j.state, d->core, &j.parameters, j.room.core);
  rift_dynamic_report_start(&j.report, d, j.room.report, outcomes);
  j.state.step = earliest;
  for (size_t t = earliest; t < d->step_count; t++) {
    const double *levers = batch->levers + t * lever_values;
    if (t > earliest) {
      start_lanes(&j, t);
    }
    rift_dynamic_links_rates(&d->links, levers, batch->weights, j.room.rates);
    moment.step = t;
    rift_dynamic_links_kept(&d->links, moment, levers, j.room.kept);
    rift_dynamic_step(&j.state, j.room.rates, j.room.kept);
    rift_dynamic_report_step(&j.report, &j.state);
  }
  start_lanes(&j, d->step_count);
  rift_dynamic_report_end(&j.report);
  spread_failures(d->info.outcome_count, outcomes);
}

static const char *cannot_express(const rift_model *model, rift_instrument instrument) {
  switch (instrument) {
    case RIFT_TARIFF:
    case RIFT_TRADE_COST:
    case RIFT_ENERGY_COST:
      return "not expressed: the model has no prices";
    case RIFT_AFFILIATE_INCOME_LOSS:
      return "not expressed: income from affiliates acts on no quantity; the other models report it";
    case RIFT_CRITICAL_INPUT_CUT:
      return model->inside.links.critical ? NULL
                                          : "not expressed: no user of the input in the regions that are cut off (critical_inputs.csv of the economy)";
    case RIFT_EXPORT_CONTROL:
    case RIFT_IMPORT_BAN:
    case RIFT_LICENSING:
    case RIFT_BOYCOTT:
    case RIFT_DEMAND_SUPPORT:
    case RIFT_CAPACITY_LOSS:
    case RIFT_INSTRUMENT_COUNT:
      break;
  }
  return NULL;
}

const rift_model_kind rift_dynamic_model = {.name = "dynamic",
                                            .starts_late = true,
                                            .splits_by_table_errors = true,
                                            .create = create,
                                            .build = build,
                                            .destroy = destroy,
                                            .info = info,
                                            .solve = solve,
                                            .cannot_express = cannot_express};
