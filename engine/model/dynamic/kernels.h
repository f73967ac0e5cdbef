/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of the dynamic model, compiled once for each instruction set. Every one works on rows of RIFT_LANES
 * draws side by side, element by element and never fused: all sets give the same bytes. Arrays are 64-byte aligned and
 * do not overlap unless stated. */
#ifndef RIFT_MODEL_DYNAMIC_KERNELS_H
#define RIFT_MODEL_DYNAMIC_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "numeric/batch.h"
#include "numeric/isa.h"

/* A small matrix in panels of `height` rows, column by column, padded with zeros: the height from 5 to 8 that wastes least. */
typedef struct rift_dynamic_panels {
  size_t height, rows, depth;
  size_t length; /* doubles */
} rift_dynamic_panels;

rift_dynamic_panels rift_dynamic_panels_of(size_t rows, size_t depth);

/* Where entry (row, column) stands. */
size_t rift_dynamic_panels_at(const rift_dynamic_panels *panels, size_t row, size_t column);

/* Rows that a product writes: whole panels. */
#define RIFT_DYNAMIC_PADDING 7

/* A user's purchases of one product: what output the stock allows is intercept + slope * stock, times a factor of the user. */
typedef struct rift_dynamic_cell {
  double intercept, slope;
  double flow; /* base flow, money a year */
  double whole; /* what the user's shares add up to: 1, rounding aside, or 0 */
} rift_dynamic_cell;

/* The stocks of one product that the users of one region hold, in years of base use. [users][RIFT_LANES] unless a
 * length is given. */
typedef struct rift_dynamic_cells {
  size_t users;
  /* Share of the last orders that is delivered: the whole less shares times what is missing from each supplier, more of the own
   * product where `own_more` (RIFT_LANES) is not NULL, times `weight` where that is not NULL. */
  const rift_dynamic_panels *panels;
  const double *shares;        /* users x suppliers */
  size_t missing_count;        /* suppliers from whom anything is missing in any lane; few */
  const size_t *missing_from;  /* ascending */
  const double *missing;       /* suppliers; only the rows of missing_from count */
  size_t own;                  /* the user that makes the product */
  const double *own_more;
  const double *weight;
  double *fill;                /* room for the result, and padding */
  const double *use;           /* output relative to base */
  /* What orders aim at, last time and now, relative to base. With moving targets (target_before not NULL): the use expected, to
   * which the gap below the target in years of stock is added. With fixed ones: the use expected and the whole target times
   * refill, from which the stock times refill is taken. */
  const double *aim_before, *aim;
  const double *target_before, *target;
  const rift_dynamic_cell *cell; /* users */
  const double *refill;        /* RIFT_LANES: share of a gap that is ordered, per year */
  const double *move;          /* RIFT_LANES: years of the step, or 0 where stocks stay as they are */
  double *stock;               /* updated */
  double *lowest;              /* lowered to the limit */
  double *orders;              /* new orders relative to base flow */
  double *received;            /* RIFT_LANES: money a year, added to; NULL: not wanted */
} rift_dynamic_cells;

/* What nodes want to make, [node]; the base is 1. Supplier arrays are product-major: [product][region]. */
typedef struct rift_dynamic_nodes {
  size_t regions, sectors;
  bool exact;              /* overproduction fades at a scarcity of exactly zero, and falls with a negative one */
  bool expand;             /* overproduction moves in this step */
  bool labour;
  bool intermediate_first; /* a node's own needs first of all, then other inputs, then final demand */
  bool chase;              /* stocks aimed at follow what is wanted */
  double most;             /* largest overproduction */
  double pace;             /* step / time of overproduction */
  const double *scale;     /* n: base output, 0 for none */
  const double *inverse;   /* n: 1 / base output, 0 for none */
  const double *supply;    /* n: goods that come from nowhere (negative final demand), money a year */
  const double *kept;      /* n x L: share of capacity left */
  const double *lowest, *limit_factor; /* n x L: limit = lowest * factor */
  const double *use_before;
  const double *inventory; /* n x L: years, by user */
  const double *hiring, *firing; /* L: share of a gap that is closed in a step */
  /* product-major, money a year */
  const double *intermediate, *final, *switched, *waiting;
  const double *own; /* of intermediate: the node's orders from itself */
  double *overtime, *workers; /* n x L */
  double *need, *capacity, *wanted; /* n x L: what is asked; wanted = min(need, capacity) */
  double *limit;           /* n x L: the most that inputs allow */
  const double *refill;    /* L */
  double *use, *aim, *target; /* n x L; see rift_dynamic_cells */
  double *served_own, *served_intermediate, *served_final, *served_switched; /* product-major: share of orders delivered */
} rift_dynamic_nodes;

