/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dynamic/kernels.h"

const rift_dynamic_kernels *rift_dynamic_kernels_for(rift_isa isa) {
#if defined(__x86_64__)
  switch (isa) {
    case RIFT_ISA_AVX512:
      return &rift_dynamic_kernels_avx512;
    case RIFT_ISA_AVX2:
      return &rift_dynamic_kernels_avx2;
    case RIFT_ISA_BASE:
    case RIFT_ISA_COUNT:
      break;
  }
#else
  (void)isa;
#endif
  return &rift_dynamic_kernels_base;
}
