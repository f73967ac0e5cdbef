/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/aggregate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"

void rift_code_map_free(rift_code_map *map) {
  for (size_t i = 0; map->names != NULL && i < map->groups.count; i++) {
    free(map->names[i]);
  }
  free(map->names);
  free(map->targets);
  rift_names_free(&map->groups);
  memset(map, 0, sizeof *map);
}

enum { CODE, GROUP, NAME, MAP_COLUMNS };

typedef struct map_reader {
  rift_code_map *map;
  const rift_names *known;
  rift_csv *csv;
  long *lines; /* where each code was mapped */
  size_t capacity;
  rift_error *error;
} map_reader;

static rift_status take_name(map_reader *reader, size_t group, bool added) {
  rift_code_map *map = reader->map;
  if (added) {
    char **names = rift_grow(map->names, &reader->capacity, map->groups.count, sizeof *names);
    if (names == NULL) {
      return rift_error_memory(reader->error, 0);
    }
    map->names = names;
    names[group] = NULL;
  }
  size_t length = 0;
  const char *name = rift_csv_text(reader->csv, NAME, &length);
  if (map->names[group] == NULL && length > 0) {
    map->names[group] = rift_copy_bytes(name, length);
    return map->names[group] == NULL ? rift_error_memory(reader->error, length) : RIFT_OK;
  }
  if (length > 0 && strcmp(map->names[group], name) != 0) {
    rift_csv_error(
        reader->csv, NAME,
        "the group '%s' is called '%s' further up; expected one name; make them equal, or "
        "leave this one blank",
        map->groups.items[group], map->names[group]);
  }
  return RIFT_OK;
}

static rift_status take_row(map_reader *reader) {
  size_t code = RIFT_NOT_FOUND;
  const char *group = NULL;
  size_t length = 0;
  bool known = rift_reader_code(reader->csv, CODE, reader->known, "code", &code);
  if (!rift_csv_code(reader->csv, GROUP, &group, &length) || !known) {
    return RIFT_OK;
  }
  if (reader->lines[code] > 0) {
    rift_csv_error(
        reader->csv, CODE,
        "'%s' is mapped already on line %ld; expected each code once; delete one of the rows",
        reader->known->items[code], reader->lines[code]);
    return RIFT_OK;
  }
  reader->lines[code] = rift_csv_line(reader->csv);
  bool added = false;
  size_t at = rift_names_add(&reader->map->groups, group, length, &added);
  if (at == RIFT_NOT_FOUND) {
    return rift_error_memory(reader->error, length);
  }
  reader->map->targets[code] = at;
  return take_name(reader, at, added);
}

static rift_status finish(map_reader *reader, const char *path, rift_problems *problems) {
  rift_code_map *map = reader->map;
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < reader->known->count; i++) {
    if (reader->lines[i] == 0) {
      status = rift_problems_add(
          problems, RIFT_ERROR, path, 0, 0,
          "'%s' is not mapped; expected a row for every code of the economy; add it",
          reader->known->items[i]);
    }
  }
  for (size_t i = 0; i < map->groups.count; i++) {
    if (map->names[i] == NULL && (map->names[i] = rift_copy_text(map->groups.items[i])) == NULL) {
      return rift_error_memory(reader->error, 0);
    }
  }
  return status;
}

rift_status rift_code_map_read(rift_code_map *map, const char *path, const char *column,
                               const rift_names *known, rift_problems *problems,
                               rift_error *error) {
  const rift_csv_column columns[MAP_COLUMNS] = {{column, RIFT_CSV_CODE, true},
                                                {"group", RIFT_CSV_CODE, true},
                                                {"name", RIFT_CSV_TEXT, false}};
  memset(map, 0, sizeof *map);
  map_reader reader = {.map = map, .known = known, .error = error};
  map->targets = rift_allocate(known->count, sizeof *map->targets);
  reader.lines = rift_allocate(known->count, sizeof *reader.lines);
  rift_status status =
      map->targets == NULL || reader.lines == NULL
          ? rift_error_memory(error, 0)
          : rift_csv_open(&reader.csv, path, columns, MAP_COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(reader.csv)) {
    status = take_row(&reader);
  }
  status = rift_reader_worse(status, rift_csv_close(reader.csv, error));
  if (status == RIFT_OK) {
    status = finish(&reader, path, problems);
  }
  free(reader.lines);
  if (status != RIFT_OK) {
    rift_code_map_free(map);
  }
  return status;
}

rift_status rift_code_map_identity(rift_code_map *map, const rift_names *known,
                                   char *const *names, rift_error *error) {
  memset(map, 0, sizeof *map);
  map->targets = rift_allocate(known->count, sizeof *map->targets);
  map->names = rift_allocate(known->count, sizeof *map->names);
  bool complete = map->targets != NULL && map->names != NULL;
  for (size_t i = 0; i < known->count && complete; i++) {
    map->targets[i] = i;
    complete = rift_names_add(&map->groups, known->items[i], strlen(known->items[i]), NULL) == i &&
               (map->names[i] = rift_copy_text(names[i])) != NULL;
  }
  if (!complete) {
    rift_code_map_free(map);
    return rift_error_memory(error, 0);
  }
  return RIFT_OK;
}

static bool copy_codes(const rift_code_map *map, rift_names *codes, char ***names, size_t *count) {
  *names = rift_allocate(map->groups.count, sizeof **names);
  if (*names == NULL) {
    return false;
  }
  for (size_t i = 0; i < map->groups.count; i++) {
    const char *code = map->groups.items[i];
    (*names)[i] = rift_copy_text(map->names[i]);
    *count = i + 1;
    if ((*names)[i] == NULL || rift_names_add(codes, code, strlen(code), NULL) == RIFT_NOT_FOUND) {
      return false;
    }
  }
  return true;
}

