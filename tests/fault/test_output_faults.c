/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while results are written gives RIFT_FAILED and nothing on the disk, no
 * crash, no leak, and no folder that passes for complete and is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "output/output.h"
#include "support/failing_memory.h"
#include "support/fake_result.h"
#include "tables/file.h"

#ifdef FAILING_MEMORY_UNAVAILABLE

int main(void) { return failing_memory_skip("output faults"); }

#else

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
    long before = failing_memory.living;
    failing_memory_arm(nth);
    rift_status status = write_once(out, f, &error);
    bool failed = failing_memory_disarm();
    if (failing_memory.living != before) {
      fail_msg("allocation %ld failed and %ld blocks leaked", nth, failing_memory.living - before);
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
