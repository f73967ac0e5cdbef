/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/system.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/response.h"

static int compare_pairs(const void *first, const void *second) {
  const rift_equilibrium_pair *a = first;
  const rift_equilibrium_pair *b = second;
  if (a->sector != b->sector) {
    return a->sector < b->sector ? -1 : 1;
  }
  if (a->importer != b->importer) {
    return a->importer < b->importer ? -1 : 1;
  }
  return a->exporter < b->exporter ? -1 : a->exporter > b->exporter;
}

static rift_status take_pairs(rift_equilibrium_system *system, const rift_equilibrium_pair *pairs, rift_error *error) {
  size_t regions = system->region_count;
  system->pairs = rift_allocate(system->pair_count + 1, sizeof *system->pairs);
  system->pair_share = rift_allocate_doubles(system->pair_count);
  system->row_first = rift_allocate(system->cell_count + 1, sizeof *system->row_first);
  system->treatment_sector = rift_allocate(system->treatment_count + 1, sizeof(size_t));
  if (system->pairs == NULL || system->pair_share == NULL || system->row_first == NULL || system->treatment_sector == NULL) {
    return rift_error_memory(error, system->pair_count * sizeof *system->pairs);
  }
  if (system->pair_count > 0) {
    memcpy(system->pairs, pairs, system->pair_count * sizeof *pairs);
    qsort(system->pairs, system->pair_count, sizeof *pairs, compare_pairs);
  }
  for (size_t p = 0; p < system->pair_count; p++) {
    const rift_equilibrium_pair *pair = &system->pairs[p];
    size_t row = pair->sector * regions + pair->importer;
    system->pair_share[p] = system->base->sourcing[row * regions + pair->exporter];
    system->row_first[row + 1]++;
    system->treatment_sector[pair->treatment] = pair->sector;
  }
  for (size_t row = 0; row < system->cell_count; row++) {
    system->row_first[row + 1] += system->row_first[row];
  }
  return RIFT_OK;
}

static rift_status take_scales(rift_equilibrium_system *system, rift_error *error) {
  const rift_equilibrium_base *base = system->base;
  system->inverse_output = rift_allocate_doubles(system->cell_count);
  system->materials_share = rift_allocate_doubles(system->cell_count);
  system->region_factor = rift_allocate_doubles(system->region_count);
  if (system->inverse_output == NULL || system->materials_share == NULL || system->region_factor == NULL) {
    return rift_error_memory(error, system->cell_count * sizeof(double));
  }
  for (size_t cell = 0; cell < system->cell_count; cell++) {
    double left = 1 - base->value_share[cell];
    system->inverse_output[cell] = base->output[cell] > 0 ? 1 / base->output[cell] : 0;
    system->materials_share[cell] = left > 0 ? 1 / left : 0;
    system->region_factor[cell % system->region_count] += base->factor[cell];
  }
  return RIFT_OK;
}

rift_status rift_equilibrium_system_init(rift_equilibrium_system *system, const rift_equilibrium_base *base,
                                         size_t pair_count, const rift_equilibrium_pair *pairs, size_t treatment_count,
                                         const rift_equilibrium_typical *typical, rift_error *error) {
  memset(system, 0, sizeof *system);
  system->base = base;
  system->kernels = rift_equilibrium_kernels_for(rift_isa_active());
  system->region_count = base->region_count;
  system->sector_count = base->sector_count;
  system->cell_count = base->cell_count;
  system->pair_count = pair_count;
  system->treatment_count = treatment_count;
  rift_status status = take_pairs(system, pairs, error);
  if (status == RIFT_OK) {
    status = take_scales(system, error);
  }
  if (status == RIFT_OK) {
    status = rift_equilibrium_prepare_response(system, typical, error);
  }
  if (status != RIFT_OK) {
    rift_equilibrium_system_free(system);
  }
  return status;
}

void rift_equilibrium_system_free(rift_equilibrium_system *system) {
  free(system->pairs);
  free(system->pair_share);
  free(system->row_first);
  free(system->treatment_sector);
  free(system->packed);
  rift_slab *lists[] = {system->sourcing, system->net, system->sales, system->materials, system->purchases,
                        system->cost_loop, system->output_loop, system->to_modes, system->from_modes,
                        system->cost_chain, system->demand_chain};
  for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
    free(lists[k]);
  }
  double *arrays[] = {system->own_share, system->wage_cost, system->income_demand, system->income_chain,
                      system->income_later, system->typical_theta};
  for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; k++) {
    free(arrays[k]);
  }
  free(system->mode_value);
  free(system->slope);
  free(system->relief);
  free(system->inverse_output);
  free(system->materials_share);
  free(system->region_factor);
  free(system->region_slope);
  free(system->region_relief);
  memset(system, 0, sizeof *system);
}
