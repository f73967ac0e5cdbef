/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Sobol sequence: evenness in all dimensions and in pairs of them, scrambling that keeps it, and
 * numbers that depend on nothing but seed, id and draw. A generator that is silently wrong in high
 * dimensions gives results that look converged and are not.
 * With the argument `choices` the program prints engine/sampling/sobol_choices.c instead. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sampling/sobol.h"

enum { DIMENSIONS = RIFT_SOBOL_DIMENSIONS, WORDS = DIMENSIONS / 64 };

static uint32_t polynomials[DIMENSIONS];
static uint32_t directions[DIMENSIONS][RIFT_SOBOL_BITS];

static void directions_of(uint32_t dimension, uint32_t candidate,
                          uint32_t numbers[RIFT_SOBOL_BITS]) {
  uint32_t initial[RIFT_SOBOL_DEGREE_MAX];
  rift_sobol_initial(dimension, candidate, rift_sobol_degree(polynomials[dimension]), initial);
  rift_sobol_directions(polynomials[dimension], initial, numbers);
}

/* ---- property A [Sobol' 1976]: of the first 2^d points in d dimensions, one lies in each of the 2^d
 * cubes of side 1/2, at every d. The leading digits of the direction numbers form a matrix whose
 * leading minors are all 1. ---- */

static uint64_t eliminated[DIMENSIONS][WORDS];

static int bit_of(const uint64_t *row, uint32_t at) { return (int)(row[at / 64] >> (at % 64) & 1); }

/* Leading digits follow the recurrence of the polynomial, since what is shifted in is no leading digit. */
static void leading_digits(uint32_t dimension, const uint32_t numbers[RIFT_SOBOL_BITS],
                           uint64_t row[WORDS]) {
  memset(row, 0, WORDS * sizeof *row);
  uint32_t polynomial = polynomials[dimension];
  int degree = rift_sobol_degree(polynomial);
  for (uint32_t i = 0; i < DIMENSIONS; i++) {
    uint64_t digit = 0;
    if (polynomial == 0) {
      digit = i == 0;
    } else if (i < (uint32_t)degree) {
      digit = numbers[i] >> (RIFT_SOBOL_BITS - 1);
    } else {
      for (int k = 1; k <= degree; k++) {
        digit ^= (polynomial >> (degree - k) & 1) != 0 ? (uint64_t)bit_of(row, i - (uint32_t)k) : 0;
      }
    }
    row[i / 64] |= digit << (i % 64);
  }
}

/* True if the next leading minor is 1; then the row joins the eliminated ones. */
static int has_property_a(uint32_t dimension, const uint32_t numbers[RIFT_SOBOL_BITS]) {
  uint64_t row[WORDS];
  leading_digits(dimension, numbers, row);
  for (uint32_t k = 0; k < dimension; k++) {
    for (uint32_t w = 0; bit_of(row, k) != 0 && w < WORDS; w++) {
      uint32_t at = WORDS - 1 - w; /* the word with bit k last */
      row[at] ^= at >= k / 64 ? eliminated[k][at] : 0;
      if (at <= k / 64) {
        break;
      }
    }
  }
  if (bit_of(row, dimension) == 0) {
    return 0;
  }
  memcpy(eliminated[dimension], row, sizeof row);
  return 1;
}

/* ---- quality parameter t of a pair of dimensions [Niederreiter 1987]: of the first 2^m points, 2^t
 * lie in every rectangle of area 2^(t - m) whose sides are powers of 1/2 ---- */

enum { PAIR_BITS_MAX = 16 };

/* Digit `r` of the first m direction numbers. */
static uint32_t digit_row(const uint32_t numbers[RIFT_SOBOL_BITS], int m, int r) {
  uint32_t row = 0;
  for (int i = 0; i < m; i++) {
    row |= (numbers[i] >> (RIFT_SOBOL_BITS - 1 - r) & 1) << i;
  }
  return row;
}

/* Adds a row to a basis with distinct highest bits; false if it depends on it. */
static int add_to_basis(uint32_t basis[PAIR_BITS_MAX], uint32_t row) {
  for (int bit = PAIR_BITS_MAX - 1; bit >= 0 && row != 0; bit--) {
    if ((row >> bit & 1) == 0) {
      continue;
    }
    if (basis[bit] == 0) {
      basis[bit] = row;
      return 1;
    }
    row ^= basis[bit];
  }
  return 0;
}

static int pair_t(const uint32_t a[RIFT_SOBOL_BITS], const uint32_t b[RIFT_SOBOL_BITS], int m) {
  uint32_t of_a[PAIR_BITS_MAX] = {0}, of_b[PAIR_BITS_MAX];
  int independent = m;
  for (int r = 0; r < m; r++) {
    of_b[r] = digit_row(b, m, r);
  }
  for (int first = 0; first <= m && first < independent; first++) {
    if (first > 0) {
      add_to_basis(of_a, digit_row(a, m, first - 1));
    }
    uint32_t both[PAIR_BITS_MAX];
    memcpy(both, of_a, sizeof both);
    int second = 0;
    while (first + second < independent && add_to_basis(both, of_b[second])) {
      second++;
    }
    independent = first + second < independent ? first + second : independent;
  }
  return m - independent;
}

