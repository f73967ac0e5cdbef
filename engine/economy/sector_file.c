/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sector files: what an analyst knows of one sector in one region, and may edit. Parameters:
 *   sales_to_china (share of output)    draws the true size of the sector's flows to China
 *   inputs_from_china (share of inputs) must hold in the table: a warning says where the table lies outside
 *   joint_venture_income (million USD)  replaces the affiliate income from China
 *   employment (persons)                replaces the node's employment
 *   inventory (days)                    replaces the node's stock of inputs
 *   trade_elasticity (elasticity)       replaces the sector's theta, for all regions
 *   dependence, china_share, stock, substitution_time   of the critical input in column `input` */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/critical_row.h"
#include "economy/parameter_tables.h"
#include "economy/reader.h"
#include "economy/table_errors.h"
#include "numeric/elementary.h"

enum { REGION, SECTOR, PARAMETER, INPUT, KIND, LOW, CENTRAL, HIGH, UNIT, YEAR, SOURCE, STATUS, COLUMNS };

static const rift_figure_columns figure_columns = {.distribution = KIND, .low = LOW, .central = CENTRAL, .high = HIGH,
                                                   .unit = UNIT, .year = YEAR, .source = SOURCE, .status = STATUS};

/* A row at work. */
typedef struct sector_row {
  rift_economy *economy;
  rift_csv *csv;
  size_t region, sector, china; /* china: RIFT_NOT_FOUND if the economy has no CHN */
  rift_distribution distribution;
} sector_row;

static rift_status quantity_of(const sector_row *row, const rift_distribution *d, rift_quantity *quantity,
                               const char *prefix, const char *parameter) {
  return rift_figure_quantity(row->csv, &figure_columns, d, quantity, "%s%s.%s.%s", prefix,
                              row->economy->regions.items[row->region], row->economy->sectors.items[row->sector],
                              parameter);
}

static size_t node_of(const sector_row *row) { return row->region * row->economy->sector_count + row->sector; }

/* Sales of the node to a region, all uses. */
static double sales_to(const rift_economy *economy, size_t node, size_t region) {
  double sum = rift_economy_final(economy, node, region);
  for (size_t j = 0; j < economy->sector_count; j++) {
    sum += economy->intermediate[node * economy->node_count + region * economy->sector_count + j];
  }
  return sum;
}

static double input_share_from(const rift_economy *economy, size_t user, size_t region) {
  double all = 0;
  double from = 0;
  for (size_t i = 0; i < economy->node_count; i++) {
    double flow = economy->intermediate[i * economy->node_count + user];
    all += flow;
    from += i / economy->sector_count == region ? flow : 0;
  }
  return all > 0 ? from / all : 0;
}

static void scale(rift_distribution *d, double factor) {
  if (d->kind == RIFT_LOGNORMAL) {
    d->a += rift_log(factor);
  } else {
    d->a *= factor;
    d->b *= factor;
    d->c *= factor;
  }
  d->low *= factor;
  d->high *= factor;
}

static rift_status take_sales(sector_row *row) {
  rift_economy *economy = row->economy;
  double output = economy->gross_output[node_of(row)];
  double share = output > 0 ? sales_to(economy, node_of(row), row->china) / output : 0;
  if (share <= 0) {
    rift_csv_error(row->csv, PARAMETER, "the table has no sales of this sector to China that a share could correct; delete the row");
    return RIFT_OK;
  }
  rift_distribution factor = row->distribution;
  scale(&factor, 1 / share);
  rift_quantity *quantity = rift_table_factor_add(economy);
  rift_status status = quantity == NULL ? RIFT_FAILED : quantity_of(row, &factor, quantity, "table.", "sales_to_china");
  rift_table_error_row *error_row = status == RIFT_OK ? rift_table_error_add(economy) : NULL;
  if (error_row == NULL) {
    economy->table_factor_count -= quantity != NULL && quantity->id == NULL;
    return RIFT_FAILED;
  }
  error_row->factor = economy->table_factor_count - 1;
  error_row->outranks = true;
  error_row->exporters = rift_allocate(economy->region_count, sizeof(bool));
  error_row->importers = rift_allocate(economy->region_count, sizeof(bool));
  error_row->sectors = rift_allocate(economy->sector_count, sizeof(bool));
  if (error_row->exporters == NULL || error_row->importers == NULL || error_row->sectors == NULL) {
    return RIFT_FAILED;
  }
  error_row->exporters[row->region] = true;
  error_row->importers[row->china] = true;
  error_row->sectors[row->sector] = true;
  return RIFT_OK;
}

