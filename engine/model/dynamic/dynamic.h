/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the dynamic model: the core between shocks and outcomes. Days to years, quantities only: no prices. */
#ifndef RIFT_MODEL_DYNAMIC_DYNAMIC_H
#define RIFT_MODEL_DYNAMIC_DYNAMIC_H

#include "model/dynamic/core.h"
#include "model/model.h"
#include "model/sets.h"
#include "model/static/removal.h"

/* Which parameter of the model each number of the core is. */
typedef struct rift_dynamic_sources {
  size_t count;
  const rift_quantity **quantities;
  size_t restock, hiring, firing, switching;
  bool inventory_in_days; /* the economy's; months otherwise */
  size_t *inventory;      /* n */
  size_t *critical;       /* items x RIFT_CRITICAL_PARAMETER_COUNT */
  size_t *stockpile;      /* items, or SIZE_MAX */
} rift_dynamic_sources;

/* A rate of the core: blocked shares that combine, each a lever, or a rate before it. */
typedef struct rift_dynamic_rate {
  size_t levers[2]; /* or RIFT_NO_LEVER */
  size_t rate;      /* or SIZE_MAX */
} rift_dynamic_rate;

typedef struct rift_dynamic_loss {
  size_t node, lever;
} rift_dynamic_loss;

typedef struct rift_dynamic_path_loss {
  size_t step, node;
  double share;
} rift_dynamic_path_loss;

/* From levers to what the core sees. */
typedef struct rift_dynamic_links {
  size_t flow_count, rate_count, item_count, pool_count, loss_count, path_count;
  rift_dynamic_flow *flows;
  rift_dynamic_rate *rates;
  size_t support_count, gain_count;
  rift_dynamic_support *supports;
  size_t *gains;            /* levers: their shares are the rates behind the others */
  rift_dynamic_item *items;
  const rift_critical_use **uses; /* of the items */
  rift_dynamic_loss *losses;
  rift_dynamic_path_loss *path; /* by step */
  bool critical;            /* some cut of a critical input reaches a user */
} rift_dynamic_links;

RIFT_CHECKED rift_status rift_dynamic_links_init(rift_dynamic_links *links, const rift_economy *economy,
                                                 const rift_shock_plan *plan, rift_error *error);
void rift_dynamic_links_free(rift_dynamic_links *links);

/* The rates ([rate and gain][RIFT_LANES]) and capacities (n x RIFT_LANES) of a step. levers: of its window. */
void rift_dynamic_links_rates(const rift_dynamic_links *links, const double *levers, const double *weights, double *rates);
/* Losses from paths are left out without `paths`. */
typedef struct rift_dynamic_moment {
  size_t nodes, step;
  bool paths;
} rift_dynamic_moment;
void rift_dynamic_links_kept(const rift_dynamic_links *links, rift_dynamic_moment moment, const double *levers, double *kept);

enum { RIFT_DYNAMIC_YEAR, RIFT_DYNAMIC_THREE_YEARS, RIFT_DYNAMIC_PEAK, RIFT_DYNAMIC_HORIZONS };

/* One indicator by (region set, sector set). */
typedef struct rift_dynamic_indicator {
  rift_indicator indicator;
  double *node_base; /* n */
  double *base;      /* sets */
  size_t *position[RIFT_DYNAMIC_HORIZONS]; /* sets: outcome, or SIZE_MAX */
} rift_dynamic_indicator;

typedef struct rift_dynamic {
  rift_model_info info;
  const rift_economy *economy;
  const rift_shock_plan *plan;
  const rift_dynamic_options *options;
  rift_detail detail;
  size_t step_count;
  double step; /* years */
  rift_window *windows;
  rift_dynamic_sources sources;
  rift_dynamic_links links;
  rift_dynamic_core *core;
  rift_sets sets;
  size_t set_count; /* region sets x sector sets */
  size_t indicator_count;
  rift_dynamic_indicator *indicators;
  double *base_exports, *base_imports; /* n: as the core has them */
  size_t *stoppage, *recovery; /* sets: outcome, or SIZE_MAX */
  size_t path_set_count;
  size_t *path_sets;
  size_t path_position; /* first outcome of paths: [point][path set] */
  size_t *path_point;   /* steps: its point, or SIZE_MAX */
  size_t node_position, node_count;
  size_t *nodes;
  size_t outcome_capacity;
  rift_outcome *outcomes;
} rift_dynamic;

RIFT_CHECKED rift_status rift_dynamic_sources_init(rift_dynamic *model, rift_error *error);
void rift_dynamic_sources_free(rift_dynamic_sources *sources);
/* Doubles, and the core's parameters in them from a batch's. */
size_t rift_dynamic_sources_workspace(const rift_dynamic *model);
rift_dynamic_parameters rift_dynamic_sources_read(const rift_dynamic *model, const double *parameters,
                                                  double *workspace);

/* Lists the outcomes and their bases. */
RIFT_CHECKED rift_status rift_dynamic_list_outcomes(rift_dynamic *model, rift_error *error);

/* What a run of steps adds up to. */
typedef struct rift_dynamic_report {
  const rift_dynamic *model;
  double *outcomes;
  double *node_year;  /* n x RIFT_LANES: mean change of output over the first year, relative to base */
  double *lost;       /* n x RIFT_LANES: output that inputs did not allow though demand and plants did, money x weeks */
  double *changes;    /* n x RIFT_LANES: scratch */
  double *delivered, *received, *home; /* n x RIFT_LANES: scratch */
  double *sums, *scratch; /* by sets */
  double *last_below; /* sets: weeks until output stayed above 95 % of base */
} rift_dynamic_report;

size_t rift_dynamic_report_workspace(const rift_dynamic *model);
void rift_dynamic_report_start(rift_dynamic_report *report, const rift_dynamic *model, double *workspace, double *outcomes);
/* As if nothing had happened in a lane so far. */
void rift_dynamic_report_restart(rift_dynamic_report *report, size_t lane);
void rift_dynamic_report_step(rift_dynamic_report *report, const rift_dynamic_state *state);
void rift_dynamic_report_end(rift_dynamic_report *report);

#endif
