/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/import/wiod.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "economy/package.h"
#include "economy/reader.h"
#include "tables/csv_write.h"
#include "tables/file.h"

#define FIELDS_MAX 7

/* One table: which of the source's columns go, in this order, under which new names. */
typedef struct table_conversion {
  const char *from;
  const char *to; /* file name */
  rift_csv_column columns[12];
  const char *header[FIELDS_MAX + 1];
  bool blank_last; /* one more column that the source does not have */
} table_conversion;

static const table_conversion conversions[] = {
    {"sectors",
     "sectors.csv",
     {{"code", RIFT_CSV_CODE, true}, {"name", RIFT_CSV_TEXT, true}},
     {"sector", "name"},
     false},
    {"primary_inputs_output",
     "nodes.csv",
     {{"region", RIFT_CSV_CODE, true},
      {"sector", RIFT_CSV_CODE, true},
      {"gross_output_musd", RIFT_CSV_NUMBER, true},
      {"value_added_musd", RIFT_CSV_NUMBER, true},
      {"taxes_less_subsidies_musd", RIFT_CSV_NUMBER, true},
      {"intl_transport_margins_musd", RIFT_CSV_NUMBER, true},
      {"labour_comp_musd", RIFT_CSV_NUMBER, false},
      {"capital_comp_musd", RIFT_CSV_NUMBER, false},
      {"row_residual_musd", RIFT_CSV_NUMBER, false},
      {"col_residual_musd", RIFT_CSV_NUMBER, false},
      {"intermediate_inputs_musd", RIFT_CSV_NUMBER, false}},
     {"region", "sector", "gross_output", "value_added", "taxes_less_subsidies",
      "transport_margins", "employment"},
     true},
    {"final_demand",
     "final_demand.csv.gz",
     {{"origin_region", RIFT_CSV_CODE, true},
      {"origin_sector", RIFT_CSV_CODE, true},
      {"dest_region", RIFT_CSV_CODE, true},
      {"category", RIFT_CSV_CODE, true},
      {"value_musd", RIFT_CSV_NUMBER, true}},
     {"origin_region", "origin_sector", "dest_region", "category", "value"},
     false},
    {"intermediate",
     "intermediate.csv.gz",
     {{"origin_region", RIFT_CSV_CODE, true},
      {"origin_sector", RIFT_CSV_CODE, true},
      {"dest_region", RIFT_CSV_CODE, true},
      {"dest_sector", RIFT_CSV_CODE, true},
      {"value_musd", RIFT_CSV_NUMBER, true}},
     {"origin_region", "origin_sector", "dest_region", "dest_sector", "value"},
     false}};

#define CONVERSIONS (sizeof conversions / sizeof conversions[0])

typedef struct importing {
  const char *source;
  const char *folder;
  rift_problems *problems;
  rift_error *error;
  rift_names regions;
  char hashes[CONVERSIONS][RIFT_HASH_TEXT];
  char names[CONVERSIONS][64];
} importing;

static void convert_rows(importing *state, const table_conversion *conversion, rift_csv *csv,
                         rift_csv_writer *writer) {
  size_t fields = 0;
  while (conversion->header[fields] != NULL) {
    fields++;
  }
  rift_csv_write_row(writer, conversion->header, fields);
  fields -= conversion->blank_last;
  while (rift_csv_next(csv)) {
    for (size_t i = 0; i < fields; i++) {
      size_t length = 0;
      double value = 0;
      const char *text = rift_csv_text(csv, i, &length);
      if (conversion->columns[i].type == RIFT_CSV_NUMBER && !rift_csv_number(csv, i, &value)) {
        text = ""; /* recorded; what is written is discarded */
      }
      rift_csv_write_code(writer, text);
      if (conversion->blank_last && i == 0 &&
          rift_names_add(&state->regions, text, length, NULL) == RIFT_NOT_FOUND) {
        state->problems->memory_failed = true;
      }
    }
    if (conversion->blank_last) {
      rift_csv_write_code(writer, "");
    }
    rift_csv_end_row(writer);
  }
}

