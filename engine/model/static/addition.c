/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/addition.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static size_t slot(const rift_economy *economy, size_t importer, size_t exporter, size_t sector) {
  return (importer * economy->region_count + exporter) * economy->sector_count + sector;
}

void rift_addition_free(rift_addition *addition) {
  free(addition->groups);
  free(addition->group_of);
  memset(addition, 0, sizeof *addition);
}

static bool is_support(const rift_lever *lever) { return lever->channel == RIFT_CHANNEL_DEMAND_SUPPORT; }

static bool supports_any(const rift_shock_plan *plan) {
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan); l++) {
    if (is_support(rift_shock_plan_lever(plan, l))) {
      return true;
    }
  }
  return false;
}

/* The group of that lever and removal, added if new. */
static uint32_t find_group(rift_addition *addition, size_t *capacity, size_t support, uint32_t removal) {
  for (size_t g = 0; g < addition->group_count; g++) {
    if (addition->groups[g].support == support && addition->groups[g].removal == removal) {
      return (uint32_t)g;
    }
  }
  rift_addition_group *groups = rift_grow(addition->groups, capacity, addition->group_count + 1, sizeof *groups);
  if (groups == NULL) {
    return RIFT_NO_GROUP;
  }
  addition->groups = groups;
  groups[addition->group_count] = (rift_addition_group){.support = support, .removal = removal};
  return (uint32_t)addition->group_count++;
}

static bool add_lever(rift_addition *addition, size_t *capacity, const rift_shock_plan *plan, size_t index,
                      const rift_removal *removal) {
  const rift_lever *lever = rift_shock_plan_lever(plan, index);
  for (size_t c = 0; c < lever->cell_count && is_support(lever); c++) {
    const rift_cell *cell = &lever->cells[c];
    uint32_t cut = rift_removal_group_of(removal, RIFT_CLASS_HOUSEHOLD, cell->importer, cell->exporter, cell->sector);
    uint32_t group = find_group(addition, capacity, index, cut);
    if (group == RIFT_NO_GROUP) {
      return false;
    }
    addition->group_of[slot(addition->economy, cell->importer, cell->exporter, cell->sector)] = group;
  }
  return true;
}

rift_status rift_addition_init(rift_addition *addition, const rift_economy *economy, const rift_shock_plan *plan,
                               const rift_removal *removal, rift_error *error) {
  memset(addition, 0, sizeof *addition);
  addition->economy = economy;
  if (!supports_any(plan)) {
    return RIFT_OK;
  }
  size_t slots = economy->region_count * economy->region_count * economy->sector_count;
  size_t capacity = 0;
  addition->group_of = rift_allocate(slots, sizeof *addition->group_of);
  bool fine = addition->group_of != NULL;
  for (size_t i = 0; fine && i < slots; i++) {
    addition->group_of[i] = RIFT_NO_GROUP;
  }
  for (size_t l = 0; fine && l < rift_shock_plan_lever_count(plan); l++) {
    fine = add_lever(addition, &capacity, plan, l, removal);
  }
  if (!fine) {
    rift_addition_free(addition);
    return rift_error_memory(error, slots * sizeof *addition->group_of);
  }
  return RIFT_OK;
}

bool rift_addition_touches(const rift_addition *addition, size_t importer) {
  size_t cells = addition->economy->region_count * addition->economy->sector_count;
  for (size_t i = 0; addition->group_of != NULL && i < cells; i++) {
    if (addition->group_of[importer * cells + i] != RIFT_NO_GROUP) {
      return true;
    }
  }
  return false;
}

void rift_addition_flows(const rift_addition *addition, size_t group, double *flows) {
  const rift_economy *economy = addition->economy;
  size_t regions = economy->region_count;
  size_t household = rift_economy_household_category(economy);
  for (size_t m = 0; household != RIFT_NOT_FOUND && m < regions; m++) {
    for (size_t i = 0; i < economy->node_count; i++) {
      size_t at = slot(economy, m, i / economy->sector_count, i % economy->sector_count);
      double flow = economy->final_demand[(i * regions + m) * economy->category_count + household];
      if (addition->group_of[at] == group && flow > 0) {
        flows[m * economy->node_count + i] = flow;
      }
    }
  }
}

void rift_addition_part_free(rift_addition_part *part) {
  free(part->sales);
  free(part->home);
  free(part->use);
  memset(part, 0, sizeof *part);
}

static void sum_flows(const rift_economy *economy, const double *flows, rift_addition_part *part) {
  size_t n = economy->node_count;
  size_t sectors = economy->sector_count;
  for (size_t m = 0; m < economy->region_count; m++) {
    for (size_t i = 0; i < n; i++) {
      size_t bought = m * sectors + i % sectors;
      part->sales[i] += flows[m * n + i];
      part->use[bought] += flows[m * n + i];
      part->home[bought] += i == bought ? flows[m * n + i] : 0;
    }
  }
}

rift_status rift_addition_part_init(rift_addition_part *part, const rift_addition *addition, size_t group,
                                    rift_error *error) {
  size_t n = addition->economy->node_count;
  double *flows = rift_allocate_doubles(addition->economy->region_count * n);
  part->sales = rift_allocate_doubles(n);
  part->home = rift_allocate_doubles(n);
  part->use = rift_allocate_doubles(n);
  if (flows == NULL || part->sales == NULL || part->home == NULL || part->use == NULL) {
    free(flows);
    rift_addition_part_free(part);
    return rift_error_memory(error, addition->economy->region_count * n * sizeof(double));
  }
  rift_addition_flows(addition, group, flows);
  sum_flows(addition->economy, flows, part);
  free(flows);
  return RIFT_OK;
}
