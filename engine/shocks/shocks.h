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
#include "sampling/escalation.h"
#include "scenario/scenario.h"

typedef enum rift_channel {
  RIFT_CHANNEL_TRADE_CUT,        /* share of the flow removed at unchanged prices, [0,1]; combines as 1 - prod(1 - q) */
  RIFT_CHANNEL_DEMAND_SHIFT,     /* share of household demand removed, combines likewise */
  RIFT_CHANNEL_COST,             /* purchaser's cost factor minus 1: (1 + t') / (1 + t0) * prod(1 + trade cost) * prod(1 + input cost) - 1 */
  RIFT_CHANNEL_AFFILIATE_INCOME, /* share of the income lost */
  RIFT_CHANNEL_CAPACITY,         /* share of a node's capacity lost */
  RIFT_CHANNEL_CRITICAL_SUPPLY,  /* share of a critical input's supply cut */
  RIFT_CHANNEL_DEMAND_SUPPORT,   /* share of household demand added, 0 or more; combines as prod(1 + s) - 1 */
  RIFT_CHANNEL_COUNT
} rift_channel;

const char *rift_channel_name(rift_channel channel);
/* The channel through which an instrument acts (CONVENTIONS, measures to channels). */
rift_channel rift_instrument_channel(rift_instrument instrument);

/* The ways in which a rift reaches a region, for taking its effects apart. Trade cuts are told apart by where the home region
 * stands: seller, buyer (of inputs and final goods), or neither. */
typedef enum rift_pathway {
  RIFT_PATHWAY_EXPORT_DEMAND,
  RIFT_PATHWAY_IMPORTS,
  RIFT_PATHWAY_TRADE_ELSEWHERE,
  RIFT_PATHWAY_CRITICAL_INPUTS,
  RIFT_PATHWAY_BOYCOTT,
  RIFT_PATHWAY_TARIFFS,
  RIFT_PATHWAY_TRADE_COSTS,
  RIFT_PATHWAY_AFFILIATE_INCOME,
  RIFT_PATHWAY_ENERGY,
  RIFT_PATHWAY_CAPACITY,
  RIFT_PATHWAY_DEMAND_SUPPORT,
  RIFT_PATHWAY_COUNT
} rift_pathway;

const char *rift_pathway_name(rift_pathway pathway); /* "export_demand" */

/* Uses that do not overlap; a rift_use is a union of them. */
enum {
  RIFT_USES_INTERMEDIATE = 1,
  RIFT_USES_HOUSEHOLD = 2,
  RIFT_USES_OTHER_FINAL = 4,
  RIFT_USES_FINAL = RIFT_USES_HOUSEHOLD | RIFT_USES_OTHER_FINAL,
  RIFT_USES_ALL = RIFT_USES_INTERMEDIATE | RIFT_USES_FINAL
};

/* A flow that is acted on. Capacity uses exporter and sector as the node; affiliate income exporter as host and
 * importer as owner; critical supply: sector = input * S + using sector, `input` being the first measure that names it. */
typedef struct rift_cell {
  uint32_t exporter, importer, sector;
  uint32_t uses; /* RIFT_USES_... */
} rift_cell;

typedef struct rift_lever_term {
  size_t measure; /* index into the scenario */
  double rate;    /* tariff schedules: the row's rate; otherwise 1 (times the measure's size) */
  bool sets_level; /* a tariff that replaces what was there, rather than adding to it */
  rift_pathway pathway; /* of trade cuts: RIFT_PATHWAY_TRADE_ELSEWHERE unless the plan has a home region */
} rift_lever_term;

