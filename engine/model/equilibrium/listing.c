/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/equilibrium.h"
#include "model/node_base.h"

/* Outcomes of one window while they are listed: those that are stored come first. */
typedef struct listing {
  rift_equilibrium *model;
  size_t count, capacity;
  rift_outcome *items;
} listing;

static const char *closure_name(const rift_equilibrium *model) {
  return model->options->zero_deficits ? "deficits_zero" : "deficits_fixed_share";
}

static size_t add(listing *list, const rift_outcome *outcome) {
  rift_outcome *items = rift_grow(list->items, &list->capacity, list->count + 1, sizeof *items);
  if (items == NULL) {
    return SIZE_MAX;
  }
  list->items = items;
  items[list->count] = *outcome;
  items[list->count].approximate = list->model->channels.has_partial || list->model->channels.has_shifts;
  return list->count++;
}

typedef struct source_entry {
  rift_indicator indicator;
  const char *closure; /* NULL: the deficits' */
  bool stored, all_sectors;
} source_entry;

static const source_entry sources[RIFT_SOURCE_COUNT] = {
    [RIFT_SOURCE_OUTPUT] = {RIFT_GROSS_OUTPUT, NULL, true, true},
    [RIFT_SOURCE_VALUE_ADDED] = {RIFT_VALUE_ADDED, NULL, true, true},
    [RIFT_SOURCE_EMPLOYED_MOBILE] = {RIFT_EMPLOYMENT, "mobile", true, true},
    [RIFT_SOURCE_EMPLOYED_SPECIFIC] = {RIFT_EMPLOYMENT, "specific", true, true},
    [RIFT_SOURCE_EXPORTS] = {RIFT_EXPORTS, NULL, true, true},
    [RIFT_SOURCE_IMPORTS] = {RIFT_IMPORTS, NULL, true, true},
    [RIFT_SOURCE_EXPORTS_VALUE] = {RIFT_EXPORTS, "value", false, false},
    [RIFT_SOURCE_IMPORTS_VALUE] = {RIFT_IMPORTS, "value", false, false},
    [RIFT_SOURCE_PRICE] = {RIFT_PRODUCER_PRICE, NULL, true, true}};

/* Base level of every node, million USD of the balanced base (employment: persons). */
static double node_level(const rift_equilibrium *model, rift_equilibrium_source source, size_t node) {
  const rift_equilibrium_base *base = &model->base;
  size_t sectors = base->sector_count;
  size_t cell = node % sectors * base->region_count + node / sectors;
  double unit = base->world_musd;
  switch (source) {
    case RIFT_SOURCE_VALUE_ADDED:
      return unit * base->output[cell] * base->value_added[cell];
    case RIFT_SOURCE_EMPLOYED_MOBILE:
    case RIFT_SOURCE_EMPLOYED_SPECIFIC:
      return base->output[cell] > 0 ? model->economy->employment[node] : 0;
    case RIFT_SOURCE_EXPORTS:
    case RIFT_SOURCE_EXPORTS_VALUE:
      return unit * model->gauges[0].exports[cell];
    case RIFT_SOURCE_IMPORTS:
    case RIFT_SOURCE_IMPORTS_VALUE:
      return unit * model->gauges[0].imports[cell];
    case RIFT_SOURCE_OUTPUT:
    case RIFT_SOURCE_PRICE:
    case RIFT_SOURCE_COUNT:
      break;
  }
  return unit * base->output[cell];
}

static bool fill_base(rift_equilibrium *model, rift_equilibrium_source source, rift_equilibrium_table *table) {
  size_t rows = model->sets.region_set_count * model->sets.sector_set_count;
  double *scratch = rift_allocate_doubles(model->economy->region_count * model->sets.sector_set_count);
  model->node_base[source] = rift_allocate_doubles(model->economy->node_count);
  *table = (rift_equilibrium_table){.source = source,
                                    .base = rift_allocate_doubles(rows),
                                    .position = rift_allocate(rows, sizeof *table->position)};
  bool fine = scratch != NULL && model->node_base[source] != NULL && table->base != NULL && table->position != NULL;
  for (size_t i = 0; fine && i < model->economy->node_count; i++) {
    model->node_base[source][i] = node_level(model, source, i);
  }
  if (fine) {
    rift_sets_add_up(&model->sets, model->economy, 1, model->node_base[source], scratch, table->base);
  }
  free(scratch);
  return fine;
}

