/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The batched equilibrium solver against a plain one, and against what theory says of any equilibrium. Toy economies with
 * negative final demand, a dead node and an unbalanced table. Tolerances: both solvers stop at changes of 1e-11 or less and
 * contract, so that they may differ by a few 1e-11 in logs; 1e-9 is asked. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/equilibrium_bench.h"
#include "support/toy.h"

enum { R = 4, S = 5, SHOCKS = 8 };

static void open_base(rift_equilibrium_base *base, uint64_t seed, bool with_tariffs) {
  rift_economy economy;
  rift_error error = {0};
  double tariffs[R * R * S];
  toy_economy(&economy, R, S, seed);
  for (size_t k = 0; k < R * R * S; k++) {
    tariffs[k] = k / S % R == k / S / R ? 0 : 0.2 * toy_random(&seed);
  }
  assert_int_equal(rift_equilibrium_base_calibrate(base, &economy, with_tariffs ? tariffs : NULL, NULL, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(base, &error), RIFT_OK);
  rift_economy_free(&economy);
}

typedef struct setting {
  double upper, materials, final, mobility;
} setting;

/* Some of everything, most of it on a few pairs. */
static void random_shock(witness_shock *z, const rift_equilibrium_base *base, const setting *how, uint64_t *seed) {
  witness_shock_init(z, base, 1);
  z->upper = how->upper;
  z->materials = how->materials;
  z->final = how->final;
  z->mobility = how->mobility;
  for (size_t s = 0; s < S; s++) {
    z->theta[s] = 0.5 + 8 * toy_random(seed);
  }
  for (size_t pair = 0; pair < base->cell_count * R; pair++) {
    size_t s = pair / R / R, n = pair / R % R, i = pair % R;
    if (n == i) {
      continue;
    }
    double theta = z->theta[s];
    double q = n + i == 1 ? 0.95 * toy_random(seed) : 0;
    z->kept[pair] = pow(1 - q, theta / (1 + theta));
    double rent = 1 - pow(1 - q, 1 / (1 + theta));
    z->exporter_rent[pair] = s == 1 ? rent : 0;
    z->importer_rent[pair] = s == 2 ? rent : 0;
    z->preferred[pair] = n == 0 && i == 2 ? 1 - 0.6 * toy_random(seed) : 1;
    z->cost[pair] = n == 2 ? 1 + toy_random(seed) : 1;
    z->tariff[pair] = i == 3 ? 0.5 * toy_random(seed) : base->tariff[pair];
  }
  for (size_t cell = 0; cell < base->cell_count; cell++) {
    z->factor[cell] = toy_random(seed) < 0.2 ? 0.7 : 1;
  }
  z->transfer[0] = -0.002;
  z->transfer[1] = 0.002;
}

static void check_lane(const equilibrium_bench *t, size_t lane, const witness *w) {
  const rift_equilibrium_base *base = t->base;
  double worst = 0;
  for (size_t cell = 0; cell < base->cell_count; cell++) {
    size_t at = cell * RIFT_LANES + lane;
    worst = fmax(worst, fabs(t->state.price[at] - log(w->price[cell])));
    worst = fmax(worst, base->output[cell] > 0 ? fabs(t->state.cost[at] - log(w->cost[cell])) : 0);
    worst = fmax(worst, base->output[cell] > 0 ? fabs(t->state.output[at] - log(w->output[cell] / base->output[cell])) : 0);
  }
  for (size_t n = 0; n < R; n++) {
    double income = w->income[n] / base->income[n] / w->consumer_price[n] - 1;
    worst = fmax(worst, fabs(t->measures.real_income[n * RIFT_LANES + lane] - income));
    worst = fmax(worst, fabs(t->state.revenue[n * RIFT_LANES + lane] - w->revenue[n]));
  }
  if (!(worst <= 1e-9)) {
    fail_msg("lane %zu: solvers differ by %.1e", lane, worst);
  }
}

static void compare_solvers(const rift_equilibrium_base *base, const setting *how, uint64_t seed) {
  witness_shock shocks[SHOCKS];
  equilibrium_bench t;
  for (size_t k = 0; k < SHOCKS; k++) {
    random_shock(&shocks[k], base, how, &seed);
  }
  assert_int_equal(equilibrium_bench_open(&t, base, SHOCKS, shocks, 1e-11), RIFT_OK);
  equilibrium_bench_solve(&t);
  for (size_t k = 0; k < SHOCKS; k++) {
    witness w;
    witness_init(&w, base);
    assert_true(witness_solve(&w, &shocks[k], 1e-12, 20000));
    assert_false(t.state.failed[k]);
    check_lane(&t, k, &w);
    witness_free(&w);
    witness_shock_free(&shocks[k]);
  }
  equilibrium_bench_close(&t);
}

static void test_agrees_with_plain_solver(void **state) {
  (void)state;
  static const setting settings[] = {{1, 1, 1, 1}, {0.5, 0.2, 0.9, 1}, {0.5, 0.2, 0.9, 0}, {0.6, 1.4, 1, 0.4}, {2, 1, 0.5, 0.8}};
  for (size_t k = 0; k < sizeof settings / sizeof settings[0]; k++) {
    rift_equilibrium_base base;
    open_base(&base, 40 + k, k % 2 == 0);
    compare_solvers(&base, &settings[k], 90 + k);
    rift_equilibrium_base_free(&base);
  }
}

static void test_base_is_an_equilibrium(void **state) {
  (void)state;
  rift_equilibrium_base base;
  open_base(&base, 5, true);
  /* Sums of a few hundred numbers below 1. */
  assert_true(rift_equilibrium_base_gap(&base) < 1e-14);
  rift_equilibrium_base_free(&base);
}

/* Measures that do nothing, the solver run in full: at least one sweep. */
static void test_zero_shock(void **state) {
  (void)state;
  static const setting settings[] = {{1, 1, 1, 1}, {0.5, 0.2, 0.9, 0}, {0.5, 0.2, 0.9, 0.5}};
  for (size_t k = 0; k < sizeof settings / sizeof settings[0]; k++) {
    rift_equilibrium_base base;
    witness_shock shocks[2];
    equilibrium_bench t;
    uint64_t seed = 3;
    open_base(&base, 6, true);
    random_shock(&shocks[0], &base, &settings[k], &seed);
    witness_shock_init(&shocks[1], &base, 4);
    shocks[1].upper = settings[k].upper, shocks[1].materials = settings[k].materials;
    shocks[1].final = settings[k].final, shocks[1].mobility = settings[k].mobility;
    assert_int_equal(equilibrium_bench_open(&t, &base, 2, shocks, 1e-11), RIFT_OK);
    equilibrium_bench_solve(&t);
    assert_true(t.state.sweeps[1] >= 1);
    const double *relative[] = {t.measures.output, t.measures.price, t.measures.employed_mobile, t.measures.employed_specific,
                                t.measures.exports, t.measures.imports_value};
    for (size_t m = 0; m < sizeof relative / sizeof relative[0]; m++) {
      for (size_t node = 0; node < base.cell_count; node++) {
        assert_true(fabs(relative[m][node * RIFT_LANES + 1]) <= 1e-12);
      }
    }
    for (size_t n = 0; n < R; n++) {
      assert_true(fabs(t.measures.real_income[n * RIFT_LANES + 1]) <= 1e-12);
      assert_true(fabs(t.measures.real_product[n * RIFT_LANES + 1]) <= 1e-12);
      assert_true(fabs(t.measures.linear_terms[n * RIFT_LANES + 1]) <= 1e-12);
      assert_true(fabs(t.measures.linear_volume[n * RIFT_LANES + 1]) <= 1e-12);
    }
    equilibrium_bench_close(&t);
    witness_shock_free(&shocks[0]), witness_shock_free(&shocks[1]);
    rift_equilibrium_base_free(&base);
  }
}

/* The nested form at elasticities of 1 against the Cobb-Douglas form: a batch whose other lane is not at 1 uses the first. */
static void test_nested_form_at_one(void **state) {
  (void)state;
  static const setting plain = {1, 1, 1, 1}, nested = {0.5, 0.2, 0.9, 1};
  rift_equilibrium_base base;
  witness_shock shocks[2];
  equilibrium_bench alone, beside;
  uint64_t seed = 8;
  open_base(&base, 7, true);
  random_shock(&shocks[0], &base, &plain, &seed);
  random_shock(&shocks[1], &base, &nested, &seed);
  assert_int_equal(equilibrium_bench_open(&alone, &base, 1, shocks, 1e-11), RIFT_OK);
  assert_int_equal(equilibrium_bench_open(&beside, &base, 2, shocks, 1e-11), RIFT_OK);
  equilibrium_bench_solve(&alone);
  equilibrium_bench_solve(&beside);
  for (size_t cell = 0; cell < base.cell_count; cell++) {
    assert_true(fabs(alone.state.price[cell * RIFT_LANES] - beside.state.price[cell * RIFT_LANES]) <= 1e-9);
    assert_true(fabs(alone.measures.output[cell * RIFT_LANES] - beside.measures.output[cell * RIFT_LANES]) <= 1e-9);
  }
  equilibrium_bench_close(&alone);
  equilibrium_bench_close(&beside);
  witness_shock_free(&shocks[0]), witness_shock_free(&shocks[1]);
  rift_equilibrium_base_free(&base);
}

/* All money doubled: nothing real changes. */
static void test_homogeneity(void **state) {
  (void)state;
  rift_economy economy;
  rift_equilibrium_base base, doubled;
  rift_error error = {0};
  toy_economy(&economy, R, S, 12);
  assert_int_equal(rift_equilibrium_base_calibrate(&base, &economy, NULL, NULL, &error), RIFT_OK);
  size_t n = R * S;
  for (size_t k = 0; k < n * n; k++) {
    economy.intermediate[k] *= 2;
  }
  for (size_t k = 0; k < n * R * 3; k++) {
    economy.final_demand[k] *= 2;
  }
  for (size_t k = 0; k < n; k++) {
    economy.gross_output[k] *= 2;
    economy.value_added[k] *= 2;
  }
  assert_int_equal(rift_equilibrium_base_calibrate(&doubled, &economy, NULL, NULL, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(&base, &error), RIFT_OK);
  assert_int_equal(rift_equilibrium_base_balance(&doubled, &error), RIFT_OK);
  assert_true(fabs(doubled.world_musd / base.world_musd - 2) < 1e-14);
  static const setting how = {0.5, 0.2, 0.9, 0.5};
  witness_shock shock;
  uint64_t seed = 2;
  equilibrium_bench one, two;
  random_shock(&shock, &base, &how, &seed);
  assert_int_equal(equilibrium_bench_open(&one, &base, 1, &shock, 1e-11), RIFT_OK);
  assert_int_equal(equilibrium_bench_open(&two, &doubled, 1, &shock, 1e-11), RIFT_OK);
  equilibrium_bench_solve(&one);
  equilibrium_bench_solve(&two);
  for (size_t k = 0; k < n; k++) {
    assert_true(fabs(one.measures.output[k * RIFT_LANES] - two.measures.output[k * RIFT_LANES]) <= 1e-10);
  }
  equilibrium_bench_close(&one), equilibrium_bench_close(&two);
  witness_shock_free(&shock);
  rift_equilibrium_base_free(&base), rift_equilibrium_base_free(&doubled);
  rift_economy_free(&economy);
}

/* What the last market must do if all the others clear: spending is income, exports are imports. */
static void test_walras(void **state) {
  (void)state;
  static const setting how = {0.5, 0.2, 0.9, 0.3};
  rift_equilibrium_base base;
  witness_shock shock;
  equilibrium_bench t;
  uint64_t seed = 21;
  open_base(&base, 9, true);
  random_shock(&shock, &base, &how, &seed);
  assert_int_equal(equilibrium_bench_open(&t, &base, 1, &shock, 1e-11), RIFT_OK);
  equilibrium_bench_solve(&t);
  double world = 0, sales = 0, bought = 0, deficits = 0;
  for (size_t n = 0; n < R; n++) {
    double imports = 0, exports = 0, value = 0, earned = 0;
    for (size_t s = 0; s < S; s++) {
      size_t node = n * S + s, cell = s * R + n;
      value += base.value_share[cell] * t.state.value_share[cell * RIFT_LANES] * base.output[cell] * exp(t.state.output[cell * RIFT_LANES]);
      exports += t.measures.exports_value[node * RIFT_LANES] + t.gauge.exports[cell];
      imports += t.measures.imports_value[node * RIFT_LANES] + t.gauge.imports[cell];
    }
    earned = t.state.income[n * RIFT_LANES] - t.state.revenue[n * RIFT_LANES];
    world += value;
    sales += exports, bought += imports;
    deficits += base.deficit[n] + shock.transfer[n];
    /* Income without revenue is factor income and the deficit. */
    assert_true(fabs(value + base.deficit[n] + shock.transfer[n] - earned) <= 1e-9);
  }
  assert_true(fabs(world - 1) <= 1e-9);
  assert_true(fabs(sales - bought) <= 1e-9);
  assert_true(fabs(deficits) <= 1e-14);
  equilibrium_bench_close(&t);
  witness_shock_free(&shock);
  rift_equilibrium_base_free(&base);
}

/* Envelope theorem: without tariffs and transfers, and factors where they are, a small trade cost lowers the world's real
 * income by the value of what it hits, whatever the elasticities [Hulten 1978]. Central difference of step 1e-4: its error is of
 * order 1e-8. */
static void test_first_order(void **state) {
  (void)state;
  static const setting settings[] = {{1, 1, 1, 1}, {0.5, 0.2, 0.9, 1}, {0.5, 0.2, 0.9, 0}};
  const double step = 1e-4;
  for (size_t k = 0; k < sizeof settings / sizeof settings[0]; k++) {
    rift_equilibrium_base base;
    witness_shock shocks[2];
    equilibrium_bench t;
    open_base(&base, 30 + k, false);
    double hit = 0, effect = 0, world = 0;
    for (size_t side = 0; side < 2; side++) {
      witness_shock_init(&shocks[side], &base, 3);
      shocks[side].upper = settings[k].upper, shocks[side].materials = settings[k].materials;
      shocks[side].final = settings[k].final, shocks[side].mobility = settings[k].mobility;
      for (size_t s = 0; s < S; s++) {
        size_t row = s * R + 1;
        shocks[side].cost[row * R + 2] = exp(side == 0 ? step : -step);
        hit += side == 0 ? base.sourcing[row * R + 2] * base.expenditure[row] : 0;
      }
    }
    assert_int_equal(equilibrium_bench_open(&t, &base, 2, shocks, 1e-13), RIFT_OK);
    equilibrium_bench_solve(&t);
    for (size_t n = 0; n < R; n++) {
      const double *gain = t.measures.real_income + n * RIFT_LANES;
      effect += base.income[n] * (gain[0] - gain[1]) / (2 * step);
      world += base.income[n];
    }
    assert_true(hit > 1e-4 * world);
    if (!(fabs(effect / -hit - 1) <= 1e-5)) {
      fail_msg("setting %zu: effect %.9f, value hit %.9f", k, effect, hit);
    }
    equilibrium_bench_close(&t);
    witness_shock_free(&shocks[0]), witness_shock_free(&shocks[1]);
    rift_equilibrium_base_free(&base);
  }
}

/* Regions and sectors in another order: the same equilibrium. */
static void test_relabelling(void **state) {
  (void)state;
  static const size_t region_at[R] = {2, 0, 3, 1}, sector_at[S] = {4, 2, 0, 1, 3};
  static const setting how = {0.5, 0.2, 0.9, 0.5};
  rift_equilibrium_base base, moved;
  rift_error error = {0};
  witness_shock shock, other;
  equilibrium_bench t, u;
  uint64_t seed = 17;
  open_base(&base, 18, true);
  assert_int_equal(rift_equilibrium_base_init(&moved, R, S, &error), RIFT_OK);
  random_shock(&shock, &base, &how, &seed);
  witness_shock_init(&other, &base, 1);
  other.upper = how.upper, other.materials = how.materials, other.final = how.final, other.mobility = how.mobility;
  moved.has_tariffs = base.has_tariffs;
  for (size_t s = 0; s < S; s++) {
    other.theta[sector_at[s]] = shock.theta[s];
    for (size_t n = 0; n < R; n++) {
      size_t from = s * R + n, to = sector_at[s] * R + region_at[n];
      double *pairs[][2] = {{base.sourcing, moved.sourcing}, {base.tariff, moved.tariff}, {shock.cost, other.cost},
                            {shock.kept, other.kept}, {shock.preferred, other.preferred}, {shock.tariff, other.tariff},
                            {shock.importer_rent, other.importer_rent}, {shock.exporter_rent, other.exporter_rent}};
      for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++) {
        for (size_t i = 0; i < R; i++) {
          pairs[k][1][to * R + region_at[i]] = pairs[k][0][from * R + i];
        }
      }
      double *cells[][2] = {{base.value_share, moved.value_share}, {base.consumption, moved.consumption}, {base.basket, moved.basket},
                            {base.output, moved.output}, {base.expenditure, moved.expenditure}, {base.factor, moved.factor},
                            {base.value_added, moved.value_added}, {shock.factor, other.factor}};
      for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
        cells[k][1][to] = cells[k][0][from];
      }
      for (size_t j = 0; j < S; j++) {
        moved.inputs[(region_at[n] * S + sector_at[s]) * S + sector_at[j]] = base.inputs[(n * S + s) * S + j];
      }
      moved.income[region_at[n]] = base.income[n];
      moved.deficit[region_at[n]] = base.deficit[n];
      other.transfer[region_at[n]] = shock.transfer[n];
    }
  }
  assert_int_equal(equilibrium_bench_open(&t, &base, 1, &shock, 1e-11), RIFT_OK);
  assert_int_equal(equilibrium_bench_open(&u, &moved, 1, &other, 1e-11), RIFT_OK);
  equilibrium_bench_solve(&t);
  equilibrium_bench_solve(&u);
  for (size_t n = 0; n < R; n++) {
    for (size_t s = 0; s < S; s++) {
      double here = t.measures.output[(n * S + s) * RIFT_LANES];
      double there = u.measures.output[(region_at[n] * S + sector_at[s]) * RIFT_LANES];
      assert_true(fabs(here - there) <= 1e-9);
    }
    assert_true(fabs(t.measures.real_income[n * RIFT_LANES] - u.measures.real_income[region_at[n] * RIFT_LANES]) <= 1e-9);
  }
  equilibrium_bench_close(&t), equilibrium_bench_close(&u);
  witness_shock_free(&shock), witness_shock_free(&other);
  rift_equilibrium_base_free(&base), rift_equilibrium_base_free(&moved);
}

