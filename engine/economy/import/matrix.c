/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/import/matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"

rift_status rift_matrix_open(rift_matrix *matrix, rift_importing *importing, const char *path,
                             char separator, size_t label_cells) {
  memset(matrix, 0, sizeof *matrix);
  matrix->importing = importing;
  matrix->label_cells = label_cells;
  rift_status status =
      rift_wide_open(&matrix->wide, path, separator, importing->problems, importing->error);
  return status == RIFT_OK ? rift_importing_note_file(importing, path) : status;
}

void rift_matrix_free(rift_matrix *matrix) {
  /* Faults are in the problems already; want of memory may have looked like the end of the file. */
  if (rift_wide_close(&matrix->wide, NULL) == RIFT_FAILED) {
    matrix->importing->memory_failed = true;
  }
  rift_names_free(&matrix->labels[0]);
  rift_names_free(&matrix->labels[1]);
  free(matrix->columns);
  free(matrix->cells);
  free(matrix->firsts);
  free(matrix->sellers);
  free(matrix->output_column);
  memset(matrix, 0, sizeof *matrix);
}

bool rift_matrix_split(const rift_wide_cell *cell, char *region, size_t size, const char **rest) {
  const char *bar = strchr(cell->text, '_');
  size_t length = bar == NULL ? 0 : (size_t)(bar - cell->text);
  if (length == 0 || length >= size || bar[1] == '\0') {
    return false;
  }
  memcpy(region, cell->text, length);
  region[length] = '\0';
  *rest = bar + 1;
  return true;
}