/* A base of (nearly) nothing has no percentages. */
static bool is_level(double base) { return fabs(base) > 1e-6; }

static bool list_table(listing *list, rift_equilibrium_source source) {
  rift_equilibrium *model = list->model;
  const rift_sets *sets = &model->sets;
  const source_entry *entry = &sources[source];
  rift_equilibrium_table *table = &model->tables[model->table_count++];
  if (!fill_base(model, source, table)) {
    return false;
  }
  for (size_t g = 0; g < sets->region_set_count; g++) {
    for (size_t h = 0; h < sets->sector_set_count; h++) {
      size_t at = g * sets->sector_set_count + h;
      table->position[at] = SIZE_MAX;
      if (!is_level(table->base[at]) || (h > 0 && !entry->all_sectors)) {
        continue;
      }
      rift_outcome outcome = {.indicator = entry->indicator, .region = sets->regions[g].name, .sector = sets->sectors[h].name,
                              .closure = entry->closure == NULL ? closure_name(model) : entry->closure,
                              .base = table->base[at], .proxy = sets->sectors[h].proxy};
      table->position[at] = add(list, &outcome);
      if (table->position[at] == SIZE_MAX) {
        return false;
      }
    }
  }
  return true;
}

static double regional_level(const rift_equilibrium *model, rift_equilibrium_regional kind, const rift_set *set) {
  double sum = 0;
  for (size_t i = 0; i < set->count; i++) {
    size_t n = set->members == NULL ? i : set->members[i];
    double unit = model->base.world_musd;
    sum += kind == RIFT_REGIONAL_PRODUCT      ? unit * model->gauges[0].product[n]
           : kind == RIFT_REGIONAL_WAGE       ? unit * model->gauges[0].product[n]
           : kind == RIFT_REGIONAL_BASKET     ? unit * model->base.household[n]
           : kind == RIFT_REGIONAL_AFFILIATES ? model->affiliate_base[n]
                                              : unit * model->base.income[n];
  }
  return sum;
}

static bool list_regional(listing *list, rift_equilibrium_regional kind) {
  static const struct {
    rift_indicator indicator;
    const char *closure;
  } entries[RIFT_REGIONAL_COUNT] = {[RIFT_REGIONAL_INCOME] = {RIFT_GNE_REAL, NULL},
                                    [RIFT_REGIONAL_PRODUCT] = {RIFT_REAL_GDP, NULL},
                                    [RIFT_REGIONAL_WAGE] = {RIFT_REAL_WAGE, NULL},
                                    [RIFT_REGIONAL_BASKET] = {RIFT_CONSUMER_PRICE, NULL},
                                    [RIFT_REGIONAL_REVENUE] = {RIFT_TARIFF_REVENUE, NULL},
                                    [RIFT_REGIONAL_AFFILIATES] = {RIFT_AFFILIATE_INCOME, NULL},
                                    [RIFT_REGIONAL_LINEAR] = {RIFT_GNE_REAL, "linear"},
                                    [RIFT_REGIONAL_TERMS] = {RIFT_GNE_REAL, "linear_terms_of_trade"},
                                    [RIFT_REGIONAL_VOLUME] = {RIFT_GNE_REAL, "linear_volume_of_trade"}};
  rift_equilibrium *model = list->model;
  size_t sets = model->sets.region_set_count;
  model->regional[kind] = rift_allocate(sets, sizeof(size_t));
  for (size_t g = 0; model->regional[kind] != NULL && g < sets; g++) {
    bool single = g < model->economy->region_count;
    double base = regional_level(model, kind, &model->sets.regions[g]);
    model->regional[kind][g] = SIZE_MAX;
    if (!is_level(base) || (kind >= RIFT_REGIONAL_LINEAR && !single)) {
      continue;
    }
    rift_outcome outcome = {.indicator = entries[kind].indicator, .region = model->sets.regions[g].name, .sector = "all",
                            .closure = entries[kind].closure == NULL ? closure_name(model) : entries[kind].closure, .base = base};
    model->regional[kind][g] = add(list, &outcome);
    if (model->regional[kind][g] == SIZE_MAX) {
      return false;
    }
  }
  return model->regional[kind] != NULL;
}

