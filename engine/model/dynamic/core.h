/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numerical core of the dynamic model on plain arrays: production limited by demand, capacity and stocks of inputs
 * [Hallegatte 2013; Pichler et al. 2022]. Everything is relative to the base: outputs and orders are 1 there, stocks are
 * years of base use, flows million USD a year.
 *
 * A step: (1) orders of the step before meet what may be traded; (2) overtime, capacity, what is wanted; (3) output =
 * min(wanted, inputs, critical inputs); (4) deliveries by class of orders; (5) stocks, then new orders = use + gap /
 * restocking time. `ario`: realised use, gaps below a target that follows what is wanted; `criticality`: the use that
 * demand would need, gaps both ways from a fixed target.
 * Of a blocked share q of a flow nothing is delivered; buyers redirect a share that relaxes to q at the switching time to
 * suppliers that no measure touches in that market, who serve it last: from spare capacity.
 * Support adds a share to what households order, of blocked flows too: what is ordered in addition there meets the same block. */
#ifndef RIFT_MODEL_DYNAMIC_CORE_H
#define RIFT_MODEL_DYNAMIC_CORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "model/dynamic/kernels.h"

typedef enum rift_input_function {
  RIFT_INPUT_ARIO,       /* output <= stock / (psi days of stock); stocks aimed at follow what is wanted */
  RIFT_INPUT_CRITICALITY /* rating r: output <= r stock / step + (1 - r) base; r = 0 and negligible inputs never bind */
} rift_input_function;

enum { RIFT_DYNAMIC_INTERMEDIATE, RIFT_DYNAMIC_HOUSEHOLD, RIFT_DYNAMIC_OTHER_FINAL, RIFT_DYNAMIC_USES };

/* Borrowed while the core is made. Node = region * S + sector. A gap between sales and gross output stays where it is in every step; negative
 * final demand is a supply that comes from nowhere; what a node without output buys counts as its region's final demand. */
typedef struct rift_dynamic_table {
  size_t regions, sectors;
  const double *intermediate; /* n x n, supplier by user */
  const double *household;    /* n x R */
  const double *other_final;  /* n x R */
  const double *gross_output; /* n */
  const double *income;       /* n, value added: weights of labour income (negative ones count as none) */
} rift_dynamic_table;

typedef struct rift_dynamic_rules {
  rift_input_function input_function;
  double step;               /* years */
  double psi;                /* ario: share of the stock aimed at that full output needs, (0,1] */
  double overproduction_max; /* at least 1 */
  double overproduction_time; /* years, above 0 */
  bool capacity_weighted;    /* order shares follow suppliers' capacity */
  bool intermediate_first;
  bool labour;               /* hiring and firing */
  bool trade;                /* rift_dynamic_trade will be asked for */
  bool consumption;          /* household demand follows labour income */
  double persistence;        /* of household demand, over a step */
  double propensity;         /* elasticity of household demand to labour income */
  double negligible;         /* criticality: an input below this share of the user's output never binds */
  const double *criticality; /* S x S, product by using sector, [0,1]; borrowed while the core is made */
} rift_dynamic_rules;

/* A flow (all users of that use in the importing region) that measures act on. */
typedef struct rift_dynamic_flow {
  size_t use, importer, product, exporter;
  size_t rate;    /* the blocked share stands there in each step's rates */
  bool ordered;   /* seller's side: orders go on and wait, so that plants keep workers; buyer's side: none are placed */
} rift_dynamic_flow;

/* Household purchases to which a share is added: the share, 0 or more, stands in each step's rates. */
typedef struct rift_dynamic_support {
  size_t importer, product, exporter;
  size_t rate;
} rift_dynamic_support;

/* A user of a critical input. */
typedef struct rift_dynamic_item {
  size_t node;
  size_t pool; /* users of the same input in the same region share what is delivered */
  size_t rate; /* of its supply that is cut, before substitution */
} rift_dynamic_item;

typedef struct rift_dynamic_setup {
  rift_dynamic_table table;
  rift_dynamic_rules rules;
  size_t flow_count;
  const rift_dynamic_flow *flows; /* each (use, importer, product, exporter) once */
  size_t support_count;
  const rift_dynamic_support *supports; /* each (importer, product, exporter) once */
  size_t item_count, pool_count;
  const rift_dynamic_item *items;
} rift_dynamic_setup;

/* [..][RIFT_LANES], years; negative values count as 0. */
typedef struct rift_dynamic_parameters {
  const double *inventory; /* n, by user: stock of every input; at least two steps' use, one in hand and one arriving */
  const double *restock;   /* 1: time in which a gap is closed; at least one step */
  const double *hiring, *firing; /* 1: mean lags */
  const double *switching; /* S, by product: mean time until a blocked share is redirected */
  const double *dependence, *china_share; /* items, [0,1] */
  const double *stock, *substitution;     /* items: years of use; years until an alternative delivers */
} rift_dynamic_parameters;

typedef struct rift_dynamic_core rift_dynamic_core;

RIFT_CHECKED rift_status rift_dynamic_core_create(rift_dynamic_core **core, const rift_dynamic_setup *setup,
                                                  rift_error *error);
void rift_dynamic_core_destroy(rift_dynamic_core *core);

/* One batch in time: pointers into a workspace of rift_dynamic_core_workspace doubles, 64-byte aligned. Relative to
 * base; n x RIFT_LANES, [node], unless stated. */
typedef struct rift_dynamic_state {
  const rift_dynamic_core *core;
  size_t step; /* of steps taken */
  const double *output;   /* relative to base (0 where there is none) */
  const double *need;     /* what is asked of it */
  const double *wanted;   /* min(need, capacity) */
  const double *limit;    /* the most that inputs allowed; infinite where none binds */
  const double *kept;     /* share of its plants that stand */
  const double *workers;
  const double *stock;    /* [importer][product][sector]: years of base use */
  const double *consumption; /* R: household demand */
  const double *served;   /* product-major [product][region]: share of orders for intermediate use delivered */
  double *workspace;
} rift_dynamic_state;

size_t rift_dynamic_core_workspace(const rift_dynamic_core *core);

void rift_dynamic_start(rift_dynamic_state *state, const rift_dynamic_core *core,
                        const rift_dynamic_parameters *parameters, double *workspace);

/* Puts one lane back to where it started. `start`: a workspace in which the same parameters were started and no step was
 * taken. After an even number of steps only. */
void rift_dynamic_restart(rift_dynamic_state *state, const double *start, size_t lane);

/* rates: [rate][RIFT_LANES], share blocked, or added (supports, 0 or more); kept: n x RIFT_LANES, share of capacity left. Both in
 * [0,1]. */
void rift_dynamic_step(rift_dynamic_state *state, const double *rates, const double *kept);

/* Trade at base between regions, as rift_dynamic_trade counts it: by exporting node and by (importer, product), n each. */
void rift_dynamic_base_trade(const rift_dynamic_core *core, double *exports, double *imports);

/* Deliveries of the last step by exporting and by importing node (importer, product): n x RIFT_LANES, million USD a
 * year. `home`: what stayed in its region. Negative final demand and the table's gaps are not in it. */
void rift_dynamic_trade(const rift_dynamic_state *state, double *delivered, double *received, double *home);

#endif
