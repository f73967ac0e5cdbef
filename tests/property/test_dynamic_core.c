/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold for any run of the dynamic core: nothing happens without a shock, deliveries add up, stocks stay above zero, the order of
 * sectors and the length of the step hardly matter, odd input gives numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/dynamic_toy.h"

typedef struct run {
  rift_dynamic_core *core;
  rift_dynamic_state state;
  double *workspace, *rates, *kept, *delivered, *received, *home;
  size_t n;
} run;

static void run_open(run *r, const dynamic_toy *t) {
  rift_error error = {0};
  memset(r, 0, sizeof *r);
  if (rift_dynamic_core_create(&r->core, &t->setup, &error) != RIFT_OK) {
    fail_msg("%s", error.message);
  }
  r->n = t->n;
  r->workspace = rift_allocate_doubles(rift_dynamic_core_workspace(r->core));
  r->rates = rift_allocate_doubles(TOY_RATES * RIFT_LANES);
  double **arrays[] = {&r->kept, &r->delivered, &r->received, &r->home};
  for (size_t i = 0; i < 4; i++) {
    *arrays[i] = rift_allocate_doubles(t->n * RIFT_LANES);
  }
  rift_dynamic_start(&r->state, r->core, &t->parameters, r->workspace);
}

static void run_close(run *r) {
  rift_dynamic_core_destroy(r->core);
  double *arrays[] = {r->workspace, r->rates, r->kept, r->delivered, r->received, r->home};
  for (size_t i = 0; i < 6; i++) {
    free(arrays[i]);
  }
}

static void no_shock(run *r) {
  memset(r->rates, 0, TOY_RATES * RIFT_LANES * sizeof(double));
  for (size_t i = 0; i < r->n * RIFT_LANES; i++) {
    r->kept[i] = 1;
  }
}

static void set_options(dynamic_toy *t, unsigned options) {
  rift_dynamic_rules *rules = &t->setup.rules;
  rules->input_function = (options & 1) != 0 ? RIFT_INPUT_ARIO : RIFT_INPUT_CRITICALITY;
  rules->capacity_weighted = (options & 2) != 0;
  rules->intermediate_first = (options & 4) != 0;
  /* With stocks that chase demand, hiring makes an accelerator: the model offers it with fixed targets only. */
  rules->labour = rules->consumption = (options & 8) != 0 && (options & 1) == 0;
  rules->step = (options & 16) != 0 ? 1.0 / 365 : 7.0 / 365;
}

/* 1e-12 of base over three years: the solver runs in full, there is no way round it for empty shocks. */
static void without_a_shock_nothing_moves(void **state) {
  (void)state;
  for (unsigned options = 0; options < 32; options++) {
    dynamic_toy t;
    run r;
    dynamic_toy_init(&t, 3 + options);
    set_options(&t, options);
    run_open(&r, &t);
    no_shock(&r);
    for (size_t step = 0; (double)step * t.setup.rules.step < 3; step++) {
      rift_dynamic_step(&r.state, r.rates, r.kept);
      for (size_t i = 0; i < t.n * RIFT_LANES; i++) {
        double base = t.output[i / RIFT_LANES] > 0 ? 1 : 0;
        assert_true(fabs(r.state.output[i] - base) <= 1e-12);
      }
    }
    run_close(&r);
    dynamic_toy_free(&t);
  }
}

static double sum_lane(const double *values, size_t rows, size_t lane) {
  double sum = 0;
  for (size_t i = 0; i < rows; i++) {
    sum += values[i * RIFT_LANES + lane];
  }
  return sum;
}

/* Per node: output and what comes from nowhere leave it as deliveries (the latter only as far as ordered), and what all nodes
 * deliver arrives somewhere. Nodes without negative final demand or a gap deliver exactly their output. */
