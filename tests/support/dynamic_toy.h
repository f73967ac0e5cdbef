/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A toy setup of the dynamic core with everything in it: blocked flows of every use, critical inputs, odd nodes. Support of
 * households, of blocked flows and at home too, where a test turns it on: setup.support_count = TOY_SUPPORTS. */
#ifndef RIFT_TESTS_SUPPORT_DYNAMIC_TOY_H
#define RIFT_TESTS_SUPPORT_DYNAMIC_TOY_H

#include "model/dynamic/core.h"
#include "support/toy.h"

enum { TOY_RATES = 6, TOY_ITEMS = 4, TOY_FLOWS = 9, TOY_SUPPORTS = 5 };

typedef struct dynamic_toy {
  size_t regions, sectors, n;
  double *intermediate, *household, *other, *output, *income, *criticality;
  rift_dynamic_flow flows[TOY_FLOWS];
  rift_dynamic_item items[TOY_ITEMS];
  rift_dynamic_support supports[TOY_SUPPORTS];
  rift_dynamic_setup setup;
  /* [..][RIFT_LANES], years */
  double *inventory, *switching, *restock, *hiring, *firing;
  double *dependence, *china_share, *stock, *substitution;
  rift_dynamic_parameters parameters;
} dynamic_toy;

static inline double dynamic_toy_between(uint64_t *seed, double low, double high) {
  return low + (high - low) * toy_random(seed);
}

static inline void dynamic_toy_table(dynamic_toy *t, uint64_t seed) {
  static const double ratings[] = {0, 0, 0.5, 1, 0.3};
  rift_economy e;
  toy_economy(&e, t->regions, t->sectors, seed);
  t->intermediate = rift_allocate_doubles(t->n * t->n);
  t->household = rift_allocate_doubles(t->n * t->regions);
  t->other = rift_allocate_doubles(t->n * t->regions);
  t->output = rift_allocate_doubles(t->n);
  t->income = rift_allocate_doubles(t->n);
  t->criticality = rift_allocate_doubles(t->sectors * t->sectors);
  memcpy(t->intermediate, e.intermediate, t->n * t->n * sizeof(double));
  memcpy(t->output, e.gross_output, t->n * sizeof(double));
  memcpy(t->income, e.value_added, t->n * sizeof(double));
  for (size_t i = 0; i < t->n * t->regions; i++) {
    t->household[i] = e.final_demand[i * 3];
    t->other[i] = e.final_demand[i * 3 + 1] + e.final_demand[i * 3 + 2];
  }
  /* A node without output buys and sells all the same; sales and output differ both ways; one user lacks a product. */
  t->intermediate[0 * t->n + 3] = 2;
  t->intermediate[3 * t->n + 5] = 1;
  t->output[1] *= 1.01;
  t->output[2] *= 0.99;
  t->other[6 * t->regions + 1] = -5;
  for (size_t r = 0; r < t->regions; r++) {
    t->intermediate[(r * t->sectors + 2) * t->n + 8] = 0;
  }
  for (size_t i = 0; i < t->sectors * t->sectors; i++) {
    t->criticality[i] = ratings[(size_t)(5 * toy_random(&seed))];
  }
  rift_economy_free(&e);
}

static inline void dynamic_toy_parameters(dynamic_toy *t, uint64_t seed) {
  double **by_code[] = {&t->inventory, &t->switching};
  double **by_lane[] = {&t->restock, &t->hiring, &t->firing};
  double **by_item[] = {&t->dependence, &t->china_share, &t->stock, &t->substitution};
  const double most[] = {60, 120, 40, 30, 30}; /* days */
  const double item_low[] = {0.3, 0.6, 0, 30}, item_high[] = {1, 1, 90, 300};
  for (size_t a = 0; a < 5; a++) {
    double **array = a < 2 ? by_code[a] : by_lane[a - 2];
    size_t count = (a == 0 ? t->n : a == 1 ? t->sectors : 1) * RIFT_LANES;
    *array = rift_allocate_doubles(count);
    for (size_t i = 0; i < count; i++) {
      (*array)[i] = dynamic_toy_between(&seed, 0, most[a]) / 365;
    }
  }
  for (size_t a = 0; a < 4; a++) {
    *by_item[a] = rift_allocate_doubles(TOY_ITEMS * RIFT_LANES);
    for (size_t i = 0; i < TOY_ITEMS * RIFT_LANES; i++) {
      (*by_item[a])[i] = dynamic_toy_between(&seed, item_low[a], item_high[a]) / (a < 2 ? 1 : 365);
    }
  }
  t->parameters = (rift_dynamic_parameters){.inventory = t->inventory,
                                            .restock = t->restock,
                                            .hiring = t->hiring,
                                            .firing = t->firing,
                                            .switching = t->switching,
                                            .dependence = t->dependence,
                                            .china_share = t->china_share,
                                            .stock = t->stock,
                                            .substitution = t->substitution};
}

