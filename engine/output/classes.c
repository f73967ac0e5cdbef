/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/run.h"
#include "statistics/replicates.h"
#include "statistics/weighted.h"

rift_status rift_draw_classes_read(rift_draw_classes *classes, const rift_result *result,
                                   rift_error *error) {
  *classes = (rift_draw_classes){.result = result, .n_eff = (double)result->draws};
  if (result->stage_count == 0) {
    return RIFT_OK;
  }
  size_t draws = (size_t)result->draws, first = result->stored_count + result->variate_count;
  classes->stages = rift_allocate_doubles(draws);
  classes->weights = result->strata == NULL ? NULL : rift_allocate_doubles(draws);
  if (classes->stages == NULL || (classes->weights == NULL && result->strata != NULL)) {
    return rift_error_memory(error, 2 * draws * sizeof(double));
  }
  rift_status status = rift_store_read(result->store, first, classes->stages, error);
  if (status == RIFT_OK && classes->weights != NULL) {
    status = rift_store_read(result->store, first + result->path_column_count - 1, classes->weights,
                             error);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < draws; i++) {
      sum += classes->weights[i];
      squares += classes->weights[i] * classes->weights[i];
    }
    classes->n_eff = rift_effective_count(sum, squares);
  }
  return status;
}

void rift_draw_classes_free(rift_draw_classes *classes) {
  free(classes->stages);
  free(classes->weights);
  memset(classes, 0, sizeof *classes);
}

static rift_moments stratum_moments(const rift_result *result, const rift_stratum *stratum,
                                    size_t outcome) {
  rift_moments moments = {0};
  for (size_t s = 0; s < result->stage_count; s++) {
    if ((stratum->stages >> s & 1) != 0) {
      rift_moments_add(&moments, &result->stage_moments[s * result->outcome_count + outcome]);
    }
  }
  return moments;
}

static rift_mixed_moments unmixed(const rift_moments *moments) {
  const double unknown = (double)NAN;
  bool any = moments->n > 0;
  return (rift_mixed_moments){.n = moments->n,
                              .failed = moments->failed,
                              .n_eff = (double)moments->n,
                              .mean = any ? moments->mean : unknown,
                              .sd = any ? rift_moments_sd(moments) : unknown,
                              .mcse = any ? rift_moments_mcse(moments) : unknown};
}

double rift_draws_error(const rift_result *result, const double *draws, size_t count,
                        double otherwise) {
  double means[64];
  if (result->replicates < 2 || result->replicates > sizeof means / sizeof means[0]) {
    return otherwise;
  }
  rift_replicates_means(draws, count, result->replicates, means);
  return rift_replicates_combine(means, result->replicates, 0.95).error;
}

double rift_outcome_error(const rift_result *result, size_t outcome) {
  double error = (double)NAN;
  double *draws = rift_allocate_doubles((size_t)result->draws);
  if (draws != NULL && outcome < result->stored_count &&
      rift_store_read(result->store, outcome, draws, NULL) == RIFT_OK) {
    error = rift_draws_error(result, draws, (size_t)result->draws, error);
  }
  free(draws);
  return error;
}

rift_mixed_moments rift_moments_mixed(const rift_result *result, size_t outcome) {
  rift_mixed_moments mixed = unmixed(&result->moments[outcome]);
  if (result->strata == NULL || mixed.n == 0) {
    return mixed;
  }
  double mean = 0, total = 0, variance = 0, error = 0, squares = 0;
  for (size_t h = 0; h < result->strata->count; h++) {
    rift_moments m = stratum_moments(result, &result->strata->items[h], outcome);
    double probability = result->strata->items[h].probability;
    if (m.n > 0) {
      total += probability;
      mean += probability * m.mean;
      squares += probability * probability / (double)m.n;
      error += probability * probability * rift_moments_mcse(&m) * rift_moments_mcse(&m);
    }
  }
  mean /= total;
  for (size_t h = 0; h < result->strata->count; h++) {
    rift_moments m = stratum_moments(result, &result->strata->items[h], outcome);
    double apart = m.mean - mean, sd = rift_moments_sd(&m);
    variance += m.n > 0 ? result->strata->items[h].probability / total * (sd * sd + apart * apart) : 0;
  }
  mixed.mean = mean;
  mixed.sd = sqrt(variance);
  mixed.mcse = sqrt(error) / total;
  mixed.n_eff = total * total / squares;
  return mixed;
}
