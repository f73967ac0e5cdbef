/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/import/caliendo_parro_files.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tables/csv_write.h"
#include "tables/file.h"

const rift_cp_code rift_cp_regions[RIFT_CP_REGIONS] = {
    {"ARG", "Argentina"},   {"AUS", "Australia"},      {"AUT", "Austria"},
    {"BRA", "Brazil"},      {"CAN", "Canada"},         {"CHL", "Chile"},
    {"CHN", "China"},       {"DNK", "Denmark"},        {"FIN", "Finland"},
    {"FRA", "France"},      {"DEU", "Germany"},        {"GRC", "Greece"},
    {"HUN", "Hungary"},     {"IND", "India"},          {"IDN", "Indonesia"},
    {"IRL", "Ireland"},     {"ITA", "Italy"},          {"JPN", "Japan"},
    {"KOR", "Korea"},       {"MEX", "Mexico"},         {"NLD", "Netherlands"},
    {"NZL", "New Zealand"}, {"NOR", "Norway"},         {"PRT", "Portugal"},
    {"ZAF", "South Africa"}, {"ESP", "Spain"},         {"SWE", "Sweden"},
    {"TUR", "Turkey"},      {"GBR", "United Kingdom"}, {"USA", "United States"},
    {"ROW", "Rest of the world"}};

/* Two-digit industries of ISIC Rev. 3, which the engine's codes (Rev. 4) do not match: hence words. */
const rift_cp_code rift_cp_sectors[RIFT_CP_SECTORS] = {
    {"agriculture", "Agriculture"},
    {"mining", "Mining"},
    {"food", "Food"},
    {"textile", "Textile"},
    {"wood", "Wood"},
    {"paper", "Paper"},
    {"petroleum", "Petroleum"},
    {"chemicals", "Chemicals"},
    {"plastic", "Plastic"},
    {"minerals", "Minerals"},
    {"basic_metals", "Basic metals"},
    {"metal_products", "Metal products"},
    {"machinery", "Machinery n.e.c."},
    {"office", "Office"},
    {"electrical", "Electrical"},
    {"communication", "Communication"},
    {"medical", "Medical"},
    {"auto", "Auto"},
    {"other_transport", "Other Transport"},
    {"other", "Other"},
    {"electricity", "Electricity"},
    {"construction", "Construction"},
    {"retail", "Retail"},
    {"hotels", "Hotels"},
    {"land_transport", "Land Transport"},
    {"water_transport", "Water Transport"},
    {"air_transport", "Air Transport"},
    {"aux_transport", "Aux Transport"},
    {"post", "Post"},
    {"finance", "Finance"},
    {"real_estate", "Real Estate"},
    {"renting", "Renting of machinery"},
    {"computer", "Computer"},
    {"research", "Research and development"},
    {"other_business", "Other Business"},
    {"public", "Public"},
    {"education", "Education"},
    {"health", "Health"},
    {"other_services", "Other services"},
    {"private", "Private"}};

#define STUDY "Caliendo and Parro (2015)"

typedef void table_writer(const rift_cp_data *data, rift_csv_writer *writer);

/* Autos and other transport stand in T.txt at 8.22, the value of the authors' own runs, not at the
 * estimates of their table 1 (1.84 and 0.39). */
static void write_elasticities(const rift_cp_data *data, rift_csv_writer *writer) {
  static const char *const header[] = {"sector",  "theta",      "sd",   "distribution",
                                       "source_value", "concept", "conversion", "unit",
                                       "year",    "source",     "status"};
  rift_csv_write_row(writer, header, 11);
  for (size_t i = 0; i < RIFT_CP_SECTORS; i++) {
    bool tradable = i < RIFT_CP_TRADABLES;
    double theta = tradable ? data->theta[i] : 8.22;
    rift_csv_write_code(writer, rift_cp_sectors[i].code);
    rift_csv_write_number(writer, theta);
    rift_csv_write_number(writer, 0);
    rift_csv_write_code(writer, "point");
    rift_csv_write_number(writer, theta);
    rift_csv_write_text(writer, "elasticity of sourcing shares with respect to cost");
    rift_csv_write_text(writer, "none");
    rift_csv_write_code(writer, "elasticity");
    rift_csv_write_count(writer, 1993);
    rift_csv_write_text(writer, tradable ? STUDY ", T.txt"
                                         : STUDY ", non-tradables, as in their program");
    rift_csv_write_code(writer, "read");
    rift_csv_end_row(writer);
  }
}

