/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that the tables say about one outcome: a pure function of its column, so that columns may be
 * summarised on any thread. */
#ifndef RIFT_OUTPUT_COLUMN_H
#define RIFT_OUTPUT_COLUMN_H

#include "output/classes.h"
#include "output/exceedance.h"
#include "statistics/weighted.h"

#define RIFT_CONVERGENCE_FIRST 256 /* draws */
#define RIFT_CONVERGENCE_MAX 64    /* doublings of a 64-bit count, and the end */

typedef struct rift_convergence_point {
  uint64_t draws;
  uint64_t n;
  double mean, mcse, p50, worse_tail;
} rift_convergence_point;

typedef struct rift_column_summary {
  rift_status status;
  rift_error error;
  rift_summary percent;
  bool has_level;
  rift_summary level;
  bool has_tail;       /* headline outcomes with a direction */
  rift_shortfall tail; /* of the worst 5 %, percent */
  double n_eff; /* of all draws */
  rift_summary stage_percent[RIFT_STAGES_MAX]; /* of the draws that end in each stage */
  rift_summary stage_level[RIFT_STAGES_MAX];
  size_t percent_point_count, level_point_count, convergence_count;
  rift_exceedance_point percent_points[RIFT_EXCEEDANCE_MAX];
  rift_exceedance_point level_points[RIFT_EXCEEDANCE_MAX];
  rift_convergence_point convergence[RIFT_CONVERGENCE_MAX];
} rift_column_summary;

/* Money or persons for one percent of an outcome; NaN where it has no level row. `usd_per_unit`: 1,
 * or USD per EUR. */
double rift_column_level_factor(const rift_outcome *outcome, double usd_per_unit);

rift_worse rift_column_worse(rift_indicator indicator);

/* Summarises outcome `index` of the result: with quantiles when it is stored or the same in
 * every draw, else its moments alone (the rest is NaN, written as a blank). RIFT_MISMATCH if the store holds another number of
 * finite draws than the moments counted. */
void rift_column_summarise(rift_column_summary *summary, const rift_draw_classes *classes, size_t index,
                           double usd_per_unit);

#endif
