/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flows that a margin's row speaks of. */
#include "economy/projection/projection.h"

/* Calls for every flow of a row between different regions. */
typedef rift_status flow_visitor(void *context, size_t cell);

static rift_status visit_user(const rift_cells *cells, const rift_margin_row *row, size_t node,
                              size_t importer, flow_visitor *visit, void *context) {
  size_t S = cells->sector_count;
  rift_status status = RIFT_OK;
  for (size_t s = 0; row->intermediate && s < S && status == RIFT_OK; s++) {
    if (row->user == RIFT_NOT_FOUND || row->user == s) {
      status = visit(context, rift_cell_flow(cells, node, importer * S + s));
    }
  }
  for (size_t c = 0; row->final && c < cells->category_count && status == RIFT_OK; c++) {
    status = visit(context, rift_cell_final(cells, node, importer, c));
  }
  return status;
}

static rift_status visit_row(const rift_cells *cells, const rift_margin_row *row,
                             flow_visitor *visit, void *context) {
  size_t S = cells->sector_count;
  rift_status status = RIFT_OK;
  for (size_t node = 0; node < cells->node_count && status == RIFT_OK; node++) {
    for (size_t to = 0; to < cells->region_count && status == RIFT_OK; to++) {
      if (row->from[node / S] && row->sectors[node % S] && row->to[to] && to != node / S) {
        status = visit_user(cells, row, node, to, visit, context);
      }
    }
  }
  return status;
}

typedef struct sum_context {
  const double *values;
  double sum;
} sum_context;

static rift_status add_up(void *context, size_t cell) {
  sum_context *sum = context;
  sum->sum += sum->values[cell];
  return RIFT_OK;
}

double rift_projection_row_sum(const rift_cells *cells, const rift_margin_row *row) {
  sum_context sum = {.values = cells->values};
  return visit_row(cells, row, add_up, &sum) == RIFT_OK ? sum.sum : 0;
}

rift_status rift_projection_add_cell(rift_projection *projection, size_t cell) {
  return projection->cells.values[cell] == 0
             ? RIFT_OK
             : rift_gras_add(&projection->set.gras, cell, false, projection->error);
}

static rift_status add_cell(void *context, size_t cell) { return rift_projection_add_cell(context, cell); }

rift_status rift_projection_add_row(rift_projection *projection, const rift_margin_row *row) {
  return visit_row(&projection->cells, row, add_cell, projection);
}
