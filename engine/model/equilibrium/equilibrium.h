/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the equilibrium model: what its files share. Exact changes from the base with nested CES [Caliendo & Parro 2015;
 * Baqaee & Farhi 2024], one solve for each horizon. */
#ifndef RIFT_MODEL_EQUILIBRIUM_EQUILIBRIUM_H
#define RIFT_MODEL_EQUILIBRIUM_EQUILIBRIUM_H

#include "model/equilibrium/channels.h"
#include "model/equilibrium/measures.h"
#include "model/model.h"
#include "model/sets.h"

/* Which array of the measures a table reads. */
typedef enum rift_equilibrium_source {
  RIFT_SOURCE_OUTPUT,
  RIFT_SOURCE_VALUE_ADDED,
  RIFT_SOURCE_EMPLOYED_MOBILE,
  RIFT_SOURCE_EMPLOYED_SPECIFIC,
  RIFT_SOURCE_EXPORTS,
  RIFT_SOURCE_IMPORTS,
  RIFT_SOURCE_EXPORTS_VALUE,
  RIFT_SOURCE_IMPORTS_VALUE,
  RIFT_SOURCE_PRICE,
  RIFT_SOURCE_COUNT
} rift_equilibrium_source;

typedef enum rift_equilibrium_regional {
  RIFT_REGIONAL_INCOME,
  RIFT_REGIONAL_PRODUCT,
  RIFT_REGIONAL_WAGE,
  RIFT_REGIONAL_BASKET,
  RIFT_REGIONAL_REVENUE,
  RIFT_REGIONAL_AFFILIATES,
  RIFT_REGIONAL_LINEAR,
  RIFT_REGIONAL_TERMS,
  RIFT_REGIONAL_VOLUME,
  RIFT_REGIONAL_COUNT
} rift_equilibrium_regional;

/* Rows by region set and sector set; positions count from the window's first outcome. */
typedef struct rift_equilibrium_table {
  rift_equilibrium_source source;
  double *base;     /* [region set][sector set] */
  size_t *position; /* or SIZE_MAX */
} rift_equilibrium_table;

typedef struct rift_equilibrium {
  rift_model_info info;
  const rift_economy *economy;
  const rift_shock_plan *plan;
  const rift_equilibrium_options *options;
  rift_detail detail;
  rift_window windows[RIFT_HORIZONS_MAX];
  char horizon_names[RIFT_HORIZONS_MAX][16];
  size_t parameter_count;
  const rift_quantity **parameters; /* options, theta by sector, critical inputs */
  double *theta_most;               /* [s] upper truncation */
  rift_equilibrium_channels channels;
  rift_equilibrium_base base;
  rift_equilibrium_baskets baskets; /* empty where nothing of them is reported */
  size_t system_count;              /* 1, or one a window */
  rift_equilibrium_system systems[RIFT_HORIZONS_MAX];
  rift_equilibrium_gauge gauges[RIFT_HORIZONS_MAX];
  rift_equilibrium_control control;
  bool mobile;                      /* all factors in every draw */
  rift_sets sets;
  size_t table_count;
  rift_equilibrium_table *tables;
  double *node_base[RIFT_SOURCE_COUNT]; /* [node], million USD, persons; NULL if not reported */
  size_t *regional[RIFT_REGIONAL_COUNT]; /* [region set] position, or SIZE_MAX */
  size_t *group_basket;             /* [kind][region set] position or SIZE_MAX; kind 0 stands in `regional` */
  size_t *group_index;              /* [kind][n] likewise */
  double *affiliate_base;           /* [n] million USD */
  size_t *origin;                   /* [n][i] position or SIZE_MAX */
  double *origin_base;              /* [n][i] world value added */
  char **origin_names;              /* [i] "from_XXX" */
  size_t node_position, node_count;
  size_t *nodes;
  size_t window_outcomes;           /* of one window, stored and not */
  size_t *place;                    /* [window][position]: of the outcome */
  rift_outcome *outcomes;
} rift_equilibrium;

/* Parameters in the order of `info`: the options', then theta of every sector, then critical inputs. */
enum { RIFT_PARAMETER_UPPER, RIFT_PARAMETER_MATERIALS, RIFT_PARAMETER_CONSUMPTION, RIFT_PARAMETER_MOBILITY, RIFT_PARAMETER_SHORT_RUN, RIFT_PARAMETER_SPEED, RIFT_PARAMETER_LEVEL, RIFT_PARAMETER_THETA };

/* Sets the parameters of `info`. RIFT_INVALID for a sector without a trade elasticity. */
RIFT_CHECKED rift_status rift_equilibrium_set_parameters(rift_equilibrium *model, rift_error *error);
/* theta(h) of a window, [s][RIFT_LANES]. */
void rift_equilibrium_read_theta(const rift_equilibrium *model, size_t window, const double *parameters, double *theta);
double rift_equilibrium_mobility(const rift_equilibrium *model, size_t window, double drawn, double speed);
/* [s]: the mean elasticities of the long run. */
void rift_equilibrium_central_theta(const rift_equilibrium *model, double *theta);
/* What the draws of a window will be like; theta: room for S rows of lanes and one number a sector, to be kept as long as the result. */
rift_equilibrium_typical rift_equilibrium_typical_of(const rift_equilibrium *model, size_t window, size_t guide_count,
                                                     const rift_batch *guides, double *theta);

/* Lists the outcomes and their bases. */
RIFT_CHECKED rift_status rift_equilibrium_list_outcomes(rift_equilibrium *model, rift_error *error);

/* One solved window. */
typedef struct rift_equilibrium_solution {
  size_t window;
  const rift_equilibrium_measures *measures;
  const rift_equilibrium_state *state;
  const double *levers; /* of the window */
  const double *waste;  /* [n], or NULL */
} rift_equilibrium_solution;

size_t rift_equilibrium_report_doubles(const rift_equilibrium *model);
void rift_equilibrium_report(const rift_equilibrium *model, const rift_equilibrium_solution *solution, double *space,
                             double *outcomes);

#endif
