/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "shocks/plan.h"
#include "shocks/profile.h"

static double value_of(const rift_field *field, const double *quantities, size_t stride, size_t lane) {
  return field->position == SIZE_MAX ? field->value : quantities[field->position * stride + lane];
}

static double within(double value, double low, double high) {
  return value < low ? low : value > high ? high : value;
}

/* Draws outside the range of a field (a normal that falls below 0) count as its nearest end. */
rift_profile rift_planned_profile(const rift_planned_measure *measure, const double *quantities,
                                  size_t stride, size_t lane) {
  double times[RIFT_TIME_COUNT];
  for (size_t i = 0; i < RIFT_TIME_COUNT; i++) {
    times[i] = within(value_of(&measure->times[i], quantities, stride, lane), 0, (double)INFINITY);
  }
  return (rift_profile){.start = times[RIFT_TIME_START],
                        .ramp = times[RIFT_TIME_RAMP],
                        .duration = times[RIFT_TIME_DURATION],
                        .half_life = times[RIFT_TIME_HALF_LIFE],
                        .permanent = within(times[RIFT_TIME_PERMANENT], 0, 1),
                        .delay = times[RIFT_TIME_DELAY],
                        .approval = within(times[RIFT_TIME_APPROVAL], 0, 1),
                        .approval_half_life = times[RIFT_TIME_APPROVAL_HALF_LIFE]};
}

static double mean_intensity(const rift_profile *profile, const rift_window *window) {
  return window->permanent ? rift_profile_if_permanent(profile)
                           : rift_profile_mean(profile, window->from, window->to);
}

/* Mean intensity of a measure over a window, for all lanes. `switched`: NULL, or a lane each. */
static void measure_reach(const rift_planned_measure *measure, const rift_window *window, const double *quantities,
                          size_t stride, const rift_lane_episodes *switched, double *reach) {
  if (switched != NULL) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      rift_profile profile = rift_planned_profile(measure, quantities, stride, lane);
      reach[lane] = rift_switched_mean(&profile, &switched[lane], window);
    }
  } else if (measure->times_fixed) {
    rift_profile profile = rift_planned_profile(measure, quantities, stride, 0);
    double mean = mean_intensity(&profile, window);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      reach[lane] = mean;
    }
  } else {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      rift_profile profile = rift_planned_profile(measure, quantities, stride, lane);
      reach[lane] = mean_intensity(&profile, window);
    }
  }
}

/* The measures of a batch at one window: many levers share them. */
typedef struct measure_values {
  const rift_shock_plan *plan;
  const double *reach; /* [measure][RIFT_LANES]: coverage * intensity */
  const double *value; /* [measure][RIFT_LANES]: size * reach */
  uint32_t pathways;   /* that act; 0: all */
} measure_values;

static bool acts(const measure_values *all, const rift_lever_term *term) {
  return all->pathways == 0 || (all->pathways & UINT32_C(1) << term->pathway) != 0;
}

/* `switched`: [switch][lane], NULL without an escalation. */
static void realise_measures(const rift_shock_plan *plan, const rift_window *window, const double *quantities,
                             size_t stride, const rift_lane_episodes *switched, double *reach) {
  double *value = reach + plan->scenario->measure_count * RIFT_LANES;
  for (size_t m = 0; m < plan->scenario->measure_count; m++) {
    const rift_planned_measure *measure = &plan->measures[m];
    double *r = reach + m * RIFT_LANES;
    bool waits = switched != NULL && measure->on_switch != SIZE_MAX;
    measure_reach(measure, window, quantities, stride, waits ? switched + measure->on_switch * RIFT_LANES : NULL, r);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double coverage = within(value_of(&measure->coverage, quantities, stride, lane), 0, 1);
      double size = value_of(&measure->size, quantities, stride, lane);
      /* The order of the product is kept: it decides the last bit. */
      value[m * RIFT_LANES + lane] = r[lane] * (size * coverage);
      r[lane] *= coverage;
    }
  }
}

static void combine_shares(const measure_values *all, const rift_lever *lever, double *values) {
  double kept[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    kept[lane] = 1;
  }
  for (size_t i = 0; i < lever->term_count; i++) {
    if (!acts(all, &lever->terms[i])) {
      continue;
    }
    const double *share = all->value + lever->terms[i].measure * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      kept[lane] *= 1 - within(share[lane], 0, 1);
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    values[lane] = 1 - kept[lane];
  }
}

/* What several measures add to one flow: prod(1 + s) - 1. */
static void combine_additions(const measure_values *all, const rift_lever *lever, double *values) {
  double factor[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    factor[lane] = 1;
  }
  for (size_t i = 0; i < lever->term_count; i++) {
    if (!acts(all, &lever->terms[i])) {
      continue;
    }
    const double *share = all->value + lever->terms[i].measure * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      factor[lane] *= 1 + within(share[lane], 0, 1);
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    values[lane] = factor[lane] - 1;
  }
}

