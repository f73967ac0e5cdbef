/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/normal.h"

#include <math.h>
#include <string.h>

#include "numeric/elementary.h"
#include "sampling/blocks.h"
#include "sampling/sampler.h"

#define SQRT_HALF 0.70710678118654752440
#define SQRT_TWO_PI 2.50662827463100050242

const rift_quantile_rows rift_normal_rows = {rift_normal_quantile_values, 3,
                                             RIFT_NORMAL_QUANTILE_ROWS, 0x1p-15, 1};

double rift_normal_tail(double z) { return 0.5 * rift_erfc(z * SQRT_HALF); }

double rift_normal_density(double z) { return rift_exp(-0.5 * z * z) / SQRT_TWO_PI; }

/* Halley's method on log Phi(-z) = log t. The start, from Abramowitz & Stegun 26.2.23, is within
 * 5e-4 for any t that occurs; each step triples the digits. */
double rift_normal_tail_quantile(double t) {
  if (t > 0.5) {
    return -rift_normal_tail_quantile(1 - t);
  }
  double log_t = rift_log(t);
  double w = sqrt(-2 * log_t);
  double z = w - ((0.010328 * w + 0.802853) * w + 2.515517) /
                     (((0.001308 * w + 0.189269) * w + 1.432788) * w + 1);
  for (int i = 0; i < 4; i++) {
    double tail = rift_normal_tail(z);
    double hazard = rift_normal_density(z) / tail; /* -(log Phi(-z))' */
    /* Near t the difference of logs loses nothing if it is taken as log1p of the relative
     * difference. */
    double gap = rift_log1p((tail - t) / t);
    double newton = gap / hazard;
    double curvature = z - hazard; /* g'' / g' of the logarithm */
    double step = newton / (1 + 0.5 * newton * curvature);
    z += step;
    if (fabs(step) < 1e-9) {
      break;
    }
  }
  return z;
}

static double exact_quantile(const void *context, double p, double q) {
  (void)context;
  return p < q ? -rift_normal_tail_quantile(p) : rift_normal_tail_quantile(q);
}

void rift_normal_quantile_with(const rift_sampling_kernels *kernels, size_t count,
                               const double *uniforms, double *normals) {
  const double infinite = (double)INFINITY;
  const rift_quantile_plan plan = {
      kernels, rift_normal_rows, {0, 1, 0}, {0, 1, -infinite, infinite}, exact_quantile, NULL};
  rift_quantile_plan_apply(&plan, count, uniforms, normals);
}

void rift_normal_distribution_with(const rift_sampling_kernels *kernels, size_t count,
                                   const double *normals, double *probabilities) {
  double block[RIFT_SAMPLING_BLOCK] __attribute__((aligned(64)));
  double result[RIFT_SAMPLING_BLOCK] __attribute__((aligned(64)));
  for (size_t done = 0; done < count;) {
    size_t here = count - done < RIFT_SAMPLING_BLOCK ? count - done : RIFT_SAMPLING_BLOCK;
    memcpy(block, normals + done, here * sizeof(double));
    size_t padded = here;
    while (padded % RIFT_SAMPLING_LANES != 0) {
      block[padded++] = 0;
    }
    double largest =
        kernels->normal_distribution(rift_normal_distribution_values, padded, block, result);
    for (size_t i = 0; i < here && largest > RIFT_NORMAL_LIMIT; i++) {
      if (fabs(block[i]) > RIFT_NORMAL_LIMIT) {
        result[i] = rift_normal_tail(-block[i]);
      }
    }
    memcpy(probabilities + done, result, here * sizeof(double));
    done += here;
  }
}

void rift_normal_quantile(size_t count, const double *uniforms, double *normals) {
  rift_normal_quantile_with(rift_sampling_kernels_for(rift_isa_active()), count, uniforms, normals);
}

void rift_normal_distribution(size_t count, const double *normals, double *probabilities) {
  rift_normal_distribution_with(rift_sampling_kernels_for(rift_isa_active()), count, normals,
                                probabilities);
}