static inline void dynamic_toy_init(dynamic_toy *t, uint64_t seed) {
  static const rift_dynamic_flow flows[TOY_FLOWS] = {
      {RIFT_DYNAMIC_HOUSEHOLD, 1, 4, 0, 2, false},    {RIFT_DYNAMIC_INTERMEDIATE, 0, 2, 1, 0, true},
      {RIFT_DYNAMIC_INTERMEDIATE, 0, 2, 2, 1, false}, {RIFT_DYNAMIC_INTERMEDIATE, 1, 0, 0, 1, false},
      {RIFT_DYNAMIC_INTERMEDIATE, 2, 1, 1, 0, true},  {RIFT_DYNAMIC_OTHER_FINAL, 0, 2, 1, 0, true},
      {RIFT_DYNAMIC_HOUSEHOLD, 0, 2, 1, 0, true},     {RIFT_DYNAMIC_INTERMEDIATE, 0, 4, 1, 2, true},
      {RIFT_DYNAMIC_INTERMEDIATE, 0, 4, 2, 2, true}};
  static const rift_dynamic_item items[TOY_ITEMS] = {{4, 0, 3}, {2, 0, 3}, {1, 1, 3}, {11, 2, 0}};
  static const rift_dynamic_support supports[TOY_SUPPORTS] = {{1, 4, 0, 4}, {1, 4, 1, 4}, {0, 2, 1, 5}, {0, 2, 0, 4}, {2, 3, 2, 5}};
  memset(t, 0, sizeof *t);
  t->regions = 3;
  t->sectors = 5;
  t->n = t->regions * t->sectors;
  dynamic_toy_table(t, seed);
  dynamic_toy_parameters(t, seed + 1);
  memcpy(t->flows, flows, sizeof flows);
  memcpy(t->items, items, sizeof items);
  memcpy(t->supports, supports, sizeof supports);
  t->setup = (rift_dynamic_setup){
      .table = {t->regions, t->sectors, t->intermediate, t->household, t->other, t->output, t->income},
      .rules = {.input_function = RIFT_INPUT_CRITICALITY,
                .step = 7.0 / 365,
                .psi = 0.8,
                .overproduction_max = 1.25,
                .overproduction_time = 0.5,
                .labour = true,
                .trade = true,
                .consumption = true,
                .persistence = 0.96,
                .propensity = 0.82,
                .negligible = 0.01,
                .criticality = t->criticality},
      .flow_count = TOY_FLOWS,
      .flows = t->flows,
      .supports = t->supports,
      .item_count = TOY_ITEMS,
      .pool_count = 3,
      .items = t->items};
}

static inline void dynamic_toy_free(dynamic_toy *t) {
  double *all[] = {t->intermediate, t->household, t->other,   t->output,     t->income,      t->criticality, t->inventory,  t->switching,
                   t->restock,      t->hiring,    t->firing,  t->dependence, t->china_share, t->stock,       t->substitution};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    free(all[i]);
  }
}

/* Rates and capacities of a step: shocks that come, stay, half end, each lane with its own sizes; some are total. */
static inline void dynamic_toy_shock(const dynamic_toy *t, size_t day, double *rates, double *kept) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double size = lane == 0 ? 1 : (double)lane / RIFT_LANES;
    rates[0 * RIFT_LANES + lane] = day >= 14 && day < 400 ? size : day < 600 ? 0 : 0.3 * size;
    rates[1 * RIFT_LANES + lane] = day >= 30 ? 0.8 * size : 0;
    rates[2 * RIFT_LANES + lane] = day >= 60 ? size * exp(-(double)(day - 60) / 200) : 0;
    rates[4 * RIFT_LANES + lane] = day >= 21 && day < 200 ? 0.4 * size : 0;
    rates[5 * RIFT_LANES + lane] = day >= 90 ? 1.2 * size * exp(-(double)(day - 90) / 100) : 0;
    rates[3 * RIFT_LANES + lane] = day >= 7 && day < 500 ? 1 - 0.2 * size : 0;
    for (size_t i = 0; i < t->n; i++) {
      bool hit = i == 6 && day >= 21 && day < 90;
      kept[i * RIFT_LANES + lane] = hit ? 1 - size : 1;
    }
  }
}

#endif
