/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of draws: a value read from the wrong place would change quantiles in silence. With many
 * columns the store takes a part of a block at a time. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "montecarlo/result.h"
#include "support/tiny_folder.h"

static double value_of(size_t column, uint64_t draw) { return (double)column * 1e6 + (double)draw; }

static void check(size_t columns, uint64_t draws, size_t slice) {
  char folder[TINY_PATH];
  char path[2 * TINY_PATH];
  rift_store *store = NULL;
  rift_error error;
  tiny_create(folder);
  snprintf(path, sizeof path, "%s/draws", folder);
  assert_int_equal(rift_store_create(&store, path, columns, draws, &error), RIFT_OK);
  assert_int_equal(rift_store_slice(store), slice);
  double *values = malloc(columns * slice * sizeof *values);
  double *column = malloc(draws * sizeof *column);
  assert_non_null(values);
  assert_non_null(column);
  for (uint64_t turn = (draws - 1) / slice + 1; turn > 0; turn--) { /* in any order */
    uint64_t first = (turn - 1) * slice;
    for (size_t cell = 0; cell < columns * slice; cell++) {
      values[cell] = value_of(cell / slice, first + cell % slice);
    }
    assert_int_equal(rift_store_write(store, first, values, &error), RIFT_OK);
  }
  for (size_t c = 0; c < columns; c += columns > 8 ? columns / 4 : 1) {
    assert_int_equal(rift_store_read(store, c, column, &error), RIFT_OK);
    for (uint64_t draw = 0; draw < draws; draw++) {
      assert_true(column[draw] == value_of(c, draw));
    }
  }
  free(values);
  free(column);
  rift_store_destroy(store);
  assert_int_not_equal(access(path, F_OK), 0);
  tiny_destroy(folder);
}

static void few_columns_are_stored_by_blocks(void **state) {
  (void)state;
  check(3, 10000, RIFT_BLOCK);
  check(1, 1, RIFT_BLOCK);
}

static void many_columns_are_stored_by_slices(void **state) {
  (void)state;
  check(8193, 1500, RIFT_BLOCK / 2);
  check(40000, 300, 256);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(few_columns_are_stored_by_blocks),
      cmocka_unit_test(many_columns_are_stored_by_slices),
  };
  return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
