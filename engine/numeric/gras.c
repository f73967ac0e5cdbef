/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/gras.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void rift_gras_init(rift_gras *gras) { memset(gras, 0, sizeof *gras); }

void rift_gras_free(rift_gras *gras) {
  if (gras != NULL) {
    free(gras->entries);
    free(gras->constraints);
    rift_gras_init(gras);
  }
}

rift_status rift_gras_begin(rift_gras *gras, double target, rift_error *error) {
  rift_gras_constraint *constraints =
      rift_grow(gras->constraints, &gras->constraint_capacity, gras->constraint_count + 1,
                sizeof *constraints);
  if (constraints == NULL) {
    return rift_error_memory(error, 0);
  }
  gras->constraints = constraints;
  constraints[gras->constraint_count++] =
      (rift_gras_constraint){.start = gras->entry_count, .target = target};
  return RIFT_OK;
}

rift_status rift_gras_add(rift_gras *gras, size_t cell, bool minus, rift_error *error) {
  uint32_t *entries =
      rift_grow(gras->entries, &gras->entry_capacity, gras->entry_count + 1, sizeof *entries);
  if (entries == NULL) {
    return rift_error_memory(error, 0);
  }
  gras->entries = entries;
  if (cell >= RIFT_GRAS_MINUS) {
    return rift_error_set(error, RIFT_FAILED, "%zu cells are more than can be balanced", cell);
  }
  entries[gras->entry_count++] = (uint32_t)cell | (minus ? RIFT_GRAS_MINUS : 0);
  gras->constraints[gras->constraint_count - 1].count++;
  return RIFT_OK;
}

typedef struct pushes {
  double up, down; /* sums of what pushes the constraint's sum up and down, both >= 0 */
} pushes;

static pushes weigh(const rift_gras *gras, const rift_gras_constraint *constraint,
                    const double *cells) {
  pushes sums = {0, 0};
  const uint32_t *entries = gras->entries + constraint->start;
  for (size_t i = 0; i < constraint->count; i++) {
    double value = cells[entries[i] & ~RIFT_GRAS_MINUS];
    value = (entries[i] & RIFT_GRAS_MINUS) != 0 ? -value : value;
    sums.up += value > 0 ? value : 0;
    sums.down -= value < 0 ? value : 0;
  }
  return sums;
}

double rift_gras_sum(const rift_gras *gras, size_t constraint, const double *cells, double *mass) {
  pushes sums = weigh(gras, &gras->constraints[constraint], cells);
  if (mass != NULL) {
    *mass = sums.up + sums.down;
  }
  return sums.up - sums.down;
}

static rift_gras_reach judge(pushes sums, double target) {
  if (sums.up > 0 && sums.down > 0) {
    return RIFT_GRAS_REACHABLE;
  }
  if (target == 0) {
    return RIFT_GRAS_REACHABLE; /* by zeros */
  }
  if (sums.up == 0 && sums.down == 0) {
    return RIFT_GRAS_EMPTY;
  }
  return (sums.up > 0) == (target > 0) ? RIFT_GRAS_REACHABLE : RIFT_GRAS_WRONG_SIGN;
}

rift_gras_reach rift_gras_reach_of(const rift_gras *gras, size_t constraint, const double *cells) {
  const rift_gras_constraint *c = &gras->constraints[constraint];
  return judge(weigh(gras, c, cells), c->target);
}

/* The positive root of up * r - down / r = target, or what comes nearest where one sum is zero. The
 * form is chosen so that nothing cancels. */
static double multiplier(pushes sums, double target) {
  if (sums.up == 0 && sums.down == 0) {
    return 1;
  }
  if (sums.down == 0) {
    return target > 0 ? target / sums.up : 0;
  }
  if (sums.up == 0) {
    return target < 0 ? sums.down / -target : (double)INFINITY;
  }
  double root = sqrt(target * target + 4 * sums.up * sums.down);
  return target >= 0 ? (target + root) / (2 * sums.up) : 2 * sums.down / (root - target);
}

