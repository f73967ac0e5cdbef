/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dynamic/kernels.h"

rift_dynamic_panels rift_dynamic_panels_of(size_t rows, size_t depth) {
  rift_dynamic_panels panels = {.height = 8, .rows = rows, .depth = depth};
  for (size_t height = 7; height >= 5; height--) {
    size_t padded = (rows + height - 1) / height * height;
    size_t best = (rows + panels.height - 1) / panels.height * panels.height;
    panels.height = padded < best ? height : panels.height;
  }
  panels.length = (rows + panels.height - 1) / panels.height * panels.height * depth;
  return panels;
}

size_t rift_dynamic_panels_at(const rift_dynamic_panels *panels, size_t row, size_t column) {
  return (row / panels->height * panels->depth + column) * panels->height + row % panels->height;
}

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
