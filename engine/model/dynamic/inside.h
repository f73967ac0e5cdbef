/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the core, shared by its files. */
#ifndef RIFT_MODEL_DYNAMIC_INSIDE_H
#define RIFT_MODEL_DYNAMIC_INSIDE_H

#include "model/dynamic/core.h"

/* A market: one use of one product in one region, where some suppliers are blocked. */
typedef struct rift_dynamic_market {
  size_t use, importer, product;
  size_t first, count; /* flows */
  double *share;       /* R: of the suppliers that no measure touches, in base proportions; 0: none of them */
  bool open;           /* there is one */
} rift_dynamic_market;

struct rift_dynamic_core {
  size_t regions, sectors, nodes;
  rift_dynamic_rules rules;
  const rift_dynamic_kernels *kernels;
  /* by block (importer, product) */
  double *share_panels; /* rows: users, columns: suppliers: share of the supplier in the user's purchases */
  double *flow_panels;  /* rows: suppliers, columns: users: base flow */
  rift_dynamic_panels shares_of, flows_of; /* their form */
  rift_dynamic_cell *cells; /* [block][user] */
  double *scale, *inverse; /* n */
  double *income;      /* n: share in the region's labour income */
  double *supply;      /* n: money a year */
  /* final demand without the flows that measures act on */
  double *other_final;   /* product-major n, all regions */
  rift_packed household; /* product-major n x R */
  /* whole final demand, for trade: [use - 1][importer][product][exporter] */
  double *final_flow;
  size_t flow_count;
  rift_dynamic_flow *flows; /* sorted by use, importer, product, exporter */
  double *base_flow;        /* of final uses: money a year */
  size_t market_count, intermediate_markets; /* those of intermediate use come first */
  rift_dynamic_market *markets;
  size_t *market_of_block; /* or SIZE_MAX */
  double *shares;          /* of the markets */
  size_t support_count;
  rift_dynamic_support *supports;
  double *support_flow;    /* base purchases, money a year */
  bool *support_blocked;   /* a measure acts on the flow: its market orders what is added */
  size_t *support_of_flow; /* of blocked flows: their support or SIZE_MAX; NULL without supports */
  size_t item_count, pool_count;
  rift_dynamic_item *items;
};

/* Arrays of a batch. */
typedef struct rift_dynamic_arrays {
  /* n x L */
  double *use, *use_before, *aim, *aim_before, *target, *target_before, *lowest, *limit, *overtime, *workers, *capacity, *need, *wanted;
  double *kept;
  /* product-major n x L */
  double *intermediate, *ordered, *final, *switched, *waiting;
  double *own, *served_own, *own_extra; /* orders of nodes from themselves, and what they get beyond other users' share */
  double *served_intermediate, *served_final, *served_switched;
  double *weights; /* capacity at the last orders */
  double *home_orders, *home; /* blocks x L: own region's intermediate orders, and what was delivered of the last */
  double *stock;   /* blocks x S x L */
  double *weight;  /* likewise, with capacity weights only */
  /* flows x L */
  double *orders, *redirected_share, *blocked;
  double *supported; /* supports x L: orders added, money a year */
  /* markets x L */
  double *redirected, *redirected_served;
  double *received; /* blocks x L: intermediate deliveries, money */
  double *consumption, *log_consumption; /* R x L */
  /* items x L */
  double *critical_stock, *critical_orders, *critical_clock, *critical_need, *critical_available, *critical_received;
  double *critical_target, *substitution, *dependence, *china_share;
  double *pool_supply, *pool_orders; /* pools x L */
  double *inventory, *limit_factor; /* n x L */
  double *refill, *move, *hiring, *firing; /* L */
  double *switching; /* S x L */
  double *scratch; /* a block: suppliers, fill, orders, sums */
  size_t *missing_from; /* suppliers */
  size_t *short_of;     /* S: 1 if any supplier of the product delivers less than all */
  size_t *active;       /* markets: 1 once any of their flows was blocked in any lane; until then they change nothing */
} rift_dynamic_arrays;

/* Places the arrays in a workspace (NULL: only counts). Returns the doubles used. */
size_t rift_dynamic_place(rift_dynamic_arrays *arrays, const rift_dynamic_core *core, double *workspace);

/* Tables, markets, and after them supports. */
RIFT_CHECKED rift_status rift_dynamic_prepare_tables(rift_dynamic_core *core, const rift_dynamic_setup *setup,
                                                     rift_error *error);
RIFT_CHECKED rift_status rift_dynamic_prepare_markets(rift_dynamic_core *core, const rift_dynamic_setup *setup,
                                                      rift_error *error);

RIFT_CHECKED rift_status rift_dynamic_prepare_supports(rift_dynamic_core *core, const rift_dynamic_setup *setup,
                                                       rift_error *error);

/* What supported households order in addition: into `supported`, and into the final orders of flows that nothing blocks. */
void rift_dynamic_add_support(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a);

/* Base flow from a supplier to all users of that use in a block (importer * S + product), million USD a year. */
double rift_dynamic_base_flow(const rift_dynamic_core *core, size_t use, size_t block, size_t exporter);

/* Blocked and redirected orders of all markets into the sums of suppliers; then shares redirected move on. */
void rift_dynamic_clear_markets(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a);
void rift_dynamic_serve_markets(const rift_dynamic_core *core, rift_dynamic_arrays *a);
void rift_dynamic_switch(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a);

/* Critical inputs: start; lower the limits of their users; use, stock and order. */
void rift_dynamic_critical_start(const rift_dynamic_core *core, const rift_dynamic_parameters *parameters,
                                 rift_dynamic_arrays *a);
void rift_dynamic_critical_limit(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a);
void rift_dynamic_critical_use(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a);

#endif
