/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long arrays through the kernels, a block at a time; the rare values that lie beyond a table are
 * computed one by one. */
#ifndef RIFT_SAMPLING_BLOCKS_H
#define RIFT_SAMPLING_BLOCKS_H

#include "sampling/kernels.h"

#define RIFT_SAMPLING_BLOCK 256

/* The quantile at lower tail p and upper tail q = 1 - p, before the affine map; used where min(p,
 * q) < rows->limit. */
typedef double rift_quantile_exact(const void *context, double p, double q);

typedef struct rift_quantile_plan {
  const rift_sampling_kernels *kernels;
  rift_quantile_rows rows;
  rift_tail_map map;
  rift_affine affine;
  rift_quantile_exact *exact;
  const void *context;
} rift_quantile_plan;

/* In place is allowed. */
void rift_quantile_plan_apply(const rift_quantile_plan *plan, size_t count, const double *uniforms,
                              double *values);

#endif
