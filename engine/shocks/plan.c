/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shocks/shocks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "economy/table_errors.h"
#include "shocks/entries.h"
#include "shocks/plan.h"

const char *rift_pathway_name(rift_pathway pathway) {
  static const char *const names[RIFT_PATHWAY_COUNT] = {
      "export_demand", "imports", "trade_elsewhere", "critical_inputs", "boycott",
      "tariffs", "trade_costs", "affiliate_income", "energy", "capacity", "demand_support"};
  return names[pathway];
}

const char *rift_channel_name(rift_channel channel) {
  static const char *const names[RIFT_CHANNEL_COUNT] = {
      "trade_cut", "demand_shift", "cost", "affiliate_income", "capacity", "critical_supply",
      "demand_support"};
  return names[channel];
}

void rift_shock_plan_destroy(rift_shock_plan *plan) {
  if (plan == NULL) {
    return;
  }
  for (size_t i = 0; i < plan->lever_count; i++) {
    free(plan->levers[i].terms);
    free(plan->levers[i].factors);
    free(plan->levers[i].cells);
  }
  free(plan->levers);
  free(plan->measures);
  free(plan->factor_positions);
  free(plan->quantities);
  free(plan);
}

/* Position of a quantity in the plan's list; a pointer identifies it. */
size_t rift_shock_plan_find(const rift_shock_plan *plan, const rift_quantity *quantity) {
  for (size_t i = 0; i < plan->quantity_count; i++) {
    if (plan->quantities[i] == quantity) {
      return i;
    }
  }
  return SIZE_MAX;
}

static rift_field field_of(const rift_shock_plan *plan, const rift_quantity *quantity,
                           double value_if_not_given) {
  rift_field field = {.position = SIZE_MAX, .value = value_if_not_given};
  if (!quantity->given) {
    return field;
  }
  if (quantity->distribution.kind == RIFT_POINT) {
    field.value = quantity->distribution.a;
    return field;
  }
  field.position = rift_shock_plan_find(plan, quantity);
  return field;
}

static void prepare_measure(rift_shock_plan *plan, size_t index) {
  const rift_measure *from = &plan->scenario->measures[index];
  rift_planned_measure *to = &plan->measures[index];
  to->size = field_of(plan, &from->size, 1);
  to->coverage = field_of(plan, &from->coverage, 1);
  to->times[RIFT_TIME_START] = field_of(plan, &from->start, 0);
  to->times[RIFT_TIME_RAMP] = field_of(plan, &from->ramp, 0);
  to->times[RIFT_TIME_DURATION] = field_of(plan, &from->duration, (double)INFINITY);
  to->times[RIFT_TIME_HALF_LIFE] = field_of(plan, &from->half_life, 0);
  to->times[RIFT_TIME_PERMANENT] = field_of(plan, &from->permanent, 0);
  to->times[RIFT_TIME_DELAY] = field_of(plan, &from->delay, 0);
  to->times[RIFT_TIME_APPROVAL] = field_of(plan, &from->approval, 0);
  to->times[RIFT_TIME_APPROVAL_HALF_LIFE] = field_of(plan, &from->approval_half_life, 0);
  to->on_switch = SIZE_MAX;
  for (size_t w = 0; w < plan->scenario->escalation.switch_count; w++) {
    to->on_switch = plan->scenario->escalation.switches[w].measure == index ? w : to->on_switch;
  }
  to->times_fixed = true;
  for (size_t i = 0; i < RIFT_TIME_COUNT; i++) {
    to->times_fixed = to->times_fixed && to->times[i].position == SIZE_MAX;
  }
}

#define FACTORS_MAX 16 /* acting on one flow */

/* What the entries of a cell have in common beside their measures. */
typedef struct cell_traits {
  const rift_scenario *scenario;
  size_t home;
  double base_tariff;
  size_t factor_count;
  size_t factors[FACTORS_MAX];
} cell_traits;