static void check_inputs(sector_row *row, rift_problems *problems) {
  double share = input_share_from(row->economy, node_of(row), row->china);
  double low = row->distribution.a;
  double high = row->distribution.kind == RIFT_UNIFORM ? row->distribution.b : row->distribution.c;
  bool bounded = row->distribution.kind == RIFT_UNIFORM || row->distribution.kind == RIFT_TRIANGULAR ||
                 row->distribution.kind == RIFT_PERT;
  if (bounded && (share < low || share > high)) {
    rift_problems_add(problems, RIFT_WARNING, rift_csv_path(row->csv), rift_csv_line(row->csv), 1,
                      "the table's share of inputs from China is %.4f, outside %.4g to %.4g: impose it with `rift economy project`",
                      share, low, high);
  }
}

static double central_of(const rift_distribution *d) {
  switch (d->kind) {
    case RIFT_UNIFORM:
      return (d->a + d->b) / 2;
    case RIFT_TRIANGULAR:
    case RIFT_PERT:
      return d->b;
    case RIFT_LOGNORMAL:
      return rift_exp(d->a);
    case RIFT_POINT:
    case RIFT_NORMAL:
    case RIFT_BETA:
    case RIFT_DISCRETE:
    case RIFT_PIECEWISE:
      break;
  }
  return d->a;
}

static rift_status take_income(sector_row *row) {
  rift_economy *economy = row->economy;
  double value = central_of(&row->distribution);
  for (size_t i = 0; i < economy->affiliate_count; i++) {
    rift_affiliate_income *income = &economy->affiliates[i];
    if (income->host == row->china && income->owner == row->region && income->sector == row->sector) {
      income->value_musd = value;
      return RIFT_OK;
    }
  }
  size_t capacity = economy->affiliate_count;
  rift_affiliate_income *grown =
      rift_grow(economy->affiliates, &capacity, economy->affiliate_count + 1, sizeof *grown);
  if (grown == NULL) {
    return RIFT_FAILED;
  }
  economy->affiliates = grown;
  grown[economy->affiliate_count++] = (rift_affiliate_income){row->china, row->region, row->sector, value};
  return RIFT_OK;
}

static rift_status take_inventory(sector_row *row) {
  rift_economy *economy = row->economy;
  if (economy->inventory_of == NULL) {
    economy->inventory_of = rift_allocate(economy->node_count, sizeof *economy->inventory_of);
    for (size_t i = 0; economy->inventory_of != NULL && i < economy->node_count; i++) {
      economy->inventory_of[i] = RIFT_NOT_FOUND;
    }
  }
  size_t capacity = economy->inventory_count;
  rift_quantity *grown = rift_grow(economy->inventories, &capacity, economy->inventory_count + 1, sizeof *grown);
  if (grown == NULL || economy->inventory_of == NULL) {
    return RIFT_FAILED;
  }
  economy->inventories = grown;
  rift_status status = quantity_of(row, &row->distribution, &grown[economy->inventory_count], "", "inventory_days");
  if (status == RIFT_OK) {
    economy->inventory_of[node_of(row)] = economy->inventory_count++;
  }
  return status;
}

