/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FIGARO's flat form: one flow a line, icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue.
 * The file is read twice: the codes must be known before the tables can be made. Absent flows are
 * zero. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/import/figaro.h"
#include "economy/reader.h"
#include "tables/csv.h"

enum { ROW, COLUMN, SELLER, SELLER_CODE, BUYER, BUYER_CODE, VALUE, COLUMNS };

static const rift_csv_column columns[COLUMNS] = {
    {"icioiRow", RIFT_CSV_TEXT, false},     {"icioiCol", RIFT_CSV_TEXT, false},
    {"refArea", RIFT_CSV_CODE, true},       {"rowIi", RIFT_CSV_CODE, true},
    {"counterpartArea", RIFT_CSV_CODE, true}, {"colIi", RIFT_CSV_CODE, true},
    {"obsValue", RIFT_CSV_NUMBER, true}};

typedef struct flat_reader {
  rift_importing *importing;
  rift_csv *csv;
  uint32_t *lines[2]; /* where a flow, or a final delivery, was set first */
  uint8_t *inputs;    /* which of the six primary inputs of a node were set */
  bool value_added_seen, taxes_seen;
} flat_reader;

/* The region of a field, or NULL (recorded). W2 as seller stands for primary inputs: *primary. */
static const char *read_region(flat_reader *reader, size_t column, bool *primary) {
  const char *code = NULL;
  size_t length = 0;
  if (!rift_csv_code(reader->csv, column, &code, &length)) {
    return NULL;
  }
  *primary = column == SELLER && strcmp(code, "W2") == 0;
  const char *region = *primary ? code : rift_figaro_region(code);
  if (region == NULL) {
    rift_csv_error(reader->csv, column, "'%.60s' is an unknown country; expected codes like DE, or "
                                        "FIGW1 for the rest of the world",
                   code);
  }
  return region;
}

static bool add_buyer(flat_reader *reader) {
  rift_importing *importing = reader->importing;
  const char *code = NULL;
  const char *category = NULL;
  size_t length = 0;
  bool primary = false;
  const char *region = read_region(reader, BUYER, &primary);
  if (region == NULL || !rift_csv_code(reader->csv, BUYER_CODE, &code, &length)) {
    return true;
  }
  if (!rift_figaro_column(code, &category) || !rift_reader_is_code(code, length)) {
    rift_csv_error(reader->csv, BUYER_CODE,
                   "'%.60s' is neither an industry nor a category of final demand", code);
    return true;
  }
  return rift_importing_add_region(importing, region, region) &&
         (category != NULL || rift_importing_add_sector(importing, code, code));
}

static rift_status open_csv(flat_reader *reader) {
  return rift_csv_open(&reader->csv, reader->importing->request->source, columns, COLUMNS, NULL,
                       reader->importing->problems, reader->importing->error);
}

static rift_status close_csv(flat_reader *reader) {
  rift_status status = rift_csv_close(reader->csv, reader->importing->error);
  reader->csv = NULL;
  return status;
}

static rift_status find_codes(flat_reader *reader) {
  rift_status status = open_csv(reader);
  if (status != RIFT_OK) {
    return status;
  }
  bool enough = rift_figaro_add_categories(reader->importing);
  while (enough && rift_csv_next(reader->csv)) {
    enough = add_buyer(reader);
  }
  status = close_csv(reader);
  return enough ? status : rift_error_memory(reader->importing->error, 0);
}

/* The cell's place, RIFT_NOT_FOUND (recorded) if its codes are unknown. */
static size_t find_code(flat_reader *reader, size_t column, const rift_names *names,
                        const char *code, const char *what) {
  size_t found = rift_names_find(names, code, strlen(code));
  if (found == RIFT_NOT_FOUND) {
    rift_csv_error(reader->csv, column, "unknown %s '%.60s'; expected one that buys somewhere", what,
                   code);
  }
  return found;
}

static void set_cell(flat_reader *reader, double *cells, uint32_t *lines, size_t at, double value) {
  if (lines[at] > 0) {
    rift_csv_error(reader->csv, SELLER, "this flow is there twice, first on line %lu; expected it once",
                   (unsigned long)lines[at]);
    return;
  }
  lines[at] = (uint32_t)rift_csv_line(reader->csv);
  cells[at] = value;
}

static void set_primary(flat_reader *reader, const char *code, size_t node, double value) {
  static const char *const order[] = {"D21X31", "OP_RES", "OP_NRES", "D1", "D29X39", "B2A3G"};
  rift_economy *economy = &reader->importing->economy;
  rift_matrix_kind kind = rift_figaro_line(code);
  size_t which = 0;
  while (which < 5 && strcmp(order[which], code) != 0) {
    which++;
  }
  if (kind == RIFT_MATRIX_NODE) {
    rift_csv_error(reader->csv, SELLER_CODE, "'%.60s' is no primary input; expected D21X31, OP_RES, "
                                             "OP_NRES, D1, D29X39 or B2A3G",
                   code);
  } else if ((reader->inputs[node] >> which & 1) != 0) {
    rift_csv_error(reader->csv, SELLER, "this input of the industry is there twice; expected it once");
  } else if (kind == RIFT_MATRIX_ZERO && value != 0) {
    rift_csv_error(reader->csv, VALUE, "the value is %g; expected 0 for an industry", value);
  } else if (kind == RIFT_MATRIX_TAXES) {
    economy->taxes[node] = value;
  } else {
    economy->value_added[node] += value;
  }
  reader->inputs[node] |= (uint8_t)(1u << which);
  reader->taxes_seen |= kind == RIFT_MATRIX_TAXES;
  reader->value_added_seen |= kind == RIFT_MATRIX_VALUE_ADDED;
}

