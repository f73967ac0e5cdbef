/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trade of a class of products between pairs of regions, balanced to its totals. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/projection.h"

/* One class of products: a matrix of exporters by importers. */
typedef struct block_matrix {
  rift_projection *projection;
  rift_margin_row class_row; /* any row of the class; its texts and marks are borrowed */
  size_t R;
  double *base, *values; /* R x R, the diagonal is zero */
  size_t *rows;          /* R x R: the row that states the pair, or RIFT_NOT_FOUND */
  bool *fixed;           /* R x R: at a bound */
} block_matrix;

static bool same_class(const block_matrix *matrix, const rift_margin_row *row) {
  return memcmp(matrix->class_row.sectors, row->sectors,
                matrix->projection->economy->sector_count * sizeof *row->sectors) == 0;
}

static bool is_total(const rift_margin_row *row) { return row->from_all || row->to_all; }

static size_t marked(const bool *marks) {
  size_t at = 0;
  while (!marks[at]) {
    at++;
  }
  return at;
}

static double clamp(double value, const rift_margin_row *row) {
  return fmin(fmax(value, row->least), row->most);
}

static double pair_target(const rift_margin_row *row, double base) {
  double value = clamp(row->value, row);
  return row->unit == RIFT_UNIT_RATIO ? value * base : value;
}

static double bound(double limit, const rift_margin_row *row, double base) {
  return row->unit == RIFT_UNIT_RATIO && isfinite(limit) ? limit * base : limit;
}

static double pair_base(const block_matrix *matrix, size_t from, size_t to) {
  rift_margin_row pair = matrix->class_row;
  bool *marks = rift_allocate(2 * matrix->R, sizeof *marks);
  if (marks == NULL) {
    return -1;
  }
  pair.from = marks;
  pair.to = marks + matrix->R;
  pair.from[from] = true;
  pair.to[to] = true;
  double sum = rift_projection_row_sum(&matrix->projection->base, &pair);
  free(marks);
  return sum;
}

/* The stated pairs at their targets; the others grow as these do on average. */
static rift_status fill(block_matrix *matrix) {
  const rift_margin_rows *rows = &matrix->projection->blocks;
  size_t cells = matrix->R * matrix->R;
  double stated = 0;
  double stated_base = 0;
  for (size_t i = 0; i < cells; i++) {
    matrix->rows[i] = RIFT_NOT_FOUND;
    matrix->base[i] = i / matrix->R == i % matrix->R
                          ? 0
                          : pair_base(matrix, i / matrix->R, i % matrix->R);
    if (matrix->base[i] < 0) {
      return rift_error_memory(matrix->projection->error, 0);
    }
  }
  for (size_t k = 0; k < rows->count; k++) {
    const rift_margin_row *row = &rows->items[k];
    if (is_total(row) || !same_class(matrix, row)) {
      continue;
    }
    size_t cell = marked(row->from) * matrix->R + marked(row->to);
    matrix->rows[cell] = k;
    matrix->values[cell] = pair_target(row, matrix->base[cell]);
    stated += matrix->values[cell];
    stated_base += matrix->base[cell];
  }
  for (size_t i = 0; i < cells; i++) {
    if (matrix->rows[i] == RIFT_NOT_FOUND) {
      matrix->values[i] = matrix->base[i] * (stated_base > 0 ? stated / stated_base : 1);
    }
  }
  return RIFT_OK;
}

static bool in_total(const rift_margin_row *total, size_t from, size_t to) {
  return from != to && total->from[from] && total->to[to];
}

static double total_target(const block_matrix *matrix, const rift_margin_row *total) {
  double base = 0;
  for (size_t i = 0; i < matrix->R * matrix->R; i++) {
    base += in_total(total, i / matrix->R, i % matrix->R) ? matrix->base[i] : 0;
  }
  return total->unit == RIFT_UNIT_RATIO ? total->value * base : total->value;
}

