/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/economy.h"

#include <stdlib.h>
#include <string.h>

void rift_economy_init(rift_economy *economy) { memset(economy, 0, sizeof *economy); }

static void free_texts(char **texts, size_t count) {
  for (size_t i = 0; texts != NULL && i < count; i++) {
    free(texts[i]);
  }
  free(texts);
}

void rift_economy_free(rift_economy *economy) {
  if (economy == NULL) {
    return;
  }
  free_texts(economy->region_names, economy->region_count);
  free_texts(economy->sector_names, economy->sector_count);
  rift_names_free(&economy->regions);
  rift_names_free(&economy->sectors);
  rift_names_free(&economy->categories);
  for (size_t i = 0; i < economy->group_count; i++) {
    free(economy->groups[i].name);
    free(economy->groups[i].members);
  }
  free(economy->groups);
  free(economy->intermediate);
  free(economy->final_demand);
  free(economy->gross_output);
  free(economy->value_added);
  free(economy->taxes);
  free(economy->margins);
  free(economy->employment);
  free(economy->affiliates);
  free(economy->title);
  free(economy->source);
  free(economy->folder);
  rift_economy_init(economy);
}

size_t rift_economy_region(const rift_economy *economy, const char *code) {
  return rift_names_find(&economy->regions, code, strlen(code));
}

size_t rift_economy_sector(const rift_economy *economy, const char *code) {
  return rift_names_find(&economy->sectors, code, strlen(code));
}

const rift_group *rift_economy_group(const rift_economy *economy, const char *name,
                                     bool of_regions) {
  for (size_t i = 0; i < economy->group_count; i++) {
    const rift_group *group = &economy->groups[i];
    if ((group->kind == RIFT_GROUP_REGION) == of_regions && strcmp(group->name, name) == 0) {
      return group;
    }
  }
  return NULL;
}

double rift_economy_final(const rift_economy *economy, size_t node, size_t region) {
  const double *cells =
      economy->final_demand + (node * economy->region_count + region) * economy->category_count;
  double sum = 0;
  for (size_t category = 0; category < economy->category_count; category++) {
    sum += cells[category];
  }
  return sum;
}

size_t rift_economy_household_category(const rift_economy *economy) {
  return rift_names_find(&economy->categories, "HFCE", 4);
}
