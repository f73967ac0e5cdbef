/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balancing: wrong accounts here would be wrong in every result that follows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/projection/balance.h"
#include "support/margin_files.h"
#include "support/toy.h"

static double sales(const rift_economy *e, size_t i) {
  double sum = 0;
  for (size_t j = 0; j < e->node_count; j++) {
    sum += e->intermediate[i * e->node_count + j];
  }
  for (size_t k = 0; k < e->region_count * e->category_count; k++) {
    sum += e->final_demand[i * e->region_count * e->category_count + k];
  }
  return sum;
}

static double inputs(const rift_economy *e, size_t j) {
  double sum = e->value_added[j] + e->taxes[j] + e->margins[j];
  for (size_t i = 0; i < e->node_count; i++) {
    sum += e->intermediate[i * e->node_count + j];
  }
  return sum;
}

static void assert_balanced(const rift_economy *e, double tolerance) {
  for (size_t i = 0; i < e->node_count; i++) {
    assert_true(fabs(sales(e, i) - e->gross_output[i]) <= tolerance * e->gross_output[i]);
    assert_true(fabs(inputs(e, i) - e->gross_output[i]) <= tolerance * e->gross_output[i]);
  }
}

/* Every flow off by up to 10 %; outputs and primary inputs are those of a balanced table. */
static void disturb(rift_economy *e) {
  uint64_t seed = 99;
  for (size_t i = 0; i < e->node_count * e->node_count; i++) {
    e->intermediate[i] *= 0.9 + 0.2 * toy_random(&seed);
  }
  for (size_t i = 0; i < e->node_count * e->region_count * e->category_count; i++) {
    e->final_demand[i] *= 0.9 + 0.2 * toy_random(&seed);
  }
}

/* The solution is unique, with one multiplier r for each seller and one s for each buyer: positive
 * inputs become r z s, positive final demand r f, negative f / r. */
static void scaling_has_the_form_of_gras(void **state) {
  (void)state;
  rift_economy e;
  rift_economy before;
  rift_balance_report report;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  toy_economy(&e, 3, 5, 7);
  toy_economy(&before, 3, 5, 7);
  disturb(&e);
  disturb(&before);
  assert_int_equal(rift_economy_balance(&e, NULL, &report, &problems, &error), RIFT_OK);
  assert_balanced(&e, 1e-9); /* default tolerance 1e-10 of a row's mass, which is near its output */
  size_t finals = e.region_count * e.category_count;
  double s[15] = {0};
  for (size_t i = 0; i < e.node_count; i++) {
    if (i == 3) {
      continue; /* no output */
    }
    double r = e.final_demand[i * finals] / before.final_demand[i * finals];
    for (size_t k = 0; k < finals; k++) {
      double a = before.final_demand[i * finals + k];
      double x = e.final_demand[i * finals + k];
      assert_true(a * x > 0);
      assert_true(fabs((a > 0 ? x / a : a / x) / r - 1) < 1e-11);
    }
    for (size_t j = 0; j < e.node_count; j++) {
      double a = before.intermediate[i * e.node_count + j];
      double x = e.intermediate[i * e.node_count + j];
      if (a > 0) {
        s[j] = s[j] == 0 ? x / a / r : s[j];
        assert_true(fabs(x / a / r / s[j] - 1) < 1e-11);
      }
    }
  }
  for (size_t i = 0; i < e.node_count; i++) {
    assert_true(e.value_added[i] == before.value_added[i] && e.taxes[i] == before.taxes[i]);
    assert_true(fabs(e.gross_output[i] - before.gross_output[i]) <= 1e-9 * e.gross_output[i]);
  }
  rift_problems_free(&problems);
  rift_economy_free(&e);
  rift_economy_free(&before);
}

static void nothing_held_lets_output_float(void **state) {
  (void)state;
  rift_economy e;
  rift_balance_report report;
  rift_problems problems;
  rift_error error;
  rift_balance_options options = rift_balance_options_default();
  options.hold = RIFT_HOLD_NOTHING;
  rift_problems_init(&problems);
  toy_economy(&e, 3, 5, 7);
  disturb(&e);
  assert_int_equal(rift_economy_balance(&e, &options, &report, &problems, &error), RIFT_OK);
  assert_balanced(&e, 1e-9);
  assert_true(report.gap_before > 1e-3 && report.gap_after < 1e-9 && report.moved > 0);
  rift_problems_free(&problems);
  rift_economy_free(&e);
}