/* ---- making the table ---- */

/* The smaller the better: large t count most. */
static uint64_t penalty(uint32_t dimension, const uint32_t numbers[RIFT_SOBOL_BITS]) {
  enum { ALL = 160, NEAR = 32 };
  uint64_t sum = 0;
  for (uint32_t other = 0; other < dimension; other++) {
    if (dimension > ALL && other >= NEAR && other + NEAR < dimension) {
      continue;
    }
    for (int m = 4; m <= PAIR_BITS_MAX; m += 2) {
      sum += UINT64_C(1) << (2 * pair_t(directions[other], numbers, m));
    }
  }
  return sum;
}

enum { TRIED = 48, MOST = 4096 };

/* Candidates of one dimension with property A, the least penalty first. */
typedef struct ranking {
  uint32_t count, next;
  uint16_t candidates[TRIED];
  uint64_t penalties[TRIED];
} ranking;

static void insert(ranking *r, uint16_t candidate, uint64_t sum) {
  uint32_t at = r->count++;
  for (; at > 0 && r->penalties[at - 1] > sum; at--) {
    r->candidates[at] = r->candidates[at - 1];
    r->penalties[at] = r->penalties[at - 1];
  }
  r->candidates[at] = candidate;
  r->penalties[at] = sum;
}

static void rank(uint32_t dimension, ranking *r) {
  *r = (ranking){0};
  for (uint32_t candidate = 0; candidate < MOST && r->count < TRIED; candidate++) {
    uint32_t numbers[RIFT_SOBOL_BITS];
    directions_of(dimension, candidate, numbers);
    if (has_property_a(dimension, numbers)) {
      insert(r, (uint16_t)candidate, penalty(dimension, numbers));
    }
  }
}

/* Where no candidate of a dimension keeps property A, which the few free digits of a low degree
 * allow, the dimension before takes its next best one. */
static void choose_all(ranking *rankings) {
  rankings[0] = (ranking){.count = 1};
  for (uint32_t j = 0; j < DIMENSIONS;) {
    if (rankings[j].next == rankings[j].count) {
      assert_true(j > 1);
      j--;
      rankings[j].next++;
      continue;
    }
    directions_of(j, rankings[j].candidates[rankings[j].next], directions[j]);
    assert_true(has_property_a(j, directions[j]));
    j++;
    if (j < DIMENSIONS) {
      rank(j, &rankings[j]);
    }
  }
}

static void print_choices(void) {
  static ranking rankings[DIMENSIONS];
  choose_all(rankings);
  puts("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
       "/* Which candidate gives each dimension its initial numbers. Made by tests/unit/test_sobol.c. */\n"
       "#include \"sampling/sobol_directions.h\"\n\n"
       "const uint16_t rift_sobol_choices[RIFT_SOBOL_DIMENSIONS] = {");
  for (uint32_t j = 0; j < DIMENSIONS; j++) {
    printf("%s%d,%s", j % 16 == 0 ? "    " : " ", rankings[j].candidates[rankings[j].next],
           j % 16 == 15 ? "\n" : "");
  }
  puts("};");
}

static int prepare(void **state) {
  (void)state;
  rift_sobol_polynomials(polynomials, DIMENSIONS);
  for (uint32_t j = 0; j < DIMENSIONS; j++) {
    directions_of(j, rift_sobol_choices[j], directions[j]);
  }
  return 0;
}


/* ---- tests ---- */

/* phi(2^d - 1) / d primitive polynomials of degree d [Lidl & Niederreiter 1994, theorem 3.5]. */
static void all_primitive_polynomials_are_found(void **state) {
  (void)state;
  static const int expected[] = {0, 1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, 630, 756};
  int found[RIFT_SOBOL_DEGREE_MAX + 1] = {0};
  for (uint32_t j = 1; j < DIMENSIONS; j++) {
    found[rift_sobol_degree(polynomials[j])]++;
    assert_true(j == 1 || polynomials[j] > polynomials[j - 1]);
  }
  for (int degree = 1; degree < 15; degree++) {
    assert_int_equal(found[degree], expected[degree]);
  }
  assert_true(rift_sobol_is_primitive(11) && rift_sobol_is_primitive(13));
  assert_false(rift_sobol_is_primitive(31)); /* irreducible, of order 5 only */
  assert_false(rift_sobol_is_primitive(15)); /* (x + 1)^3 */
}

