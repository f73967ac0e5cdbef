/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/table_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void rift_table_plan_free(rift_table_plan *table) {
  rift_shock_plan_destroy(table->split);
  free(table->parameters);
  free(table->parameter_of);
  rift_removal_free(&table->removal);
  rift_addition_free(&table->addition);
  free(table->flows);
  free(table->costs);
  memset(table, 0, sizeof *table);
}

/* r, and behind it the factors that touch a lever. */
static rift_status list_parameters(rift_table_plan *table, const rift_economy *economy, const rift_shock_plan *plan,
                                   rift_error *error) {
  size_t factors = economy->table_factor_count;
  table->parameters = rift_allocate(1 + factors, sizeof *table->parameters);
  table->parameter_of = rift_allocate(factors, sizeof *table->parameter_of);
  if (table->parameters == NULL || table->parameter_of == NULL) {
    return rift_error_memory(error, factors * sizeof(size_t));
  }
  table->parameters[table->parameter_count++] = &rift_shock_plan_scenario(plan)->static_options.resourcing;
  for (size_t f = 0; f < factors && table->split != NULL; f++) {
    if (rift_shock_plan_find(table->split, &economy->table_factors[f]) != SIZE_MAX) {
      table->parameter_of[f] = table->parameter_count;
      table->parameters[table->parameter_count++] = &economy->table_factors[f];
    }
  }
  return RIFT_OK;
}

rift_status rift_table_plan_init(rift_table_plan *table, const rift_economy *economy, const rift_shock_plan *plan,
                                 rift_error *error) {
  const rift_scenario *scenario = rift_shock_plan_scenario(plan);
  const rift_lever_split split = {.home = rift_shock_plan_home(plan), .table_errors = true};
  rift_status status = RIFT_OK;
  memset(table, 0, sizeof *table);
  if (scenario->table_errors && economy->table_error_count > 0) {
    rift_problems problems; /* the plain plan has reported them */
    rift_problems_init(&problems);
    status = rift_shock_plan_create_split(&table->split, scenario, economy, &split, &problems, error);
    rift_problems_free(&problems);
  }
  if (status == RIFT_OK) {
    status = list_parameters(table, economy, plan, error);
  }
  if (status != RIFT_OK) {
    rift_table_plan_free(table);
  }
  return status;
}

static bool has_factors(const rift_table_plan *table, size_t lever) {
  return rift_shock_plan_lever(table->split, lever)->factor_count > 0;
}

static size_t slot_count(const rift_economy *economy) {
  return RIFT_CLASS_COUNT * economy->region_count * economy->region_count * economy->sector_count;
}

/* Both removals list the same slots, and a group of the split one lies in one group of the plain one. */
static rift_status match_flows(rift_table_plan *table, const rift_removal *plain, rift_error *error) {
  const rift_removal *removal = &table->removal;
  size_t *plain_of = rift_allocate(removal->group_count, sizeof *plain_of);
  table->flows = rift_allocate(removal->group_count + table->addition.group_count, sizeof *table->flows);
  if (plain_of == NULL || table->flows == NULL) {
    free(plain_of);
    return rift_error_memory(error, removal->group_count * sizeof *table->flows);
  }
  for (size_t i = 0; i < slot_count(plain->economy); i++) {
    if (removal->group_of[i] != RIFT_NO_GROUP) {
      plain_of[removal->group_of[i]] = plain->group_of[i];
    }
  }
  for (size_t g = 0; g < removal->group_count; g++) {
    const rift_removal_group *group = &removal->groups[g];
    size_t lever = group->cut == RIFT_NO_LEVER ? group->shift : group->cut; /* both act on the same flows */
    if (has_factors(table, lever)) {
      table->flows[table->flow_count++] =
          (rift_table_flows){.split = g, .plain = plain_of[g], .lever = lever, .part = 2 * plain_of[g]};
    }
  }
  free(plain_of);
  return RIFT_OK;
}

/* A cell of the split plan's group stands for it: all lie in one group of the plain plan. */
static void match_additions(rift_table_plan *table, const rift_removal *plain, const rift_addition *added) {
  const rift_addition *addition = &table->addition;
  size_t slots = slot_count(plain->economy) / RIFT_CLASS_COUNT;
  for (size_t g = 0; g < addition->group_count; g++) {
    size_t i = 0;
    while (i < slots && addition->group_of[i] != g) {
      i++;
    }
    size_t lever = addition->groups[g].support;
    if (has_factors(table, lever)) {
      size_t group = added->group_of[i];
      table->flows[table->flow_count++] = (rift_table_flows){
          .split = g, .plain = group, .lever = lever, .part = 2 * plain->group_count + group, .added = true};
    }
  }
}

/* Position of one use of a cell: one cost lever acts on it at most. */
static size_t cost_slot(const rift_economy *economy, const rift_cell *cell, uint32_t use) {
  size_t r = economy->region_count;
  return ((use * r + cell->importer) * r + cell->exporter) * economy->sector_count + cell->sector;
}

static void mark_costs(const rift_shock_plan *plan, const rift_economy *economy, size_t *marks) {
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(plan, l);
    for (size_t c = 0; c < lever->cell_count && lever->channel == RIFT_CHANNEL_COST; c++) {
      for (uint32_t u = 0; u < RIFT_CLASS_COUNT; u++) {
        if ((lever->cells[c].uses & UINT32_C(1) << u) != 0) {
          marks[cost_slot(economy, &lever->cells[c], u)] = l;
        }
      }
    }
  }
}

