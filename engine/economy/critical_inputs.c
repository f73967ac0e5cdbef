/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Critical inputs: worth little in any table, and users stop without them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/code_set.h"
#include "economy/critical_row.h"
#include "economy/parameter_tables.h"
#include "economy/reader.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const char *const rift_critical_parameter_names[RIFT_CRITICAL_PARAMETER_COUNT] = {"dependence", "china_share", "stock",
                                                                                  "substitution_time"};

const rift_figure_range *rift_critical_range(rift_critical_parameter parameter) {
  static const rift_figure_range ranges[RIFT_CRITICAL_PARAMETER_COUNT] = {
      {.unit = "share", .low = 0, .high = 1},
      {.unit = "share", .low = 0, .high = 1},
      {.unit = "week", .low = 0, .high = 1000},
      {.unit = "month", .low = 0, .high = 1000}};
  return &ranges[parameter];
}

rift_critical_row *rift_critical_row_add(rift_economy *economy) {
  size_t capacity = economy->critical_row_count; /* exact growth is enough for a small table */
  rift_critical_row *rows = rift_grow(economy->critical_rows, &capacity, economy->critical_row_count + 1, sizeof *rows);
  if (rows == NULL) {
    return NULL;
  }
  economy->critical_rows = rows;
  rift_critical_row *row = &rows[economy->critical_row_count++];
  memset(row, 0, sizeof *row);
  return row;
}

enum { INPUT, CARRIER, REGION, SECTOR, PARAMETER, KIND, LOW, CENTRAL, HIGH, UNIT, YEAR, SOURCE, STATUS, COLUMNS };

static const rift_figure_columns figure_columns = {.distribution = KIND, .low = LOW, .central = CENTRAL, .high = HIGH,
                                                   .unit = UNIT, .year = YEAR, .source = SOURCE, .status = STATUS};

bool rift_critical_parameter_read(rift_csv *csv, size_t column, rift_critical_parameter *parameter) {
  size_t length = 0;
  const char *text = rift_csv_text(csv, column, &length);
  for (size_t i = 0; i < RIFT_CRITICAL_PARAMETER_COUNT; i++) {
    if (strcmp(text, rift_critical_parameter_names[i]) == 0) {
      *parameter = (rift_critical_parameter)i;
      return true;
    }
  }
  return false;
}

static bool read_carrier(rift_csv *csv, const rift_economy *economy, size_t *carrier) {
  size_t length = 0;
  *carrier = RIFT_NOT_FOUND;
  rift_csv_text(csv, CARRIER, &length);
  return length == 0 || rift_reader_code(csv, CARRIER, &economy->sectors, "sector", carrier);
}

/* "magnets.C29.stock" for all regions, "magnets.DEU.C29.stock" for some. */
static rift_status set_quantity(rift_csv *csv, rift_critical_row *row, const rift_distribution *d) {
  size_t length = 0;
  char region[128];
  snprintf(region, sizeof region, "%s", rift_csv_text(csv, REGION, &length));
  bool all = row->rank == 0;
  return rift_figure_quantity(csv, &figure_columns, d, &row->quantity, "%s.%s%s%s.%s", row->input, all ? "" : region,
                              all ? "" : ".", rift_csv_text(csv, SECTOR, &length),
                              rift_critical_parameter_names[row->parameter]);
}

static rift_status take_row(rift_economy *economy, rift_csv *csv) {
  const char *input = NULL;
  size_t length = 0;
  size_t carrier = RIFT_NOT_FOUND;
  rift_critical_parameter parameter = RIFT_DEPENDENCE;
  rift_distribution d;
  bool *regions = NULL;
  bool *sectors = NULL;
  rift_code_scope scope = RIFT_SCOPE_ALL;
  rift_code_scope ignored = RIFT_SCOPE_ALL;
  bool fine = rift_csv_code(csv, INPUT, &input, &length);
  fine = read_carrier(csv, economy, &carrier) && fine;
  rift_status status = rift_code_set_read(csv, REGION, economy, true, &regions, &scope);
  if (status == RIFT_OK) {
    status = rift_code_set_read(csv, SECTOR, economy, false, &sectors, &ignored);
  }
  if (!rift_critical_parameter_read(csv, PARAMETER, &parameter)) {
    rift_csv_error(csv, PARAMETER, "the parameter is '%.60s'; expected dependence, china_share, stock or substitution_time",
                   rift_csv_text(csv, PARAMETER, &length));
    fine = false;
  } else {
    fine = rift_figure_read(csv, &figure_columns, rift_critical_range(parameter), &d) && fine;
  }
  if (status != RIFT_OK || !fine || regions == NULL || sectors == NULL) {
    free(regions);
    free(sectors);
    return status;
  }
  rift_critical_row *row = rift_critical_row_add(economy);
  if (row == NULL) {
    free(regions);
    free(sectors);
    return RIFT_FAILED;
  }
  *row = (rift_critical_row){.input = rift_copy_text(input), .carrier = carrier, .rank = (int)scope,
                             .regions = regions, .sectors = sectors, .parameter = parameter};
  return row->input == NULL ? RIFT_FAILED : set_quantity(csv, row, &d);
}

rift_status rift_economy_read_critical_inputs(rift_economy *economy, const char *path, rift_problems *problems,
                                              rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"input", RIFT_CSV_CODE, true},     {"carrier_sector", RIFT_CSV_TEXT, true}, {"user_region", RIFT_CSV_CODE, true},
      {"user_sector", RIFT_CSV_CODE, true}, {"parameter", RIFT_CSV_TEXT, true},    {"distribution", RIFT_CSV_TEXT, true},
      {"low", RIFT_CSV_NUMBER, true},     {"central", RIFT_CSV_NUMBER, true},      {"high", RIFT_CSV_NUMBER, true},
      {"unit", RIFT_CSV_TEXT, true},      {"year", RIFT_CSV_TEXT, true},           {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true}};
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

