/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/sector_classes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"

enum { CLASS, MEMBER, NOTE, COLUMNS };

void rift_sector_classes_free(rift_sector_classes *classes) {
  if (classes != NULL) {
    rift_names_free(&classes->names);
    free(classes->marks);
    memset(classes, 0, sizeof *classes);
  }
}

static bool mark_one(size_t count, size_t index, bool *marks) {
  memset(marks, 0, count * sizeof *marks);
  if (index == RIFT_NOT_FOUND) {
    return false;
  }
  marks[index] = true;
  return true;
}

static bool mark_all(size_t count, bool *marks) {
  for (size_t i = 0; i < count; i++) {
    marks[i] = true;
  }
  return true;
}

static bool mark_group(const rift_economy *economy, const char *word, bool of_regions,
                       bool *marks) {
  const rift_group *group = rift_economy_group(economy, word, of_regions);
  for (size_t i = 0; group != NULL && i < group->count; i++) {
    marks[group->members[i]] = true;
  }
  return group != NULL;
}

bool rift_mark_sectors(const rift_sector_classes *classes, const rift_economy *economy,
                       const char *word, bool *marks) {
  size_t sectors = economy->sector_count;
  if (strcmp(word, "all") == 0) {
    return mark_all(sectors, marks);
  }
  if (mark_one(sectors, rift_economy_sector(economy, word), marks)) {
    return true;
  }
  size_t at = classes == NULL ? RIFT_NOT_FOUND
                              : rift_names_find(&classes->names, word, strlen(word));
  if (at != RIFT_NOT_FOUND) {
    memcpy(marks, classes->marks + at * sectors, sectors * sizeof *marks);
    return true;
  }
  return mark_group(economy, word, false, marks);
}

bool rift_mark_regions(const rift_economy *economy, const char *word, bool *marks) {
  if (strcmp(word, "all") == 0) {
    return mark_all(economy->region_count, marks);
  }
  return mark_one(economy->region_count, rift_economy_region(economy, word), marks) ||
         mark_group(economy, word, true, marks);
}

static void report_unknown(rift_csv *csv, size_t column, const char *what, const char *word,
                           const rift_names *codes) {
  const char *closest = rift_closest(word, (const char *const *)codes->items, codes->count);
  rift_csv_error(csv, column, "unknown %s '%.60s'%s%s%s", what, word,
                 closest == NULL ? "; expected a code or a name that stands for several"
                                 : "; did you mean '",
                 closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
}

bool rift_mark_sector_field(rift_csv *csv, size_t column, const rift_sector_classes *classes,
                            const rift_economy *economy, bool *marks) {
  const char *word = NULL;
  size_t length = 0;
  if (!rift_csv_code(csv, column, &word, &length)) {
    return false;
  }
  if (rift_mark_sectors(classes, economy, word, marks)) {
    return true;
  }
  bool class = classes != NULL &&
               rift_closest(word, (const char *const *)classes->names.items,
                            classes->names.count) != NULL;
  report_unknown(csv, column, "sector or class", word, class ? &classes->names : &economy->sectors);
  return false;
}

bool rift_mark_region_field(rift_csv *csv, size_t column, const rift_economy *economy,
                            bool *marks) {
  const char *word = NULL;
  size_t length = 0;
  if (!rift_csv_code(csv, column, &word, &length)) {
    return false;
  }
  if (rift_mark_regions(economy, word, marks)) {
    return true;
  }
  report_unknown(csv, column, "region or group", word, &economy->regions);
  return false;
}

static bool grow(rift_sector_classes *classes) {
  size_t size = 0;
  if (!rift_size_product(classes->names.count, classes->sector_count, &size)) {
    return false;
  }
  bool *marks = realloc(classes->marks, (size + 1) * sizeof *marks);
  if (marks == NULL) {
    return false;
  }
  classes->marks = marks;
  memset(marks + size - classes->sector_count, 0, classes->sector_count * sizeof *marks);
  return true;
}

static void include(rift_sector_classes *classes, size_t class, const bool *member, rift_csv *csv,
                    const char *word) {
  bool *marks = classes->marks + class * classes->sector_count;
  bool repeated = false;
  for (size_t i = 0; i < classes->sector_count; i++) {
    repeated |= marks[i] && member[i];
    marks[i] = marks[i] || member[i];
  }
  if (repeated) {
    rift_csv_error(csv, MEMBER, "'%s' is in the class '%s' already; expected each sector once",
                   word, classes->names.items[class]);
  }
}

static rift_status take_row(rift_sector_classes *classes, const rift_economy *economy,
                            rift_csv *csv, bool *member, rift_error *error) {
  const char *name = NULL;
  size_t length = 0;
  if (!rift_csv_code(csv, CLASS, &name, &length) ||
      !rift_mark_sector_field(csv, MEMBER, classes, economy, member)) {
    return RIFT_OK;
  }
  if (strcmp(name, "all") == 0 || rift_economy_sector(economy, name) != RIFT_NOT_FOUND) {
    rift_csv_error(csv, CLASS,
                   "the class '%s' bears the code of a sector, or the word for all; expected a "
                   "name of its own; rename it",
                   name);
    return RIFT_OK;
  }
  bool added = false;
  size_t class = rift_names_add(&classes->names, name, length, &added);
  if (class == RIFT_NOT_FOUND || (added && !grow(classes))) {
    return rift_error_memory(error, length);
  }
  size_t ignored = 0;
  include(classes, class, member, csv, rift_csv_text(csv, MEMBER, &ignored));
  return RIFT_OK;
}

rift_status rift_sector_classes_read(rift_sector_classes *classes, const rift_economy *economy,
                                     const char *path, rift_problems *problems,
                                     rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {{"class", RIFT_CSV_CODE, true},
                                                   {"member", RIFT_CSV_CODE, true},
                                                   {"note", RIFT_CSV_TEXT, false}};
  memset(classes, 0, sizeof *classes);
  classes->sector_count = economy->sector_count;
  if (path == NULL) {
    return RIFT_OK;
  }
  bool *member = rift_allocate(economy->sector_count, sizeof *member);
  if (member == NULL) {
    return rift_error_memory(error, 0);
  }
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    status = take_row(classes, economy, csv, member, error);
  }
  status = rift_reader_worse(status, rift_csv_close(csv, error));
  free(member);
  if (status != RIFT_OK) {
    rift_sector_classes_free(classes);
  }
  return status;
}
