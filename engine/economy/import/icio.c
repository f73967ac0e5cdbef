/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OECD Inter-Country Input-Output tables, one CSV file a year, million USD at basic prices.
 *
 *   2021: AUS_01T02 ... ; lines XXX_TAXSUB, VALU, OUTPUT; last column TOTAL
 *   2023 and 2025: AUS_A01_02, AUS_A01 ... ; lines TLS, VA, OUT; last column OUT
 *
 * Columns are REGION_INDUSTRY, then REGION_CATEGORY, then output; the first cell of the header is
 * blank or V1. China and Mexico may come in parts (CN1, CN2, MX1, MX2), which are added to CHN and
 * MEX. */
#include <ctype.h>
#include <string.h>

#include "economy/import/matrix.h"
#include "economy/reader.h"

/* P33 is the older name of direct purchases abroad by residents. */
static const struct {
  const char *name, *category;
} categories[] = {{"HFCE", "HFCE"}, {"NPISH", "NPISH"}, {"GGFC", "GGFC"},   {"GFCF", "GFCF"},
                  {"INVNT", "INVNT"}, {"DPABR", "DPABR"}, {"P33", "DPABR"}};

static const struct {
  const char *label;
  rift_matrix_kind kind;
} lines[] = {{"TLS", RIFT_MATRIX_TAXES},          {"VA", RIFT_MATRIX_VALUE_ADDED},
             {"VALU", RIFT_MATRIX_VALUE_ADDED},   {"OUT", RIFT_MATRIX_OUTPUT},
             {"OUTPUT", RIFT_MATRIX_OUTPUT}};

enum { CATEGORIES = sizeof categories / sizeof categories[0], LINES = sizeof lines / sizeof lines[0] };

/* Parts of a country bear its first letters and a digit. */
static const char *whole_region(const char *code) {
  bool part = strlen(code) == 3 && isdigit((unsigned char)code[2]);
  if (part && strncmp(code, "CN", 2) == 0) {
    return "CHN";
  }
  return part && strncmp(code, "MX", 2) == 0 ? "MEX" : code;
}

/* `01T02`, `A01_02`, `D`: a digit, or one letter and then digits. */
static bool is_industry(const char *code) {
  return isdigit((unsigned char)code[0]) ||
         (isupper((unsigned char)code[0]) && (code[1] == '\0' || isdigit((unsigned char)code[1])));
}

static const char *category_of(const char *name) {
  for (size_t i = 0; i < CATEGORIES; i++) {
    if (strcmp(name, categories[i].name) == 0) {
      return categories[i].category;
    }
  }
  return NULL;
}

