/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/small.h"

rift_small_solve rift_small_solve_base;
#if defined(__x86_64__)
rift_small_solve rift_small_solve_avx2, rift_small_solve_avx512;
#endif

rift_small_solve *rift_small_solve_for(rift_isa isa) {
#if defined(__x86_64__)
  if (isa == RIFT_ISA_AVX512) {
    return rift_small_solve_avx512;
  }
  if (isa == RIFT_ISA_AVX2) {
    return rift_small_solve_avx2;
  }
#endif
  (void)isa;
  return rift_small_solve_base;
}
