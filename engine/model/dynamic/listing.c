/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/dynamic.h"
#include "model/node_base.h"

static const char *const horizons[RIFT_DYNAMIC_HORIZONS] = {"cum_1y", "cum_3y", "peak"};

/* Regions whose paths are stored, if the economy has them. */
static const char *const path_regions[] = {"DEU", "CHN", "EU", "WEST", "WORLD"};

static bool add(rift_dynamic *model, const rift_outcome *outcome) {
  rift_outcome *outcomes = rift_grow(model->outcomes, &model->outcome_capacity, model->info.outcome_count + 1, sizeof *outcomes);
  if (outcomes == NULL) {
    return false;
  }
  model->outcomes = outcomes;
  outcomes[model->info.outcome_count++] = *outcome;
  return true;
}

static double months_of(const rift_dynamic *model) { return rift_shock_plan_scenario(model->plan)->horizon_months; }

/* Runs shorter than a year have no sum over one. */
static bool has_horizon(const rift_dynamic *model, size_t horizon) {
  double needed = horizon == RIFT_DYNAMIC_YEAR ? 12 : horizon == RIFT_DYNAMIC_THREE_YEARS ? 36 : 0;
  return months_of(model) >= needed;
}

static rift_outcome outcome_of(const rift_dynamic *model, rift_indicator indicator, size_t set) {
  const rift_set *sector = &model->sets.sectors[set % model->sets.sector_set_count];
  return (rift_outcome){.indicator = indicator,
                        .region = model->sets.regions[set / model->sets.sector_set_count].name,
                        .sector = sector->name,
                        .horizon = "run",
                        .closure = "none",
                        .proxy = sector->proxy};
}

static bool list_horizons(rift_dynamic *model, rift_dynamic_indicator *table, const double *output) {
  for (size_t h = 0; h < RIFT_DYNAMIC_HORIZONS; h++) {
    for (size_t set = 0; set < model->set_count; set++) {
      table->position[h][set] = SIZE_MAX;
      if (!has_horizon(model, h) || !rift_is_base(table->base[set], output[set])) {
        continue;
      }
      table->position[h][set] = model->info.outcome_count;
      rift_outcome outcome = outcome_of(model, table->indicator, set);
      outcome.horizon = horizons[h];
      /* Money adds up over three years; jobs are as many as on average. */
      outcome.base = table->base[set] * (h == RIFT_DYNAMIC_THREE_YEARS && table->indicator != RIFT_EMPLOYMENT ? 3 : 1);
      if (!add(model, &outcome)) {
        return false;
      }
    }
  }
  return true;
}

static bool add_up(const rift_dynamic *model, const double *nodes, double *sums) {
  double *scratch = rift_allocate_doubles(model->economy->region_count * model->sets.sector_set_count);
  if (scratch != NULL) {
    rift_sets_add_up(&model->sets, model->economy, 1, nodes, scratch, sums);
  }
  free(scratch);
  return scratch != NULL;
}

static bool list_indicator(rift_dynamic *model, rift_indicator indicator, const double *output) {
  rift_dynamic_indicator *table = &model->indicators[model->indicator_count++];
  table->indicator = indicator;
  table->node_base = rift_allocate_doubles(model->economy->node_count);
  table->base = rift_allocate_doubles(model->set_count);
  bool fine = table->node_base != NULL && table->base != NULL;
  for (size_t h = 0; h < RIFT_DYNAMIC_HORIZONS; h++) {
    table->position[h] = rift_allocate(model->set_count, sizeof *table->position[h]);
    fine = fine && table->position[h] != NULL;
  }
  if (!fine) {
    return false;
  }
  rift_node_base(model->economy, indicator, table->node_base);
  return add_up(model, table->node_base, table->base) && list_horizons(model, table, output);
}

static bool list_indicators(rift_dynamic *model, const double *output) {
  static const rift_indicator indicators[] = {RIFT_GROSS_OUTPUT, RIFT_VALUE_ADDED, RIFT_EXPORTS, RIFT_IMPORTS, RIFT_EMPLOYMENT};
  size_t count = rift_employment_is_known(model->economy) ? 5 : 4;
  count = model->detail == RIFT_DETAIL_TOTALS ? 1 : count;
  model->indicators = rift_allocate(count, sizeof *model->indicators);
  bool fine = model->indicators != NULL;
  for (size_t i = 0; i < count && fine; i++) {
    fine = list_indicator(model, indicators[i], output);
  }
  return fine;
}

