/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution functions and means: what a truncation cuts off, and what the draws should average
 * to. */
#include <math.h>

#include "numeric/elementary.h"
#include "numeric/incomplete_beta.h"
#include "sampling/inverse.h"
#include "sampling/normal.h"

void rift_beta_shape(const rift_distribution *d, double *alpha, double *beta, double *min,
                     double *max) {
  if (d->kind == RIFT_BETA) {
    *alpha = d->a;
    *beta = d->b;
    *min = d->c;
    *max = d->d;
    return;
  }
  double range = d->c - d->a;
  *alpha = 1 + d->d * ((d->b - d->a) / range);
  *beta = 1 + d->d * ((d->c - d->b) / range);
  *min = d->a;
  *max = d->c;
}

bool rift_distribution_is_point(const rift_distribution *d) {
  switch (d->kind) {
  case RIFT_POINT:
    return true;
  case RIFT_UNIFORM:
    return d->a == d->b;
  case RIFT_TRIANGULAR:
  case RIFT_PERT:
    return d->a == d->c;
  case RIFT_NORMAL:
  case RIFT_LOGNORMAL:
    return d->b == 0;
  case RIFT_BETA:
    return d->c == d->d;
  case RIFT_DISCRETE:
    return d->value_count == 1;
  case RIFT_PIECEWISE:
    return false;
  }
  return false;
}

static rift_cumulative triangle_cumulative(const rift_distribution *d, double x) {
  double range = d->c - d->a;
  if (x <= d->b) {
    double lower = x <= d->a ? 0 : (x - d->a) / range * ((x - d->a) / (d->b - d->a));
    return (rift_cumulative){lower, 1 - lower};
  }
  double upper = x >= d->c ? 0 : (d->c - x) / range * ((d->c - x) / (d->c - d->b));
  return (rift_cumulative){1 - upper, upper};
}

static rift_cumulative beta_cumulative(const rift_distribution *d, double x) {
  double alpha, beta, min, max;
  rift_beta_shape(d, &alpha, &beta, &min, &max);
  rift_beta shape = rift_beta_of(alpha, beta);
  rift_tails tails = rift_incomplete_beta(&shape, (x - min) / (max - min), (max - x) / (max - min));
  return (rift_cumulative){tails.lower, tails.upper};
}

rift_cumulative rift_distribution_cumulative(const rift_distribution *d, double x) {
  if (x == -(double)INFINITY) {
    return (rift_cumulative){0, 1};
  }
  if (x == (double)INFINITY) {
    return (rift_cumulative){1, 0};
  }
  double z;
  switch (d->kind) {
  case RIFT_UNIFORM:
    z = (x - d->a) / (d->b - d->a);
    z = z < 0 ? 0 : z > 1 ? 1 : z;
    return (rift_cumulative){z, 1 - z};
  case RIFT_TRIANGULAR:
    return triangle_cumulative(d, x);
  case RIFT_PERT:
  case RIFT_BETA:
    return beta_cumulative(d, x);
  case RIFT_NORMAL:
    z = (x - d->a) / d->b;
    return (rift_cumulative){rift_normal_tail(-z), rift_normal_tail(z)};
  case RIFT_LOGNORMAL:
    if (x <= 0) {
      return (rift_cumulative){0, 1};
    }
    z = (rift_log(x) - d->a) / d->b;
    return (rift_cumulative){rift_normal_tail(-z), rift_normal_tail(z)};
  case RIFT_POINT:
  case RIFT_DISCRETE:
  case RIFT_PIECEWISE:
    break;
  }
  return (rift_cumulative){0, 0}; /* not continuous */
}

/* The probability between two points, without cancelling two numbers close to 1. */
static double between(rift_cumulative low, rift_cumulative high) {
  double width = low.lower >= 0.5    ? low.upper - high.upper
                 : high.upper >= 0.5 ? high.lower - low.lower
                                     : 1 - low.lower - high.upper;
  return width > 0 ? width : 0;
}

rift_tail_map rift_distribution_map(const rift_distribution *d) {
  rift_cumulative low = rift_distribution_cumulative(d, d->low);
  rift_cumulative high = rift_distribution_cumulative(d, d->high);
  return (rift_tail_map){low.lower, between(low, high), high.upper};
}

static double normal_mean(const rift_distribution *d, double width) {
  double low = (d->low - d->a) / d->b;
  double high = (d->high - d->a) / d->b;
  double difference = (isfinite(low) ? rift_normal_density(low) : 0) -
                      (isfinite(high) ? rift_normal_density(high) : 0);
  return d->a + d->b * difference / width;
}

static double lognormal_mean(const rift_distribution *d, double width) {
  /* Weighting by x shifts the normal beneath by b standard deviations. */
  rift_distribution shifted = *d;
  shifted.a = d->a + d->b * d->b;
  return rift_exp(d->a + 0.5 * d->b * d->b) * (rift_distribution_map(&shifted).width / width);
}

static double beta_mean(const rift_distribution *d, double width) {
  /* Weighting by x makes alpha one larger. */
  rift_distribution weighted = {.kind = RIFT_BETA, .low = d->low, .high = d->high};
  rift_beta_shape(d, &weighted.a, &weighted.b, &weighted.c, &weighted.d);
  double mean = weighted.a / (weighted.a + weighted.b);
  double min = weighted.c, range = weighted.d - weighted.c;
  weighted.a += 1;
  return min + range * mean * (rift_distribution_map(&weighted).width / width);
}

/* Integral of x times the density from the vertex `end`, where it is zero, to x; `mode` is where it
 * is highest. */
static double triangle_moment(double end, double mode, double range, double x) {
  double reach = x - end;
  double side = mode - end;
  if (side == 0) {
    return 0;
  }
  return reach / range * (reach / side) * (end + 2.0 / 3 * reach);
}

static double triangle_mean(const rift_distribution *d, double width) {
  double low = d->low > d->a ? d->low : d->a;
  double high = d->high < d->c ? d->high : d->c;
  double range = d->c - d->a;
  double sum = 0;
  if (low < d->b) {
    sum += triangle_moment(d->a, d->b, range, high < d->b ? high : d->b) -
           triangle_moment(d->a, d->b, range, low);
  }
  if (high > d->b) {
    sum += triangle_moment(d->c, d->b, range, high) -
           triangle_moment(d->c, d->b, range, low > d->b ? low : d->b);
  }
  return sum / width;
}

double rift_distribution_mean(const rift_distribution *d, const rift_tail_map *map) {
  double mean = d->a;
  double low = d->low, high = d->high;
  switch (d->kind) {
  case RIFT_UNIFORM:
    low = low > d->a ? low : d->a;
    high = high < d->b ? high : d->b;
    mean = 0.5 * low + 0.5 * high;
    break;
  case RIFT_TRIANGULAR:
    mean = triangle_mean(d, map->width);
    break;
  case RIFT_PERT:
  case RIFT_BETA:
    mean = beta_mean(d, map->width);
    break;
  case RIFT_NORMAL:
    mean = normal_mean(d, map->width);
    break;
  case RIFT_LOGNORMAL:
    mean = lognormal_mean(d, map->width);
    break;
  case RIFT_POINT:
  case RIFT_DISCRETE:
  case RIFT_PIECEWISE:
    break; /* not continuous, or found with its table */
  }
  /* A very narrow truncation cancels; the mean still lies inside. */
  mean = mean < low ? low : mean;
  return mean > high ? high : mean;
}
