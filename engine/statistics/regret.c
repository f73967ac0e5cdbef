/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "statistics/pairs.h"

typedef struct choice {
  const double *const *outcomes;
  size_t option_count;
  double sign; /* 1: more is better */
  double tie;
} choice;

static bool all_finite(const choice *c, size_t draw) {
  for (size_t o = 0; o < c->option_count; o++) {
    if (!isfinite(c->outcomes[o][draw])) {
      return false;
    }
  }
  return true;
}

static double best_of(const choice *c, size_t draw) {
  double best = -(double)INFINITY;
  for (size_t o = 0; o < c->option_count; o++) {
    best = fmax(best, c->sign * c->outcomes[o][draw]);
  }
  return best;
}

static size_t count_best(const choice *c, size_t draw, double best) {
  size_t number = 0;
  for (size_t o = 0; o < c->option_count; o++) {
    number += best - c->sign * c->outcomes[o][draw] <= c->tie;
  }
  return number;
}

static rift_regret regret_of(const choice *c, size_t option, size_t count, const double *weights,
                             rift_weighted_value *values, rift_weighted_value *scratch) {
  rift_regret regret = {0};
  double total = 0;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (!all_finite(c, i)) {
      continue;
    }
    double best = best_of(c, i), weight = weights == NULL ? 1 : weights[i];
    double amount = best - c->sign * c->outcomes[option][i];
    values[kept++] = (rift_weighted_value){amount, weight};
    total += weight;
    regret.expected += weight * amount;
    regret.prob_best += amount <= c->tie ? weight / (double)count_best(c, i, best) : 0;
  }
  if (!(total > 0)) {
    return (rift_regret){(double)NAN, (double)NAN, (double)NAN};
  }
  rift_weighted_sort(kept, values, scratch);
  regret.expected /= total;
  regret.prob_best /= total;
  regret.p95 = rift_weighted_quantile(kept, values, total, 0.95);
  return regret;
}

rift_status rift_regret_compute(rift_regret *regrets, const double *const *outcomes,
                                size_t option_count, size_t count,
                                const rift_pairs_options *options, rift_error *error) {
  if (options->worse == RIFT_WORSE_NONE) {
    return rift_error_set(error, RIFT_INVALID, "regret needs a direction that is worse");
  }
  if (options->weights != NULL && !rift_weights_valid(count, options->weights)) {
    return rift_error_set(error, RIFT_INVALID, "weights must be finite, at least 0 and not all 0");
  }
  rift_weighted_value *values = rift_allocate(count, 2 * sizeof *values);
  if (values == NULL) {
    return rift_error_memory(error, 2 * count * sizeof *values);
  }
  choice c = {outcomes, option_count, options->worse == RIFT_WORSE_LOWER ? 1 : -1, options->tie};
  for (size_t o = 0; o < option_count; o++) {
    regrets[o] = regret_of(&c, o, count, options->weights, values, values + count);
  }
  free(values);
  return RIFT_OK;
}
