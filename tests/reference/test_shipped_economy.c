/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped economy: what scenarios and models rely on. If this fails, data/economy is not what
 * data/make_economy.sh makes, or a margin was changed without looking at what it does. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "economy/projection/balance.h"
#include "economy/evidence.h"

static rift_economy economy;

static int read_shipped(void **state) {
  (void)state;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(&economy, "data/economy", &problems, &error);
  rift_problems_write(&problems, stderr);
  rift_problems_free(&problems);
  return status == RIFT_OK ? 0 : -1;
}

static int free_shipped(void **state) {
  (void)state;
  rift_economy_free(&economy);
  return 0;
}

static void its_shape_is_as_agreed(void **state) {
  (void)state;
  assert_int_equal(economy.region_count, 14);
  assert_int_equal(economy.sector_count, 39);
  assert_int_equal(economy.year, 2023);
  assert_true(economy.usd_per_eur == 1.0813);
  assert_true(rift_economy_sector(&economy, "machine_tools") != RIFT_NOT_FOUND);
  assert_true(rift_economy_sector(&economy, "green_tech") != RIFT_NOT_FOUND);
  assert_true(rift_economy_sector(&economy, "C28") != RIFT_NOT_FOUND);
  assert_true(economy.affiliate_count > 0);
}

/* What scenarios rely on by name. */
static void its_groups_are_as_agreed(void **state) {
  (void)state;
  static const char *const members[] = {"DEU", "FRA", "ITA", "NLD", "CEE", "REU"};
  const rift_group *eu = rift_economy_group(&economy, "EU", true);
  assert_non_null(eu);
  assert_int_equal(eu->count, 6);
  for (size_t i = 0; i < 6; i++) {
    bool found = false;
    for (size_t j = 0; j < 6; j++) {
      found |= strcmp(economy.regions.items[eu->members[j]], members[i]) == 0;
    }
    assert_true(found);
  }
  assert_int_equal(rift_economy_group(&economy, "WEST", true)->count, 11);
  const rift_group *autos = rift_economy_group(&economy, "autos", false);
  assert_true(autos->count == 1 && autos->members[0] == rift_economy_sector(&economy, "C29"));
  for (size_t i = 0; i < economy.group_count; i++) {
    assert_true(economy.groups[i].kind != RIFT_GROUP_SECTOR_PROXY); /* none is needed any more */
  }
}

/* Balanced to 1e-6 of each node's output as promised (it is written so that it adds up to the last
 * decimal: 1e-12 leaves room for the sums of 600 rounded numbers in binary). */
static void its_accounts_add_up(void **state) {
  (void)state;
  double sum = 0;
  assert_true(rift_economy_worst_gap(&economy, &sum) < 1e-12);
}

static void it_is_not_negative_where_it_must_not_be(void **state) {
  (void)state;
  size_t n = economy.node_count;
  for (size_t i = 0; i < n * n; i++) {
    assert_true(economy.intermediate[i] >= 0);
  }
  for (size_t i = 0; i < n * economy.region_count * economy.category_count; i++) {
    assert_true(economy.final_demand[i] >= 0);
  }
  for (size_t i = 0; i < n; i++) {
    assert_true(economy.gross_output[i] >= 0 && economy.value_added[i] >= 0);
    assert_true(economy.gross_output[i] > 0 || economy.value_added[i] == 0);
  }
}

/* Every figure of data/evidence.csv inside its band, or explained. */
static void it_fits_what_is_known(void **state) {
  (void)state;
  rift_evidence evidence;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  assert_int_equal(
      rift_evidence_read(&evidence, &economy, "data/evidence.csv", NULL, &problems, &error), RIFT_OK);
  size_t inside = 0;
  for (size_t i = 0; i < evidence.count; i++) {
    inside += evidence.items[i].verdict == RIFT_VERDICT_INSIDE;
  }
  rift_status status = rift_evidence_report(&evidence, "data/evidence.csv", &problems, &error);
  rift_problems_write(&problems, stderr);
  assert_int_equal(status, RIFT_OK);
  assert_true(evidence.count >= 20);
  assert_true(5 * inside >= 4 * evidence.count); /* explanations are the exception */
  rift_evidence_free(&evidence);
  rift_problems_free(&problems);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(its_shape_is_as_agreed),
      cmocka_unit_test(its_groups_are_as_agreed),
      cmocka_unit_test(its_accounts_add_up),
      cmocka_unit_test(it_is_not_negative_where_it_must_not_be),
      cmocka_unit_test(it_fits_what_is_known),
  };
  return cmocka_run_group_tests_name("shipped economy", tests, read_shipped, free_shipped);
}
