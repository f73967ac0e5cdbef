/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consumer prices by consumption group in the equilibrium model: against sums and powers written out from the table and the prices
 * of the plain solver, and against what holds of any index of prices. Food and goods share C20; part of C29 may count nowhere. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/equilibrium_bench.h"
#include "support/equilibrium_model.h"

enum { G = 3, HORIZONS = 2 };

static const char *const groups[G] = {"food", "goods", "cars"};
static const char *const horizons[HORIZONS] = {"6m", "3y"};
static const double years[HORIZONS] = {0.5, 3};
static const double elasticities[] = {1, 0.4, 3};
enum { FORMS = sizeof elasticities / sizeof elasticities[0] };

static const double bridge[G * S] = {1, 0.25, 0, 0, 0, 0, 0.75, 1, 1, 0, 0, 0, 0, 0, 1};
static const double part[G * S] = {1, 0.25, 0, 0, 0, 0, 0.5, 1, 1, 0, 0, 0, 0, 0, 0.6};

static void set_groups(rift_economy *economy, const double *shares) {
  for (size_t g = 0; g < G; g++) {
    rift_names_add(&economy->consumption_groups, groups[g], strlen(groups[g]), NULL);
  }
  economy->consumption_shares = rift_allocate_doubles(G * S);
  memcpy(economy->consumption_shares, shares, G * S * sizeof *shares);
}

static rift_status open_with(opened *o, const rift_economy *economy, double elasticity, const char *rest) {
  char models[400];
  rift_error error = {0};
  snprintf(models, sizeof models,
           "{equilibrium: {horizons: [6 months, 3 years], short_run_elasticity: 0.9, elasticity_speed: {value: 0.4, unit: per_year, source: test},"
           " elasticity_level: 1, tolerance: 1e-11, substitution: {consumption: %g}}}", elasticity);
  return open_model(o, economy, models, rest, &error);
}

static bool reports(const opened *o, const char *region, const char *sector, const char *closure) {
  bool found = false;
  for (size_t k = 0; k < o->info->outcome_count; k++) {
    const rift_outcome *row = &o->info->outcomes[k];
    found = found || (row->indicator == RIFT_CONSUMER_PRICE && strcmp(row->region, region) == 0 &&
                      strcmp(row->sector, sector) == 0 && strcmp(row->closure, closure) == 0);
  }
  return found;
}

static double price(const opened *o, const char *region, const char *sector, const char *horizon, bool exact) {
  return outcome(o, RIFT_CONSUMER_PRICE, region, sector, horizon, exact ? "cost_of_living" : "deficits_fixed_share");
}

/* What households of n spend on product s, at purchasers' prices, from the table alone. */
static double spent_on(const table *t, size_t n, size_t s) {
  const rift_economy *e = &t->economy;
  double basic = 0, paid = 0, household = 0;
  for (size_t i = 0; i < R; i++) {
    size_t node = i * S + s;
    double flow = 0;
    for (size_t j = 0; j < S; j++) {
      flow += e->intermediate[node * N + n * S + j];
    }
    for (size_t c = 0; c < 3; c++) {
      flow += e->final_demand[(node * R + n) * 3 + c];
    }
    flow = e->gross_output[node] > 0 ? fmax(0, flow) : 0;
    basic += flow;
    paid += flow * (1 + (i == n ? 0 : t->tariffs[(n * R + i) * S + s]));
    household += e->gross_output[node] > 0 ? e->final_demand[(node * R + n) * 3] : 0;
  }
  return basic > 0 ? fmax(0, household) * paid / basic : 0;
}

/* sum a P, or [sum a P^(1-s)]^(1/(1-s)); shares: of each product that counts, NULL: all. */
static double plain_index(const table *t, const double *prices, size_t n, const double *shares, bool exact, double s) {
  double all = 0, sum = 0;
  for (size_t k = 0; k < S; k++) {
    double a = spent_on(t, n, k) * (shares == NULL ? 1 : shares[k]);
    double p = prices[k * R + n];
    all += a;
    sum += a * (!exact ? p : s == 1 ? log(p) : pow(p, 1 - s));
  }
  double mean = sum / all;
  return 100 * ((!exact ? mean : s == 1 ? exp(mean) : pow(mean, 1 / (1 - s))) - 1);
}

