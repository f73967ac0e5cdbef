/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not known exactly about the table itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/code_set.h"
#include "economy/figure.h"
#include "economy/parameter_tables.h"
#include "economy/reader.h"
#include "economy/table_errors.h"

enum { ID, EXPORTER, IMPORTER, SECTOR, KIND, LOW, CENTRAL, HIGH, UNIT, YEAR, SOURCE, STATUS, COLUMNS };

static const rift_figure_columns figure_columns = {.distribution = KIND, .low = LOW, .central = CENTRAL, .high = HIGH,
                                                   .unit = UNIT, .year = YEAR, .source = SOURCE, .status = STATUS};

rift_quantity *rift_table_factor_add(rift_economy *economy) {
  size_t capacity = economy->table_factor_count;
  rift_quantity *factors = rift_grow(economy->table_factors, &capacity, economy->table_factor_count + 1, sizeof *factors);
  if (factors == NULL) {
    return NULL;
  }
  economy->table_factors = factors;
  memset(&factors[economy->table_factor_count], 0, sizeof *factors);
  return &factors[economy->table_factor_count++];
}

rift_table_error_row *rift_table_error_add(rift_economy *economy) {
  size_t capacity = economy->table_error_count;
  rift_table_error_row *rows = rift_grow(economy->table_errors, &capacity, economy->table_error_count + 1, sizeof *rows);
  if (rows == NULL) {
    return NULL;
  }
  economy->table_errors = rows;
  memset(&rows[economy->table_error_count], 0, sizeof *rows);
  return &rows[economy->table_error_count++];
}

static bool same_distribution(const rift_distribution *a, const rift_distribution *b) {
  return a->kind == b->kind && a->a == b->a && a->b == b->b && a->c == b->c && a->d == b->d;
}

static size_t find_factor(const rift_economy *economy, const char *name) {
  for (size_t i = 0; i < economy->table_factor_count; i++) {
    if (strcmp(economy->table_factors[i].id + strlen("table."), name) == 0) {
      return i;
    }
  }
  return RIFT_NOT_FOUND;
}

/* The factor of the row's id, added if it is new; RIFT_NOT_FOUND after an error. */
static rift_status take_factor(rift_economy *economy, rift_csv *csv, size_t *factor) {
  static const rift_figure_range range = {.unit = "factor", .low = 0, .high = 100, .low_excluded = true};
  const char *name = NULL;
  size_t length = 0;
  rift_distribution d;
  bool named = rift_csv_code(csv, ID, &name, &length);
  *factor = RIFT_NOT_FOUND;
  if (!rift_figure_read(csv, &figure_columns, &range, &d) || !named) {
    return RIFT_OK;
  }
  size_t at = find_factor(economy, name);
  if (at != RIFT_NOT_FOUND) {
    if (!same_distribution(&d, &economy->table_factors[at].distribution)) {
      rift_csv_error(csv, KIND, "'%s' has another distribution in line %ld; rows of one id share one draw: make them equal, or give this one its own id",
                     name, economy->table_factors[at].place.line);
      return RIFT_OK;
    }
    *factor = at;
    return RIFT_OK;
  }
  rift_quantity *quantity = rift_table_factor_add(economy);
  if (quantity == NULL) {
    return RIFT_FAILED;
  }
  *factor = economy->table_factor_count - 1;
  rift_status status = rift_figure_quantity(csv, &figure_columns, &d, quantity, "table.%s", name);
  economy->table_factor_count -= status != RIFT_OK;
  return status;
}

static rift_status take_row(rift_economy *economy, rift_csv *csv) {
  rift_table_error_row read = {0};
  rift_code_scope ignored = RIFT_SCOPE_ALL;
  rift_status status = rift_code_set_read(csv, EXPORTER, economy, true, &read.exporters, &ignored);
  if (status == RIFT_OK) {
    status = rift_code_set_read(csv, IMPORTER, economy, true, &read.importers, &ignored);
  }
  if (status == RIFT_OK) {
    status = rift_code_set_read(csv, SECTOR, economy, false, &read.sectors, &ignored);
  }
  if (status == RIFT_OK) {
    status = take_factor(economy, csv, &read.factor);
  }
  bool whole = read.exporters != NULL && read.importers != NULL && read.sectors != NULL && read.factor != RIFT_NOT_FOUND;
  rift_table_error_row *row = status == RIFT_OK && whole ? rift_table_error_add(economy) : NULL;
  if (row != NULL) {
    *row = read;
    return RIFT_OK;
  }
  free(read.exporters);
  free(read.importers);
  free(read.sectors);
  return status == RIFT_OK && whole ? RIFT_FAILED : status;
}

rift_status rift_economy_read_table_errors(rift_economy *economy, const char *path, rift_problems *problems,
                                           rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"id", RIFT_CSV_CODE, true},       {"exporter", RIFT_CSV_CODE, true},    {"importer", RIFT_CSV_CODE, true},
      {"sector", RIFT_CSV_CODE, true},   {"distribution", RIFT_CSV_TEXT, true}, {"low", RIFT_CSV_NUMBER, true},
      {"central", RIFT_CSV_NUMBER, true}, {"high", RIFT_CSV_NUMBER, true},     {"unit", RIFT_CSV_TEXT, true},
      {"year", RIFT_CSV_TEXT, true},     {"source", RIFT_CSV_TEXT, true},      {"status", RIFT_CSV_TEXT, true}};
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

static bool touches(const rift_table_error_row *row, size_t exporter, size_t importer, size_t sector) {
  return row->exporters[exporter] && row->importers[importer] && row->sectors[sector];
}

size_t rift_economy_table_factors(const rift_economy *economy, size_t exporter, size_t importer, size_t sector,
                                  size_t limit, size_t *factors) {
  bool outranked = false;
  size_t count = 0;
  for (size_t i = 0; i < economy->table_error_count; i++) {
    const rift_table_error_row *row = &economy->table_errors[i];
    outranked = outranked || (row->outranks && touches(row, exporter, importer, sector));
  }
  for (size_t i = 0; i < economy->table_error_count; i++) {
    const rift_table_error_row *row = &economy->table_errors[i];
    bool known = false;
    for (size_t k = 0; k < count; k++) {
      known = known || factors[k] == row->factor;
    }
    if (touches(row, exporter, importer, sector) && (row->outranks || !outranked) && !known && count < limit) {
      factors[count++] = row->factor;
    }
  }
  return count;
}
