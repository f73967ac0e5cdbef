/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EXIOBASE 3, monetary, industry by industry: a folder IOT_YEAR_ixi as it is unpacked, tab-separated
 * text, million euro at basic prices; releases 3.8 and 3.9.
 *
 *   x.txt                 region, sector, indout: gross output, and the order of all nodes
 *   industries.txt        Number, Name, CodeNr, CodeTxt: short codes (i34); optional
 *   unit.txt              region, sector, unit: M.EUR throughout
 *   Z.txt or A.txt        flows, or coefficients
 *   Y.txt                 final demand by region and category
 *   satellite/F.txt       primary inputs in the first lines (3.9: factor_inputs/F.txt)
 *
 * Z, A, Y and F have two lines of labels (region; sector or category), and a third with the names of the
 * label columns. Changes in valuables are added to inventories; exports must be zero (all buyers are
 * regions). The rest-of-world regions keep their codes WA, WE, WF, WL, WM. */
#include "economy/import/exiobase.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct {
  const char *name, *category; /* NULL: must be zero */
} uses[] = {
    {"Final consumption expenditure by households", "HFCE"},
    {"Final consumption expenditure by non-profit organisations serving households (NPISH)", "NPISH"},
    {"Final consumption expenditure by government", "GGFC"},
    {"Gross fixed capital formation", "GFCF"},
    {"Changes in inventories", "INVNT"},
    {"Changes in valuables", "INVNT"},
    {"Exports: Total (fob)", NULL}};

enum { USES = sizeof uses / sizeof uses[0] };

static const char taxes_line[] = "Taxes less subsidies on products purchased: Total";
static const char *const value_added_lines[] = {
    "Other net taxes on production",
    "Compensation of employees; wages, salaries, & employers' social contributions: ",
    "Operating surplus: "};

static rift_matrix_label describe_use(const rift_exiobase *state, const char *name) {
  const rift_names *categories = &state->importing->economy.categories;
  rift_matrix_label label = {.kind = RIFT_MATRIX_SKIPPED};
  for (size_t i = 0; i < USES; i++) {
    const char *category = uses[i].category;
    if (strcmp(uses[i].name, name) == 0) {
      label.kind = category == NULL ? RIFT_MATRIX_ZERO : RIFT_MATRIX_FINAL;
      label.code = category == NULL ? 0 : rift_names_find(categories, category, strlen(category));
    }
  }
  return label;
}

/* One column of Z, A or F (an industry) or of Y (a final use); `region` from the line above. */
static rift_status add_column(rift_exiobase *state, rift_matrix *matrix, size_t cell, const char *region,
                              bool final) {
  const char *name = matrix->wide.cells[cell].text;
  char text[256];
  rift_matrix_label label = {.kind = RIFT_MATRIX_NODE};
  snprintf(text, sizeof text, "%.40s %.200s", region, name);
  if (final) {
    label = describe_use(state, name);
  } else {
    label.code = rift_exiobase_industry(state, name);
  }
  label.region = rift_exiobase_region(state, region);
  if (label.region == RIFT_NOT_FOUND || label.code == RIFT_NOT_FOUND ||
      label.kind == RIFT_MATRIX_SKIPPED) {
    rift_wide_error(&matrix->wide, cell, "the column '%s' is not known; expected %s of x.txt", text,
                    final ? "a final use in a region" : "the regions and industries");
    label = (rift_matrix_label){.kind = RIFT_MATRIX_SKIPPED};
  }
  return rift_matrix_add_column(matrix, cell, text, label);
}

static rift_status read_header(rift_exiobase *state, rift_matrix *matrix, bool final) {
  rift_wide *wide = &matrix->wide;
  if (!rift_exiobase_header(wide, "region")) {
    return RIFT_INVALID;
  }
  size_t count = wide->count;
  char **regions = rift_allocate(count, sizeof *regions);
  bool complete = regions != NULL;
  for (size_t i = 0; i < count && complete; i++) {
    regions[i] = rift_copy_text(wide->cells[i].text);
    complete = regions[i] != NULL;
  }
  rift_status status = complete ? RIFT_OK : rift_error_memory(state->importing->error, 0);
  if (status == RIFT_OK &&
      (!rift_exiobase_header(wide, final ? "category" : "sector") || !rift_wide_expect(wide, count))) {
    status = RIFT_INVALID;
  }
  for (size_t i = matrix->label_cells; i < count && status == RIFT_OK; i++) {
    status = add_column(state, matrix, i, regions[i], final);
  }
  for (size_t i = 0; regions != NULL && i < count; i++) {
    free(regions[i]);
  }
  free(regions);
  return status == RIFT_OK ? rift_matrix_prepare(matrix, RIFT_MATRIX_SET(final ? RIFT_MATRIX_FINAL
                                                                               : RIFT_MATRIX_NODE))
                           : status;
}

/* A seller's line of Z, A or Y. */
static rift_status take_seller(rift_exiobase *state, rift_matrix *matrix) {
  rift_wide *wide = &matrix->wide;
  rift_matrix_label line = {.kind = RIFT_MATRIX_NODE};
  char text[256];
  if (wide->count < 2) {
    rift_wide_expect(wide, matrix->label_cells + matrix->column_count);
    return RIFT_OK;
  }
  snprintf(text, sizeof text, "%.40s %.200s", wide->cells[0].text, wide->cells[1].text);
  line.region = rift_exiobase_region(state, wide->cells[0].text);
  line.code = rift_exiobase_industry(state, wide->cells[1].text);
  if (line.region == RIFT_NOT_FOUND || line.code == RIFT_NOT_FOUND) {
    rift_wide_error(wide, line.region == RIFT_NOT_FOUND ? 0 : 1,
                    "the line '%s' is not known; expected the regions and industries of x.txt", text);
    return RIFT_OK;
  }
  return rift_matrix_take_line(matrix, text, line);
}

