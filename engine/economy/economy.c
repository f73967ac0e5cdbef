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

static void free_quantities(rift_quantity *quantities, size_t count) {
  for (size_t i = 0; quantities != NULL && i < count; i++) {
    rift_quantity_free(&quantities[i]);
  }
  free(quantities);
}

static void free_critical_inputs(rift_economy *economy) {
  for (size_t i = 0; i < economy->critical_row_count; i++) {
    rift_critical_row *row = &economy->critical_rows[i];
    free(row->input);
    free(row->regions);
    free(row->sectors);
    rift_quantity_free(&row->quantity);
  }
  free(economy->critical_rows);
  for (size_t i = 0; i < economy->critical_use_count; i++) {
    free(economy->critical_uses[i].input);
    free(economy->critical_uses[i].regions);
  }
  free(economy->critical_uses);
}

static void free_parameter_tables(rift_economy *economy) {
  free_quantities(economy->trade_elasticities, economy->sector_count);
  free_quantities(economy->inventories, economy->inventory_count);
  free_quantities(economy->table_factors, economy->table_factor_count);
  free(economy->inventory_of);
  free(economy->criticality);
  free(economy->tariffs);
  free_critical_inputs(economy);
  rift_names_free(&economy->consumption_groups);
  free(economy->consumption_shares);
  for (size_t i = 0; i < economy->table_error_count; i++) {
    free(economy->table_errors[i].exporters);
    free(economy->table_errors[i].importers);
    free(economy->table_errors[i].sectors);
  }
  free(economy->table_errors);
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
  free_parameter_tables(economy);
  free(economy->title);
  free(economy->source);
  free(economy->folder);
  rift_names_free(&economy->sector_files);
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

static const rift_quantity *find_in(const rift_quantity *list, size_t count, const char *id) {
  for (size_t i = 0; list != NULL && i < count; i++) {
    if (list[i].given && strcmp(list[i].id, id) == 0) {
      return &list[i];
    }
  }
  return NULL;
}

const rift_quantity *rift_economy_quantity(const rift_economy *economy, const char *id) {
  const rift_quantity *found = find_in(economy->trade_elasticities, economy->sector_count, id);
  found = found == NULL ? find_in(economy->inventories, economy->inventory_count, id) : found;
  found = found == NULL ? find_in(economy->table_factors, economy->table_factor_count, id) : found;
  for (size_t i = 0; i < economy->critical_row_count && found == NULL; i++) {
    found = find_in(&economy->critical_rows[i].quantity, 1, id);
  }
  return found;
}
