/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GRAS. The solution is known by its form: with given row and column sums it is the one table
 * x = r a s (a > 0), a / (r s) (a < 0), x = 0 (a = 0) that has these sums (Lenzen, Wood & Gallego
 * 2007), because the objective is strictly convex. So form and sums together prove a solution, with
 * no other solver needed. The table of Junius & Oosterhaven (2003) is the standard example. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "numeric/gras.h"

/* Rows first, then columns: u has m, v has n targets. */
static void two_margins(rift_gras *gras, size_t m, size_t n, const double *u, const double *v) {
  rift_gras_init(gras);
  for (size_t i = 0; i < m; i++) {
    assert_int_equal(rift_gras_begin(gras, u[i], NULL), RIFT_OK);
    for (size_t j = 0; j < n; j++) {
      assert_int_equal(rift_gras_add(gras, i * n + j, false, NULL), RIFT_OK);
    }
  }
  for (size_t j = 0; j < n; j++) {
    assert_int_equal(rift_gras_begin(gras, v[j], NULL), RIFT_OK);
    for (size_t i = 0; i < m; i++) {
      assert_int_equal(rift_gras_add(gras, i * n + j, false, NULL), RIFT_OK);
    }
  }
}

static void assert_sums(size_t m, size_t n, const double *x, const double *u, const double *v) {
  for (size_t i = 0; i < m; i++) {
    double sum = 0;
    for (size_t j = 0; j < n; j++) {
      sum += x[i * n + j];
    }
    assert_true(fabs(sum - u[i]) < 1e-9); /* 1e-10 of sums below 30 */
  }
  for (size_t j = 0; j < n; j++) {
    double sum = 0;
    for (size_t i = 0; i < m; i++) {
      sum += x[i * n + j];
    }
    assert_true(fabs(sum - v[j]) < 1e-9);
  }
}

/* q = r s cell by cell: the ratio for positive cells, its inverse for negative ones. A product form
 * has q_ij q_kl = q_il q_kj for every square of non-zero cells. */
static void assert_form(size_t m, size_t n, const double *a, const double *x) {
  double q[64] = {0};
  size_t squares = 0;
  assert_true(m * n <= 64);
  for (size_t i = 0; i < m * n; i++) {
    assert_true(a[i] == 0 ? x[i] == 0 : a[i] * x[i] > 0);
    q[i] = a[i] == 0 ? 0 : (a[i] > 0 ? x[i] / a[i] : a[i] / x[i]);
  }
  for (size_t i = 0; i < m; i++) {
    for (size_t k = i + 1; k < m; k++) {
      for (size_t j = 0; j < n; j++) {
        for (size_t l = j + 1; l < n; l++) {
          double left = q[i * n + j] * q[k * n + l];
          double right = q[i * n + l] * q[k * n + j];
          if (left > 0 && right > 0) {
            assert_true(fabs(left / right - 1) < 1e-12); /* rounding of some hundred products */
            squares++;
          }
        }
      }
    }
  }
  assert_true(squares > 0);
}

static rift_status solve(const rift_gras *gras, double *x, double *drift, size_t *sweeps) {
  rift_gras_outcome outcome;
  rift_status status = rift_gras_solve(gras, x, NULL, drift, &outcome, NULL);
  if (sweeps != NULL) {
    *sweeps = outcome.sweeps;
  }
  return status;
}

static void the_example_of_junius_and_oosterhaven(void **state) {
  (void)state;
  static const double a[12] = {7, 3, 5, -3, 2, 9, 8, 1, -2, 0, 2, 1};
  static const double u[3] = {15, 26, -1};
  static const double v[4] = {9, 16, 17, -2};
  double x[12];
  memcpy(x, a, sizeof x);
  rift_gras gras;
  two_margins(&gras, 3, 4, u, v);
  assert_int_equal(solve(&gras, x, NULL, NULL), RIFT_OK);
  assert_sums(3, 4, x, u, v);
  assert_form(3, 4, a, x);
  rift_gras_free(&gras);
}

/* A column without positive cells: its multiplier is -down / target (Lenzen et al. 2007, and
 * Temurshoev, Miller & Bouwmeester 2013). The lone cell must take the whole target. */
static void a_column_without_positive_cells(void **state) {
  (void)state;
  static const double a[12] = {7, 3, 5, -3, 2, 9, 8, 0, -2, 0, 2, 0};
  static const double u[3] = {15, 26, -1};
  static const double v[4] = {9, 16, 17, -2};
  double x[12];
  memcpy(x, a, sizeof x);
  rift_gras gras;
  two_margins(&gras, 3, 4, u, v);
  assert_int_equal(solve(&gras, x, NULL, NULL), RIFT_OK);
  assert_sums(3, 4, x, u, v);
  assert_form(3, 4, a, x);
  assert_true(fabs(x[3] + 2) < 1e-12);
  rift_gras_free(&gras);
}

/* A 2 x 2 table of equal cells with sums (3, 1) and (2, 2) is its rank-one completion:
 * x_ij = u_i v_j / total, in closed form. */
static void equal_cells_become_the_product_of_the_margins(void **state) {
  (void)state;
  static const double u[2] = {3, 1};
  static const double v[2] = {2, 2};
  static const double expected[4] = {1.5, 1.5, 0.5, 0.5};
  double x[4] = {1, 1, 1, 1};
  rift_gras gras;
  two_margins(&gras, 2, 2, u, v);
  assert_int_equal(solve(&gras, x, NULL, NULL), RIFT_OK);
  for (size_t i = 0; i < 4; i++) {
    assert_true(fabs(x[i] - expected[i]) < 1e-12);
  }
  rift_gras_free(&gras);
}