/* All measures of a batch, under one instruction set. */
static double *measure_with(const char *isa, const rift_equilibrium_base *base, const witness_shock *shocks, size_t *length) {
  equilibrium_bench t;
  setenv("RIFT_ISA", isa, 1);
  assert_int_equal(equilibrium_bench_open(&t, base, SHOCKS, shocks, 1e-9), RIFT_OK);
  equilibrium_bench_solve(&t);
  unsetenv("RIFT_ISA");
  *length = (size_t)(t.measures.from - t.space) + R * R * RIFT_LANES;
  double *copy = rift_allocate_doubles(*length);
  memcpy(copy, t.space, *length * sizeof *copy);
  equilibrium_bench_close(&t);
  return copy;
}

/* The same bytes whatever the processor. */
static void test_instruction_sets(void **state) {
  (void)state;
  static const setting settings[] = {{1, 1, 1, 1}, {0.5, 0.2, 0.9, 1}, {0.5, 0.2, 0.9, 0.3}};
  for (size_t k = 0; k < sizeof settings / sizeof settings[0]; k++) {
    rift_equilibrium_base base;
    witness_shock shocks[SHOCKS];
    uint64_t seed = 50 + k;
    size_t length = 0;
    open_base(&base, 60 + k, true);
    for (size_t z = 0; z < SHOCKS; z++) {
      random_shock(&shocks[z], &base, &settings[k], &seed);
    }
    double *first = measure_with("sse2", &base, shocks, &length);
    for (int isa = RIFT_ISA_BASE + 1; isa < RIFT_ISA_COUNT; isa++) {
      if (rift_isa_supported((rift_isa)isa)) {
        double *other = measure_with(rift_isa_name((rift_isa)isa), &base, shocks, &length);
        assert_memory_equal(first, other, length * sizeof *first);
        free(other);
      }
    }
    free(first);
    for (size_t z = 0; z < SHOCKS; z++) {
      witness_shock_free(&shocks[z]);
    }
    rift_equilibrium_base_free(&base);
  }
}

