/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where trade is blocked: what is not delivered, what buyers redirect, and who serves it. Kept by (use, importer, product,
 * blocked exporter), so that no matrix of flows is needed for a draw. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/inside.h"

static int compare_flows(const void *first, const void *second) {
  const rift_dynamic_flow *a = first;
  const rift_dynamic_flow *b = second;
  const size_t keys_a[] = {a->use, a->importer, a->product, a->exporter};
  const size_t keys_b[] = {b->use, b->importer, b->product, b->exporter};
  for (size_t i = 0; i < sizeof keys_a / sizeof keys_a[0]; i++) {
    if (keys_a[i] != keys_b[i]) {
      return keys_a[i] < keys_b[i] ? -1 : 1;
    }
  }
  return 0;
}

static bool same_market(const rift_dynamic_flow *a, const rift_dynamic_flow *b) {
  return a->use == b->use && a->importer == b->importer && a->product == b->product;
}

double rift_dynamic_base_flow(const rift_dynamic_core *core, size_t use, size_t block, size_t exporter) {
  if (use != RIFT_DYNAMIC_INTERMEDIATE) {
    return core->final_flow[((use - 1) * core->nodes + block) * core->regions + exporter];
  }
  const double *flows = core->flow_panels + block * core->flows_of.length;
  double sum = 0;
  for (size_t s = 0; s < core->sectors; s++) {
    sum += flows[rift_dynamic_panels_at(&core->flows_of, exporter, s)];
  }
  return sum;
}

static void set_shares(rift_dynamic_core *core, rift_dynamic_market *market) {
  double others = 0;
  for (size_t e = 0; e < core->regions; e++) {
    market->share[e] = rift_dynamic_base_flow(core, market->use, market->importer * core->sectors + market->product, e);
  }
  for (size_t f = market->first; f < market->first + market->count; f++) {
    core->base_flow[f] = market->share[core->flows[f].exporter];
    market->share[core->flows[f].exporter] = 0;
  }
  for (size_t e = 0; e < core->regions; e++) {
    others += market->share[e];
  }
  market->open = others > 0;
  for (size_t e = 0; e < core->regions; e++) {
    market->share[e] = others > 0 ? market->share[e] / others : 0;
  }
}

static void list_markets(rift_dynamic_core *core) {
  for (size_t f = 0; f < core->flow_count; f++) {
    const rift_dynamic_flow *flow = &core->flows[f];
    if (f > 0 && same_market(flow, &core->flows[f - 1])) {
      core->markets[core->market_count - 1].count++;
      continue;
    }
    core->markets[core->market_count] =
        (rift_dynamic_market){.use = flow->use, .importer = flow->importer, .product = flow->product, .first = f, .count = 1};
    if (flow->use == RIFT_DYNAMIC_INTERMEDIATE) {
      core->market_of_block[flow->importer * core->sectors + flow->product] = core->market_count;
      core->intermediate_markets++;
    }
    core->market_count++;
  }
  for (size_t q = 0; q < core->market_count; q++) {
    core->markets[q].share = core->shares + q * core->regions;
    set_shares(core, &core->markets[q]);
  }
}

/* Final demand in product-major order, without the flows of markets. */
static rift_status pack_final(rift_dynamic_core *core, rift_error *error) {
  size_t n = core->nodes;
  size_t regions = core->regions;
  double *household = rift_allocate_doubles(n * regions);
  double *other = rift_allocate_doubles(n * regions);
  double *uses[] = {household, other};
  rift_status status = RIFT_OK;
  if (household == NULL || other == NULL) {
    status = rift_error_memory(error, n * regions * sizeof(double));
    goto out;
  }
  for (size_t i = 0; i < 2 * n * regions; i++) {
    size_t exporter = i % regions;
    size_t product = i / regions % core->sectors;
    size_t importer = i / (regions * core->sectors) % regions;
    uses[i / (n * regions)][(product * regions + exporter) * regions + importer] = core->final_flow[i];
  }
  for (size_t f = 0; f < core->flow_count; f++) {
    const rift_dynamic_flow *flow = &core->flows[f];
    if (flow->use != RIFT_DYNAMIC_INTERMEDIATE) {
      size_t supplier = flow->product * regions + flow->exporter;
      uses[flow->use - 1][supplier * regions + flow->importer] = 0;
    }
  }
  for (size_t i = 0; i < n * regions; i++) {
    core->other_final[i / regions] += other[i];
  }
  status = rift_packed_init(&core->household, n, regions, household, regions, error);
out:
  free(household);
  free(other);
  return status;
}

