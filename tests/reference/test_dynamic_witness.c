/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The core against the plain way, for every combination of its rules, with and without support of households: output, stocks,
 * household demand and trade of every node, lane and step. */
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>
#include <cmocka.h>

#include "support/dynamic_plain.h"
#include "support/dynamic_toy.h"

/* Sums in another order over a hundred steps of feedback; overproduction that fades at a scarcity of exactly zero lets the last bit decide. */
static const double tolerance = 1e-9;

static void close_to(double ours, double theirs, double scale, const char *what, size_t step) {
  if (!(fabs(ours - theirs) <= tolerance * scale)) {
    fail_msg("%s in step %zu: %.17g, plainly %.17g", what, step, ours, theirs);
  }
}

typedef struct run {
  dynamic_toy toy;
  rift_dynamic_core *core;
  rift_dynamic_state state;
  double *workspace, *rates, *kept, *kept_before, *delivered, *received, *home;
} run;

static void run_open(run *r) {
  rift_error error = {0};
  if (rift_dynamic_core_create(&r->core, &r->toy.setup, &error) != RIFT_OK) {
    fail_msg("%s", error.message);
  }
  size_t rows = r->toy.n * RIFT_LANES;
  r->workspace = rift_allocate_doubles(rift_dynamic_core_workspace(r->core));
  r->rates = rift_allocate_doubles(TOY_RATES * RIFT_LANES);
  double **arrays[] = {&r->kept, &r->kept_before, &r->delivered, &r->received, &r->home};
  for (size_t i = 0; i < 5; i++) {
    *arrays[i] = rift_allocate_doubles(rows);
  }
  rift_dynamic_start(&r->state, r->core, &r->toy.parameters, r->workspace);
}

static void run_close(run *r) {
  rift_dynamic_core_destroy(r->core);
  double *arrays[] = {r->workspace, r->rates, r->kept, r->kept_before, r->delivered, r->received, r->home};
  for (size_t i = 0; i < 7; i++) {
    free(arrays[i]);
  }
}

static void lane_of(const double *values, size_t rows, size_t lane, double scale, double *one) {
  for (size_t i = 0; i < rows; i++) {
    one[i] = values[i * RIFT_LANES + lane] * scale;
  }
}

/* The plain model's parameters of one lane, in `store`. */
static plain_parameters parameters_of(const dynamic_toy *t, size_t lane, double *store) {
  double *inventory = store, *switching = inventory + t->n, *items = switching + t->sectors;
  lane_of(t->inventory, t->n, lane, 365, inventory);
  lane_of(t->switching, t->sectors, lane, 365, switching);
  lane_of(t->dependence, TOY_ITEMS, lane, 1, items);
  lane_of(t->china_share, TOY_ITEMS, lane, 1, items + TOY_ITEMS);
  lane_of(t->stock, TOY_ITEMS, lane, 1, items + 2 * TOY_ITEMS);
  lane_of(t->substitution, TOY_ITEMS, lane, 1, items + 3 * TOY_ITEMS);
  return (plain_parameters){.inventory = inventory,
                            .switching = switching,
                            .restock = t->restock[lane] * 365,
                            .hiring = t->hiring[lane] * 365,
                            .firing = t->firing[lane] * 365,
                            .dependence = items,
                            .china_share = items + TOY_ITEMS,
                            .stock = items + 2 * TOY_ITEMS,
                            .substitution = items + 3 * TOY_ITEMS};
}

static void compare_step(const run *r, const plain *p, size_t lane, size_t step) {
  const dynamic_toy *t = &r->toy;
  for (size_t i = 0; i < t->n; i++) {
    size_t at = i * RIFT_LANES + lane;
    close_to(r->state.output[at] * p->x0[i], p->x[i], p->x0[i], "output", step);
    double scale = 1e-3 + p->x0[i];
    close_to(r->delivered[at] / 365, p->deliveries[i], scale, "deliveries", step);
    close_to(r->received[at] / 365, p->imported[i], scale, "purchases", step);
    close_to(r->home[at] / 365, p->home[i], scale, "purchases at home", step);
    for (size_t k = 0; k < t->sectors; k++) {
      size_t m = i / t->sectors, s = i % t->sectors;
      double input = plain_input(p, k, i);
      double ours = r->state.stock[((m * t->sectors + k) * t->sectors + s) * RIFT_LANES + lane] * input * 365;
      close_to(ours, p->stock[k * t->n + i], input * 60, "stock", step);
    }
  }
}

static void compare_run(run *r, size_t steps) {
  const dynamic_toy *t = &r->toy;
  size_t step_days = (size_t)(t->setup.rules.step * 365 + 0.5);
  plain plains[RIFT_LANES];
  double stores[RIFT_LANES][64], rates[TOY_RATES], kept[32], kept_before[32];
  run_open(r);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    plain_start(&plains[lane], &t->setup, parameters_of(t, lane, stores[lane]));
  }
  for (size_t step = 0; step < steps; step++) {
    memcpy(r->kept_before, r->kept, t->n * RIFT_LANES * sizeof(double));
    dynamic_toy_shock(t, step * step_days, r->rates, r->kept);
    rift_dynamic_step(&r->state, r->rates, r->kept);
    rift_dynamic_trade(&r->state, r->delivered, r->received, r->home);
    for (size_t lane = 0; lane < RIFT_LANES; lane += 3) {
      lane_of(r->rates, TOY_RATES, lane, 1, rates);
      lane_of(r->kept, t->n, lane, 1, kept);
      lane_of(r->kept_before, t->n, lane, 1, kept_before);
      plain_step(&plains[lane], rates, kept, kept_before);
      compare_step(r, &plains[lane], lane, step);
    }
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    plain_free(&plains[lane]);
  }
  run_close(r);
}

static void every_rule_agrees(void **state) {
  (void)state;
  for (unsigned options = 0; options < 128; options++) {
    run r = {0};
    dynamic_toy_init(&r.toy, 7 + options % 64);
    r.toy.setup.support_count = options < 64 ? 0 : TOY_SUPPORTS;
    rift_dynamic_rules *rules = &r.toy.setup.rules;
    rules->input_function = (options & 1) != 0 ? RIFT_INPUT_ARIO : RIFT_INPUT_CRITICALITY;
    rules->capacity_weighted = (options & 2) != 0;
    rules->intermediate_first = (options & 4) != 0;
    rules->labour = (options & 8) != 0;
    rules->consumption = (options & 16) != 0;
    rules->step = (options & 32) != 0 ? 1.0 / 365 : 7.0 / 365;
    compare_run(&r, 100);
    dynamic_toy_free(&r.toy);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_rule_agrees)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
