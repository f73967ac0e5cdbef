/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what the user wrote to what a model sees: channels on cells, with one value a draw.
 *
 * Cells on which the same measures act in the same way share one value: a lever. The structure (levers, cells) is fixed
 * for a scenario; only the values are drawn. Time enters as the mean intensity over a window of months. */
#ifndef RIFT_SHOCKS_SHOCKS_H
#define RIFT_SHOCKS_SHOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "economy/economy.h"
#include "numeric/batch.h"
#include "scenario/scenario.h"

typedef enum rift_channel {
  RIFT_CHANNEL_TRADE_CUT,        /* share of the flow removed at unchanged prices, [0,1]; combines as 1 - prod(1 - q) */
  RIFT_CHANNEL_DEMAND_SHIFT,     /* share of household demand removed, combines likewise */
  RIFT_CHANNEL_COST,             /* purchaser's cost factor minus 1: (1 + sum of tariff changes) * prod(1 + trade cost) * prod(1 + input cost) - 1 */
  RIFT_CHANNEL_AFFILIATE_INCOME, /* share of the income lost */
  RIFT_CHANNEL_CAPACITY,         /* share of a node's capacity lost */
  RIFT_CHANNEL_CRITICAL_SUPPLY,  /* share of a critical input's supply cut */
  RIFT_CHANNEL_COUNT
} rift_channel;

const char *rift_channel_name(rift_channel channel);
/* The channel through which an instrument acts (CONVENTIONS, measures to channels). */
rift_channel rift_instrument_channel(rift_instrument instrument);

/* Uses that do not overlap; a rift_use is a union of them. */
enum {
  RIFT_USES_INTERMEDIATE = 1,
  RIFT_USES_HOUSEHOLD = 2,
  RIFT_USES_OTHER_FINAL = 4,
  RIFT_USES_FINAL = RIFT_USES_HOUSEHOLD | RIFT_USES_OTHER_FINAL,
  RIFT_USES_ALL = RIFT_USES_INTERMEDIATE | RIFT_USES_FINAL
};

/* A flow that is acted on. Capacity uses exporter and sector as the node; affiliate income exporter as host and
 * importer as owner, critical supply exporter and importer (their sectors are the carrier's business). */
typedef struct rift_cell {
  uint32_t exporter, importer, sector;
  uint32_t uses; /* RIFT_USES_... */
} rift_cell;

typedef struct rift_lever_term {
  size_t measure; /* index into the scenario */
  double rate;    /* tariff schedules: the row's rate; otherwise 1 (times the measure's size) */
} rift_lever_term;

typedef struct rift_lever {
  rift_channel channel;
  size_t term_count; /* measures acting together on these cells */
  rift_lever_term *terms;
  size_t cell_count;
  rift_cell *cells;
} rift_lever;

/* Months from horizon.start; `permanent` reads the full intensity as if it never ended. */
typedef struct rift_window {
  double from, to;
  bool permanent;
} rift_window;

typedef struct rift_shock_plan rift_shock_plan;

/* The levers of a scenario, in order of the first measure. RIFT_INVALID with problems for conflicts (two tariff levels on one cell). The scenario and economy
 * must outlive the plan. */
RIFT_CHECKED rift_status rift_shock_plan_create(rift_shock_plan **plan, const rift_scenario *scenario,
                                                const rift_economy *economy,
                                                rift_problems *problems, rift_error *error);
void rift_shock_plan_destroy(rift_shock_plan *plan);

size_t rift_shock_plan_lever_count(const rift_shock_plan *plan);
const rift_lever *rift_shock_plan_lever(const rift_shock_plan *plan, size_t lever);
const rift_scenario *rift_shock_plan_scenario(const rift_shock_plan *plan);

/* The variates that the plan and the models need, in file order (rift_scenario_quantities). */
size_t rift_shock_plan_quantity_count(const rift_shock_plan *plan);
const rift_quantity *const *rift_shock_plan_quantities(const rift_shock_plan *plan);
/* Position of the quantity, or SIZE_MAX if it is not given. */
size_t rift_shock_plan_find(const rift_shock_plan *plan, const rift_quantity *quantity);

/* values[lever * RIFT_LANES + lane] = mean of the lever's value over the window, for the draws whose quantities stand in
 * quantities[q * stride + lane]. Measures combine at their mean intensity over the window. */
void rift_shock_plan_realise(const rift_shock_plan *plan, const rift_window *window,
                             const double *quantities, size_t stride, double *values);

#endif