/* 1e-7 percentage points: 1e-9 in logs, as both solvers stop. */
static void check_region(const opened *o, const table *t, const double *prices, size_t n, const char *horizon, double s) {
  const char *region = t->economy.regions.items[n];
  for (size_t row = 0; row < 2 * (G + 1); row++) {
    size_t g = row / 2;
    bool exact = row % 2 == 1;
    const char *name = g == G ? "all" : groups[g];
    double found = price(o, region, name, horizon, exact);
    double expected = plain_index(t, prices, n, g == G ? NULL : t->economy.consumption_shares + g * S, exact, s);
    if (!(fabs(found - expected) <= 1e-7)) {
      fail_msg("%s of %s, %s, exact %d, s = %g: %.10f instead of %.10f", name, region, horizon, exact, s, found, expected);
    }
  }
}

/* Wrong weights, products in the wrong group, another price than the buyer's or another elasticity than the draw's would show. */
static void test_against_plain_sums(void **state) {
  (void)state;
  table t;
  rift_equilibrium_base base;
  rift_error error = {0};
  open_table(&t, 77);
  set_groups(&t.economy, part);
  assert_int_equal(rift_equilibrium_base_calibrate(&base, &t.economy, t.tariffs, NULL, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(&base, &error), RIFT_OK);
  for (size_t k = 0; k < FORMS * HORIZONS; k++) {
    double s = elasticities[k / HORIZONS];
    size_t h = k % HORIZONS;
    opened o;
    witness_shock z;
    witness w;
    assert_int_equal(open_with(&o, &t.economy, s, measures), RIFT_OK);
    write_down(&z, &base, &t, years[h]);
    z.final = s;
    witness_init(&w, &base);
    assert_true(witness_solve(&w, &z, 1e-12, 20000));
    for (size_t n = 0; n < R; n++) {
      check_region(&o, &t, w.price, n, horizons[h], s);
    }
    witness_free(&w);
    witness_shock_free(&z);
    close_model(&o);
  }
  rift_equilibrium_base_free(&base);
  close_table(&t);
}

/* Groups that cover all consumption make up the rows for all of it: baskets add up to the price of the base year's consumption,
 * exact indices by the formula that made them. 1e-10 percentage points: rounding of percentages of order 100. */
static void test_groups_make_up_all(void **state) {
  (void)state;
  table t;
  open_table(&t, 81);
  set_groups(&t.economy, bridge);
  for (size_t k = 0; k < FORMS * HORIZONS * R; k++) {
    double s = elasticities[k / R / HORIZONS];
    const char *horizon = horizons[k / R % HORIZONS];
    const char *region = t.economy.regions.items[k % R];
    opened o;
    double spent[G] = {0}, all = 0, baskets = 0, powers = 0;
    assert_int_equal(open_with(&o, &t.economy, s, measures), RIFT_OK);
    for (size_t i = 0; i < G * S; i++) {
      spent[i / S] += bridge[i] * spent_on(&t, k % R, i % S);
      all += bridge[i] * spent_on(&t, k % R, i % S);
    }
    for (size_t g = 0; g < G; g++) {
      double p = 1 + price(&o, region, groups[g], horizon, true) / 100;
      baskets += spent[g] / all * price(&o, region, groups[g], horizon, false);
      powers += spent[g] / all * (s == 1 ? log(p) : pow(p, 1 - s));
    }
    double exact = 100 * ((s == 1 ? exp(powers) : pow(powers, 1 / (1 - s))) - 1);
    double moved = price(&o, region, "all", horizon, false);
    assert_true(fabs(moved) > 1e-3);
    assert_true(fabs(baskets - moved) <= 1e-10);
    assert_true(fabs(exact - price(&o, region, "all", horizon, true)) <= 1e-10);
    assert_true(price(&o, region, "all", horizon, true) < moved); /* who can substitute pays less */
    close_model(&o);
  }
  close_table(&t);
}

/* Where households alone buy, their exact index is the one by which the model deflates income; elsewhere investors' and the state's
 * purchases part the two. */
static void test_index_is_that_of_income(void **state) {
  (void)state;
  table t;
  rift_equilibrium_base base;
  rift_error error = {0};
  open_table(&t, 82);
  set_groups(&t.economy, bridge);
  for (size_t i = 0; i < N * R; i++) {
    t.economy.final_demand[i * 3 + 1] = t.economy.final_demand[i * 3 + 2] = 0;
  }
  assert_int_equal(rift_equilibrium_base_calibrate(&base, &t.economy, t.tariffs, NULL, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(&base, &error), RIFT_OK);
  for (size_t k = 0; k < FORMS; k++) {
    opened o;
    witness_shock z;
    witness w;
    assert_int_equal(open_with(&o, &t.economy, elasticities[k], measures), RIFT_OK);
    write_down(&z, &base, &t, 3);
    z.final = elasticities[k];
    witness_init(&w, &base);
    assert_true(witness_solve(&w, &z, 1e-12, 20000));
    for (size_t n = 0; n < R; n++) {
      const char *region = t.economy.regions.items[n];
      double income = 1 + outcome(&o, RIFT_GNE_REAL, region, "all", "3y", "deficits_fixed_share") / 100;
      double index = 1 + price(&o, region, "all", "3y", true) / 100;
      assert_true(fabs(income * index - w.income[n] / base.income[n]) <= 1e-9);
    }
    witness_free(&w);
    witness_shock_free(&z);
    close_model(&o);
  }
  rift_equilibrium_base_free(&base);
  close_table(&t);
}

/* The world's row weights regions with what they spend on the group; a bloc has no preferences, and no exact index. */
static void test_world_and_absent_rows(void **state) {
  (void)state;
  table t;
  opened o;
  open_table(&t, 83);
  set_groups(&t.economy, bridge);
  for (size_t i = 0; i < R; i++) {
    t.economy.final_demand[((i * S + C29) * R + USA) * 3] = 0; /* households of the USA buy no cars */
  }
  assert_int_equal(open_with(&o, &t.economy, 0.4, measures), RIFT_OK);
  for (size_t g = 0; g < G; g++) {
    double sum = 0, all = 0;
    for (size_t n = 0; n < R; n++) {
      double spent = 0;
      for (size_t s = 0; s < S; s++) {
        spent += bridge[g * S + s] * spent_on(&t, n, s);
      }
      all += spent;
      sum += spent > 0 ? spent * price(&o, t.economy.regions.items[n], groups[g], "3y", false) : 0;
    }
    assert_true(fabs(sum / all - price(&o, "WORLD", groups[g], "3y", false)) <= 1e-10);
    assert_false(reports(&o, "WORLD", groups[g], "cost_of_living"));
  }
  assert_false(reports(&o, "USA", "cars", "deficits_fixed_share") || reports(&o, "USA", "cars", "cost_of_living"));
  close_model(&o);
  close_table(&t);
}

/* Without groups no row is added, and none of the others differs by a bit. */
static void test_without_groups(void **state) {
  (void)state;
  table with, without;
  opened a, b;
  open_table(&with, 84);
  open_table(&without, 84);
  set_groups(&with.economy, bridge);
  assert_int_equal(open_with(&a, &with.economy, 0.4, measures), RIFT_OK);
  assert_int_equal(open_with(&b, &without.economy, 0.4, measures), RIFT_OK);
  assert_int_equal(a.info->outcome_count, b.info->outcome_count + HORIZONS * (G * (R + 1) + (G + 1) * R));
  assert_false(reports(&b, "DEU", "all", "cost_of_living"));
  for (size_t k = 0; k < b.info->outcome_count; k++) {
    const rift_outcome *row = &b.info->outcomes[k];
    assert_true(b.outcomes[k * RIFT_LANES] == outcome(&a, row->indicator, row->region, row->sector, row->horizon, row->closure));
  }
  close_model(&a);
  close_model(&b);
  close_table(&with);
  close_table(&without);
}

/* Sizes of 0: the solver runs, and no group moves by more than 1e-12 of base. */
static void test_zero_sizes(void **state) {
  (void)state;
  static const char nothing[] =
      "measures:\n"
      "  - {id: controls, instrument: export_control, from: [DEU, FRA], to: [CHN], sectors: [C28, C26], size: 0 share, source: test}\n"
      "  - {id: duty, instrument: tariff, kind: increase, from: [CHN], to: [DEU, USA], sectors: [C26], size: 0 ad_valorem, source: test}\n";
  table t;
  open_table(&t, 85);
  set_groups(&t.economy, bridge);
  for (size_t k = 0; k < FORMS; k++) {
    opened o;
    size_t rows = 0;
    assert_int_equal(open_with(&o, &t.economy, elasticities[k], nothing), RIFT_OK);
    for (size_t i = 0; i < o.info->outcome_count; i++) {
      bool is_price = o.info->outcomes[i].indicator == RIFT_CONSUMER_PRICE;
      rows += is_price;
      assert_true(!is_price || fabs(o.outcomes[i * RIFT_LANES]) <= 1e-10);
    }
    assert_int_equal(rows, HORIZONS * ((G + 1) * (R + 1) + (G + 1) * R));
    close_model(&o);
  }
  close_table(&t);
}

typedef struct measured {
  table t;
  rift_equilibrium_base base;
  rift_equilibrium_baskets baskets;
  witness_shock shocks[RIFT_LANES];
  equilibrium_bench bench;
} measured;

/* A solved batch without shock, each lane with its own elasticity. */
static void open_measured(measured *m, uint64_t seed) {
  static const double s[] = {1, 0.1, 0.9, 1.5, 5, 10, 1 + 1e-12, 1 - 1e-9, 1 + 1e-7, 0.999};
  rift_error error = {0};
  open_table(&m->t, seed);
  set_groups(&m->t.economy, part);
  assert_int_equal(rift_equilibrium_base_calibrate(&m->base, &m->t.economy, m->t.tariffs, NULL, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(&m->base, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_baskets_init(&m->baskets, &m->base, &m->t.economy, &error), RIFT_OK);
  for (size_t l = 0; l < RIFT_LANES; l++) {
    witness_shock_init(&m->shocks[l], &m->base, 4);
    m->shocks[l].final = s[l % (sizeof s / sizeof s[0])];
  }
  equilibrium_bench *b = &m->bench;
  assert_int_equal(equilibrium_bench_open(b, &m->base, RIFT_LANES, m->shocks, 1e-11), RIFT_OK);
  b->gauge.baskets = &m->baskets;
  free(b->space);
  b->space = rift_allocate_doubles(rift_equilibrium_measures_doubles(&b->gauge));
  equilibrium_bench_solve(b);
}

static void close_measured(measured *m) {
  equilibrium_bench_close(&m->bench);
  for (size_t l = 0; l < RIFT_LANES; l++) {
    witness_shock_free(&m->shocks[l]);
  }
  rift_equilibrium_baskets_free(&m->baskets);
  rift_equilibrium_base_free(&m->base);
  close_table(&m->t);
}

/* Every price up by 7 % moves every group by 7 %, at any elasticity. */
static void test_uniform_rise(void **state) {
  (void)state;
  measured m;
  open_measured(&m, 86);
  for (size_t i = 0; i < N * RIFT_LANES; i++) {
    m.bench.state.price[i] = log(1.07);
  }
  rift_equilibrium_measure(&m.bench.gauge, &m.bench.draws, &m.bench.state, m.bench.space, &m.bench.measures);
  for (size_t i = 0; i < (G + 1) * R * RIFT_LANES; i++) {
    assert_true(fabs(m.bench.measures.group_basket[i] - 0.07) <= 1e-14);
    assert_true(fabs(m.bench.measures.group_index[i] - 0.07) <= 1e-14);
  }
  close_measured(&m);
}

/* Prices between a third and thirty times the base: no digits are lost at large elasticities nor near 1. Where s is within 1e-7 of 1 the
 * plain power has lost them itself; there the index is prod P^a up to (1 - s) times half the variance of log P, 3e-7. */
static void test_extreme_prices(void **state) {
  (void)state;
  measured m;
  uint64_t seed = 87;
  double prices[N];
  open_measured(&m, 87);
  for (size_t i = 0; i < N; i++) {
    prices[i] = exp(-1.1 + 4.5 * toy_random(&seed));
    for (size_t l = 0; l < RIFT_LANES; l++) {
      m.bench.state.price[i * RIFT_LANES + l] = log(prices[i]);
    }
  }
  rift_equilibrium_measure(&m.bench.gauge, &m.bench.draws, &m.bench.state, m.bench.space, &m.bench.measures);
  for (size_t i = 0; i < G * R * RIFT_LANES; i++) {
    size_t g = i / R / RIFT_LANES, n = i / RIFT_LANES % R;
    double s = m.shocks[i % RIFT_LANES].final;
    bool near_one = fabs(s - 1) < 1e-6;
    double expected = plain_index(&m.t, prices, n, part + g * S, true, near_one ? 1 : s) / 100;
    double found = m.bench.measures.group_index[R * RIFT_LANES + i]; /* kind 0 is all */
    assert_true(fabs((1 + found) / (1 + expected) - 1) <= (near_one && s != 1 ? 1e-6 : 1e-12));
    double basket = plain_index(&m.t, prices, n, part + g * S, false, s) / 100;
    assert_true(fabs(m.bench.measures.group_basket[R * RIFT_LANES + i] - basket) <= 1e-12 * (1 + basket));
  }
  close_measured(&m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_plain_sums),      cmocka_unit_test(test_groups_make_up_all),
                                     cmocka_unit_test(test_index_is_that_of_income), cmocka_unit_test(test_world_and_absent_rows),
                                     cmocka_unit_test(test_without_groups),          cmocka_unit_test(test_zero_sizes),
                                     cmocka_unit_test(test_uniform_rise),            cmocka_unit_test(test_extreme_prices)};
  return cmocka_run_group_tests_name("consumption groups of the equilibrium model", tests, NULL, NULL);
}
