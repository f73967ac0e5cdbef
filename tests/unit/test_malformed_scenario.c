/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Broken scenarios and tables: a fault that is missed, or told at the wrong place, sends the
 * analyst searching. The place in each file was marked by hand; the message must hold the fragment,
 * and no other error may be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "scenario/scenario.h"
#include "support/scenario_economy.h"

#define FOLDER "tests/cli/malformed_scenarios/"

typedef struct expectation {
  const char *scenario;
  const char *file; /* where the fault is; "" in the scenario itself */
  long line, column;
  size_t errors; /* in all */
  const char *fragment;
} expectation;

static const expectation expectations[] = {
    {"unknown-key.yaml", "", 5, 1, 1, "did you mean 'horizon'?"},
    {"unknown-measure-key.yaml", "", 11, 5, 1, "did you mean 'sectors'?"},
    {"foreign-measure-key.yaml", "", 11, 5, 1, "only licensing"},
    {"duplicate-key.yaml", "", 3, 1, 1, "stands here twice, first on line 2"},
    {"missing-unit.yaml", "", 12, 11, 1, "size has no unit"},
    {"bare-number.yaml", "", 12, 11, 1, "without a unit"},
    {"long-number.yaml", "", 12, 11, 1, "too long for a number"},
    {"wrong-unit.yaml", "", 12, 30, 1, "expected share or percent"},
    {"money-unit.yaml", "", 12, 30, 1, "expected share or percent"},
    {"decimal-comma-flow.yaml", "", 12, 21, 1, "a decimal comma?"},
    {"decimal-comma.yaml", "", 13, 14, 1, "has a decimal comma"},
    {"percent-sign.yaml", "", 12, 19, 1, "percent sign"},
    {"quoted-number.yaml", "", 12, 19, 1, "without quotes"},
    {"hexadecimal.yaml", "", 12, 19, 1, "hexadecimal"},
    {"underscore.yaml", "", 12, 19, 1, "underscores"},
    {"octal.yaml", "", 12, 19, 1, "octal"},
    {"sexagesimal.yaml", "", 12, 19, 1, "base 60"},
    {"not-finite.yaml", "", 12, 19, 1, "not a finite number"},
    {"share-above-one.yaml", "", 12, 11, 1, "a share lies between 0 and 1"},
    {"min-above-max.yaml", "", 12, 32, 1, "min (0.7) is greater than max (0.3)"},
    {"mode-outside.yaml", "", 12, 40, 1, "mode (0.9) is outside"},
    {"negative-sd.yaml", "", 12, 41, 1, "is negative"},
    {"unbounded-share.yaml", "", 12, 11, 1, "add truncate"},
    {"unknown-distribution.yaml", "", 12, 18, 1, "did you mean 'pert'?"},
    {"foreign-parameter.yaml", "", 12, 37, 1, "the uniform distribution has no key 'mode'"},
    {"missing-parameter.yaml", "", 12, 11, 1, "the pert distribution has no 'mode'"},
    {"probabilities.yaml", "", 12, 63, 1, "add up to 0.9"},
    {"probability-count.yaml", "", 12, 63, 1, "1 probabilities for 2 values"},
    {"beta-sd.yaml", "", 12, 39, 1, "must stay below 0.5"},
    {"lognormal-both.yaml", "", 12, 11, 1, "too many parameters"},
    {"empty-truncation.yaml", "", 12, 81, 1, "nothing of the distribution"},
    {"unknown-region.yaml", "", 10, 9, 1, "did you mean 'CHN'?"},
    {"norway.yaml", "", 10, 9, 1, "codes are ISO alpha-3"},
    {"unknown-sector.yaml", "", 11, 15, 1, "which the economy does not have"},
    {"group-of-other-kind.yaml", "", 11, 15, 1, "names the sector 'WEST'"},
    {"empty-list.yaml", "", 11, 14, 1, "leave the key out for all sectors"},
    {"twice-in-list.yaml", "", 11, 25, 1, "names 'C28' twice"},
    {"from-is-to.yaml", "", 10, 9, 1, "'DEU' stands on both sides"},
    {"unknown-instrument.yaml", "", 8, 17, 1, "did you mean 'export_control'?"},
    {"bad-id.yaml", "", 7, 9, 1, "expected a letter"},
    {"tab.yaml", "", 10, 3, 1, "tab"},
    {"boolean-word.yaml", "", 5, 27, 1, "write true or false"},
    {"date-like.yaml", "", 5, 18, 1, "like 2027-01"},
    {"date-day.yaml", "", 5, 18, 1, "like 2027-01"},
    {"months-fraction.yaml", "", 5, 35, 1, "whole number from 1 to 1200"},
    {"alias.yaml", "", 10, 9, 1, "aliases are not read"},
    {"anchor.yaml", "", 12, 11, 1, "anchors are not read"},
    {"merge-key.yaml", "", 12, 12, 1, "merge keys are not read"},
    {"tag.yaml", "", 12, 11, 1, "tags are not read"},
    {"two-documents.yaml", "", 13, 1, 1, "a second document"},
    {"not-a-mapping.yaml", "", 1, 1, 1, "expected a mapping"},
    {"empty-file.yaml", "", 1, 1, 1, "the file is empty"},
    {"measures-mapping.yaml", "", 7, 3, 1, "measures is a mapping; expected a list"},
    {"missing-measures.yaml", "", 1, 1, 1, "has no 'measures'"},
    {"wrong-version.yaml", "", 1, 7, 1, "rift: 1"},
    {"duplicate-measure.yaml", "", 13, 9, 1, "is taken, on line 7"},
    {"stray-remove.yaml", "", 11, 5, 1, "no measure to remove"},
    {"missing-extends.yaml", "", 3, 10, 1, "cannot be opened"},
    {"unknown-quantity.yaml", "", 14, 9, 1, "did you mean 'm.size'?"},
    {"rho-outside.yaml", "", 14, 44, 1, "between -1 and 1"},
    {"fading-without-end.yaml", "", 13, 16, 1, "add 'duration'"},
    {"zero-half-life.yaml", "", 14, 16, 1, "greater than 0"},
    {"negative-time.yaml", "", 13, 12, 1, "a time is 0 or more"},
    {"text-as-number.yaml", "", 13, 12, 1, "is not a number"},
    {"empty-models.yaml", "", 5, 9, 1, "models is empty"},
    {"unknown-option.yaml", "", 5, 20, 1, "did you mean 'inventory_days'?"},
    {"option-range.yaml", "", 5, 25, 1, "at most 1"},
    {"dynamic-days.yaml", "", 5, 34, 4, "restock_days is -3; expected a number above 0 and at most 3650"},
    {"dynamic-days.yaml", "", 5, 49, 4, "rationing"},
    {"dynamic-days.yaml", "", 5, 77, 4, "expected a number from 1 and at most 10"},
    {"dynamic-days.yaml", "", 5, 99, 4, "expected day, week, month or year"},
    {"licence-without-approval.yaml", "", 8, 5, 1, "approved in the long run"},
    {"too-deep.yaml", "", 5, 37, 1, "24 levels"},
    {"unclosed-bracket.yaml", "", 12, 9, 1, "this is not YAML"},
    {"not-utf8.yaml", "", 3, 14, 1, "not UTF-8"},
    {"nul.yaml", "", 2, 6, 1, "NUL character"},
    {"cycle-a.yaml", "cycle-b.yaml", 1, 10, 1, "break the circle"},
    {"tariff-unknown-region.yaml", "tariff-unknown-region.csv", 2, 5, 1, "did you mean 'CHN'?"},
    {"tariff-comma.yaml", "tariff-comma.csv", 2, 13, 1, "decimal comma"},
    {"tariff-unit.yaml", "tariff-unit.csv", 2, 17, 1, "write ad_valorem or percent"},
    {"tariff-kind.yaml", "tariff-kind.csv", 2, 28, 1, "write level or increase"},
    {"tariff-two-levels.yaml", "tariff-two-levels.csv", 3, 1, 1, "a level in an earlier row"},
    {"tariff-self.yaml", "tariff-self.csv", 2, 5, 1, "is importer and exporter"},
    {"tariff-below.yaml", "tariff-below.csv", 2, 13, 1, "-100 percent or less"},
    {"capacity-share.yaml", "capacity-share.csv", 2, 11, 1, "outside 0 to 1"},
    {"capacity-step.yaml", "capacity-step.csv", 2, 1, 1, "whole number"},
    {"capacity-twice.yaml", "capacity-twice.csv", 3, 1, 1, "an earlier row"},
    {"missing-table.yaml", "", 7, 54, 1, "cannot be opened"},
    {"table-and-size.yaml", "", 7, 77, 1, "keep one of the two"},
    {"support-negative.yaml", "", 11, 11, 1, "size reaches -0.1 share, but a share lies between 0 and 1"},
    {"support-above-one.yaml", "", 11, 11, 1, "size reaches 1.5 share, but a share lies between 0 and 1"},
    {"support-wrong-unit.yaml", "", 11, 30, 1, "expected share or percent"},
    {"support-without-by.yaml", "", 7, 5, 1, "the measure 'm' has no 'by'; name the regions whose households buy more"},
    {"support-foreign-key.yaml", "", 10, 5, 1, "the instrument demand_support has no 'to'"},
    {"support-unknown-key.yaml", "", 10, 5, 1, "did you mean 'sectors'?"},
    {"support-misspelt.yaml", "", 8, 17, 1, "did you mean 'demand_support'?"},
};

