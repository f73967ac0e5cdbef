/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift check, list and init: what they print and the exit code that scripts rely on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/check.h"
#include "cli/init.h"
#include "cli/list.h"

static char folder[] = "/tmp/rift-commands-XXXXXX";
static char output[65536];
static char errors[65536];

static int set_up(void **state) {
  (void)state;
  return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state) {
  (void)state;
  return rmdir(folder);
}

static int redirect(int descriptor, const char *path) {
  int saved = dup(descriptor);
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  assert_true(saved >= 0 && file >= 0 && dup2(file, descriptor) >= 0);
  close(file);
  return saved;
}

static void restore(int descriptor, int saved, const char *path, char *text) {
  dup2(saved, descriptor);
  close(saved);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  text[fread(text, 1, 65535, stream)] = '\0';
  fclose(stream);
  unlink(path);
}

typedef int (*command)(int argc, char **argv);

/* Runs the command; its streams stand in `output` and `errors`. */
static int run(command which, int argc, char **argv) {
  char out_path[64];
  char error_path[64];
  snprintf(out_path, sizeof out_path, "%s/out", folder);
  snprintf(error_path, sizeof error_path, "%s/err", folder);
  fflush(NULL);
  int out = redirect(1, out_path);
  int error = redirect(2, error_path);
  int status = which(argc, argv);
  fflush(NULL);
  restore(1, out, out_path, output);
  restore(2, error, error_path, errors);
  return status;
}

static void check_passes_shipped_scenarios(void **state) {
  (void)state;
  char *argv[] = {"check", "scenarios/control.yaml", "scenarios/tariff-war.yaml",
                  "scenarios/benchmarks/russia-sanctions-2022.yaml", NULL};
  assert_int_equal(run(rift_cli_check, 4, argv), 0);
  assert_string_equal(output, "3 files, no problems found\n");
  assert_string_equal(errors, "");
}

static void check_counts_warnings(void **state) {
  (void)state;
  char *argv[] = {"check", "scenarios/control.yaml", "--set",
                  "measures.exports-to-china.size=10 percent", NULL};
  assert_int_equal(run(rift_cli_check, 4, argv), 0);
  assert_string_equal(output, "1 file, no errors, 1 warning\n");
  assert_non_null(strstr(
      errors,
      "--set measures.exports-to-china.size:1:1: warning: exports-to-china.size has no source"));
}

static void check_tells_all_errors(void **state) {
  (void)state;
  char *argv[] = {"check",
                  "tests/cli/malformed_scenarios/decimal-comma.yaml",
                  "tests/cli/malformed_scenarios/tab.yaml",
                  "scenarios/nowhere.yaml",
                  "scenarios/control.yaml",
                  NULL};
  assert_int_equal(run(rift_cli_check, 5, argv), 3);
  assert_string_equal(output, "");
  assert_non_null(strstr(errors, "tab.yaml:10:3: error: the indentation holds a tab"));
  assert_non_null(strstr(errors, "scenarios/nowhere.yaml: error: the file cannot be opened"));
  assert_non_null(strstr(errors, "4 files, "));
}

static void wrong_usage_is_two(void **state) {
  (void)state;
  char *nothing[] = {"check", NULL};
  char *option[] = {"check", "--frobnicate", NULL};
  char *setting[] = {"check", "scenarios/control.yaml", "--set", NULL};
  char *names[] = {"init", NULL};
  char *bad[] = {"init", "2-fast", NULL};
  assert_int_equal(run(rift_cli_check, 1, nothing), 2);
  assert_int_equal(run(rift_cli_check, 2, option), 2);
  assert_non_null(strstr(errors, "--frobnicate"));
  assert_int_equal(run(rift_cli_check, 3, setting), 2);
  assert_int_equal(run(rift_cli_init, 1, names), 2);
  assert_int_equal(run(rift_cli_init, 2, bad), 2);
}

static void list_shows_id_and_title(void **state) {
  (void)state;
  char *argv[] = {"list", NULL};
  assert_int_equal(run(rift_cli_list, 1, argv), 0);
  assert_non_null(strstr(output, "scenarios/hard-decoupling-west.yaml"));
  assert_non_null(strstr(output, "hard-decoupling-west     Hard decoupling of the West\n"));
  assert_string_equal(errors, "");
  char *missing[] = {"list", "nowhere", NULL};
  assert_int_equal(run(rift_cli_list, 2, missing), 3);
}

static void a_starter_checks_clean(void **state) {
  (void)state;
  char name[64];
  char path[80];
  char economy[600];
  snprintf(name, sizeof name, "%s/my-case", folder);
  snprintf(path, sizeof path, "%s.yaml", name);
  char *init[] = {"init", name, NULL};
  assert_int_equal(run(rift_cli_init, 2, init), 0);
  assert_int_equal(run(rift_cli_init, 2, init), 1); /* never overwritten */
  assert_non_null(strstr(errors, "choose another name"));
  char data[80];
  snprintf(data, sizeof data, "%s/data", folder);
  char *target = realpath("data", NULL);
  assert_non_null(target);
  snprintf(economy, sizeof economy, "%s", target);
  free(target);
  /* The starter names ../data/economy: it is moved to where that is true. */
  char inner[64];
  char moved[96];
  snprintf(inner, sizeof inner, "%s/in", folder);
  snprintf(moved, sizeof moved, "%s/my-case.yaml", inner);
  assert_int_equal(symlink(economy, data), 0);
  assert_int_equal(mkdir(inner, 0700), 0);
  assert_int_equal(rename(path, moved), 0);
  char *check[] = {"check", moved, NULL};
  assert_int_equal(run(rift_cli_check, 2, check), 0);
  assert_string_equal(output, "1 file, no problems found\n");
  unlink(moved);
  rmdir(inner);
  unlink(data);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(check_passes_shipped_scenarios), cmocka_unit_test(check_counts_warnings),
      cmocka_unit_test(check_tells_all_errors),         cmocka_unit_test(wrong_usage_is_two),
      cmocka_unit_test(list_shows_id_and_title),        cmocka_unit_test(a_starter_checks_clean),
  };
  return cmocka_run_group_tests_name("scenario_commands", tests, set_up, tear_down);
}
