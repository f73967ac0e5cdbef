/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out anywhere while a run is prepared or executed: RIFT_FAILED with a sentence, nothing left behind, and
 * never a run that is half made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/failing_allocator.h"

#ifndef FAILING_ALLOCATOR

static void skipped(void **state) {
  (void)state;
  print_message("skipped: the sanitizer has taken the allocator's place\n");
  skip();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(skipped)};
  return cmocka_run_group_tests_name("run faults", tests, NULL, NULL);
}

#else

#include "montecarlo/run.h"
#include "support/toy.h"

/* Overlapping measures of every channel, groups of suppliers, correlated sizes: every part of the preparation has work. */
static const char text[] =
    "measures:\n"
    "  - {id: cut, instrument: export_control, from: [DEU, FRA], to: [CHN], sectors: [C28, C26],\n"
    "     size: {dist: pert, min: 0.2, mode: 0.5, max: 0.9, unit: share, source: test}}\n"
    "  - {id: ban, instrument: import_ban, from: [DEU], to: [CHN], sectors: [C26], size: {value: 0.3, unit: share, source: test}}\n"
    "  - {id: boycott, instrument: boycott, from: [DEU], by: [CHN], sectors: [C29],\n"
    "     size: {dist: beta, mean: 0.3, sd: 0.1, unit: share, source: test}}\n"
    "  - {id: premium, instrument: demand_support, by: [CHN, FRA], sectors: [C29, C26],\n"
    "     size: {dist: uniform, min: 0, max: 0.5, unit: share, source: test}}\n"
    "  - {id: duty, instrument: tariff, kind: increase, from: [CHN], to: [DEU, FRA], sectors: [C26, C29],\n"
    "     size: {dist: lognormal, median: 0.2, sigma: 0.4, unit: ad_valorem, source: test}}\n"
    "  - {id: plant, instrument: capacity_loss, in: [CHN], sectors: [C29],\n"
    "     size: {dist: uniform, min: 0, max: 1, unit: share, source: test}}\n"
    "correlation:\n  - {a: cut.size, b: duty.size, rho: 0.6, source: test}\n";

static rift_economy economy;
static rift_scenario scenario;

/* One trade elasticity a sector, which the economy owns. */
static void add_elasticities(rift_economy *e) {
  e->trade_elasticities = rift_allocate(e->sector_count, sizeof *e->trade_elasticities);
  for (size_t s = 0; s < e->sector_count; s++) {
    char id[32];
    snprintf(id, sizeof id, "%s.theta", e->sectors.items[s]);
    e->trade_elasticities[s] = (rift_quantity){.given = true, .id = rift_copy_text(id), .unit = rift_copy_text("elasticity"), .source = rift_copy_text("test")};
    e->trade_elasticities[s].distribution = (rift_distribution){.kind = RIFT_LOGNORMAL, .a = 1.5, .b = 0.2, .low = 0.5, .high = 30};
  }
}

static int set_up(void **state) {
  (void)state;
  toy_economy(&economy, 3, 5, 7);
  add_elasticities(&economy);
  return toy_scenario(&scenario, &economy, "{static: {}, dynamic: {input_function: ario, inventory_days: 30}}", text) == RIFT_OK ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  rift_scenario_free(&scenario);
  rift_economy_free(&economy);
  return 0;
}

static const rift_model_kind *kind = &rift_static_model;

static rift_status prepare(rift_run **run, rift_detail detail, rift_error *error) {
  rift_problems problems;
  rift_problems_init(&problems);
  rift_status status = rift_run_prepare(run, &scenario, &economy, kind, 42, detail, &problems, error);
  rift_problems_free(&problems);
  return status;
}

static void check_failure(rift_status status, const rift_error *error, const char *what, long failing) {
  if (status != RIFT_FAILED || strstr(error->message, "memory") == NULL) {
    fail_msg("%s: status %d, '%s' when allocation %ld fails", what, (int)status, error->message, failing);
  }
  if (allocator_living != 0) {
    fail_msg("%s: %ld blocks are left when allocation %ld fails", what, allocator_living, failing);
  }
}

/* The guide of a reduced system is found by an inversion, whose fourteen allocations may fail: without it the sweeps start
 * from zero, slower and as right. There are two such systems. Nothing else may be passed over. */
enum { MOST_PASSED_OVER = 28 };

/* Fails each allocation of the preparation in turn until none is left; returns how many there were. */
static long fail_each_preparation(rift_detail detail) {
  long passed_over = 0;
  for (long failing = 1;; failing++) {
    rift_run *run = NULL;
    rift_error error = {0};
    arm_allocator(failing);
    rift_status status = prepare(&run, detail, &error);
    if (status == RIFT_OK) {
      rift_run_destroy(run);
      assert_int_equal(allocator_living, 0);
      if (!disarm_allocator()) {
        return failing - 1;
      }
      assert_true(++passed_over <= MOST_PASSED_OVER);
      continue;
    }
    assert_true(disarm_allocator());
    assert_null(run);
    check_failure(status, &error, "preparing", failing);
  }
}

static void every_allocation_of_the_preparation_may_fail(void **state) {
  (void)state;
  assert_true(fail_each_preparation(RIFT_DETAIL_TOTALS) > 50);
  assert_true(fail_each_preparation(RIFT_DETAIL_NODES) > 100);
}

static void the_dynamic_model_takes_failures_too(void **state) {
  (void)state;
  kind = &rift_dynamic_model;
  long allocations = fail_each_preparation(RIFT_DETAIL_NODES);
  kind = &rift_static_model;
  assert_true(allocations > 50);
}

static void the_equilibrium_model_takes_failures_too(void **state) {
  (void)state;
  kind = &rift_equilibrium_model;
  long allocations = fail_each_preparation(RIFT_DETAIL_NODES);
  kind = &rift_static_model;
  assert_true(allocations > 100);
}

/* One thread: the library of threads ends the process when it finds no memory for its own. */
static void every_allocation_of_the_execution_may_fail(void **state) {
  (void)state;
  rift_run *run = NULL;
  rift_error error = {0};
  rift_run_options options = {.draws = RIFT_BLOCK + 20, .seed = 42, .threads = 1, .detail = RIFT_DETAIL_FOCUS, .spill_folder = "/tmp"};
  assert_int_equal(prepare(&run, RIFT_DETAIL_FOCUS, &error), RIFT_OK);
  rift_result result;
  assert_int_equal(rift_run_execute(run, &options, &result, &error), RIFT_OK); /* what libraries keep is made now */
  rift_result_free(&result);
  long failing = 1;
  for (;; failing++) {
    arm_allocator(failing);
    rift_status status = rift_run_execute(run, &options, &result, &error);
    if (status == RIFT_OK) {
      rift_result_free(&result);
      assert_false(disarm_allocator());
      break;
    }
    assert_true(disarm_allocator());
    check_failure(status, &error, "executing", failing);
    assert_int_equal(access("/tmp/toy.static.draws", F_OK), -1);
  }
  assert_true(failing > 10);
  rift_run_destroy(run);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_of_the_preparation_may_fail),
                                     cmocka_unit_test(the_dynamic_model_takes_failures_too),
                                     cmocka_unit_test(the_equilibrium_model_takes_failures_too),
                                     cmocka_unit_test(every_allocation_of_the_execution_may_fail)};
  return cmocka_run_group_tests_name("run faults", tests, set_up, tear_down);
}

#endif
