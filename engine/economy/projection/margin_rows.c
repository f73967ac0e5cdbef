/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/margin_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"
#include "economy/projection/statement.h"

void rift_margin_rows_free(rift_margin_rows *rows) {
  for (size_t i = 0; i < rows->count; i++) {
    free(rows->items[i].label);
    free(rows->items[i].from);
    free(rows->items[i].to);
    free(rows->items[i].sectors);
  }
  free(rows->items);
  memset(rows, 0, sizeof *rows);
}

/* A zeroed row at the end of the list, with room for its marks; NULL when memory runs out. */
static rift_margin_row *append(rift_margin_rows *rows, const rift_margin_reader *reader,
                               rift_csv *csv) {
  rift_margin_row *items = rift_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *items);
  if (items == NULL) {
    return NULL;
  }
  rows->items = items;
  rift_margin_row *row = &items[rows->count++];
  *row = (rift_margin_row){.line = rift_csv_line(csv),
                           .from = rift_allocate(reader->economy->region_count, sizeof(bool)),
                           .to = rift_allocate(reader->economy->region_count, sizeof(bool)),
                           .sectors = rift_allocate(reader->economy->sector_count, sizeof(bool)),
                           .user = RIFT_NOT_FOUND,
                           .category = RIFT_NOT_FOUND,
                           .least = -(double)INFINITY,
                           .most = (double)INFINITY};
  return row->from != NULL && row->to != NULL && row->sectors != NULL ? row : NULL;
}

static bool name_row(rift_margin_row *row, const rift_csv *csv, const char *format,
                     const size_t columns[4]) {
  const char *words[4] = {"", "", "", ""};
  size_t length = 0;
  for (size_t i = 0; i < 4 && columns[i] != RIFT_NOT_FOUND; i++) {
    words[i] = rift_csv_text(csv, columns[i], &length);
  }
  rift_text label = {0};
  for (const char *at = format; *at != '\0'; at++) {
    if (*at >= '0' && *at <= '3') {
      rift_text_add(&label, "%s", words[*at - '0']);
    } else {
      rift_text_add_bytes(&label, at, 1);
    }
  }
  row->label = label.bytes;
  return !label.failed;
}

static void refuse_repeated(const rift_margin_rows *rows, rift_csv *csv, size_t column) {
  const rift_margin_row *row = &rows->items[rows->count - 1];
  for (size_t i = 0; i + 1 < rows->count; i++) {
    if (strcmp(rows->items[i].label, row->label) == 0) {
      rift_csv_error(csv, column,
                     "'%s' is there twice, first on line %ld; expected it once; delete one of the "
                     "rows",
                     row->label, rows->items[i].line);
      return;
    }
  }
}

static void refuse_negative(rift_csv *csv, size_t column, double value) {
  if (value < 0) {
    rift_csv_error(csv, column, "the value is negative; expected zero or more");
  }
}

typedef rift_status row_taker(rift_margin_rows *rows, const rift_margin_reader *reader,
                              rift_csv *csv);

static rift_status read_rows(rift_margin_rows *rows, const rift_margin_reader *reader,
                             const char *path, const rift_csv_column *columns, size_t count,
                             row_taker *take) {
  memset(rows, 0, sizeof *rows);
  rows->path = path;
  if (path == NULL) {
    return RIFT_OK;
  }
  rift_csv *csv = NULL;
  rift_status status =
      rift_csv_open(&csv, path, columns, count, NULL, reader->problems, reader->error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    status = take(rows, reader, csv);
  }
  return rift_reader_worse(status, rift_csv_close(csv, reader->error));
}

/* Value added. */

enum { VA_REGION, VA_SECTORS, VA_VALUE, VA_UNIT, VA_YEAR, VA_SOURCE, VA_STATUS, VA_NOTE, VA_COUNT };