static bool found(const rift_problems *problems, const expectation *expected) {
  char path[256];
  snprintf(path, sizeof path, FOLDER "%s",
           expected->file[0] == '\0' ? expected->scenario : expected->file);
  for (size_t i = 0; i < problems->count; i++) {
    const rift_problem *problem = &problems->items[i];
    if (problem->severity == RIFT_ERROR && problem->line == expected->line &&
        problem->column == expected->column && strcmp(problem->file, path) == 0 &&
        strstr(problem->message, expected->fragment) != NULL) {
      return true;
    }
  }
  return false;
}

static void every_fault_is_found_where_it_is(void **state) {
  const rift_economy *economy = *state;
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++) {
    const expectation *expected = &expectations[i];
    char path[256];
    snprintf(path, sizeof path, FOLDER "%s", expected->scenario);
    rift_problems problems;
    rift_problems_init(&problems);
    rift_scenario scenario;
    rift_status status = rift_scenario_read(&scenario, path, economy, NULL, 0, &problems, NULL);
    if (status != RIFT_INVALID || problems.errors != expected->errors ||
        !found(&problems, expected)) {
      print_message(
          "%s: expected %zu error(s), one at %ld:%ld with \"%s\"; status %d, and these:\n",
          expected->scenario, expected->errors, expected->line, expected->column,
          expected->fragment, (int)status);
      rift_problems_write(&problems, stderr);
      wrong++;
    }
    if (status == RIFT_OK) {
      rift_scenario_free(&scenario);
    }
    rift_problems_free(&problems);
  }
  assert_int_equal(wrong, 0);
}

static void a_file_that_is_not_there_is_an_input_error(void **state) {
  rift_problems problems;
  rift_problems_init(&problems);
  rift_scenario scenario;
  assert_int_equal(
      rift_scenario_read(&scenario, FOLDER "nowhere.yaml", *state, NULL, 0, &problems, NULL),
      RIFT_INVALID);
  assert_int_equal(problems.errors, 1);
  assert_non_null(strstr(problems.items[0].message, "cannot be opened"));
  rift_problems_free(&problems);
}

static int set_up(void **state) {
  static rift_economy economy;
  *state = &economy;
  return scenario_economy_create(&economy) ? 0 : -1;
}

static int tear_down(void **state) {
  scenario_economy_free(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_fault_is_found_where_it_is),
      cmocka_unit_test(a_file_that_is_not_there_is_an_input_error),
  };
  return cmocka_run_group_tests_name("malformed_scenario", tests, set_up, tear_down);
}
