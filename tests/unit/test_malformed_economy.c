/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every malformed economy is refused as invalid input, at the exact place, in words that say what
 * to do. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/malformed/recipes.h"
#include "economy/economy.h"
#include "support/tiny_folder.h"

static const char *content_of(const char *name) {
  for (size_t i = 0; i < TINY_FILES; i++) {
    if (strcmp(tiny_files[i].name, name) == 0) {
      return tiny_files[i].content;
    }
  }
  return NULL;
}

static void apply(const malformed_recipe *recipe, const char *folder) {
  const char *content = content_of(recipe->file);
  assert_non_null(content);
  if (recipe->to == NULL) {
    tiny_remove_file(folder, recipe->file);
    return;
  }
  if (recipe->from == NULL) {
    tiny_put(folder, recipe->file, recipe->to,
             recipe->length > 0 ? recipe->length : strlen(recipe->to));
    return;
  }
  const char *at = strstr(content, recipe->from);
  assert_non_null(at);
  char changed[4096];
  int length = snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - content), content,
                        recipe->to, at + strlen(recipe->from));
  tiny_put(folder, recipe->file, changed, (size_t)length);
}

static bool matches(const malformed_recipe *recipe, const rift_problem *problem,
                    const char *folder) {
  char path[2 * TINY_PATH];
  snprintf(path, sizeof path, "%s/%s", folder, recipe->in == NULL ? recipe->file : recipe->in);
  return problem->severity == RIFT_ERROR && strcmp(problem->file, path) == 0 &&
         problem->line == recipe->line && problem->column == recipe->column &&
         strstr(problem->message, recipe->fragment) != NULL;
}

static void check_recipe(const malformed_recipe *recipe, size_t number) {
  char folder[TINY_PATH];
  tiny_create(folder);
  apply(recipe, folder);
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(&economy, folder, &problems, &error);
  bool found = false;
  for (size_t i = 0; i < problems.count; i++) {
    found |= matches(recipe, &problems.items[i], folder);
  }
  if (status != RIFT_INVALID || !found || economy.region_count != 0) {
    rift_problems_write(&problems, stderr);
    fail_msg("recipe %zu (%s): status %d; expected %s:%ld:%ld %s", number, recipe->file,
             (int)status, recipe->file, recipe->line, recipe->column, recipe->fragment);
  }
  rift_problems_free(&problems);
  tiny_destroy(folder);
}

static void every_recipe_is_refused_at_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
    check_recipe(&recipes[i], i);
  }
}

/* Faults in different files are all reported at once. */
static void all_files_are_checked_in_one_go(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  static const size_t applied[] = {10, 29, 38, 46, 54};
  const char *last_file = "";
  size_t expected = 0;
  for (size_t i = 0; i < sizeof applied / sizeof applied[0]; i++) {
    assert_string_not_equal(recipes[applied[i]].file, last_file);
    last_file = recipes[applied[i]].file;
    apply(&recipes[applied[i]], folder);
    expected++;
  }
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(&economy, folder, &problems, &error), RIFT_INVALID);
  for (size_t i = 0; i < expected; i++) {
    bool found = false;
    for (size_t j = 0; j < problems.count; j++) {
      found |= matches(&recipes[applied[i]], &problems.items[j], folder);
    }
    assert_true(found);
  }
  rift_problems_free(&problems);
  tiny_destroy(folder);
}

static void the_unchanged_economy_is_accepted(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(&economy, folder, &problems, &error), RIFT_OK);
  assert_int_equal(problems.count, 0);
  rift_economy_free(&economy);
  rift_problems_free(&problems);
  tiny_destroy(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_unchanged_economy_is_accepted),
      cmocka_unit_test(every_recipe_is_refused_at_its_place),
      cmocka_unit_test(all_files_are_checked_in_one_go),
  };
  return cmocka_run_group_tests_name("malformed economy", tests, NULL, NULL);
}