static rift_status write_converted(importing *state, const table_conversion *conversion,
                                   rift_csv *csv) {
  rift_csv_writer writer;
  char *path = rift_path_join(state->folder, conversion->to);
  rift_status status = path == NULL ? rift_error_memory(state->error, 0)
                                    : rift_csv_writer_open(&writer, path, state->error);
  free(path);
  if (status != RIFT_OK) {
    return rift_reader_worse(status, rift_csv_close(csv, NULL));
  }
  convert_rows(state, conversion, csv, &writer);
  status = rift_csv_close(csv, state->error);
  if (status != RIFT_OK) {
    rift_csv_writer_abandon(&writer);
    return status;
  }
  return rift_csv_writer_commit(&writer, state->error);
}

static rift_status convert(importing *state, size_t index) {
  const table_conversion *conversion = &conversions[index];
  rift_economy_reader reader = {
      .folder = state->source, .problems = state->problems, .error = state->error};
  size_t columns = 0;
  while (conversion->columns[columns].name != NULL) {
    columns++;
  }
  rift_csv *csv = NULL;
  rift_status status =
      rift_reader_open(&reader, conversion->from, false, conversion->columns, columns, &csv);
  if (csv == NULL) {
    return status;
  }
  status = rift_hash_file(rift_csv_path(csv), state->hashes[index], state->error);
  const char *slash = strrchr(rift_csv_path(csv), '/');
  snprintf(state->names[index], sizeof state->names[index], "%s",
           slash == NULL ? rift_csv_path(csv) : slash + 1);
  if (status != RIFT_OK) {
    return rift_reader_worse(status, rift_csv_close(csv, NULL));
  }
  return write_converted(state, conversion, csv);
}

static rift_status write_regions(importing *state) {
  static const char *const header[] = {"region", "name"};
  rift_csv_writer writer;
  char *path = rift_path_join(state->folder, "regions.csv");
  rift_status status = path == NULL ? rift_error_memory(state->error, 0)
                                    : rift_csv_writer_open(&writer, path, state->error);
  free(path);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&writer, header, 2);
  for (size_t i = 0; i < state->regions.count; i++) {
    rift_csv_write_code(&writer, state->regions.items[i]);
    rift_csv_write_code(&writer, state->regions.items[i]);
    rift_csv_end_row(&writer);
  }
  return rift_csv_writer_commit(&writer, state->error);
}

static rift_status write_package(const importing *state, int year, const char *command) {
  rift_package_source sources[CONVERSIONS + 1] = {
      {.title = "World Input-Output Database, 2016 release: Timmer, Dietzenbacher, Los, Stehrer, "
                "de Vries (2015), An "
                "Illustrated User Guide to the World Input-Output Database, Review of "
                "International Economics 23, "
                "575-605",
       .path = "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release"}};
  for (size_t i = 0; i < CONVERSIONS; i++) {
    sources[i + 1] = (rift_package_source){.title = "Long form of the same table",
                                           .path = state->names[i],
                                           .sha256 = state->hashes[i]};
  }
  char name[32];
  char title[96];
  snprintf(name, sizeof name, "wiod-%d", year);
  snprintf(title, sizeof title, "World input-output table %d, WIOD 2016 release", year);
  rift_package_options options = {.name = name,
                                  .title = title,
                                  .year = year,
                                  .licence_name = "CC-BY-4.0",
                                  .licence_path = "https://creativecommons.org/licenses/by/4.0/",
                                  .licence_title = "Creative Commons Attribution 4.0",
                                  .sources = sources,
                                  .source_count = CONVERSIONS + 1,
                                  .command = command};
  return rift_package_write(state->folder, &options, state->error);
}

rift_status rift_economy_import_wiod(const char *source, const char *folder, int year,
                                     const char *command, rift_problems *problems,
                                     rift_error *error) {
  importing state = {.source = source, .folder = folder, .problems = problems, .error = error};
  rift_status status = rift_folder_make(folder, error);
  for (size_t i = 0; i < CONVERSIONS && status != RIFT_FAILED; i++) {
    status = rift_reader_worse(status, convert(&state, i));
  }
  if (status == RIFT_OK) {
    status = write_regions(&state);
  }
  if (status == RIFT_OK) {
    status = write_package(&state, year, command);
  }
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID, "the source in '%s' cannot be imported", source);
  }
  rift_names_free(&state.regions);
  return status;
}