static void write_cell(rift_csv_writer *writer, size_t sector, size_t importer, size_t exporter,
                       double rate) {
  rift_csv_write_code(writer, rift_cp_regions[importer].code);
  rift_csv_write_code(writer, rift_cp_regions[exporter].code);
  rift_csv_write_code(writer, rift_cp_sectors[sector].code);
  rift_csv_write_number(writer, rate);
}

static void write_tariffs(const rift_cp_data *data, rift_csv_writer *writer) {
  static const char *const header[] = {"importer", "exporter", "sector", "rate",
                                       "unit",     "year",     "source", "status"};
  rift_csv_write_row(writer, header, 8);
  for (size_t cell = 0; cell < RIFT_CP_TRADABLES * RIFT_CP_PAIRS; cell++) {
    size_t importer = cell / RIFT_CP_REGIONS % RIFT_CP_REGIONS;
    size_t exporter = cell % RIFT_CP_REGIONS;
    if (importer == exporter || data->tariffs[cell] == 0) {
      continue; /* absent is zero */
    }
    write_cell(writer, cell / RIFT_CP_PAIRS, importer, exporter, data->tariffs[cell]);
    rift_csv_write_code(writer, "ad_valorem");
    rift_csv_write_count(writer, 1993);
    rift_csv_write_text(writer, STUDY ", tariffs1993.txt");
    rift_csv_write_code(writer, "read");
    rift_csv_end_row(writer);
  }
}

/* NAFTA: the pairs whose tariffs the study's main experiment changes. */
static bool is_nafta(size_t region) {
  const char *code = rift_cp_regions[region].code;
  return strcmp(code, "CAN") == 0 || strcmp(code, "MEX") == 0 || strcmp(code, "USA") == 0;
}

/* Zero is a level like any other here: it is where free trade leads. */
static void write_schedule(const rift_cp_data *data, rift_csv_writer *writer, bool nafta_only) {
  static const char *const header[] = {"importer", "exporter", "sector", "rate", "unit", "kind"};
  rift_csv_write_row(writer, header, 6);
  for (size_t cell = 0; cell < RIFT_CP_TRADABLES * RIFT_CP_PAIRS; cell++) {
    size_t importer = cell / RIFT_CP_REGIONS % RIFT_CP_REGIONS;
    size_t exporter = cell % RIFT_CP_REGIONS;
    if (importer == exporter || (nafta_only && !(is_nafta(importer) && is_nafta(exporter)))) {
      continue;
    }
    write_cell(writer, cell / RIFT_CP_PAIRS, importer, exporter, data->later_tariffs[cell]);
    rift_csv_write_code(writer, "ad_valorem");
    rift_csv_write_code(writer, "level");
    rift_csv_end_row(writer);
  }
}

static void write_schedule_all(const rift_cp_data *data, rift_csv_writer *writer) {
  write_schedule(data, writer, false);
}

static void write_schedule_nafta(const rift_cp_data *data, rift_csv_writer *writer) {
  write_schedule(data, writer, true);
}

static rift_status write_table(const rift_cp_data *data, const char *folder, const char *name,
                               table_writer *write, rift_error *error) {
  rift_csv_writer writer;
  char *path = rift_path_join(folder, name);
  rift_status status = path == NULL ? rift_error_memory(error, 0)
                                    : rift_csv_writer_open(&writer, path, error);
  free(path);
  if (status != RIFT_OK) {
    return status;
  }
  write(data, &writer);
  return rift_csv_writer_commit(&writer, error);
}

rift_status rift_cp_write_tables(const rift_cp_data *data, const char *folder,
                                 rift_error *error) {
  static const struct {
    const char *name;
    table_writer *write;
  } tables[] = {{"trade_elasticities.csv", write_elasticities},
                {"tariffs.csv", write_tariffs},
                {"tariffs_2005.csv", write_schedule_all},
                {"tariffs_2005_nafta.csv", write_schedule_nafta}};
  rift_status status = rift_folder_make(folder, error);
  for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == RIFT_OK; i++) {
    status = write_table(data, folder, tables[i].name, tables[i].write, error);
  }
  return status;
}
