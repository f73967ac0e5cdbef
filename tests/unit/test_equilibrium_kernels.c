/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementary functions, products and acceleration of the equilibrium kernels: against the C library in extended precision, and
 * all instruction sets against each other, to the byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/acceleration.h"
#include "model/equilibrium/kernels.h"

enum { ROWS = 500, VALUES = ROWS * RIFT_LANES };

static double uniform(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(*state >> 11) * 0x1p-53;
}

/* Numbers of all sizes, small ones of both signs too. */
static void fill(double *x, double low, double high, uint64_t seed) {
  for (size_t i = 0; i < VALUES; i++) {
    double u = low + (high - low) * uniform(&seed);
    x[i] = i % 3 == 0 ? u * pow(10, -12 * uniform(&seed)) : u;
  }
}

static void check(const char *what, double x, double found, long double expected, long double scale) {
  long double error = fabsl((long double)found - expected) / scale;
  if (!(error <= 5e-16L)) {
    fail_msg("%s(%a): %a instead of %La, error %.2Le", what, x, found, expected, error);
  }
}

static void test_functions(void **state) {
  (void)state;
  const rift_equilibrium_kernels *k = rift_equilibrium_kernels_for(rift_isa_active());
  double *x = rift_allocate_doubles(VALUES), *y = rift_allocate_doubles(VALUES);
  _Alignas(64) double one[RIFT_LANES];
  rift_rows from = {x, RIFT_LANES}, to = {y, RIFT_LANES};
  for (size_t l = 0; l < RIFT_LANES; l++) {
    one[l] = 1;
  }
  fill(x, -700, 700, 1);
  k->exponential(ROWS, one, from, to);
  for (size_t i = 0; i < VALUES; i++) {
    check("exp", x[i], y[i], expl((long double)x[i]), expl((long double)x[i]));
  }
  fill(x, -30, 30, 2);
  k->exponential_less_one(ROWS, one, from, to);
  for (size_t i = 0; i < VALUES; i++) {
    check("expm1", x[i], y[i], expm1l((long double)x[i]), fabsl(expm1l((long double)x[i])));
  }
  for (size_t i = 0; i < VALUES; i++) {
    uint64_t seed = i;
    x[i] = i % 2 == 0 ? exp(600 * (2 * uniform(&seed) - 1)) : 1 + (uniform(&seed) - 0.5) * pow(10, -(double)(i % 16));
  }
  k->logarithm(ROWS, one, from, to);
  for (size_t i = 0; i < VALUES; i++) {
    long double expected = logl((long double)x[i]);
    bool near = fabs(x[i] - 1) < 0.01;
    check("log", x[i], y[i], expected, near ? fabsl(expected) + 1e-300L : fmaxl(1, fabsl(expected)));
  }
  fill(x, -0.9, 40, 3);
  k->logarithm_of_one_plus(ROWS, one, from, to);
  for (size_t i = 0; i < VALUES; i++) {
    check("log1p", x[i], y[i], log1pl((long double)x[i]), fabsl(log1pl((long double)x[i])) + 1e-300L);
  }
  free(x), free(y);
}

/* What has no value is not a number, and stays so. */
static void test_not_a_number(void **state) {
  (void)state;
  const rift_equilibrium_kernels *k = rift_equilibrium_kernels_for(rift_isa_active());
  _Alignas(64) double one[RIFT_LANES], x[RIFT_LANES], y[RIFT_LANES];
  static const double bad[] = {0, -1, -1e-300};
  for (size_t l = 0; l < RIFT_LANES; l++) {
    one[l] = 1;
    x[l] = l % 4 == 3 ? (double)NAN : bad[l % 4];
  }
  k->logarithm(1, one, (rift_rows){x, RIFT_LANES}, (rift_rows){y, RIFT_LANES});
  for (size_t l = 0; l < RIFT_LANES; l++) {
    assert_true(isnan(y[l]));
    x[l] = (double)NAN;
  }
  k->exponential(1, one, (rift_rows){x, RIFT_LANES}, (rift_rows){y, RIFT_LANES});
  for (size_t l = 0; l < RIFT_LANES; l++) {
    assert_true(isnan(y[l]));
  }
}