/* A single measure keeps its share as it is: 1 - (1 - q) would round. */
static void single_share(const measure_values *all, const rift_lever *lever, double *values) {
  const double *share = all->value + lever->terms[0].measure * RIFT_LANES;
  bool active = acts(all, &lever->terms[0]);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    values[lane] = active ? within(share[lane], 0, 1) : 0;
  }
}

static void combine_costs(const measure_values *all, const rift_lever *lever, double *values, double *tariffs) {
  double t0 = lever->base_tariff;
  double tariff[RIFT_LANES] = {0}; /* t' - t0 */
  double factor[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    factor[lane] = 1;
  }
  for (size_t i = 0; i < lever->term_count; i++) {
    const rift_lever_term *term = &lever->terms[i];
    if (!acts(all, term)) {
      continue;
    }
    bool is_tariff = all->plan->scenario->measures[term->measure].instrument == RIFT_TARIFF;
    const double *value = all->value + term->measure * RIFT_LANES;
    const double *reach = all->reach + term->measure * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double ad_valorem = value[lane] * term->rate;
      tariff[lane] += is_tariff ? ad_valorem : 0;
      tariff[lane] -= term->sets_level ? t0 * reach[lane] : 0;
      factor[lane] *= is_tariff ? 1 : 1 + ad_valorem;
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    /* t' = t0 is no change at all, to the last bit. */
    values[lane] = (1 + tariff[lane] / (1 + t0)) * factor[lane] - 1;
    if (tariffs != NULL) {
      tariffs[lane] = t0 + tariff[lane];
    }
  }
}

static void realise_levers(const measure_values *all, double *levers, double *tariffs) {
  const rift_shock_plan *plan = all->plan;
  for (size_t i = 0; i < plan->lever_count; i++) {
    const rift_lever *lever = &plan->levers[i];
    double *values = levers + i * RIFT_LANES;
    double *tariff = tariffs == NULL ? NULL : tariffs + i * RIFT_LANES;
    for (size_t lane = 0; tariff != NULL && lane < RIFT_LANES; lane++) {
      tariff[lane] = 0;
    }
    if (lever->channel == RIFT_CHANNEL_COST) {
      combine_costs(all, lever, values, tariff);
    } else if (lever->term_count == 1) {
      single_share(all, lever, values);
    } else if (lever->channel == RIFT_CHANNEL_DEMAND_SUPPORT) {
      combine_additions(all, lever, values);
    } else {
      combine_shares(all, lever, values);
    }
  }
}

static void realise_weights(const rift_shock_plan *plan, const double *quantities, size_t stride, double *weights) {
  for (size_t i = 0; i < plan->lever_count; i++) {
    const rift_lever *lever = &plan->levers[i];
    double *weight = weights + i * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      weight[lane] = 1;
    }
    for (size_t f = 0; f < lever->factor_count; f++) {
      const double *factor = quantities + plan->factor_positions[lever->factors[f]] * stride;
      for (size_t lane = 0; lane < RIFT_LANES; lane++) {
        weight[lane] *= factor[lane];
      }
    }
  }
}

size_t rift_shock_plan_workspace(const rift_shock_plan *plan) {
  return 2 * plan->scenario->measure_count * RIFT_LANES + RIFT_LANES + rift_switched_workspace(plan);
}

void rift_shock_plan_realise(const rift_shock_plan *plan, size_t window_count, const rift_window *windows,
                             const double *quantities, size_t stride, double *workspace, const rift_realised *realised) {
  double *reach = workspace;
  double *value = workspace + plan->scenario->measure_count * RIFT_LANES;
  rift_lane_episodes *switched = NULL;
  if (realised->escalation != NULL) {
    /* Episodes are made of doubles and a count as wide. */
    switched = (rift_lane_episodes *)(void *)(value + plan->scenario->measure_count * RIFT_LANES + RIFT_LANES);
    rift_switched_prepare(plan, realised, switched);
  }
  const measure_values all = {.plan = plan, .reach = reach, .value = value, .pathways = realised->pathways};
  size_t length = plan->lever_count * RIFT_LANES;
  for (size_t w = 0; realised->levers != NULL && w < window_count; w++) {
    realise_measures(plan, &windows[w], quantities, stride, switched, reach);
    realise_levers(&all, realised->levers + w * length, realised->tariffs == NULL ? NULL : realised->tariffs + w * length);
  }
  if (realised->weights != NULL) {
    realise_weights(plan, quantities, stride, realised->weights);
  }
}
