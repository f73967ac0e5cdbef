/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shocks/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void rift_entries_free(rift_entries *entries) {
  free(entries->items);
  memset(entries, 0, sizeof *entries);
}

static bool add(rift_entries *entries, const rift_entry *entry) {
  rift_entry *items =
      rift_grow(entries->items, &entries->capacity, entries->count + 1, sizeof *items);
  if (items == NULL) {
    return false;
  }
  entries->items = items;
  items[entries->count++] = *entry;
  return true;
}

static uint32_t uses_of(rift_use use) {
  switch (use) {
    case RIFT_USE_INTERMEDIATE:
      return RIFT_USES_INTERMEDIATE;
    case RIFT_USE_FINAL:
      return RIFT_USES_FINAL;
    case RIFT_USE_HOUSEHOLD:
      return RIFT_USES_HOUSEHOLD;
    case RIFT_USE_ALL:
      break;
  }
  return RIFT_USES_ALL;
}

/* One entry for each of the uses that do not overlap. */
static bool add_uses(rift_entries *entries, rift_entry entry, uint32_t uses) {
  for (uint32_t use = 1; use <= RIFT_USES_OTHER_FINAL; use <<= 1) {
    entry.use = use;
    if ((uses & use) != 0 && !add(entries, &entry)) {
      return false;
    }
  }
  return true;
}

/* exporters x importers x sectors of the measure, without a region's trade with itself unless `own` is meant. */
static bool add_product(rift_entries *entries, const rift_measure *measure, rift_entry entry,
                        uint32_t uses, bool own) {
  for (size_t f = 0; f < measure->from_count; f++) {
    for (size_t t = 0; t < measure->to_count; t++) {
      if (measure->from[f] == measure->to[t] && !own) {
        continue;
      }
      for (size_t s = 0; s < measure->sector_count; s++) {
        entry.exporter = (uint32_t)measure->from[f];
        entry.importer = (uint32_t)measure->to[t];
        entry.sector = (uint32_t)measure->sectors[s];
        if (!add_uses(entries, entry, uses)) {
          return false;
        }
      }
    }
  }
  return true;
}

static bool add_schedule(rift_entries *entries, const rift_measure *measure, rift_entry entry) {
  for (size_t i = 0; i < measure->tariff_row_count; i++) {
    const rift_tariff_row *row = &measure->tariff_rows[i];
    entry.exporter = (uint32_t)row->exporter;
    entry.importer = (uint32_t)row->importer;
    entry.sector = (uint32_t)row->sector;
    entry.rate = row->rate;
    entry.sets_level = !row->is_increase;
    if (!add_uses(entries, entry, RIFT_USES_ALL)) {
      return false;
    }
  }
  return true;
}

/* Capacity: every region of `from` (a node has no importer). A path from CSV needs the clock of a dynamic model and
 * gives no lever here. */
static bool add_nodes(rift_entries *entries, const rift_measure *measure, rift_entry entry) {
  for (size_t f = 0; f < measure->from_count && measure->capacity_row_count == 0; f++) {
    for (size_t s = 0; s < measure->sector_count; s++) {
      entry.exporter = (uint32_t)measure->from[f];
      entry.importer = entry.exporter;
      entry.sector = (uint32_t)measure->sectors[s];
      entry.use = RIFT_USES_INTERMEDIATE;
      if (!add(entries, &entry)) {
        return false;
      }
    }
  }
  return true;
}

/* The first measure that cuts the same critical input: its name for the shocks. */
static size_t input_of(const rift_scenario *scenario, const rift_measure *measure) {
  size_t first = 0;
  while (scenario->measures[first].critical_input == NULL ||
         strcmp(scenario->measures[first].critical_input, measure->critical_input) != 0) {
    first++;
  }
  return first;
}

/* Critical inputs: suppliers x users, by input and using sector. */
static bool add_critical(rift_entries *entries, const rift_scenario *scenario, const rift_measure *measure,
                         size_t sector_count, rift_entry entry) {
  size_t input = input_of(scenario, measure);
  entry.use = RIFT_USES_INTERMEDIATE;
  for (size_t i = 0; i < measure->from_count * measure->to_count * measure->sector_count; i++) {
    entry.exporter = (uint32_t)measure->from[i / (measure->to_count * measure->sector_count)];
    entry.importer = (uint32_t)measure->to[i / measure->sector_count % measure->to_count];
    entry.sector = (uint32_t)(input * sector_count + measure->sectors[i % measure->sector_count]);
    if (!add(entries, &entry)) {
      return false;
    }
  }
  return true;
}

/* Energy costs hit the named energy sectors of every supplier as bought by the importers. */
static bool add_energy(rift_entries *entries, const rift_measure *measure,
                       const rift_economy *economy, rift_entry entry) {
  for (size_t e = 0; e < economy->region_count; e++) {
    for (size_t t = 0; t < measure->to_count; t++) {
      for (size_t s = 0; s < measure->sector_count; s++) {
        entry.exporter = (uint32_t)e;
        entry.importer = (uint32_t)measure->to[t];
        entry.sector = (uint32_t)measure->sectors[s];
        if (!add_uses(entries, entry, RIFT_USES_ALL)) {
          return false;
        }
      }
    }
  }
  return true;
}