typedef struct rift_lever {
  rift_channel channel;
  double base_tariff; /* t0, before any measure (the economy's tariffs; 0 where it has none) */
  size_t term_count; /* measures acting together on these cells */
  rift_lever_term *terms;
  size_t factor_count, *factors; /* of the economy's table_factors: the true flow is their product times the table's */
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

/* What else tells levers apart beside their measures. */
typedef struct rift_lever_split {
  size_t home;       /* region (an index) whose pathways are kept apart, or RIFT_NOT_FOUND */
  bool table_errors; /* by the table's factors on their flows; otherwise no lever has a factor */
} rift_lever_split;

/* rift_shock_plan_create splits by the table's factors and has no home. */
RIFT_CHECKED rift_status rift_shock_plan_create_split(rift_shock_plan **plan, const rift_scenario *scenario,
                                                      const rift_economy *economy, const rift_lever_split *split,
                                                      rift_problems *problems, rift_error *error);
size_t rift_shock_plan_home(const rift_shock_plan *plan);

/* Bits (1 << pathway) of the pathways on which any measure of the scenario acts. */
uint32_t rift_shock_plan_pathways(const rift_shock_plan *plan);

size_t rift_shock_plan_lever_count(const rift_shock_plan *plan);
const rift_lever *rift_shock_plan_lever(const rift_shock_plan *plan, size_t lever);
const rift_scenario *rift_shock_plan_scenario(const rift_shock_plan *plan);

/* The variates that the plan needs: the scenario's, in file order, then the table's factors that touch a lever. */
size_t rift_shock_plan_quantity_count(const rift_shock_plan *plan);
const rift_quantity *const *rift_shock_plan_quantities(const rift_shock_plan *plan);
/* Position of the quantity, or SIZE_MAX if it is not given. */
size_t rift_shock_plan_find(const rift_shock_plan *plan, const rift_quantity *quantity);

/* What the draws of a batch are for a model. Every array may be NULL. */
typedef struct rift_realised {
  double *levers;  /* [window][lever][RIFT_LANES]: the lever's value at the mean intensity of its measures over the window */
  double *tariffs; /* [window][lever][RIFT_LANES]: t' of cost levers, the tariff after the measures; 0 for others. Resource
                    * costs are what is left of the value: (1 + value) (1 + t0) / (1 + t') */
  double *weights; /* [lever][RIFT_LANES]: true flow over the table's flow; 1 where table errors are not drawn */
  uint32_t pathways; /* bits of those that act; the measures on others count as absent. 0: all act */
  const rift_escalation_sampler *escalation; /* NULL: measures keep to their own times */
  const rift_path *paths;                    /* [RIFT_LANES]: of the draws; they say when switched measures are on */
} rift_realised;

/* Doubles of workspace that realising needs. */
size_t rift_shock_plan_workspace(const rift_shock_plan *plan);

/* Measures that an escalation switches: their start, ramp and duration count from when a stage brings them (after the
 * switch's lag); when the stage is left they fade from where they are, with the switch's half-life and permanent share, or
 * the measure's own where the switch has none. When it comes back what was left of the episode before is dropped. Under
 * `permanent` they count in full if they are on at the end of the path. */

/* For the draws whose quantities stand in quantities[q * stride + lane]. Measures combine at their mean intensity over each
 * window. A tariff that sets a level moves t0 towards it as far as its intensity goes, then increases add up:
 * t' = t0 (1 - intensity) + level * intensity + increases. */
void rift_shock_plan_realise(const rift_shock_plan *plan, size_t window_count, const rift_window *windows,
                             const double *quantities, size_t stride, double *workspace, const rift_realised *realised);

/* One draw, as far as it says when measures begin. */
typedef struct rift_started_draw {
  const rift_escalation_sampler *escalation; /* as in rift_realised */
  const rift_path *path;
  const double *quantities; /* [q * stride] */
  size_t stride;
  uint32_t pathways; /* bits of those that act; 0: all */
} rift_started_draw;

/* The month in which the first measure that acts begins, whatever its size; INFINITY if none ever does. */
double rift_shock_plan_begin(const rift_shock_plan *plan, const rift_started_draw *draw);

/* True if any lever has a factor: weights are not all 1. */
bool rift_shock_plan_has_weights(const rift_shock_plan *plan);

#endif