static void refuse_column(rift_matrix *matrix, size_t cell, const char *rest) {
  const char *names[CATEGORIES];
  for (size_t i = 0; i < CATEGORIES; i++) {
    names[i] = categories[i].name;
  }
  const char *closest = rift_closest(rest, names, CATEGORIES);
  rift_wide_error(&matrix->wide, cell,
                  "'%.60s' is neither an industry, a category of final demand nor output; expected "
                  "labels like AUS_C29 or AUS_HFCE%s%s%s",
                  matrix->wide.cells[cell].text, closest == NULL ? "" : "; did you mean '",
                  closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
}

static rift_status add_column(rift_matrix *matrix, size_t cell) {
  rift_economy *economy = &matrix->importing->economy;
  const rift_wide_cell *label = &matrix->wide.cells[cell];
  char code[16];
  const char *rest = "";
  rift_matrix_label column = {.kind = RIFT_MATRIX_SKIPPED};
  if (strcmp(label->text, "OUT") == 0 || strcmp(label->text, "TOTAL") == 0) {
    column.kind = RIFT_MATRIX_OUTPUT;
    return rift_matrix_add_column(matrix, cell, label->text, column);
  }
  bool whole = rift_matrix_split(label, code, sizeof code, &rest);
  const char *category = whole ? category_of(rest) : NULL;
  if (!whole || (category == NULL && !is_industry(rest))) {
    refuse_column(matrix, cell, rest);
    return rift_matrix_add_column(matrix, cell, label->text, column);
  }
  const char *region = whole_region(code);
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

static rift_status read_header(rift_matrix *matrix) {
  static const char *const used[] = {"HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"};
  for (size_t i = 0; i < sizeof used / sizeof used[0]; i++) {
    if (!rift_importing_add_category(matrix->importing, used[i])) {
      return rift_error_memory(matrix->importing->error, 0);
    }
  }
  if (!rift_wide_next(&matrix->wide)) {
    rift_wide_error(&matrix->wide, 0, "the file is empty; expected the header of an ICIO table");
    return RIFT_INVALID;
  }
  rift_status status = RIFT_OK;
  for (size_t cell = 1; cell < matrix->wide.count && status == RIFT_OK; cell++) {
    status = add_column(matrix, cell);
  }
  return status == RIFT_OK ? rift_matrix_prepare(matrix, RIFT_MATRIX_SET(RIFT_MATRIX_NODE) |
                                                             RIFT_MATRIX_SET(RIFT_MATRIX_FINAL))
                           : status;
}

static bool is_country_taxes(const char *rest) {
  return strcmp(rest, "TAXSUB") == 0 || strcmp(rest, "TLS") == 0;
}

static rift_status take_line(rift_matrix *matrix) {
  rift_economy *economy = &matrix->importing->economy;
  const rift_wide_cell *label = &matrix->wide.cells[0];
  rift_matrix_label line = {.kind = RIFT_MATRIX_NODE};
  char code[16];
  const char *rest = "";
  for (size_t i = 0; i < LINES; i++) {
    if (strcmp(label->text, lines[i].label) == 0) {
      line.kind = lines[i].kind;
      return rift_matrix_take_line(matrix, label->text, line);
    }
  }
  if (!rift_matrix_split(label, code, sizeof code, &rest)) {
    rift_wide_error(&matrix->wide, 0,
                    "'%.60s' is no line of this format; expected labels like AUS_C29, or TLS, VA, OUT "
                    "(2021: AUS_TAXSUB, VALU, OUTPUT)",
                    label->text);
    return RIFT_OK;
  }
  line.kind = is_country_taxes(rest) ? RIFT_MATRIX_TAXES : RIFT_MATRIX_NODE;
  line.region = rift_matrix_known(matrix, 0, &economy->regions, whole_region(code), "region");
  line.code = line.kind == RIFT_MATRIX_TAXES
                  ? 0
                  : rift_matrix_known(matrix, 0, &economy->sectors, rest, "industry");
  bool known = line.region != RIFT_NOT_FOUND && line.code != RIFT_NOT_FOUND;
  return known ? rift_matrix_take_line(matrix, label->text, line) : RIFT_OK;
}

static rift_status read_all(rift_matrix *matrix) {
  rift_status status = read_header(matrix);
  while (status == RIFT_OK && rift_wide_next(&matrix->wide)) {
    status = take_line(matrix);
  }
  if (status == RIFT_OK) {
    status = rift_matrix_finish(matrix, RIFT_MATRIX_SET(RIFT_MATRIX_NODE) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_VALUE_ADDED) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_TAXES) |
                                            RIFT_MATRIX_SET(RIFT_MATRIX_OUTPUT));
  }
  return status == RIFT_OK ? rift_matrix_settle_output(matrix) : status;
}

rift_status rift_import_icio(rift_importing *importing) {
  rift_matrix matrix;
  char name[32];
  char title[96];
  rift_status status = rift_matrix_open(&matrix, importing, importing->request->source, ',', 1);
  if (status == RIFT_OK) {
    status = read_all(&matrix);
  }
  rift_matrix_free(&matrix);
  if (status != RIFT_OK) {
    return status;
  }
  int year = importing->request->year;
  snprintf(name, sizeof name, "oecd-icio-%d", year);
  snprintf(title, sizeof title, "Inter-country input-output table %d, OECD", year);
  rift_import_origin origin = {
      .name = name,
      .title = title,
      .source = "OECD Inter-Country Input-Output Database",
      .address = "https://oe.cd/icio",
      .licence_name = "CC-BY-4.0",
      .licence_path = "https://www.oecd.org/en/about/terms-conditions.html",
      .licence_title = "OECD terms and conditions: Creative Commons Attribution 4.0"};
  return rift_importing_finish(importing, &origin);
}