static void property_a_in_all_dimensions(void **state) {
  (void)state;
  for (uint32_t j = 0; j < DIMENSIONS; j++) {
    assert_true(has_property_a(j, directions[j]));
  }
}

/* The matrix says the same as counting points: 2^d points, one in each orthant of d dimensions. */
static void property_a_by_counting(void **state) {
  (void)state;
  enum { D = 12 };
  static unsigned char hit[1 << D];
  rift_sobol *sobol = NULL;
  assert_int_equal(rift_sobol_create(&sobol, D, 1, NULL), RIFT_OK);
  for (uint64_t n = 0; n < 1 << D; n++) {
    uint32_t orthant = 0;
    for (size_t j = 0; j < D; j++) {
      orthant = orthant << 1 | rift_sobol_point(sobol, j, n) >> 31;
    }
    assert_int_equal(hit[orthant]++, 0);
  }
  rift_sobol_destroy(sobol);
}

static int largest_t(uint32_t from, uint32_t to, uint32_t apart, int m) {
  int most = 0;
  for (uint32_t j = from; j < to; j++) {
    for (uint32_t k = j > apart ? j - apart : 0; k < j; k++) {
      int t = pair_t(directions[k], directions[j], m);
      most = t > most ? t : most;
    }
  }
  return most;
}

/* What the table was chosen for; the numbers are what the search reached. t = m would mean that a
 * pair of dimensions is no better than one. */
static void pairs_of_dimensions_are_even(void **state) {
  (void)state;
  static const struct {
    uint32_t to, apart;
    int m, t;
  } reached[] = {{2, 2, 16, 0},    {10, 10, 10, 4},   {10, 10, 16, 4},   {40, 40, 10, 6},
                 {40, 40, 16, 7},  {100, 100, 10, 8}, {100, 100, 16, 8}, {160, 160, 10, 9},
                 {160, 160, 16, 9}, {DIMENSIONS, 8, 10, 8}};
  for (size_t i = 0; i < sizeof reached / sizeof reached[0]; i++) {
    assert_int_equal(largest_t(0, reached[i].to, reached[i].apart, reached[i].m), reached[i].t);
  }
}

static void the_table_is_made_again(void **state) {
  (void)state;
  static ranking r;
  for (uint32_t j = 0; j < 24; j++) {
    if (j > 0) {
      rank(j, &r);
      assert_int_equal(r.candidates[0], rift_sobol_choices[j]);
    }
    assert_true(has_property_a(j, directions[j]));
  }
}

enum { MANY = 1024, ROOM = 4 * MANY };

static uint64_t key_of(size_t dimension) { return 1000 + dimension; }

/* Scrambled or not, in low and high dimensions: the first 2^m points hit each of 2^m slices once, and
 * so do the points of every replicate. */
static void every_dimension_is_balanced(void **state) {
  (void)state;
  static const size_t tried[] = {0, 1, 2, 39, 40, 41, 42, 160, 365, 1000, 2047};
  static double uniforms[ROOM];
  rift_sobol *sobol = NULL;
  assert_int_equal(rift_sobol_create(&sobol, DIMENSIONS, 4, NULL), RIFT_OK);
  for (size_t d = 0; d < sizeof tried / sizeof tried[0]; d++) {
    rift_sobol_uniforms(sobol, tried[d], 7, key_of(tried[d]), 0, ROOM, uniforms);
    unsigned char hit[4][MANY] = {{0}};
    unsigned char plain[MANY] = {0};
    for (size_t i = 0; i < ROOM; i++) {
      assert_true(uniforms[i] > 0 && uniforms[i] < 1);
      assert_int_equal(hit[i % 4][(size_t)(uniforms[i] * MANY)]++, 0);
    }
    for (uint64_t n = 0; n < MANY; n++) {
      assert_int_equal(plain[rift_sobol_point(sobol, tried[d], n) >> 22]++, 0);
    }
  }
  rift_sobol_destroy(sobol);
}

/* Scrambling keeps the evenness of pairs: in rectangles of area 2^(t - m) lie 2^t points, exactly. */
static void scrambled_pairs_stay_even(void **state) {
  (void)state;
  enum { M = 10 };
  static const size_t pairs[][2] = {{0, 1}, {3, 9}, {40, 41}, {100, 160}, {2046, 2047}};
  static double a[MANY], b[MANY];
  rift_sobol *sobol = NULL;
  assert_int_equal(rift_sobol_create(&sobol, DIMENSIONS, 1, NULL), RIFT_OK);
  for (size_t p = 0; p < sizeof pairs / sizeof pairs[0]; p++) {
    rift_sobol_uniforms(sobol, pairs[p][0], 3, key_of(pairs[p][0]), 0, MANY, a);
    rift_sobol_uniforms(sobol, pairs[p][1], 3, key_of(pairs[p][1]), 0, MANY, b);
    int t = pair_t(directions[pairs[p][0]], directions[pairs[p][1]], M);
    for (int split = 0; split <= M - t; split++) {
      static uint32_t count[MANY];
      memset(count, 0, sizeof count);
      for (size_t i = 0; i < MANY; i++) {
        size_t row = (size_t)ldexp(a[i], split), column = (size_t)ldexp(b[i], M - t - split);
        count[row << (M - t - split) | column]++;
      }
      for (size_t cell = 0; cell < (size_t)1 << (M - t); cell++) {
        assert_int_equal(count[cell], 1 << t);
      }
    }
  }
  rift_sobol_destroy(sobol);
}

