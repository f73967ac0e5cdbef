/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every malformed file of `rift economy balance`, `project`, `split` and `check --evidence` is
 * refused as invalid input, at the exact place, in words that say what was expected. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/malformed/margin_recipes.h"
#include "economy/economy.h"
#include "economy/employment.h"
#include "economy/evidence.h"
#include "economy/projection/project.h"
#include "economy/projection/split.h"
#include "support/tiny_folder.h"

static char folder[TINY_PATH];
static char paths[FILE_COUNT][2 * TINY_PATH];

static int make_folder(void **state) {
  static const char *const names[FILE_COUNT] = {
      "classes.txt",      "value_added.txt", "blocks.txt",     "facts.txt",
      "final_demand.txt", "shares.txt",      "employment.txt", "evidence.txt"};
  (void)state;
  tiny_create(folder);
  for (size_t i = 0; i < FILE_COUNT; i++) {
    snprintf(paths[i], sizeof paths[i], "%s/%s", folder, names[i]);
  }
  return 0;
}

static int remove_folder(void **state) {
  (void)state;
  tiny_destroy(folder);
  return 0;
}

static void put_good_files(void) {
  for (size_t i = 0; i < FILE_COUNT; i++) {
    const char *slash = strrchr(paths[i], '/');
    tiny_put(folder, slash + 1, good_files[i], strlen(good_files[i]));
  }
}

static void apply(const margin_recipe *recipe) {
  const char *content = good_files[recipe->file];
  const char *at = strstr(content, recipe->from);
  char changed[4096];
  assert_non_null(at);
  int length = snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - content), content,
                        recipe->to, at + strlen(recipe->from));
  tiny_put(folder, strrchr(paths[recipe->file], '/') + 1, changed, (size_t)length);
}

/* What reads the file; everything else is good. */
static rift_status read_file(margin_file file, rift_economy *economy, rift_problems *problems,
                             rift_error *error) {
  if (file == FILE_EMPLOYMENT) {
    return rift_economy_read_employment(economy, paths[file], problems, error);
  }
  if (file == FILE_EVIDENCE) {
    rift_evidence evidence;
    rift_status status =
        rift_evidence_read(&evidence, economy, paths[file], paths[FILE_CLASSES], problems, error);
    rift_evidence_free(&evidence);
    return status;
  }
  if (file == FILE_SHARES) {
    rift_split_options options = rift_split_options_default();
    rift_split_report report;
    rift_economy target;
    options.shares = paths[file];
    rift_status status = rift_economy_split(economy, &options, &target, &report, problems, error);
    rift_split_report_free(&report);
    rift_economy_free(&target);
    return status;
  }
  rift_project_options options = rift_project_options_default();
  rift_project_report report;
  options.classes = paths[FILE_CLASSES];
  options.value_added = paths[FILE_VALUE_ADDED];
  options.trade_blocks = paths[FILE_BLOCKS];
  options.trade_facts = paths[FILE_FACTS];
  options.final_demand = paths[FILE_FINAL_DEMAND];
  options.usd_per_eur = 1.08;
  options.fob_margin = 0.06;
  rift_status status = rift_economy_project(economy, &options, &report, problems, error);
  rift_project_report_free(&report);
  return status;
}

static rift_status read_with(margin_file file, rift_problems *problems) {
  rift_economy economy;
  rift_error error;
  assert_int_equal(rift_economy_read(&economy, folder, problems, &error), RIFT_OK);
  rift_status status = read_file(file, &economy, problems, &error);
  rift_economy_free(&economy);
  return status;
}

static bool is_refused(const margin_recipe *recipe, size_t number) {
  rift_problems problems;
  rift_problems_init(&problems);
  put_good_files();
  apply(recipe);
  rift_status status = read_with(recipe->file, &problems);
  bool found = false;
  for (size_t i = 0; i < problems.count; i++) {
    const rift_problem *problem = &problems.items[i];
    found |= problem->severity == RIFT_ERROR && problem->file != NULL &&
             strcmp(problem->file, paths[recipe->file]) == 0 && problem->line == recipe->line &&
             problem->column == recipe->column &&
             strstr(problem->message, recipe->fragment) != NULL;
  }
  bool refused = status == RIFT_INVALID && found;
  if (!refused) {
    print_error("recipe %zu: status %d; expected %s:%ld:%ld %s\n", number, (int)status,
                paths[recipe->file], recipe->line, recipe->column, recipe->fragment);
    rift_problems_write(&problems, stderr);
  }
  rift_problems_free(&problems);
  return refused;
}

static void every_recipe_is_refused_at_its_place(void **state) {
  (void)state;
  bool all = true;
  for (size_t i = 0; i < sizeof margin_recipes / sizeof margin_recipes[0]; i++) {
    all &= is_refused(&margin_recipes[i], i);
  }
  assert_true(all);
}

static void the_good_files_are_accepted(void **state) {
  static const margin_file files[] = {FILE_VALUE_ADDED, FILE_SHARES, FILE_EMPLOYMENT,
                                      FILE_EVIDENCE};
  (void)state;
  put_good_files();
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    rift_problems problems;
    rift_problems_init(&problems);
    rift_status status = read_with(files[i], &problems);
    rift_problems_write(&problems, stderr);
    assert_int_equal(status, RIFT_OK);
    assert_int_equal(problems.errors, 0);
    rift_problems_free(&problems);
  }
}

/* Without a rate an amount in euro has no meaning here. */
static void euro_without_a_rate_is_refused(void **state) {
  (void)state;
  put_good_files();
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_project_report report;
  rift_project_options options = rift_project_options_default();
  options.trade_facts = paths[FILE_FACTS];
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(&economy, folder, &problems, &error), RIFT_OK);
  assert_int_equal(rift_economy_project(&economy, &options, &report, &problems, &error),
                   RIFT_INVALID);
  assert_int_equal(problems.count, 1);
  assert_int_equal(problems.items[0].line, 3);
  assert_int_equal(problems.items[0].column, 21);
  assert_non_null(strstr(problems.items[0].message, "--usd-per-eur"));
  rift_problems_free(&problems);
  rift_economy_free(&economy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_good_files_are_accepted),
      cmocka_unit_test(every_recipe_is_refused_at_its_place),
      cmocka_unit_test(euro_without_a_rate_is_refused),
  };
  return cmocka_run_group_tests_name("malformed margins", tests, make_folder, remove_folder);
}
