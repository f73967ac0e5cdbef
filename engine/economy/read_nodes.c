/* SPDX-License-Identifier: GPL-3.0-or-later */
/* regions.csv, sectors.csv and nodes.csv. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"

#define CODE_LENGTH_MAX 32

bool rift_reader_is_code(const char *code, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (!isalnum((unsigned char)code[i]) && (i == 0 || strchr("_-.", code[i]) == NULL)) {
      return false;
    }
  }
  return length > 0 && length <= CODE_LENGTH_MAX;
}

bool rift_reader_is_reserved(const char *code) {
  return strcmp(code, "all") == 0 || strcmp(code, "WORLD") == 0;
}

typedef struct code_list {
  rift_names *names;
  char ***texts;
  size_t *count;
  size_t capacity;
} code_list;

/* RIFT_OK also for a row that is recorded as faulty. */
static rift_status take_code(rift_csv *csv, code_list *list, rift_error *error) {
  const char *code = NULL;
  size_t length = 0;
  if (!rift_csv_code(csv, 0, &code, &length)) {
    return RIFT_OK;
  }
  if (!rift_reader_is_code(code, length)) {
    rift_csv_error(
        csv, 0,
        "the code '%.60s' is not usable; expected letters, digits and _ - . only, at most %d; "
        "choose a shorter code",
        code, CODE_LENGTH_MAX);
    return RIFT_OK;
  }
  if (rift_reader_is_reserved(code)) {
    rift_csv_error(csv, 0, "the code '%s' is the word for a total in tables and results; expected another code", code);
    return RIFT_OK;
  }
  bool added = false;
  if (rift_names_add(list->names, code, length, &added) == RIFT_NOT_FOUND) {
    return rift_error_memory(error, length);
  }
  if (!added) {
    rift_csv_error(csv, 0, "the code '%s' is there twice; expected it once; delete one of the rows",
                   code);
    return RIFT_OK;
  }
  char **texts = rift_grow(*list->texts, &list->capacity, list->names->count, sizeof *texts);
  if (texts == NULL) {
    return rift_error_memory(error, 0);
  }
  *list->texts = texts;
  size_t name_length = 0;
  const char *name = rift_csv_text(csv, 1, &name_length);
  texts[*list->count] =
      name_length > 0 ? rift_copy_bytes(name, name_length) : rift_copy_bytes(code, length);
  if (texts[*list->count] == NULL) {
    return rift_error_memory(error, length);
  }
  (*list->count)++;
  return RIFT_OK;
}

rift_status rift_reader_read_codes(rift_economy_reader *reader, bool of_regions) {
  rift_economy *economy = reader->economy;
  const rift_csv_column columns[] = {{of_regions ? "region" : "sector", RIFT_CSV_CODE, true},
                                     {"name", RIFT_CSV_TEXT, false},
                                     {"contains", RIFT_CSV_TEXT, false}};
  code_list list = {.names = of_regions ? &economy->regions : &economy->sectors,
                    .texts = of_regions ? &economy->region_names : &economy->sector_names,
                    .count = of_regions ? &economy->region_count : &economy->sector_count};
  rift_csv *csv = NULL;
  rift_status status =
      rift_reader_open(reader, of_regions ? "regions" : "sectors", false, columns, 3, &csv);
  while (csv != NULL && status == RIFT_OK && rift_csv_next(csv)) {
    status = take_code(csv, &list, reader->error);
  }
  return rift_reader_worse(status, rift_csv_close(csv, reader->error));
}

enum { REGION, SECTOR, OUTPUT, VALUE_ADDED, TAXES, MARGINS, EMPLOYMENT, NODE_COLUMNS };

static void read_employment(rift_csv *csv, double *employment) {
  size_t length = 0;
  rift_csv_text(csv, EMPLOYMENT, &length);
  *employment = (double)NAN; /* unknown */
  if (length > 0 && rift_csv_number(csv, EMPLOYMENT, employment) && *employment < 0) {
    rift_csv_error(csv, EMPLOYMENT,
                   "negative employment; expected persons, or nothing where unknown");
  }
}

static void read_node(rift_economy_reader *reader, rift_csv *csv, size_t *region, size_t *sector) {
  rift_economy *economy = reader->economy;
  bool known = rift_reader_code(csv, REGION, &economy->regions, "region", region);
  known &= rift_reader_code(csv, SECTOR, &economy->sectors, "sector", sector);
  double values[NODE_COLUMNS] = {0};
  bool numbers = true;
  for (size_t column = OUTPUT; column <= MARGINS; column++) {
    numbers &= rift_csv_number(csv, column, &values[column]);
  }
  read_employment(csv, &values[EMPLOYMENT]);
  if (numbers && values[OUTPUT] < 0) {
    rift_csv_error(csv, OUTPUT, "negative gross output; expected zero or more; correct the sign");
  }
  if (!known) {
    return;
  }
  size_t node = *region * economy->sector_count + *sector;
  if (reader->node_lines[node] > 0) {
    rift_csv_error(
        csv, REGION,
        "the node %s %s is there twice, first on line %ld; expected it once; delete one of the "
        "rows",
        economy->regions.items[*region], economy->sectors.items[*sector], reader->node_lines[node]);
    return;
  }
  reader->node_lines[node] = rift_csv_line(csv);
  economy->gross_output[node] = values[OUTPUT];
  economy->value_added[node] = values[VALUE_ADDED];
  economy->taxes[node] = values[TAXES];
  economy->margins[node] = values[MARGINS];
  economy->employment[node] = values[EMPLOYMENT];
}

static rift_status report_missing_nodes(const rift_economy_reader *reader) {
  const rift_economy *economy = reader->economy;
  rift_status status = RIFT_OK;
  for (size_t node = 0; node < economy->node_count; node++) {
    if (reader->node_lines[node] > 0) {
      continue;
    }
    status = rift_problems_add(
        reader->problems, RIFT_ERROR, reader->nodes_path, 0, 0,
        "the node %s %s is missing; expected one row for each region and sector; add it (with "
        "zeros if it produces nothing)",
        economy->regions.items[node / economy->sector_count],
        economy->sectors.items[node % economy->sector_count]);
  }
  return status;
}

rift_status rift_reader_read_nodes(rift_economy_reader *reader) {
  static const rift_csv_column columns[NODE_COLUMNS] = {
      {"region", RIFT_CSV_CODE, true},
      {"sector", RIFT_CSV_CODE, true},
      {"gross_output", RIFT_CSV_NUMBER, true},
      {"value_added", RIFT_CSV_NUMBER, true},
      {"taxes_less_subsidies", RIFT_CSV_NUMBER, true},
      {"transport_margins", RIFT_CSV_NUMBER, true},
      {"employment", RIFT_CSV_NUMBER, true}};
  reader->node_lines = rift_allocate(reader->economy->node_count, sizeof *reader->node_lines);
  if (reader->node_lines == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  rift_csv *csv = NULL;
  rift_status status = rift_reader_open(reader, "nodes", false, columns, NODE_COLUMNS, &csv);
  if (csv == NULL) {
    return status;
  }
  size_t region = RIFT_NOT_FOUND;
  size_t sector = RIFT_NOT_FOUND;
  while (rift_csv_next(csv)) {
    read_node(reader, csv, &region, &sector);
  }
  reader->nodes_path = rift_copy_text(rift_csv_path(csv));
  status = rift_csv_close(csv, reader->error);
  if (reader->nodes_path == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  /* A row that could not be read would also be reported as missing: once is enough. */
  return status == RIFT_OK ? report_missing_nodes(reader) : status;
}
