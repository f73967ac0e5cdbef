/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uncertain numbers as the user or a data table states them. Reading and sampling are elsewhere. */
#ifndef RIFT_BASE_DISTRIBUTION_H
#define RIFT_BASE_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rift_distribution_kind {
  RIFT_POINT,      /* a = value */
  RIFT_UNIFORM,    /* a = min, b = max */
  RIFT_TRIANGULAR, /* a = min, b = mode, c = max */
  RIFT_PERT,       /* a = min, b = mode, c = max, d = lambda (4): beta with mean (a + lambda b + c) / (lambda + 2) */
  RIFT_NORMAL,     /* a = mean, b = sd */
  RIFT_LOGNORMAL,  /* a = mean of log, b = sd of log; (median, sigma) and (mean, sd) are converted on reading */
  RIFT_BETA,       /* a = alpha, b = beta, c = min, d = max (0, 1 by default) */
  RIFT_DISCRETE,   /* values with weights that add up to 1 */
  RIFT_PIECEWISE   /* uniform between neighbouring values; weights are the cumulative probabilities, 0 to 1; no truncation */
} rift_distribution_kind;

typedef struct rift_distribution {
  rift_distribution_kind kind;
  double a, b, c, d;
  double low, high;  /* truncation: the distribution conditional on [low, high]; -INFINITY, INFINITY when none */
  size_t value_count; /* discrete and piecewise only */
  double *values;     /* ascending */
  double *weights;
} rift_distribution;

/* Where something stands in a file, for messages long after reading. */
typedef struct rift_place {
  char *file; /* owned */
  long line, column;
} rift_place;

/* An uncertain number. `id` ("measure.field", "sector.parameter") names its random stream: never the scenario. */
typedef struct rift_quantity {
  bool given;
  char *id;
  rift_distribution distribution;
  char *unit;    /* base unit after conversion: "share", "month", "rate", "musd", "" */
  char *source;  /* "" when the user gave none */
  rift_place place;
} rift_quantity;

/* Frees what the quantity owns and zeroes it. */
void rift_quantity_free(rift_quantity *quantity);

#endif