/* Products of every height of panel against plain sums in the same order: the same bits. */
static void test_product(void **state) {
  (void)state;
  const rift_equilibrium_kernels *k = rift_equilibrium_kernels_for(rift_isa_active());
  enum { MOST = 30, DEPTH = 11, STRIDE = 3 * RIFT_LANES };
  double dense[MOST * DEPTH], panels[MOST * DEPTH];
  double *x = rift_allocate_doubles(DEPTH * STRIDE), *y = rift_allocate_doubles(MOST * STRIDE);
  uint64_t seed = 4;
  for (size_t i = 0; i < MOST * DEPTH; i++) {
    dense[i] = uniform(&seed) - 0.5;
  }
  for (size_t i = 0; i < DEPTH * STRIDE; i++) {
    x[i] = uniform(&seed) - 0.5;
  }
  for (size_t rows = 1; rows <= MOST; rows++) {
    rift_slab slab = {rows, DEPTH, panels};
    rift_slab_pack(rows, DEPTH, dense, DEPTH, panels);
    for (rift_slab_store store = RIFT_STORE_SET; store <= RIFT_STORE_ADD; store++) {
      for (size_t i = 0; i < MOST * STRIDE; i++) {
        y[i] = 1;
      }
      k->product(&slab, (rift_rows){x, STRIDE}, (rift_rows){y, STRIDE}, store);
      for (size_t i = 0; i < rows * RIFT_LANES; i++) {
        double sum = 0;
        for (size_t d = 0; d < DEPTH; d++) {
          sum += dense[i / RIFT_LANES * DEPTH + d] * x[d * STRIDE + i % RIFT_LANES];
        }
        double expected = store == RIFT_STORE_ADD ? 1 + sum : sum;
        assert_true(y[i / RIFT_LANES * STRIDE + i % RIFT_LANES] == expected);
      }
    }
  }
  free(x), free(y);
}

static void run_functions(rift_isa isa, double *results) {
  const rift_equilibrium_kernels *k = rift_equilibrium_kernels_for(isa);
  double *x = rift_allocate_doubles(VALUES);
  _Alignas(64) double factor[RIFT_LANES];
  for (size_t l = 0; l < RIFT_LANES; l++) {
    factor[l] = 1 + 0.1 * (double)l;
  }
  fill(x, -90, 90, 5);
  rift_rows from = {x, RIFT_LANES};
  k->exponential(ROWS, factor, from, (rift_rows){results, RIFT_LANES});
  k->exponential_less_one(ROWS, factor, from, (rift_rows){results + VALUES, RIFT_LANES});
  k->logarithm(ROWS, factor, (rift_rows){results, RIFT_LANES}, (rift_rows){results + 2 * VALUES, RIFT_LANES});
  for (size_t i = 0; i < VALUES; i++) {
    x[i] = fabs(x[i]);
  }
  k->logarithm_of_one_plus(ROWS, factor, from, (rift_rows){results + 3 * VALUES, RIFT_LANES});
  free(x);
}

/* x <- x + f with f = M x - x for a slow contraction, accelerated. */
static void run_acceleration(rift_isa isa, double *unknown) {
  enum { N = 40, MEMORY = 4, STEPS = 9 };
  double *space = rift_allocate_doubles(rift_acceleration_doubles(N, MEMORY) + N);
  double *step = rift_allocate_doubles(N * RIFT_LANES);
  _Alignas(64) double ones[RIFT_LANES];
  double weight[N];
  rift_acceleration a;
  for (size_t i = 0; i < N; i++) {
    weight[i] = 1;
  }
  for (size_t l = 0; l < RIFT_LANES; l++) {
    ones[l] = 1;
  }
  rift_acceleration_start(&a, N, MEMORY, weight, space);
  for (size_t i = 0; i < N * RIFT_LANES; i++) {
    unknown[i] = 1 + (double)(i % 7);
  }
  for (int k = 0; k < STEPS; k++) {
    for (size_t i = 0; i < N * RIFT_LANES; i++) {
      double rate = i / RIFT_LANES % 3 == 0 ? 0.9 : i / RIFT_LANES % 3 == 1 ? 0.5 : -0.4;
      step[i] = (rate - 1) * unknown[i];
    }
    rift_accelerate_for(isa)(&a, ones, ones, unknown, step);
  }
  free(space), free(step);
}

static void test_instruction_sets_agree(void **state) {
  (void)state;
  enum { LENGTH = 4 * VALUES, UNKNOWNS = 40 * RIFT_LANES };
  double *base = rift_allocate_doubles(LENGTH), *other = rift_allocate_doubles(LENGTH);
  double *first = rift_allocate_doubles(UNKNOWNS), *second = rift_allocate_doubles(UNKNOWNS);
  run_functions(RIFT_ISA_BASE, base);
  run_acceleration(RIFT_ISA_BASE, first);
  for (int isa = RIFT_ISA_BASE + 1; isa < RIFT_ISA_COUNT; isa++) {
    if (rift_isa_supported((rift_isa)isa)) {
      run_functions((rift_isa)isa, other);
      run_acceleration((rift_isa)isa, second);
      assert_memory_equal(base, other, LENGTH * sizeof *base);
      assert_memory_equal(first, second, UNKNOWNS * sizeof *first);
    }
  }
  free(base), free(other), free(first), free(second);
}

/* Three rates: three differences are enough, so that nine steps reach what plain steps (0.9 a step) do not. */
static void test_acceleration(void **state) {
  (void)state;
  double *unknown = rift_allocate_doubles(40 * RIFT_LANES);
  run_acceleration(rift_isa_active(), unknown);
  for (size_t i = 0; i < 40 * RIFT_LANES; i++) {
    assert_true(fabs(unknown[i]) < 1e-4);
  }
  free(unknown);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_functions), cmocka_unit_test(test_not_a_number),
                                     cmocka_unit_test(test_product), cmocka_unit_test(test_instruction_sets_agree),
                                     cmocka_unit_test(test_acceleration)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
