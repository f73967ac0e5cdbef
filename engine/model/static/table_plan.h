/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of the table in the static model: which flows share factors.
 *
 * The model's own levers are not split by the table's factors: with many parts its reduced systems would be slow. A second
 * plan, split by them, says which flows share a product of factors F. What truly is cut of such flows is F times the share
 * of the plain plan, so their cut changes by the plain share times F - 1. */
#ifndef RIFT_MODEL_STATIC_TABLE_PLAN_H
#define RIFT_MODEL_STATIC_TABLE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "economy/economy.h"
#include "model/model.h"
#include "model/static/addition.h"
#include "model/static/removal.h"
#include "shocks/shocks.h"

/* Flows on which the same levers and factors act. */
typedef struct rift_table_flows {
  size_t split; /* group of the split plan's removal or additions; for costs a lever of the split plan */
  size_t plain; /* the same of the plain plan */
  size_t lever; /* of the split plan: its factors are theirs */
  size_t part;  /* of the plain plan's quantity response, by whose weight they go; not for costs */
  bool added;   /* the groups are additions */
} rift_table_flows;

typedef struct rift_table_plan {
  rift_shock_plan *split; /* NULL where the errors of the table are not drawn */
  size_t parameter_count; /* 1 + the factors that touch a lever */
  const rift_quantity **parameters; /* r, then the factors */
  size_t *parameter_of;   /* factor of the economy -> parameter */
  rift_removal removal;   /* of the split plan */
  rift_addition addition; /* likewise */
  size_t flow_count;      /* only those with factors */
  rift_table_flows *flows;
  size_t cost_count;
  rift_table_flows *costs;
} rift_table_plan;

/* The split plan and the parameters. */
RIFT_CHECKED rift_status rift_table_plan_init(rift_table_plan *table, const rift_economy *economy,
                                              const rift_shock_plan *plan, rift_error *error);
/* The flows, matched with the groups of the plain plan's removal and additions, and its cost levers. */
RIFT_CHECKED rift_status rift_table_plan_match(rift_table_plan *table, const rift_shock_plan *plan,
                                               const rift_removal *plain, const rift_addition *added, rift_error *error);
void rift_table_plan_free(rift_table_plan *table);

/* d[flow][lane]: what the errors add to the cut shares. weights: of the plain plan's parts, see rift_quantity_weights. */
void rift_table_flow_weights(const rift_table_plan *table, const rift_batch *batch, const double *weights, double *d);
/* d[cost][lane]: what they add to the costs. */
void rift_table_cost_weights(const rift_table_plan *table, const rift_batch *batch, double *d);

/* Adds the changes of all flows of a group of the plain plan at base outputs: cut and resourced by [importer][node], both
 * R x n. weights[2 * flow] and [2 * flow + 1]: what is cut and re-sourced. */
RIFT_CHECKED rift_status rift_table_plan_changes(const rift_table_plan *table, size_t plain, const double *weights,
                                                 double *cut, double *resourced, rift_error *error);
/* The same for a group of the plain plan's additions, which have no re-sourcing. */
RIFT_CHECKED rift_status rift_table_plan_additions(const rift_table_plan *table, size_t plain, const double *weights,
                                                   double *added, rift_error *error);

#endif
