/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sets.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char *const focus[] = {"autos", "chemicals", "machine_tools", "green_tech"};
enum { FOCUS_COUNT = sizeof focus / sizeof focus[0] };

/* Region groups that results report beside the regions and the world. */
static const char *const blocs[] = {"EU", "WEST"};
enum { BLOC_COUNT = sizeof blocs / sizeof blocs[0] };

void rift_sets_free(rift_sets *sets) {
  free(sets->regions);
  free(sets->sectors);
  memset(sets, 0, sizeof *sets);
}

static rift_set of_group(const rift_group *group) {
  return (rift_set){.name = group->name,
                    .proxy = group->kind == RIFT_GROUP_SECTOR_PROXY,
                    .count = group->count,
                    .members = group->members};
}

static void add_sector(rift_sets *sets, const rift_economy *economy, size_t sector) {
  rift_set *set = &sets->sectors[sets->sector_set_count++];
  *set = (rift_set){.name = economy->sectors.items[sector], .count = 1, .single = sector};
  set->members = &set->single;
}

static void add_sector_sets(rift_sets *sets, const rift_economy *economy) {
  sets->sectors[sets->sector_set_count++] = (rift_set){.name = "all", .count = economy->sector_count};
  for (size_t f = 0; f < FOCUS_COUNT; f++) {
    const rift_group *group = rift_economy_group(economy, focus[f], false);
    size_t sector = rift_economy_sector(economy, focus[f]);
    if (group != NULL) {
      sets->sectors[sets->sector_set_count++] = of_group(group);
    } else if (sector != RIFT_NOT_FOUND) {
      add_sector(sets, economy, sector);
    }
  }
  for (size_t s = 0; s < economy->sector_count && sets->sector_set_count == 1 + s; s++) {
    add_sector(sets, economy, s);
  }
  const rift_group *industry = rift_economy_group(economy, "manufacturing", false);
  if (industry != NULL) { /* jobs are often known for industry and not for the whole economy */
    sets->sectors[sets->sector_set_count++] = of_group(industry);
  }
}

rift_status rift_sets_init(rift_sets *sets, const rift_economy *economy, rift_error *error) {
  size_t regions = economy->region_count;
  memset(sets, 0, sizeof *sets);
  sets->regions = rift_allocate(regions + BLOC_COUNT + 1, sizeof *sets->regions);
  sets->sectors = rift_allocate(economy->sector_count + FOCUS_COUNT + 2, sizeof *sets->sectors);
  if (sets->regions == NULL || sets->sectors == NULL) {
    rift_sets_free(sets);
    return rift_error_memory(error, 0);
  }
  for (size_t r = 0; r < regions; r++) {
    rift_set *set = &sets->regions[sets->region_set_count++];
    *set = (rift_set){.name = economy->regions.items[r], .count = 1, .single = r};
    set->members = &set->single;
  }
  for (size_t b = 0; b < BLOC_COUNT; b++) {
    const rift_group *group = rift_economy_group(economy, blocs[b], true);
    if (group != NULL) {
      sets->regions[sets->region_set_count++] = of_group(group);
    }
  }
  sets->regions[sets->region_set_count++] = (rift_set){.name = "WORLD", .count = regions};
  add_sector_sets(sets, economy);
  return RIFT_OK;
}

static size_t member(const rift_set *set, size_t i) {
  return set->members == NULL ? i : set->members[i];
}

static void add_row(double *to, const double *from, size_t width) {
  for (size_t i = 0; i < width; i++) {
    to[i] += from[i];
  }
}

void rift_sets_add_up(const rift_sets *sets, const rift_economy *economy, size_t width,
                      const double *nodes, double *scratch, double *sums) {
  size_t kinds = sets->sector_set_count;
  memset(scratch, 0, economy->region_count * kinds * width * sizeof *scratch);
  memset(sums, 0, sets->region_set_count * kinds * width * sizeof *sums);
  for (size_t r = 0; r < economy->region_count; r++) {
    for (size_t h = 0; h < kinds; h++) {
      const rift_set *set = &sets->sectors[h];
      for (size_t i = 0; i < set->count; i++) {
        size_t node = r * economy->sector_count + member(set, i);
        add_row(scratch + (r * kinds + h) * width, nodes + node * width, width);
      }
    }
  }
  for (size_t g = 0; g < sets->region_set_count; g++) {
    const rift_set *set = &sets->regions[g];
    for (size_t i = 0; i < set->count; i++) {
      add_row(sums + g * kinds * width, scratch + member(set, i) * kinds * width, kinds * width);
    }
  }
}
