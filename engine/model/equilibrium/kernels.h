/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of the equilibrium solver, compiled once for each instruction set: every set gives the same bytes.
 * A row is RIFT_LANES numbers, one a draw; arrays are 64-byte aligned. Elementary functions are tables and polynomials in basic
 * arithmetic, to 5e-16 of the result (logarithms: of the larger of the result and 1, near 1 of the result). */
#ifndef RIFT_MODEL_EQUILIBRIUM_KERNELS_H
#define RIFT_MODEL_EQUILIBRIUM_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "numeric/batch.h"
#include "numeric/isa.h"

#define RIFT_SLAB_ROWS 8 /* most rows of a panel here */

/* A small matrix repacked by panels of nearly equal height (at most RIFT_SLAB_ROWS), so that no row is computed in vain. */
typedef struct rift_slab {
  size_t rows, columns;
  const double *panels; /* rows x columns numbers, panel after panel, column by column */
} rift_slab;

/* The same in single precision, for what only steers the solver. */
typedef struct rift_slab_single {
  size_t rows, columns;
  const float *panels;
} rift_slab_single;

/* Rows of a batch that lie `stride` doubles apart. */
typedef struct rift_rows {
  double *values;
  size_t stride;
} rift_rows;

typedef enum rift_slab_store { RIFT_STORE_SET, RIFT_STORE_ADD } rift_slab_store;

/* Constants of a batch, one a lane. Elasticities appear as 1 - elasticity, moved off 0 by 1e-10. */
typedef struct rift_equilibrium_lanes {
  _Alignas(64) double upper[RIFT_LANES], materials[RIFT_LANES], consumption[RIFT_LANES];
  double per_upper[RIFT_LANES], per_materials[RIFT_LANES], per_consumption[RIFT_LANES]; /* reciprocals */
  double minus_materials[RIFT_LANES];
  double fixed[RIFT_LANES];   /* (1 - mobility) / den: weight of the node's own clearing in its factor price */
  double damped[RIFT_LANES];  /* that times 1 - h */
  double mobile[RIFT_LANES];  /* mobility / den */
  double one[RIFT_LANES];
  double theta_level[RIFT_LANES]; /* mean over the sectors of theta over its typical value */
  double active[RIFT_LANES];  /* 1, or 0 where the lane has left the batch */
  double scale[RIFT_LANES];   /* step factor */
} rift_equilibrium_lanes;

/* One batch at work. Rows as in rift_equilibrium_state; [rows][RIFT_LANES]. */
typedef struct rift_equilibrium_work {
  const struct rift_equilibrium_system *system;
  const struct rift_equilibrium_draws *draws;
  rift_equilibrium_lanes *lanes;
  bool cobb_douglas; /* all elasticities of substitution are 1 in all lanes */
  bool near_one;     /* some elasticity of substitution is so close to 1 that powers lose their digits */
  bool mobile;       /* all factors are mobile in all lanes */
  bool plain;        /* both */
  bool direct;       /* plain sweeps move the unknowns themselves; else they leave the step */
  bool keep;         /* plain sweeps keep what the results need */
  size_t rows;       /* of the unknowns: R log wages, N log costs, N outputs: log Y'/Y, or Y' over
                        * the region's base income where factors are mobile; where all is plain, N expenditures X instead */
  double *unknown, *step;
  double *minus_theta, *minus_per_theta, *theta; /* [s] */
  double *endowment, *per_endowment;             /* [n] */
  double *factor_less;                           /* [cell] log of the endowment factor; NULL: 0 */
  double *mode_factor;                           /* [s][mode] 1 / (1 + theta lambda) */
  double *row_norm;                              /* [cell] log of the mean preference; NULL: 0 */
  double *price, *materials, *pulled, *attraction, *net, *expenditure, *factor_price, *new_cost, *value_share;
  double *level, *sold, *less_one, *bought;      /* [cell] Y', its new value, exp((1 - e) p) (less 1 if near_one), X / A */
  double *consumer_price, *revenue, *new_revenue, *income, *earned, *excess;
  double *jacobian, *market;                     /* [R][R]; scratch of the same size */
  double *scratch;                               /* 6 rows a cell of the widest region or sector */
  double *gap;                                   /* [RIFT_LANES] largest residual in units of the tolerance */
  double tolerance;
} rift_equilibrium_work;

typedef struct rift_equilibrium_kernels {
  /* y (+)= M x, summed in order of the columns. */
  void (*product)(const rift_slab *matrix, rift_rows x, rift_rows y, rift_slab_store store);
  /* y = exp(f x), f one a lane; f x is clamped to [-708, 709]. */
  void (*exponential)(size_t rows, const double *factor, rift_rows x, rift_rows y);
  /* y = exp(f x) - 1, with full relative accuracy near 0. */
  void (*exponential_less_one)(size_t rows, const double *factor, rift_rows x, rift_rows y);
  /* y = f log(x), x > 0 and normal. */
  void (*logarithm)(size_t rows, const double *factor, rift_rows x, rift_rows y);
  /* y = f log(1 + x), x > -1, with full relative accuracy near 0. */
  void (*logarithm_of_one_plus)(size_t rows, const double *factor, rift_rows x, rift_rows y);
  /* LU of the wage Jacobian at theta. */
  void (*prepare)(rift_equilibrium_work *work);
  /* All equations at the unknowns, the residuals, and the step towards their zero. */
  void (*sweep)(rift_equilibrium_work *work);
  /* The same where all is plain: the unknowns are log w, log c and X. */
  void (*sweep_plain)(rift_equilibrium_work *work);
  /* output = log of Y'/Y, [cell]. */
  void (*finish)(const rift_equilibrium_work *work, double *output);
} rift_equilibrium_kernels;

const rift_equilibrium_kernels *rift_equilibrium_kernels_for(rift_isa isa);

/* Packs a dense matrix, [row][column] with a row stride, into rows * columns doubles. */
void rift_slab_pack(size_t rows, size_t columns, const double *dense, size_t stride, double *panels);
void rift_slab_single_pack(size_t rows, size_t columns, const double *dense, size_t stride, float *panels);

#endif
