/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Latin hypercube: a slice hit twice or never, or dimensions whose orders resemble each other,
 * would bias every result of the design without a sign of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "sampling/latin_hypercube.h"

enum { MOST = 5000 };

static void permutations_hit_everything_once(void **state) {
  (void)state;
  static const uint64_t sizes[] = {1, 2, 3, 4, 5, 17, 64, 65, 1000, 4096, 4097};
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    for (uint64_t key = 0; key < 5; key++) {
      static unsigned char hit[MOST];
      memset(hit, 0, sizeof hit);
      for (uint64_t place = 0; place < sizes[s]; place++) {
        uint64_t at = rift_permutation_at(1, key, 0, sizes[s], place);
        assert_true(at < sizes[s]);
        assert_int_equal(hit[at]++, 0);
      }
    }
  }
}

/* Over many keys all 24 orders of four things occur alike: chi-square with 23 degrees of freedom,
 * below its 99.99 % point 55.5. The smallest domains are the hardest for a network of rounds. */
static void all_orders_occur_alike(void **state) {
  (void)state;
  enum { KEYS = 24000 };
  double counts[256] = {0}, square = 0;
  for (uint64_t key = 0; key < KEYS; key++) {
    size_t order = 0;
    for (uint64_t place = 0; place < 4; place++) {
      order = order << 2 | (size_t)rift_permutation_at(2, key, 0, 4, place);
    }
    counts[order]++;
  }
  size_t orders = 0;
  for (size_t i = 0; i < 256; i++) {
    orders += counts[i] > 0;
    square += counts[i] > 0 ? (counts[i] - 1000) * (counts[i] - 1000) / 1000 : 0;
  }
  assert_int_equal(orders, 24);
  assert_true(square < 55.5);
}

/* Where a thing goes, and where its neighbour goes: uniform over 20 x 19 pairs of places. Chi-square
 * with 379 degrees of freedom, below its 99.99 % point 487. */
static void neighbours_go_anywhere(void **state) {
  (void)state;
  enum { SIZE = 20, KEYS = 38000 };
  static double counts[SIZE * SIZE];
  double square = 0;
  for (uint64_t key = 0; key < KEYS; key++) {
    size_t a = (size_t)rift_permutation_at(3, key, 0, SIZE, 7);
    size_t b = (size_t)rift_permutation_at(3, key, 0, SIZE, 8);
    counts[a * SIZE + b]++;
  }
  for (size_t i = 0; i < SIZE * SIZE; i++) {
    square += i / SIZE == i % SIZE ? 0 : (counts[i] - 100) * (counts[i] - 100) / 100;
  }
  assert_true(square < 487);
}

/* Every slice of every replicate once: 1003 draws in 4 replicates of 251, 251, 251 and 250. */
static void every_slice_is_hit_once(void **state) {
  (void)state;
  const rift_latin_hypercube design = {.draws = 1003, .replicates = 4};
  static double uniforms[1003];
  for (uint64_t key = 0; key < 20; key++) {
    assert_int_equal(
        rift_latin_hypercube_uniforms(&design, 5, key, 0, 1003, uniforms, NULL), RIFT_OK);
    unsigned char hit[4][251] = {{0}};
    for (size_t i = 0; i < 1003; i++) {
      size_t size = i % 4 == 3 ? 250 : 251;
      size_t slice = (size_t)floor(uniforms[i] * (double)size);
      assert_true(uniforms[i] > 0 && uniforms[i] < 1);
      assert_int_equal(hit[i % 4][slice]++, 0);
    }
  }
}

/* Correlation of two dimensions: sd 1 / sqrt(n - 1) under independence; five of them over 190 pairs.
 */
static void dimensions_are_unrelated(void **state) {
  (void)state;
  enum { N = 1000, KEYS = 20 };
  const rift_latin_hypercube design = {.draws = N, .replicates = 1};
  static double uniforms[KEYS][N];
  for (uint64_t key = 0; key < KEYS; key++) {
    assert_int_equal(
        rift_latin_hypercube_uniforms(&design, 5, key, 0, N, uniforms[key], NULL), RIFT_OK);
    for (uint64_t other = 0; other < key; other++) {
      double sum = 0;
      for (size_t i = 0; i < N; i++) {
        sum += 12 * (uniforms[key][i] - 0.5) * (uniforms[other][i] - 0.5);
      }
      assert_true(fabs(sum / N) < 5 / sqrt(N - 1.0));
    }
  }
}

static void a_draw_does_not_depend_on_the_calls(void **state) {
  (void)state;
  const rift_latin_hypercube design = {.draws = 1000, .replicates = 16};
  static double whole[1000], parts[1000];
  assert_int_equal(rift_latin_hypercube_uniforms(&design, 5, 1, 0, 1000, whole, NULL), RIFT_OK);
  for (size_t at = 0, step = 1; at < 1000; at += step, step = step % 41 + 1) {
    step = step < 1000 - at ? step : 1000 - at;
    assert_int_equal(rift_latin_hypercube_uniforms(&design, 5, 1, at, step, parts + at, NULL),
                     RIFT_OK);
  }
  assert_memory_equal(whole, parts, sizeof whole);
}

static void it_cannot_be_extended(void **state) {
  (void)state;
  rift_latin_hypercube design = {.draws = 100, .replicates = 1};
  double uniforms[200];
  rift_error error = {0};
  assert_int_equal(rift_latin_hypercube_uniforms(&design, 1, 1, 90, 10, uniforms, &error), RIFT_OK);
  assert_int_equal(rift_latin_hypercube_uniforms(&design, 1, 1, 90, 11, uniforms, &error),
                   RIFT_INVALID);
  assert_non_null(strstr(error.message, "100 draws cannot be extended"));
  assert_int_equal(rift_latin_hypercube_uniforms(&design, 1, 1, 101, 0, uniforms, &error),
                   RIFT_INVALID);
  const rift_latin_hypercube none[] = {{0, 1}, {10, 0}, {10, 11}, {UINT64_C(1) << 41, 1}};
  for (size_t i = 0; i < 4; i++) {
    assert_int_equal(rift_latin_hypercube_uniforms(&none[i], 1, 1, 0, 1, uniforms, &error),
                     RIFT_INVALID);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(permutations_hit_everything_once),
      cmocka_unit_test(all_orders_occur_alike),
      cmocka_unit_test(neighbours_go_anywhere),
      cmocka_unit_test(every_slice_is_hit_once),
      cmocka_unit_test(dimensions_are_unrelated),
      cmocka_unit_test(a_draw_does_not_depend_on_the_calls),
      cmocka_unit_test(it_cannot_be_extended),
  };
  return cmocka_run_group_tests_name("latin_hypercube", tests, NULL, NULL);
}
