/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was delivered in a step, added up for trade balances. */
#include <stdint.h>
#include <string.h>

#include "model/dynamic/inside.h"

enum { L = RIFT_LANES };

/* Final demand of a block as if no measure acted. */
static void add_final(const rift_dynamic_core *core, const rift_dynamic_arrays *a, size_t block, double *received,
                      double *home) {
  size_t m = block / core->sectors;
  size_t k = block % core->sectors;
  const double *household = core->final_flow + block * core->regions;
  const rift_dynamic_final final = {.regions = core->regions,
                                    .home = m,
                                    .household = household,
                                    .other = household + core->nodes * core->regions,
                                    .served = a->served_final + k * core->regions * L,
                                    .consumption = a->consumption + m * L,
                                    .received = received,
                                    .at_home = home};
  core->kernels->deliver_final(&final);
}

/* What measures take from a market of final demand, and what others deliver instead. */
static void correct_final(const rift_dynamic_core *core, const rift_dynamic_arrays *a, size_t q, double *received,
                          double *home) {
  const rift_dynamic_market *market = &core->markets[q];
  const double *served = a->served_final + market->product * core->regions * L;
  size_t supplier = (market->product * core->regions + market->importer) * L;
  for (size_t f = market->first; f < market->first + market->count; f++) {
    const double *share = served + core->flows[f].exporter * L;
    for (size_t lane = 0; lane < L; lane++) {
      received[lane] -= a->blocked[f * L + lane] * a->orders[f * L + lane] * share[lane];
    }
  }
  for (size_t lane = 0; lane < L; lane++) {
    double redirected = a->redirected[q * L + lane];
    received[lane] += redirected * a->redirected_served[q * L + lane];
    home[lane] += redirected * market->share[market->importer] * a->served_switched[supplier + lane];
  }
}

/* What supported households get in addition, as if nothing were blocked. */
static void add_supported(const rift_dynamic_core *core, const rift_dynamic_arrays *a, size_t i, double *received, double *home) {
  const rift_dynamic_support *support = &core->supports[i];
  size_t block = support->importer * core->sectors + support->product;
  const double *served = a->served_final + (support->product * core->regions + support->exporter) * L;
  for (size_t lane = 0; lane < L; lane++) {
    double delivered = a->supported[i * L + lane] * served[lane];
    received[block * L + lane] += delivered;
    home[block * L + lane] += support->exporter == support->importer ? delivered : 0;
  }
}

void rift_dynamic_trade(const rift_dynamic_state *state, double *delivered, double *received, double *home) {
  const rift_dynamic_core *core = state->core;
  rift_dynamic_arrays a;
  rift_dynamic_place(&a, core, state->workspace);
  memcpy(received, a.received, core->nodes * L * sizeof *received);
  memcpy(home, a.home, core->nodes * L * sizeof *home);
  for (size_t block = 0; block < core->nodes; block++) {
    add_final(core, &a, block, received + block * L, home + block * L);
  }
  for (size_t i = 0; i < core->support_count; i++) {
    add_supported(core, &a, i, received, home);
  }
  for (size_t q = core->intermediate_markets; q < core->market_count; q++) {
    size_t block = core->markets[q].importer * core->sectors + core->markets[q].product;
    if (a.active[q] == 0) {
      continue;
    }
    correct_final(core, &a, q, received + block * L, home + block * L);
  }
  for (size_t i = 0; i < core->nodes; i++) {
    size_t supplier = (i % core->sectors * core->regions + i / core->sectors) * L;
    const double *const orders[] = {a.intermediate + supplier, a.final + supplier, a.switched + supplier};
    const double *const shares[] = {a.served_intermediate + supplier, a.served_final + supplier, a.served_switched + supplier};
    core->kernels->add_deliveries(orders, shares, a.own_extra + supplier, delivered + i * L);
  }
}

void rift_dynamic_base_trade(const rift_dynamic_core *core, double *exports, double *imports) {
  memset(exports, 0, core->nodes * sizeof *exports);
  memset(imports, 0, core->nodes * sizeof *imports);
  for (size_t block = 0; block < core->nodes; block++) {
    for (size_t e = 0; e < core->regions; e++) {
      for (size_t use = 0; use < RIFT_DYNAMIC_USES && e != block / core->sectors; use++) {
        double flow = rift_dynamic_base_flow(core, use, block, e);
        exports[e * core->sectors + block % core->sectors] += flow;
        imports[block] += flow;
      }
    }
  }
}
