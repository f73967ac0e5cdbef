/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/employment.h"

#include <stdlib.h>

#include "base/memory.h"
#include "economy/reader.h"
#include "economy/projection/statement.h"

enum { REGION, SECTOR, VALUE, UNIT, YEAR, SOURCE, STATUS, NOTE, COLUMNS };

static void take_row(rift_economy *economy, rift_csv *csv, long *lines) {
  static const char *const units[] = {"persons", "thousand persons"};
  static const rift_statement_columns statement = {UNIT, YEAR, SOURCE, STATUS};
  size_t region = RIFT_NOT_FOUND;
  size_t sector = RIFT_NOT_FOUND;
  double value = 0;
  bool known = rift_reader_code(csv, REGION, &economy->regions, "region", &region);
  known &= rift_reader_code(csv, SECTOR, &economy->sectors, "sector", &sector);
  bool number = rift_csv_number(csv, VALUE, &value);
  size_t unit = rift_statement_unit(csv, UNIT, units, 2);
  rift_statement_check(csv, &statement);
  if (number && value < 0) {
    rift_csv_error(csv, VALUE, "negative employment; expected zero or more");
  }
  if (!known) {
    return;
  }
  size_t node = region * economy->sector_count + sector;
  if (lines[node] > 0) {
    rift_csv_error(csv, REGION,
                   "%s %s is there twice, first on line %ld; expected it once; delete one of the "
                   "rows",
                   economy->regions.items[region], economy->sectors.items[sector], lines[node]);
    return;
  }
  lines[node] = rift_csv_line(csv);
  economy->employment[node] = value * (unit == 1 ? 1000 : 1);
}

rift_status rift_economy_read_employment(rift_economy *economy, const char *path,
                                         rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"region", RIFT_CSV_CODE, true}, {"sector", RIFT_CSV_CODE, true},
      {"value", RIFT_CSV_NUMBER, true}, {"unit", RIFT_CSV_TEXT, true},
      {"year", RIFT_CSV_TEXT, true},   {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true}, {"note", RIFT_CSV_TEXT, false}};
  long *lines = rift_allocate(economy->node_count, sizeof *lines);
  if (lines == NULL) {
    return rift_error_memory(error, 0);
  }
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_row(economy, csv, lines);
  }
  free(lines);
  return rift_reader_worse(status, rift_csv_close(csv, error));
}
