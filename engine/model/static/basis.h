/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reduced basis for a reduced system with few parts: the solutions for all weights lie close to a space of few
 * dimensions, because they are smooth in a few numbers [Quarteroni, Manzoni & Negri 2016]. The small Galerkin system is solved
 * for each draw, then one exact sweep measures what is missing: the basis only ever speeds up what is checked. */
#ifndef RIFT_MODEL_STATIC_BASIS_H
#define RIFT_MODEL_STATIC_BASIS_H

#include <stddef.h>

#include "base/status.h"
#include "numeric/batch.h"

/* The system around typical weights v, dense and row-major: z = sum_p w_p first_p + sum_k (w - v)_part(k) swept_k (V_k z). */
typedef struct rift_basis_system {
  size_t unknowns, targets, part_count, factor_count;
  const size_t *part;    /* of each factor */
  const double *typical; /* v of each part */
  const double *row;     /* V: factors x unknowns */
  const double *swept;   /* unknowns x factors */
  const double *first;   /* unknowns x parts */
  const double *target;  /* targets x factors */
} rift_basis_system;

typedef struct rift_basis rift_basis;

/* Directions of the solutions (unknowns x solution_count, column by column: overwritten) down to 1e-14 of base. *basis
 * is NULL when more than `limit` directions are needed. */
RIFT_CHECKED rift_status rift_basis_create(rift_basis **basis, const rift_basis_system *system,
                                           size_t solution_count, double *solutions, size_t limit,
                                           rift_error *error);
void rift_basis_destroy(rift_basis *basis);

size_t rift_basis_size(const rift_basis *basis);
size_t rift_basis_workspace(const rift_basis *basis);

/* z: the Galerkin solution after one exact sweep; change: what that sweep changed (the residual). The workspace keeps the
 * coordinates for rift_basis_add_targets. */
void rift_basis_solve(const rift_basis *basis, const double *weights, double *workspace, double *z,
                      double *change);

/* The leading targets += T w V z, from the coordinates that the last solve left in the workspace. */
void rift_basis_add_targets(const rift_basis *basis, const double *weights, size_t target_count,
                            double *workspace, double *targets);

#endif