static void check_balance(const run *r, const dynamic_toy *t) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double sent = sum_lane(r->delivered, t->n, lane);
    double arrived = sum_lane(r->received, t->n, lane);
    assert_true(fabs(sent - arrived) <= 1e-11 * sent);
    for (size_t i = 0; i < t->n; i++) {
      double made = r->state.output[i * RIFT_LANES + lane] * t->output[i];
      double nowhere = 0;
      double gap = t->output[i];
      for (size_t m = 0; m < t->regions; m++) {
        double other = t->other[i * t->regions + m];
        nowhere += other < 0 ? -other : 0;
        gap -= other + t->household[i * t->regions + m];
      }
      for (size_t j = 0; j < t->n; j++) {
        gap -= t->intermediate[i * t->n + j];
      }
      nowhere += gap < 0 ? -gap : 0;
      double out = r->delivered[i * RIFT_LANES + lane];
      assert_true(out <= made + nowhere + 1e-11 * (1 + t->output[i]));
      assert_true(out >= made - 1e-11 * (1 + t->output[i]));
    }
  }
}

static void deliveries_add_up_and_stocks_stay_above_zero(void **state) {
  (void)state;
  for (unsigned options = 0; options < 64; options++) {
    dynamic_toy t;
    run r;
    double lowest = 1;
    dynamic_toy_init(&t, 40 + options % 32);
    t.setup.support_count = options < 32 ? 0 : TOY_SUPPORTS;
    set_options(&t, options);
    run_open(&r, &t);
    for (size_t step = 0; step < 120; step++) {
      dynamic_toy_shock(&t, (size_t)((double)step * t.setup.rules.step * 365 + 0.5), r.rates, r.kept);
      rift_dynamic_step(&r.state, r.rates, r.kept);
      rift_dynamic_trade(&r.state, r.delivered, r.received, r.home);
      check_balance(&r, &t);
      for (size_t c = 0; c < t.n * t.sectors * RIFT_LANES; c++) {
        assert_true(r.state.stock[c] >= 0);
      }
      for (size_t i = 0; i < t.n * RIFT_LANES; i++) {
        assert_true(r.state.output[i] >= 0 && isfinite(r.state.output[i]));
        bool makes = t.output[i / RIFT_LANES] > 0;
        lowest = makes && r.state.output[i] < lowest ? r.state.output[i] : lowest;
      }
    }
    assert_true(lowest < 0.5); /* the shocks do bite */
    run_close(&r);
    dynamic_toy_free(&t);
  }
}

/* Support of size zero beside shocks leaves every bit as it is without any: it adds orders of zero and nothing else. */
static void support_of_nothing_changes_no_bit(void **state) {
  (void)state;
  for (unsigned options = 0; options < 32; options++) {
    dynamic_toy t, s;
    run plain, with;
    dynamic_toy_init(&t, 120 + options);
    dynamic_toy_init(&s, 120 + options);
    set_options(&t, options);
    set_options(&s, options);
    s.setup.support_count = TOY_SUPPORTS;
    run_open(&plain, &t);
    run_open(&with, &s);
    size_t bytes = t.n * RIFT_LANES * sizeof(double);
    for (size_t step = 0; step < 60; step++) {
      dynamic_toy_shock(&t, step * 7, plain.rates, plain.kept);
      memset(plain.rates + 4 * RIFT_LANES, 0, 2 * RIFT_LANES * sizeof(double));
      rift_dynamic_step(&plain.state, plain.rates, plain.kept);
      rift_dynamic_step(&with.state, plain.rates, plain.kept);
      rift_dynamic_trade(&plain.state, plain.delivered, plain.received, plain.home);
      rift_dynamic_trade(&with.state, with.delivered, with.received, with.home);
      assert_memory_equal(plain.state.output, with.state.output, bytes);
      assert_memory_equal(plain.delivered, with.delivered, bytes);
      assert_memory_equal(plain.received, with.received, bytes);
      assert_memory_equal(plain.home, with.home, bytes);
    }
    run_close(&plain);
    run_close(&with);
    dynamic_toy_free(&t);
    dynamic_toy_free(&s);
  }
}

/* Mean over the lanes of a node's output, relative to base. */
static double level_of(const run *r, size_t node) {
  double sum = 0;
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    sum += r->state.output[node * RIFT_LANES + lane] / RIFT_LANES;
  }
  return sum;
}

