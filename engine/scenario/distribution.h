/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A distribution as the user wrote it, in base units (shares, months, ad valorem rates). Sampling is elsewhere. */
#ifndef RIFT_SCENARIO_DISTRIBUTION_H
#define RIFT_SCENARIO_DISTRIBUTION_H

#include <stddef.h>

typedef enum rift_distribution_kind {
  RIFT_POINT,      /* a = value */
  RIFT_UNIFORM,    /* a = min, b = max */
  RIFT_TRIANGULAR, /* a = min, b = mode, c = max */
  RIFT_PERT,       /* a = min, b = mode, c = max, d = lambda (4): beta with mean (a + lambda b + c) / (lambda + 2) */
  RIFT_NORMAL,     /* a = mean, b = sd */
  RIFT_LOGNORMAL,  /* a = mean of log, b = sd of log; (median, sigma) and (mean, sd) are converted on reading */
  RIFT_BETA,       /* a = alpha, b = beta, c = min, d = max (0, 1 by default) */
  RIFT_DISCRETE    /* values with weights that add up to 1 */
} rift_distribution_kind;

typedef struct rift_distribution {
  rift_distribution_kind kind;
  double a, b, c, d;
  double low, high;  /* truncation: the distribution conditional on [low, high]; -INFINITY, INFINITY when none */
  size_t value_count; /* discrete only */
  double *values;     /* ascending */
  double *weights;
} rift_distribution;

#endif