/* The rows that count for one input, region and sector. */
typedef struct choice {
  const rift_critical_row *rows[RIFT_CRITICAL_PARAMETER_COUNT];
} choice;

static choice choose(const rift_economy *economy, const char *input, size_t region, size_t sector, rift_problems *problems) {
  choice best = {{NULL}};
  for (size_t i = 0; i < economy->critical_row_count; i++) {
    const rift_critical_row *row = &economy->critical_rows[i];
    if (strcmp(row->input, input) != 0 || !row->regions[region] || !row->sectors[sector]) {
      continue;
    }
    const rift_critical_row **held = &best.rows[row->parameter];
    if (*held != NULL && (*held)->rank == row->rank) {
      rift_problems_add(problems, RIFT_ERROR, row->quantity.place.file, row->quantity.place.line, 1,
                        "the %s of '%s' in %s of %s stands in line %ld already; expected it once", 
                        rift_critical_parameter_names[row->parameter], input, economy->sectors.items[sector],
                        economy->regions.items[region], (*held)->quantity.place.line);
    }
    if (*held == NULL || row->rank > (*held)->rank) {
      *held = row;
    }
  }
  return best;
}

/* True for a use; a half-described one is an error. */
static bool is_whole(const rift_economy *economy, const choice *c, size_t region, size_t sector, rift_problems *problems) {
  const rift_critical_row *any = NULL;
  size_t missing = RIFT_CRITICAL_PARAMETER_COUNT;
  for (size_t p = 0; p < RIFT_CRITICAL_PARAMETER_COUNT; p++) {
    any = c->rows[p] != NULL ? c->rows[p] : any;
    missing = c->rows[p] == NULL ? p : missing;
  }
  if (any != NULL && missing < RIFT_CRITICAL_PARAMETER_COUNT) {
    rift_problems_add(problems, RIFT_ERROR, any->quantity.place.file, any->quantity.place.line, 1,
                      "'%s' has no %s for %s of %s; expected dependence, china_share, stock and substitution_time; add the row",
                      any->input, rift_critical_parameter_names[missing], economy->sectors.items[sector],
                      economy->regions.items[region]);
  }
  return any != NULL && missing == RIFT_CRITICAL_PARAMETER_COUNT;
}

static bool add_region(rift_critical_use *use, size_t region) {
  size_t *regions = realloc(use->regions, (use->region_count + 1) * sizeof *regions);
  if (regions == NULL) {
    return false;
  }
  use->regions = regions;
  regions[use->region_count++] = region;
  return true;
}

static size_t carrier_of(const choice *c) {
  size_t carrier = RIFT_NOT_FOUND;
  for (size_t p = 0; p < RIFT_CRITICAL_PARAMETER_COUNT && carrier == RIFT_NOT_FOUND; p++) {
    carrier = c->rows[p]->carrier;
  }
  return carrier;
}

/* Regions that share all four rows share a use. */
static bool add_use(rift_economy *economy, size_t first, size_t sector, size_t region, const choice *c) {
  for (size_t u = first; u < economy->critical_use_count; u++) {
    rift_critical_use *use = &economy->critical_uses[u];
    bool same = use->sector == sector;
    for (size_t p = 0; p < RIFT_CRITICAL_PARAMETER_COUNT; p++) {
      same = same && use->parameters[p] == &c->rows[p]->quantity;
    }
    if (same) {
      return add_region(use, region);
    }
  }
  rift_critical_use *uses = realloc(economy->critical_uses, (economy->critical_use_count + 1) * sizeof *uses);
  if (uses == NULL) {
    return false;
  }
  economy->critical_uses = uses;
  rift_critical_use *use = &uses[economy->critical_use_count++];
  *use = (rift_critical_use){.input = rift_copy_text(c->rows[0]->input), .carrier = carrier_of(c), .sector = sector};
  for (size_t p = 0; p < RIFT_CRITICAL_PARAMETER_COUNT; p++) {
    use->parameters[p] = &c->rows[p]->quantity;
  }
  return use->input != NULL && add_region(use, region);
}

static bool resolve_input(rift_economy *economy, const char *input, rift_problems *problems) {
  size_t first = economy->critical_use_count;
  for (size_t sector = 0; sector < economy->sector_count; sector++) {
    for (size_t region = 0; region < economy->region_count; region++) {
      choice c = choose(economy, input, region, sector, problems);
      if (is_whole(economy, &c, region, sector, problems) && !add_use(economy, first, sector, region, &c)) {
        return false;
      }
    }
  }
  return true;
}

rift_status rift_economy_resolve_critical_inputs(rift_economy *economy, rift_problems *problems, rift_error *error) {
  size_t errors = problems->errors;
  rift_names inputs = {0};
  bool fine = true;
  for (size_t i = 0; fine && i < economy->critical_row_count; i++) {
    const char *name = economy->critical_rows[i].input;
    fine = rift_names_add(&inputs, name, strlen(name), NULL) != RIFT_NOT_FOUND;
  }
  for (size_t i = 0; fine && i < inputs.count; i++) {
    fine = resolve_input(economy, inputs.items[i], problems);
  }
  rift_names_free(&inputs);
  if (!fine) {
    return rift_error_memory(error, 0);
  }
  return problems->errors > errors ? RIFT_INVALID : RIFT_OK;
}
