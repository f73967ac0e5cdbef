/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the numbers of the core come from: the scenario's options, and the economy's inventories and critical inputs. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/dynamic.h"

enum { L = RIFT_LANES };

static const double years_a_month = 1.0 / 12;
static const double years_a_week = 7.0 / 365;
static const double years_a_day = 1.0 / 365;

void rift_dynamic_sources_free(rift_dynamic_sources *sources) {
  free(sources->quantities);
  free(sources->inventory);
  free(sources->critical);
  free(sources->stockpile);
  memset(sources, 0, sizeof *sources);
}

/* Position of the quantity, added if new. */
static size_t position_of(rift_dynamic_sources *sources, const rift_quantity *quantity) {
  size_t at = 0;
  while (at < sources->count && sources->quantities[at] != quantity) {
    at++;
  }
  if (at == sources->count) {
    sources->quantities[sources->count++] = quantity;
  }
  return at;
}

/* Stocks of a node's inputs; nodes without output hold none, and any number will do. */
static const rift_quantity *inventory_of(const rift_dynamic *model, size_t node) {
  const rift_economy *economy = model->economy;
  if (model->options->inventory.given || economy->inventory_of == NULL) {
    return model->options->inventory.given ? &model->options->inventory : NULL;
  }
  size_t at = economy->inventory_of[node];
  return at == RIFT_NOT_FOUND || !economy->inventories[at].given ? NULL : &economy->inventories[at];
}

static rift_status find_inventories(rift_dynamic *model, rift_error *error) {
  rift_dynamic_sources *sources = &model->sources;
  const rift_economy *economy = model->economy;
  sources->inventory_in_days = !model->options->inventory.given;
  for (size_t i = 0; i < economy->node_count; i++) {
    const rift_quantity *quantity = inventory_of(model, i);
    if (quantity == NULL && economy->gross_output[i] > 0) {
      return rift_error_set(error, RIFT_INVALID,
                            "the dynamic model knows no stocks of inputs for sector %s in %s: add the sector to inventories.csv of "
                            "the economy, or state models.dynamic.inventory_days",
                            economy->sectors.items[i % economy->sector_count],
                            economy->regions.items[i / economy->sector_count]);
    }
    sources->inventory[i] = quantity == NULL ? sources->restock : position_of(sources, quantity);
  }
  return RIFT_OK;
}

static bool holds_stockpile(const rift_stockpile *stockpile, const char *input, size_t region) {
  bool there = false;
  for (size_t r = 0; r < stockpile->region_count; r++) {
    there = there || stockpile->regions[r] == region;
  }
  return there && strcmp(stockpile->input, input) == 0;
}

static void find_critical(rift_dynamic *model) {
  rift_dynamic_sources *sources = &model->sources;
  const rift_dynamic_links *links = &model->links;
  const rift_scenario *scenario = rift_shock_plan_scenario(model->plan);
  for (size_t i = 0; i < links->item_count; i++) {
    size_t region = links->items[i].node / model->economy->sector_count;
    for (size_t p = 0; p < RIFT_CRITICAL_PARAMETER_COUNT; p++) {
      sources->critical[i * RIFT_CRITICAL_PARAMETER_COUNT + p] = position_of(sources, links->uses[i]->parameters[p]);
    }
    sources->stockpile[i] = SIZE_MAX;
    for (size_t s = 0; s < scenario->stockpile_count; s++) {
      if (holds_stockpile(&scenario->stockpiles[s], links->uses[i]->input, region)) {
        sources->stockpile[i] = position_of(sources, &scenario->stockpiles[s].size);
      }
    }
  }
}

rift_status rift_dynamic_sources_init(rift_dynamic *model, rift_error *error) {
  rift_dynamic_sources *sources = &model->sources;
  size_t items = model->links.item_count;
  size_t n = model->economy->node_count;
  size_t most = 4 + n + items * (RIFT_CRITICAL_PARAMETER_COUNT + 1);
  sources->quantities = rift_allocate(most, sizeof *sources->quantities);
  sources->inventory = rift_allocate(n, sizeof *sources->inventory);
  sources->critical = rift_allocate(items * RIFT_CRITICAL_PARAMETER_COUNT, sizeof *sources->critical);
  sources->stockpile = rift_allocate(items, sizeof *sources->stockpile);
  if (sources->quantities == NULL || sources->inventory == NULL || sources->critical == NULL ||
      sources->stockpile == NULL) {
    return rift_error_memory(error, most * sizeof *sources->quantities);
  }
  sources->restock = position_of(sources, &model->options->restock);
  sources->hiring = position_of(sources, &model->options->hiring);
  sources->firing = position_of(sources, &model->options->firing);
  sources->switching = position_of(sources, &model->options->switching);
  rift_status status = find_inventories(model, error);
  find_critical(model);
  return status;
}

size_t rift_dynamic_sources_workspace(const rift_dynamic *model) {
  return (model->economy->node_count + 3 + model->economy->sector_count +
          RIFT_CRITICAL_PARAMETER_COUNT * model->links.item_count) * L;
}

static double *put(double **next, const double *parameters, size_t position, double scale) {
  double *row = *next;
  for (size_t lane = 0; lane < L; lane++) {
    row[lane] = parameters[position * L + lane] * scale;
  }
  *next += L;
  return row;
}

rift_dynamic_parameters rift_dynamic_sources_read(const rift_dynamic *model, const double *parameters,
                                                  double *workspace) {
  static const double scales[RIFT_CRITICAL_PARAMETER_COUNT] = {
      [RIFT_DEPENDENCE] = 1, [RIFT_CHINA_SHARE] = 1, [RIFT_STOCK] = years_a_week, [RIFT_SUBSTITUTION_TIME] = years_a_month};
  const rift_dynamic_sources *sources = &model->sources;
  const double *critical[RIFT_CRITICAL_PARAMETER_COUNT];
  double *next = workspace;
  rift_dynamic_parameters result = {.inventory = next};
  for (size_t i = 0; i < model->economy->node_count; i++) {
    put(&next, parameters, sources->inventory[i], sources->inventory_in_days ? years_a_day : years_a_month);
  }
  result.switching = next;
  for (size_t k = 0; k < model->economy->sector_count; k++) {
    put(&next, parameters, sources->switching, years_a_month);
  }
  result.restock = put(&next, parameters, sources->restock, years_a_month);
  result.hiring = put(&next, parameters, sources->hiring, years_a_month);
  result.firing = put(&next, parameters, sources->firing, years_a_month);
  for (size_t p = 0; p < RIFT_CRITICAL_PARAMETER_COUNT; p++) {
    critical[p] = next;
    for (size_t i = 0; i < model->links.item_count; i++) {
      double *row = put(&next, parameters, sources->critical[i * RIFT_CRITICAL_PARAMETER_COUNT + p], scales[p]);
      for (size_t lane = 0; lane < L && p == RIFT_STOCK && sources->stockpile[i] != SIZE_MAX; lane++) {
        row[lane] += parameters[sources->stockpile[i] * L + lane] * years_a_month;
      }
    }
  }
  result.dependence = critical[RIFT_DEPENDENCE];
  result.china_share = critical[RIFT_CHINA_SHARE];
  result.stock = critical[RIFT_STOCK];
  result.substitution = critical[RIFT_SUBSTITUTION_TIME];
  return result;
}
