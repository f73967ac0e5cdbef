/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at any point while an economy is read or written gives RIFT_FAILED, no
 * crash, no leak and no success that is none. Every allocation is failed in turn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>

#include "economy/economy.h"
#include "economy/write.h"
#include "support/failing_memory.h"
#include "support/tiny_folder.h"
#include "support/tiny_tables.h"

#ifdef FAILING_MEMORY_UNAVAILABLE

int main(void) { return failing_memory_skip("economy faults"); }

#else

/* Jansson 2.14's own reader goes on with a broken buffer after a failed allocation and aborts in an
 * assertion, which no caller can prevent: its allocations are passed over while reading. */
static bool from_json(const void *caller) {
  Dl_info information;
  return dladdr(caller, &information) != 0 && information.dli_fname != NULL &&
         strstr(information.dli_fname, "libjansson") != NULL;
}

/* A library may get by with less (libcsv asks again for a smaller buffer): then everything must be
 * there. */
static bool is_whole(const rift_economy *economy) {
  double sum = 0;
  for (size_t cell = 0; cell < 16; cell++) {
    sum += economy->intermediate[cell];
  }
  return sum == 80 && economy->year == 2014 && economy->group_count == 3 &&
         economy->affiliate_count == 1 && strcmp(economy->region_names[0], "Germany") == 0 &&
         strcmp(economy->sector_names[1], "Chemicals") == 0 && economy->final_demand[0] == 50;
}

static rift_status read_once(const char *folder) {
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(&economy, folder, &problems, &error);
  if (status == RIFT_OK && !is_whole(&economy)) {
    status = RIFT_MISMATCH;
  }
  rift_economy_free(&economy);
  rift_problems_free(&problems);
  return status;
}

/* The parameter tables whole, or none of it. */
static bool has_tables(const rift_economy *economy) {
  return economy->trade_elasticities != NULL && economy->trade_elasticities[1].given && economy->inventory_count == 2 &&
         economy->criticality != NULL && economy->tariffs != NULL && economy->critical_use_count == 2 &&
         economy->table_factor_count == 3 && economy->table_error_count == 3 && economy->affiliate_count == 2;
}

static rift_status read_tables_once(const char *folder) {
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(&economy, folder, &problems, &error);
  if (status == RIFT_OK && !has_tables(&economy)) {
    status = RIFT_MISMATCH;
  }
  rift_economy_free(&economy);
  rift_problems_free(&problems);
  return status;
}

static void fail_every_allocation(const char *folder, rift_status (*read)(const char *folder)) {
  assert_int_equal(read(folder), RIFT_OK); /* lets the libraries set themselves up */
  long failures = 0;
  for (long nth = 0;; nth++) {
    long before = failing_memory.living;
    failing_memory.spares = from_json;
    failing_memory_arm(nth);
    rift_status status = read(folder);
    bool failed = failing_memory_disarm();
    failing_memory.spares = NULL;
    assert_int_equal(failing_memory.living, before);
    if (!failed) {
      assert_int_equal(status, RIFT_OK);
      break;
    }
    if (status != RIFT_FAILED && status != RIFT_OK) {
      fail_msg("allocation %ld failed, but the status is %d", nth, (int)status);
    }
    failures += status == RIFT_FAILED;
  }
  assert_true(failures > 50); /* as many as there are tables, columns and texts, at the least */
  print_message("%ld allocations failed in turn while reading\n", failures);
}

static void reading_survives_every_failed_allocation(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  tiny_put(folder, "regions.csv", "region,name\nDEU,\"Germany\"\nCHN,China\n", 36);
  fail_every_allocation(folder, read_once);
  tiny_destroy(folder);
}

static void reading_parameter_tables_survives_it_too(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  tiny_add_tables(folder);
  fail_every_allocation(folder, read_tables_once);
  tiny_destroy(folder);
}

static void take_package(const char *folder, char *bytes, size_t size) {
  char path[2 * TINY_PATH];
  snprintf(path, sizeof path, "%s/datapackage.json", folder);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  bytes[fread(bytes, 1, size - 1, stream)] = '\0';
  fclose(stream);
}

/* A stream can do without its buffer, so that a failed allocation need not fail the writing; then
 * the description, which holds the hash of every table, must be the same. */
static void writing_survives_every_failed_allocation(void **state) {
  (void)state;
  char folder[TINY_PATH];
  char copy[TINY_PATH];
  tiny_create(folder);
  tiny_create(copy);
  rift_economy economy;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(&economy, folder, &problems, &error), RIFT_OK);
  rift_package_options options = {.name = "tiny",
                                  .title = "Tiny",
                                  .year = 2014,
                                  .licence_name = "CC0-1.0",
                                  .usd_per_eur = 1.25,
                                  .usd_per_eur_year = 2014,
                                  .command = "rift economy test"};
  static char expected[20000];
  static char found[20000];
  assert_int_equal(rift_economy_write(&economy, copy, NULL, &options, &error), RIFT_OK);
  take_package(copy, expected, sizeof expected);
  long failures = 0;
  for (long nth = 0;; nth++) {
    long before = failing_memory.living;
    failing_memory_arm(nth);
    rift_status status = rift_economy_write(&economy, copy, NULL, &options, &error);
    bool failed = failing_memory_disarm();
    assert_int_equal(failing_memory.living, before);
    if (!failed) {
      assert_int_equal(status, RIFT_OK);
      break;
    }
    if (status == RIFT_OK) {
      take_package(copy, found, sizeof found);
      assert_string_equal(found, expected);
    } else if (status != RIFT_FAILED) {
      fail_msg("allocation %ld failed, but the status is %d", nth, (int)status);
    }
    failures++;
  }
  print_message("%ld allocations failed in turn while writing\n", failures);
  assert_int_equal(read_once(copy), RIFT_OK); /* what stands there after all that is whole */
  rift_economy_free(&economy);
  rift_problems_free(&problems);
  tiny_destroy(copy);
  tiny_destroy(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reading_survives_every_failed_allocation),
      cmocka_unit_test(reading_parameter_tables_survives_it_too),
      cmocka_unit_test(writing_survives_every_failed_allocation),
  };
  return cmocka_run_group_tests_name("economy faults", tests, NULL, NULL);
}

#endif