/* The base year's purchases by group, for regions and blocs. */
static bool list_group_baskets(listing *list) {
  rift_equilibrium *model = list->model;
  size_t sets = model->sets.region_set_count;
  size_t kinds = model->baskets.kind_count;
  model->group_basket = rift_allocate(kinds * sets + 1, sizeof *model->group_basket);
  for (size_t row = sets; model->group_basket != NULL && row < kinds * sets; row++) {
    const rift_set *set = &model->sets.regions[row % sets];
    const double *spent = model->baskets.spent + row / sets * model->economy->region_count;
    double base = 0;
    for (size_t i = 0; i < set->count; i++) {
      base += model->base.world_musd * spent[set->members == NULL ? i : set->members[i]];
    }
    rift_outcome outcome = {.indicator = RIFT_CONSUMER_PRICE, .region = set->name, .closure = closure_name(model), .base = base,
                            .sector = model->economy->consumption_groups.items[row / sets - 1]};
    model->group_basket[row] = is_level(base) ? add(list, &outcome) : SIZE_MAX;
    if (is_level(base) && model->group_basket[row] == SIZE_MAX) {
      return false;
    }
  }
  return model->group_basket != NULL;
}

/* Exact indices of a region's groups and of all its consumption. A bloc has no preferences of its own, and no such index. */
static bool list_group_indices(listing *list) {
  rift_equilibrium *model = list->model;
  const rift_economy *economy = model->economy;
  size_t rows = model->baskets.kind_count * economy->region_count;
  model->group_index = rift_allocate(rows + 1, sizeof *model->group_index);
  for (size_t row = 0; model->group_index != NULL && row < rows; row++) {
    size_t kind = row / economy->region_count;
    double base = model->base.world_musd * model->baskets.spent[row];
    rift_outcome outcome = {.indicator = RIFT_CONSUMER_PRICE, .region = economy->regions.items[row % economy->region_count],
                            .closure = "cost_of_living", .base = base,
                            .sector = kind == 0 ? "all" : economy->consumption_groups.items[kind - 1]};
    model->group_index[row] = is_level(base) ? add(list, &outcome) : SIZE_MAX;
    if (is_level(base) && model->group_index[row] == SIZE_MAX) {
      return false;
    }
  }
  return model->group_index != NULL;
}

