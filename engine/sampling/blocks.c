/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/blocks.h"

#include <string.h>

static double exact_value(const rift_quantile_plan *plan, double u, double fallback) {
  double p = plan->map.low + u * plan->map.width;
  double q = plan->map.high + (1 - u) * plan->map.width;
  if ((p < q ? p : q) >= plan->rows.limit) {
    return fallback;
  }
  double value = plan->exact(plan->context, p, q) * plan->affine.scale + plan->affine.shift;
  value = value < plan->affine.least ? plan->affine.least : value;
  return value > plan->affine.most ? plan->affine.most : value;
}

void rift_quantile_plan_apply(const rift_quantile_plan *plan, size_t count, const double *uniforms,
                              double *values) {
  double block[RIFT_SAMPLING_BLOCK] __attribute__((aligned(64)));
  double result[RIFT_SAMPLING_BLOCK] __attribute__((aligned(64)));
  for (size_t done = 0; done < count;) {
    size_t here = count - done < RIFT_SAMPLING_BLOCK ? count - done : RIFT_SAMPLING_BLOCK;
    /* The uniforms are needed again for values beyond the table, and the caller may overwrite them. */
    memcpy(block, uniforms + done, here * sizeof(double));
    size_t padded = here;
    while (padded % RIFT_SAMPLING_LANES != 0) {
      block[padded++] = 0.5;
    }
    double smallest =
        plan->kernels->quantile(&plan->rows, &plan->map, &plan->affine, padded, block, result);
    for (size_t i = 0; i < here && smallest < plan->rows.limit; i++) {
      result[i] = exact_value(plan, block[i], result[i]);
    }
    memcpy(values + done, result, here * sizeof(double));
    done += here;
  }
}
