/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eurostat FIGARO, inter-country input-output table, industry by industry, one CSV file a year,
 * million euro at basic prices; editions 2023 to 2026 (matrix_eu-ic-io_ind-by-ind_EDITION_YEAR.csv and
 * flatfile_eu-ic-io_ind-by-ind_EDITION_YEAR.csv).
 *
 * Matrix form: the header begins with rowLabels; columns and lines are REGION_INDUSTRY (DE_C29, FIGW1
 * is the rest of the world), then columns REGION_CATEGORY (P3_S13 government, P3_S14 households, P3_S15
 * NPISH, P51G fixed investment, P5M inventories and valuables) and lines W2_D21X31 (taxes less
 * subsidies on products), W2_OP_RES and W2_OP_NRES (purchases abroad, final users only), W2_D1,
 * W2_D29X39, W2_B2A3G (value added). There is no line of output: it is the sum of sales. */
#include "economy/import/figaro.h"

#include <string.h>


static rift_status add_column(rift_matrix *matrix, size_t cell) {
  rift_economy *economy = &matrix->importing->economy;
  const rift_wide_cell *label = &matrix->wide.cells[cell];
  char code[16];
  const char *rest = "";
  const char *category = NULL;
  rift_matrix_label column = {.kind = RIFT_MATRIX_SKIPPED};
  bool whole = rift_matrix_split(label, code, sizeof code, &rest) &&
               rift_figaro_column(rest, &category);
  const char *region = whole ? rift_figaro_region(code) : NULL;
  if (region == NULL) {
    rift_wide_error(&matrix->wide, cell, "'%.60s' %s; expected labels like DE_C29, FIGW1_C29 or "
                                         "DE_P3_S14",
                    label->text, whole ? "names an unknown country"
                                       : "is neither an industry nor a category of final demand");
    return rift_matrix_add_column(matrix, cell, label->text, column);
  }
  if (!rift_importing_add_region(matrix->importing, region, region) ||
      (category == NULL && !rift_importing_add_sector(matrix->importing, rest, rest))) {
    return rift_error_memory(matrix->importing->error, 0);
  }
  column.kind = category == NULL ? RIFT_MATRIX_NODE : RIFT_MATRIX_FINAL;
  column.region = rift_economy_region(economy, region);
  column.code = category == NULL ? rift_economy_sector(economy, rest)
                                 : rift_names_find(&economy->categories, category, strlen(category));
  return rift_matrix_add_column(matrix, cell, label->text, column);
}

static rift_status take_line(rift_matrix *matrix) {
  rift_economy *economy = &matrix->importing->economy;
  const rift_wide_cell *label = &matrix->wide.cells[0];
  rift_matrix_label line = {.kind = RIFT_MATRIX_NODE};
  char code[16];
  const char *rest = "";
  if (!rift_matrix_split(label, code, sizeof code, &rest)) {
    rift_wide_error(&matrix->wide, 0, "'%.60s' is no line of this format; expected labels like DE_C29 "
                                      "or W2_D1",
                    label->text);
    return RIFT_OK;
  }
  if (strcmp(code, "W2") == 0) {
    line.kind = rift_figaro_line(rest);
    if (line.kind == RIFT_MATRIX_NODE) {
      rift_wide_error(&matrix->wide, 0, "'%.60s' is no line of primary inputs; expected W2_D21X31, "
                                        "W2_OP_RES, W2_OP_NRES, W2_D1, W2_D29X39 or W2_B2A3G",
                      label->text);
      return RIFT_OK;
    }
    return rift_matrix_take_line(matrix, label->text, line);
  }
  const char *region = rift_figaro_region(code);
  line.region = rift_matrix_known(matrix, 0, &economy->regions, region == NULL ? code : region,
                                  "region");
  line.code = rift_matrix_known(matrix, 0, &economy->sectors, rest, "industry");
  bool known = line.region != RIFT_NOT_FOUND && line.code != RIFT_NOT_FOUND;
  return known ? rift_matrix_take_line(matrix, label->text, line) : RIFT_OK;
}

static rift_status read_matrix(rift_matrix *matrix) {
  rift_status status = rift_figaro_add_categories(matrix->importing)
                           ? RIFT_OK
                           : rift_error_memory(matrix->importing->error, 0);
  for (size_t cell = 1; cell < matrix->wide.count && status == RIFT_OK; cell++) {
    status = add_column(matrix, cell);
  }
  if (status == RIFT_OK) {
    status = rift_matrix_prepare(matrix, RIFT_MATRIX_SET(RIFT_MATRIX_NODE) |
                                             RIFT_MATRIX_SET(RIFT_MATRIX_FINAL));
  }
  while (status == RIFT_OK && rift_wide_next(&matrix->wide)) {
    status = take_line(matrix);
  }
  if (status == RIFT_OK) {
    status = rift_matrix_finish(matrix, RIFT_MATRIX_SET(RIFT_MATRIX_NODE) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_VALUE_ADDED) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_TAXES));
  }
  return status == RIFT_OK ? rift_matrix_settle_output(matrix) : status;
}

/* The first cell tells the two forms apart. */
static rift_status read_either(rift_importing *importing) {
  rift_matrix matrix;
  bool flat = false;
  rift_status status = rift_matrix_open(&matrix, importing, importing->request->source, ',', 1);
  if (status == RIFT_OK) {
    bool header = rift_wide_next(&matrix.wide);
    const char *first = header ? matrix.wide.cells[0].text : "";
    flat = strcmp(first, "icioiRow") == 0 || strcmp(first, "refArea") == 0;
    if (!flat && strcmp(first, "rowLabels") != 0) {
      rift_wide_error(&matrix.wide, 0, "the first cell is '%.60s'; expected rowLabels (the matrix "
                                       "form) or icioiRow (the flat form)",
                      first);
      status = RIFT_INVALID;
    } else if (!flat) {
      status = read_matrix(&matrix);
    }
  }
  rift_matrix_free(&matrix);
  return flat ? rift_figaro_read_flat(importing) : status;
}

rift_status rift_import_figaro(rift_importing *importing) {
  char name[32];
  char title[96];
  rift_status status = read_either(importing);
  if (status != RIFT_OK) {
    return status;
  }
  int year = importing->request->year;
  snprintf(name, sizeof name, "figaro-%d", year);
  snprintf(title, sizeof title, "Inter-country input-output table %d, Eurostat FIGARO", year);
  rift_import_origin origin = {
      .name = name,
      .title = title,
      .source = "Eurostat FIGARO, EU inter-country supply, use and input-output tables",
      .address = "https://ec.europa.eu/eurostat/web/esa-supply-use-input-tables/database",
      .licence_name = "CC-BY-4.0",
      .licence_path = "https://ec.europa.eu/eurostat/help/copyright-notice",
      .licence_title = "Eurostat's reuse policy: Creative Commons Attribution 4.0"};
  rift_importing_convert(importing);
  return rift_importing_finish(importing, &origin);
}