static rift_status match_costs(rift_table_plan *table, const rift_shock_plan *plan, const rift_economy *economy,
                               rift_error *error) {
  size_t count = rift_shock_plan_lever_count(table->split);
  size_t *marks = rift_allocate(slot_count(economy), sizeof *marks);
  table->costs = rift_allocate(count, sizeof *table->costs);
  if (marks == NULL || table->costs == NULL) {
    free(marks);
    return rift_error_memory(error, slot_count(economy) * sizeof *marks);
  }
  mark_costs(plan, economy, marks);
  for (size_t l = 0; l < count; l++) {
    const rift_lever *lever = rift_shock_plan_lever(table->split, l);
    if (lever->channel != RIFT_CHANNEL_COST || lever->factor_count == 0) {
      continue;
    }
    uint32_t use = 0;
    while ((lever->cells[0].uses & UINT32_C(1) << use) == 0) {
      use++;
    }
    table->costs[table->cost_count++] =
        (rift_table_flows){.split = l, .plain = marks[cost_slot(economy, &lever->cells[0], use)], .lever = l};
  }
  free(marks);
  return RIFT_OK;
}

rift_status rift_table_plan_match(rift_table_plan *table, const rift_shock_plan *plan, const rift_removal *plain,
                                  const rift_addition *added, rift_error *error) {
  if (table->split == NULL) {
    return RIFT_OK;
  }
  rift_status status = rift_removal_init(&table->removal, plain->economy, table->split, error);
  if (status == RIFT_OK) {
    status = rift_addition_init(&table->addition, plain->economy, table->split, &table->removal, error);
  }
  if (status == RIFT_OK) {
    status = match_flows(table, plain, error);
  }
  if (status == RIFT_OK) {
    match_additions(table, plain, added);
  }
  return status == RIFT_OK ? match_costs(table, plan, plain->economy, error) : status;
}

/* d = share * (F - 1). */
static void weigh(const rift_table_plan *table, const rift_table_flows *flows, const rift_batch *batch, const double *share,
                  double *d) {
  const rift_lever *lever = rift_shock_plan_lever(table->split, flows->lever);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    d[lane] = 1;
  }
  for (size_t f = 0; f < lever->factor_count; f++) {
    const double *factor = batch->parameters + table->parameter_of[lever->factors[f]] * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      d[lane] *= factor[lane];
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    d[lane] = share[lane] * (d[lane] - 1);
  }
}

void rift_table_flow_weights(const rift_table_plan *table, const rift_batch *batch, const double *weights, double *d) {
  for (size_t k = 0; k < table->flow_count; k++) {
    weigh(table, &table->flows[k], batch, weights + table->flows[k].part * RIFT_LANES, d + k * RIFT_LANES);
  }
}

void rift_table_cost_weights(const rift_table_plan *table, const rift_batch *batch, double *d) {
  for (size_t k = 0; k < table->cost_count; k++) {
    weigh(table, &table->costs[k], batch, batch->levers + table->costs[k].plain * RIFT_LANES, d + k * RIFT_LANES);
  }
}

/* The intermediate columns of a part by importer, times a weight. */
static void add_intermediate(const rift_removal_part *part, const rift_economy *economy, const double *change, double weight,
                             double *by_importer) {
  size_t n = economy->node_count;
  size_t width = part->user_count + 1;
  for (size_t c = 0; c < part->user_count; c++) {
    double *to = by_importer + part->users[c] / economy->sector_count * n;
    for (size_t i = 0; i < n; i++) {
      to[i] += weight * change[i * width + c];
    }
  }
}

static rift_status add_changes(const rift_removal *removal, size_t group, const double *weights, double *cut,
                               double *resourced, rift_error *error) {
  const rift_economy *economy = removal->economy;
  size_t half = economy->region_count * economy->node_count;
  rift_removal_part part;
  double *final = rift_allocate_doubles(2 * half + economy->region_count);
  if (final == NULL) {
    return rift_error_memory(error, 2 * half * sizeof *final);
  }
  rift_status status = rift_removal_part_init(&part, removal, group, error);
  if (status == RIFT_OK) {
    rift_removal_part_final(&part, removal, final + 2 * half, final, final + half);
    for (size_t i = 0; i < half; i++) {
      cut[i] += weights[0] * final[i];
      resourced[i] += weights[1] * final[half + i];
    }
    add_intermediate(&part, economy, part.cut, weights[0], cut);
    add_intermediate(&part, economy, part.resourced, weights[1], resourced);
    rift_removal_part_free(&part);
  }
  free(final);
  return status;
}

rift_status rift_table_plan_changes(const rift_table_plan *table, size_t plain, const double *weights, double *cut,
                                    double *resourced, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t k = 0; k < table->flow_count && status == RIFT_OK; k++) {
    if (table->flows[k].plain == plain && !table->flows[k].added) {
      status = add_changes(&table->removal, table->flows[k].split, weights + 2 * k, cut, resourced, error);
    }
  }
  return status;
}

rift_status rift_table_plan_additions(const rift_table_plan *table, size_t plain, const double *weights, double *added,
                                      rift_error *error) {
  const rift_addition *addition = &table->addition;
  size_t length = addition->economy == NULL ? 0 : addition->economy->region_count * addition->economy->node_count;
  double *flows = rift_allocate_doubles(length + 1);
  if (flows == NULL) {
    return rift_error_memory(error, length * sizeof *flows);
  }
  for (size_t k = 0; k < table->flow_count; k++) {
    if (table->flows[k].plain != plain || !table->flows[k].added) {
      continue;
    }
    memset(flows, 0, length * sizeof *flows);
    rift_addition_flows(addition, table->flows[k].split, flows);
    for (size_t i = 0; i < length; i++) {
      added[i] += weights[2 * k] * flows[i];
    }
  }
  free(flows);
  return RIFT_OK;
}
