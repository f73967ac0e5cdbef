/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equilibrium solver alone: a base, the pairs of one shock written as in the witness, and batches that the test sets. */
#ifndef RIFT_TESTS_SUPPORT_EQUILIBRIUM_BENCH_H
#define RIFT_TESTS_SUPPORT_EQUILIBRIUM_BENCH_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/measures.h"
#include "support/equilibrium_witness.h"

typedef struct equilibrium_bench {
  const rift_equilibrium_base *base;
  rift_equilibrium_system system;
  rift_equilibrium_gauge gauge;
  rift_equilibrium_control control;
  rift_equilibrium_draws draws;
  rift_equilibrium_state state;
  rift_equilibrium_measures measures;
  double *theta, *elasticities, *pull, *sold, *rent, *shift, *factor, *transfer, *workspace, *space;
} equilibrium_bench;

/* Every pair on which one of the shocks acts, each with its own treatment. */
static inline size_t equilibrium_bench_pairs(const rift_equilibrium_base *b, size_t count, const witness_shock *shocks,
                                             rift_equilibrium_pair *pairs) {
  size_t found = 0;
  for (size_t pair = 0; pair < b->cell_count * b->region_count; pair++) {
    bool acted = false;
    for (size_t k = 0; k < count; k++) {
      const witness_shock *z = &shocks[k];
      acted = acted || z->cost[pair] != 1 || z->kept[pair] != 1 || z->preferred[pair] != 1 || z->tariff[pair] != b->tariff[pair];
    }
    if (acted) {
      size_t row = pair / b->region_count;
      pairs[found] = (rift_equilibrium_pair){.sector = (uint32_t)(row / b->region_count),
                                             .importer = (uint32_t)(row % b->region_count),
                                             .exporter = (uint32_t)(pair % b->region_count),
                                             .treatment = (uint32_t)found};
      found++;
    }
  }
  return found;
}

/* Coefficients of one lane. */
static inline void equilibrium_bench_set(equilibrium_bench *t, size_t lane, const witness_shock *z) {
  const rift_equilibrium_base *b = t->base;
  for (size_t s = 0; s < b->sector_count; s++) {
    t->theta[s * RIFT_LANES + lane] = z->theta[s];
  }
  t->elasticities[lane] = z->upper;
  t->elasticities[RIFT_LANES + lane] = z->materials;
  t->elasticities[2 * RIFT_LANES + lane] = z->final;
  t->elasticities[3 * RIFT_LANES + lane] = z->mobility;
  for (size_t p = 0; p < t->system.pair_count; p++) {
    const rift_equilibrium_pair *pair = &t->system.pairs[p];
    size_t at = (pair->sector * b->region_count + pair->importer) * b->region_count + pair->exporter;
    double k = (1 + z->tariff[at]) / (1 + b->tariff[at]) * z->cost[at];
    double strength = z->kept[at] * z->preferred[at] == 0 ? 0 : z->kept[at] * z->preferred[at] * pow(k, -z->theta[pair->sector]);
    size_t to = pair->treatment * RIFT_LANES + lane;
    double net = strength / (1 + z->tariff[at]);
    t->pull[to] = strength;
    t->sold[to] = net * (1 - z->importer_rent[at] - z->exporter_rent[at]);
    t->rent[to] = net * z->exporter_rent[at];
    t->shift[to] = z->preferred[at] - 1;
  }
  for (size_t c = 0; c < b->cell_count; c++) {
    t->factor[c * RIFT_LANES + lane] = z->factor[c];
  }
  for (size_t n = 0; n < b->region_count; n++) {
    t->transfer[n * RIFT_LANES + lane] = z->transfer[n];
  }
}

/* Lane k solves shock k modulo `count`. */
static inline rift_status equilibrium_bench_open(equilibrium_bench *t, const rift_equilibrium_base *b, size_t count,
                                                 const witness_shock *shocks, double tolerance) {
  rift_error error = {0};
  memset(t, 0, sizeof *t);
  t->base = b;
  t->control = rift_equilibrium_control_default();
  t->control.tolerance = tolerance;
  rift_equilibrium_pair *pairs = rift_allocate(b->cell_count * b->region_count, sizeof *pairs);
  size_t found = equilibrium_bench_pairs(b, count, shocks, pairs);
  rift_equilibrium_typical typical = {.upper = shocks[0].upper, .mobility = shocks[0].mobility};
  rift_status status = rift_equilibrium_system_init(&t->system, b, found, pairs, found, &typical, &error);
  free(pairs);
  if (status == RIFT_OK) {
    status = rift_equilibrium_gauge_init(&t->gauge, &t->system, &error);
  }
  if (status != RIFT_OK) {
    fprintf(stderr, "%s\n", error.message);
    return status;
  }
  double **arrays[] = {&t->theta, &t->elasticities, &t->pull, &t->sold, &t->rent, &t->shift, &t->factor, &t->transfer};
  size_t rows[] = {b->sector_count, 4, found, found, found, found, b->cell_count, b->region_count};
  for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
    *arrays[k] = rift_allocate_doubles(rows[k] * RIFT_LANES + 1);
  }
  t->workspace = rift_allocate_doubles(rift_equilibrium_workspace(&t->system, &t->control));
  t->space = rift_allocate_doubles(rift_equilibrium_measures_doubles(&t->gauge));
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    equilibrium_bench_set(t, lane, &shocks[lane % count]);
  }
  t->draws = (rift_equilibrium_draws){.theta = t->theta, .upper = t->elasticities, .materials = t->elasticities + RIFT_LANES,
                                      .consumption = t->elasticities + 2 * RIFT_LANES, .mobility = t->elasticities + 3 * RIFT_LANES,
                                      .pull = t->pull, .sold = t->sold, .rent = t->rent, .shift = t->shift,
                                      .factor = t->factor, .transfer = t->transfer};
  return RIFT_OK;
}

static inline void equilibrium_bench_solve(equilibrium_bench *t) {
  rift_equilibrium_solve(&t->system, &t->draws, &t->control, t->workspace, &t->state);
  rift_equilibrium_measure(&t->gauge, &t->draws, &t->state, t->space, &t->measures);
}

static inline void equilibrium_bench_close(equilibrium_bench *t) {
  rift_equilibrium_gauge_free(&t->gauge);
  rift_equilibrium_system_free(&t->system);
  free(t->theta), free(t->elasticities), free(t->pull), free(t->sold), free(t->rent), free(t->shift);
  free(t->factor), free(t->transfer), free(t->workspace), free(t->space);
}

#endif
