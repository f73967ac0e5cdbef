/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the estimate of a mean settles as draws are added. */
#ifndef RIFT_STATISTICS_CONVERGENCE_H
#define RIFT_STATISTICS_CONVERGENCE_H

#include <stddef.h>
#include <stdint.h>

#define RIFT_CONVERGENCE_FIRST 1000
#define RIFT_CONVERGENCE_POINTS 64 /* more than any count of draws has */

typedef struct rift_convergence_point {
  uint64_t draws;  /* the first so many */
  uint64_t failed; /* of them, not finite */
  double mean;     /* of the others; NaN if none */
  double mcse;
} rift_convergence_point;

/* `values` in draw order. Points at 1000, 2000, 4000, ... draws and at `count`; returns how many (0
 * for no draws). */
size_t rift_convergence_compute(const double *values, size_t count,
                                rift_convergence_point points[RIFT_CONVERGENCE_POINTS]);

#endif