/* A line of F; those behind the primary inputs (emissions, resources, ...) are passed over. */
static rift_status take_input(rift_matrix *matrix) {
  const char *name = matrix->wide.cells[0].text;
  rift_matrix_label line = {.kind = RIFT_MATRIX_SKIPPED};
  line.kind = strcmp(name, taxes_line) == 0 ? RIFT_MATRIX_TAXES : line.kind;
  for (size_t i = 0; i < sizeof value_added_lines / sizeof value_added_lines[0]; i++) {
    const char *beginning = value_added_lines[i];
    bool same = strncmp(name, beginning, strlen(beginning)) == 0;
    line.kind = same ? RIFT_MATRIX_VALUE_ADDED : line.kind;
  }
  return line.kind == RIFT_MATRIX_SKIPPED ? RIFT_OK : rift_matrix_take_line(matrix, name, line);
}

typedef enum part { FLOWS, FINAL_USES, PRIMARY_INPUTS } part;

/* The third line of labels repeats the names of the label columns and is optional. */
static bool is_label_line(const rift_wide *wide, part which) {
  return strcmp(wide->cells[0].text, which == PRIMARY_INPUTS ? "stressor" : "region") == 0;
}

static rift_status read_part(rift_exiobase *state, const char *name, part which) {
  rift_matrix matrix;
  unsigned needed = which == PRIMARY_INPUTS ? RIFT_MATRIX_SET(RIFT_MATRIX_VALUE_ADDED) |
                                                  RIFT_MATRIX_SET(RIFT_MATRIX_TAXES)
                                            : RIFT_MATRIX_SET(RIFT_MATRIX_NODE);
  rift_status status = rift_exiobase_open(state, &matrix, name, which == PRIMARY_INPUTS ? 1 : 2);
  if (status == RIFT_OK) {
    status = read_header(state, &matrix, which == FINAL_USES);
  }
  while (status == RIFT_OK && rift_wide_next(&matrix.wide)) {
    if (is_label_line(&matrix.wide, which)) {
      continue;
    }
    status = which == PRIMARY_INPUTS ? take_input(&matrix) : take_seller(state, &matrix);
  }
  if (status == RIFT_OK) {
    status = rift_matrix_finish(&matrix, needed);
  }
  rift_matrix_free(&matrix);
  return status;
}

/* From coefficients to flows. */
static void multiply_out(rift_economy *economy) {
  size_t n = economy->node_count;
  for (size_t cell = 0; cell < n * n; cell++) {
    economy->intermediate[cell] *= economy->gross_output[cell % n];
  }
}

/* All parts are read, so that every file's faults come at once. */
static rift_status read_parts(rift_exiobase *state) {
  bool coefficients = !rift_exiobase_has(state, "Z.txt") && rift_exiobase_has(state, "A.txt");
  bool separate = !rift_exiobase_has(state, "satellite/F.txt") && rift_exiobase_has(state, "factor_inputs/F.txt");
  const struct {
    const char *name;
    part which;
  } parts[] = {{coefficients ? "A.txt" : "Z.txt", FLOWS},
               {"Y.txt", FINAL_USES},
               {separate ? "factor_inputs/F.txt" : "satellite/F.txt", PRIMARY_INPUTS}};
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status != RIFT_FAILED; i++) {
    rift_status part_status = read_part(state, parts[i].name, parts[i].which);
    status = status == RIFT_OK || part_status == RIFT_FAILED ? part_status : status;
  }
  if (status == RIFT_OK && coefficients) {
    multiply_out(&state->importing->economy);
  }
  return status;
}

static rift_status add_categories(rift_importing *importing) {
  bool added = true;
  for (size_t use = 0; use < USES; use++) {
    added = added && (uses[use].category == NULL ||
                      rift_importing_add_category(importing, uses[use].category));
  }
  return added ? RIFT_OK : rift_error_memory(importing->error, 0);
}

rift_status rift_import_exiobase(rift_importing *importing) {
  rift_exiobase state = {.importing = importing};
  char name[32];
  char title[96];
  rift_status status = add_categories(importing);
  if (status == RIFT_OK) {
    status = rift_exiobase_read_nodes(&state);
  }
  if (status == RIFT_OK) {
    status = read_parts(&state);
  }
  rift_names_free(&state.industries);
  if (status != RIFT_OK) {
    return status;
  }
  int year = importing->request->year;
  snprintf(name, sizeof name, "exiobase3-%d-ixi", year);
  snprintf(title, sizeof title, "Multi-regional input-output table %d, EXIOBASE 3, by industry", year);
  rift_import_origin origin = {
      .name = name,
      .title = title,
      .source = "EXIOBASE 3: Stadler et al. (2018), Journal of Industrial Ecology 22, 502-515",
      .address = "https://doi.org/10.5281/zenodo.3583070",
      .licence_name = "CC-BY-SA-4.0",
      .licence_path = "https://creativecommons.org/licenses/by-sa/4.0/",
      .licence_title = "Creative Commons Attribution-ShareAlike 4.0"};
  rift_importing_convert(importing);
  return rift_importing_finish(importing, &origin);
}
