/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a draw's first measure begins. By the clock, not by the size: a measure of size zero begins as well. */
#include <math.h>

#include "shocks/plan.h"

/* Paths of capacity have steps of their own, from month 0 on. */
static double begin_of(const rift_shock_plan *plan, size_t index, const rift_escalation_sampler *escalation,
                       const rift_path *path, const double *quantities, size_t stride) {
  const rift_planned_measure *measure = &plan->measures[index];
  if (plan->scenario->measures[index].capacity_row_count > 0) {
    return 0;
  }
  double start = rift_planned_profile(measure, quantities, stride, 0).start;
  if (escalation == NULL || measure->on_switch == SIZE_MAX) {
    return start;
  }
  rift_episode episodes[RIFT_EPISODES_MAX];
  return rift_path_episodes(escalation, path, measure->on_switch, episodes) > 0 ? start + episodes[0].on : (double)INFINITY;
}

double rift_shock_plan_begin(const rift_shock_plan *plan, const rift_escalation_sampler *escalation, const rift_path *path,
                             const double *quantities, size_t stride) {
  double first = (double)INFINITY;
  for (size_t m = 0; m < plan->scenario->measure_count; m++) {
    first = fmin(first, begin_of(plan, m, escalation, path, quantities, stride));
  }
  return first;
}