size_t rift_matrix_known(rift_matrix *matrix, size_t cell, const rift_names *names,
                         const char *code, const char *what) {
  size_t found = rift_names_find(names, code, strlen(code));
  if (found == RIFT_NOT_FOUND) {
    const char *closest = rift_closest(code, (const char *const *)names->items, names->count);
    rift_wide_error(&matrix->wide, cell, "unknown %s '%.60s'; expected one of the columns'%s%s%s",
                    what, code, closest == NULL ? "" : "; did you mean '",
                    closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  }
  return found;
}

static void check_codes(rift_matrix *matrix, size_t cell, rift_matrix_label label) {
  const rift_economy *economy = &matrix->importing->economy;
  bool names_region = label.kind == RIFT_MATRIX_NODE || label.kind == RIFT_MATRIX_FINAL;
  const char *code = names_region ? economy->regions.items[label.region] : "none";
  bool usable = rift_reader_is_code(code, strlen(code));
  if (usable && label.kind == RIFT_MATRIX_NODE) {
    code = economy->sectors.items[label.code];
    usable = rift_reader_is_code(code, strlen(code));
  }
  if (!usable) {
    rift_wide_error(&matrix->wide, cell, "the code '%.60s' is not usable; expected letters, digits and "
                                         "_ - . only, at most 32",
                    code);
  }
}

rift_status rift_matrix_add_column(rift_matrix *matrix, size_t cell, const char *text,
                                   rift_matrix_label label) {
  bool added = false;
  size_t position = rift_names_add(&matrix->labels[0], text, strlen(text), &added);
  rift_matrix_label *columns = rift_grow(matrix->columns, &matrix->column_capacity,
                                         matrix->column_count + 1, sizeof *columns);
  if (columns != NULL) {
    matrix->columns = columns;
  }
  if (position == RIFT_NOT_FOUND || columns == NULL) {
    return rift_error_memory(matrix->importing->error, 0);
  }
  if (!added) {
    rift_wide_error(&matrix->wide, cell,
                    "the column '%.80s' is there twice; expected it once; is the header damaged?",
                    text);
  }
  columns[matrix->column_count++] = label;
  check_codes(matrix, cell, label);
  return RIFT_OK;
}

static const char *region_of(const rift_economy *economy, size_t node) {
  return economy->regions.items[node / economy->sector_count];
}

static const char *sector_of(const rift_economy *economy, size_t node) {
  return economy->sectors.items[node % economy->sector_count];
}

/* Which nodes and final users have a column. */
static rift_status check_columns(rift_matrix *matrix, unsigned expected, bool *users,
                                 bool *finals) {
  const rift_economy *economy = &matrix->importing->economy;
  size_t count = matrix->label_cells + matrix->column_count;
  for (size_t i = 0; i < matrix->column_count; i++) {
    const rift_matrix_label *label = &matrix->columns[i];
    if (label->kind == RIFT_MATRIX_NODE) {
      users[label->region * economy->sector_count + label->code] = true;
    } else if (label->kind == RIFT_MATRIX_FINAL) {
      finals[label->region * economy->category_count + label->code] = true;
    }
  }
  for (size_t i = 0; i < economy->region_count * economy->sector_count; i++) {
    if (!users[i] && (expected & RIFT_MATRIX_SET(RIFT_MATRIX_NODE)) != 0) {
      rift_wide_error(&matrix->wide, count, "%s has no column for %s; expected every sector in "
                                            "every region",
                      region_of(economy, i), sector_of(economy, i));
    }
  }
  for (size_t i = 0; i < economy->region_count * economy->category_count; i++) {
    if (!finals[i] && (expected & RIFT_MATRIX_SET(RIFT_MATRIX_FINAL)) != 0) {
      rift_wide_error(&matrix->wide, count, "%s has no column for the final demand %s; expected "
                                            "every category in every region",
                      economy->regions.items[i / economy->category_count],
                      economy->categories.items[i % economy->category_count]);
    }
  }
  return matrix->wide.errors == 0 ? RIFT_OK : RIFT_INVALID;
}

static void place_columns(rift_matrix *matrix) {
  const rift_economy *economy = &matrix->importing->economy;
  for (size_t i = 0; i < matrix->column_count; i++) {
    const rift_matrix_label *label = &matrix->columns[i];
    size_t width =
        label->kind == RIFT_MATRIX_NODE ? economy->sector_count : economy->category_count;
    matrix->cells[i] = label->region * width + label->code;
    matrix->has_output_column |= label->kind == RIFT_MATRIX_OUTPUT;
  }
}

static bool allocate(rift_matrix *matrix, size_t nodes) {
  rift_importing *importing = matrix->importing;
  matrix->notes_lines = importing->node_lines == NULL;
  if (matrix->notes_lines) {
    importing->node_lines = rift_allocate(nodes, sizeof *importing->node_lines);
  }
  matrix->sellers = rift_allocate(nodes, sizeof *matrix->sellers);
  matrix->cells = rift_allocate(matrix->column_count, sizeof *matrix->cells);
  matrix->output_column = rift_allocate_doubles(nodes);
  return importing->node_lines != NULL && matrix->sellers != NULL && matrix->cells != NULL &&
         matrix->output_column != NULL;
}

rift_status rift_matrix_prepare(rift_matrix *matrix, unsigned expected) {
  rift_economy *economy = &matrix->importing->economy;
  size_t nodes = economy->region_count * economy->sector_count;
  if (matrix->wide.errors > 0) {
    return RIFT_INVALID;
  }
  if (nodes == 0 || economy->category_count == 0) {
    rift_wide_error(&matrix->wide, 0, "the header names no %s; expected those of the format; is it "
                                      "another kind of file?",
                    nodes == 0 ? "industries" : "final demand");
    return RIFT_INVALID;
  }
  bool *users = rift_allocate(nodes, sizeof *users);
  bool *finals = rift_allocate(economy->region_count * economy->category_count, sizeof *finals);
  rift_status status = users == NULL || finals == NULL || !allocate(matrix, nodes)
                           ? rift_error_memory(matrix->importing->error, 0)
                           : check_columns(matrix, expected, users, finals);
  if (status == RIFT_OK) {
    place_columns(matrix);
  }
  if (status == RIFT_OK && economy->intermediate == NULL) {
    status = rift_importing_allocate(matrix->importing);
  }
  free(users);
  free(finals);
  return status;
}

/* RIFT_OK also for a repeated label, which is recorded; *repeated then says so. */
static rift_status note_line(rift_matrix *matrix, const char *text, bool *repeated) {
  bool added = false;
  size_t position = rift_names_add(&matrix->labels[1], text, strlen(text), &added);
  size_t *firsts =
      rift_grow(matrix->firsts, &matrix->first_capacity, matrix->labels[1].count, sizeof *firsts);
  if (firsts != NULL) {
    matrix->firsts = firsts;
  }
  if (position == RIFT_NOT_FOUND || firsts == NULL) {
    return rift_error_memory(matrix->importing->error, 0);
  }
  *repeated = !added;
  if (*repeated) {
    rift_wide_error(&matrix->wide, 0,
                    "the line '%.80s' is there twice, first as line %zu; expected it once", text,
                    firsts[position]);
  } else {
    firsts[position] = (size_t)matrix->wide.line;
  }
  return RIFT_OK;
}

/* Sales of a node. */
static void take_node(rift_matrix *matrix, size_t node) {
  rift_economy *economy = &matrix->importing->economy;
  rift_wide *wide = &matrix->wide;
  double *uses = economy->intermediate + node * economy->node_count;
  double *finals =
      economy->final_demand + node * economy->region_count * economy->category_count;
  for (size_t i = 0; i < matrix->column_count; i++) {
    rift_matrix_kind kind = matrix->columns[i].kind;
    size_t cell = matrix->label_cells + i;
    double value = 0;
    if (kind == RIFT_MATRIX_SKIPPED || !rift_wide_number(wide, cell, "the flow", &value)) {
      continue;
    }
    if (kind == RIFT_MATRIX_NODE) {
      uses[matrix->cells[i]] += value;
    } else if (kind == RIFT_MATRIX_FINAL) {
      finals[matrix->cells[i]] += value;
    } else if (kind == RIFT_MATRIX_OUTPUT) {
      matrix->output_column[node] += value;
    } else if (value != 0) {
      rift_wide_error(wide, cell, "the flow is %g; expected 0 in this column, which names no region "
                                  "that buys",
                      value);
    }
    if (kind == RIFT_MATRIX_NODE && value < 0) {
      rift_wide_error(wide, cell, "a negative intermediate flow (%g); expected zero or more", value);
    }
  }
}

/* A line of primary inputs; what final users pay (taxes on their purchases) is not kept. */
static void take_inputs(rift_matrix *matrix, rift_matrix_kind kind) {
  rift_economy *economy = &matrix->importing->economy;
  double *const targets[RIFT_MATRIX_SKIPPED] = {[RIFT_MATRIX_OUTPUT] = economy->gross_output,
                                                [RIFT_MATRIX_VALUE_ADDED] = economy->value_added,
                                                [RIFT_MATRIX_TAXES] = economy->taxes,
                                                [RIFT_MATRIX_MARGINS] = economy->margins};
  static const char *const words[] = {"the flow", "the flow", "the output", "the value added",
                                      "the taxes", "the margins", "the value"};
  for (size_t i = 0; i < matrix->column_count; i++) {
    size_t cell = matrix->label_cells + i;
    double value = 0;
    if (matrix->columns[i].kind != RIFT_MATRIX_NODE ||
        !rift_wide_number(&matrix->wide, cell, words[kind], &value)) {
      continue;
    }
    if (kind == RIFT_MATRIX_ZERO && value != 0) {
      rift_wide_error(&matrix->wide, cell, "the value is %g; expected 0 for an industry in this line",
                      value);
    } else if (kind != RIFT_MATRIX_ZERO) {
      targets[kind][matrix->cells[i]] += value;
    }
  }
}

rift_status rift_matrix_take_line(rift_matrix *matrix, const char *text, rift_matrix_label label) {
  bool repeated = false;
  rift_status status = note_line(matrix, text, &repeated);
  if (status != RIFT_OK) {
    return status;
  }
  matrix->seen[label.kind] = true;
  size_t node = label.region * matrix->importing->economy.sector_count + label.code;
  if (label.kind == RIFT_MATRIX_NODE) {
    matrix->sellers[node] = true;
    if (matrix->notes_lines) {
      matrix->importing->node_lines[node] = matrix->wide.line;
    }
  }
  if (repeated || label.kind == RIFT_MATRIX_SKIPPED ||
      !rift_wide_expect(&matrix->wide, matrix->label_cells + matrix->column_count)) {
    return RIFT_OK;
  }
  if (label.kind == RIFT_MATRIX_NODE) {
    take_node(matrix, node);
  } else {
    take_inputs(matrix, label.kind);
  }
  return RIFT_OK;
}

static void check_lines(rift_matrix *matrix, unsigned needed) {
  static const char *const words[] = {"", "", "gross output", "value added",
                                      "taxes less subsidies", "transport margins", "", ""};
  const rift_economy *economy = &matrix->importing->economy;
  bool of_nodes = (needed & RIFT_MATRIX_SET(RIFT_MATRIX_NODE)) != 0;
  matrix->wide.length = 0;
  matrix->wide.count = 0;
  matrix->wide.line++;
  for (size_t node = 0; node < economy->node_count && of_nodes; node++) {
    if (!matrix->sellers[node]) {
      rift_wide_error(&matrix->wide, 0,
                      "the file ends without a line for %s %s; expected one for every industry",
                      region_of(economy, node), sector_of(economy, node));
    }
  }
  for (unsigned kind = RIFT_MATRIX_OUTPUT; kind < RIFT_MATRIX_SKIPPED; kind++) {
    if ((needed & RIFT_MATRIX_SET(kind)) != 0 && !matrix->seen[kind]) {
      rift_wide_error(&matrix->wide, 0, "the file ends without a line of %s; expected one",
                      words[kind]);
    }
  }
}

rift_status rift_matrix_settle_output(rift_matrix *matrix) {
  rift_importing *importing = matrix->importing;
  rift_economy *economy = &importing->economy;
  rift_status status = RIFT_OK;
  if (!matrix->seen[RIFT_MATRIX_OUTPUT] && !matrix->has_output_column) {
    rift_importing_sum_sales(importing);
  }
  for (size_t node = 0; node < economy->node_count && matrix->has_output_column; node++) {
    double *output = &economy->gross_output[node];
    double stated = matrix->output_column[node];
    *output = matrix->seen[RIFT_MATRIX_OUTPUT] ? *output : stated;
    if (fabs(*output - stated) > 1e-3 * fabs(stated) + 1) {
      status = rift_problems_add(importing->problems, RIFT_ERROR, importing->lines_path,
                                 importing->node_lines[node], 1,
                                 "%s %s: gross output is %g in its column and %g in its line; "
                                 "expected the same",
                                 region_of(economy, node), sector_of(economy, node), stated, *output);
    }
  }
  return status;
}

rift_status rift_matrix_finish(rift_matrix *matrix, unsigned needed) {
  rift_importing *importing = matrix->importing;
  if (!matrix->wide.memory_failed && !matrix->wide.source.damaged) {
    check_lines(matrix, needed);
  }
  if (importing->lines_path == NULL) {
    importing->lines_path = rift_copy_text(matrix->wide.path);
  }
  rift_status status = rift_wide_close(&matrix->wide, importing->error);
  return importing->lines_path == NULL ? rift_error_memory(importing->error, 0) : status;
}
