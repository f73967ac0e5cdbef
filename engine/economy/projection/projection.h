/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a projection. Private to engine/economy. */
#ifndef RIFT_ECONOMY_PROJECTION_PROJECTION_H
#define RIFT_ECONOMY_PROJECTION_PROJECTION_H

#include "economy/projection/margin_rows.h"

typedef struct rift_projection {
  rift_economy *economy;
  const rift_project_options *options;
  rift_problems *problems;
  rift_error *error;
  rift_sector_classes classes;
  rift_margin_rows value_added, blocks, facts, final_demand;
  double *value_added_targets; /* one for each row, million USD */
  double *block_targets;
  size_t block_target_capacity;
  rift_cells base;  /* as read */
  rift_cells cells; /* the prior, then the result */
  double *prior;    /* a copy of the prior */
  rift_margin_set set;
} rift_projection;

/* Sum of a row's flows between different regions. */
double rift_projection_row_sum(const rift_cells *cells, const rift_margin_row *row);
/* Adds one cell, or all of a row's, to the margin that was begun last; cells that hold nothing have no place in it. */
RIFT_CHECKED rift_status rift_projection_add_cell(rift_projection *projection, size_t cell);
RIFT_CHECKED rift_status rift_projection_add_row(rift_projection *projection,
                                                 const rift_margin_row *row);

/* Fills value_added_targets, and turns `cells` into the prior. */
RIFT_CHECKED rift_status rift_projection_grow(rift_projection *projection);
/* Fills block_targets, and adds to blocks the pairs that follow from the totals. */
RIFT_CHECKED rift_status rift_projection_balance_blocks(rift_projection *projection);
/* Fills everything of the report that the projection knows. */
RIFT_CHECKED rift_status rift_projection_report(const rift_projection *projection,
                                                rift_project_report *report);

#endif