rift_channel rift_instrument_channel(rift_instrument instrument) {
  switch (instrument) {
    case RIFT_EXPORT_CONTROL:
    case RIFT_IMPORT_BAN:
    case RIFT_LICENSING:
      break;
    case RIFT_BOYCOTT:
      return RIFT_CHANNEL_DEMAND_SHIFT;
    case RIFT_TARIFF:
    case RIFT_TRADE_COST:
    case RIFT_ENERGY_COST:
      return RIFT_CHANNEL_COST;
    case RIFT_AFFILIATE_INCOME_LOSS:
      return RIFT_CHANNEL_AFFILIATE_INCOME;
    case RIFT_CAPACITY_LOSS:
      return RIFT_CHANNEL_CAPACITY;
    case RIFT_CRITICAL_INPUT_CUT:
      return RIFT_CHANNEL_CRITICAL_SUPPLY;
    case RIFT_DEMAND_SUPPORT:
      return RIFT_CHANNEL_DEMAND_SUPPORT;
    case RIFT_INSTRUMENT_COUNT:
      break;
  }
  return RIFT_CHANNEL_TRADE_CUT;
}

static bool add_measure(rift_entries *entries, const rift_scenario *scenario, size_t index,
                        const rift_economy *economy) {
  const rift_measure *measure = &scenario->measures[index];
  rift_entry entry = {
      .channel = rift_instrument_channel(measure->instrument), .measure = index, .rate = 1};
  switch (measure->instrument) {
    case RIFT_EXPORT_CONTROL:
    case RIFT_IMPORT_BAN:
    case RIFT_LICENSING:
      return add_product(entries, measure, entry, uses_of(measure->use), false);
    case RIFT_BOYCOTT:
      return add_product(entries, measure, entry, RIFT_USES_HOUSEHOLD, false);
    case RIFT_DEMAND_SUPPORT:
      return add_product(entries, measure, entry, RIFT_USES_HOUSEHOLD, true);
    case RIFT_TARIFF:
      entry.sets_level = measure->tariff_is_level;
      entry.is_tariff = true;
      return measure->tariff_rows != NULL
                 ? add_schedule(entries, measure, entry)
                 : add_product(entries, measure, entry, uses_of(measure->use), false);
    case RIFT_TRADE_COST:
      return add_product(entries, measure, entry, uses_of(measure->use), false);
    case RIFT_ENERGY_COST:
      return add_energy(entries, measure, economy, entry);
    case RIFT_AFFILIATE_INCOME_LOSS:
      return add_product(entries, measure, entry, RIFT_USES_INTERMEDIATE, false);
    case RIFT_CAPACITY_LOSS:
      return add_nodes(entries, measure, entry);
    case RIFT_CRITICAL_INPUT_CUT:
      return add_critical(entries, scenario, measure, economy->sector_count, entry);
    case RIFT_INSTRUMENT_COUNT:
      break;
  }
  return true;
}

static int compare_numbers(size_t a, size_t b) { return (a > b) - (a < b); }

static int compare_entries(const void *first, const void *second) {
  const rift_entry *a = first;
  const rift_entry *b = second;
  const size_t keys_a[] = {(size_t)a->channel, a->exporter, a->importer, a->sector, a->use, a->measure};
  const size_t keys_b[] = {(size_t)b->channel, b->exporter, b->importer, b->sector, b->use, b->measure};
  for (size_t i = 0; i < sizeof keys_a / sizeof keys_a[0]; i++) {
    int order = compare_numbers(keys_a[i], keys_b[i]);
    if (order != 0) {
      return order;
    }
  }
  if (a->sets_level != b->sets_level) {
    return a->sets_level ? -1 : 1;
  }
  return (a->rate > b->rate) - (a->rate < b->rate);
}

static void check_levels(const rift_entries *entries, const rift_scenario *scenario,
                         const rift_economy *economy, rift_problems *problems) {
  const rift_entry *level = NULL; /* of the cell at hand */
  for (size_t i = 0; i < entries->count; i++) {
    const rift_entry *entry = &entries->items[i];
    bool same = level != NULL && level->channel == entry->channel &&
                level->exporter == entry->exporter && level->importer == entry->importer &&
                level->sector == entry->sector && level->use == entry->use;
    level = same ? level : NULL;
    if (!entry->sets_level) {
      continue;
    }
    /* A tariff acts on every use: the first of them stands for the cell. */
    if (level != NULL && entry->use == RIFT_USES_INTERMEDIATE) {
      const rift_measure *first = &scenario->measures[level->measure];
      const rift_measure *second = &scenario->measures[entry->measure];
      rift_problems_add(problems, RIFT_ERROR, second->place.file, second->place.line,
                        second->place.column,
                        "measures '%s' and '%s' both set a tariff level on %s buying %s from %s: "
                        "make one of them an increase, or leave the cell out of one",
                        first->id, second->id, economy->regions.items[entry->importer],
                        economy->sectors.items[entry->sector],
                        economy->regions.items[entry->exporter]);
    }
    level = entry;
  }
}

rift_status rift_entries_collect(rift_entries *entries, const rift_scenario *scenario,
                                 const rift_economy *economy, rift_problems *problems,
                                 rift_error *error) {
  for (size_t i = 0; i < scenario->measure_count; i++) {
    if (!add_measure(entries, scenario, i, economy)) {
      return rift_error_memory(error, 0);
    }
  }
  if (entries->count > 0) {
    qsort(entries->items, entries->count, sizeof *entries->items, compare_entries);
  }
  size_t errors = problems->errors;
  check_levels(entries, scenario, economy, problems);
  return problems->errors > errors ? RIFT_INVALID : RIFT_OK;
}
