/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments combined block by block are those of all draws, whatever the length of the blocks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sampling/sampler.h"
#include "statistics/statistics.h"

enum { DRAWS = 1 << 18 };

static rift_moments combined(const double *values, size_t count, size_t block) {
  rift_moments total = {0};
  for (size_t done = 0; done < count; done += block) {
    size_t here = count - done < block ? count - done : block;
    rift_moments part = rift_moments_of(values + done, here);
    rift_moments_add(&total, &part);
  }
  return total;
}

/* Two passes in long double as the reference. The mean of the sum loses at most a few units in the
 * last place of the largest partial mean: 1e-14 relative to level + spread; the squares 1e-12
 * relative. */
static void blocks_agree_with_two_passes(void **state) {
  (void)state;
  static const size_t blocks[] = {1, 7, 4096, 5000, DRAWS};
  static const double levels[] = {0, 3, 1e6};
  double *values = rift_allocate_doubles(DRAWS);
  for (size_t l = 0; l < 3; l++) {
    rift_stream_uniforms(11, l, 0, 0, DRAWS, values);
    rift_normal_quantile(DRAWS, values, values);
    long double sum = 0, squares = 0;
    for (size_t i = 0; i < DRAWS; i++) {
      values[i] += levels[l];
      sum += (long double)values[i];
    }
    long double mean = sum / DRAWS;
    for (size_t i = 0; i < DRAWS; i++) {
      squares += ((long double)values[i] - mean) * ((long double)values[i] - mean);
    }
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
      rift_moments total = combined(values, DRAWS, blocks[b]);
      assert_true(total.n == DRAWS);
      assert_true(fabsl((long double)total.mean - mean) < 1e-14L * (1 + (long double)levels[l]));
      assert_true(fabsl((long double)total.m2 - squares) <
                  1e-12L * squares * (1 + (long double)levels[l] / 100));
    }
  }
  free(values);
}

/* The same blocks in the same order give the same bytes, however the blocks came to be: here by
 * draws of another start. */
static void blocks_are_a_function_of_the_draws(void **state) {
  (void)state;
  double *values = rift_allocate_doubles(DRAWS), *again = rift_allocate_doubles(DRAWS);
  rift_stream_uniforms(12, 1, 0, 0, DRAWS, values);
  for (size_t block = DRAWS / 4096; block-- > 0;) { /* the last first */
    rift_stream_uniforms(12, 1, 0, block * 4096, 4096, again + block * 4096);
  }
  rift_moments one = combined(values, DRAWS, 4096), other = combined(again, DRAWS, 4096);
  assert_memory_equal(&one, &other, sizeof one);
  free(values);
  free(again);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_agree_with_two_passes),
      cmocka_unit_test(blocks_are_a_function_of_the_draws),
  };
  return cmocka_run_group_tests_name("block_order", tests, NULL, NULL);
}
