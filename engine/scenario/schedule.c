/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/schedule.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "scenario/codes.h"
#include "scenario/merge.h"
#include "scenario/relative.h"
#include "tables/csv.h"

enum { IMPORTER, EXPORTER, TARIFF_SECTOR, RATE, UNIT, KIND };
static const rift_csv_column tariff_columns[] = {
    {"importer", RIFT_CSV_CODE, true}, {"exporter", RIFT_CSV_CODE, true},
    {"sector", RIFT_CSV_CODE, true},   {"rate", RIFT_CSV_NUMBER, true},
    {"unit", RIFT_CSV_CODE, true},     {"kind", RIFT_CSV_CODE, true}};

enum { STEP, REGION, CAPACITY_SECTOR, SHARE };
static const rift_csv_column capacity_columns[] = {{"step", RIFT_CSV_NUMBER, true},
                                                   {"region", RIFT_CSV_CODE, true},
                                                   {"sector", RIFT_CSV_CODE, true},
                                                   {"share", RIFT_CSV_NUMBER, true}};

#define STEPS_MAX 100000
#define ROWS_MAX 1000000
#define FILE_BYTES_MAX ((uint64_t)64 << 20)

/* A table being read: which regions and sectors the current row means, and which cells are taken
 * already. */
typedef struct table {
  rift_reader *reader;
  rift_csv *csv;
  char *path;
  rift_measure *measure;
  size_t capacity; /* of the measure's rows */
  bool *regions[2];
  bool *sectors;
  rift_names taken; /* "importer/exporter/sector" as indices */
} table;

static bool table_prepare(table *work, const char *relative) {
  const rift_economy *economy = work->reader->economy;
  work->path = rift_relative_resolve(work->reader->folder, relative);
  work->regions[0] = rift_allocate(economy->region_count, sizeof(bool));
  work->regions[1] = rift_allocate(economy->region_count, sizeof(bool));
  work->sectors = rift_allocate(economy->sector_count, sizeof(bool));
  bool ready = work->path != NULL && work->regions[0] != NULL && work->regions[1] != NULL &&
               work->sectors != NULL;
  work->reader->memory_failed = work->reader->memory_failed || !ready;
  return ready;
}

static bool table_open(table *work, const rift_yaml_node *name, const rift_csv_column *columns,
                       size_t column_count) {
  rift_reader *reader = work->reader;
  const char *relative = rift_reader_text(reader, name, "the name of the table");
  if (relative == NULL || !table_prepare(work, relative)) {
    return false;
  }
  if (access(work->path, R_OK) != 0) {
    rift_reader_error(
        reader, name,
        "the table '%s' cannot be opened: %s; its path is relative to the file that names it",
        work->path, strerror(errno));
    return false;
  }
  rift_csv_options options = rift_csv_options_default();
  options.row_count_limit = ROWS_MAX;
  options.file_limit = FILE_BYTES_MAX;
  rift_error error = {0};
  rift_status status = RIFT_FAILED;
  if (rift_scenario_add_file(reader, work->path)) {
    status = rift_csv_open(&work->csv, work->path, columns, column_count, &options,
                           reader->problems, &error);
  }
  reader->memory_failed = reader->memory_failed || status == RIFT_FAILED;
  return status == RIFT_OK;
}

static bool table_close(table *work) {
  rift_error error = {0};
  rift_status status = rift_csv_close(work->csv, &error);
  work->reader->memory_failed = work->reader->memory_failed || status == RIFT_FAILED;
  free(work->regions[0]);
  free(work->regions[1]);
  free(work->sectors);
  free(work->path);
  rift_names_free(&work->taken);
  return status == RIFT_OK;
}

/* Marks what the field names. */
static bool mark(table *work, size_t column, rift_code_kind kind, bool *chosen) {
  const rift_economy *economy = work->reader->economy;
  size_t total = kind == RIFT_CODE_REGION ? economy->region_count : economy->sector_count;
  const char *name = NULL;
  const char *closest = NULL;
  size_t length = 0;
  memset(chosen, 0, total * sizeof *chosen);
  if (!rift_csv_code(work->csv, column, &name, &length)) {
    return false;
  }
  if (rift_codes_mark(economy, kind, name, chosen, &closest)) {
    return true;
  }
  rift_status status =
      rift_csv_error(work->csv, column, "the %s '%.60s' is not in the economy%s%s%s",
                     kind == RIFT_CODE_REGION ? "region" : "sector", name,
                     closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
                     closest == NULL ? "" : "'?");
  return status == RIFT_OK;
}

/* False (and reported) if an earlier row has the cell. */
static bool take_cell(table *work, size_t column, const char *cell, const char *what) {
  bool added = false;
  if (rift_names_add(&work->taken, cell, strlen(cell), &added) == RIFT_NOT_FOUND) {
    work->reader->memory_failed = true;
    return false;
  }
  return added || rift_csv_error(work->csv, column, "%s; keep one of the rows", what) == RIFT_OK;
}

static bool read_word(table *work, size_t column, const char *const words[2], size_t *which) {
  const char *text = NULL;
  size_t length = 0;
  if (!rift_csv_code(work->csv, column, &text, &length)) {
    return false;
  }
  for (*which = 0; *which < 2; (*which)++) {
    if (strcmp(text, words[*which]) == 0) {
      return true;
    }
  }
  return rift_csv_error(work->csv, column, "'%.60s' is unknown here; write %s or %s", text,
                        words[0], words[1]) == RIFT_OK;
}

