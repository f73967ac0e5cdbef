/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/isa.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[RIFT_ISA_COUNT] = {"sse2", "avx2", "avx512"};

const char *rift_isa_name(rift_isa isa) { return names[isa]; }

bool rift_isa_supported(rift_isa isa) {
#if defined(__x86_64__)
  switch (isa) {
  case RIFT_ISA_BASE:
    return true;
  case RIFT_ISA_AVX2:
    return __builtin_cpu_supports("avx2") != 0;
  case RIFT_ISA_AVX512:
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("avx512f") != 0 &&
           __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  case RIFT_ISA_COUNT:
    break;
  }
  return false;
#else
  return isa == RIFT_ISA_BASE;
#endif
}

rift_isa rift_isa_choose(const char *wanted) {
  for (int isa = 0; wanted != NULL && isa < RIFT_ISA_COUNT; isa++) {
    if (strcmp(wanted, names[isa]) == 0 && rift_isa_supported((rift_isa)isa)) {
      return (rift_isa)isa;
    }
  }
  int best = RIFT_ISA_COUNT - 1;
  while (best > RIFT_ISA_BASE && !rift_isa_supported((rift_isa)best)) {
    best--;
  }
  return (rift_isa)best;
}

rift_isa rift_isa_active(void) { return rift_isa_choose(getenv("RIFT_ISA")); }