/* Final demand of a region for one product, as if no measure acted. [regions][RIFT_LANES] unless a length is given. */
typedef struct rift_dynamic_final {
  size_t regions, home;
  const double *household, *other; /* regions: base flow by supplier, money a year */
  const double *served;            /* share of final orders delivered */
  const double *consumption;       /* RIFT_LANES: household demand relative to base */
  double *received, *at_home;      /* RIFT_LANES: added to, all suppliers' deliveries and the home region's */
} rift_dynamic_final;

typedef struct rift_dynamic_kernels {
  /* y[i][lane] = sum over k of M[i][k] x[k][lane], in order of k; y has room for the last panel's padding. */
  void (*product)(const rift_dynamic_panels *panels, const double *matrix, const double *x, double *y);
  void (*cells)(const rift_dynamic_cells *cells);
  /* With capacity weights: inverse = 1 / sum of weighted shares (0 for none), orders times inverse; [users][RIFT_LANES]. */
  void (*weigh_orders)(size_t users, const double *sum, double *orders, double *inverse);
  /* worst[lane] = largest over the users of (|delivered - used| - slack used) flow: what the step moves beyond a relative `slack`. */
  void (*movement)(const rift_dynamic_cells *cells, double slack, double *worst);
  /* Overtime, capacity and what is wanted. */
  void (*want)(const rift_dynamic_nodes *nodes);
  /* Output, deliveries by class, stock targets, workers. */
  void (*make)(const rift_dynamic_nodes *nodes);
  /* y += x, y *= x, y += factors[row] x[0], y += constants[row]; rows of RIFT_LANES. */
  void (*add)(size_t rows, const double *x, double *y);
  void (*multiply)(size_t rows, const double *x, double *y);
  void (*spread)(size_t rows, const double *factors, const double *x, double *y);
  void (*offset)(size_t rows, const double *constants, double *y);
  /* y[0] += factors[row] x[row]. */
  void (*gather)(size_t rows, const double *factors, const double *x, double *y);
  /* blocked = max(away, rate); sum += (1 - blocked) orders; redirected += away orders; waiting += (blocked - away) orders
   * (NULL: not kept). One row each. */
  void (*clear)(const double *rate, const double *away, const double *orders, double *blocked, double *sum,
                double *redirected, double *waiting);
  void (*deliver_final)(const rift_dynamic_final *final);
  /* delivered = a share_a + extra + b share_b + c share_c; one row each. */
  void (*add_deliveries)(const double *const orders[3], const double *const shares[3], const double *extra, double *delivered);
  /* missing = 1 - share; with a measure on the flow: 1 - (share (1 - blocked) + away elsewhere). One row each; true if
   * anything is missing. */
  bool (*miss)(const double *share, double *missing);
  bool (*divert)(const double *share, const double *blocked, const double *away, const double *elsewhere, double *missing);
  /* missing = 1 - (1 - missing) weight. One row each. */
  void (*weigh_missing)(const double *weight, double *missing);
  /* True if all are exactly 1. */
  bool (*are_whole)(size_t rows, const double *share);
} rift_dynamic_kernels;

extern const rift_dynamic_kernels rift_dynamic_kernels_base;
#if defined(__x86_64__)
extern const rift_dynamic_kernels rift_dynamic_kernels_avx2;
extern const rift_dynamic_kernels rift_dynamic_kernels_avx512;
#endif

/* The kernels of a supported instruction set. */
const rift_dynamic_kernels *rift_dynamic_kernels_for(rift_isa isa);

#endif
