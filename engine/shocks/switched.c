/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures that the stages of an escalation bring. */
#include <math.h>

#include "shocks/plan.h"

size_t rift_switched_workspace(const rift_shock_plan *plan) {
  return plan->scenario->escalation.switch_count * RIFT_LANES *
         (sizeof(rift_lane_episodes) / sizeof(double));
}

/* The switch's fading, or the measure's own where the switch has none. */
static rift_fading fading_of(const rift_shock_plan *plan, const rift_realised *realised, size_t which,
                             size_t lane) {
  const rift_switch *on = &plan->scenario->escalation.switches[which];
  rift_fading fading = rift_path_fading(realised->escalation, &realised->paths[lane], which);
  fading.half_life = on->half_life.given ? fading.half_life : (double)NAN;
  fading.permanent = on->permanent.given ? fading.permanent : (double)NAN;
  return fading;
}

void rift_switched_prepare(const rift_shock_plan *plan, const rift_realised *realised,
                           rift_lane_episodes *episodes) {
  for (size_t w = 0; w < plan->scenario->escalation.switch_count; w++) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      rift_lane_episodes *here = &episodes[w * RIFT_LANES + lane];
      here->count = rift_path_episodes(realised->escalation, &realised->paths[lane], w, here->items);
      here->fading = fading_of(plan, realised, w, lane);
    }
  }
}

/* An episode as a profile: lifted before the ramp is done, the measure fades from where it is, so that
 * the profile counts by that part. */
typedef struct part {
  rift_profile profile;
  double scale;
} part;

static part part_of(const rift_profile *own, const rift_episode *episode, const rift_fading *fading) {
  part p = {*own, 1};
  double since = p.profile.start += episode->on;
  double lasts = episode->off - since; /* months from the start until it is lifted */
  p.scale = lasts > 0 ? 1 : 0;
  if (lasts >= own->ramp + own->duration || p.scale == 0) {
    return p; /* over by itself before, or lifted before it began */
  }
  if (lasts < own->ramp) {
    p.scale = lasts / own->ramp;
    p.profile.ramp = lasts;
  }
  p.profile.duration = lasts - p.profile.ramp;
  p.profile.half_life = isnan(fading->half_life) ? own->half_life : fading->half_life;
  p.profile.permanent = isnan(fading->permanent) ? own->permanent : fading->permanent;
  return p;
}

double rift_switched_mean(const rift_profile *profile, const rift_lane_episodes *episodes,
                          const rift_window *window) {
  double sum = 0;
  if (window->permanent) {
    bool on = episodes->count > 0 && isinf(episodes->items[episodes->count - 1].off);
    return on ? rift_profile_if_permanent(profile) : 0;
  }
  for (size_t i = 0; i < episodes->count && episodes->items[i].on < window->to; i++) {
    double next = i + 1 < episodes->count ? episodes->items[i + 1].on : (double)INFINITY;
    double from = fmax(window->from, episodes->items[i].on), to = fmin(window->to, next);
    if (from < to) {
      part p = part_of(profile, &episodes->items[i], &episodes->fading);
      sum += p.scale == 0 ? 0 : p.scale * rift_profile_mean(&p.profile, from, to) * (to - from);
    }
  }
  return sum / (window->to - window->from);
}
