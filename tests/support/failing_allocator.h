/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for the C library's allocator: fails the engine's own allocations, one at a time, and counts what is alive.
 * The sanitizers do the same themselves: with them FAILING_ALLOCATOR is not defined, and tests are skipped. */
#ifndef RIFT_TESTS_SUPPORT_FAILING_ALLOCATOR_H
#define RIFT_TESTS_SUPPORT_FAILING_ALLOCATOR_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ALLOCATOR_TAKEN 1
#endif
#endif
#if !defined(ALLOCATOR_TAKEN) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define FAILING_ALLOCATOR 1

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *address);

static bool allocator_armed;
static long allocator_seen;    /* allocations of the engine since arming */
static long allocator_failing; /* the one that fails */
static long allocator_living;  /* blocks allocated less freed since arming */

/* Libraries end the process or hold on to half-made objects when memory runs out; the engine must not. Linked statically,
 * it is called from the program itself. */
static bool from_engine(const void *caller) {
  static const void *program;
  Dl_info here, there;
  if (program == NULL && dladdr((const void *)&allocator_seen, &here) != 0) {
    program = here.dli_fbase;
  }
  return dladdr(caller, &there) != 0 && there.dli_fbase == program;
}

static bool allocation_fails(const void *caller) {
  if (!allocator_armed || !from_engine(caller) || ++allocator_seen != allocator_failing) {
    return false;
  }
  errno = ENOMEM;
  return true;
}

static void *allocation_counted(void *block) {
  allocator_living += allocator_armed && block != NULL;
  return block;
}

#define FAILS allocation_fails(__builtin_return_address(0))

void *malloc(size_t size) { return FAILS ? NULL : allocation_counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return FAILS ? NULL : allocation_counted(__libc_calloc(count, size)); }

void *aligned_alloc(size_t alignment, size_t size) {
  return FAILS ? NULL : allocation_counted(__libc_memalign(alignment, size));
}

/* Of libraries only. */
void *memalign(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size) { return allocation_counted(__libc_memalign(alignment, size)); }

void *realloc(void *old, size_t size) {
  if (FAILS) {
    return NULL;
  }
  void *block = __libc_realloc(old, size);
  return old == NULL ? allocation_counted(block) : block;
}

void free(void *address) {
  allocator_living -= allocator_armed && address != NULL;
  __libc_free(address);
}

static void arm_allocator(long failing) {
  allocator_failing = failing;
  allocator_seen = 0;
  allocator_living = 0;
  allocator_armed = true;
}

/* True if the allocation was reached and failed. */
static bool disarm_allocator(void) {
  allocator_armed = false;
  return allocator_seen >= allocator_failing;
}

#endif

#endif
