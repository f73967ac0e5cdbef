/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at any point of an import gives RIFT_FAILED, no crash, no leak and no success
 * that is none. Every allocation is failed in turn, in every layout. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>

#include "economy/economy.h"
#include "economy/import/import.h"
#include "support/failing_memory.h"
#include "support/import_samples.h"

#ifdef FAILING_MEMORY_UNAVAILABLE

int main(void) { return failing_memory_skip("import faults"); }

#else

#define RATE 1.25

static rift_status import(const char *format, const char *source, const char *out) {
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_import_request request = {.format = format,
                                 .source = source,
                                 .folder = out,
                                 .year = 2014,
                                 .usd_per_eur = RATE,
                                 .command = "rift economy import"};
  rift_status status = rift_economy_import(&request, &problems, &error);
  rift_problems_free(&problems);
  return status;
}

/* A library may get by without some memory: then everything must be there. */
static void check_whole(const char *out) {
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  double sum = 0;
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(&economy, out, &problems, &error), RIFT_OK);
  for (size_t cell = 0; cell < 16; cell++) {
    sum += economy.intermediate[cell];
  }
  assert_true(sum == 80 || sum == 80 * RATE);
  assert_int_equal(economy.year, 2014);
  assert_string_not_equal(economy.sectors.items[0], "i001"); /* as if without industries.txt */
  rift_economy_free(&economy);
  rift_problems_free(&problems);
}

static void fail_in_turn(const char *layout) {
  char folder[TINY_PATH];
  char source[2 * TINY_PATH];
  char out[2 * TINY_PATH];
  tiny_create(folder);
  const char *format = sample_write(layout, folder, source, NULL, NULL, NULL);
  snprintf(out, sizeof out, "%s/out", folder);
  assert_int_equal(import(format, source, out), RIFT_OK); /* lets the libraries set themselves up */
  long failures = 0;
  for (long nth = 0;; nth++) {
    long before = failing_memory.living;
    failing_memory_arm(nth);
    rift_status status = import(format, source, out);
    bool failed = failing_memory_disarm();
    assert_int_equal(failing_memory.living, before);
    if (status == RIFT_OK) {
      check_whole(out);
    }
    if (!failed) {
      assert_int_equal(status, RIFT_OK);
      break;
    }
    if (status != RIFT_FAILED && status != RIFT_OK) {
      fail_msg("%s: allocation %ld failed, but the status is %d", layout, nth, (int)status);
    }
    failures += status == RIFT_FAILED;
  }
  assert_true(failures > 50); /* as many as there are columns, lines and tables, at the least */
  print_message("%s: %ld allocations failed in turn\n", layout, failures);
  sample_remove(folder);
}

static void imports_survive_every_failed_allocation(void **state) {
  (void)state;
  static const char *const layouts[] = {"icio-2021", "figaro-matrix", "figaro-flat",
                                        "wiod-sheet", "wiod-table", "exiobase"};
  for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
    fail_in_turn(layouts[i]);
  }
}

/* Thousands of folders are written and synced: in memory, where there is a file system in memory. */
int main(void) {
  if (access("/dev/shm", W_OK) == 0) {
    setenv("TMPDIR", "/dev/shm", 0);
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(imports_survive_every_failed_allocation),
  };
  return cmocka_run_group_tests_name("import faults", tests, NULL, NULL);
}

#endif
