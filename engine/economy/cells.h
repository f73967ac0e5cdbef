/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All values of an economy's accounts in one array, so that sums over any of them can be imposed.
 *
 * Order: intermediate (n x n, supplier by user), final demand (n x R x C), value added (n), taxes
 * less subsidies (n), transport margins (n). Gross output is no cell: it is the sum of a row. */
#ifndef RIFT_ECONOMY_CELLS_H
#define RIFT_ECONOMY_CELLS_H

#include "economy/economy.h"

typedef struct rift_cells {
  size_t node_count, region_count, sector_count, category_count;
  size_t final_start, value_added_start, taxes_start, margins_start;
  size_t count;
  double *values; /* million USD */
} rift_cells;

RIFT_CHECKED rift_status rift_cells_create(rift_cells *cells, const rift_economy *economy,
                                           rift_error *error);
void rift_cells_destroy(rift_cells *cells);
/* Puts the values back, and sets gross output to the sum of each row. */
void rift_cells_store(const rift_cells *cells, rift_economy *economy);

static inline size_t rift_cell_flow(const rift_cells *cells, size_t node, size_t user) {
  return node * cells->node_count + user;
}
static inline size_t rift_cell_final(const rift_cells *cells, size_t node, size_t region,
                                     size_t category) {
  return cells->final_start +
         (node * cells->region_count + region) * cells->category_count + category;
}

/* The sales of a node less its purchases, value added, taxes and margins; *mass: the sum of their
 * absolute values (may be NULL). */
double rift_cells_gap(const rift_cells *cells, size_t node, double *mass);
/* Intermediate and final sales of a node. */
double rift_cells_sales(const rift_cells *cells, size_t node);

/* "DEU C29 -> CHN C28", "DEU C29 -> CHN GFCF" or "value added DEU C29", for people. */
#define RIFT_CELL_LABEL 128
void rift_cell_label(const rift_economy *economy, const rift_cells *cells, size_t cell,
                     char label[RIFT_CELL_LABEL]);

#endif