/* Adds a total over the pairs that are free; the others count against its target. */
static rift_status add_total(const block_matrix *matrix, size_t index, rift_margin_set *set) {
  const rift_margin_row *total = &matrix->projection->blocks.items[index];
  rift_margin margin = {.kind = RIFT_MARGIN_BLOCK,
                        .label = total->label,
                        .target = total_target(matrix, total),
                        .path = matrix->projection->blocks.path,
                        .line = total->line};
  for (size_t i = 0; i < matrix->R * matrix->R; i++) {
    bool counted = matrix->fixed[i] && in_total(total, i / matrix->R, i % matrix->R);
    margin.target -= counted ? matrix->values[i] : 0;
  }
  rift_status status = rift_margin_set_begin(set, &margin, matrix->projection->error);
  for (size_t i = 0; i < matrix->R * matrix->R && status == RIFT_OK; i++) {
    if (in_total(total, i / matrix->R, i % matrix->R) && !matrix->fixed[i] &&
        matrix->values[i] > 0) {
      status = rift_gras_add(&set->gras, i, false, matrix->projection->error);
    }
  }
  return status;
}

static rift_status scale(const block_matrix *matrix, size_t *totals) {
  const rift_margin_rows *rows = &matrix->projection->blocks;
  rift_margin_set set;
  rift_gras_outcome outcome;
  rift_cells cells = {.count = matrix->R * matrix->R, .values = matrix->values};
  rift_gras_options gras = matrix->projection->options->gras;
  rift_impose_options impose = {.strict = true, .gras = &gras};
  gras.tolerance = fmin(gras.tolerance, 1e-12);
  rift_margin_set_init(&set);
  rift_status status = RIFT_OK;
  for (size_t k = 0; k < rows->count && status == RIFT_OK; k++) {
    if (is_total(&rows->items[k]) && same_class(matrix, &rows->items[k])) {
      status = add_total(matrix, k, &set);
    }
  }
  *totals = set.count;
  if (status == RIFT_OK && set.count > 0) {
    status = rift_margin_set_impose(&set, &cells, &impose, &outcome, matrix->projection->problems,
                                    matrix->projection->error);
  }
  rift_margin_set_free(&set);
  return status;
}

/* Fixes the pairs that left their bounds at these; *found if there were any. */
static void clip(block_matrix *matrix, bool *found) {
  *found = false;
  for (size_t i = 0; i < matrix->R * matrix->R; i++) {
    if (matrix->rows[i] == RIFT_NOT_FOUND || matrix->fixed[i]) {
      continue;
    }
    const rift_margin_row *row = &matrix->projection->blocks.items[matrix->rows[i]];
    double least = bound(row->least, row, matrix->base[i]);
    double most = bound(row->most, row, matrix->base[i]);
    double kept = fmin(fmax(matrix->values[i], least), most);
    if (fabs(kept - matrix->values[i]) > 1e-9 * fabs(kept)) {
      matrix->values[i] = kept;
      matrix->fixed[i] = true;
      *found = true;
    }
  }
}

static void store(const block_matrix *matrix) {
  rift_projection *projection = matrix->projection;
  for (size_t k = 0; k < projection->blocks.count; k++) {
    const rift_margin_row *row = &projection->blocks.items[k];
    if (!same_class(matrix, row)) {
      continue;
    }
    double sum = 0;
    for (size_t i = 0; i < matrix->R * matrix->R; i++) {
      sum += in_total(row, i / matrix->R, i % matrix->R) ? matrix->values[i] : 0;
    }
    projection->block_targets[k] = sum;
  }
}

/* A pair that no row states is what the totals leave for it. Imposed as it is, it does the work of
 * the totals; these themselves, almost the sum of the stated pairs, would bring the scaling to a
 * crawl. */
