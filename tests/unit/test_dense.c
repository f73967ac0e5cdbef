/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dense algebra: a wrong index here would bend every result of every model. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/batch.h"
#include "numeric/dense.h"

static double pseudo_random(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(*state >> 11) * 0x1p-53;
}

static void fill(double *values, size_t count, uint64_t seed) {
  for (size_t i = 0; i < count; i++) {
    values[i] = pseudo_random(&seed) - 0.5;
  }
}

/* Against the triple loop; sums of at most 400 terms of size 1/4 agree to 400 ulp of 100: 1e-11. */
static void products_equal_the_triple_loop(void **state) {
  (void)state;
  static const size_t sizes[][3] = {{1, 1, 1}, {6, 16, 5}, {7, 17, 193}, {50, 33, 400}, {5, 3, 0}};
  for (size_t c = 0; c < sizeof sizes / sizeof sizes[0]; c++) {
    size_t m = sizes[c][0], n = sizes[c][1], depth = sizes[c][2];
    double *a = rift_allocate_doubles(m * depth + 1), *b = rift_allocate_doubles(depth * n + 1);
    double *sum = rift_allocate_doubles(m * n), *plain = rift_allocate_doubles(m * n);
    fill(a, m * depth, c + 1);
    fill(b, depth * n, c + 2);
    fill(sum, m * n, c + 3);
    memcpy(plain, sum, m * n * sizeof *sum);
    for (size_t i = 0; i < m; i++) {
      for (size_t j = 0; j < n; j++) {
        for (size_t k = 0; k < depth; k++) {
          plain[i * n + j] -= a[i * depth + k] * b[k * n + j];
        }
      }
    }
    assert_int_equal(rift_dense_add_product(m, n, depth, -1, (rift_dense_view){a, depth},
                                            (rift_dense_view){b, n}, (rift_dense_view){sum, n}, NULL), RIFT_OK);
    for (size_t i = 0; i < m * n; i++) {
      assert_true(fabs(sum[i] - plain[i]) < 1e-11);
    }
    free(a), free(b), free(sum), free(plain);
  }
}

static void packed_products_equal_the_plain_sum_to_the_bit(void **state) {
  (void)state;
  enum { ROWS = 20, COLUMNS = 37 };
  double dense[ROWS * COLUMNS];
  fill(dense, ROWS * COLUMNS, 5);
  rift_packed matrix;
  assert_int_equal(rift_packed_init(&matrix, ROWS, COLUMNS, dense, COLUMNS, NULL), RIFT_OK);
  double *x = rift_allocate_doubles(COLUMNS * RIFT_LANES);
  double *y = rift_allocate_doubles(RIFT_PADDED_ROWS(ROWS) * RIFT_LANES);
  fill(x, COLUMNS * RIFT_LANES, 6);
  rift_packed_product(&matrix, ROWS, COLUMNS - 4, x, y);
  for (size_t i = 0; i < ROWS; i++) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double sum = 0;
      for (size_t k = 0; k < COLUMNS - 4; k++) {
        sum += dense[i * COLUMNS + k] * x[k * RIFT_LANES + lane];
      }
      assert_true(sum == y[i * RIFT_LANES + lane]);
    }
  }
  free(x), free(y);
  rift_packed_free(&matrix);
}

/* I - A with column sums of A of 0.9: the inverse times the matrix is the identity to n ulp of the condition number (about 20): 1e-11. */
static void inverts_leontief_matrices(void **state) {
  (void)state;
  static const size_t sizes[] = {1, 2, 95, 96, 97, 250};
  for (size_t c = 0; c < sizeof sizes / sizeof sizes[0]; c++) {
    size_t n = sizes[c];
    double *a = rift_allocate_doubles(n * n), *inverse = rift_allocate_doubles(n * n);
    uint64_t seed = n;
    for (size_t j = 0; j < n; j++) {
      double sum = 0;
      for (size_t i = 0; i < n; i++) {
        a[i * n + j] = pseudo_random(&seed);
        sum += a[i * n + j];
      }
      for (size_t i = 0; i < n; i++) {
        a[i * n + j] = (double)(i == j) - 0.9 * a[i * n + j] / sum;
      }
    }
    memcpy(inverse, a, n * n * sizeof *a);
    assert_int_equal(rift_dense_invert(n, inverse, NULL), RIFT_OK);
    for (size_t i = 0; i < n; i++) {
      for (size_t j = 0; j < n; j++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++) {
          sum += a[i * n + k] * inverse[k * n + j];
        }
        assert_true(fabs(sum - (double)(i == j)) < 1e-11);
      }
    }
    free(a), free(inverse);
  }
}

static void refuses_singular_matrices(void **state) {
  (void)state;
  double a[] = {1, -1, -1, 1};
  rift_error error;
  assert_int_equal(rift_dense_invert(2, a, &error), RIFT_INVALID);
  assert_non_null(strstr(error.message, "singular"));
  double nan_matrix[] = {(double)NAN, 0, 0, 1};
  assert_int_equal(rift_dense_invert(2, nan_matrix, &error), RIFT_INVALID);
}

static void solves_with_pivoting(void **state) {
  (void)state;
  double a[] = {0, 2, 1, 1, 0, 0, 3, 1, 1};
  double b[] = {7, 1, 8}; /* x = (1, 2, 3) */
  assert_true(rift_dense_solve(3, a, 1, b));
  assert_true(fabs(b[0] - 1) < 1e-15 && fabs(b[1] - 2) < 1e-15 && fabs(b[2] - 3) < 1e-15);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(products_equal_the_triple_loop),
      cmocka_unit_test(packed_products_equal_the_plain_sum_to_the_bit),
      cmocka_unit_test(inverts_leontief_matrices),
      cmocka_unit_test(refuses_singular_matrices),
      cmocka_unit_test(solves_with_pivoting),
  };
  return cmocka_run_group_tests_name("dense", tests, NULL, NULL);
}