static void scale(const rift_gras *gras, const rift_gras_constraint *constraint, double r,
                  double *cells) {
  const uint32_t *entries = gras->entries + constraint->start;
  double inverse = r > 0 ? 1 / r : 0; /* r = 0 occurs without cells that push down */
  for (size_t i = 0; i < constraint->count; i++) {
    double *cell = &cells[entries[i] & ~RIFT_GRAS_MINUS];
    bool up = (*cell > 0) == ((entries[i] & RIFT_GRAS_MINUS) == 0);
    *cell *= up && *cell != 0 ? r : inverse;
  }
}

static double relative_gap(pushes sums, double target) {
  double size = fmax(fabs(target), sums.up + sums.down);
  return size > 0 ? fabs(sums.up - sums.down - target) / size : 0;
}

static double strength(double r) {
  double up = r >= 1 ? r : (r > 0 ? 1 / r : (double)INFINITY);
  return up - 1;
}

static double visit(const rift_gras *gras, size_t index, double *cells, double *drift) {
  const rift_gras_constraint *constraint = &gras->constraints[index];
  if (constraint->released) {
    return 0;
  }
  pushes sums = weigh(gras, constraint, cells);
  double gap = relative_gap(sums, constraint->target);
  double r = gap > 0 ? multiplier(sums, constraint->target) : 1;
  if (r != 1) {
    scale(gras, constraint, r, cells);
  }
  if (drift != NULL) {
    drift[index] = strength(r);
  }
  return gap;
}

/* All gaps at once, without changing anything. */
static void measure(const rift_gras *gras, const double *cells, rift_gras_outcome *outcome) {
  outcome->worst = 0;
  for (size_t i = 0; i < gras->constraint_count; i++) {
    const rift_gras_constraint *constraint = &gras->constraints[i];
    double gap = constraint->released
                     ? 0
                     : relative_gap(weigh(gras, constraint, cells), constraint->target);
    if (!(gap <= outcome->worst)) {
      outcome->worst = gap;
      outcome->worst_constraint = i;
    }
  }
}

static double sweep(const rift_gras *gras, double *cells, double *drift) {
  double worst = 0;
  for (size_t i = 0; i < gras->constraint_count; i++) {
    double gap = visit(gras, i, cells, drift);
    worst = gap > worst ? gap : worst;
  }
  return worst;
}

static rift_status refuse_unreachable(const rift_gras *gras, const double *cells,
                                      rift_error *error) {
  for (size_t i = 0; i < gras->constraint_count; i++) {
    if (!gras->constraints[i].released &&
        rift_gras_reach_of(gras, i, cells) != RIFT_GRAS_REACHABLE) {
      return rift_error_set(error, RIFT_INVALID,
                            "constraint %zu cannot reach %.9g: its cells are zero or of the other "
                            "sign",
                            i, gras->constraints[i].target);
    }
  }
  return RIFT_OK;
}

rift_gras_options rift_gras_options_default(void) {
  return (rift_gras_options){.tolerance = 1e-10, .sweeps_max = 50000, .stall = 500};
}

rift_status rift_gras_solve(const rift_gras *gras, double *cells, const rift_gras_options *options,
                            double *drift, rift_gras_outcome *outcome, rift_error *error) {
  rift_gras_options standard = rift_gras_options_default();
  options = options == NULL ? &standard : options;
  memset(outcome, 0, sizeof *outcome);
  rift_status status = refuse_unreachable(gras, cells, error);
  if (status != RIFT_OK) {
    return status;
  }
  double mark = (double)INFINITY;
  measure(gras, cells, outcome);
  while (!(outcome->worst <= options->tolerance)) {
    double worst = sweep(gras, cells, drift);
    bool marked = ++outcome->sweeps % options->stall == 0;
    bool stalled = marked && !(worst < 0.99 * mark);
    mark = marked ? worst : mark;
    if (worst <= options->tolerance || stalled || outcome->sweeps >= options->sweeps_max) {
      measure(gras, cells, outcome);
    }
    if ((stalled || outcome->sweeps >= options->sweeps_max) &&
        !(outcome->worst <= options->tolerance)) {
      return rift_error_set(error, RIFT_NOT_CONVERGED,
                            "the sums do not meet: after %zu sweeps the largest relative gap is "
                            "%.3g",
                            outcome->sweeps, outcome->worst);
    }
  }
  return RIFT_OK;
}
