/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at any point while an economy is balanced, projected, split or judged gives
 * RIFT_FAILED and no leak; never a crash, and never a result that looks whole. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/projection/balance.h"
#include "economy/evidence.h"
#include "economy/projection/project.h"
#include "economy/projection/split.h"
#include "support/failing_memory.h"
#include "support/margin_files.h"

#ifdef FAILING_MEMORY_UNAVAILABLE

int main(void) { return failing_memory_skip("economy making faults"); }

#else

static char folder[TINY_PATH];
static const char *classes, *value_added, *blocks, *facts, *shares, *evidence_path;

static void put_files(void) {
  tiny_create(folder);
  classes = put_text(folder, "classes", "class,member\ngoods,C29\ngoods,C20\n");
  value_added = put_text(folder, "va", VALUE_ADDED_HEADER
                         "DEU,all,1.2,ratio to base" STATED
                         "DEU,C29,0.5,share of value added" STATED);
  blocks = put_text(folder, "tb", BLOCKS_HEADER
                    "DEU,CHN,goods,1.1,0.9,1.3,ratio to base" STATED
                    "CHN,all,goods,60,,,million USD" STATED);
  facts = put_text(folder, "tf", FACTS_HEADER "DEU,CHN,C29,all,36,million USD,basic,0.1" STATED);
  shares = put_text(folder, "shares", SHARES_HEADER
                    "all,C29,trucks,output,0.2,0.1,0.3,share of parent,2023,made up,judgement,,\n"
                    "DEU,C29,trucks,exports,0.25,,,share of parent,2023,made up,judgement,CHN,\n"
                    "DEU,C29,trucks,use,0.6,,,share of child,2023,made up,judgement,,C20\n");
  evidence_path = put_text(folder, "evidence",
                           "variable,low,high,source,explanation\n"
                           "va_share_in_demand:DEU:CHN,0,1,made up,\n"
                           "exports_share:DEU:goods:CHN,0,1,made up,\n");
}

typedef rift_status operation(rift_problems *problems, rift_error *error);

static rift_status read_tiny(rift_economy *economy, rift_problems *problems, rift_error *error) {
  return rift_economy_read(economy, folder, problems, error);
}

static rift_status balance(rift_problems *problems, rift_error *error) {
  rift_economy economy;
  rift_balance_report report;
  rift_status status = read_tiny(&economy, problems, error);
  if (status == RIFT_OK) {
    status = rift_economy_balance(&economy, NULL, &report, problems, error);
    rift_economy_free(&economy);
  }
  return status;
}

static rift_status project(rift_problems *problems, rift_error *error) {
  rift_economy economy;
  rift_project_report report;
  rift_project_options options = rift_project_options_default();
  options.classes = classes;
  options.value_added = value_added;
  options.trade_blocks = blocks;
  options.trade_facts = facts;
  rift_status status = read_tiny(&economy, problems, error);
  if (status == RIFT_OK) {
    status = rift_economy_project(&economy, &options, &report, problems, error);
    /* Six: two of value added, a pair, a total, the pair that the total leaves, a flow. */
    if (status == RIFT_OK && report.margin_count != 6) {
      status = RIFT_MISMATCH;
    }
    rift_project_report_free(&report);
    rift_economy_free(&economy);
  }
  return status;
}

static rift_status split(rift_problems *problems, rift_error *error) {
  rift_economy economy;
  rift_economy target;
  rift_split_report report;
  rift_split_options options = rift_split_options_default();
  options.shares = shares;
  rift_status status = read_tiny(&economy, problems, error);
  if (status == RIFT_OK) {
    status = rift_economy_split(&economy, &options, &target, &report, problems, error);
    if (status == RIFT_OK && (target.sector_count != 3 || report.count != 3)) {
      status = RIFT_MISMATCH;
    }
    rift_split_report_free(&report);
    rift_economy_free(&target);
    rift_economy_free(&economy);
  }
  return status;
}

static rift_status judge(rift_problems *problems, rift_error *error) {
  rift_economy economy;
  rift_evidence evidence;
  rift_status status = read_tiny(&economy, problems, error);
  if (status == RIFT_OK) {
    status = rift_evidence_read(&evidence, &economy, evidence_path, classes, problems, error);
    if (status == RIFT_OK && (evidence.count != 2 || !(evidence.items[0].value > 0))) {
      status = RIFT_MISMATCH;
    }
    rift_evidence_free(&evidence);
    rift_economy_free(&economy);
  }
  return status;
}

static rift_status run_once(operation *run) {
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = run(&problems, &error);
  if (status == RIFT_OK && problems.memory_failed) {
    status = RIFT_FAILED; /* as the command does: a warning that got lost is a failure */
  }
  rift_problems_free(&problems);
  return status;
}

/* Allocations inside the JSON library may pass unseen by it: reading the description is tested on
 * its own (test_economy_faults), so here the folder has none. */
static void survives(operation *run, const char *what) {
  put_files();
  tiny_remove_file(folder, "datapackage.json");
  assert_int_equal(run_once(run), RIFT_OK);
  long failures = 0;
  for (long nth = 0;; nth++) {
    long before = failing_memory.living;
    failing_memory_arm(nth);
    rift_status status = run_once(run);
    bool failed = failing_memory_disarm();
    assert_int_equal(failing_memory.living, before);
    if (!failed) {
      assert_int_equal(status, RIFT_OK);
      break;
    }
    if (status != RIFT_FAILED && status != RIFT_OK) {
      fail_msg("%s: allocation %ld failed, but the status is %d", what, nth, (int)status);
    }
    failures += status == RIFT_FAILED;
  }
  assert_true(failures > 50);
  print_message("%s: %ld allocations failed in turn\n", what, failures);
  tiny_destroy(folder);
}

static void balancing_survives(void **state) {
  (void)state;
  survives(balance, "balance");
}
static void projecting_survives(void **state) {
  (void)state;
  survives(project, "project");
}
static void splitting_survives(void **state) {
  (void)state;
  survives(split, "split");
}
static void judging_survives(void **state) {
  (void)state;
  survives(judge, "evidence");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(balancing_survives),
      cmocka_unit_test(projecting_survives),
      cmocka_unit_test(splitting_survives),
      cmocka_unit_test(judging_survives),
  };
  return cmocka_run_group_tests_name("economy making faults", tests, NULL, NULL);
}

#endif