static rift_status take_value_added(rift_margin_rows *rows, const rift_margin_reader *reader,
                                    rift_csv *csv) {
  static const char *const units[] = {"million USD", "ratio to base", "share of value added"};
  static const rift_statement_columns statement = {VA_UNIT, VA_YEAR, VA_SOURCE, VA_STATUS};
  rift_margin_row *row = append(rows, reader, csv);
  if (row == NULL || !name_row(row, csv, "value added of 0, 1",
                               (const size_t[4]){VA_REGION, VA_SECTORS, RIFT_NOT_FOUND})) {
    return rift_error_memory(reader->error, 0);
  }
  size_t region = RIFT_NOT_FOUND;
  if (rift_reader_code(csv, VA_REGION, &reader->economy->regions, "region", &region)) {
    row->from[region] = true;
  }
  rift_mark_sector_field(csv, VA_SECTORS, reader->classes, reader->economy, row->sectors);
  if (rift_csv_number(csv, VA_VALUE, &row->value)) {
    refuse_negative(csv, VA_VALUE, row->value);
  }
  row->unit = (rift_margin_unit)rift_statement_unit(csv, VA_UNIT, units, 3);
  size_t length = 0;
  bool all = strcmp(rift_csv_text(csv, VA_SECTORS, &length), "all") == 0;
  if (row->unit == RIFT_UNIT_SHARE && (all || row->value > 1)) {
    rift_csv_error(csv, all ? VA_UNIT : VA_VALUE,
                   all ? "the share of all sectors in value added is 1; expected 'million USD' or "
                         "'ratio to base' for them"
                       : "a share above 1; expected one from 0 to 1");
  }
  rift_statement_check(csv, &statement);
  refuse_repeated(rows, csv, VA_REGION);
  return RIFT_OK;
}

rift_status rift_margin_rows_read_value_added(rift_margin_rows *rows,
                                              const rift_margin_reader *reader) {
  static const rift_csv_column columns[VA_COUNT] = {
      {"region", RIFT_CSV_CODE, true},  {"sectors", RIFT_CSV_CODE, true},
      {"value", RIFT_CSV_NUMBER, true}, {"unit", RIFT_CSV_TEXT, true},
      {"year", RIFT_CSV_TEXT, true},    {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true},  {"note", RIFT_CSV_TEXT, false}};
  return read_rows(rows, reader, reader->options->value_added, columns, VA_COUNT,
                   take_value_added);
}

/* Trade by class of products. */

enum {
  TB_EXPORTER, TB_IMPORTER, TB_CLASS, TB_VALUE, TB_MIN, TB_MAX,
  TB_UNIT, TB_YEAR, TB_SOURCE, TB_STATUS, TB_NOTE, TB_COUNT
};

static bool read_partner(rift_csv *csv, size_t column, const rift_economy *economy, bool *marks,
                         bool *all) {
  size_t length = 0;
  *all = strcmp(rift_csv_text(csv, column, &length), "all") == 0;
  if (*all) {
    return rift_mark_regions(economy, "all", marks);
  }
  size_t region = RIFT_NOT_FOUND;
  bool known = rift_reader_code(csv, column, &economy->regions, "region", &region);
  if (known) {
    marks[region] = true;
  }
  return known;
}

static void read_bounds(rift_csv *csv, rift_margin_row *row) {
  bool given = false;
  double value = 0;
  if (rift_statement_optional(csv, TB_MIN, &value, &given) && given) {
    row->least = value;
  }
  if (rift_statement_optional(csv, TB_MAX, &value, &given) && given) {
    row->most = value;
  }
  if (row->least > row->most) {
    rift_csv_error(csv, TB_MIN, "min is %g, max is %g; expected min below max", row->least,
                   row->most);
  }
}

static rift_status take_block(rift_margin_rows *rows, const rift_margin_reader *reader,
                              rift_csv *csv) {
  static const char *const units[] = {"million USD", "ratio to base"};
  static const rift_statement_columns statement = {TB_UNIT, TB_YEAR, TB_SOURCE, TB_STATUS};
  rift_margin_row *row = append(rows, reader, csv);
  if (row == NULL || !name_row(row, csv, "2 from 0 to 1",
                               (const size_t[4]){TB_EXPORTER, TB_IMPORTER, TB_CLASS,
                                                 RIFT_NOT_FOUND})) {
    return rift_error_memory(reader->error, 0);
  }
  row->intermediate = row->final = true;
  bool known = read_partner(csv, TB_EXPORTER, reader->economy, row->from, &row->from_all);
  known &= read_partner(csv, TB_IMPORTER, reader->economy, row->to, &row->to_all);
  size_t length = 0;
  if (known && strcmp(rift_csv_text(csv, TB_EXPORTER, &length),
                      rift_csv_text(csv, TB_IMPORTER, &length)) == 0) {
    rift_csv_error(csv, TB_IMPORTER, "exporter and importer are the same; expected trade abroad");
  }
  rift_mark_sector_field(csv, TB_CLASS, reader->classes, reader->economy, row->sectors);
  if (rift_csv_number(csv, TB_VALUE, &row->value)) {
    refuse_negative(csv, TB_VALUE, row->value);
  }
  read_bounds(csv, row);
  if ((row->from_all || row->to_all) && (isfinite(row->least) || isfinite(row->most))) {
    rift_csv_error(csv, isfinite(row->least) ? TB_MIN : TB_MAX,
                   "a total has no min and max; expected blanks; bound the pairs instead");
  }
  row->unit = (rift_margin_unit)rift_statement_unit(csv, TB_UNIT, units, 2);
  rift_statement_check(csv, &statement);
  refuse_repeated(rows, csv, TB_EXPORTER);
  return RIFT_OK;
}

