/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the unit in which a number is written to the base unit. */
#ifndef RIFT_SCENARIO_SCALE_H
#define RIFT_SCENARIO_SCALE_H

/* Base value = written value * numerator / denominator: one rounding where the numerator is 1. */
typedef struct rift_scale {
  double numerator, denominator;
} rift_scale;

double rift_scale_apply(rift_scale scale, double value);

#endif