static bool list_weeks(rift_dynamic *model, rift_indicator indicator, const double *output, size_t **positions) {
  *positions = rift_allocate(model->set_count, sizeof **positions);
  bool fine = *positions != NULL;
  for (size_t set = 0; set < model->set_count && fine; set++) {
    (*positions)[set] = SIZE_MAX;
    if (rift_is_base(output[set], output[set])) {
      (*positions)[set] = model->info.outcome_count;
      rift_outcome outcome = outcome_of(model, indicator, set);
      fine = add(model, &outcome);
    }
  }
  return fine;
}

static bool has_path(const rift_dynamic *model, size_t set) {
  const char *name = model->sets.regions[set / model->sets.sector_set_count].name;
  bool listed = model->detail == RIFT_DETAIL_NODES;
  for (size_t i = 0; i < sizeof path_regions / sizeof path_regions[0]; i++) {
    listed = listed || strcmp(name, path_regions[i]) == 0;
  }
  return listed;
}

/* Every week of the first year, then every fourth; every step where all is stored. */
static bool is_point(const rift_dynamic *model, size_t step) {
  size_t week = model->options->daily ? 7 : 1;
  bool first_year = (double)step * model->step < 1;
  return model->detail == RIFT_DETAIL_NODES || step % (first_year ? week : 4 * week) == 0;
}

static bool list_paths(rift_dynamic *model, const double *output) {
  model->path_position = model->info.outcome_count;
  model->path_sets = rift_allocate(model->set_count, sizeof *model->path_sets);
  model->path_point = rift_allocate(model->step_count, sizeof *model->path_point);
  if (model->path_sets == NULL || model->path_point == NULL) {
    return false;
  }
  for (size_t set = 0; set < model->set_count; set++) {
    if (has_path(model, set) && rift_is_base(output[set], output[set])) {
      model->path_sets[model->path_set_count++] = set;
    }
  }
  size_t points = 0;
  for (size_t t = 0; t < model->step_count; t++) {
    model->path_point[t] = is_point(model, t) ? points++ : SIZE_MAX;
    for (size_t i = 0; i < model->path_set_count && model->path_point[t] != SIZE_MAX; i++) {
      rift_outcome outcome = outcome_of(model, RIFT_GROSS_OUTPUT, model->path_sets[i]);
      outcome.horizon = model->options->daily ? "day" : "week";
      outcome.base = output[model->path_sets[i]];
      outcome.path_step = t + 1;
      if (!add(model, &outcome)) {
        return false;
      }
    }
  }
  return true;
}

/* A node that a set of one sector reports already is not listed twice. */
static bool is_listed(const rift_sets *sets, size_t sector) {
  for (size_t h = 0; h < sets->sector_set_count; h++) {
    if (sets->sectors[h].members == &sets->sectors[h].single && sets->sectors[h].single == sector) {
      return true;
    }
  }
  return false;
}

static bool list_nodes(rift_dynamic *model) {
  const rift_economy *economy = model->economy;
  model->node_position = model->info.outcome_count;
  model->nodes = rift_allocate(economy->node_count, sizeof *model->nodes);
  bool fine = model->nodes != NULL;
  for (size_t i = 0; i < economy->node_count && fine && has_horizon(model, RIFT_DYNAMIC_YEAR); i++) {
    size_t sector = i % economy->sector_count;
    if (!(economy->gross_output[i] > 0) || is_listed(&model->sets, sector)) {
      continue;
    }
    rift_outcome outcome = {.indicator = RIFT_GROSS_OUTPUT,
                            .region = economy->regions.items[i / economy->sector_count],
                            .sector = economy->sectors.items[sector],
                            .horizon = horizons[RIFT_DYNAMIC_YEAR],
                            .closure = "none",
                            .base = economy->gross_output[i]};
    model->nodes[model->node_count++] = i;
    fine = add(model, &outcome);
  }
  return fine;
}

rift_status rift_dynamic_list_outcomes(rift_dynamic *model, rift_error *error) {
  model->set_count = model->sets.region_set_count * model->sets.sector_set_count;
  double *output = rift_allocate_doubles(model->set_count);
  bool totals = model->detail == RIFT_DETAIL_TOTALS;
  bool fine = output != NULL && add_up(model, model->economy->gross_output, output) && list_indicators(model, output);
  if (fine && !totals) {
    fine = list_weeks(model, RIFT_STOPPAGE_WEEKS, output, &model->stoppage) &&
           list_weeks(model, RIFT_RECOVERY_WEEKS, output, &model->recovery) && list_paths(model, output);
  }
  model->info.stored_count = model->info.outcome_count;
  if (fine && !totals) {
    fine = list_nodes(model);
  }
  if (model->detail == RIFT_DETAIL_NODES) {
    model->info.stored_count = model->info.outcome_count;
  }
  model->info.outcomes = model->outcomes;
  free(output);
  return fine ? RIFT_OK : rift_error_memory(error, 0);
}
