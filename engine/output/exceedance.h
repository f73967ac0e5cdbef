/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve a risk officer reads: how likely is it that the outcome is worse than this? */
#ifndef RIFT_OUTPUT_EXCEEDANCE_H
#define RIFT_OUTPUT_EXCEEDANCE_H

#include <stddef.h>
#include <stdint.h>

#include "statistics/statistics.h"

#define RIFT_EXCEEDANCE_MAX 48

typedef struct rift_exceedance_point {
  double threshold;   /* signed, in the unit of the outcome */
  double probability; /* share of draws strictly worse */
  double low, high;   /* Wilson interval */
} rift_exceedance_point;

/* Score interval of Wilson (1927) at 95 % for k of n. Square roots only: the same bytes on every
 * machine. */
void rift_wilson_interval(uint64_t k, uint64_t n, double *low, double *high);

/* The curve of `count` sorted finite values, from mild to severe. Thresholds: 0, up to 12 round
 * numbers (1, 2, 5 times a power of ten) on the side of harm down to a thousandth of the worst
 * draw, and 21 of the outcome's own quantiles, from the one that 99 % of draws are beyond to the
 * one that 0.1 % are beyond. Equal thresholds appear once. Returns how many; 0 when count is 0 or
 * no direction is worse. */
size_t rift_exceedance_curve(const double *sorted, size_t count, rift_worse worse,
                             rift_exceedance_point points[RIFT_EXCEEDANCE_MAX]);

#endif