rift_status rift_dynamic_prepare_markets(rift_dynamic_core *core, const rift_dynamic_setup *setup,
                                         rift_error *error) {
  size_t count = setup->flow_count;
  core->flows = rift_allocate(count, sizeof *core->flows);
  core->markets = rift_allocate(count, sizeof *core->markets);
  core->market_of_block = rift_allocate(core->nodes, sizeof *core->market_of_block);
  core->shares = rift_allocate_doubles(count * core->regions);
  core->base_flow = rift_allocate_doubles(count);
  if (core->flows == NULL || core->markets == NULL || core->market_of_block == NULL || core->shares == NULL ||
      core->base_flow == NULL) {
    return rift_error_memory(error, count * core->regions * sizeof(double));
  }
  for (size_t b = 0; b < core->nodes; b++) {
    core->market_of_block[b] = SIZE_MAX;
  }
  if (count > 0) {
    memcpy(core->flows, setup->flows, count * sizeof *core->flows);
    qsort(core->flows, count, sizeof *core->flows, compare_flows);
  }
  core->flow_count = count;
  list_markets(core);
  return pack_final(core, error);
}

/* Orders of a blocked flow of final demand: the base, for households times what they can afford, and what support adds. */
static void final_orders(const rift_dynamic_core *core, size_t f, rift_dynamic_arrays *a) {
  const rift_dynamic_flow *flow = &core->flows[f];
  const double *consumption = a->consumption + flow->importer * RIFT_LANES;
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double level = flow->use == RIFT_DYNAMIC_HOUSEHOLD ? consumption[lane] : 1;
    a->orders[f * RIFT_LANES + lane] = core->base_flow[f] * level;
  }
  if (core->support_count > 0 && core->support_of_flow[f] != SIZE_MAX) {
    core->kernels->add(1, a->supported + core->support_of_flow[f] * RIFT_LANES, a->orders + f * RIFT_LANES);
  }
}

/* What the flow's blocked share does to its supplier, and to the redirected orders of its market. */
static void clear_flow(const rift_dynamic_core *core, size_t f, const double *rates, double *redirected,
                       rift_dynamic_arrays *a) {
  const rift_dynamic_flow *flow = &core->flows[f];
  size_t supplier = (flow->product * core->regions + flow->exporter) * RIFT_LANES;
  double *sum = (flow->use == RIFT_DYNAMIC_INTERMEDIATE ? a->intermediate : a->final) + supplier;
  core->kernels->clear(rates + flow->rate * RIFT_LANES, a->redirected_share + f * RIFT_LANES, a->orders + f * RIFT_LANES,
                       a->blocked + f * RIFT_LANES, sum, redirected, flow->ordered ? a->waiting + supplier : NULL);
}

/* Once blocked in a lane a market stays active: what was redirected never quite comes back. */
static bool is_active(const rift_dynamic_core *core, const rift_dynamic_market *market, const double *rates, size_t *active) {
  for (size_t f = market->first; f < market->first + market->count && *active == 0; f++) {
    const double *rate = rates + core->flows[f].rate * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      *active = rate[lane] != 0 ? 1 : *active;
    }
  }
  return *active != 0;
}

static void clear_market(const rift_dynamic_core *core, size_t q, const double *rates, rift_dynamic_arrays *a) {
  const rift_dynamic_market *market = &core->markets[q];
  bool active = is_active(core, market, rates, &a->active[q]);
  double *redirected = a->redirected + q * RIFT_LANES;
  double *sums = market->use == RIFT_DYNAMIC_INTERMEDIATE ? a->intermediate : a->final;
  memset(redirected, 0, RIFT_LANES * sizeof *redirected);
  for (size_t f = market->first; f < market->first + market->count; f++) {
    if (market->use != RIFT_DYNAMIC_INTERMEDIATE) {
      final_orders(core, f, a);
    }
    if (active) {
      clear_flow(core, f, rates, redirected, a);
    } else {
      core->kernels->add(1, a->orders + f * RIFT_LANES, sums + (market->product * core->regions + core->flows[f].exporter) * RIFT_LANES);
    }
  }
  if (active) {
    core->kernels->spread(core->regions, market->share, redirected, a->switched + market->product * core->regions * RIFT_LANES);
  }
}

void rift_dynamic_clear_markets(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  for (size_t q = 0; q < core->market_count; q++) {
    clear_market(core, q, rates, a);
  }
}

void rift_dynamic_serve_markets(const rift_dynamic_core *core, rift_dynamic_arrays *a) {
  for (size_t q = 0; q < core->market_count; q++) {
    const rift_dynamic_market *market = &core->markets[q];
    double *share = a->redirected_served + q * RIFT_LANES;
    if (a->active[q] != 0) {
      memset(share, 0, RIFT_LANES * sizeof *share);
      core->kernels->gather(core->regions, market->share, a->served_switched + market->product * core->regions * RIFT_LANES, share);
    }
  }
}

void rift_dynamic_switch(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  for (size_t q = 0; q < core->market_count; q++) {
    const rift_dynamic_market *market = &core->markets[q];
    const double *pace = a->switching + market->product * RIFT_LANES;
    for (size_t f = market->first; f < market->first + market->count && market->open && a->active[q] != 0; f++) {
      const double *rate = rates + core->flows[f].rate * RIFT_LANES;
      double *away = a->redirected_share + f * RIFT_LANES;
      for (size_t lane = 0; lane < RIFT_LANES; lane++) {
        away[lane] += (rate[lane] - away[lane]) * pace[lane];
      }
    }
  }
}
