/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/import/importing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/check.h"
#include "economy/write.h"
#include "tables/file.h"

#define ROUNDING_UNIT 0.002 /* million, whatever the currency */

void rift_importing_init(rift_importing *importing, const rift_import_request *request,
                         rift_problems *problems, rift_error *error) {
  memset(importing, 0, sizeof *importing);
  importing->request = request;
  importing->problems = problems;
  importing->error = error;
  rift_economy_init(&importing->economy);
}

void rift_importing_free(rift_importing *importing) {
  rift_economy_free(&importing->economy);
  for (size_t i = 0; i < importing->file_count; i++) {
    free(importing->files[i]);
  }
  importing->file_count = 0;
  free(importing->lines_path);
  free(importing->node_lines);
  importing->lines_path = NULL;
  importing->node_lines = NULL;
}

static bool add_code(rift_names *codes, char ***names, size_t *count, const char *code,
                     const char *name) {
  bool added = false;
  if (rift_names_add(codes, code, strlen(code), &added) == RIFT_NOT_FOUND) {
    return false;
  }
  if (!added) {
    return true;
  }
  size_t capacity = *count;
  char **grown = rift_grow(*names, &capacity, *count + 1, sizeof *grown);
  if (grown == NULL) {
    return false;
  }
  *names = grown;
  grown[*count] = rift_copy_text(name);
  return grown[(*count)++] != NULL;
}

bool rift_importing_add_region(rift_importing *importing, const char *code, const char *name) {
  rift_economy *economy = &importing->economy;
  return add_code(&economy->regions, &economy->region_names, &economy->region_count, code, name);
}

bool rift_importing_add_sector(rift_importing *importing, const char *code, const char *name) {
  rift_economy *economy = &importing->economy;
  return add_code(&economy->sectors, &economy->sector_names, &economy->sector_count, code, name);
}

bool rift_importing_add_category(rift_importing *importing, const char *code) {
  rift_economy *economy = &importing->economy;
  bool added = rift_names_add(&economy->categories, code, strlen(code), NULL) != RIFT_NOT_FOUND;
  economy->category_count = economy->categories.count;
  return added;
}

rift_status rift_importing_allocate(rift_importing *importing) {
  rift_economy *economy = &importing->economy;
  size_t n = 0;
  size_t cells = 0;
  size_t final_cells = 0;
  if (!rift_size_product(economy->region_count, economy->sector_count, &n) ||
      !rift_size_product(n, n, &cells) || !rift_size_product(n, economy->region_count, &final_cells) ||
      !rift_size_product(final_cells, economy->category_count, &final_cells)) {
    return rift_error_memory(importing->error, 0);
  }
  economy->node_count = n;
  economy->year = importing->request->year;
  economy->intermediate = rift_allocate_doubles(cells);
  economy->final_demand = rift_allocate_doubles(final_cells);
  double **columns[] = {&economy->gross_output, &economy->value_added, &economy->taxes,
                        &economy->margins, &economy->employment};
  bool complete = economy->intermediate != NULL && economy->final_demand != NULL;
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
    *columns[i] = rift_allocate_doubles(n);
    complete = complete && *columns[i] != NULL;
  }
  if (!complete) {
    return rift_error_memory(importing->error, cells * sizeof(double));
  }
  for (size_t i = 0; i < n; i++) {
    economy->employment[i] = (double)NAN;
  }
  return RIFT_OK;
}

char *rift_importing_path(const rift_importing *importing, const char *name) {
  return rift_path_join(importing->request->source, name);
}

rift_status rift_importing_note_file(rift_importing *importing, const char *path) {
  const char *slash = strrchr(path, '/');
  size_t index = importing->file_count;
  if (index == RIFT_IMPORT_FILES_MAX) {
    return RIFT_OK; /* the first ones identify the source */
  }
  importing->files[index] = rift_copy_text(slash == NULL ? path : slash + 1);
  if (importing->files[index] == NULL) {
    return rift_error_memory(importing->error, 0);
  }
  importing->file_count++;
  return rift_hash_file(path, importing->hashes[index], importing->error);
}