static void take_sale(flat_reader *reader, size_t seller, size_t region, const char *use,
                      double value) {
  rift_economy *economy = &reader->importing->economy;
  const char *category = NULL;
  if (!rift_figaro_column(use, &category)) {
    return; /* recorded in the first pass */
  }
  if (category != NULL) {
    size_t at = (seller * economy->region_count + region) * economy->category_count +
                rift_names_find(&economy->categories, category, strlen(category));
    set_cell(reader, economy->final_demand, reader->lines[1], at, value);
    return;
  }
  size_t user = region * economy->sector_count + rift_economy_sector(economy, use);
  if (value < 0) {
    rift_csv_error(reader->csv, VALUE, "a negative intermediate flow (%g); expected zero or more",
                   value);
  }
  set_cell(reader, economy->intermediate, reader->lines[0], seller * economy->node_count + user,
           value);
}

static void take_row(flat_reader *reader) {
  rift_economy *economy = &reader->importing->economy;
  const char *category = NULL;
  size_t length = 0;
  double value = 0;
  bool primary = false;
  const char *seller = read_region(reader, SELLER, &primary);
  const char *code = rift_csv_text(reader->csv, SELLER_CODE, &length);
  const char *use = rift_csv_text(reader->csv, BUYER_CODE, &length);
  bool other = false;
  const char *buyer = read_region(reader, BUYER, &other);
  if (!rift_csv_number(reader->csv, VALUE, &value) || seller == NULL || buyer == NULL) {
    return;
  }
  size_t region = rift_economy_region(economy, buyer);
  if (primary) {
    if (rift_figaro_column(use, &category) && category == NULL) {
      set_primary(reader, code, region * economy->sector_count + rift_economy_sector(economy, use),
                  value);
    }
    return; /* taxes on final purchases are not kept */
  }
  size_t origin = find_code(reader, SELLER, &economy->regions, seller, "region");
  size_t sector = find_code(reader, SELLER_CODE, &economy->sectors, code, "industry");
  if (origin == RIFT_NOT_FOUND || sector == RIFT_NOT_FOUND) {
    return;
  }
  size_t node = origin * economy->sector_count + sector;
  if (reader->importing->node_lines[node] == 0) {
    reader->importing->node_lines[node] = rift_csv_line(reader->csv);
  }
  take_sale(reader, node, region, use, value);
}

static rift_status prepare(flat_reader *reader) {
  rift_importing *importing = reader->importing;
  rift_economy *economy = &importing->economy;
  rift_status status = rift_importing_allocate(importing);
  if (status != RIFT_OK) {
    return status;
  }
  size_t n = economy->node_count;
  reader->lines[0] = rift_allocate(n * n, sizeof(uint32_t));
  reader->lines[1] =
      rift_allocate(n * economy->region_count * economy->category_count, sizeof(uint32_t));
  reader->inputs = rift_allocate(n, 1);
  importing->node_lines = rift_allocate(n, sizeof *importing->node_lines);
  importing->lines_path = rift_copy_text(importing->request->source);
  bool complete = reader->lines[0] != NULL && reader->lines[1] != NULL && reader->inputs != NULL &&
                  importing->node_lines != NULL && importing->lines_path != NULL;
  return complete ? RIFT_OK : rift_error_memory(importing->error, n * n * sizeof(uint32_t));
}

static rift_status check_inputs(const flat_reader *reader) {
  const char *missing = reader->value_added_seen ? "D21X31" : "D1, D29X39 or B2A3G";
  if (reader->value_added_seen && reader->taxes_seen) {
    return RIFT_OK;
  }
  return rift_problems_add(reader->importing->problems, RIFT_ERROR,
                           reader->importing->request->source, 0, 0,
                           "no row has the seller W2 and %s; expected the primary inputs of every "
                           "industry",
                           missing);
}

static rift_status read_flows(flat_reader *reader) {
  rift_status status = prepare(reader);
  if (status == RIFT_OK) {
    status = open_csv(reader);
  }
  if (status != RIFT_OK) {
    return status;
  }
  while (rift_csv_next(reader->csv)) {
    take_row(reader);
  }
  status = close_csv(reader);
  return status == RIFT_OK ? check_inputs(reader) : status;
}

rift_status rift_figaro_read_flat(rift_importing *importing) {
  flat_reader reader = {.importing = importing};
  rift_status status = find_codes(&reader);
  if (status == RIFT_OK) {
    status = read_flows(&reader);
  }
  if (status == RIFT_OK) {
    rift_importing_sum_sales(importing);
  }
  free(reader.lines[0]);
  free(reader.lines[1]);
  free(reader.inputs);
  return status;
}
