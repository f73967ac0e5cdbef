/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GRAS: the cells nearest to given ones that meet given sums, with no cell changing its sign.
 *
 * A constraint is a sum of cells with coefficients +1 or -1 that must reach a target:
 *   sum_k s_k x_k = c.
 * Rows and columns of a table are constraints, and so is "sales less purchases of a node are zero",
 * which leaves the output of the node free. Each visit of a constraint multiplies the cells that
 * push its sum up by r and divides those that push it down by r, where r solves P r - N / r = c (P
 * and N: sums of the two kinds, in absolute value). Visited in turn until all hold, this is the
 * minimum of sum_k |a_k| (z_k ln z_k - z_k + 1), z = x/a. With positive cells, rows and columns it
 * is RAS.
 * [Junius & Oosterhaven 2003; Lenzen, Wood & Gallego 2007 for the signs and sums without positive
 * cells; coefficients of both signs as in Lenzen, Gallego & Wood 2009]
 *
 * Only + - * / and sqrt, in a fixed order: the same bits everywhere. */
#ifndef RIFT_NUMERIC_GRAS_H
#define RIFT_NUMERIC_GRAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* An entry is a cell's index, with this bit set for the coefficient -1. */
#define RIFT_GRAS_MINUS ((uint32_t)1 << 31)

typedef struct rift_gras_constraint {
  size_t start; /* in entries */
  size_t count;
  double target;
  bool released; /* passed over */
} rift_gras_constraint;

typedef struct rift_gras {
  uint32_t *entries;
  size_t entry_count, entry_capacity;
  rift_gras_constraint *constraints; /* visited in this order */
  size_t constraint_count, constraint_capacity;
} rift_gras;

void rift_gras_init(rift_gras *gras);
void rift_gras_free(rift_gras *gras);

/* Begins a constraint; the entries added next belong to it. A cell must not appear in it twice. */
RIFT_CHECKED rift_status rift_gras_begin(rift_gras *gras, double target, rift_error *error);
RIFT_CHECKED rift_status rift_gras_add(rift_gras *gras, size_t cell, bool minus,
                                       rift_error *error);

/* What scaling can do for a constraint, given the cells. */
typedef enum rift_gras_reach {
  RIFT_GRAS_REACHABLE,
  RIFT_GRAS_EMPTY,     /* all its cells are zero, the target is not */
  RIFT_GRAS_WRONG_SIGN /* its cells push one way only, the target lies the other way */
} rift_gras_reach;

rift_gras_reach rift_gras_reach_of(const rift_gras *gras, size_t constraint, const double *cells);

/* The constraint's sum, and in *mass the sum of its absolute cells (may be NULL). */
double rift_gras_sum(const rift_gras *gras, size_t constraint, const double *cells, double *mass);

typedef struct rift_gras_options {
  double tolerance;  /* largest gap to a target, relative to the larger of |target| and mass */
  size_t sweeps_max; /* a sweep visits each constraint once */
  size_t stall;      /* give up when this many sweeps do not lower the largest gap by 1 % */
} rift_gras_options;

rift_gras_options rift_gras_options_default(void); /* 1e-10, 50000, 500 */

typedef struct rift_gras_outcome {
  size_t sweeps;
  double worst; /* largest relative gap left */
  size_t worst_constraint;
} rift_gras_outcome;

/* Changes `cells` in place. `drift` (constraint_count, may be NULL) receives how much each
 * constraint still scaled its cells in the last sweep, |r - 1| with r >= 1 or its inverse: the
 * constraints that contradict each other are those whose drift does not go to zero. RIFT_INVALID if
 * a constraint cannot be reached by scaling; RIFT_NOT_CONVERGED, with the cells as they then
 * are. */
RIFT_CHECKED rift_status rift_gras_solve(const rift_gras *gras, double *cells,
                                         const rift_gras_options *options, double *drift,
                                         rift_gras_outcome *outcome, rift_error *error);

#endif
