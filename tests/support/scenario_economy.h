/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An economy with the codes and groups that scenarios use, and no flows: enough to read scenarios
 * against. */
#ifndef RIFT_TESTS_SCENARIO_ECONOMY_H
#define RIFT_TESTS_SCENARIO_ECONOMY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/economy.h"

static const char *const scenario_regions[] = {"DEU", "CHN", "USA", "FRA", "ITA", "NLD", "CEE",
                                               "REU", "GBR", "JPN", "KOR", "TWN", "RUS", "ROW"};
static const char *const scenario_sectors[] = {
    "A",      "B",   "C10T12", "C13T15", "C16T18", "C19", "C20", "C21",    "C22", "C23",
    "C24",    "C25", "C26",    "C27",    "C28",    "C29", "C30", "C31T32", "C33", "D35",
    "E",      "F",   "G45",    "G46T47", "H49",    "H50", "H51", "H52T53", "I",   "J58T61",
    "J62T63", "K",   "L68",    "M",      "N",      "OTQ", "RTU"};

typedef struct scenario_group {
  rift_group_kind kind;
  const char *name;
  const char *members; /* separated by blanks */
} scenario_group;

static const scenario_group scenario_groups[] = {
    {RIFT_GROUP_REGION, "EU", "DEU FRA ITA NLD CEE REU"},
    {RIFT_GROUP_REGION, "WEST", "DEU USA FRA ITA NLD CEE REU GBR JPN KOR TWN"},
    {RIFT_GROUP_SECTOR, "autos", "C29"},
    {RIFT_GROUP_SECTOR, "chemicals", "C20"},
    {RIFT_GROUP_SECTOR_PROXY, "machine_tools", "C28"},
    {RIFT_GROUP_SECTOR_PROXY, "green_tech", "C26 C27"},
    {RIFT_GROUP_SECTOR, "high_tech", "C21 C26"},
    {RIFT_GROUP_SECTOR, "manufacturing",
     "C10T12 C13T15 C16T18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 C31T32 C33"}};

#define SCENARIO_COUNT(array) (sizeof(array) / sizeof(array)[0])

static inline bool scenario_group_fill(const rift_economy *economy, const scenario_group *from,
                                       rift_group *group) {
  const rift_names *names = from->kind == RIFT_GROUP_REGION ? &economy->regions : &economy->sectors;
  group->kind = from->kind;
  group->name = rift_copy_text(from->name);
  group->members = rift_allocate(names->count, sizeof *group->members);
  if (group->name == NULL || group->members == NULL) {
    return false;
  }
  const char *at = from->members;
  while (*at != '\0') {
    size_t length = strcspn(at, " ");
    group->members[group->count++] = rift_names_find(names, at, length);
    at += length + strspn(at + length, " ");
  }
  return true;
}

static inline void scenario_economy_free(rift_economy *economy) {
  for (size_t i = 0; i < economy->group_count; i++) {
    free(economy->groups[i].name);
    free(economy->groups[i].members);
  }
  free(economy->groups);
  rift_names_free(&economy->regions);
  rift_names_free(&economy->sectors);
  memset(economy, 0, sizeof *economy);
}

/* False when memory runs out. */
static inline bool scenario_economy_create(rift_economy *economy) {
  memset(economy, 0, sizeof *economy);
  bool made = true;
  for (size_t i = 0; i < SCENARIO_COUNT(scenario_regions); i++) {
    made = rift_names_add(&economy->regions, scenario_regions[i], strlen(scenario_regions[i]),
                          NULL) == i &&
           made;
  }
  for (size_t i = 0; i < SCENARIO_COUNT(scenario_sectors); i++) {
    made = rift_names_add(&economy->sectors, scenario_sectors[i], strlen(scenario_sectors[i]),
                          NULL) == i &&
           made;
  }
  economy->region_count = SCENARIO_COUNT(scenario_regions);
  economy->sector_count = SCENARIO_COUNT(scenario_sectors);
  economy->node_count = economy->region_count * economy->sector_count;
  economy->groups = rift_allocate(SCENARIO_COUNT(scenario_groups), sizeof *economy->groups);
  for (size_t i = 0; economy->groups != NULL && i < SCENARIO_COUNT(scenario_groups); i++) {
    economy->group_count = i + 1;
    made = scenario_group_fill(economy, &scenario_groups[i], &economy->groups[i]) && made;
  }
  return made && economy->groups != NULL;
}

#endif
