/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/kernels.h"

extern const rift_equilibrium_kernels rift_equilibrium_kernels_base;
#if defined(__x86_64__)
extern const rift_equilibrium_kernels rift_equilibrium_kernels_avx2, rift_equilibrium_kernels_avx512;
#endif

const rift_equilibrium_kernels *rift_equilibrium_kernels_for(rift_isa isa) {
#if defined(__x86_64__)
  if (isa == RIFT_ISA_AVX512) {
    return &rift_equilibrium_kernels_avx512;
  }
  if (isa == RIFT_ISA_AVX2) {
    return &rift_equilibrium_kernels_avx2;
  }
#endif
  (void)isa;
  return &rift_equilibrium_kernels_base;
}

void rift_slab_pack(size_t rows, size_t columns, const double *dense, size_t stride, double *panels) {
  size_t count = (rows + RIFT_SLAB_ROWS - 1) / RIFT_SLAB_ROWS;
  size_t first = 0;
  for (size_t p = 0; p < count; p++) {
    size_t height = rows / count + (p < rows % count);
    for (size_t k = 0; k < columns; k++) {
      for (size_t i = 0; i < height; i++) {
        *panels++ = dense[(first + i) * stride + k];
      }
    }
    first += height;
  }
}

void rift_slab_single_pack(size_t rows, size_t columns, const double *dense, size_t stride, float *panels) {
  size_t count = (rows + RIFT_SLAB_ROWS - 1) / RIFT_SLAB_ROWS;
  size_t first = 0;
  for (size_t p = 0; p < count; p++) {
    size_t height = rows / count + (p < rows % count);
    for (size_t k = 0; k < columns; k++) {
      for (size_t i = 0; i < height; i++) {
        *panels++ = (float)dense[(first + i) * stride + k];
      }
    }
    first += height;
  }
}
