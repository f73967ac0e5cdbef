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
static rift_profile profile_of(const rift_planned_measure *measure, const double *quantities,
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

/* size * coverage * mean intensity of a measure, for all lanes. */
static void realise_measure(const rift_planned_measure *measure, const rift_window *window,
                            const double *quantities, size_t stride, double intensity[RIFT_LANES]) {
  if (measure->times_fixed) {
    rift_profile profile = profile_of(measure, quantities, stride, 0);
    double mean = mean_intensity(&profile, window);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      intensity[lane] = mean;
    }
  } else {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      rift_profile profile = profile_of(measure, quantities, stride, lane);
      intensity[lane] = mean_intensity(&profile, window);
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    intensity[lane] *= value_of(&measure->size, quantities, stride, lane) *
                       within(value_of(&measure->coverage, quantities, stride, lane), 0, 1);
  }
}

static void combine_shares(const rift_lever *lever, const rift_shock_plan *plan,
                           const rift_window *window, const double *quantities, size_t stride,
                           double *values) {
  double kept[RIFT_LANES];
  double share[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    kept[lane] = 1;
  }
  for (size_t i = 0; i < lever->term_count; i++) {
    realise_measure(&plan->measures[lever->terms[i].measure], window, quantities, stride, share);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      kept[lane] *= 1 - within(share[lane], 0, 1);
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    values[lane] = 1 - kept[lane];
  }
}

/* A single measure keeps its share as it is: 1 - (1 - q) would round. */
static void single_share(const rift_lever *lever, const rift_shock_plan *plan,
                         const rift_window *window, const double *quantities, size_t stride,
                         double *values) {
  realise_measure(&plan->measures[lever->terms[0].measure], window, quantities, stride, values);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    values[lane] = within(values[lane], 0, 1);
  }
}

static void combine_costs(const rift_lever *lever, const rift_shock_plan *plan,
                          const rift_window *window, const double *quantities, size_t stride,
                          double *values) {
  double tariff[RIFT_LANES] = {0};
  double factor[RIFT_LANES];
  double rate[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    factor[lane] = 1;
  }
  for (size_t i = 0; i < lever->term_count; i++) {
    const rift_lever_term *term = &lever->terms[i];
    bool is_tariff = plan->scenario->measures[term->measure].instrument == RIFT_TARIFF;
    realise_measure(&plan->measures[term->measure], window, quantities, stride, rate);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double ad_valorem = rate[lane] * term->rate;
      tariff[lane] += is_tariff ? ad_valorem : 0;
      factor[lane] *= is_tariff ? 1 : 1 + ad_valorem;
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    values[lane] = (1 + tariff[lane]) * factor[lane] - 1;
  }
}

void rift_shock_plan_realise(const rift_shock_plan *plan, const rift_window *window,
                             const double *quantities, size_t stride, double *values) {
  for (size_t i = 0; i < plan->lever_count; i++) {
    const rift_lever *lever = &plan->levers[i];
    double *lever_values = values + i * RIFT_LANES;
    if (lever->channel == RIFT_CHANNEL_COST) {
      combine_costs(lever, plan, window, quantities, stride, lever_values);
    } else if (lever->term_count == 1) {
      single_share(lever, plan, window, quantities, stride, lever_values);
    } else {
      combine_shares(lever, plan, window, quantities, stride, lever_values);
    }
  }
}
