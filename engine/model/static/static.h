/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the static model: what its files share. Bounds in microseconds: no prices in quantities, no quantities in prices. */
#ifndef RIFT_MODEL_STATIC_STATIC_H
#define RIFT_MODEL_STATIC_STATIC_H

#include "model/model.h"
#include "model/static/response.h"
#include "model/static/table_response.h"
#include "model/sets.h"

/* How r is set in a solve. */
typedef enum rift_closure { RIFT_R_DRAWN, RIFT_R_NONE, RIFT_R_FULL, RIFT_CLOSURE_COUNT } rift_closure;

/* Percent by (region set, sector set) of one indicator under one closure: a range of outcomes and where they come from. */
typedef struct rift_static_table {
  rift_indicator indicator;
  rift_closure closure;
  double *base;     /* [region set][sector set] */
  size_t *position; /* [region set][sector set]: outcome, or SIZE_MAX where the base is zero */
} rift_static_table;

typedef struct rift_static {
  rift_model_info info;
  const rift_economy *economy;
  const rift_shock_plan *plan;
  rift_detail detail;
  rift_window window;
  bool bounds;
  rift_quantity_response quantity;
  rift_price_response price;
  rift_table_plan table; /* its parameters are the model's: r, then the factors of the table */
  rift_table_response errors;
  rift_packed *own;  /* [R] S x S: own inputs of a region by product and user, for trade balances */
  rift_packed *use;  /* [R] S x S: all inputs by product and user */
  rift_sets sets;
  size_t table_count;
  rift_static_table *tables;
  size_t node_position;    /* first of the node outcomes, in node order of `node_nodes` */
  size_t node_count;
  size_t *nodes;
  size_t consumer_position; /* first of the consumer price outcomes, one a basket in which something is spent */
  size_t consumer_count;
  size_t *consumer_baskets;
  size_t income_position;  /* first of the affiliate income outcomes */
  size_t income_count;
  size_t *income_owners;   /* regions */
  double *income_base;
  size_t outcome_capacity;
  rift_outcome *outcomes;
} rift_static;

/* Lists the outcomes and their bases. */
RIFT_CHECKED rift_status rift_static_list_outcomes(rift_static *model, rift_error *error);

/* Fills the outcomes of a batch from the solved responses. */
typedef struct rift_static_solution {
  const double *targets;  /* quantity response, by closure */
  const double *risk;     /* n */
  const double *prices;   /* n + R */
  const double *levers;
} rift_static_solution;

/* Doubles of workspace the report needs. */
size_t rift_static_report_workspace(const rift_static *model);
void rift_static_report(const rift_static *model, rift_closure closure,
                        const rift_static_solution *solution, double *workspace, double *outcomes);

#endif