/* A year of support in a world without shocks, from week 10: the plant that is supported makes more than base, the larger the
 * support the more, and what is left of it two years after the end is below a hundredth of what there was. */
static void support_raises_output_and_fades(void **state) {
  (void)state;
  enum { FROM = 10, TO = 62, LAST = 166, NODE = 2 * 5 + 3 /* what the last support of the toy buys */ };
  double during[2] = {0}, before = 0, after = 0;
  for (size_t size = 0; size < 2; size++) {
    dynamic_toy t;
    run r;
    dynamic_toy_init(&t, 5);
    t.setup.support_count = TOY_SUPPORTS;
    run_open(&r, &t);
    no_shock(&r);
    for (size_t step = 0; step < LAST; step++) {
      for (size_t lane = 0; lane < RIFT_LANES; lane++) {
        r.rates[5 * RIFT_LANES + lane] = step >= FROM && step < TO ? 0.1 * (double)(1 + size) : 0;
      }
      rift_dynamic_step(&r.state, r.rates, r.kept);
      double change = level_of(&r, NODE) - 1;
      before = step < FROM ? fmax(before, fabs(change)) : before;
      during[size] += step >= FROM && step < TO ? change / (TO - FROM) : 0;
      after = step == LAST - 1 ? change : after;
    }
    assert_true(before <= 1e-12);
    assert_true(during[size] > 0.01);
    assert_true(fabs(after) < 0.01 * during[size]);
    run_close(&r);
    dynamic_toy_free(&t);
  }
  assert_true(during[1] > 1.5 * during[0]);
}

/* Mean output of a region over a year, relative to base. */
static void mean_year(const dynamic_toy *t, double *mean) {
  run r;
  run_open(&r, t);
  size_t steps = (size_t)(1 / t->setup.rules.step + 0.5);
  for (size_t step = 0; step < steps; step++) {
    dynamic_toy_shock(t, (size_t)((double)step * t->setup.rules.step * 365), r.rates, r.kept);
    rift_dynamic_step(&r.state, r.rates, r.kept);
    for (size_t i = 0; i < t->n * RIFT_LANES; i++) {
      double weight = t->output[i / RIFT_LANES] / (double)steps;
      mean[i / RIFT_LANES / t->sectors * RIFT_LANES + i % RIFT_LANES] += weight * r.state.output[i];
    }
  }
  for (size_t g = 0; g < t->regions; g++) {
    double base = 0;
    for (size_t s = 0; s < t->sectors; s++) {
      base += t->output[g * t->sectors + s];
    }
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      mean[g * RIFT_LANES + lane] /= base;
    }
  }
  run_close(&r);
}

/* A step of so many days: first-order in the step, on shocks that begin and end at whole weeks; stocks last four weeks and more,
 * so that the least stock (two steps) does not change what is modelled. */
static void run_with_step(dynamic_toy *t, double days, double *mean) {
  memset(mean, 0, t->regions * RIFT_LANES * sizeof *mean);
  t->setup.rules.step = days / 365;
  t->setup.rules.persistence = exp(log(0.6) * 4 * days / 365);
  mean_year(t, mean);
}

/* Output of a year moves by less than 0.4 % of base on average over draws that lose up to two thirds of it, and by less than 8 % in any: where
 * plants run out of everything, losses spread by a tier of suppliers a step. Another halving moves it less. */
