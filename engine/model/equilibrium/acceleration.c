/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/acceleration.h"

extern rift_accelerate rift_accelerate_base;
#if defined(__x86_64__)
extern rift_accelerate rift_accelerate_avx2, rift_accelerate_avx512;
#endif

rift_accelerate *rift_accelerate_for(rift_isa isa) {
#if defined(__x86_64__)
  if (isa == RIFT_ISA_AVX512) {
    return rift_accelerate_avx512;
  }
  if (isa == RIFT_ISA_AVX2) {
    return rift_accelerate_avx2;
  }
#endif
  (void)isa;
  return rift_accelerate_base;
}

size_t rift_acceleration_doubles(size_t rows, size_t memory) {
  return ((2 + memory) * rows + memory * memory) * RIFT_LANES;
}

void rift_acceleration_start(rift_acceleration *a, size_t rows, size_t memory, const double *weight, double *space) {
  size_t length = rows * RIFT_LANES;
  *a = (rift_acceleration){.rows = rows, .memory = memory, .weight = weight};
  a->last_unknown = space;
  a->last_step = space + length;
  a->gram = space + 2 * length;
  a->unknown_change = (float *)(void *)(a->gram + memory * memory * RIFT_LANES);
  a->step_change = a->unknown_change + memory * length;
}
