/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What errors of the table add to the static model's responses, to first order around the base: targets += T d, with d what
 * the errors add to the cut shares, the re-sourced shares (r d) and the costs, and T found once.
 *
 * Exact in the factors but for interactions: that the users of these flows produce less themselves, and the errors' own
 * feedback, are left out. With c the size of the outputs' changes and d that of the errors, the rest is of order d (c + d). */
#ifndef RIFT_MODEL_STATIC_TABLE_RESPONSE_H
#define RIFT_MODEL_STATIC_TABLE_RESPONSE_H

#include "model/static/response.h"
#include "model/static/table_plan.h"

/* Rows of columns that are mostly zero. */
typedef struct rift_sparse {
  size_t rows;
  size_t *starts;  /* rows + 1 */
  size_t *columns;
  double *values;
} rift_sparse;

/* By flows of the table plan: their cut (or what is added to them), and their re-sourcing in full. */
typedef struct rift_table_response {
  const rift_table_plan *table;
  size_t output_count;        /* the response's leading targets: n, or R + S for totals */
  rift_packed cut, resourced; /* output_count x flows */
  rift_sparse direct_cut, direct_resourced; /* the targets behind them; none for totals */
  rift_sparse risk_cut, risk_resourced;     /* n x flows; none for totals */
  rift_packed price;          /* (n + baskets) x costs; none for totals */
} rift_table_response;

/* `table` is matched, and outlives the response. */
RIFT_CHECKED rift_status rift_table_response_init(rift_table_response *response, const rift_table_plan *table,
                                                  const rift_quantity_response *quantity, double *inverse, bool totals,
                                                  rift_error *error);
void rift_table_response_free(rift_table_response *response);

size_t rift_table_response_workspace(const rift_table_response *response); /* doubles */

/* Finds what the batch's errors do, whatever r is; weights: of the quantity response under any closure. */
void rift_table_response_prepare(const rift_table_response *response, const rift_batch *batch, const double *weights,
                                 double *workspace);
/* Then adds to the leading targets, and to those behind them and the risk, for a re-sourced share r[lane]. */
void rift_table_response_add(const rift_table_response *response, const double *resourced, const double *workspace,
                             double *targets);
void rift_table_response_add_direct(const rift_table_response *response, const double *resourced, const double *workspace,
                                    double *targets, double *risk);
/* Adds to the price response's targets; uses the workspace for itself. */
void rift_table_response_add_prices(const rift_table_response *response, const rift_batch *batch, double *workspace,
                                    double *prices);

#endif