static cell_traits traits_of(const rift_shock_plan *plan, const rift_entry *entries, size_t count) {
  const rift_economy *economy = plan->economy;
  const rift_entry *cell = &entries[0];
  cell_traits traits = {.scenario = plan->scenario, .home = plan->split.home};
  for (size_t i = 0; i < count && economy->tariffs != NULL; i++) {
    if (entries[i].is_tariff) {
      traits.base_tariff = economy->tariffs[(cell->importer * economy->region_count + cell->exporter) * economy->sector_count + cell->sector];
    }
  }
  bool flow = cell->channel == RIFT_CHANNEL_TRADE_CUT || cell->channel == RIFT_CHANNEL_DEMAND_SHIFT ||
              cell->channel == RIFT_CHANNEL_COST || cell->channel == RIFT_CHANNEL_DEMAND_SUPPORT;
  if (flow && plan->split.table_errors && plan->scenario->table_errors) {
    traits.factor_count = rift_economy_table_factors(economy, cell->exporter, cell->importer, cell->sector, FACTORS_MAX, traits.factors);
  }
  return traits;
}

static rift_pathway pathway_of(const cell_traits *traits, const rift_entry *entry) {
  switch (traits->scenario->measures[entry->measure].instrument) {
    case RIFT_TARIFF:
      return RIFT_PATHWAY_TARIFFS;
    case RIFT_BOYCOTT:
      return RIFT_PATHWAY_BOYCOTT;
    case RIFT_TRADE_COST:
      return RIFT_PATHWAY_TRADE_COSTS;
    case RIFT_CAPACITY_LOSS:
      return RIFT_PATHWAY_CAPACITY;
    case RIFT_CRITICAL_INPUT_CUT:
      return RIFT_PATHWAY_CRITICAL_INPUTS;
    case RIFT_AFFILIATE_INCOME_LOSS:
      return RIFT_PATHWAY_AFFILIATE_INCOME;
    case RIFT_ENERGY_COST:
      return RIFT_PATHWAY_ENERGY;
    case RIFT_DEMAND_SUPPORT:
      return RIFT_PATHWAY_DEMAND_SUPPORT;
    case RIFT_EXPORT_CONTROL:
    case RIFT_IMPORT_BAN:
    case RIFT_LICENSING:
    case RIFT_INSTRUMENT_COUNT:
      break;
  }
  return entry->exporter == traits->home   ? RIFT_PATHWAY_EXPORT_DEMAND
         : entry->importer == traits->home ? RIFT_PATHWAY_IMPORTS
                                           : RIFT_PATHWAY_TRADE_ELSEWHERE;
}

/* The text that two cells share exactly when the same measures act on them in the same way. */
static bool lever_key(rift_text *key, const rift_entry *entries, size_t count, const cell_traits *traits) {
  key->length = 0;
  rift_text_add(key, "%d;%a", (int)entries[0].channel, traits->base_tariff);
  for (size_t i = 0; i < count; i++) {
    rift_text_add(key, ";%zu,%a", entries[i].measure, entries[i].rate);
  }
  if (traits->home != RIFT_NOT_FOUND) {
    rift_text_add(key, ";p%d", (int)pathway_of(traits, &entries[0]));
  }
  for (size_t i = 0; i < traits->factor_count; i++) {
    rift_text_add(key, ";f%zu", traits->factors[i]);
  }
  return !key->failed;
}

