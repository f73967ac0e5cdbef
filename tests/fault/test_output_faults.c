/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while results are written gives RIFT_FAILED and nothing on the disk, no
 * crash, no leak, and no folder that passes for complete and is not. The sanitizers take the
 * allocator's place: with them the test is skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "output/output.h"
#include "support/fake_result.h"
#include "tables/file.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#ifdef SANITIZED

static void skipped(void **state) {
  (void)state;
  print_message("skipped: the sanitizer has taken the allocator's place\n");
  skip();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(skipped)};
  return cmocka_run_group_tests_name("output faults", tests, NULL, NULL);
}

#else

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *address);

static long countdown = -1; /* allocations until the one that fails; negative: none does */
static long living;         /* blocks not yet freed */

static bool fails(void) {
  if (countdown < 0 || countdown-- > 0) {
    return false;
  }
  errno = ENOMEM;
  return true;
}

static void *counted(void *block) {
  living += block != NULL;
  return block;
}

void *malloc(size_t size) { return fails() ? NULL : counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) {
  return fails() ? NULL : counted(__libc_calloc(count, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  return fails() ? NULL : counted(__libc_memalign(alignment, size));
}

void *realloc(void *old, size_t size) {
  if (fails()) {
    return NULL;
  }
  void *block = __libc_realloc(old, size);
  living += old == NULL && block != NULL;
  return block;
}

void free(void *address) {
  living -= address != NULL;
  __libc_free(address);
}

static rift_status write_once(const char *path, const fake *f, rift_error *error) {
  rift_output_options options = rift_output_options_default();
  options.path = path;
  options.force = true;
  options.draws_mode = RIFT_DRAWS_NONE; /* HDF5 does not promise to survive */
  rift_output *output = NULL;
  rift_status status = rift_output_begin(&output, &options, error);
  if (status == RIFT_OK) {
    status = rift_output_add(output, &f->result, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_finish(output, error);
  }
  rift_output_abort(output);
  return status;
}

static void read_hash(const char *folder, char hash[80]) {
  char path[256];
  snprintf(path, sizeof path, "%s/DONE", folder);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  hash[fread(hash, 1, 79, stream)] = '\0';
  fclose(stream);
}

/* Every allocation at first, then ever fewer: a run writes a dozen synced files. */
static void writing_survives_failed_allocations(void **state) {
  (void)state;
  char root[64] = "/dev/shm/rift-output-faults.XXXXXX"; /* syncs cost nothing there */
  if (mkdtemp(root) == NULL) {
    snprintf(root, sizeof root, "/tmp/rift-output-faults.XXXXXX");
    assert_non_null(mkdtemp(root));
  }
  char out[128];
  char partial[160];
  char scenario[128];
  char none[] = "";
  snprintf(out, sizeof out, "%s/out", root);
  snprintf(partial, sizeof partial, "%s.partial", out);
  snprintf(scenario, sizeof scenario, "%s/a.yaml", root);
  rift_error error = {0};
  assert_int_equal(rift_file_write(scenario, "rift: 1\n", 8, &error), RIFT_OK);
  fake *f = fake_create("a", none, scenario);
  assert_int_equal(write_once(out, f, &error), RIFT_OK);
  char expected[80];
  char found[80];
  read_hash(out, expected);
  long failures = 0;
  for (long nth = 0;; nth += 1 + nth / 400) {
    long before = living;
    countdown = nth;
    rift_status status = write_once(out, f, &error);
    bool failed = countdown < 0;
    countdown = -1;
    if (living != before) {
      fail_msg("allocation %ld failed and %ld blocks leaked", nth, living - before);
    }
    /* The old folder stays or the new one has come, and both are whole. */
    read_hash(out, found);
    assert_string_equal(found, expected);
    if (!failed) {
      assert_int_equal(status, RIFT_OK);
      break;
    }
    if (status == RIFT_OK) {
      assert_false(rift_path_exists(partial));
    }
    failures += status != RIFT_OK;
  }
  assert_true(failures > 50);
  print_message("%ld failed allocations reported\n", failures);
  fake_destroy(f);
  char command[160];
  snprintf(command, sizeof command, "rm -rf '%s'", root);
  assert_int_equal(system(command), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(writing_survives_failed_allocations)};
  return cmocka_run_group_tests_name("output faults", tests, NULL, NULL);
}

#endif