static rift_status take_elasticity(sector_row *row) {
  rift_economy *economy = row->economy;
  if (economy->trade_elasticities == NULL) {
    economy->trade_elasticities = rift_allocate(economy->sector_count, sizeof *economy->trade_elasticities);
  }
  if (economy->trade_elasticities == NULL) {
    return RIFT_FAILED;
  }
  rift_quantity *quantity = &economy->trade_elasticities[row->sector];
  rift_quantity_free(quantity);
  if (row->distribution.kind != RIFT_POINT) { /* the bounds of every theta that is drawn */
    double central = central_of(&row->distribution);
    row->distribution.low = 0.5;
    row->distribution.high = 1.5 * central > 30 ? 1.5 * central : 30;
  }
  return rift_figure_quantity(row->csv, &figure_columns, &row->distribution, quantity, "%s.theta",
                              economy->sectors.items[row->sector]);
}

static rift_status take_critical(sector_row *row, rift_critical_parameter parameter) {
  rift_economy *economy = row->economy;
  const char *input = NULL;
  size_t length = 0;
  if (!rift_csv_code(row->csv, INPUT, &input, &length)) {
    return RIFT_OK;
  }
  bool *regions = rift_allocate(economy->region_count, sizeof *regions);
  bool *sectors = rift_allocate(economy->sector_count, sizeof *sectors);
  char *name = rift_copy_text(input);
  rift_critical_row *critical = regions == NULL || sectors == NULL || name == NULL ? NULL : rift_critical_row_add(economy);
  if (critical == NULL) {
    free(regions);
    free(sectors);
    free(name);
    return RIFT_FAILED;
  }
  regions[row->region] = true;
  sectors[row->sector] = true;
  *critical = (rift_critical_row){.input = name, .carrier = RIFT_NOT_FOUND, .rank = 3, .regions = regions,
                                  .sectors = sectors, .parameter = parameter};
  return rift_figure_quantity(row->csv, &figure_columns, &row->distribution, &critical->quantity, "%s.%s.%s.%s", name,
                              economy->regions.items[row->region], economy->sectors.items[row->sector],
                              rift_critical_parameter_names[parameter]);
}

typedef enum parameter {
  SALES_TO_CHINA, INPUTS_FROM_CHINA, JOINT_VENTURE_INCOME, EMPLOYMENT, INVENTORY, TRADE_ELASTICITY, CRITICAL
} parameter;

static const char *const names[] = {"sales_to_china", "inputs_from_china", "joint_venture_income", "employment",
                                    "inventory", "trade_elasticity", "dependence", "china_share", "stock",
                                    "substitution_time"};
#define NAME_COUNT (sizeof names / sizeof names[0])

static const rift_figure_range ranges[CRITICAL] = {{.unit = "share of output", .low = 0, .high = 1, .low_excluded = true},
                                                   {.unit = "share of inputs", .low = 0, .high = 1},
                                                   {.unit = "million USD", .low = -1e9, .high = 1e9},
                                                   {.unit = "persons", .low = 0, .high = 1e10},
                                                   {.unit = "day", .low = 0, .high = 3650},
                                                   {.unit = "elasticity", .low = 0.5, .high = 100}};

