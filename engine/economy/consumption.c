/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consumption groups: how what households spend on sectors' products falls on food, energy and so on. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/figure.h"
#include "economy/parameter_tables.h"
#include "economy/reader.h"

enum { GROUP, SECTOR, SHARE, UNIT, YEAR, SOURCE, STATUS, COLUMNS };

#define GROUPS_MAX 64

/* Sums of shares may miss 1 by the rounding of what people write. */
static const double rounding = 1e-9;

static const rift_figure_columns origin = {.unit = UNIT, .year = YEAR, .source = SOURCE, .status = STATUS};

/* Position of the group's name, added if it is new; RIFT_NOT_FOUND when memory runs out. */
static size_t take_group(rift_economy *economy, const char *name, size_t length) {
  bool added = false;
  size_t group = rift_names_add(&economy->consumption_groups, name, length, &added);
  if (group == RIFT_NOT_FOUND || !added) {
    return group;
  }
  size_t old = economy->consumption_groups.count - 1;
  double *shares = rift_allocate_doubles((old + 1) * economy->sector_count);
  if (shares == NULL) {
    return RIFT_NOT_FOUND;
  }
  if (old > 0) {
    memcpy(shares, economy->consumption_shares, old * economy->sector_count * sizeof *shares);
  }
  free(economy->consumption_shares);
  economy->consumption_shares = shares;
  return group;
}

static bool check_share(const rift_economy *economy, rift_csv *csv, size_t sector, double share) {
  double sum = share;
  for (size_t g = 0; g < economy->consumption_groups.count; g++) {
    sum += economy->consumption_shares[g * economy->sector_count + sector];
  }
  if (share <= 0 || share > 1) {
    rift_csv_error(csv, SHARE, "the share is %g; expected a number above 0 and at most 1", share);
    return false;
  }
  if (sum > 1 + rounding) {
    rift_csv_error(csv, SHARE, "the shares of '%s' add up to %g; expected at most 1", economy->sectors.items[sector], sum);
    return false;
  }
  return true;
}

static rift_status take_row(rift_economy *economy, rift_csv *csv) {
  const char *name = NULL;
  size_t length = 0;
  size_t sector = 0;
  double share = 0;
  bool fine = rift_reader_code(csv, SECTOR, &economy->sectors, "sector", &sector);
  fine = rift_figure_check_origin(csv, &origin) && fine;
  size_t unit_length = 0;
  const char *unit = rift_csv_text(csv, UNIT, &unit_length);
  if (strcmp(unit, "share") != 0) {
    rift_csv_error(csv, UNIT, "the unit is '%.60s'; expected 'share'", unit);
    fine = false;
  }
  if (!rift_csv_code(csv, GROUP, &name, &length) || !rift_csv_number(csv, SHARE, &share) || !fine ||
      !check_share(economy, csv, sector, share)) {
    return RIFT_OK;
  }
  size_t group = take_group(economy, name, length);
  if (group == RIFT_NOT_FOUND) {
    return RIFT_FAILED;
  }
  double *held = &economy->consumption_shares[group * economy->sector_count + sector];
  if (*held > 0) {
    rift_csv_error(csv, SECTOR, "'%s' stands in '%s' already; expected it once; add the two up", economy->sectors.items[sector],
                   economy->consumption_groups.items[group]);
  } else if (economy->consumption_groups.count > GROUPS_MAX) {
    rift_csv_error(csv, GROUP, "there are more than %d consumption groups", GROUPS_MAX);
  }
  *held = share;
  return RIFT_OK;
}

rift_status rift_economy_read_consumption(rift_economy *economy, const char *path, rift_problems *problems,
                                          rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"group", RIFT_CSV_CODE, true}, {"sector", RIFT_CSV_CODE, true}, {"share", RIFT_CSV_NUMBER, true},
      {"unit", RIFT_CSV_TEXT, true},  {"year", RIFT_CSV_TEXT, true},   {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true}};
  rift_names_free(&economy->consumption_groups);
  free(economy->consumption_shares);
  economy->consumption_shares = NULL;
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    status = take_row(economy, csv);
    if (status == RIFT_FAILED) {
      rift_error_memory(error, 0);
    }
  }
  return rift_reader_worse(status, rift_csv_close(csv, error));
}
