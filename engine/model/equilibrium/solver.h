/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solves a batch of draws of an equilibrium system at once. */
#ifndef RIFT_MODEL_EQUILIBRIUM_SOLVER_H
#define RIFT_MODEL_EQUILIBRIUM_SOLVER_H

#include <stdbool.h>

#include "model/equilibrium/system.h"

/* A batch; every array ends in [RIFT_LANES]. Optional arrays may be NULL: no such shock. */
struct rift_equilibrium_draws {
  const double *theta;       /* [s], positive */
  const double *upper;       /* h: value added against materials, positive; 1 = Cobb-Douglas */
  const double *materials;   /* e: among materials */
  const double *consumption; /* s: in consumption */
  const double *mobility;    /* 0: factors specific to a sector, 1: mobile within the region */
  const double *pull;        /* [treatment] change of the sourcing coefficient, at least -1 */
  const double *sold;        /* [treatment] change of the coefficient of sales */
  const double *rent;        /* [treatment] coefficient of rents that go to the exporter; optional */
  const double *shift;       /* [treatment] change of preference alone, part of pull; optional */
  const double *factor;      /* [cell] endowment, 1 = all; optional */
  const double *transfer;    /* [n] added to the deficit, in world value added; optional */
};
typedef struct rift_equilibrium_draws rift_equilibrium_draws;

typedef struct rift_equilibrium_control {
  double tolerance;  /* of logs of prices and factor prices; trade residuals are held to ten times that */
  int most_sweeps;
  size_t memory;     /* depth of Anderson acceleration, 0 to RIFT_EQUILIBRIUM_MEMORY */
} rift_equilibrium_control;

#define RIFT_EQUILIBRIUM_MEMORY 6

rift_equilibrium_control rift_equilibrium_control_default(void);

/* The solution; arrays are in the workspace, [..][RIFT_LANES], logs of changes from the base unless it says level. */
typedef struct rift_equilibrium_state {
  double *wage;         /* [n] index of the region's factor prices */
  double *cost;         /* [cell] c */
  double *output;       /* [cell] y = log of Y'/Y */
  double *factor_price; /* [cell] W */
  double *price;        /* [cell] P */
  double *pulled;       /* [cell] e = c^-theta */
  double *attraction;   /* [cell] A, level */
  double *net;          /* [cell] the part of A that reaches sellers, level */
  double *expenditure;  /* [cell] X', level */
  double *value_share;  /* [cell] g'/g, level */
  double *consumer_price; /* [n] Pc, log */
  double *revenue;      /* [n] tariffs and rents, level */
  double *income;       /* [n] I', level */
  int sweeps[RIFT_LANES];
  bool failed[RIFT_LANES];
  double residual[RIFT_LANES];
} rift_equilibrium_state;

size_t rift_equilibrium_workspace(const rift_equilibrium_system *system, const rift_equilibrium_control *options);

/* Every lane is solved or marked as failed. Returns the number of sweeps of the slowest. */
int rift_equilibrium_solve(const rift_equilibrium_system *system, const rift_equilibrium_draws *draws,
                           const rift_equilibrium_control *options, double *workspace,
                           rift_equilibrium_state *state);

#endif
