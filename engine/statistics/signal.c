/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/signal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define P05 1
#define P95 7

/* The draws of one value, with their weights. */
typedef struct selection {
  size_t count;
  double *outcomes, *weights;
} selection;

static double weight_at(const double *weights, size_t i) { return weights == NULL ? 1 : weights[i]; }

static void select_value(selection *s, const double *signal, double value, const double *outcome,
                         const double *weights, size_t count) {
  s->count = 0;
  for (size_t i = 0; i < count; i++) {
    if (signal == NULL || signal[i] == value) {
      s->outcomes[s->count] = outcome[i];
      s->weights[s->count++] = weight_at(weights, i);
    }
  }
}

static double sum_of(const double *values, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += values[i];
  }
  return sum;
}

static double width_of(const rift_summary *summary) {
  return summary->quantiles[P95] - summary->quantiles[P05];
}

/* Standard error of the mean where the signal has another value. */
static double error_of_rest(const double *signal, double value, const double *outcome,
                            const double *weights, size_t count, selection *s) {
  s->count = 0;
  for (size_t i = 0; i < count; i++) {
    if (signal[i] != value) {
      s->outcomes[s->count] = outcome[i];
      s->weights[s->count++] = weight_at(weights, i);
    }
  }
  rift_weighted_moments rest = rift_weighted_moments_of(s->outcomes, s->weights, s->count);
  return rift_weighted_mcse(&rest);
}

static rift_status take_value(rift_signal *result, size_t v, const selection *s, double total,
                              const rift_summary *all, rift_worse worse, rift_error *error) {
  rift_signal_value *value = &result->values[v];
  double weight = sum_of(s->weights, s->count);
  memset(value, 0, sizeof *value);
  value->shift = value->shift_error = value->summary.summary.mean = (double)NAN;
  if (!(weight > 0)) {
    return RIFT_OK;
  }
  rift_status status = rift_weighted_summary_compute(&value->summary, s->outcomes, s->weights,
                                                     s->count, worse, error);
  const rift_summary *part = &value->summary.summary;
  if (status != RIFT_OK || !isfinite(part->mean)) {
    return status;
  }
  value->probability = weight / total;
  value->shift = part->mean - all->mean;
  result->sd_left += value->probability * part->sd;
  result->width_left += value->probability * width_of(part);
  result->variance_share -= value->probability * part->sd * part->sd;
  result->mean_shift += value->probability * fabs(value->shift);
  return RIFT_OK;
}

rift_status rift_signal_compute(rift_signal *result, const double *signal, const double *outcome,
                                const double *weights, size_t count, rift_worse worse,
                                rift_error *error) {
  selection s = {0};
  s.outcomes = rift_allocate_doubles(2 * count + 1);
  if (s.outcomes == NULL) {
    return rift_error_memory(error, 2 * count * sizeof(double));
  }
  s.weights = s.outcomes + count;
  select_value(&s, NULL, 0, outcome, weights, count);
  rift_weighted_summary all = {0};
  double total = sum_of(s.weights, s.count);
  rift_status status =
      rift_weighted_summary_compute(&all, s.outcomes, s.weights, s.count, worse, error);
  result->sd = all.summary.sd;
  result->width = width_of(&all.summary);
  result->sd_left = result->width_left = result->mean_shift = 0;
  result->variance_share = all.summary.sd * all.summary.sd;
  for (size_t v = 0; v < result->value_count && status == RIFT_OK; v++) {
    select_value(&s, signal, (double)v, outcome, weights, count);
    status = take_value(result, v, &s, total, &all.summary, worse, error);
    rift_signal_value *value = &result->values[v];
    if (status == RIFT_OK && value->probability > 0) {
      /* The mean of a part less that of all is (1 - p) times its distance from the rest's. */
      double rest = error_of_rest(signal, (double)v, outcome, weights, count, &s);
      double own = value->summary.summary.mcse;
      value->shift_error = (1 - value->probability) * sqrt(own * own + rest * rest);
    }
  }
  result->variance_share /= all.summary.sd * all.summary.sd;
  free(s.outcomes);
  return status;
}