static bool add_lever(rift_shock_plan *plan, size_t *capacity, const rift_entry *entries, size_t count, const cell_traits *traits) {
  rift_lever *levers = rift_grow(plan->levers, capacity, plan->lever_count + 1, sizeof *levers);
  if (levers == NULL) {
    return false;
  }
  plan->levers = levers;
  rift_lever *lever = &levers[plan->lever_count];
  *lever = (rift_lever){.channel = entries[0].channel, .term_count = count, .base_tariff = traits->base_tariff, .factor_count = traits->factor_count};
  lever->terms = rift_allocate(count, sizeof *lever->terms);
  lever->factors = rift_allocate(traits->factor_count, sizeof *lever->factors);
  if (lever->terms == NULL || lever->factors == NULL) {
    free(lever->terms);
    free(lever->factors);
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    lever->terms[i] = (rift_lever_term){.measure = entries[i].measure, .rate = entries[i].rate, .sets_level = entries[i].sets_level, .pathway = pathway_of(traits, &entries[i])};
  }
  memcpy(lever->factors, traits->factors, traits->factor_count * sizeof *lever->factors);
  plan->lever_count++;
  return true;
}

/* Adds the cell, or its use to the cell before it (entries come sorted by cell, then use). */
static bool add_cell(rift_lever *lever, size_t *capacity, const rift_entry *entry) {
  if (lever->cell_count > 0) {
    rift_cell *last = &lever->cells[lever->cell_count - 1];
    if (last->exporter == entry->exporter && last->importer == entry->importer &&
        last->sector == entry->sector) {
      last->uses |= entry->use;
      return true;
    }
  }
  rift_cell *cells = rift_grow(lever->cells, capacity, lever->cell_count + 1, sizeof *cells);
  if (cells == NULL) {
    return false;
  }
  lever->cells = cells;
  cells[lever->cell_count++] = (rift_cell){.exporter = entry->exporter,
                                           .importer = entry->importer,
                                           .sector = entry->sector,
                                           .uses = entry->use};
  return true;
}

static bool same_cell(const rift_entry *a, const rift_entry *b) {
  return a->channel == b->channel && a->exporter == b->exporter && a->importer == b->importer &&
         a->sector == b->sector && a->use == b->use;
}

static rift_status group_levers(rift_shock_plan *plan, const rift_entries *entries, rift_error *error) {
  rift_names keys = {0};
  rift_text key = {0};
  size_t lever_capacity = 0;
  size_t *cell_capacities = rift_allocate(entries->count + 1, sizeof *cell_capacities);
  rift_status status = cell_capacities == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  for (size_t first = 0, after; status == RIFT_OK && first < entries->count; first = after) {
    for (after = first + 1;
         after < entries->count && same_cell(&entries->items[first], &entries->items[after]);) {
      after++;
    }
    const rift_entry *run = &entries->items[first];
    bool added = false;
    cell_traits traits = traits_of(plan, run, after - first);
    bool fine = lever_key(&key, run, after - first, &traits);
    size_t position = fine ? rift_names_add(&keys, key.bytes, key.length, &added) : RIFT_NOT_FOUND;
    if (position == RIFT_NOT_FOUND ||
        (added && !add_lever(plan, &lever_capacity, run, after - first, &traits)) ||
        !add_cell(&plan->levers[position], &cell_capacities[position], run)) {
      status = rift_error_memory(error, 0);
    }
  }
  rift_names_free(&keys);
  rift_text_free(&key);
  free(cell_capacities);
  return status;
}

/* Gives every factor that touches a lever its place behind the scenario's quantities. */
static rift_status add_factors(rift_shock_plan *plan, rift_error *error) {
  size_t factors = plan->economy->table_factor_count;
  plan->factor_positions = rift_allocate(factors, sizeof *plan->factor_positions);
  const rift_quantity **list = realloc(plan->quantities, (plan->quantity_count + factors + 1) * sizeof *list);
  if (list != NULL) {
    plan->quantities = list;
  }
  if (plan->factor_positions == NULL || list == NULL) {
    return rift_error_memory(error, 0);
  }
  for (size_t f = 0; f < factors; f++) {
    plan->factor_positions[f] = SIZE_MAX;
  }
  for (size_t l = 0; l < plan->lever_count; l++) {
    for (size_t i = 0; i < plan->levers[l].factor_count; i++) {
      size_t factor = plan->levers[l].factors[i];
      if (plan->factor_positions[factor] == SIZE_MAX) {
        plan->factor_positions[factor] = plan->quantity_count;
        list[plan->quantity_count++] = &plan->economy->table_factors[factor];
      }
    }
  }
  return RIFT_OK;
}