/* Elasticities from 0.5 to 100 and cuts to 99.9 % on many pairs: every lane is solved, or named as failed with its residual. */
static void test_wild_draws(void **state) {
  (void)state;
  enum { BATCHES = 40 };
  static const setting settings[] = {{1, 1, 1, 1}, {0.5, 0.2, 0.9, 0}, {0.3, 0.1, 0.6, 0.5}};
  uint64_t seed = 99;
  size_t failed = 0;
  for (size_t k = 0; k < sizeof settings / sizeof settings[0]; k++) {
    rift_equilibrium_base base;
    open_base(&base, 70 + k, true);
    for (size_t b = 0; b < BATCHES; b++) {
      witness_shock shocks[RIFT_LANES];
      equilibrium_bench t;
      for (size_t l = 0; l < RIFT_LANES; l++) {
        random_shock(&shocks[l], &base, &settings[k], &seed);
        for (size_t s = 0; s < S; s++) {
          shocks[l].theta[s] = fmin(100, fmax(0.5, exp(log(s == 1 ? 65 : 4) + 1.5 * (toy_random(&seed) + toy_random(&seed) - 1))));
        }
        for (size_t pair = 0; pair < base.cell_count * R; pair++) {
          double theta = shocks[l].theta[pair / R / R];
          bool cut = pair / R % R != pair % R && toy_random(&seed) < 0.4;
          shocks[l].kept[pair] = cut ? pow(1 - 0.999 * toy_random(&seed), theta / (1 + theta)) : 1;
          shocks[l].importer_rent[pair] = shocks[l].exporter_rent[pair] = 0;
        }
      }
      assert_int_equal(equilibrium_bench_open(&t, &base, RIFT_LANES, shocks, 1e-9), RIFT_OK);
      equilibrium_bench_solve(&t);
      for (size_t l = 0; l < RIFT_LANES; l++) {
        failed += t.state.failed[l];
        assert_true(t.state.failed[l] || t.state.residual[l] <= 1e-9);
        witness_shock_free(&shocks[l]);
      }
      equilibrium_bench_close(&t);
    }
    rift_equilibrium_base_free(&base);
  }
  if (failed > 0) {
    fail_msg("%zu of %zu draws were not solved", failed, (size_t)(3 * BATCHES * RIFT_LANES));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_instruction_sets),         cmocka_unit_test(test_wild_draws),
      cmocka_unit_test(test_agrees_with_plain_solver), cmocka_unit_test(test_base_is_an_equilibrium),
      cmocka_unit_test(test_zero_shock),               cmocka_unit_test(test_nested_form_at_one),
      cmocka_unit_test(test_homogeneity),              cmocka_unit_test(test_walras),
      cmocka_unit_test(test_first_order),              cmocka_unit_test(test_relabelling)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