rift_status rift_margin_rows_read_blocks(rift_margin_rows *rows,
                                         const rift_margin_reader *reader) {
  static const rift_csv_column columns[TB_COUNT] = {
      {"exporter", RIFT_CSV_CODE, true}, {"importer", RIFT_CSV_CODE, true},
      {"class", RIFT_CSV_CODE, true},    {"value", RIFT_CSV_NUMBER, true},
      {"min", RIFT_CSV_NUMBER, true},    {"max", RIFT_CSV_NUMBER, true},
      {"unit", RIFT_CSV_TEXT, true},     {"year", RIFT_CSV_TEXT, true},
      {"source", RIFT_CSV_TEXT, true},   {"status", RIFT_CSV_TEXT, true},
      {"note", RIFT_CSV_TEXT, false}};
  return read_rows(rows, reader, reader->options->trade_blocks, columns, TB_COUNT, take_block);
}

/* Flows of products. */

enum {
  TF_EXPORTER, TF_IMPORTER, TF_SECTOR, TF_USER, TF_VALUE, TF_UNIT, TF_VALUATION, TF_SD,
  TF_YEAR, TF_SOURCE, TF_STATUS, TF_NOTE, TF_COUNT
};

static void read_user(rift_csv *csv, const rift_economy *economy, rift_margin_row *row) {
  size_t length = 0;
  const char *word = rift_csv_text(csv, TF_USER, &length);
  row->intermediate = strcmp(word, "final") != 0;
  row->final = strcmp(word, "final") == 0 || strcmp(word, "all") == 0;
  if (row->final || strcmp(word, "intermediate") == 0) {
    return;
  }
  rift_reader_code(csv, TF_USER, &economy->sectors,
                   "user (all, intermediate, final or a sector)", &row->user);
}

/* From what the source values to basic prices in million USD. Goods at fob contain trade and
 * transport margins that the table books under the sectors that provide them. */
static void convert_value(rift_csv *csv, const rift_project_options *options,
                          rift_margin_row *row) {
  static const char *const units[] = {"million USD", "million EUR"};
  static const char *const valuations[] = {"basic", "fob", "cif"};
  if (rift_statement_unit(csv, TF_UNIT, units, 2) == 1) {
    if (options->usd_per_eur <= 0) {
      rift_csv_error(csv, TF_UNIT,
                     "the unit is 'million EUR', but no rate was given; expected --usd-per-eur "
                     "with the command, or million USD");
    }
    row->value *= options->usd_per_eur;
  }
  size_t length = 0;
  const char *word = rift_csv_text(csv, TF_VALUATION, &length);
  size_t valuation = 0;
  while (valuation < 3 && strcmp(word, valuations[valuation]) != 0) {
    valuation++;
  }
  if (valuation == 3) {
    rift_csv_error(csv, TF_VALUATION, "the valuation is '%.60s'; expected basic, fob or cif", word);
  }
  row->value /= valuation == 2 ? 1 + options->cif_margin : 1;
  row->value *= valuation == 1 || valuation == 2 ? 1 - options->fob_margin : 1;
}

