/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of Eurostat's FIGARO tables, in both their forms. */
#include <ctype.h>
#include <string.h>

#include "economy/import/codes.h"
#include "economy/import/figaro.h"

static const struct {
  const char *name, *category;
} categories[] = {{"P3_S14", "HFCE"},
                  {"P3_S15", "NPISH"},
                  {"P3_S13", "GGFC"},
                  {"P51G", "GFCF"},
                  {"P5M", "INVNT"}};

static const struct {
  const char *code;
  rift_matrix_kind kind;
} lines[] = {{"D21X31", RIFT_MATRIX_TAXES},        {"OP_RES", RIFT_MATRIX_ZERO},
             {"OP_NRES", RIFT_MATRIX_ZERO},        {"D1", RIFT_MATRIX_VALUE_ADDED},
             {"D29X39", RIFT_MATRIX_VALUE_ADDED}, {"B2A3G", RIFT_MATRIX_VALUE_ADDED}};

enum { CATEGORIES = sizeof categories / sizeof categories[0], LINES = sizeof lines / sizeof lines[0] };

bool rift_figaro_column(const char *code, const char **category) {
  *category = NULL;
  for (size_t i = 0; i < CATEGORIES; i++) {
    if (strcmp(code, categories[i].name) == 0) {
      *category = categories[i].category;
      return true;
    }
  }
  bool use = code[0] == 'P' && (code[1] == '3' || code[1] == '5'); /* P85 is education */
  return isupper((unsigned char)code[0]) && !use &&
         (code[1] == '\0' || isdigit((unsigned char)code[1]));
}

rift_matrix_kind rift_figaro_line(const char *code) {
  for (size_t i = 0; i < LINES; i++) {
    if (strcmp(code, lines[i].code) == 0) {
      return lines[i].kind;
    }
  }
  return RIFT_MATRIX_NODE;
}

const char *rift_figaro_region(const char *code) {
  return strcmp(code, "FIGW1") == 0 ? "ROW" : rift_import_alpha3(code);
}

bool rift_figaro_add_categories(rift_importing *importing) {
  bool added = true;
  for (size_t i = 0; i < CATEGORIES; i++) {
    added = added && rift_importing_add_category(importing, categories[i].category);
  }
  return added;
}
