/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/panel.h"

rift_panel_product rift_panel_product_base;
#if defined(__x86_64__)
rift_panel_product rift_panel_product_avx2, rift_panel_product_avx512;
#endif

rift_panel_product *rift_panel_product_active(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return rift_panel_product_avx512;
  }
  if (__builtin_cpu_supports("avx2")) {
    return rift_panel_product_avx2;
  }
#endif
  return rift_panel_product_base;
}
