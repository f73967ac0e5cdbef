/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for the C library's allocator and lets one allocation of the test's choice fail. The
 * sanitizers take the allocator's place themselves: with them FAILING_MEMORY_UNAVAILABLE is defined
 * and the test skips. After cmocka.h; for programs of one file. */
#ifndef RIFT_TESTS_SUPPORT_FAILING_MEMORY_H
#define RIFT_TESTS_SUPPORT_FAILING_MEMORY_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FAILING_MEMORY_UNAVAILABLE 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FAILING_MEMORY_UNAVAILABLE 1
#endif

#ifdef FAILING_MEMORY_UNAVAILABLE

static void failing_memory_skipped(void **state) {
  (void)state;
  print_message("skipped: the sanitizer has taken the allocator's place\n");
  skip();
}

/* What main returns instead of running the group of that name. */
static inline int failing_memory_skip(const char *group) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(failing_memory_skipped)};
  return cmocka_run_group_tests_name(group, tests, NULL, NULL);
}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *address);

static struct failing_memory {
  long countdown; /* allocations until the one that fails; negative: none does */
  long living;    /* blocks not yet freed */
  bool (*spares)(const void *caller); /* true: this caller's allocations pass uncounted; or NULL */
} failing_memory = {.countdown = -1};

/* Lets the allocation fail that comes after `nth` others. */
static inline void failing_memory_arm(long nth) { failing_memory.countdown = nth; }

/* True if an allocation has failed since. */
static inline bool failing_memory_disarm(void) {
  bool failed = failing_memory.countdown < 0;
  failing_memory.countdown = -1;
  return failed;
}

static bool failing_memory_fails(const void *caller) {
  struct failing_memory *memory = &failing_memory;
  if (memory->countdown < 0 || (memory->spares != NULL && memory->spares(caller)) ||
      memory->countdown-- > 0) {
    return false;
  }
  errno = ENOMEM;
  return true;
}

static void *failing_memory_count(void *block) {
  failing_memory.living += block != NULL;
  return block;
}

void *malloc(size_t size) {
  return failing_memory_fails(__builtin_return_address(0))
             ? NULL
             : failing_memory_count(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
  return failing_memory_fails(__builtin_return_address(0))
             ? NULL
             : failing_memory_count(__libc_calloc(count, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  return failing_memory_fails(__builtin_return_address(0))
             ? NULL
             : failing_memory_count(__libc_memalign(alignment, size));
}

void *realloc(void *old, size_t size) {
  if (failing_memory_fails(__builtin_return_address(0))) {
    return NULL;
  }
  void *block = __libc_realloc(old, size);
  failing_memory.living += old == NULL && block != NULL;
  return block;
}

void free(void *address) {
  failing_memory.living -= address != NULL;
  __libc_free(address);
}

#endif

#endif