/* A constraint with both coefficients: x1 - x2 = 0 from (4, 1). The minimum of
 * a (z ln z - z + 1) has z1 = r, z2 = 1 / r, so x1 = x2 = sqrt(4 * 1) = 2. */
static void a_difference_is_met_by_the_geometric_mean(void **state) {
  (void)state;
  double x[2] = {4, 1};
  rift_gras gras;
  rift_gras_init(&gras);
  assert_int_equal(rift_gras_begin(&gras, 0, NULL), RIFT_OK);
  assert_int_equal(rift_gras_add(&gras, 0, false, NULL), RIFT_OK);
  assert_int_equal(rift_gras_add(&gras, 1, true, NULL), RIFT_OK);
  assert_int_equal(solve(&gras, x, NULL, NULL), RIFT_OK);
  assert_true(fabs(x[0] - 2) < 1e-12 && fabs(x[1] - 2) < 1e-12);
  rift_gras_free(&gras);
}

/* Sums that hold already must change nothing, not even a last bit. */
static void a_balanced_table_stays_as_it_is(void **state) {
  (void)state;
  static const double a[4] = {1, 2, 3, 4};
  static const double u[2] = {3, 7};
  static const double v[2] = {4, 6};
  double x[4];
  size_t sweeps = 9;
  memcpy(x, a, sizeof x);
  rift_gras gras;
  two_margins(&gras, 2, 2, u, v);
  assert_int_equal(solve(&gras, x, NULL, &sweeps), RIFT_OK);
  assert_int_equal(sweeps, 0);
  assert_memory_equal(x, a, sizeof x);
  rift_gras_free(&gras);
}

/* Two targets for one sum: both drift for ever, the third constraint comes to rest. */
static void contradictions_are_seen_by_their_drift(void **state) {
  (void)state;
  double x[4] = {1, 1, 5, 5};
  static const double targets[3] = {2, 3, 10};
  rift_gras gras;
  rift_gras_init(&gras);
  for (size_t k = 0; k < 3; k++) {
    assert_int_equal(rift_gras_begin(&gras, targets[k], NULL), RIFT_OK);
    assert_int_equal(rift_gras_add(&gras, k == 2 ? 2 : 0, false, NULL), RIFT_OK);
    assert_int_equal(rift_gras_add(&gras, k == 2 ? 3 : 1, false, NULL), RIFT_OK);
  }
  double drift[3] = {9, 9, 9};
  rift_gras_outcome outcome;
  assert_int_equal(rift_gras_solve(&gras, x, NULL, drift, &outcome, NULL), RIFT_NOT_CONVERGED);
  assert_true(drift[0] > 0.4 && drift[1] > 0.4 && drift[2] == 0);
  assert_int_equal(outcome.worst_constraint, 0);
  assert_true(fabs(outcome.worst - 1.0 / 3) < 1e-12); /* |3 - 2| of 3 */
  gras.constraints[0].released = true;
  assert_int_equal(rift_gras_solve(&gras, x, NULL, drift, &outcome, NULL), RIFT_OK);
  assert_true(fabs(x[0] + x[1] - 3) < 1e-12);
  rift_gras_free(&gras);
}

static void what_no_scaling_can_reach_is_named(void **state) {
  (void)state;
  static const double cells[3] = {0, 2, -3};
  double x[3];
  static const struct {
    size_t cell;
    bool minus;
    double target;
    rift_gras_reach expected;
  } cases[] = {{0, false, 1, RIFT_GRAS_EMPTY},       {0, false, 0, RIFT_GRAS_REACHABLE},
               {1, false, -1, RIFT_GRAS_WRONG_SIGN}, {1, true, -1, RIFT_GRAS_REACHABLE},
               {2, false, 1, RIFT_GRAS_WRONG_SIGN},  {2, false, -1, RIFT_GRAS_REACHABLE},
               {2, false, 0, RIFT_GRAS_REACHABLE}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rift_gras gras;
    rift_gras_outcome outcome;
    rift_gras_init(&gras);
    assert_int_equal(rift_gras_begin(&gras, cases[i].target, NULL), RIFT_OK);
    assert_int_equal(rift_gras_add(&gras, cases[i].cell, cases[i].minus, NULL), RIFT_OK);
    assert_int_equal(rift_gras_reach_of(&gras, 0, cells), cases[i].expected);
    memcpy(x, cells, sizeof x);
    assert_int_equal(rift_gras_solve(&gras, x, NULL, NULL, &outcome, NULL),
                     cases[i].expected == RIFT_GRAS_REACHABLE ? RIFT_OK : RIFT_INVALID);
    if (cases[i].expected == RIFT_GRAS_REACHABLE) {
      double signed_cell = cases[i].minus ? -x[cases[i].cell] : x[cases[i].cell];
      assert_true(fabs(signed_cell - cases[i].target) < 1e-12);
    }
    rift_gras_free(&gras);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_example_of_junius_and_oosterhaven),
      cmocka_unit_test(a_column_without_positive_cells),
      cmocka_unit_test(equal_cells_become_the_product_of_the_margins),
      cmocka_unit_test(a_difference_is_met_by_the_geometric_mean),
      cmocka_unit_test(a_balanced_table_stays_as_it_is),
      cmocka_unit_test(contradictions_are_seen_by_their_drift),
      cmocka_unit_test(what_no_scaling_can_reach_is_named),
  };
  return cmocka_run_group_tests_name("gras", tests, NULL, NULL);
}