static bool copy_header(const rift_economy *source, rift_economy *target) {
  for (size_t i = 0; i < source->category_count; i++) {
    const char *code = source->categories.items[i];
    if (rift_names_add(&target->categories, code, strlen(code), NULL) == RIFT_NOT_FOUND) {
      return false;
    }
  }
  target->category_count = source->category_count;
  target->year = source->year;
  target->usd_per_eur = source->usd_per_eur;
  target->usd_per_eur_year = source->usd_per_eur_year;
  target->title = rift_copy_text(source->title);
  target->source = rift_copy_text(source->source);
  target->folder = rift_copy_text("");
  return target->title != NULL && target->source != NULL && target->folder != NULL;
}

static bool allocate(rift_economy *target) {
  size_t n = target->region_count * target->sector_count;
  target->node_count = n;
  target->intermediate = rift_allocate_doubles(n * n);
  target->final_demand = rift_allocate_doubles(n * target->region_count * target->category_count);
  target->gross_output = rift_allocate_doubles(n);
  target->value_added = rift_allocate_doubles(n);
  target->taxes = rift_allocate_doubles(n);
  target->margins = rift_allocate_doubles(n);
  target->employment = rift_allocate_doubles(n);
  return target->intermediate != NULL && target->final_demand != NULL &&
         target->gross_output != NULL && target->value_added != NULL && target->taxes != NULL &&
         target->margins != NULL && target->employment != NULL;
}

/* nodes: target node of each source node. */
static void sum_flows(const rift_economy *source, const rift_code_map *regions, const size_t *nodes,
                      rift_economy *target) {
  size_t n = source->node_count;
  size_t categories = source->category_count;
  for (size_t i = 0; i < n; i++) {
    double *row = target->intermediate + nodes[i] * target->node_count;
    for (size_t j = 0; j < n; j++) {
      row[nodes[j]] += source->intermediate[i * n + j];
    }
    for (size_t cell = 0; cell < source->region_count * categories; cell++) {
      size_t region = regions->targets[cell / categories];
      target->final_demand[(nodes[i] * target->region_count + region) * categories +
                           cell % categories] +=
          source->final_demand[i * source->region_count * categories + cell];
    }
    target->gross_output[nodes[i]] += source->gross_output[i];
    target->value_added[nodes[i]] += source->value_added[i];
    target->taxes[nodes[i]] += source->taxes[i];
    target->margins[nodes[i]] += source->margins[i];
    target->employment[nodes[i]] += source->employment[i]; /* NaN (unknown) stays NaN */
  }
}

static bool sum_affiliates(const rift_economy *source, const rift_code_map *regions,
                           const rift_code_map *sectors, rift_economy *target) {
  target->affiliates = rift_allocate(source->affiliate_count, sizeof *target->affiliates);
  if (target->affiliates == NULL) {
    return false;
  }
  for (size_t i = 0; i < source->affiliate_count; i++) {
    rift_affiliate_income income = source->affiliates[i];
    income.host = regions->targets[income.host];
    income.owner = regions->targets[income.owner];
    income.sector = sectors->targets[income.sector];
    size_t at = 0;
    while (at < target->affiliate_count && (target->affiliates[at].host != income.host ||
                                            target->affiliates[at].owner != income.owner ||
                                            target->affiliates[at].sector != income.sector)) {
      at++;
    }
    if (income.host == income.owner) {
      continue;
    }
    if (at < target->affiliate_count) {
      target->affiliates[at].value_musd += income.value_musd;
    } else {
      target->affiliates[target->affiliate_count++] = income;
    }
  }
  return true;
}

rift_status rift_economy_aggregate(const rift_economy *source, const rift_code_map *regions,
                                   const rift_code_map *sectors, rift_economy *target,
                                   rift_error *error) {
  rift_economy_init(target);
  size_t *nodes = rift_allocate(source->node_count, sizeof *nodes);
  if (nodes == NULL ||
      !copy_codes(regions, &target->regions, &target->region_names, &target->region_count) ||
      !copy_codes(sectors, &target->sectors, &target->sector_names, &target->sector_count) ||
      !copy_header(source, target) || !allocate(target) ||
      !sum_affiliates(source, regions, sectors, target)) {
    free(nodes);
    rift_economy_free(target);
    return rift_error_memory(error, 0);
  }
  for (size_t i = 0; i < source->node_count; i++) {
    nodes[i] = regions->targets[i / source->sector_count] * target->sector_count +
               sectors->targets[i % source->sector_count];
  }
  sum_flows(source, regions, nodes, target);
  free(nodes);
  return RIFT_OK;
}

static void round_values(double *values, size_t count, double scale) {
  for (size_t i = 0; i < count; i++) {
    values[i] = nearbyint(values[i] * scale) / scale;
  }
}

void rift_economy_round(rift_economy *economy, int decimals) {
  double scale = 1;
  for (int i = 0; i < decimals && i < 9; i++) {
    scale *= 10;
  }
  size_t n = economy->node_count;
  round_values(economy->intermediate, n * n, scale);
  round_values(economy->final_demand, n * economy->region_count * economy->category_count, scale);
  round_values(economy->gross_output, n, scale);
  round_values(economy->value_added, n, scale);
  round_values(economy->taxes, n, scale);
  round_values(economy->margins, n, scale);
}
