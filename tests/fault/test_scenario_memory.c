/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a scenario while each allocation fails in turn: it must neither crash, nor leak, nor
 * read anything but what stands there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "support/scenario_economy.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define REPLACED_BY_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define REPLACED_BY_SANITIZER 1
#endif
#endif

#ifdef REPLACED_BY_SANITIZER

int main(void) {
  print_message("skipped: the sanitizer has its own allocator\n");
  return 0;
}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static bool armed;
static long allocations; /* since arming */
static long failing;     /* the allocation that fails; 0: none */
static long live;        /* allocated while armed less freed */

static bool fails(void) {
  bool now = armed && ++allocations == failing;
  if (now) {
    errno = ENOMEM;
  }
  return now;
}

static void *count(void *memory) {
  live += armed && memory != NULL;
  return memory;
}

void *malloc(size_t size) { return fails() ? NULL : count(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) {
  return fails() ? NULL : count(__libc_calloc(number, size));
}

void *realloc(void *memory, size_t size) {
  if (fails()) {
    return NULL;
  }
  void *moved = __libc_realloc(memory, size);
  live += armed && memory == NULL && moved != NULL;
  return moved;
}

void free(void *memory) {
  live -= armed && memory != NULL;
  __libc_free(memory);
}

static bool same;             /* as the reference */
static char reference[65536]; /* the resolved text when nothing fails */

static rift_status read_once(const rift_economy *economy, const char *path) {
  static const rift_setting settings[] = {{"horizon.months", "24"}};
  rift_problems problems;
  rift_scenario scenario;
  rift_problems_init(&problems);
  rift_status status = rift_scenario_read(&scenario, path, economy, settings, 1, &problems, NULL);
  if (status == RIFT_OK && !armed) {
    snprintf(reference, sizeof reference, "%s", scenario.resolved);
  }
  if (status == RIFT_OK) {
    same = strcmp(reference, scenario.resolved) == 0;
    rift_scenario_free(&scenario);
  }
  rift_problems_free(&problems);
  return status;
}

static void fail_each(const rift_economy *economy, const char *path, rift_status outcome) {
  assert_int_equal(read_once(economy, path),
                   outcome); /* buffers that libraries keep are made now */
  long last = 0;
  long failures = 0;
  for (failing = 1;; failing++) {
    allocations = 0;
    live = 0;
    armed = true;
    rift_status status = read_once(economy, path);
    armed = false;
    last = allocations;
    if (live != 0) {
      fail_msg("%s: %ld blocks are left when allocation %ld fails", path, live, failing);
    }
    if (allocations < failing) {
      assert_int_equal(status, outcome);
      break;
    }
    /* A stream without its buffer reads well all the same, and an error without its did-you-mean is
     * one. */
    if (status == RIFT_OK && (outcome != RIFT_OK || !same)) {
      fail_msg("%s: read as something else when allocation %ld fails", path, failing);
    }
    failures += status == RIFT_FAILED;
  }
  assert_true(last > 50 && failures > last / 2);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  rift_economy economy;
  assert_true(scenario_economy_create(&economy));
  fail_each(&economy, "scenarios/control.yaml", RIFT_OK);
  fail_each(&economy, "scenarios/tariff-war.yaml", RIFT_OK);
  fail_each(&economy, "tests/cli/malformed_scenarios/unknown-quantity.yaml", RIFT_INVALID);
  fail_each(&economy, "tests/cli/malformed_scenarios/capacity-twice.yaml", RIFT_INVALID);
  scenario_economy_free(&economy);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests_name("scenario_memory", tests, NULL, NULL);
}

#endif
