/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/node_base.h"
#include "model/static/static.h"

static const char *closure_name(rift_closure closure) {
  static const char *const names[] = {"resourcing_drawn", "resourcing_0", "resourcing_1"};
  return names[closure];
}

static bool add(rift_static *model, const rift_outcome *outcome) {
  rift_outcome *outcomes = rift_grow(model->outcomes, &model->outcome_capacity,
                                     model->info.outcome_count + 1, sizeof *outcomes);
  if (outcomes == NULL) {
    return false;
  }
  model->outcomes = outcomes;
  outcomes[model->info.outcome_count++] = *outcome;
  return true;
}

static bool list_rows(rift_static *model, rift_static_table *table, const double *output) {
  const rift_sets *sets = &model->sets;
  bool price = table->indicator == RIFT_PRODUCER_PRICE;
  for (size_t g = 0; g < sets->region_set_count; g++) {
    for (size_t h = 0; h < sets->sector_set_count; h++) {
      size_t at = g * sets->sector_set_count + h;
      table->position[at] = SIZE_MAX;
      if (!rift_is_base(table->base[at], output[at])) {
        continue;
      }
      table->position[at] = model->info.outcome_count;
      rift_outcome outcome = {.indicator = table->indicator,
                              .region = sets->regions[g].name,
                              .sector = sets->sectors[h].name,
                              .horizon = "static",
                              .closure = price ? "none" : closure_name(table->closure),
                              .base = table->base[at],
                              .proxy = sets->sectors[h].proxy};
      if (!add(model, &outcome)) {
        return false;
      }
    }
  }
  return true;
}

static bool list_table(rift_static *model, rift_indicator indicator, rift_closure closure) {
  const rift_economy *economy = model->economy;
  size_t rows = model->sets.region_set_count * model->sets.sector_set_count;
  rift_static_table *table = &model->tables[model->table_count];
  *table = (rift_static_table){.indicator = indicator,
                               .closure = closure,
                               .base = rift_allocate_doubles(rows),
                               .position = rift_allocate(rows, sizeof *table->position)};
  double *nodes = rift_allocate_doubles(economy->node_count);
  double *scratch = rift_allocate_doubles(economy->region_count * model->sets.sector_set_count);
  double *output = rift_allocate_doubles(rows);
  model->table_count++;
  bool fine = table->base != NULL && table->position != NULL && nodes != NULL && scratch != NULL &&
              output != NULL;
  if (fine) {
    rift_sets_add_up(&model->sets, economy, 1, economy->gross_output, scratch, output);
    rift_node_base(economy, indicator, nodes);
    rift_sets_add_up(&model->sets, economy, 1, nodes, scratch, table->base);
    fine = list_rows(model, table, output);
  }
  free(nodes);
  free(scratch);
  free(output);
  return fine;
}

static bool list_consumer_prices(rift_static *model) {
  model->consumer_position = model->info.outcome_count;
  const rift_names *groups = &model->economy->consumption_groups;
  size_t kinds = 1 + groups->count;
  model->consumer_baskets = rift_allocate(model->price.basket_count, sizeof *model->consumer_baskets);
  for (size_t k = 0; model->consumer_baskets != NULL && k < model->price.basket_count; k++) {
    if (k % kinds > 0 && model->price.spent_musd[k] <= 0) {
      continue;
    }
    rift_outcome outcome = {.indicator = RIFT_CONSUMER_PRICE,
                            .region = model->sets.regions[k / kinds].name,
                            .sector = k % kinds == 0 ? "all" : groups->items[k % kinds - 1],
                            .horizon = "static",
                            .closure = "none",
                            .base = model->price.spent_musd[k]};
    model->consumer_baskets[model->consumer_count++] = k;
    if (!add(model, &outcome)) {
      return false;
    }
  }
  return model->consumer_baskets != NULL;
}

static bool list_incomes(rift_static *model) {
  const rift_economy *economy = model->economy;
  model->income_position = model->info.outcome_count;
  model->income_owners = rift_allocate(economy->region_count, sizeof *model->income_owners);
  model->income_base = rift_allocate_doubles(economy->region_count);
  if (model->income_owners == NULL || model->income_base == NULL) {
    return false;
  }
  for (size_t r = 0; r < economy->region_count; r++) {
    double base = 0;
    for (size_t a = 0; a < economy->affiliate_count; a++) {
      base += economy->affiliates[a].owner == r ? economy->affiliates[a].value_musd : 0;
    }
    if (base == 0) {
      continue;
    }
    rift_outcome outcome = {.indicator = RIFT_AFFILIATE_INCOME,
                            .region = model->sets.regions[r].name,
                            .sector = "all",
                            .horizon = "static",
                            .closure = "none",
                            .base = base};
    model->income_base[model->income_count] = base;
    model->income_owners[model->income_count++] = r;
    if (!add(model, &outcome)) {
      return false;
    }
  }
  return true;
}

