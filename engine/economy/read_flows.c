/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intermediate.csv and final_demand.csv: millions of rows, so a row costs two or three look-ups and
 * one number. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"

enum { ORIGIN_REGION, ORIGIN_SECTOR, DESTINATION, USE, VALUE, FLOW_COLUMNS };

typedef struct flow_table {
  rift_economy_reader *reader;
  rift_csv *csv;
  const rift_names *uses; /* sectors, or categories */
  const char *use_word;
  double *cells;
  uint32_t *lines; /* where each cell was set: finds doubles and names the first */
  bool may_be_negative;
  size_t at[4]; /* the last row's indices */
} flow_table;

static void read_flow(flow_table *table) {
  const rift_economy *economy = table->reader->economy;
  rift_csv *csv = table->csv;
  bool known = rift_reader_code(csv, ORIGIN_REGION, &economy->regions, "region", &table->at[0]);
  known &= rift_reader_code(csv, ORIGIN_SECTOR, &economy->sectors, "sector", &table->at[1]);
  known &= rift_reader_code(csv, DESTINATION, &economy->regions, "region", &table->at[2]);
  known &= rift_reader_code(csv, USE, table->uses, table->use_word, &table->at[3]);
  double value = 0;
  bool number = rift_csv_number(csv, VALUE, &value);
  if (number && value < 0 && !table->may_be_negative) {
    rift_csv_error(
        csv, VALUE,
        "a negative intermediate flow; expected zero or more; correct the sign, or book it as "
        "an inventory change in final_demand.csv");
  }
  if (!known) {
    return;
  }
  size_t node = table->at[0] * economy->sector_count + table->at[1];
  size_t cell = (node * economy->region_count + table->at[2]) * table->uses->count + table->at[3];
  if (table->lines[cell] > 0) {
    rift_csv_error(csv, ORIGIN_REGION,
                   "the flow from %s %s to %s %s is there twice, first on line %lu; expected it "
                   "once; add the two up or delete one",
                   economy->regions.items[table->at[0]], economy->sectors.items[table->at[1]],
                   economy->regions.items[table->at[2]], table->uses->items[table->at[3]],
                   (unsigned long)table->lines[cell]);
    return;
  }
  table->lines[cell] = (uint32_t)rift_csv_line(csv);
  table->cells[cell] = value;
}

static rift_status read_flows(flow_table *table, const char *name, size_t cell_count) {
  const rift_csv_column columns[FLOW_COLUMNS] = {
      {"origin_region", RIFT_CSV_CODE, true},
      {"origin_sector", RIFT_CSV_CODE, true},
      {"dest_region", RIFT_CSV_CODE, true},
      {table->may_be_negative ? "category" : "dest_sector", RIFT_CSV_CODE, true},
      {"value", RIFT_CSV_NUMBER, true}};
  rift_error *error = table->reader->error;
  rift_status status =
      rift_reader_open(table->reader, name, false, columns, FLOW_COLUMNS, &table->csv);
  if (table->csv == NULL) {
    return status;
  }
  table->lines = rift_allocate(cell_count, sizeof *table->lines);
  if (table->lines == NULL) {
    status = rift_error_memory(error, cell_count * sizeof *table->lines);
  }
  for (size_t i = 0; i < 4; i++) {
    table->at[i] = RIFT_NOT_FOUND;
  }
  while (status == RIFT_OK && rift_csv_next(table->csv)) {
    read_flow(table);
  }
  return rift_reader_worse(status, rift_csv_close(table->csv, error));
}

rift_status rift_reader_read_intermediate(rift_economy_reader *reader) {
  rift_economy *economy = reader->economy;
  flow_table table = {.reader = reader,
                      .uses = &economy->sectors,
                      .use_word = "sector",
                      .cells = economy->intermediate};
  rift_status status =
      read_flows(&table, "intermediate", economy->node_count * economy->node_count);
  free(table.lines);
  return status;
}

/* Keeps the categories that occur, in their standard order whatever the order of the rows. */
static rift_status keep_used_categories(rift_economy *economy, const flow_table *table,
                                        rift_error *error) {
  size_t groups = economy->node_count * economy->region_count;
  size_t kept[RIFT_CATEGORY_MAX];
  for (size_t category = 0; category < RIFT_CATEGORY_MAX; category++) {
    bool used = false;
    for (size_t i = 0; i < groups && !used; i++) {
      used = table->lines[i * RIFT_CATEGORY_MAX + category] > 0;
    }
    const char *code = rift_category_codes[category];
    if (!used) {
      continue;
    }
    if (rift_names_add(&economy->categories, code, strlen(code), NULL) == RIFT_NOT_FOUND) {
      return rift_error_memory(error, 0);
    }
    kept[economy->category_count++] = category;
  }
  size_t count = 0;
  if (!rift_size_product(groups, economy->category_count, &count)) {
    return rift_error_memory(error, 0);
  }
  economy->final_demand = rift_allocate_doubles(count);
  if (economy->final_demand == NULL) {
    return rift_error_memory(error, count * sizeof(double));
  }
  for (size_t i = 0; i < count; i++) {
    economy->final_demand[i] = table->cells[i / economy->category_count * RIFT_CATEGORY_MAX +
                                            kept[i % economy->category_count]];
  }
  return RIFT_OK;
}

static bool list_categories(rift_names *categories) {
  for (size_t i = 0; i < RIFT_CATEGORY_MAX; i++) {
    const char *code = rift_category_codes[i];
    if (rift_names_add(categories, code, strlen(code), NULL) == RIFT_NOT_FOUND) {
      return false;
    }
  }
  return true;
}

rift_status rift_reader_read_final_demand(rift_economy_reader *reader) {
  rift_economy *economy = reader->economy;
  rift_names categories = {0};
  flow_table table = {
      .reader = reader, .uses = &categories, .use_word = "category", .may_be_negative = true};
  rift_status status = RIFT_FAILED;
  size_t cells = 0;
  if (!list_categories(&categories) ||
      !rift_size_product(economy->node_count, economy->region_count * RIFT_CATEGORY_MAX, &cells) ||
      (table.cells = rift_allocate_doubles(cells)) == NULL) {
    status = rift_error_memory(reader->error, cells * sizeof(double));
    goto out;
  }
  status = read_flows(&table, "final_demand", cells);
  if (status == RIFT_OK) {
    status = keep_used_categories(economy, &table, reader->error);
  }
out:
  rift_names_free(&categories);
  free(table.cells);
  free(table.lines);
  return status;
}
