/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/leontief.h"
#include "model/static/trace_inside.h"
#include "model/sets.h"

void rift_trace_destroy(rift_trace *trace) {
  if (trace == NULL) {
    return;
  }
  rift_quantity_response_free(&trace->quantity);
  free(trace->inverse);
  free(trace->in_set);
  free(trace->node_value);
  free(trace->means);
  rift_table_plan_free(&trace->table);
  free(trace->table_means);
  free(trace);
}

static const rift_set *find_set(const rift_set *sets, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(sets[i].name, name) == 0) {
      return &sets[i];
    }
  }
  return NULL;
}

static void mark_members(const rift_set *set, bool *members) {
  for (size_t i = 0; i < set->count; i++) {
    members[set->members == NULL ? i : set->members[i]] = true;
  }
}

static rift_status mark_set(rift_trace *trace, const char *region, const char *sector, rift_error *error) {
  const rift_economy *economy = trace->economy;
  rift_sets sets;
  rift_status status = rift_sets_init(&sets, economy, error);
  if (status != RIFT_OK) {
    return status;
  }
  bool *regions = rift_allocate(economy->region_count, sizeof *regions);
  bool *sectors = rift_allocate(economy->sector_count, sizeof *sectors);
  const rift_set *region_set = find_set(sets.regions, sets.region_set_count, region);
  const rift_set *sector_set = find_set(sets.sectors, sets.sector_set_count, sector);
  size_t code = rift_economy_sector(economy, sector);
  if (regions == NULL || sectors == NULL) {
    status = rift_error_memory(error, 0);
  } else if (region_set == NULL) {
    status = rift_error_set(error, RIFT_USAGE, "the results have no region or group '%s'", region);
  } else if (sector_set == NULL && code == RIFT_NOT_FOUND) {
    status = rift_error_set(error, RIFT_USAGE, "the results have no sector or group '%s'", sector);
  } else {
    mark_members(region_set, regions);
    if (sector_set != NULL) {
      mark_members(sector_set, sectors);
    } else {
      sectors[code] = true;
    }
    for (size_t i = 0; i < economy->node_count; i++) {
      trace->in_set[i] = regions[i / economy->sector_count] && sectors[i % economy->sector_count];
    }
  }
  free(regions);
  free(sectors);
  rift_sets_free(&sets);
  return status;
}

/* What a relative change of user j's output adds to the outcome through base flows, and the outcome's base level. */
static double weight_of_output(rift_trace *trace, size_t j) {
  const rift_economy *economy = trace->economy;
  size_t n = economy->node_count;
  size_t sectors = economy->sector_count;
  size_t home = j / sectors;
  double weight = 0;
  if (trace->indicator == RIFT_GROSS_OUTPUT || trace->indicator == RIFT_VALUE_ADDED ||
      trace->indicator == RIFT_EMPLOYMENT) {
    const double *level = trace->indicator == RIFT_GROSS_OUTPUT  ? economy->gross_output
                          : trace->indicator == RIFT_VALUE_ADDED ? economy->value_added
                                                                 : economy->employment;
    return trace->in_set[j] ? level[j] : 0;
  }
  if (trace->indicator == RIFT_EXPORTS) {
    weight = trace->in_set[j] ? economy->gross_output[j] : 0;
    for (size_t s = 0; s < sectors; s++) {
      size_t supplier = home * sectors + s;
      weight -= trace->in_set[supplier] ? economy->intermediate[supplier * n + j] : 0;
    }
    return weight;
  }
  for (size_t i = 0; i < n; i++) {
    bool counts = i / sectors != home && trace->in_set[home * sectors + i % sectors];
    weight += counts ? economy->intermediate[i * n + j] : 0;
  }
  return weight;
}

static double base_level(const rift_trace *trace) {
  const rift_economy *economy = trace->economy;
  double base = 0;
  for (size_t i = 0; i < economy->node_count; i++) {
    size_t home = i / economy->sector_count;
    for (size_t m = 0; m < economy->region_count; m++) {
      size_t buyer = m * economy->sector_count + i % economy->sector_count;
      bool counts = m != home && (trace->indicator == RIFT_EXPORTS ? trace->in_set[i] : trace->in_set[buyer]);
      if (counts && (trace->indicator == RIFT_EXPORTS || trace->indicator == RIFT_IMPORTS)) {
        base += rift_economy_final(economy, i, m);
      }
      for (size_t s = 0; counts && trace->indicator == RIFT_EXPORTS && s < economy->sector_count; s++) {
        base += economy->intermediate[i * economy->node_count + m * economy->sector_count + s];
      }
    }
  }
  return base;
}

/* node_value = inverse^T (weight / output), and the base. */
static rift_status value_nodes(rift_trace *trace, rift_error *error) {
  const rift_economy *economy = trace->economy;
  size_t n = economy->node_count;
  double *weights = rift_allocate_doubles(n);
  if (weights == NULL) {
    return rift_error_memory(error, n * sizeof *weights);
  }
  bool trade = trace->indicator == RIFT_EXPORTS || trace->indicator == RIFT_IMPORTS;
  trace->base = trade ? base_level(trace) : 0;
  for (size_t j = 0; j < n; j++) {
    weights[j] = weight_of_output(trace, j);
    trace->base += trade && trace->indicator == RIFT_EXPORTS ? 0 : weights[j];
    weights[j] = economy->gross_output[j] > 0 ? weights[j] / economy->gross_output[j] : 0;
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      trace->node_value[j] += weights[i] * trace->inverse[i * n + j];
    }
  }
  free(weights);
  return RIFT_OK;
}

