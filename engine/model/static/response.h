/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of the static model, each a reduced system: outputs after removed flows, prices after added costs. */
#ifndef RIFT_MODEL_STATIC_RESPONSE_H
#define RIFT_MODEL_STATIC_RESPONSE_H

#include <stddef.h>

#include "base/status.h"
#include "economy/economy.h"
#include "model/model.h"
#include "model/static/addition.h"
#include "model/static/reduced.h"
#include "model/static/removal.h"
#include "model/static/table_plan.h"
#include "shocks/shocks.h"

/* Batches like those to come; with `bounds`, r = 0 and r = 1 will be asked for too. */
typedef struct rift_guides {
  size_t count;
  const rift_batch *batches;
  bool bounds;
} rift_guides;

/* x* = (I - A*)^-1 f*, with A* and f* after removal, re-sourcing and support. Parts 2g (cut) and 2g + 1 (re-sourced) of group g,
 * then one for each group of additions.
 * Targets, relative: [n] output, [m][S] the touched importers' own deliveries in what is re-sourced or added (of the node's output), [m][S]
 * the direct change of their use of a product (of its base use); or, for totals, [R] and [S] output only.
 * `guides` guide the solver; NULL if none are known. */
typedef struct rift_quantity_response {
  rift_removal removal;
  rift_addition addition;
  size_t part_count;
  size_t importer_count;
  size_t *importers;
  double *use_base;   /* [m][S] million USD */
  rift_reduced *reduced;
  rift_packed risk;   /* n x parts: share of output whose inputs are cut, by unit weight */
  size_t target_count;
  double unreplaceable;
} rift_quantity_response;

RIFT_CHECKED rift_status rift_quantity_response_init(rift_quantity_response *response,
                                                     const rift_economy *economy,
                                                     const rift_shock_plan *plan,
                                                     const double *inverse,
                                                     const rift_guides *guides, bool totals,
                                                     rift_error *error);
void rift_quantity_response_free(rift_quantity_response *response);

/* weights[part][lane] from the batch's levers and the re-sourced share r[lane]; of additions s (1 - q), whatever r is. An error of the table scales what is cut and
 * re-sourced; the base stays as it is: the missing or surplus flow is taken to come from suppliers that nothing touches.
 * That is not in these weights: it is added to the targets to first order, see table_response.h. */
void rift_quantity_weights(const rift_quantity_response *response, const rift_batch *batch,
                           const double *resourced, double *weights);

/* The parts' weights in every lane of every guide, as drawn and, if asked for, at both bounds: [sample][part], malloc'ed. */
RIFT_CHECKED rift_status rift_quantity_sample_weights(const rift_quantity_response *response, const rift_guides *guides,
                                                      double **samples, size_t *count, rift_error *error);

/* p = (I - A'^T)^-1 v with A' = A o (1 + cost): base prices are 1. Part g is the g-th cost lever. Targets: [n] producer
 * price changes, [basket] what the costs add directly to the household baskets. */
typedef struct rift_price_response {
  const rift_economy *economy;
  size_t part_count;
  size_t *levers;        /* of the plan */
  rift_reduced *reduced;
  size_t basket_count;   /* R * (1 + G): region-major, all of household consumption, then each consumption group */
  double *spent_musd;    /* basket_count: million USD a year */
  rift_packed basket;    /* basket_count x n: shares of what is spent; all zero where nothing is */
} rift_price_response;

RIFT_CHECKED rift_status rift_price_response_init(rift_price_response *response,
                                                  const rift_economy *economy,
                                                  const rift_shock_plan *plan,
                                                  const double *inverse,
                                                  const rift_guides *guides, rift_error *error);
void rift_price_response_free(rift_price_response *response);

/* weights[lane]: the cost of a lever; errors of the table are added to the targets. */
void rift_price_weights(const rift_batch *batch, size_t lever, double *weights);

/* First-order response of the targets at base prices to the costs of a matched table plan: targets x costs. */
RIFT_CHECKED rift_status rift_price_errors(rift_packed *matrix, const rift_economy *economy, const rift_table_plan *table,
                                           const double *inverse, rift_error *error);

#endif