static void inventories_and_negatives_are_treated_as_stated(void **state) {
  (void)state;
  rift_economy e;
  rift_balance_report report;
  rift_problems problems;
  rift_error error;
  rift_balance_options options = rift_balance_options_default();
  options.inventories = 0.1;
  options.clip_negatives = true;
  options.decimals = 3;
  rift_problems_init(&problems);
  toy_economy(&e, 3, 5, 7);
  size_t negative = 0;
  double all = 0;
  double below = 0;
  for (size_t i = 0; i < e.node_count * 9; i++) {
    bool inventory = i % 3 == 2;
    all += inventory ? fabs(e.final_demand[i]) : 0;
    negative += e.final_demand[i] < 0;
    below += e.final_demand[i] < 0 ? -0.1 * e.final_demand[i] : 0;
  }
  assert_int_equal(rift_economy_balance(&e, &options, &report, &problems, &error), RIFT_OK);
  assert_true(negative > 0 && report.clipped_count == negative);
  assert_true(fabs(report.clipped_musd - below) < 1e-9);
  assert_true(fabs(report.inventories_before_musd - all) < 1e-9);
  for (size_t i = 0; i < e.node_count * 9; i++) {
    double scaled = e.final_demand[i] * 1000;
    assert_true(e.final_demand[i] >= 0 && fabs(scaled - nearbyint(scaled)) < 1e-6);
  }
  assert_balanced(&e, 1e-12); /* rounded numbers add up but for the last bit */
  rift_problems_free(&problems);
  rift_economy_free(&e);
}

/* Output of 100 without a single sale cannot be balanced; which node, and how much, must be said. */
static void a_row_without_sales_is_explained(void **state) {
  (void)state;
  rift_economy e;
  rift_balance_report report;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  toy_economy(&e, 3, 5, 7);
  e.gross_output[3] = 100;
  e.value_added[3] = 80;
  assert_int_equal(rift_economy_balance(&e, NULL, &report, &problems, &error), RIFT_INVALID);
  assert_int_equal(problems.count, 2);
  assert_non_null(find_problem(&problems, "sales of DEU C28: expected 100 million USD"));
  assert_non_null(find_problem(&problems, "inputs of DEU C28: expected 20 million USD"));
  assert_non_null(find_problem(&problems, "all its flows are zero"));
  rift_problems_free(&problems);
  rift_economy_free(&e);
}

/* Inputs that must add up to more than is sold anywhere for use as inputs: no scaling helps. */
static void contradictory_accounts_are_explained(void **state) {
  (void)state;
  rift_economy e;
  rift_balance_report report;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  toy_economy(&e, 1, 3, 7);
  for (size_t j = 0; j < 3; j++) {
    e.value_added[j] = -e.gross_output[j]; /* inputs would be twice the output */
    e.taxes[j] = e.margins[j] = 0;
  }
  for (size_t i = 0; i < 9; i++) {
    e.final_demand[i] = fabs(e.final_demand[i]); /* sales to final users cannot be negative */
  }
  assert_int_equal(rift_economy_balance(&e, NULL, &report, &problems, &error),
                   RIFT_NOT_CONVERGED);
  assert_non_null(find_problem(&problems, "inputs of DEU"));
  assert_non_null(find_problem(&problems, "it contradicts"));
  rift_problems_free(&problems);
  rift_economy_free(&e);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scaling_has_the_form_of_gras),
      cmocka_unit_test(nothing_held_lets_output_float),
      cmocka_unit_test(inventories_and_negatives_are_treated_as_stated),
      cmocka_unit_test(a_row_without_sales_is_explained),
      cmocka_unit_test(contradictory_accounts_are_explained),
  };
  return cmocka_run_group_tests_name("balance", tests, NULL, NULL);
}
