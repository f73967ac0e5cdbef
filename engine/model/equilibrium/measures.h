/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a solved batch to what results report. Rows end in [RIFT_LANES]; nodes are in the economy's order, region * S + sector. */
#ifndef RIFT_MODEL_EQUILIBRIUM_MEASURES_H
#define RIFT_MODEL_EQUILIBRIUM_MEASURES_H

#include "model/equilibrium/baskets.h"
#include "model/equilibrium/solver.h"

typedef struct rift_equilibrium_measures {
  /* [node], relative changes */
  double *output;            /* Y' / c */
  double *price;             /* c */
  double *employed_mobile;   /* g' Y' over the region's factor price */
  double *employed_specific; /* g' Y' over the node's own */
  /* [node], changes in world value added */
  double *exports, *exports_value; /* at base prices; relative to world value added */
  double *imports, *imports_value; /* of the product, by the region; likewise */
  /* [n], relative changes */
  double *real_income;       /* I' / I / Pc */
  double *real_wage;         /* W / Pc */
  double *basket;            /* cost of the base year's household consumption */
  /* [n], changes in world value added */
  double *real_product;      /* output less inputs, both at base prices */
  double *revenue;           /* tariffs, and quota rents that go to importers or exporters */
  /* [n], of income: the published one-step formula [Caliendo & Parro 2015, eq. 16] */
  double *linear_terms, *linear_volume;
  /* [kind][n], relative changes; empty without consumption groups */
  double *group_basket;      /* cost of the base year's purchases; kind 0 is `basket` */
  double *group_index;       /* exact index at the draw's elasticity */
  double *from;              /* [n][i]: imports of n from i, all products, value in world value added, level */
} rift_equilibrium_measures;

/* What measuring needs beside the system: matrices of base trade. */
typedef struct rift_equilibrium_gauge {
  const rift_equilibrium_system *system;
  const struct rift_equilibrium_gauge_kernels *kernels;
  double *packed;
  rift_slab terms;  /* R x N: exports at own cells, less imports at the suppliers' */
  rift_slab volume; /* R x N: tariff revenue by supplier */
  double *pair_tariff; /* [pair] t */
  double *exports, *imports; /* [cell] base levels */
  double *product;  /* [n] base value added, taxes and margins included */
  double *revenue;  /* [n] */
  double *volume_sum; /* [n] base sum of t M */
  const rift_equilibrium_baskets *baskets; /* borrowed; NULL: no consumption groups. Set after init */
} rift_equilibrium_gauge;

RIFT_CHECKED rift_status rift_equilibrium_gauge_init(rift_equilibrium_gauge *gauge, const rift_equilibrium_system *system,
                                                     rift_error *error);
void rift_equilibrium_gauge_free(rift_equilibrium_gauge *gauge);

/* Doubles for the arrays of `measures` and for scratch. */
size_t rift_equilibrium_measures_doubles(const rift_equilibrium_gauge *gauge);

/* Lays `measures` out in `space` and fills it. */
void rift_equilibrium_measure(const rift_equilibrium_gauge *gauge, const rift_equilibrium_draws *draws,
                              const rift_equilibrium_state *state, double *space, rift_equilibrium_measures *measures);

typedef struct rift_equilibrium_gauge_kernels {
  void (*measure)(const rift_equilibrium_gauge *gauge, const rift_equilibrium_draws *draws,
                  const rift_equilibrium_state *state, double *scratch, rift_equilibrium_measures *measures);
} rift_equilibrium_gauge_kernels;

#endif