rift_status rift_importing_add_group(rift_importing *importing, rift_group_kind kind,
                                     const char *name, const char *const *codes, size_t count) {
  rift_economy *economy = &importing->economy;
  const rift_names *known = kind == RIFT_GROUP_REGION ? &economy->regions : &economy->sectors;
  size_t capacity = economy->group_count;
  rift_group *groups =
      rift_grow(economy->groups, &capacity, economy->group_count + 1, sizeof *groups);
  if (groups == NULL) {
    return rift_error_memory(importing->error, 0);
  }
  economy->groups = groups;
  rift_group *group = &groups[economy->group_count];
  *group = (rift_group){.kind = kind,
                        .name = rift_copy_text(name),
                        .count = count,
                        .members = rift_allocate(count, sizeof *group->members)};
  economy->group_count++;
  if (group->name == NULL || group->members == NULL) {
    return rift_error_memory(importing->error, 0);
  }
  for (size_t i = 0; i < count; i++) {
    group->members[i] = rift_names_find(known, codes[i], strlen(codes[i]));
  }
  return RIFT_OK;
}

static rift_status write_folder(rift_importing *importing, const rift_import_origin *origin) {
  const rift_import_request *request = importing->request;
  rift_package_source sources[RIFT_IMPORT_FILES_MAX + 1] = {
      {.title = origin->source, .path = origin->address}};
  for (size_t i = 0; i < importing->file_count; i++) {
    sources[i + 1] = (rift_package_source){.title = "File that was imported",
                                           .path = importing->files[i],
                                           .sha256 = importing->hashes[i]};
  }
  rift_package_options options = {.name = origin->name,
                                  .title = origin->title,
                                  .year = importing->economy.year,
                                  .licence_name = origin->licence_name,
                                  .licence_path = origin->licence_path,
                                  .licence_title = origin->licence_title,
                                  .sources = sources,
                                  .source_count = importing->file_count + 1,
                                  .usd_per_eur = request->usd_per_eur,
                                  .usd_per_eur_year = importing->economy.year,
                                  .usd_per_eur_source = request->rate_source,
                                  .usd_per_eur_status = request->rate_status,
                                  .command = request->command};
  return rift_economy_write(&importing->economy, request->folder, NULL, &options,
                            importing->error);
}

void rift_importing_sum_sales(rift_importing *importing) {
  rift_economy *economy = &importing->economy;
  for (size_t node = 0; node < economy->node_count; node++) {
    double sum = 0;
    for (size_t user = 0; user < economy->node_count; user++) {
      sum += economy->intermediate[node * economy->node_count + user];
    }
    for (size_t region = 0; region < economy->region_count; region++) {
      sum += rift_economy_final(economy, node, region);
    }
    economy->gross_output[node] = sum;
  }
}

static void scale(double *values, size_t count, double factor) {
  for (size_t i = 0; i < count; i++) {
    values[i] *= factor;
  }
}

void rift_importing_convert(rift_importing *importing) {
  rift_economy *economy = &importing->economy;
  double rate = importing->request->usd_per_eur;
  size_t n = economy->node_count;
  scale(economy->intermediate, n * n, rate);
  scale(economy->final_demand, n * economy->region_count * economy->category_count, rate);
  scale(economy->gross_output, n, rate);
  scale(economy->value_added, n, rate);
  scale(economy->taxes, n, rate);
  scale(economy->margins, n, rate);
}

/* Published tables are rounded to 0.001 million: a negative output of that size is an empty node. */
static rift_status check_output(rift_importing *importing, const char *path) {
  rift_economy *economy = &importing->economy;
  rift_status status = RIFT_OK;
  for (size_t node = 0; node < economy->node_count; node++) {
    double *output = &economy->gross_output[node];
    if (*output >= 0 || *output > -ROUNDING_UNIT) {
      *output = *output < 0 ? 0 : *output;
      continue;
    }
    status = rift_problems_add(
        importing->problems, RIFT_ERROR, path,
        importing->node_lines == NULL ? 0 : importing->node_lines[node], 1,
        "%s %s: gross output is %g; expected zero or more",
        economy->regions.items[node / economy->sector_count],
        economy->sectors.items[node % economy->sector_count], *output);
  }
  return status;
}

rift_status rift_importing_finish(rift_importing *importing, const rift_import_origin *origin) {
  rift_identities identities;
  const char *path =
      importing->lines_path == NULL ? importing->request->source : importing->lines_path;
  rift_status status = importing->memory_failed ? rift_error_memory(importing->error, 0)
                                                : check_output(importing, path);
  if (status == RIFT_OK) {
    status = rift_economy_check_identities(&importing->economy, NULL, &identities, path,
                                           importing->node_lines, importing->problems,
                                           importing->error);
  }
  return status == RIFT_OK ? write_folder(importing, origin) : status;
}