static void half_the_step_changes_little(void **state) {
  (void)state;
  double first = 0, second = 0;
  for (unsigned options = 0; options < 16; options++) {
    dynamic_toy t;
    double whole[3 * RIFT_LANES], half[3 * RIFT_LANES], quarter[3 * RIFT_LANES];
    double sum = 0;
    dynamic_toy_init(&t, 90 + options);
    set_options(&t, options);
    for (size_t i = 0; i < t.n * RIFT_LANES; i++) {
      t.inventory[i] += 28.0 / 365;
    }
    for (size_t i = 0; i < RIFT_LANES; i++) {
      t.restock[i] += 14.0 / 365;
    }
    run_with_step(&t, 7, whole);
    run_with_step(&t, 3.5, half);
    run_with_step(&t, 1.75, quarter);
    for (size_t i = 0; i < t.regions * RIFT_LANES; i++) {
      assert_true(whole[i] > 0 && whole[i] < 1.3);
      assert_true(fabs(whole[i] - half[i]) <= 0.08);
      sum += fabs(whole[i] - half[i]);
      second += fabs(half[i] - quarter[i]);
    }
    assert_true(sum <= 0.004 * (double)(t.regions * RIFT_LANES));
    first += sum;
    dynamic_toy_free(&t);
  }
  assert_true(second < first);
}

static void permute(const dynamic_toy *t, const size_t *to, dynamic_toy *p) {
  size_t S = t->sectors, R = t->regions;
  for (size_t i = 0; i < t->n; i++) {
    size_t pi = i / S * S + to[i % S];
    for (size_t j = 0; j < t->n; j++) {
      p->intermediate[pi * t->n + j / S * S + to[j % S]] = t->intermediate[i * t->n + j];
    }
    for (size_t m = 0; m < R; m++) {
      p->household[pi * R + m] = t->household[i * R + m];
      p->other[pi * R + m] = t->other[i * R + m];
    }
    memcpy(p->inventory + pi * RIFT_LANES, t->inventory + i * RIFT_LANES, RIFT_LANES * sizeof(double));
    p->output[pi] = t->output[i];
    p->income[pi] = t->income[i];
  }
  for (size_t k = 0; k < S; k++) {
    for (size_t s = 0; s < S; s++) {
      p->criticality[to[k] * S + to[s]] = t->criticality[k * S + s];
    }
    memcpy(p->switching + to[k] * RIFT_LANES, t->switching + k * RIFT_LANES, RIFT_LANES * sizeof(double));
  }
  for (size_t f = 0; f < TOY_FLOWS; f++) {
    p->flows[f].product = to[t->flows[f].product];
  }
  for (size_t i = 0; i < TOY_SUPPORTS; i++) {
    p->supports[i].product = to[t->supports[i].product];
  }
  for (size_t i = 0; i < TOY_ITEMS; i++) {
    p->items[i].node = t->items[i].node / S * S + to[t->items[i].node % S];
  }
}

/* 1e-11: sums in another order. */
static void the_order_of_sectors_does_not_matter(void **state) {
  (void)state;
  const size_t to[] = {3, 0, 4, 2, 1};
  for (unsigned options = 0; options < 16; options++) {
    dynamic_toy t, p;
    run a, b;
    dynamic_toy_init(&t, 21 + options);
    dynamic_toy_init(&p, 21 + options);
    set_options(&t, options);
    set_options(&p, options);
    permute(&t, to, &p);
    t.setup.support_count = p.setup.support_count = options % 2 == 0 ? TOY_SUPPORTS : 0;
    run_open(&a, &t);
    run_open(&b, &p);
    for (size_t step = 0; step < 80; step++) {
      dynamic_toy_shock(&t, step * 7, a.rates, a.kept);
      for (size_t i = 0; i < t.n; i++) {
        memcpy(b.kept + (i / 5 * 5 + to[i % 5]) * RIFT_LANES, a.kept + i * RIFT_LANES, RIFT_LANES * sizeof(double));
      }
      rift_dynamic_step(&a.state, a.rates, a.kept);
      rift_dynamic_step(&b.state, a.rates, b.kept);
      for (size_t i = 0; i < t.n * RIFT_LANES; i++) {
        size_t node = i / RIFT_LANES;
        size_t at = (node / 5 * 5 + to[node % 5]) * RIFT_LANES + i % RIFT_LANES;
        assert_true(fabs(a.state.output[i] - b.state.output[at]) <= 1e-11);
      }
    }
    run_close(&a);
    run_close(&b);
    dynamic_toy_free(&t);
    dynamic_toy_free(&p);
  }
}

