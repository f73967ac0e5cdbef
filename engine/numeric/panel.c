/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/panel.h"

rift_panel_product rift_panel_product_base;
#if defined(__x86_64__)
rift_panel_product rift_panel_product_avx2, rift_panel_product_avx512;
#endif

rift_panel_product *rift_panel_product_for(rift_isa isa) {
#if defined(__x86_64__)
  if (isa == RIFT_ISA_AVX512) {
    return rift_panel_product_avx512;
  }
  if (isa == RIFT_ISA_AVX2) {
    return rift_panel_product_avx2;
  }
#endif
  (void)isa;
  return rift_panel_product_base;
}