/* A number is a function of seed, key, dimension and draw: not of how draws are cut into calls, of
 * how many dimensions there are, nor of how many draws follow. */
static void a_draw_depends_on_nothing_else(void **state) {
  (void)state;
  static double whole[MANY], parts[MANY];
  rift_sobol *small = NULL, *large = NULL;
  assert_int_equal(rift_sobol_create(&small, 60, 16, NULL), RIFT_OK);
  assert_int_equal(rift_sobol_create(&large, 700, 16, NULL), RIFT_OK);
  rift_sobol_uniforms(small, 59, 9, 5, 0, MANY, whole);
  for (size_t at = 0, step = 1; at < MANY; at += step, step = step % 97 + 1) {
    step = step < MANY - at ? step : MANY - at;
    rift_sobol_uniforms(large, 59, 9, 5, at, step, parts + at);
  }
  assert_memory_equal(whole, parts, sizeof whole);
  rift_sobol_uniforms(large, 59, 9, 6, 0, MANY, parts);
  assert_memory_not_equal(whole, parts, sizeof whole);
  rift_sobol_uniforms(large, 59, 10, 5, 0, MANY, parts);
  assert_memory_not_equal(whole, parts, sizeof whole);
  rift_sobol_destroy(small);
  rift_sobol_destroy(large);
}

/* One scrambled point over many seeds is uniform: chi-square with 63 degrees of freedom, 4096 seeds,
 * below its 99.99 % point 118.6. And two points of one sequence that lie in different halves of the
 * interval are independent within them. */
static void a_scrambled_point_is_uniform(void **state) {
  (void)state;
  enum { SEEDS = 4096 };
  rift_sobol *sobol = NULL;
  assert_int_equal(rift_sobol_create(&sobol, 50, 1, NULL), RIFT_OK);
  double counts[64] = {0}, joint[64] = {0};
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    double points[2];
    rift_sobol_uniforms(sobol, 45, seed, 3, 0, 2, points);
    counts[(size_t)(points[0] * 64)]++;
    joint[(size_t)(fmod(points[0] * 2, 1) * 8) * 8 + (size_t)(fmod(points[1] * 2, 1) * 8)]++;
  }
  double square = 0, joint_square = 0, expected = SEEDS / 64.0;
  for (size_t i = 0; i < 64; i++) {
    square += (counts[i] - expected) * (counts[i] - expected) / expected;
    joint_square += (joint[i] - expected) * (joint[i] - expected) / expected;
  }
  assert_true(square < 118.6 && joint_square < 118.6);
  rift_sobol_destroy(sobol);
}

static void what_cannot_be_made_is_refused(void **state) {
  (void)state;
  rift_sobol *sobol = NULL;
  rift_error error = {0};
  assert_int_equal(rift_sobol_create(&sobol, DIMENSIONS + 1, 1, &error), RIFT_INVALID);
  assert_non_null(strstr(error.message, "2049 random quantities"));
  assert_int_equal(rift_sobol_create(&sobol, 3, 0, &error), RIFT_INVALID);
  assert_null(sobol);
  rift_sobol_destroy(NULL);
  assert_int_equal(rift_sobol_create(&sobol, 3, 16, &error), RIFT_OK);
  assert_true(rift_sobol_draws_max(sobol) == UINT64_C(16) << 32);
  rift_sobol_destroy(sobol);
}

int main(int count, char **arguments) {
  prepare(NULL);
  if (count == 2 && strcmp(arguments[1], "choices") == 0) {
    print_choices();
    return 0;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_primitive_polynomials_are_found),
      cmocka_unit_test(property_a_in_all_dimensions),
      cmocka_unit_test(property_a_by_counting),
      cmocka_unit_test(pairs_of_dimensions_are_even),
      cmocka_unit_test(the_table_is_made_again),
      cmocka_unit_test(every_dimension_is_balanced),
      cmocka_unit_test(scrambled_pairs_stay_even),
      cmocka_unit_test(a_draw_depends_on_nothing_else),
      cmocka_unit_test(a_scrambled_point_is_uniform),
      cmocka_unit_test(what_cannot_be_made_is_refused),
  };
  return cmocka_run_group_tests_name("sobol", tests, NULL, NULL);
}