static rift_status add_implied(block_matrix *matrix, size_t from, size_t to) {
  rift_projection *projection = matrix->projection;
  rift_margin_rows *rows = &projection->blocks;
  const rift_economy *economy = projection->economy;
  rift_margin_row *items = rift_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *items);
  double *targets = rift_grow(projection->block_targets, &projection->block_target_capacity,
                              rows->count + 1, sizeof *targets);
  rows->items = items == NULL ? rows->items : items;
  projection->block_targets = targets == NULL ? projection->block_targets : targets;
  if (items == NULL || targets == NULL) {
    return rift_error_memory(projection->error, 0);
  }
  rift_margin_row *row = &items[rows->count];
  rift_text label = {0};
  rift_text_add(&label, "what the totals leave from %s to %s", economy->regions.items[from],
                economy->regions.items[to]);
  *row = matrix->class_row;
  row->label = label.bytes;
  row->from = rift_allocate(matrix->R, sizeof(bool));
  row->to = rift_allocate(matrix->R, sizeof(bool));
  row->sectors = rift_allocate(economy->sector_count, sizeof(bool));
  row->from_all = row->to_all = false;
  targets[rows->count++] = matrix->values[from * matrix->R + to];
  if (row->from == NULL || row->to == NULL || row->sectors == NULL || label.failed) {
    return rift_error_memory(projection->error, 0);
  }
  row->from[from] = true;
  row->to[to] = true;
  memcpy(row->sectors, matrix->class_row.sectors, economy->sector_count * sizeof(bool));
  return RIFT_OK;
}

static rift_status add_all_implied(block_matrix *matrix) {
  rift_status status = RIFT_OK;
  size_t stated = matrix->projection->blocks.count;
  for (size_t i = 0; i < matrix->R * matrix->R && status == RIFT_OK; i++) {
    bool covered = false;
    for (size_t k = 0; k < stated; k++) {
      const rift_margin_row *row = &matrix->projection->blocks.items[k];
      covered |= is_total(row) && same_class(matrix, row) &&
                 in_total(row, i / matrix->R, i % matrix->R);
    }
    if (covered && matrix->rows[i] == RIFT_NOT_FOUND && matrix->base[i] > 0) {
      status = add_implied(matrix, i / matrix->R, i % matrix->R);
    }
  }
  return status;
}

static rift_status balance_class(rift_projection *projection, rift_margin_row class_row) {
  size_t R = projection->economy->region_count;
  block_matrix matrix = {.projection = projection,
                         .class_row = class_row,
                         .R = R,
                         .base = rift_allocate_doubles(R * R),
                         .values = rift_allocate_doubles(R * R),
                         .rows = rift_allocate(R * R, sizeof *matrix.rows),
                         .fixed = rift_allocate(R * R, sizeof *matrix.fixed)};
  bool complete = matrix.base != NULL && matrix.values != NULL && matrix.rows != NULL &&
                  matrix.fixed != NULL;
  rift_status status = complete ? fill(&matrix) : rift_error_memory(projection->error, 0);
  size_t totals = 1;
  for (bool left = true; left && totals > 0 && status == RIFT_OK;) {
    status = scale(&matrix, &totals);
    if (status == RIFT_OK) {
      clip(&matrix, &left);
    }
  }
  if (status == RIFT_OK) {
    store(&matrix);
    status = add_all_implied(&matrix);
  }
  free(matrix.base);
  free(matrix.values);
  free(matrix.rows);
  free(matrix.fixed);
  return status;
}

rift_status rift_projection_balance_blocks(rift_projection *projection) {
  const rift_margin_rows *rows = &projection->blocks;
  size_t sectors = projection->economy->sector_count;
  size_t stated = rows->count;
  projection->block_targets = rift_allocate(stated, sizeof *projection->block_targets);
  projection->block_target_capacity = stated;
  if (projection->block_targets == NULL) {
    return rift_error_memory(projection->error, 0);
  }
  rift_status status = RIFT_OK;
  for (size_t k = 0; k < stated && status == RIFT_OK; k++) {
    bool first = true;
    for (size_t i = 0; i < k; i++) {
      first &= memcmp(rows->items[i].sectors, rows->items[k].sectors, sectors * sizeof(bool)) != 0;
    }
    if (first) {
      status = balance_class(projection, rows->items[k]);
    }
  }
  return status;
}
