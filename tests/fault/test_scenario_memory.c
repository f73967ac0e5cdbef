/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a scenario while each allocation fails in turn: it must neither crash, nor leak, nor
 * read anything but what stands there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "support/failing_memory.h"
#include "support/scenario_economy.h"

#ifdef FAILING_MEMORY_UNAVAILABLE

int main(void) { return failing_memory_skip("scenario_memory"); }

#else

static bool same;             /* as the reference */
static char reference[65536]; /* the resolved text when nothing fails */

static rift_status read_once(const rift_economy *economy, const char *path, bool is_reference) {
  static const rift_setting settings[] = {{"horizon.months", "24"}};
  rift_problems problems;
  rift_scenario scenario;
  rift_problems_init(&problems);
  rift_status status = rift_scenario_read(&scenario, path, economy, settings, 1, &problems, NULL);
  if (status == RIFT_OK && is_reference) {
    snprintf(reference, sizeof reference, "%s", scenario.resolved);
  }
  if (status == RIFT_OK) {
    same = strcmp(reference, scenario.resolved) == 0;
    rift_scenario_free(&scenario);
  }
  rift_problems_free(&problems);
  return status;
}

static void fail_each(const rift_economy *economy, const char *path, rift_status outcome) {
  /* Buffers that libraries keep are made now. */
  assert_int_equal(read_once(economy, path, true), outcome);
  long nth = 0;
  long failures = 0;
  for (;; nth++) {
    long before = failing_memory.living;
    failing_memory_arm(nth);
    rift_status status = read_once(economy, path, false);
    bool failed = failing_memory_disarm();
    if (failing_memory.living != before) {
      fail_msg("%s: %ld blocks are left when allocation %ld fails", path,
               failing_memory.living - before, nth);
    }
    if (!failed) {
      assert_int_equal(status, outcome);
      break;
    }
    /* A stream without its buffer reads well all the same, and an error without its did-you-mean is
     * one. */
    if (status == RIFT_OK && (outcome != RIFT_OK || !same)) {
      fail_msg("%s: read as something else when allocation %ld fails", path, nth);
    }
    failures += status == RIFT_FAILED;
  }
  assert_true(nth > 50 && failures > nth / 2);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  rift_economy economy;
  rift_economy shipped;
  rift_problems problems;
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(&shipped, "data/economy", &problems, NULL), RIFT_OK);
  assert_true(scenario_economy_create(&economy));
  fail_each(&shipped, "scenarios/control.yaml", RIFT_OK);
  fail_each(&shipped, "scenarios/tariff-war.yaml", RIFT_OK);
  rift_economy_free(&shipped);
  rift_problems_free(&problems);
  fail_each(&economy, "tests/fault/escalation.yaml", RIFT_OK);
  fail_each(&economy, "tests/cli/malformed_scenarios/unknown-quantity.yaml", RIFT_INVALID);
  fail_each(&economy, "tests/cli/malformed_scenarios/capacity-twice.yaml", RIFT_INVALID);
  scenario_economy_free(&economy);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests_name("scenario_memory", tests, NULL, NULL);
}

#endif
