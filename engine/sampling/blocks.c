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

/* Whole vectors; `uniforms` and `values` do not overlap, for values beyond the table need their
 * uniforms again. */
static void apply_block(const rift_quantile_plan *plan, size_t count, const double *uniforms,
                        double *values) {
  double smallest =
      plan->kernels->quantile(&plan->rows, &plan->map, &plan->affine, count, uniforms, values);
  for (size_t i = 0; i < count && smallest < plan->rows.limit; i++) {
    values[i] = exact_value(plan, uniforms[i], values[i]);
  }
}

void rift_quantile_plan_apply(const rift_quantile_plan *plan, size_t count, const double *uniforms,
                              double *values) {
  double block[RIFT_SAMPLING_BLOCK] __attribute__((aligned(64)));
  double result[RIFT_SAMPLING_BLOCK] __attribute__((aligned(64)));
  for (size_t done = 0; done < count;) {
    size_t here = count - done < RIFT_SAMPLING_BLOCK ? count - done : RIFT_SAMPLING_BLOCK;
    size_t padded = here;
    memcpy(block, uniforms + done, here * sizeof(double));
    while (padded % RIFT_SAMPLING_LANES != 0) {
      block[padded++] = 0.5;
    }
    if (padded == here) {
      apply_block(plan, here, block, values + done);
    } else {
      apply_block(plan, padded, block, result);
      memcpy(values + done, result, here * sizeof(double));
    }
    done += here;
  }
}
