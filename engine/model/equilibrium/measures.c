/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/measures.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

extern const rift_equilibrium_gauge_kernels rift_equilibrium_gauge_kernels_base;
#if defined(__x86_64__)
extern const rift_equilibrium_gauge_kernels rift_equilibrium_gauge_kernels_avx2, rift_equilibrium_gauge_kernels_avx512;
#endif

static const rift_equilibrium_gauge_kernels *kernels_for(rift_isa isa) {
#if defined(__x86_64__)
  if (isa == RIFT_ISA_AVX512) {
    return &rift_equilibrium_gauge_kernels_avx512;
  }
  if (isa == RIFT_ISA_AVX2) {
    return &rift_equilibrium_gauge_kernels_avx2;
  }
#endif
  (void)isa;
  return &rift_equilibrium_gauge_kernels_base;
}

/* Base flow from i to n of product s, basic prices. */
static double flow(const rift_equilibrium_base *base, size_t s, size_t n, size_t i) {
  size_t row = s * base->region_count + n;
  size_t pair = row * base->region_count + i;
  return base->sourcing[pair] * base->expenditure[row] / (1 + base->tariff[pair]);
}

static void fill_trade(rift_equilibrium_gauge *gauge, double *terms, double *volume) {
  const rift_equilibrium_base *base = gauge->system->base;
  size_t regions = base->region_count;
  for (size_t row = 0; row < base->cell_count; row++) {
    size_t s = row / regions;
    size_t n = row % regions;
    gauge->revenue[n] += base->expenditure[row];
    for (size_t i = 0; i < regions; i++) {
      double traded = flow(base, s, n, i);
      double tariff = base->tariff[row * regions + i] * traded;
      size_t supplier = s * regions + i;
      gauge->revenue[n] -= traded;
      gauge->volume_sum[n] += tariff;
      volume[n * base->cell_count + supplier] = tariff;
      if (i != n) {
        terms[n * base->cell_count + supplier] -= traded;
        terms[i * base->cell_count + supplier] += traded;
        gauge->exports[supplier] += traded;
        gauge->imports[row] += traded;
      }
    }
    gauge->product[n] += base->factor[row];
  }
}

rift_status rift_equilibrium_gauge_init(rift_equilibrium_gauge *gauge, const rift_equilibrium_system *system, rift_error *error) {
  size_t regions = system->region_count;
  size_t cells = system->cell_count;
  size_t length = regions * cells;
  memset(gauge, 0, sizeof *gauge);
  gauge->system = system;
  gauge->kernels = kernels_for(rift_isa_active());
  double *terms = rift_allocate_doubles(length);
  double *volume = rift_allocate_doubles(length);
  gauge->packed = rift_allocate_doubles(2 * (length + 8));
  gauge->pair_tariff = rift_allocate_doubles(system->pair_count);
  gauge->exports = rift_allocate_doubles(cells);
  gauge->imports = rift_allocate_doubles(cells);
  gauge->product = rift_allocate_doubles(regions);
  gauge->revenue = rift_allocate_doubles(regions);
  gauge->volume_sum = rift_allocate_doubles(regions);
  rift_status status = RIFT_OK;
  if (terms == NULL || volume == NULL || gauge->packed == NULL || gauge->pair_tariff == NULL || gauge->exports == NULL ||
      gauge->imports == NULL || gauge->product == NULL || gauge->revenue == NULL || gauge->volume_sum == NULL) {
    status = rift_error_memory(error, length * sizeof(double));
    rift_equilibrium_gauge_free(gauge);
    goto out;
  }
  fill_trade(gauge, terms, volume);
  for (size_t p = 0; p < system->pair_count; p++) {
    const rift_equilibrium_pair *pair = &system->pairs[p];
    gauge->pair_tariff[p] = system->base->tariff[(pair->sector * regions + pair->importer) * regions + pair->exporter];
  }
  gauge->terms = (rift_slab){.rows = regions, .columns = cells, .panels = gauge->packed};
  rift_slab_pack(regions, cells, terms, cells, gauge->packed);
  double *second = gauge->packed + (length + 7) / 8 * 8;
  gauge->volume = (rift_slab){.rows = regions, .columns = cells, .panels = second};
  rift_slab_pack(regions, cells, volume, cells, second);
out:
  free(terms);
  free(volume);
  return status;
}

void rift_equilibrium_gauge_free(rift_equilibrium_gauge *gauge) {
  free(gauge->packed);
  free(gauge->pair_tariff);
  free(gauge->exports);
  free(gauge->imports);
  free(gauge->product);
  free(gauge->revenue);
  free(gauge->volume_sum);
  memset(gauge, 0, sizeof *gauge);
}

enum { BY_NODE = 8, BY_REGION = 7 };

/* Rows of the groups' indices, and as many of scratch. */
static size_t group_rows(const rift_equilibrium_gauge *gauge) {
  return gauge->baskets == NULL ? 0 : gauge->baskets->kind_count * gauge->system->region_count;
}

size_t rift_equilibrium_measures_doubles(const rift_equilibrium_gauge *gauge) {
  size_t n = gauge->system->region_count;
  size_t cells = gauge->system->cell_count;
  size_t scratch = 2 * cells + 4 * n + group_rows(gauge);
  return (BY_NODE * cells + BY_REGION * n + 2 * group_rows(gauge) + n * n + scratch) * RIFT_LANES;
}

void rift_equilibrium_measure(const rift_equilibrium_gauge *gauge, const rift_equilibrium_draws *draws,
                              const rift_equilibrium_state *state, double *space, rift_equilibrium_measures *m) {
  size_t cells = gauge->system->cell_count * RIFT_LANES;
  size_t regions = gauge->system->region_count * RIFT_LANES;
  double **by_node[BY_NODE] = {&m->output, &m->price, &m->employed_mobile, &m->employed_specific,
                               &m->exports, &m->exports_value, &m->imports, &m->imports_value};
  double **by_region[BY_REGION] = {&m->real_income, &m->real_wage, &m->basket, &m->real_product,
                                   &m->revenue, &m->linear_terms, &m->linear_volume};
  for (size_t k = 0; k < BY_NODE; k++) {
    *by_node[k] = space;
    space += cells;
  }
  for (size_t k = 0; k < BY_REGION; k++) {
    *by_region[k] = space;
    space += regions;
  }
  m->group_basket = space;
  space += group_rows(gauge) * RIFT_LANES;
  m->group_index = space;
  space += group_rows(gauge) * RIFT_LANES;
  m->from = space;
  space += regions * gauge->system->region_count;
  gauge->kernels->measure(gauge, draws, state, space, m);
}
