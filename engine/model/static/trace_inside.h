/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a trace, shared by its files. */
#ifndef RIFT_MODEL_STATIC_TRACE_INSIDE_H
#define RIFT_MODEL_STATIC_TRACE_INSIDE_H

#include "model/static/response.h"
#include "model/static/table_plan.h"
#include "model/static/trace.h"

struct rift_trace {
  const rift_economy *economy;
  const rift_shock_plan *plan;
  rift_indicator indicator;
  rift_quantity_response quantity;
  double *inverse;
  bool *in_set;      /* n: nodes whose outcome is asked for */
  double base;       /* level of the outcome */
  double *node_value; /* n: outcome a unit of direct demand for the node's output brings */
  double *means;     /* [part][n + 1]: sums of w (1 + z) by user, and of w for final demand */
  rift_table_plan table;
  double *table_means; /* [flows of the table][2]: sums of what errors add to what is cut and re-sourced */
  uint64_t count;
};

#endif