static bool add_tariff(table *work, rift_tariff_row row) {
  char cell[96];
  snprintf(cell, sizeof cell, "%zu/%zu/%zu/%d", row.importer, row.exporter, row.sector,
           row.is_increase);
  if (!take_cell(work, IMPORTER, cell,
                 row.is_increase ? "this cell has an increase in an earlier row"
                                 : "this cell has a level in an earlier row")) {
    return false;
  }
  rift_tariff_row *rows = rift_grow(work->measure->tariff_rows, &work->capacity,
                                    work->measure->tariff_row_count + 1, sizeof *rows);
  if (rows == NULL) {
    work->reader->memory_failed = true;
    return false;
  }
  rows[work->measure->tariff_row_count++] = row;
  work->measure->tariff_rows = rows;
  return true;
}

static bool add_tariff_cells(table *work, double rate, bool is_increase) {
  const rift_economy *economy = work->reader->economy;
  size_t sector_count = economy->sector_count;
  size_t region_count = economy->region_count;
  for (size_t i = 0; i < region_count * region_count * sector_count; i++) {
    rift_tariff_row row = {.importer = i / (region_count * sector_count),
                           .exporter = i / sector_count % region_count,
                           .sector = i % sector_count,
                           .rate = rate,
                           .is_increase = is_increase};
    bool meant = work->regions[0][row.importer] && work->regions[1][row.exporter] &&
                 work->sectors[row.sector];
    if (meant && !add_tariff(work, row)) {
      return false;
    }
  }
  return true;
}

static bool read_tariff_row(table *work) {
  static const char *const units[] = {"ad_valorem", "percent"};
  static const char *const kinds[] = {"level", "increase"};
  size_t unit = 0;
  size_t kind = 0;
  double rate = 0;
  bool read = mark(work, IMPORTER, RIFT_CODE_REGION, work->regions[0]);
  read = mark(work, EXPORTER, RIFT_CODE_REGION, work->regions[1]) && read;
  read = mark(work, TARIFF_SECTOR, RIFT_CODE_SECTOR, work->sectors) && read;
  read = rift_csv_number(work->csv, RATE, &rate) && read;
  read = read_word(work, UNIT, units, &unit) && read;
  read = read_word(work, KIND, kinds, &kind) && read;
  if (!read) {
    return false;
  }
  for (size_t i = 0; i < work->reader->economy->region_count; i++) {
    if (work->regions[0][i] && work->regions[1][i]) {
      return rift_csv_error(work->csv, EXPORTER,
                            "%s is importer and exporter; a tariff is paid between regions",
                            work->reader->economy->regions.items[i]) == RIFT_OK;
    }
  }
  rate = unit == 1 ? rate / 100 : rate;
  if (!(rate > -1)) {
    return rift_csv_error(work->csv, RATE,
                          "the rate is -100 percent or less; a tariff is above that") == RIFT_OK;
  }
  return add_tariff_cells(work, rate, kind == 1);
}

bool rift_schedule_read(rift_reader *reader, const rift_yaml_node *name, rift_measure *measure) {
  table work = {.reader = reader, .measure = measure};
  bool read =
      table_open(&work, name, tariff_columns, sizeof tariff_columns / sizeof tariff_columns[0]);
  while (work.csv != NULL && rift_csv_next(work.csv)) {
    read = read_tariff_row(&work) && read;
  }
  return table_close(&work) && read;
}

static bool add_capacity(table *work, rift_capacity_row row) {
  char cell[96];
  snprintf(cell, sizeof cell, "%zu/%zu/%zu", row.step, row.region, row.sector);
  if (!take_cell(work, STEP, cell, "an earlier row has this step, region and sector")) {
    return false;
  }
  rift_capacity_row *rows = rift_grow(work->measure->capacity_rows, &work->capacity,
                                      work->measure->capacity_row_count + 1, sizeof *rows);
  if (rows == NULL) {
    work->reader->memory_failed = true;
    return false;
  }
  rows[work->measure->capacity_row_count++] = row;
  work->measure->capacity_rows = rows;
  return true;
}

static bool read_step(table *work, size_t *step) {
  size_t length = 0;
  const char *text = rift_csv_text(work->csv, STEP, &length);
  uint64_t count = 0;
  if (rift_count_read(text, length, &count) && count < STEPS_MAX) {
    *step = (size_t)count;
    return true;
  }
  return rift_csv_error(work->csv, STEP, "step is '%.40s'; expected a whole number from 0 to %d",
                        text, STEPS_MAX - 1) == RIFT_OK;
}

static bool read_capacity_row(table *work) {
  const rift_economy *economy = work->reader->economy;
  rift_capacity_row row = {0};
  bool read = read_step(work, &row.step);
  read = mark(work, REGION, RIFT_CODE_REGION, work->regions[0]) && read;
  read = mark(work, CAPACITY_SECTOR, RIFT_CODE_SECTOR, work->sectors) && read;
  read = rift_csv_number(work->csv, SHARE, &row.share) && read;
  if (read && !(row.share >= 0 && row.share <= 1)) {
    return rift_csv_error(work->csv, SHARE,
                          "the share is outside 0 to 1; 0.25 is a quarter of the capacity") ==
           RIFT_OK;
  }
  for (size_t i = 0; read && i < economy->region_count * economy->sector_count; i++) {
    row.region = i / economy->sector_count;
    row.sector = i % economy->sector_count;
    if (work->regions[0][row.region] && work->sectors[row.sector]) {
      read = add_capacity(work, row);
    }
  }
  return read;
}

bool rift_capacity_path_read(rift_reader *reader, const rift_yaml_node *name,
                             rift_measure *measure) {
  table work = {.reader = reader, .measure = measure};
  bool read = table_open(&work, name, capacity_columns,
                         sizeof capacity_columns / sizeof capacity_columns[0]);
  while (work.csv != NULL && rift_csv_next(work.csv)) {
    read = read_capacity_row(&work) && read;
  }
  return table_close(&work) && read;
}
