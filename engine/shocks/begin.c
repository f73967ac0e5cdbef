/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a draw's first measure begins. By the clock, not by the size: a measure of size zero begins as well. */
#include <math.h>

#include "shocks/plan.h"

/* Paths of capacity have steps of their own, from month 0 on. */
static double begin_of(const rift_shock_plan *plan, size_t index, const rift_started_draw *draw) {
  const rift_planned_measure *measure = &plan->measures[index];
  if (draw->pathways != 0 && (draw->pathways & measure->pathways) == 0) {
    return (double)INFINITY;
  }
  if (plan->scenario->measures[index].capacity_row_count > 0) {
    return 0;
  }
  double start = rift_planned_profile(measure, draw->quantities, draw->stride, 0).start;
  if (draw->escalation == NULL || measure->on_switch == SIZE_MAX) {
    return start;
  }
  rift_episode episodes[RIFT_EPISODES_MAX];
  bool ever = rift_path_episodes(draw->escalation, draw->path, measure->on_switch, episodes) > 0;
  return ever ? start + episodes[0].on : (double)INFINITY;
}

double rift_shock_plan_begin(const rift_shock_plan *plan, const rift_started_draw *draw) {
  double first = (double)INFINITY;
  for (size_t m = 0; m < plan->scenario->measure_count; m++) {
    first = fmin(first, begin_of(plan, m, draw));
  }
  return first;
}
