/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to stop drawing: looking at the error after every draw and stopping at the first small one
 * would stop too early too often. The error is looked at a few times only, and not before it is well
 * known. */
#ifndef RIFT_STATISTICS_STOPPING_H
#define RIFT_STATISTICS_STOPPING_H

#include <stdbool.h>

#include "statistics/statistics.h"

#define RIFT_CHECK_FIRST 12288 /* draws: at least 10,000, in whole blocks */

/* The first of 12288, 24576, 49152, ... above `done`. */
uint64_t rift_check_next(uint64_t done);

/* True if the standard error of the mean is at most `target`. */
bool rift_error_met(const rift_moments *moments, double target);

#endif
