/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of N draws is the beginning of a run of 10 N: a longer run refines a result, it never replaces
 * its draws. If this fails, a draw depends on how many others there are. Compared by bytes (no tolerance:
 * a draw is a function of seed, id and number alone), in every variable that the draws files hold. The
 * counts end inside a batch and on both sides of the end of a block of 4096 draws. */
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

/* Runs Germany's decoupling into FOLDER/NAME and opens its draws. The command's stdout would mix with
 * the test's own. */
static int run_and_open(const char *name, const char *draws, const char *store) {
  char out[128];
  char path[256];
  snprintf(out, sizeof out, "%s/%s", folder, name);
  char *arguments[] = {(char *)"run",       (char *)"scenarios/hard-decoupling-germany.yaml",
                       (char *)"--quiet",   (char *)"--force",
                       (char *)"--threads", (char *)"2",
                       (char *)"-n",        (char *)(uintptr_t)draws,
                       (char *)"--store",   (char *)(uintptr_t)store,
                       (char *)"--model",   (char *)"static",
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
  snprintf(path, sizeof path, "%s/draws/hard-decoupling-germany.static.nc", out);
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

static void compare(const char *few, const char *many, const char *store, int least) {
  int first = run_and_open("few", few, store);
  int second = run_and_open("many", many, store);
  int varying = equal_variables(first, second, (size_t)strtoul(few, NULL, 10));
  nc_close(first);
  nc_close(second);
  assert_true(varying >= least); /* not the equality of constants */
}

static void beginning_within_a_block(void **state) {
  (void)state;
  compare("101", "1010", "all", 400);
}

static void beginning_across_blocks(void **state) {
  (void)state;
  compare("4099", "40990", "headline", 40);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(beginning_within_a_block),
      cmocka_unit_test(beginning_across_blocks),
  };
  return cmocka_run_group_tests_name("prefix", tests, set_up, tear_down);
}
