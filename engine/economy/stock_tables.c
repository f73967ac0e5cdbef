/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inventories and criticality of inputs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/figure.h"
#include "economy/parameter_tables.h"
#include "economy/reader.h"
#include "numeric/elementary.h"

enum { SECTOR, DAYS, CV, UNIT, YEAR, SOURCE, STATUS, INVENTORY_COLUMNS };

static const rift_figure_columns inventory_origin = {.unit = UNIT, .year = YEAR, .source = SOURCE, .status = STATUS};

static bool unit_is(rift_csv *csv, size_t column, const char *expected) {
  size_t length = 0;
  const char *unit = rift_csv_text(csv, column, &length);
  if (strcmp(unit, expected) != 0) {
    rift_csv_error(csv, column, "the unit is '%.60s'; expected '%s'", unit, expected);
    return false;
  }
  return true;
}

static bool read_days(rift_csv *csv, rift_distribution *d) {
  size_t length = 0;
  double days = 0;
  double cv = 0;
  bool fine = rift_figure_check_origin(csv, &inventory_origin);
  fine = unit_is(csv, UNIT, "day") && fine;
  if (!rift_csv_number(csv, DAYS, &days)) {
    return false;
  }
  if (days < 0) {
    rift_csv_error(csv, DAYS, "the stock is %g days; expected 0 or more", days);
    return false;
  }
  rift_csv_text(csv, CV, &length);
  if (length > 0 && !rift_csv_number(csv, CV, &cv)) {
    return false;
  }
  if (cv < 0 || (cv > 0 && days == 0)) {
    rift_csv_error(csv, CV, "the coefficient of variation is %g; expected 0 or more, and 0 for a stock of nothing", cv);
    return false;
  }
  *d = (rift_distribution){.kind = RIFT_POINT, .a = days, .low = -(double)INFINITY, .high = (double)INFINITY};
  if (cv > 0) {
    d->kind = RIFT_LOGNORMAL;
    d->a = rift_log(days);
    d->b = sqrt(rift_log1p(cv * cv));
  }
  return fine;
}

static void use_everywhere(rift_economy *economy, size_t sector, size_t position) {
  for (size_t r = 0; r < economy->region_count; r++) {
    economy->inventory_of[r * economy->sector_count + sector] = position;
  }
}

static bool start_inventories(rift_economy *economy) {
  for (size_t i = 0; i < economy->inventory_count; i++) {
    rift_quantity_free(&economy->inventories[i]);
  }
  free(economy->inventories);
  free(economy->inventory_of);
  economy->inventory_count = 0;
  economy->inventories = rift_allocate(economy->sector_count, sizeof *economy->inventories);
  economy->inventory_of = rift_allocate(economy->node_count, sizeof *economy->inventory_of);
  for (size_t i = 0; economy->inventory_of != NULL && i < economy->node_count; i++) {
    economy->inventory_of[i] = RIFT_NOT_FOUND;
  }
  return economy->inventories != NULL && economy->inventory_of != NULL;
}

rift_status rift_economy_read_inventories(rift_economy *economy, const char *path, rift_problems *problems,
                                          rift_error *error) {
  static const rift_csv_column columns[INVENTORY_COLUMNS] = {
      {"sector", RIFT_CSV_CODE, true}, {"days", RIFT_CSV_NUMBER, true}, {"cv", RIFT_CSV_NUMBER, true},
      {"unit", RIFT_CSV_TEXT, true},   {"year", RIFT_CSV_TEXT, true},   {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true}};
  if (!start_inventories(economy)) {
    return rift_error_memory(error, 0);
  }
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, INVENTORY_COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    size_t sector = 0;
    rift_distribution d;
    bool known = rift_reader_code(csv, SECTOR, &economy->sectors, "sector", &sector);
    if (!read_days(csv, &d) || !known) {
      continue;
    }
    if (economy->inventory_of[sector] != RIFT_NOT_FOUND) {
      rift_csv_error(csv, SECTOR, "'%s' stands further up already; expected it once; delete one of the rows",
                     economy->sectors.items[sector]);
      continue;
    }
    use_everywhere(economy, sector, economy->inventory_count);
    status = rift_figure_quantity(csv, &inventory_origin, &d, &economy->inventories[economy->inventory_count++],
                                  "%s.inventory_days", economy->sectors.items[sector]);
    if (status != RIFT_OK) {
      rift_error_memory(error, 0);
    }
  }
  return rift_reader_worse(status, rift_csv_close(csv, error));
}

enum { INPUT, USER, RATING, RATING_UNIT, RATING_YEAR, RATING_SOURCE, RATING_STATUS, RATING_COLUMNS };

static const rift_figure_columns rating_origin = {
    .unit = RATING_UNIT, .year = RATING_YEAR, .source = RATING_SOURCE, .status = RATING_STATUS};

static void take_rating(rift_economy *economy, rift_csv *csv, bool *seen) {
  size_t input = 0;
  size_t user = 0;
  double rating = 0;
  bool fine = rift_reader_code(csv, INPUT, &economy->sectors, "sector", &input);
  fine = rift_reader_code(csv, USER, &economy->sectors, "sector", &user) && fine;
  fine = rift_figure_check_origin(csv, &rating_origin) && fine;
  fine = unit_is(csv, RATING_UNIT, "rating") && fine;
  if (!rift_csv_number(csv, RATING, &rating) || !fine) {
    return;
  }
  size_t at = input * economy->sector_count + user;
  if (rating < 0 || rating > 1) {
    rift_csv_error(csv, RATING, "the rating is %g; expected 0 (never binds) to 1 (always binds)", rating);
  } else if (seen[at]) {
    rift_csv_error(csv, INPUT, "this pair of sectors stands further up already; expected it once");
  } else {
    seen[at] = true;
    economy->criticality[at] = rating;
  }
}

rift_status rift_economy_read_criticality(rift_economy *economy, const char *path, rift_problems *problems,
                                          rift_error *error) {
  static const rift_csv_column columns[RATING_COLUMNS] = {
      {"input_sector", RIFT_CSV_CODE, true}, {"using_sector", RIFT_CSV_CODE, true}, {"rating", RIFT_CSV_NUMBER, true},
      {"unit", RIFT_CSV_TEXT, true},         {"year", RIFT_CSV_TEXT, true},         {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true}};
  size_t cells = economy->sector_count * economy->sector_count;
  bool *seen = rift_allocate(cells, sizeof *seen);
  free(economy->criticality);
  economy->criticality = rift_allocate_doubles(cells);
  rift_csv *csv = NULL;
  rift_status status = RIFT_OK;
  if (seen == NULL || economy->criticality == NULL) {
    status = rift_error_memory(error, cells * sizeof(double));
  } else {
    status = rift_csv_open(&csv, path, columns, RATING_COLUMNS, NULL, problems, error);
  }
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_rating(economy, csv, seen);
  }
  free(seen);
  return rift_reader_worse(status, rift_csv_close(csv, error));
}