static rift_status build_sums(rift_trace *trace, rift_error *error) {
  size_t length = trace->quantity.part_count * (trace->economy->node_count + 1);
  rift_status status = rift_table_plan_init(&trace->table, trace->economy, trace->plan, error);
  if (status == RIFT_OK) {
    status = rift_table_plan_match(&trace->table, trace->plan, &trace->quantity.removal, &trace->quantity.addition, error);
  }
  trace->means = rift_allocate_doubles(length);
  trace->table_means = rift_allocate_doubles(2 * trace->table.flow_count);
  if (status == RIFT_OK && (trace->means == NULL || trace->table_means == NULL)) {
    status = rift_error_memory(error, length * sizeof(double));
  }
  return status;
}

static rift_status build(rift_trace *trace, const char *region, const char *sector, rift_error *error) {
  const rift_economy *economy = trace->economy;
  size_t n = economy->node_count;
  trace->inverse = rift_allocate_doubles(n * n);
  trace->in_set = rift_allocate(n, sizeof *trace->in_set);
  trace->node_value = rift_allocate_doubles(n);
  if (trace->inverse == NULL || trace->in_set == NULL || trace->node_value == NULL) {
    return rift_error_memory(error, n * n * sizeof(double));
  }
  rift_status status = mark_set(trace, region, sector, error);
  if (status == RIFT_OK) {
    status = rift_leontief_inverse(n, economy->intermediate, economy->gross_output, trace->inverse, error);
  }
  if (status == RIFT_OK) {
    status = value_nodes(trace, error);
  }
  if (status == RIFT_OK && (trace->base == 0 || isnan(trace->base))) {
    status = rift_error_set(error, RIFT_USAGE, "%s has no %s in %s: its base is %s", region,
                            rift_indicator_entry_of(trace->indicator)->name, sector, trace->base == 0 ? "zero" : "unknown");
  }
  if (status == RIFT_OK) {
    status = rift_quantity_response_init(&trace->quantity, economy, trace->plan, trace->inverse, NULL, false, error);
  }
  return status == RIFT_OK ? build_sums(trace, error) : status;
}

rift_status rift_trace_create(rift_trace **trace, const rift_economy *economy, const rift_shock_plan *plan,
                              rift_indicator indicator, const char *region, const char *sector,
                              rift_error *error) {
  *trace = NULL;
  if (indicator == RIFT_INPUT_AT_RISK || indicator == RIFT_PRODUCER_PRICE || indicator == RIFT_CONSUMER_PRICE ||
      indicator == RIFT_AFFILIATE_INCOME || indicator == RIFT_INDICATOR_COUNT) {
    return rift_error_set(error, RIFT_USAGE,
                          "%s cannot be traced: gross_output, value_added, employment, exports and imports can",
                          indicator == RIFT_INDICATOR_COUNT ? "the indicator" : rift_indicator_entry_of(indicator)->name);
  }
  rift_trace *result = rift_allocate(1, sizeof *result);
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  result->economy = economy;
  result->plan = plan;
  result->indicator = indicator;
  rift_status status = build(result, region, sector, error);
  if (status != RIFT_OK) {
    rift_trace_destroy(result);
    return status;
  }
  *trace = result;
  return RIFT_OK;
}

static size_t padded(size_t rows) { return RIFT_PADDED_ROWS(rows) * RIFT_LANES; }

size_t rift_trace_workspace(const rift_trace *trace) {
  return padded(trace->quantity.part_count) + padded(trace->quantity.target_count) +
         rift_reduced_workspace(trace->quantity.reduced) + RIFT_LANES + padded(trace->table.flow_count);
}

/* `d`: room for the table's flows. */
static void add_table_errors(rift_trace *trace, const rift_batch *batch, size_t count, const double *weights,
                             const double *resourced, double *d) {
  rift_table_flow_weights(&trace->table, batch, weights, d);
  for (size_t k = 0; k < trace->table.flow_count; k++) {
    for (size_t lane = 0; lane < count; lane++) {
      trace->table_means[2 * k] += d[k * RIFT_LANES + lane];
      trace->table_means[2 * k + 1] += resourced[lane] * d[k * RIFT_LANES + lane];
    }
  }
}

void rift_trace_add(rift_trace *trace, const rift_batch *batch, size_t count, double *workspace) {
  size_t n = trace->economy->node_count;
  size_t parts = trace->quantity.part_count;
  double *resourced = workspace;
  double *weights = resourced + RIFT_LANES;
  double *errors = weights + padded(parts);
  double *targets = errors + padded(trace->table.flow_count);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double r = batch->parameters[lane];
    resourced[lane] = r < 0 ? 0 : r > 1 ? 1 : r;
  }
  rift_quantity_weights(&trace->quantity, batch, resourced, weights);
  rift_reduced_solve(trace->quantity.reduced, weights, n, targets + padded(trace->quantity.target_count), targets);
  for (size_t p = 0; p < parts; p++) {
    double *mean = trace->means + p * (n + 1);
    const double *w = weights + p * RIFT_LANES;
    for (size_t j = 0; j < n; j++) {
      for (size_t lane = 0; lane < count; lane++) {
        mean[j] += w[lane] * (1 + targets[j * RIFT_LANES + lane]);
      }
    }
    for (size_t lane = 0; lane < count; lane++) {
      mean[n] += w[lane];
    }
  }
  add_table_errors(trace, batch, count, weights, resourced, errors);
  trace->count += count;
}
