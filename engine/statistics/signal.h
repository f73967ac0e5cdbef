/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What learning a signal is worth: how the distribution of an outcome narrows and moves. */
#ifndef RIFT_STATISTICS_SIGNAL_H
#define RIFT_STATISTICS_SIGNAL_H

#include "statistics/weighted.h"

/* The outcome where the signal has one value. */
typedef struct rift_signal_value {
  double probability;
  double shift;       /* its mean less that of all draws */
  double shift_error; /* of that difference */
  rift_weighted_summary summary;
} rift_signal_value;

typedef struct rift_signal {
  size_t value_count;
  rift_signal_value *values; /* the caller's, value_count of them */
  double sd, width;          /* of all draws; width: from the 5 to the 95 % quantile */
  double sd_left, width_left; /* expected once the signal is known: means over its values */
  double variance_share;      /* 1 - expected variance over the variance: the first-order index */
  double mean_shift;          /* expected distance by which the mean moves */
} rift_signal;

/* signal[i] is 0 .. value_count - 1 in draw i; values that no draw has have probability 0 and are
 * NaN. `weights` NULL: all 1. RIFT_INVALID for weights that are none. */
RIFT_CHECKED rift_status rift_signal_compute(rift_signal *result, const double *signal,
                                             const double *outcome, const double *weights,
                                             size_t count, rift_worse worse, rift_error *error);

#endif
