/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equations of one scenario, prepared for batches of draws: who is shocked, shares packed for products, and what the
 * solver needs to know of the response at the base.
 *
 * All quantities of a draw are changes from the base: log factor prices, costs, prices and outputs. With
 *   A_n = sum_i pi_ni k_ni^-theta c_i^-theta,   P_n = A_n^(-1/theta),   Y_i = c_i^-theta sum_n pi_ni k_ni^-theta / (1 + t'_ni) X_n / A_n
 * a measure changes the two coefficients of its pairs (n, i) only: pi (1 + pull) and pi (1 / (1 + t) + sold). Everything
 * else is a product with shares that all draws have in common. */
#ifndef RIFT_MODEL_EQUILIBRIUM_SYSTEM_H
#define RIFT_MODEL_EQUILIBRIUM_SYSTEM_H

#include "base/status.h"
#include "model/equilibrium/base.h"
#include "model/equilibrium/kernels.h"

/* A flow that is acted on. Pairs with the same treatment share their values in every draw. */
typedef struct rift_equilibrium_pair {
  uint32_t sector, importer, exporter, treatment;
} rift_equilibrium_pair;

/* What the solver assumes about the draws to come, for its matrices only: the results do not depend on it. */
typedef struct rift_equilibrium_typical {
  double upper;    /* h */
  double mobility;
  const double *theta; /* [s]; NULL: 5 */
} rift_equilibrium_typical;

struct rift_equilibrium_system {
  const rift_equilibrium_base *base;
  const rift_equilibrium_kernels *kernels;
  size_t region_count, sector_count, cell_count;
  size_t pair_count;
  rift_equilibrium_pair *pairs; /* by sector, importer, exporter */
  double *pair_share;           /* pi of each */
  size_t *row_first;            /* [cells + 1]: pairs of each row (sector, importer) */
  size_t treatment_count;
  size_t *treatment_sector;
  double *packed; /* holds all slabs */
  rift_slab *sourcing;  /* [s] R x R: sum over i of pi e */
  rift_slab *net;       /* [s] R x R: sum over i of pi / (1 + t) e; NULL without tariffs */
  rift_slab *sales;     /* [s] R x R: sum over n of pi / (1 + t) q */
  rift_slab *materials; /* [n] S x S: sum over k of G_kj x_k, row j */
  rift_slab *purchases; /* [n] S x S: sum over j of G_kj x_j, row k */
  rift_slab *cost_loop;   /* [n] S x S: (I - beta G^T D)^-1 - I */
  rift_slab *output_loop; /* [n] S x S: (I - D G)^-1 - I */
  rift_slab *to_modes;    /* [s] R x R: V^T Y of the market for s, where factors are not wholly mobile */
  rift_slab *from_modes;  /* [s] R x R: V */
  double *mode_value;     /* [s][mode]: lambda */
  double *slope;          /* [cell]: a = d log c / d log Y at given input prices; 0 where factors are mobile */
  double *relief;         /* [cell]: beta */
  rift_slab cost_response;   /* N x R: d log c / d log w, all prices adjusting */
  rift_slab substitution;    /* N x R: d Y / d log w per unit of theta, all prices adjusting */
  rift_slab wage_demand;     /* N x R: d X / d log w through substitution, at the typical theta */
  rift_slab jacobian;        /* R*R x (S + 1): J by theta of each sector, last column constant */
  /* For mobile factors and elasticities of substitution of 1, where costs and expenditures are linear (plain_kernels.c). */
  rift_slab *cost_chain;     /* [n] S x S: C^T with C = G (I - D G)^-1, D the own shares */
  rift_slab *demand_chain;   /* [n] S x S: C */
  double *own_share;         /* [cell] D */
  double *wage_cost;         /* [cell]: (I - G^T D)^-1 g */
  double *income_demand;     /* [cell]: (I - G D)^-1 alpha */
  double *income_chain;      /* [cell]: what a step in the region's X adds to its VA later */
  double *typical_theta;     /* [s] */
  double *income_later;      /* [cell]: what a residual in Y adds to the VA of its region in the end */
  double *inverse_output;    /* [cell] 1 / Y, 0 for dead cells */
  double *materials_share;   /* [cell] 1 / (1 - g), 0 where there are none */
  double *region_factor;     /* [n] sum of factor */
  double *region_slope, *region_relief; /* [n]: means of slope and relief, weighted with factor */
};
typedef struct rift_equilibrium_system rift_equilibrium_system;

/* `pairs` are copied and sorted. The base must outlive the system. */
RIFT_CHECKED rift_status rift_equilibrium_system_init(rift_equilibrium_system *system,
                                                      const rift_equilibrium_base *base, size_t pair_count,
                                                      const rift_equilibrium_pair *pairs, size_t treatment_count,
                                                      const rift_equilibrium_typical *typical, rift_error *error);
void rift_equilibrium_system_free(rift_equilibrium_system *system);

#endif