/* "from_XXX": imports by region of origin, in value. The names live in the model. */
static bool list_origins(listing *list) {
  rift_equilibrium *model = list->model;
  const rift_economy *economy = model->economy;
  size_t regions = economy->region_count;
  model->origin = rift_allocate(regions * regions, sizeof *model->origin);
  model->origin_names = rift_allocate(regions, sizeof *model->origin_names);
  for (size_t i = 0; model->origin_names != NULL && i < regions; i++) {
    rift_text name = {0};
    rift_text_add(&name, "from_%s", economy->regions.items[i]);
    model->origin_names[i] = name.bytes;
    if (name.failed) {
      return false;
    }
  }
  if (model->origin == NULL || model->origin_names == NULL) {
    return false;
  }
  for (size_t pair = 0; pair < regions * regions; pair++) {
    size_t n = pair / regions;
    size_t i = pair % regions;
    rift_outcome outcome = {.indicator = RIFT_IMPORTS, .region = economy->regions.items[n], .sector = "all",
                            .closure = model->origin_names[i], .base = model->base.world_musd * model->origin_base[pair]};
    model->origin[pair] = SIZE_MAX;
    if (n != i && is_level(outcome.base)) {
      model->origin[pair] = add(list, &outcome);
      if (model->origin[pair] == SIZE_MAX) {
        return false;
      }
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

static bool list_nodes(listing *list) {
  rift_equilibrium *model = list->model;
  const rift_economy *economy = model->economy;
  model->node_position = list->count;
  model->nodes = rift_allocate(economy->node_count, sizeof *model->nodes);
  for (size_t i = 0; model->nodes != NULL && i < economy->node_count; i++) {
    size_t sector = i % economy->sector_count;
    double base = node_level(model, RIFT_SOURCE_OUTPUT, i);
    if (!(base > 0) || is_listed(&model->sets, sector)) {
      continue;
    }
    rift_outcome outcome = {.indicator = RIFT_GROSS_OUTPUT, .region = economy->regions.items[i / economy->sector_count],
                            .sector = economy->sectors.items[sector], .closure = closure_name(model), .base = base};
    model->nodes[model->node_count++] = i;
    if (add(list, &outcome) == SIZE_MAX) {
      return false;
    }
  }
  return model->nodes != NULL;
}

static bool wanted(const rift_equilibrium *model, rift_equilibrium_source source) {
  bool totals = model->detail == RIFT_DETAIL_TOTALS;
  if (source == RIFT_SOURCE_EMPLOYED_MOBILE || source == RIFT_SOURCE_EMPLOYED_SPECIFIC) {
    return !totals && rift_employment_is_known(model->economy) && (source == RIFT_SOURCE_EMPLOYED_MOBILE || !model->mobile);
  }
  return !totals || source == RIFT_SOURCE_OUTPUT;
}

static bool list_window(listing *list, size_t *stored) {
  rift_equilibrium *model = list->model;
  bool fine = true;
  model->tables = rift_allocate(RIFT_SOURCE_COUNT, sizeof *model->tables);
  fine = model->tables != NULL;
  for (size_t pass = 0; pass < 2 && fine; pass++) {
    for (size_t k = 0; k < RIFT_SOURCE_COUNT && fine; k++) {
      fine = sources[k].stored != (pass == 0) || !wanted(model, (rift_equilibrium_source)k) ||
             list_table(list, (rift_equilibrium_source)k);
    }
    for (size_t k = 0; k < RIFT_REGIONAL_COUNT && fine && pass == 0; k++) {
      fine = list_regional(list, (rift_equilibrium_regional)k);
    }
    if (fine && pass == 0 && model->baskets.kind_count > 0) {
      fine = list_group_baskets(list) && list_group_indices(list);
    }
    *stored = pass == 0 ? list->count : *stored;
  }
  if (model->detail == RIFT_DETAIL_TOTALS) {
    return fine;
  }
  fine = fine && list_origins(list) && list_nodes(list);
  *stored = model->detail == RIFT_DETAIL_NODES ? list->count : *stored;
  return fine;
}

/* The outcomes of all windows: the stored ones of every window, then the others. */
static bool spread_windows(rift_equilibrium *model, const listing *list, size_t stored) {
  size_t windows = model->info.window_count;
  model->window_outcomes = list->count;
  model->outcomes = rift_allocate(windows * list->count, sizeof *model->outcomes);
  model->place = rift_allocate(windows * list->count, sizeof *model->place);
  if (model->outcomes == NULL || model->place == NULL) {
    return false;
  }
  for (size_t w = 0; w < windows; w++) {
    for (size_t o = 0; o < list->count; o++) {
      size_t at = o < stored ? w * stored + o : windows * stored + w * (list->count - stored) + (o - stored);
      model->place[w * list->count + o] = at;
      model->outcomes[at] = list->items[o];
      model->outcomes[at].horizon = model->horizon_names[w];
    }
  }
  model->info.outcome_count = windows * list->count;
  model->info.stored_count = windows * stored;
  model->info.outcomes = model->outcomes;
  return true;
}

rift_status rift_equilibrium_list_outcomes(rift_equilibrium *model, rift_error *error) {
  listing list = {.model = model};
  size_t stored = 0;
  bool fine = list_window(&list, &stored) && spread_windows(model, &list, stored);
  free(list.items);
  return fine ? RIFT_OK : rift_error_memory(error, 0);
}