rift_status rift_shock_plan_create(rift_shock_plan **plan, const rift_scenario *scenario,
                                   const rift_economy *economy, rift_problems *problems,
                                   rift_error *error) {
  const rift_lever_split split = {.home = RIFT_NOT_FOUND, .table_errors = true};
  return rift_shock_plan_create_split(plan, scenario, economy, &split, problems, error);
}

static void note_pathways(rift_shock_plan *plan) {
  for (size_t l = 0; l < plan->lever_count; l++) {
    for (size_t t = 0; t < plan->levers[l].term_count; t++) {
      const rift_lever_term *term = &plan->levers[l].terms[t];
      plan->measures[term->measure].pathways |= UINT32_C(1) << term->pathway;
    }
  }
  for (size_t m = 0; m < plan->scenario->measure_count; m++) { /* paths from CSV have no lever */
    if (plan->scenario->measures[m].capacity_row_count > 0) {
      plan->measures[m].pathways |= UINT32_C(1) << RIFT_PATHWAY_CAPACITY;
    }
  }
}

rift_status rift_shock_plan_create_split(rift_shock_plan **plan, const rift_scenario *scenario,
                                         const rift_economy *economy, const rift_lever_split *split,
                                         rift_problems *problems, rift_error *error) {
  rift_entries entries = {0};
  rift_shock_plan *result = rift_allocate(1, sizeof *result);
  rift_status status = RIFT_OK;
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  result->scenario = scenario;
  result->economy = economy;
  result->split = *split;
  status = rift_scenario_quantities(scenario, &result->quantities, &result->quantity_count, error);
  if (status != RIFT_OK) {
    goto out;
  }
  result->measures = rift_allocate(scenario->measure_count, sizeof *result->measures);
  if (result->measures == NULL) {
    status = rift_error_memory(error, 0);
    goto out;
  }
  for (size_t i = 0; i < scenario->measure_count; i++) {
    prepare_measure(result, i);
  }
  status = rift_entries_collect(&entries, scenario, economy, problems, error);
  if (status == RIFT_OK) {
    status = group_levers(result, &entries, error);
  }
  if (status == RIFT_OK) {
    note_pathways(result);
    status = add_factors(result, error);
  }
out:
  rift_entries_free(&entries);
  if (status != RIFT_OK) {
    rift_shock_plan_destroy(result);
    result = NULL;
  }
  *plan = result;
  return status;
}

size_t rift_shock_plan_lever_count(const rift_shock_plan *plan) { return plan->lever_count; }

const rift_lever *rift_shock_plan_lever(const rift_shock_plan *plan, size_t lever) {
  return &plan->levers[lever];
}

size_t rift_shock_plan_home(const rift_shock_plan *plan) { return plan->split.home; }

const rift_scenario *rift_shock_plan_scenario(const rift_shock_plan *plan) { return plan->scenario; }

size_t rift_shock_plan_quantity_count(const rift_shock_plan *plan) { return plan->quantity_count; }

const rift_quantity *const *rift_shock_plan_quantities(const rift_shock_plan *plan) {
  return plan->quantities;
}

bool rift_shock_plan_has_weights(const rift_shock_plan *plan) {
  for (size_t l = 0; l < plan->lever_count; l++) {
    if (plan->levers[l].factor_count > 0) {
      return true;
    }
  }
  return false;
}

uint32_t rift_shock_plan_pathways(const rift_shock_plan *plan) {
  uint32_t pathways = 0;
  for (size_t m = 0; m < plan->scenario->measure_count; m++) {
    pathways |= plan->measures[m].pathways;
  }
  return pathways;
}
