/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dynamic/core.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/inside.h"

void rift_dynamic_core_destroy(rift_dynamic_core *core) {
  if (core == NULL) {
    return;
  }
  free(core->share_panels);
  free(core->flow_panels);
  free(core->cells);
  free(core->scale);
  free(core->inverse);
  free(core->income);
  free(core->supply);
  free(core->other_final);
  rift_packed_free(&core->household);
  free(core->final_flow);
  free(core->flows);
  free(core->base_flow);
  free(core->markets);
  free(core->market_of_block);
  free(core->shares);
  free(core->supports);
  free(core->support_flow);
  free(core->support_blocked);
  free(core->support_of_flow);
  free(core->items);
  free(core);
}

static rift_status check(const rift_dynamic_setup *setup, rift_error *error) {
  const rift_dynamic_rules *rules = &setup->rules;
  if (!(rules->step > 0) || !(rules->psi > 0 && rules->psi <= 1) || !(rules->overproduction_max >= 1) ||
      !(rules->overproduction_time > 0) || !(rules->persistence >= 0 && rules->persistence <= 1)) {
    return rift_error_set(error, RIFT_FAILED, "a rule of the dynamic model is out of range");
  }
  for (size_t f = 0; f < setup->flow_count; f++) {
    const rift_dynamic_flow *flow = &setup->flows[f];
    if (flow->use >= RIFT_DYNAMIC_USES || flow->importer >= setup->table.regions ||
        flow->exporter >= setup->table.regions || flow->product >= setup->table.sectors ||
        flow->importer == flow->exporter) {
      return rift_error_set(error, RIFT_FAILED, "flow %zu of the dynamic model is none between two regions", f);
    }
  }
  return RIFT_OK;
}

rift_status rift_dynamic_core_create(rift_dynamic_core **core, const rift_dynamic_setup *setup,
                                     rift_error *error) {
  *core = NULL;
  rift_status status = check(setup, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_dynamic_core *result = rift_allocate(1, sizeof *result);
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  result->regions = setup->table.regions;
  result->sectors = setup->table.sectors;
  result->nodes = result->regions * result->sectors;
  result->rules = setup->rules;
  result->rules.criticality = NULL;
  result->kernels = rift_dynamic_kernels_for(rift_isa_active());
  result->item_count = setup->item_count;
  result->pool_count = setup->pool_count;
  result->items = rift_allocate(setup->item_count, sizeof *result->items);
  status = result->items == NULL ? rift_error_memory(error, setup->item_count * sizeof *result->items)
                                 : rift_dynamic_prepare_tables(result, setup, error);
  if (status == RIFT_OK && setup->item_count > 0) {
    memcpy(result->items, setup->items, setup->item_count * sizeof *result->items);
  }
  if (status == RIFT_OK) {
    status = rift_dynamic_prepare_markets(result, setup, error);
  }
  if (status == RIFT_OK && setup->support_count > 0) {
    status = rift_dynamic_prepare_supports(result, setup, error);
  }
  if (status != RIFT_OK) {
    rift_dynamic_core_destroy(result);
    return status;
  }
  *core = result;
  return RIFT_OK;
}

typedef struct placement {
  double *workspace;
  size_t used;
} placement;

static double *take(placement *p, size_t rows) {
  double *array = p->workspace == NULL ? NULL : p->workspace + p->used;
  p->used += rows * RIFT_LANES;
  return array;
}

static void place_nodes(rift_dynamic_arrays *a, size_t n, placement *p) {
  double **arrays[] = {&a->use,          &a->use_before, &a->aim, &a->aim_before, &a->target,   &a->target_before, &a->lowest,
                       &a->limit,        &a->overtime,   &a->workers,  &a->capacity,      &a->need, &a->wanted,
                       &a->kept,         &a->ordered,    &a->switched, &a->waiting,       &a->served_intermediate,
                       &a->served_final, &a->served_switched, &a->weights, &a->home_orders, &a->home,
                       &a->received,     &a->intermediate, &a->inventory, &a->limit_factor, &a->own, &a->served_own, &a->own_extra};
  for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
    *arrays[i] = take(p, n);
  }
  a->final = take(p, RIFT_PADDED_ROWS(n));
}

static void place_items(rift_dynamic_arrays *a, size_t items, size_t pools, placement *p) {
  double **arrays[] = {&a->critical_stock,     &a->critical_orders,   &a->critical_clock,  &a->critical_need,
                       &a->critical_available, &a->critical_received, &a->critical_target, &a->substitution,
                       &a->dependence,         &a->china_share};
  for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
    *arrays[i] = take(p, items);
  }
  a->pool_supply = take(p, pools);
  a->pool_orders = take(p, pools);
}

size_t rift_dynamic_place(rift_dynamic_arrays *a, const rift_dynamic_core *core, double *workspace) {
  placement p = {.workspace = workspace};
  size_t n = core->nodes;
  size_t cells = n * core->sectors;
  size_t block = core->regions + core->sectors + 2 * RIFT_DYNAMIC_PADDING;
  place_nodes(a, n, &p);
  a->stock = take(&p, cells);
  a->weight = core->rules.capacity_weighted ? take(&p, cells) : NULL;
  a->orders = take(&p, core->flow_count);
  a->redirected_share = take(&p, core->flow_count);
  a->blocked = take(&p, core->flow_count);
  a->supported = take(&p, core->support_count);
  a->redirected = take(&p, core->market_count);
  a->redirected_served = take(&p, core->market_count);
  a->consumption = take(&p, core->regions);
  a->log_consumption = take(&p, core->regions);
  place_items(a, core->item_count, core->pool_count, &p);
  double **lane_arrays[] = {&a->refill, &a->move, &a->hiring, &a->firing};
  a->switching = take(&p, core->sectors);
  for (size_t i = 0; i < 4; i++) {
    *lane_arrays[i] = take(&p, 1);
  }
  a->scratch = take(&p, 2 * block + core->sectors + RIFT_DYNAMIC_PADDING + 1);
  _Static_assert(sizeof(size_t) <= sizeof(double), "lists lie where doubles would");
  a->missing_from = (size_t *)(void *)take(&p, (core->regions + core->sectors + core->market_count) / RIFT_LANES + 1);
  a->short_of = a->missing_from == NULL ? NULL : a->missing_from + core->regions;
  a->active = a->missing_from == NULL ? NULL : a->short_of + core->sectors;
  return p.used;
}

/* Up to its scratch a workspace is rows of lanes; arrays that alternate are where they began after an even number of steps. */
void rift_dynamic_restart(rift_dynamic_state *state, const double *start, size_t lane) {
  rift_dynamic_arrays a;
  rift_dynamic_place(&a, state->core, state->workspace);
  assert(state->step % 2 == 0);
  for (size_t i = lane; state->workspace + i < a.scratch; i += RIFT_LANES) {
    state->workspace[i] = start[i];
  }
}

size_t rift_dynamic_core_workspace(const rift_dynamic_core *core) {
  rift_dynamic_arrays arrays;
  return rift_dynamic_place(&arrays, core, NULL);
}
