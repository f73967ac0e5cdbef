/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of N draws is the beginning of a run of 10 N: a longer run refines a result, it never replaces
 * its draws. If this fails, a draw depends on how many others there are. Compared by bytes (no tolerance:
 * a draw is a function of seed, id and number alone), in every variable that the draws files hold. The
 * counts end inside a batch and on both sides of the end of a block of 1024 draws. Plain Monte Carlo and scrambled Sobol
 * sequences keep it; an escalation in the dynamic model, which sorts its draws, must as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run.h"

static char folder[] = "/tmp/rift-prefix-XXXXXX";

static int set_up(void **state) {
  (void)state;
  return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state) {
  char command[128];
  (void)state;
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

typedef struct question {
  const char *scenario, *model, *design, *store;
} question;

/* Runs into FOLDER/NAME and opens the draws. The command's stdout would mix with the test's own. */
static int run_and_open(const char *name, const char *draws, const question *q) {
  char out[128];
  char path[512];
  char scenario[128];
  snprintf(scenario, sizeof scenario, "scenarios/%s.yaml", q->scenario);
  snprintf(out, sizeof out, "%s/%s", folder, name);
  char *arguments[] = {(char *)"run",       scenario,
                       (char *)"--quiet",   (char *)"--force",
                       (char *)"--threads", (char *)"2",
                       (char *)"-n",        (char *)(uintptr_t)draws,
                       (char *)"--store",   (char *)(uintptr_t)q->store,
                       (char *)"--model",   (char *)(uintptr_t)q->model,
                       (char *)"--design",  (char *)(uintptr_t)q->design,
                       (char *)"-o",        out,
                       NULL};
  fflush(stdout);
  int saved = dup(1);
  assert_non_null(freopen("/dev/null", "w", stdout));
  int code = rift_cli_run((int)(sizeof arguments / sizeof arguments[0]) - 1, arguments);
  fflush(stdout);
  dup2(saved, 1);
  close(saved);
  assert_int_equal(code, 0);
  snprintf(path, sizeof path, "%s/draws/%s.%s.nc", out, q->scenario, q->model);
  int file = -1;
  assert_int_equal(nc_open(path, NC_NOWRITE, &file), NC_NOERR);
  return file;
}

static double *read_first(int file, int variable, size_t count) {
  size_t start = 0;
  double *values = malloc(count * sizeof *values);
  assert_non_null(values);
  assert_int_equal(nc_get_vara_double(file, variable, &start, &count, values), NC_NOERR);
  return values;
}

/* Variables that are equal in their first `count` draws; the others fail by name. */
static int equal_variables(int few, int many, size_t count) {
  int variables = 0;
  int varying = 0;
  assert_int_equal(nc_inq_nvars(few, &variables), NC_NOERR);
  for (int v = 0; v < variables; v++) {
    char name[NC_MAX_NAME + 1];
    int other = -1;
    assert_int_equal(nc_inq_varname(few, v, name), NC_NOERR);
    assert_int_equal(nc_inq_varid(many, name, &other), NC_NOERR);
    double *a = read_first(few, v, count);
    double *b = read_first(many, other, count);
    if (memcmp(a, b, count * sizeof *a) != 0) {
      fail_msg("%s: the first %zu draws differ", name, count);
    }
    varying += memcmp(&a[0], &a[count - 1], sizeof *a) != 0;
    free(a);
    free(b);
  }
  return varying;
}

static void compare(const char *few, const char *many, const question *q, int least) {
  int first = run_and_open("few", few, q);
  int second = run_and_open("many", many, q);
  int varying = equal_variables(first, second, (size_t)strtoul(few, NULL, 10));
  nc_close(first);
  nc_close(second);
  assert_true(varying >= least); /* not the equality of constants */
}

#define GERMANY "hard-decoupling-germany"

static void beginning_within_a_block(void **state) {
  (void)state;
  compare("101", "1010", &(question){GERMANY, "static", "monte_carlo", "all"}, 400);
}

static void beginning_across_blocks(void **state) {
  (void)state;
  compare("1027", "10270", &(question){GERMANY, "static", "monte_carlo", "headline"}, 40);
}

static void beginning_of_a_sobol_sequence(void **state) {
  (void)state;
  compare("1027", "10270", &(question){GERMANY, "static", "sobol", "headline"}, 40);
}

static void beginning_of_sorted_draws(void **state) {
  (void)state;
  compare("101", "1010", &(question){"escalation", "dynamic", "monte_carlo", "headline"}, 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(beginning_within_a_block),
      cmocka_unit_test(beginning_across_blocks),
      cmocka_unit_test(beginning_of_a_sobol_sequence),
      cmocka_unit_test(beginning_of_sorted_draws),
  };
  return cmocka_run_group_tests_name("prefix", tests, set_up, tear_down);
}
