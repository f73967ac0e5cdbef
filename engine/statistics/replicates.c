/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/replicates.h"

#include <math.h>

#include "numeric/elementary.h"
#include "numeric/incomplete_beta.h"
#include "statistics/statistics.h"

/* P(|T| > t) = I_x(freedom / 2, 1 / 2) at x = freedom / (freedom + t^2) [DLMF 8.17]. */
double rift_student_quantile(double freedom, double confidence) {
  rift_beta beta = rift_beta_of(freedom / 2, 0.5);
  double log_x = rift_incomplete_beta_inverse_log(&beta, 1 - confidence, rift_beta_start(&beta));
  return sqrt(freedom * rift_expm1(-log_x));
}

rift_replicate_error rift_replicates_combine(const double *estimates, size_t replicates,
                                             double confidence) {
  const double nothing = (double)NAN;
  rift_moments moments = rift_moments_of(estimates, replicates);
  rift_replicate_error result = {nothing, nothing, nothing, nothing};
  if (moments.n == 0 || moments.failed > 0) {
    return result;
  }
  result.mean = moments.mean;
  if (moments.n > 1) {
    result.error = rift_moments_mcse(&moments);
    double reach = rift_student_quantile((double)(moments.n - 1), confidence) * result.error;
    result.low = result.mean - reach;
    result.high = result.mean + reach;
  }
  return result;
}

void rift_replicates_means(const double *values, size_t count, size_t replicates,
                           double *estimates) {
  for (size_t r = 0; r < replicates; r++) {
    double sum = 0;
    size_t n = 0;
    for (size_t i = r; i < count; i += replicates) {
      if (isfinite(values[i])) {
        sum += values[i];
        n++;
      }
    }
    estimates[r] = n > 0 ? sum / (double)n : (double)NAN;
  }
}