static bool read_parameter(rift_csv *csv, size_t *index) {
  size_t length = 0;
  const char *text = rift_csv_text(csv, PARAMETER, &length);
  for (*index = 0; *index < NAME_COUNT; (*index)++) {
    if (strcmp(text, names[*index]) == 0) {
      return true;
    }
  }
  const char *closest = rift_closest(text, names, NAME_COUNT);
  rift_csv_error(csv, PARAMETER, "the parameter is '%.60s'; expected sales_to_china, inputs_from_china, joint_venture_income, employment, "
                 "inventory, trade_elasticity, dependence, china_share, stock or substitution_time%s%s%s",
                 text, closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  return false;
}

static rift_status apply(sector_row *row, size_t index, rift_problems *problems) {
  bool needs_china = index == SALES_TO_CHINA || index == INPUTS_FROM_CHINA || index == JOINT_VENTURE_INCOME;
  if (needs_china && (row->china == RIFT_NOT_FOUND || row->china == row->region)) {
    rift_csv_error(row->csv, PARAMETER, "this needs a region CHN in the economy, other than the row's own");
    return RIFT_OK;
  }
  switch (index) {
    case SALES_TO_CHINA:
      return take_sales(row);
    case INPUTS_FROM_CHINA:
      check_inputs(row, problems);
      return RIFT_OK;
    case JOINT_VENTURE_INCOME:
      return take_income(row);
    case EMPLOYMENT:
      row->economy->employment[node_of(row)] = central_of(&row->distribution);
      return RIFT_OK;
    case INVENTORY:
      return take_inventory(row);
    case TRADE_ELASTICITY:
      return take_elasticity(row);
    default:
      return take_critical(row, (rift_critical_parameter)(index - CRITICAL));
  }
}

/* A sector code, or a group of one sector. */
static bool read_sector(rift_csv *csv, const rift_economy *economy, size_t *sector) {
  size_t length = 0;
  const rift_group *group = rift_economy_group(economy, rift_csv_text(csv, SECTOR, &length), false);
  if (group != NULL && group->count == 1) {
    *sector = group->members[0];
    return true;
  }
  return rift_reader_code(csv, SECTOR, &economy->sectors, "sector", sector);
}

static rift_status take_row(rift_economy *economy, rift_csv *csv, rift_names *seen, rift_problems *problems) {
  size_t length = 0;
  size_t index = 0;
  sector_row row = {.economy = economy, .csv = csv, .china = rift_economy_region(economy, "CHN")};
  bool fine = rift_reader_code(csv, REGION, &economy->regions, "region", &row.region);
  fine = read_sector(csv, economy, &row.sector) && fine;
  if (!read_parameter(csv, &index)) {
    return RIFT_OK;
  }
  const rift_figure_range *range =
      index < CRITICAL ? &ranges[index] : rift_critical_range((rift_critical_parameter)(index - CRITICAL));
  if (!rift_figure_read(csv, &figure_columns, range, &row.distribution) || !fine) {
    return RIFT_OK;
  }
  rift_text key = {0};
  bool added = false;
  rift_text_add(&key, "%zu %zu %zu %s", row.region, row.sector, index, rift_csv_text(csv, INPUT, &length));
  size_t at = key.failed ? RIFT_NOT_FOUND : rift_names_add(seen, key.bytes, key.length, &added);
  rift_text_free(&key);
  if (at == RIFT_NOT_FOUND) {
    return RIFT_FAILED;
  }
  if (!added) {
    rift_csv_error(csv, PARAMETER, "this parameter stands further up already; expected it once; delete one of the rows");
    return RIFT_OK;
  }
  return apply(&row, index, problems);
}

rift_status rift_economy_read_sector_file(rift_economy *economy, const char *path, rift_problems *problems,
                                          rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"region", RIFT_CSV_CODE, true},  {"sector", RIFT_CSV_CODE, true},   {"parameter", RIFT_CSV_TEXT, true},
      {"input", RIFT_CSV_TEXT, true},   {"distribution", RIFT_CSV_TEXT, true}, {"low", RIFT_CSV_NUMBER, true},
      {"central", RIFT_CSV_NUMBER, true}, {"high", RIFT_CSV_NUMBER, true}, {"unit", RIFT_CSV_TEXT, true},
      {"year", RIFT_CSV_TEXT, true},    {"source", RIFT_CSV_TEXT, true},   {"status", RIFT_CSV_TEXT, true}};
  rift_csv *csv = NULL;
  rift_names seen = {0};
  rift_status status = rift_csv_open(&csv, path, columns, COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    status = take_row(economy, csv, &seen, problems);
    if (status == RIFT_FAILED) {
      rift_error_memory(error, 0);
    }
  }
  rift_names_free(&seen);
  return rift_reader_worse(status, rift_csv_close(csv, error));
}
