/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth of value added, and the prior that follows from it. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/projection.h"

static size_t first_marked(const bool *marks, size_t count) {
  size_t at = 0;
  while (at < count && !marks[at]) {
    at++;
  }
  return at;
}

static bool all_marked(const bool *marks, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!marks[i]) {
      return false;
    }
  }
  return true;
}

static double base_value_added(const rift_projection *projection, size_t region,
                               const bool *sectors) {
  size_t S = projection->economy->sector_count;
  const double *values = projection->base.values + projection->base.value_added_start + region * S;
  double sum = 0;
  for (size_t s = 0; s < S; s++) {
    sum += sectors == NULL || sectors[s] ? values[s] : 0;
  }
  return sum;
}

static double simple_target(const rift_projection *projection, const rift_margin_row *row) {
  size_t region = first_marked(row->from, projection->economy->region_count);
  return row->unit == RIFT_UNIT_RATIO
             ? row->value * base_value_added(projection, region, row->sectors)
             : row->value;
}

/* Value added of the region in the projection, as far as a row states it. */
static double region_total(const rift_projection *projection, size_t region) {
  const rift_margin_rows *rows = &projection->value_added;
  for (size_t i = 0; i < rows->count; i++) {
    const rift_margin_row *row = &rows->items[i];
    if (row->from[region] && row->unit != RIFT_UNIT_SHARE &&
        all_marked(row->sectors, projection->economy->sector_count)) {
      return simple_target(projection, row);
    }
  }
  return base_value_added(projection, region, NULL);
}

static rift_status add_targets(rift_projection *projection, rift_margin_set *set) {
  size_t S = projection->economy->sector_count;
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < projection->value_added.count && status == RIFT_OK; i++) {
    const rift_margin_row *row = &projection->value_added.items[i];
    size_t region = first_marked(row->from, projection->economy->region_count);
    double target = row->unit == RIFT_UNIT_SHARE ? row->value * region_total(projection, region)
                                                 : simple_target(projection, row);
    projection->value_added_targets[i] = target;
    rift_margin margin = {.kind = RIFT_MARGIN_VALUE_ADDED,
                          .label = row->label,
                          .target = target,
                          .path = projection->value_added.path,
                          .line = row->line};
    status = rift_margin_set_begin(set, &margin, projection->error);
    for (size_t s = 0; s < S && status == RIFT_OK; s++) {
      if (row->sectors[s]) {
        status = rift_gras_add(&set->gras, region * S + s, false, projection->error);
      }
    }
  }
  return status;
}

/* Scales value added alone; growth[node] = what it became over what it was. */
static rift_status find_growth(rift_projection *projection, double *growth) {
  size_t n = projection->economy->node_count;
  rift_cells alone = {.count = n, .values = rift_allocate_doubles(n)};
  rift_margin_set set;
  rift_gras_outcome outcome;
  rift_impose_options impose = {.strict = true, .gras = &projection->options->gras};
  rift_margin_set_init(&set);
  rift_status status = alone.values == NULL ? rift_error_memory(projection->error, 0) : RIFT_OK;
  if (status == RIFT_OK) {
    memcpy(alone.values, projection->economy->value_added, n * sizeof(double));
    status = add_targets(projection, &set);
  }
  if (status == RIFT_OK) {
    status = rift_margin_set_impose(&set, &alone, &impose, &outcome, projection->problems,
                                    projection->error);
  }
  for (size_t node = 0; node < n && status == RIFT_OK; node++) {
    double before = projection->economy->value_added[node];
    growth[node] = before != 0 ? alone.values[node] / before : 1;
  }
  rift_margin_set_free(&set);
  free(alone.values);
  return status;
}

static void scale_nodes(rift_cells *cells, const double *growth) {
  size_t n = cells->node_count;
  for (size_t supplier = 0; supplier < n; supplier++) {
    for (size_t user = 0; user < n; user++) {
      cells->values[rift_cell_flow(cells, supplier, user)] *= growth[user];
    }
  }
  for (size_t node = 0; node < n; node++) {
    cells->values[cells->value_added_start + node] *= growth[node];
    cells->values[cells->taxes_start + node] *= growth[node];
    cells->values[cells->margins_start + node] *= growth[node];
  }
}

/* Final demand grows with the value added of its region. */
static void scale_final_demand(const rift_projection *projection, rift_cells *cells) {
  size_t S = cells->sector_count;
  for (size_t region = 0; region < cells->region_count; region++) {
    double after = 0;
    for (size_t s = 0; s < S; s++) {
      after += cells->values[cells->value_added_start + region * S + s];
    }
    double before = base_value_added(projection, region, NULL);
    double factor = before != 0 ? after / before : 1;
    for (size_t node = 0; node < cells->node_count; node++) {
      for (size_t c = 0; c < cells->category_count; c++) {
        cells->values[rift_cell_final(cells, node, region, c)] *= factor;
      }
    }
  }
}

rift_status rift_projection_grow(rift_projection *projection) {
  double *growth = rift_allocate_doubles(projection->economy->node_count);
  projection->value_added_targets = rift_allocate_doubles(projection->value_added.count);
  if (growth == NULL || projection->value_added_targets == NULL) {
    free(growth);
    return rift_error_memory(projection->error, 0);
  }
  rift_status status = find_growth(projection, growth);
  if (status == RIFT_OK) {
    scale_nodes(&projection->cells, growth);
    scale_final_demand(projection, &projection->cells);
  }
  free(growth);
  return status;
}