/* A node that a single-member set reports already is not listed twice. */
static bool is_listed(const rift_sets *sets, size_t sector) {
  for (size_t h = 0; h < sets->sector_set_count; h++) {
    const rift_set *set = &sets->sectors[h];
    if (set->members == &set->single && set->single == sector) {
      return true;
    }
  }
  return false;
}

static bool list_nodes(rift_static *model) {
  const rift_economy *economy = model->economy;
  model->node_position = model->info.outcome_count;
  model->nodes = rift_allocate(economy->node_count, sizeof *model->nodes);
  for (size_t i = 0; model->nodes != NULL && i < economy->node_count; i++) {
    size_t sector = i % economy->sector_count;
    if (!(economy->gross_output[i] > 0) || is_listed(&model->sets, sector)) {
      continue;
    }
    rift_outcome outcome = {.indicator = RIFT_GROSS_OUTPUT,
                            .region = economy->regions.items[i / economy->sector_count],
                            .sector = economy->sectors.items[sector],
                            .horizon = "static",
                            .closure = closure_name(RIFT_R_DRAWN),
                            .base = economy->gross_output[i]};
    model->nodes[model->node_count++] = i;
    if (!add(model, &outcome)) {
      return false;
    }
  }
  return model->nodes != NULL;
}

static bool list_totals(rift_static *model) {
  const rift_economy *economy = model->economy;
  for (size_t k = 0; k < economy->region_count + economy->sector_count; k++) {
    bool region = k < economy->region_count;
    double base = 0;
    for (size_t i = 0; i < economy->node_count; i++) {
      bool in = region ? i / economy->sector_count == k
                       : i % economy->sector_count == k - economy->region_count;
      base += in ? economy->gross_output[i] : 0;
    }
    rift_outcome outcome = {.indicator = RIFT_GROSS_OUTPUT,
                            .region = region ? economy->regions.items[k] : "WORLD",
                            .sector = region ? "all" : economy->sectors.items[k - economy->region_count],
                            .horizon = "static",
                            .closure = closure_name(RIFT_R_DRAWN),
                            .base = base};
    if (!add(model, &outcome)) {
      return false;
    }
  }
  return true;
}

static bool list_prices(rift_static *model) {
  return list_table(model, RIFT_PRODUCER_PRICE, RIFT_R_DRAWN) && list_consumer_prices(model);
}

/* Quantities and incomes; prices too where something raises costs. */
static bool list_stored(rift_static *model) {
  static const rift_indicator drawn[] = {RIFT_GROSS_OUTPUT, RIFT_VALUE_ADDED, RIFT_EXPORTS,
                                         RIFT_IMPORTS,      RIFT_INPUT_AT_RISK};
  model->tables = rift_allocate(16, sizeof *model->tables);
  bool fine = model->tables != NULL;
  for (size_t i = 0; fine && i < sizeof drawn / sizeof drawn[0]; i++) {
    fine = list_table(model, drawn[i], RIFT_R_DRAWN);
  }
  if (fine && rift_employment_is_known(model->economy)) {
    fine = list_table(model, RIFT_EMPLOYMENT, RIFT_R_DRAWN);
  }
  for (rift_closure c = RIFT_R_NONE; fine && model->bounds && c <= RIFT_R_FULL; c++) {
    fine = list_table(model, RIFT_GROSS_OUTPUT, c) && list_table(model, RIFT_VALUE_ADDED, c);
  }
  fine = fine && (model->price.part_count == 0 || list_prices(model));
  return fine && list_incomes(model);
}

rift_status rift_static_list_outcomes(rift_static *model, rift_error *error) {
  bool fine = false;
  if (model->detail == RIFT_DETAIL_TOTALS) {
    fine = list_totals(model);
    model->info.stored_count = model->info.outcome_count;
  } else {
    fine = list_stored(model);
    model->info.stored_count = model->info.outcome_count;
    /* Prices that nothing moves are zero in every draw: no need to store them. */
    fine = fine && (model->price.part_count > 0 || list_prices(model));
    fine = fine && list_nodes(model);
    if (model->detail == RIFT_DETAIL_NODES) {
      model->info.stored_count = model->info.outcome_count;
    }
  }
  model->info.outcomes = model->outcomes;
  return fine ? RIFT_OK : rift_error_memory(error, 0);
}
