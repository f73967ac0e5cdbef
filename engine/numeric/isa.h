/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the compiled instruction sets the kernels run with. All of them give the same bytes;
 * only the speed differs. */
#ifndef RIFT_NUMERIC_ISA_H
#define RIFT_NUMERIC_ISA_H

#include <stdbool.h>

typedef enum rift_isa {
  RIFT_ISA_BASE, /* the processor family's baseline: SSE2 on x86-64 */
  RIFT_ISA_AVX2,
  RIFT_ISA_AVX512, /* F, DQ and VL */
  RIFT_ISA_COUNT
} rift_isa;

/* "sse2" (also for the baseline of other families), "avx2", "avx512". */
const char *rift_isa_name(rift_isa isa);

/* True if it was compiled in and this machine can run it. */
bool rift_isa_supported(rift_isa isa);

/* The one named by `wanted`. When that is NULL, unknown, or not supported here: the best that is
 * supported. */
rift_isa rift_isa_choose(const char *wanted);

/* rift_isa_choose of the environment variable RIFT_ISA. Reads the environment at every call:
 * objects that are used often keep what it returned when they were made. */
rift_isa rift_isa_active(void);

#endif
