/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support of household demand: what is ordered on top of the base. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/inside.h"

enum { L = RIFT_LANES };

static rift_status check(const rift_dynamic_core *core, rift_error *error) {
  for (size_t i = 0; i < core->support_count; i++) {
    const rift_dynamic_support *support = &core->supports[i];
    if (support->importer >= core->regions || support->exporter >= core->regions || support->product >= core->sectors) {
      return rift_error_set(error, RIFT_FAILED, "support %zu of the dynamic model is of no flow", i);
    }
  }
  return RIFT_OK;
}

/* `at`: room for a position by (importer, product, exporter). */
static void link_flows(rift_dynamic_core *core, size_t *at) {
  for (size_t i = 0; i < core->support_count; i++) {
    const rift_dynamic_support *support = &core->supports[i];
    at[(support->importer * core->sectors + support->product) * core->regions + support->exporter] = i + 1;
  }
  for (size_t f = 0; f < core->flow_count; f++) {
    const rift_dynamic_flow *flow = &core->flows[f];
    size_t place = at[(flow->importer * core->sectors + flow->product) * core->regions + flow->exporter];
    bool supported = flow->use == RIFT_DYNAMIC_HOUSEHOLD && place > 0;
    core->support_of_flow[f] = supported ? place - 1 : SIZE_MAX;
    if (supported) {
      core->support_blocked[place - 1] = true;
    }
  }
}

rift_status rift_dynamic_prepare_supports(rift_dynamic_core *core, const rift_dynamic_setup *setup, rift_error *error) {
  size_t count = setup->support_count;
  core->supports = rift_allocate(count, sizeof *core->supports);
  core->support_flow = rift_allocate_doubles(count);
  core->support_of_flow = rift_allocate(core->flow_count + 1, sizeof *core->support_of_flow);
  core->support_blocked = rift_allocate(count, sizeof *core->support_blocked);
  size_t *at = rift_allocate(core->nodes * core->regions, sizeof *at);
  if (core->supports == NULL || core->support_flow == NULL || core->support_blocked == NULL ||
      core->support_of_flow == NULL || at == NULL) {
    free(at);
    return rift_error_memory(error, count * sizeof *core->supports);
  }
  memcpy(core->supports, setup->supports, count * sizeof *core->supports);
  core->support_count = count;
  rift_status status = check(core, error);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    const rift_dynamic_support *support = &core->supports[i];
    size_t block = support->importer * core->sectors + support->product;
    core->support_flow[i] = rift_dynamic_base_flow(core, RIFT_DYNAMIC_HOUSEHOLD, block, support->exporter);
  }
  if (status == RIFT_OK) {
    link_flows(core, at);
  }
  free(at);
  return status;
}

void rift_dynamic_add_support(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  for (size_t i = 0; i < core->support_count; i++) {
    const rift_dynamic_support *support = &core->supports[i];
    const double *share = rates + support->rate * L;
    const double *consumption = a->consumption + support->importer * L;
    double *supported = a->supported + i * L;
    for (size_t lane = 0; lane < L; lane++) {
      supported[lane] = core->support_flow[i] * consumption[lane] * share[lane];
    }
    if (!core->support_blocked[i]) {
      core->kernels->add(1, supported, a->final + (support->product * core->regions + support->exporter) * L);
    }
  }
}
