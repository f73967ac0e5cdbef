/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/cells.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

rift_status rift_cells_create(rift_cells *cells, const rift_economy *economy, rift_error *error) {
  size_t n = economy->node_count;
  size_t finals = n * economy->region_count * economy->category_count;
  *cells = (rift_cells){.node_count = n,
                        .region_count = economy->region_count,
                        .sector_count = economy->sector_count,
                        .category_count = economy->category_count,
                        .final_start = n * n,
                        .value_added_start = n * n + finals,
                        .taxes_start = n * n + finals + n,
                        .margins_start = n * n + finals + 2 * n,
                        .count = n * n + finals + 3 * n};
  cells->values = rift_allocate_doubles(cells->count);
  if (cells->values == NULL) {
    return rift_error_memory(error, cells->count * sizeof *cells->values);
  }
  memcpy(cells->values, economy->intermediate, n * n * sizeof(double));
  memcpy(cells->values + cells->final_start, economy->final_demand, finals * sizeof(double));
  memcpy(cells->values + cells->value_added_start, economy->value_added, n * sizeof(double));
  memcpy(cells->values + cells->taxes_start, economy->taxes, n * sizeof(double));
  memcpy(cells->values + cells->margins_start, economy->margins, n * sizeof(double));
  return RIFT_OK;
}

void rift_cells_destroy(rift_cells *cells) {
  free(cells->values);
  memset(cells, 0, sizeof *cells);
}

void rift_cells_store(const rift_cells *cells, rift_economy *economy) {
  size_t n = cells->node_count;
  size_t finals = n * cells->region_count * cells->category_count;
  memcpy(economy->intermediate, cells->values, n * n * sizeof(double));
  memcpy(economy->final_demand, cells->values + cells->final_start, finals * sizeof(double));
  memcpy(economy->value_added, cells->values + cells->value_added_start, n * sizeof(double));
  memcpy(economy->taxes, cells->values + cells->taxes_start, n * sizeof(double));
  memcpy(economy->margins, cells->values + cells->margins_start, n * sizeof(double));
  for (size_t node = 0; node < n; node++) {
    economy->gross_output[node] = rift_cells_sales(cells, node);
  }
}

double rift_cells_sales(const rift_cells *cells, size_t node) {
  const double *row = cells->values + rift_cell_flow(cells, node, 0);
  double sales = 0;
  for (size_t user = 0; user < cells->node_count; user++) {
    sales += row[user];
  }
  const double *finals = cells->values + rift_cell_final(cells, node, 0, 0);
  for (size_t i = 0; i < cells->region_count * cells->category_count; i++) {
    sales += finals[i];
  }
  return sales;
}

double rift_cells_gap(const rift_cells *cells, size_t node, double *mass) {
  double sales = rift_cells_sales(cells, node);
  double primary[3] = {cells->values[cells->value_added_start + node],
                       cells->values[cells->taxes_start + node],
                       cells->values[cells->margins_start + node]};
  double inputs = primary[0] + primary[1] + primary[2];
  double size = fabs(primary[0]) + fabs(primary[1]) + fabs(primary[2]);
  for (size_t supplier = 0; supplier < cells->node_count; supplier++) {
    double flow = cells->values[rift_cell_flow(cells, supplier, node)];
    inputs += flow;
    size += fabs(flow);
  }
  if (mass != NULL) {
    *mass = fmax(size, fabs(sales));
  }
  return sales - inputs;
}

static void label_node(const rift_economy *economy, const char *what, size_t node,
                       char label[RIFT_CELL_LABEL]) {
  snprintf(label, RIFT_CELL_LABEL, "%s %s %s", what,
           economy->regions.items[node / economy->sector_count],
           economy->sectors.items[node % economy->sector_count]);
}

void rift_cell_label(const rift_economy *economy, const rift_cells *cells, size_t cell,
                     char label[RIFT_CELL_LABEL]) {
  size_t sectors = cells->sector_count;
  if (cell >= cells->value_added_start) {
    static const char *const kinds[] = {"value added", "taxes less subsidies",
                                        "transport margins"};
    size_t at = cell - cells->value_added_start;
    label_node(economy, kinds[at / cells->node_count], at % cells->node_count, label);
    return;
  }
  bool final = cell >= cells->final_start;
  size_t at = final ? cell - cells->final_start : cell;
  size_t uses = final ? cells->region_count * cells->category_count : cells->node_count;
  size_t node = at / uses;
  size_t use = at % uses;
  size_t width = final ? cells->category_count : sectors;
  snprintf(label, RIFT_CELL_LABEL, "%s %s -> %s %s", economy->regions.items[node / sectors],
           economy->sectors.items[node % sectors], economy->regions.items[use / width],
           final ? economy->categories.items[use % width] : economy->sectors.items[use % width]);
}
