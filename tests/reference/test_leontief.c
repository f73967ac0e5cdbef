/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two-sector example of Miller & Blair, Input-Output Analysis (2nd ed. 2009, ch. 2): Z = [[150, 500], [200, 100]],
 * f = (350, 1700), x = (1000, 2000). With two sectors every answer is a fraction: det(I - A) = 0.85 * 0.95 - 0.25 * 0.2 =
 * 0.7575, so that L = [[380, 100], [80, 340]] / 303. The book prints four to ten digits, which the fractions round to; the
 * tests use the fractions themselves.
 * Tolerance 1e-12 relative: a system of condition below 3 loses two or three roundings of 1e-16. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "model/static/leontief.h"

static const double flows[4] = {150, 500, 200, 100};
static const double output[2] = {1000, 2000};

static void assert_near(double found, double expected) {
  if (!(fabs(found - expected) <= 1e-12 * fabs(expected))) {
    fail_msg("found %.17g, expected %.17g", found, expected);
  }
}

static void assert_matrix(const double found[4], const double numerators[4], double denominator) {
  for (size_t i = 0; i < 4; i++) {
    assert_near(found[i], numerators[i] / denominator);
  }
}

static void leontief_inverse_and_new_demand(void **state) {
  (void)state;
  static const double numerators[4] = {380, 100, 80, 340};
  double inverse[4];
  rift_error error;
  assert_int_equal(rift_leontief_inverse(2, flows, output, inverse, &error), RIFT_OK);
  assert_matrix(inverse, numerators, 303);
  /* As printed: 1.2541, 0.3300, 0.2640, 1.1221. */
  assert_true(fabs(inverse[0] - 1.2541) < 5e-5 && fabs(inverse[1] - 0.33) < 5e-5);
  assert_true(fabs(inverse[2] - 0.2640) < 5e-5 && fabs(inverse[3] - 1.1221) < 5e-5);
  assert_near(inverse[0] * 600 + inverse[1] * 1500, 126000 / 101.0); /* printed 1247.5 */
  assert_near(inverse[2] * 600 + inverse[3] * 1500, 186000 / 101.0); /* printed 1841.6 */
  assert_near(inverse[0] * 350 + inverse[1] * 1700, 1000);           /* the base again */
  assert_near(inverse[2] * 350 + inverse[3] * 1700, 2000);
}

static void ghosh_inverse(void **state) {
  (void)state;
  static const double numerators[4] = {380, 200, 40, 340};
  double inverse[4];
  rift_error error;
  assert_int_equal(rift_ghosh_inverse(2, flows, output, inverse, &error), RIFT_OK);
  assert_matrix(inverse, numerators, 303);
  assert_near(650 * inverse[0] + 1400 * inverse[2], 1000); /* primary inputs (650, 1400) give the base */
  assert_near(650 * inverse[1] + 1400 * inverse[3], 2000);
}

/* Extraction (ch. 12). Wholly: what is left is the other sector alone, x = f / (1 - a): 3000 - 1700 / 0.95 for sector 1. The
 * purchases of a sector: its column of A gone; its sales: its row of B gone. */
static void extraction(void **state) {
  (void)state;
  rift_extraction first, second;
  rift_error error;
  assert_int_equal(rift_extraction_compute(2, flows, output, 0, &first, &error), RIFT_OK);
  assert_near(first.total, 23000 / 19.0);
  assert_near(first.backward, 7850 / 19.0);
  assert_near(first.forward, 13850 / 19.0);
  assert_int_equal(rift_extraction_compute(2, flows, output, 1, &second, &error), RIFT_OK);
  assert_near(second.total, 44000 / 17.0);
  assert_near(second.backward, 13700 / 17.0);
  assert_near(second.forward, 7700 / 17.0);
}

/* A sector without output has no coefficients: it neither divides by zero nor changes the others. */
static void a_sector_without_output(void **state) {
  (void)state;
  static const double wider[9] = {150, 0, 500, 0, 0, 0, 200, 0, 100};
  static const double outputs[3] = {1000, 0, 2000};
  static const double numerators[9] = {380, 0, 100, 0, 303, 0, 80, 0, 340};
  double inverse[9];
  rift_error error;
  assert_int_equal(rift_leontief_inverse(3, wider, outputs, inverse, &error), RIFT_OK);
  for (size_t i = 0; i < 9; i++) {
    assert_near(inverse[i], numerators[i] / 303);
  }
  assert_int_equal(rift_ghosh_inverse(3, wider, outputs, inverse, &error), RIFT_OK);
  assert_near(inverse[2], 200 / 303.0);
  assert_near(inverse[4], 1);
}

/* Two sectors that only feed each other (A has the eigenvalue 1): no inverse, and a sentence instead of numbers. */
static void a_closed_economy_has_no_inverse(void **state) {
  (void)state;
  static const double closed[4] = {0, 2000, 1000, 0};
  double inverse[4];
  rift_error error = {0};
  assert_int_equal(rift_leontief_inverse(2, closed, output, inverse, &error), RIFT_INVALID);
  assert_non_null(strstr(error.message, "not productive"));
}

/* Each sector needs 1.5 units of the other for one of its own: I - A has an inverse, with outputs below zero in it, which no
 * economy produces. */
static void an_economy_that_eats_more_than_it_makes(void **state) {
  (void)state;
  static const double wasteful[4] = {0, 3000, 1500, 0};
  double inverse[4];
  rift_error error = {0};
  assert_int_equal(rift_leontief_inverse(2, wasteful, output, inverse, &error), RIFT_INVALID);
  assert_non_null(strstr(error.message, "not productive"));
  assert_int_equal(rift_ghosh_inverse(2, wasteful, output, inverse, &error), RIFT_INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(leontief_inverse_and_new_demand), cmocka_unit_test(ghosh_inverse), cmocka_unit_test(extraction),
      cmocka_unit_test(a_sector_without_output), cmocka_unit_test(a_closed_economy_has_no_inverse),
      cmocka_unit_test(an_economy_that_eats_more_than_it_makes)};
  return cmocka_run_group_tests_name("leontief", tests, NULL, NULL);
}
