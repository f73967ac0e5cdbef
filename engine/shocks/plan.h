/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a shock plan, shared by the files of this layer. */
#ifndef RIFT_SHOCKS_PLAN_H
#define RIFT_SHOCKS_PLAN_H

#include "shocks/profile.h"
#include "shocks/shocks.h"

enum {
  RIFT_TIME_START,
  RIFT_TIME_RAMP,
  RIFT_TIME_DURATION,
  RIFT_TIME_HALF_LIFE,
  RIFT_TIME_PERMANENT,
  RIFT_TIME_DELAY,
  RIFT_TIME_APPROVAL,
  RIFT_TIME_APPROVAL_HALF_LIFE,
  RIFT_TIME_COUNT
};

/* A number that is drawn (position in the plan's quantities) or fixed (SIZE_MAX and its value). */
typedef struct rift_field {
  size_t position;
  double value;
} rift_field;

typedef struct rift_planned_measure {
  rift_field size, coverage;
  rift_field times[RIFT_TIME_COUNT];
  bool times_fixed; /* one profile for all draws */
  size_t on_switch; /* of the escalation that brings it, or SIZE_MAX */
  uint32_t pathways; /* bits of those on which any lever carries it; paths of capacity: theirs */
} rift_planned_measure;

struct rift_shock_plan {
  const rift_scenario *scenario;
  const rift_economy *economy;
  rift_lever_split split;
  size_t *factor_positions; /* of the economy's table_factors among the quantities, SIZE_MAX for those that touch no lever */
  size_t quantity_count;
  const rift_quantity **quantities;
  rift_planned_measure *measures; /* as in the scenario */
  size_t lever_count;
  rift_lever *levers;
};

/* A measure's profile as it is drawn, from its own start on. */
rift_profile rift_planned_profile(const rift_planned_measure *measure, const double *quantities,
                                  size_t stride, size_t lane);

/* When switched measures are on, in every lane; made once for all windows. */
typedef struct rift_lane_episodes {
  size_t count;
  rift_fading fading;
  rift_episode items[RIFT_EPISODES_MAX];
} rift_lane_episodes;

/* Doubles of workspace for all switches: [switch][lane]. */
size_t rift_switched_workspace(const rift_shock_plan *plan);
void rift_switched_prepare(const rift_shock_plan *plan, const rift_realised *realised,
                           rift_lane_episodes *episodes);
/* Mean intensity over the window of a switched measure with that profile. */
double rift_switched_mean(const rift_profile *profile, const rift_lane_episodes *episodes,
                          const rift_window *window);

#endif