static void finite_for(dynamic_toy *t, double rate) {
  run r;
  run_open(&r, t);
  no_shock(&r);
  for (size_t step = 0; step < 60; step++) {
    for (size_t i = 0; step > 4 && i < TOY_RATES * RIFT_LANES; i++) {
      r.rates[i] = rate;
    }
    rift_dynamic_step(&r.state, r.rates, r.kept);
    rift_dynamic_trade(&r.state, r.delivered, r.received, r.home);
    for (size_t i = 0; i < t->n * RIFT_LANES; i++) {
      assert_true(isfinite(r.state.output[i]) && r.state.output[i] >= 0);
      assert_true(isfinite(r.delivered[i]) && isfinite(r.received[i]) && isfinite(r.home[i]));
      assert_true(step > 4 || fabs(r.state.output[i] - (t->output[i / RIFT_LANES] > 0)) <= 1e-12);
    }
  }
  run_close(&r);
}

/* No stocks, lags of nothing, an importer all of whose suppliers are blocked, a node that nobody buys from, a table of zeros. */
static void odd_input_gives_numbers(void **state) {
  (void)state;
  for (unsigned options = 0; options < 32; options++) {
    dynamic_toy t;
    dynamic_toy_init(&t, 60 + options);
    set_options(&t, options);
    memset(t.inventory, 0, t.n * RIFT_LANES * sizeof(double));
    memset(t.stock, 0, TOY_ITEMS * RIFT_LANES * sizeof(double));
    memset(t.switching, 0, t.sectors * RIFT_LANES * sizeof(double));
    double *lags[] = {t.restock, t.hiring, t.firing};
    for (size_t a = 0; a < 3; a++) {
      memset(lags[a], 0, RIFT_LANES * sizeof(double));
    }
    for (size_t j = 0; j < 5; j++) { /* product 2 comes to region 0 from regions 1 and 2 only, both blocked */
      t.intermediate[2 * t.n + j] = 0;
    }
    for (size_t i = 0; i < t.n; i++) { /* nobody buys product 1 of region 1 */
      t.intermediate[6 * t.n + i] = 0;
    }
    for (size_t m = 0; m < t.regions; m++) {
      t.household[6 * t.regions + m] = t.other[6 * t.regions + m] = 0;
    }
    finite_for(&t, 1);
    memset(t.intermediate, 0, t.n * t.n * sizeof(double));
    memset(t.household, 0, t.n * t.regions * sizeof(double));
    memset(t.other, 0, t.n * t.regions * sizeof(double));
    memset(t.output, 0, t.n * sizeof(double));
    finite_for(&t, 1);
    dynamic_toy_free(&t);
  }
}

/* Rules out of range are refused. */
static void rules_are_checked(void **state) {
  (void)state;
  dynamic_toy t;
  dynamic_toy_init(&t, 1);
  rift_dynamic_rules good = t.setup.rules;
  rift_dynamic_rules bad[5] = {good, good, good, good, good};
  bad[0].step = 0;
  bad[1].psi = 0;
  bad[2].overproduction_max = 0.9;
  bad[3].overproduction_time = 0;
  bad[4].persistence = 1.5;
  for (size_t i = 0; i < 5; i++) {
    rift_error error = {0};
    rift_dynamic_core *core = NULL;
    t.setup.rules = bad[i];
    assert_int_equal(rift_dynamic_core_create(&core, &t.setup, &error), RIFT_FAILED);
    assert_null(core);
  }
  dynamic_toy_free(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(without_a_shock_nothing_moves),
                                     cmocka_unit_test(deliveries_add_up_and_stocks_stay_above_zero),
                                     cmocka_unit_test(support_of_nothing_changes_no_bit),
                                     cmocka_unit_test(support_raises_output_and_fades),
                                     cmocka_unit_test(half_the_step_changes_little),
                                     cmocka_unit_test(the_order_of_sectors_does_not_matter),
                                     cmocka_unit_test(odd_input_gives_numbers),
                                     cmocka_unit_test(rules_are_checked)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