static rift_status take_fact(rift_margin_rows *rows, const rift_margin_reader *reader,
                             rift_csv *csv) {
  static const rift_statement_columns statement = {TF_UNIT, TF_YEAR, TF_SOURCE, TF_STATUS};
  rift_margin_row *row = append(rows, reader, csv);
  if (row == NULL ||
      !name_row(row, csv, "2 from 0 to 1, users: 3",
                (const size_t[4]){TF_EXPORTER, TF_IMPORTER, TF_SECTOR, TF_USER})) {
    return rift_error_memory(reader->error, 0);
  }
  bool known = rift_mark_region_field(csv, TF_EXPORTER, reader->economy, row->from);
  known &= rift_mark_region_field(csv, TF_IMPORTER, reader->economy, row->to);
  size_t length = 0;
  if (known && strcmp(rift_csv_text(csv, TF_EXPORTER, &length),
                      rift_csv_text(csv, TF_IMPORTER, &length)) == 0) {
    rift_csv_error(csv, TF_IMPORTER, "exporter and importer are the same; expected trade abroad");
  }
  rift_mark_sector_field(csv, TF_SECTOR, reader->classes, reader->economy, row->sectors);
  read_user(csv, reader->economy, row);
  if (rift_csv_number(csv, TF_VALUE, &row->value)) {
    refuse_negative(csv, TF_VALUE, row->value);
  }
  convert_value(csv, reader->options, row);
  bool given = false;
  double sd = 0;
  if (rift_statement_optional(csv, TF_SD, &sd, &given) && given && (sd < 0 || sd > 2)) {
    rift_csv_error(csv, TF_SD, "the relative error is %g; expected one from 0 to 2, or a blank",
                   sd);
  }
  rift_statement_check(csv, &statement);
  refuse_repeated(rows, csv, TF_EXPORTER);
  return RIFT_OK;
}

rift_status rift_margin_rows_read_facts(rift_margin_rows *rows, const rift_margin_reader *reader) {
  static const rift_csv_column columns[TF_COUNT] = {
      {"exporter", RIFT_CSV_CODE, true}, {"importer", RIFT_CSV_CODE, true},
      {"sector", RIFT_CSV_CODE, true},   {"user", RIFT_CSV_CODE, true},
      {"value", RIFT_CSV_NUMBER, true},  {"unit", RIFT_CSV_TEXT, true},
      {"valuation", RIFT_CSV_TEXT, true}, {"sd", RIFT_CSV_NUMBER, true},
      {"year", RIFT_CSV_TEXT, true},     {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true},   {"note", RIFT_CSV_TEXT, false}};
  return read_rows(rows, reader, reader->options->trade_facts, columns, TF_COUNT, take_fact);
}

/* Final demand. */

enum { FD_REGION, FD_CATEGORY, FD_VALUE, FD_UNIT, FD_YEAR, FD_SOURCE, FD_STATUS, FD_NOTE, FD_COUNT };

static rift_status take_final_demand(rift_margin_rows *rows, const rift_margin_reader *reader,
                                     rift_csv *csv) {
  static const char *const units[] = {"million USD", "ratio to base", "share of final demand"};
  static const rift_statement_columns statement = {FD_UNIT, FD_YEAR, FD_SOURCE, FD_STATUS};
  rift_margin_row *row = append(rows, reader, csv);
  if (row == NULL || !name_row(row, csv, "final demand of 0, 1",
                               (const size_t[4]){FD_REGION, FD_CATEGORY, RIFT_NOT_FOUND})) {
    return rift_error_memory(reader->error, 0);
  }
  size_t region = RIFT_NOT_FOUND;
  size_t length = 0;
  if (rift_reader_code(csv, FD_REGION, &reader->economy->regions, "region", &region)) {
    row->from[region] = true;
  }
  bool all = strcmp(rift_csv_text(csv, FD_CATEGORY, &length), "all") == 0;
  if (!all) {
    rift_reader_code(csv, FD_CATEGORY, &reader->economy->categories, "category", &row->category);
  }
  if (rift_csv_number(csv, FD_VALUE, &row->value)) {
    refuse_negative(csv, FD_VALUE, row->value);
  }
  row->unit = (rift_margin_unit)rift_statement_unit(csv, FD_UNIT, units, 3);
  if (row->unit == RIFT_UNIT_SHARE && (all || row->value > 1)) {
    rift_csv_error(csv, all ? FD_UNIT : FD_VALUE,
                   all ? "the share of all categories is 1; expected another unit for them"
                       : "a share above 1; expected one from 0 to 1");
  }
  rift_statement_check(csv, &statement);
  refuse_repeated(rows, csv, FD_REGION);
  return RIFT_OK;
}

rift_status rift_margin_rows_read_final_demand(rift_margin_rows *rows,
                                               const rift_margin_reader *reader) {
  static const rift_csv_column columns[FD_COUNT] = {
      {"region", RIFT_CSV_CODE, true},  {"category", RIFT_CSV_CODE, true},
      {"value", RIFT_CSV_NUMBER, true}, {"unit", RIFT_CSV_TEXT, true},
      {"year", RIFT_CSV_TEXT, true},    {"source", RIFT_CSV_TEXT, true},
      {"status", RIFT_CSV_TEXT, true},  {"note", RIFT_CSV_TEXT, false}};
  return read_rows(rows, reader, reader->options->final_demand, columns, FD_COUNT,
                   take_final_demand);
}
