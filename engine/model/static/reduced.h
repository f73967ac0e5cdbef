/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A linear system that changes from draw to draw, reduced to the few unknowns that the change touches.
 *
 * With L the base inverse, a change of the coefficients that acts on few columns gives x = x0 + L U(w) (1 + z): only
 * the unknowns z in those columns feed back. The change is a sum of parts, each a fixed matrix times one weight a draw
 * (a cut share, its re-sourced share, a tariff). Every part is factored once as G = Q R; then
 *   y_k = w_part(k) (c_k + V_k z),   z = B y,   targets = T y,
 * the Woodbury identity. It is solved by sweeps around typical weights v: with P = (I - B v V)^-1, found once,
 *   z <- P B (w c + (w - v) V z),
 * which converges in a few sweeps because draws differ little from typical ones, and trade between a pair of regions
 * is a small part of all inputs. Where it does not converge, the small system is solved by elimination. */
#ifndef RIFT_MODEL_STATIC_REDUCED_H
#define RIFT_MODEL_STATIC_REDUCED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "numeric/batch.h"

#define RIFT_CONSTANT SIZE_MAX

/* One part: response of all rows to a unit weight, by column. */
typedef struct rift_reduced_part {
  size_t columns;
  size_t rank;     /* at most this (0: not known); says whether merging columns can pay */
  size_t *unknown; /* owned by the caller; columns: the unknown that scales it, or RIFT_CONSTANT */
  double *matrix;        /* (unknowns + targets) x columns, row-major, in relative units */
} rift_reduced_part;

typedef struct rift_reduced rift_reduced;

/* `samples`: weights like those to come, [sample][part]; their mean is the typical weight, and with few parts they
 * found a reduced basis. They steer the speed, not the result. None: sweeps around zero.
 * `compress`: merge columns that are (to 1e-16) combinations of others; off only to test that it changes nothing. */
typedef struct rift_reduced_options {
  size_t sample_count;
  const double *samples;
  bool compress;
} rift_reduced_options;

RIFT_CHECKED rift_status rift_reduced_create(rift_reduced **reduced, size_t unknowns,
                                             size_t targets, size_t part_count,
                                             rift_reduced_part *parts,
                                             const rift_reduced_options *options,
                                             rift_error *error);
void rift_reduced_destroy(rift_reduced *reduced);

size_t rift_reduced_factor_count(const rift_reduced *reduced);
size_t rift_reduced_workspace(const rift_reduced *reduced); /* doubles */

/* weights[part * RIFT_LANES + lane]; targets: RIFT_PADDED_ROWS(target_count) x RIFT_LANES, the leading ones. Lanes that cannot be solved get NaN.
 * Returns the number of sweeps. The error is at most 1e-13 of the base of each row. */
size_t rift_reduced_solve(const rift_reduced *reduced, const double *weights, size_t target_count,
                          double *workspace, double *targets);

#endif
