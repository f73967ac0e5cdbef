/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sampler: draws that depend on (seed, id, draw) alone, and correlated ones that have the
 * correlation asked for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sampling/correlation.h"
#include "sampling/inverse.h"
#include "sampling/sampler.h"
#include "statistics/statistics.h"

#define OPEN .low = -(double)INFINITY, .high = (double)INFINITY
#define PI 3.14159265358979323846

static const rift_distribution pert = {
    .kind = RIFT_PERT, .a = 0.3, .b = 0.45, .c = 0.65, .d = 4, OPEN};
static const rift_distribution normal = {.kind = RIFT_NORMAL, .a = 2, .b = 3, OPEN};
static const rift_distribution lognormal = {.kind = RIFT_LOGNORMAL, .a = 3, .b = 0.5, OPEN};
static const rift_distribution cut = {
    .kind = RIFT_LOGNORMAL, .a = 1.5, .b = 0.7, .low = 0.5, .high = 30};
static const rift_distribution triangular = {.kind = RIFT_TRIANGULAR, .a = 0, .b = 1, .c = 4, OPEN};
static const rift_distribution beta = {.kind = RIFT_BETA, .a = 2, .b = 0.7, .c = 0, .d = 1, OPEN};
static const rift_distribution uniform = {.kind = RIFT_UNIFORM, .a = -1, .b = 1, OPEN};
static const rift_distribution point = {.kind = RIFT_POINT, .a = 5, OPEN};

static const rift_variate all[] = {
    {"a.size", &pert},      {"a.start", &uniform}, {"a.duration", &lognormal},
    {"theta.C29", &cut},    {"b.size", &beta},     {"b.start", &triangular},
    {"b.coverage", &point}, {"c.size", &normal},   {"c.start", &normal}};
enum { ALL = 9, DRAWS = 4096 };
static const rift_variate_pair pairs[] = {
    {"b.size", "a.size", 0.5}, {"a.duration", "a.size", -0.3}, {"c.size", "c.start", 1}};

static rift_sampler *created_for(rift_isa isa, const rift_variate *variates, size_t count,
                                 const rift_variate_pair *list, size_t pair_count) {
  rift_sampler *sampler = NULL;
  rift_error error = {0};
  if (rift_sampler_create_for(isa, &sampler, 42, variates, count, list, pair_count, NULL, &error) !=
      RIFT_OK) {
    fail_msg("%s", error.message);
  }
  return sampler;
}

static rift_sampler *created(const rift_variate *variates, size_t count,
                             const rift_variate_pair *list, size_t pair_count) {
  return created_for(rift_isa_active(), variates, count, list, pair_count);
}

/* values: count rows of `draws`. */
static void run(const rift_sampler *sampler, uint64_t first, size_t draws, double *values) {
  for (size_t done = 0; done < draws; done += RIFT_SAMPLER_CHUNK) {
    size_t here = draws - done < RIFT_SAMPLER_CHUNK ? draws - done : RIFT_SAMPLER_CHUNK;
    rift_sampler_draw(sampler, first + done, here, values + done, draws);
  }
}

static double *drawn(const rift_variate *variates, size_t count, const rift_variate_pair *list,
                     size_t pair_count, uint64_t first, size_t draws) {
  rift_sampler *sampler = created(variates, count, list, pair_count);
  double *values = rift_allocate_doubles(count * draws);
  run(sampler, first, draws, values);
  rift_sampler_destroy(sampler);
  return values;
}

static void another_variate_changes_no_draw(void **state) {
  (void)state;
  double *with = drawn(all, ALL, pairs, 3, 0, DRAWS);
  double *without =
      drawn(all, ALL - 1, pairs, 2, 0, DRAWS); /* all but c.start, and c.size uncorrelated */
  assert_memory_equal(with, without, (ALL - 2) * DRAWS * sizeof(double));
  /* c.size is the first mentioned of its pair: its factor row is (1), so that correlation leaves it
   * as it was. */
  assert_memory_equal(with + 7 * DRAWS, without + 7 * DRAWS, DRAWS * sizeof(double));
  free(with);
  free(without);
}

static void a_late_start_gives_the_tail(void **state) {
  (void)state;
  double *whole = drawn(all, ALL, pairs, 3, 0, 3 * DRAWS);
  double *late = drawn(all, ALL, pairs, 3, DRAWS, 2 * DRAWS);
  for (size_t v = 0; v < ALL; v++) {
    assert_memory_equal(whole + (v * 3 + 1) * DRAWS, late + v * 2 * DRAWS,
                        2 * DRAWS * sizeof(double));
  }
  free(whole);
  free(late);
}

/* Chunks of every length that keeps `first` a multiple of 4, and a short last one. */
static void chunk_lengths_do_not_matter(void **state) {
  (void)state;
  double *whole = drawn(all, ALL, pairs, 3, 0, DRAWS);
  rift_sampler *sampler = created(all, ALL, pairs, 3);
  double *part = rift_allocate_doubles(ALL * RIFT_SAMPLER_CHUNK);
  size_t first = 0;
  for (size_t length = 1; length < 90; length++) {
    rift_sampler_draw(sampler, first, length, part, RIFT_SAMPLER_CHUNK);
    for (size_t v = 0; v < ALL; v++) {
      assert_memory_equal(part + v * RIFT_SAMPLER_CHUNK, whole + v * DRAWS + first,
                          length * sizeof(double));
    }
    first += length & ~(size_t)3;
  }
  rift_sampler_destroy(sampler);
  free(part);
  free(whole);
}

static void order_of_variates_does_not_matter(void **state) {
  (void)state;
  rift_variate reversed[ALL];
  for (size_t v = 0; v < ALL; v++) {
    reversed[v] = all[ALL - 1 - v];
  }
  double *forwards = drawn(all, ALL, pairs, 3, 0, DRAWS);
  double *backwards = drawn(reversed, ALL, pairs, 3, 0, DRAWS);
  for (size_t v = 0; v < ALL; v++) {
    assert_memory_equal(forwards + v * DRAWS, backwards + (ALL - 1 - v) * DRAWS,
                        DRAWS * sizeof(double));
  }
  free(forwards);
  free(backwards);
}

static void instruction_sets_give_equal_bytes(void **state) {
  (void)state;
  enum { MANY = 1 << 18 }; /* enough for draws beyond the tables */
  double *values[RIFT_ISA_COUNT] = {NULL};
  int compared = 0;
  for (int isa = 0; isa < RIFT_ISA_COUNT; isa++) {
    if (!rift_isa_supported((rift_isa)isa)) {
      print_message("%s: not supported by this machine, not compared\n",
                    rift_isa_name((rift_isa)isa));
      continue;
    }
    rift_sampler *sampler = created_for((rift_isa)isa, all, ALL, pairs, 3);
    values[isa] = rift_allocate_doubles((size_t)ALL * MANY);
    run(sampler, 0, MANY, values[isa]);
    rift_sampler_destroy(sampler);
    assert_memory_equal(values[isa], values[RIFT_ISA_BASE], (size_t)ALL * MANY * sizeof(double));
    compared += isa != RIFT_ISA_BASE;
  }
  for (int isa = 0; isa < RIFT_ISA_COUNT; isa++) {
    free(values[isa]);
  }
  if (compared == 0) {
    skip();
  }
}

static void instruction_set_is_chosen_by_rule(void **state) {
  (void)state;
  assert_int_equal(rift_isa_choose("sse2"), RIFT_ISA_BASE);
  rift_isa best = rift_isa_choose(NULL);
  assert_int_equal(rift_isa_choose("mmx"), best);
  for (int isa = 0; isa < RIFT_ISA_COUNT; isa++) {
    rift_isa expected = rift_isa_supported((rift_isa)isa) ? (rift_isa)isa : best;
    assert_int_equal(rift_isa_choose(rift_isa_name((rift_isa)isa)), expected);
  }
}

typedef struct ranked {
  double value;
  size_t index;
} ranked;

static int compare_ranked(const void *a, const void *b) {
  double x = ((const ranked *)a)->value, y = ((const ranked *)b)->value;
  return x < y ? -1 : x > y;
}

static double rank_correlation(const double *x, const double *y, size_t n) {
  ranked *list = rift_allocate(n, sizeof *list);
  double *ranks = rift_allocate_doubles(2 * n);
  for (size_t side = 0; side < 2; side++) {
    for (size_t i = 0; i < n; i++) {
      list[i] = (ranked){side == 0 ? x[i] : y[i], i};
    }
    qsort(list, n, sizeof *list, compare_ranked);
    for (size_t i = 0; i < n; i++) {
      ranks[side * n + list[i].index] = (double)i;
    }
  }
  double centre = 0.5 * (double)(n - 1), sum = 0;
  for (size_t i = 0; i < n; i++) {
    sum += (ranks[i] - centre) * (ranks[n + i] - centre);
  }
  free(list);
  free(ranks);
  return sum * 12 / ((double)n * ((double)n * (double)n - 1));
}

/* The rank correlation of a Gaussian copula is 6/pi asin(rho/2) (Kruskal 1958) whatever the
 * marginals. Its standard error is at most 1/sqrt(n) = 0.0028 here: 4.5 of them for each of the
 * pairs, seed fixed. */
static void copula_has_the_rank_correlation(void **state) {
  (void)state;
  enum { MANY = 128000 };
  static const rift_variate_pair three[] = {
      {"b.size", "a.size", 0.5}, {"a.duration", "a.size", -0.3}, {"theta.C29", "b.start", 0.9}};
  static const size_t index[][2] = {{4, 0}, {2, 0}, {3, 5}, {4, 2}, {1, 0}, {7, 8}};
  static const double rho[] = {0.5, -0.3, 0.9, 0, 0, 0};
  double *values = drawn(all, ALL, three, 3, 0, MANY);
  for (size_t p = 0; p < 6; p++) {
    double found = rank_correlation(values + index[p][0] * MANY, values + index[p][1] * MANY, MANY);
    assert_true(fabs(found - 6 / PI * asin(rho[p] / 2)) < 4.5 / sqrt(MANY));
  }
  free(values);
}

/* Correlation changes how draws go together, never a marginal: the mean of each correlated one is
 * still right, 4.5 sd. */
static void copula_keeps_the_marginals(void **state) {
  (void)state;
  enum { MANY = 128000 };
  double *values = drawn(all, ALL, pairs, 3, 0, MANY);
  for (size_t v = 0; v < ALL; v++) {
    rift_inverse *inverse = NULL;
    assert_int_equal(rift_inverse_create(&inverse, all[v].distribution, NULL), RIFT_OK);
    rift_moments moments = rift_moments_of(values + v * MANY, MANY);
    assert_true(moments.failed == 0);
    assert_true(fabs(moments.mean - rift_inverse_mean(inverse)) <=
                4.5 * rift_moments_mcse(&moments));
    rift_inverse_destroy(inverse);
  }
  free(values);
}

/* rho = 1 is a legal limit: the two move together, and nothing is repaired. */
static void perfect_correlation(void **state) {
  (void)state;
  double *values = drawn(all, ALL, pairs, 3, 0, DRAWS);
  assert_memory_equal(values + 7 * DRAWS, values + 8 * DRAWS, DRAWS * sizeof(double));
  free(values);
}

/* Higham (2002), section 4: the nearest correlation matrix to the tridiagonal matrix of ones, given
 * to four digits. The shift of 1e-8 in the eigenvalues is far below that. */
static void nearest_correlation_matrix_of_higham(void **state) {
  (void)state;
  double matrix[] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
  static const double expected[] = {1, 0.7607, 0.1573, 0.7607, 1, 0.7607, 0.1573, 0.7607, 1};
  double factor[9];
  assert_false(rift_correlation_factor(3, matrix, factor));
  assert_int_equal(rift_correlation_repair(3, matrix, NULL), RIFT_OK);
  for (size_t i = 0; i < 9; i++) {
    assert_true(fabs(matrix[i] - expected[i]) < 5.1e-5);
  }
  assert_true(rift_correlation_factor(3, matrix, factor));
}

static void repair_is_reported(void **state) {
  (void)state;
  static const rift_variate_pair bad[] = {
      {"a.size", "b.size", 1}, {"b.size", "c.size", 1}, {"a.size", "c.size", 0}};
  rift_sampler *sampler = NULL;
  rift_sampler_info info;
  assert_int_equal(rift_sampler_create(&sampler, 1, all, ALL, bad, 3, &info, NULL), RIFT_OK);
  assert_true(info.repaired && info.correlated_count == 3);
  assert_true(fabs(info.largest_change - 0.2393) < 1e-4); /* 1 - 0.7607 above */
  rift_sampler_destroy(sampler);
  assert_int_equal(rift_sampler_create(&sampler, 1, all, ALL, bad, 2, &info, NULL), RIFT_OK);
  assert_true(info.repaired); /* the pair that is not stated is 0 */
  rift_sampler_destroy(sampler);
  assert_int_equal(rift_sampler_create(&sampler, 1, all, ALL, bad, 1, &info, NULL), RIFT_OK);
  assert_true(!info.repaired && info.largest_change == 0 && info.correlated_count == 2);
  rift_sampler_destroy(sampler);
}

static void mistakes_are_refused_in_words(void **state) {
  (void)state;
  static const rift_variate twice[] = {{"a.size", &pert}, {"b.size", &pert}, {"a.size", &normal}};
  static const rift_distribution wrong = {.kind = RIFT_NORMAL, .b = -1, OPEN};
  static const rift_variate invalid[] = {{"d.size", &wrong}};
  static const rift_variate_pair unknown[] = {{"a.size", "b.sise", 0.5}};
  static const rift_variate_pair fixed[] = {{"a.size", "b.coverage", 0.5}};
  static const rift_variate_pair outside[] = {{"a.size", "b.size", 1.5}};
  static const rift_variate_pair itself[] = {{"a.size", "a.size", 1}};
  static const rift_variate_pair contradiction[] = {{"a.size", "b.size", 0.5},
                                                    {"b.size", "a.size", 0.4}};
  const struct {
    const rift_variate *variates;
    size_t count;
    const rift_variate_pair *list;
    size_t pair_count;
    const char *part;
  } cases[] = {{twice, 3, NULL, 0, "same id"},
               {invalid, 1, NULL, 0, "d.size: sd is -1"},
               {all, ALL, unknown, 1, "did you mean 'b.size'"},
               {all, ALL, fixed, 1, "fixed number"},
               {all, ALL, outside, 1, "from -1 to 1"},
               {all, ALL, itself, 1, "with itself"},
               {all, ALL, contradiction, 2, "stated twice"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rift_sampler *sampler = NULL;
    rift_error error = {0};
    assert_int_equal(rift_sampler_create(&sampler, 1, cases[i].variates, cases[i].count,
                                         cases[i].list, cases[i].pair_count, NULL, &error),
                     RIFT_INVALID);
    assert_null(sampler);
    if (strstr(error.message, cases[i].part) == NULL) {
      fail_msg("expected '%s' in '%s'", cases[i].part, error.message);
    }
  }
}

static void nothing_to_draw_is_legal(void **state) {
  (void)state;
  rift_sampler *sampler = created(NULL, 0, NULL, 0);
  rift_sampler_draw(sampler, 0, 8, NULL, 8);
  rift_sampler_destroy(sampler);
  rift_sampler_destroy(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(another_variate_changes_no_draw),
      cmocka_unit_test(a_late_start_gives_the_tail),
      cmocka_unit_test(chunk_lengths_do_not_matter),
      cmocka_unit_test(order_of_variates_does_not_matter),
      cmocka_unit_test(instruction_sets_give_equal_bytes),
      cmocka_unit_test(instruction_set_is_chosen_by_rule),
      cmocka_unit_test(copula_has_the_rank_correlation),
      cmocka_unit_test(copula_keeps_the_marginals),
      cmocka_unit_test(perfect_correlation),
      cmocka_unit_test(nearest_correlation_matrix_of_higham),
      cmocka_unit_test(repair_is_reported),
      cmocka_unit_test(mistakes_are_refused_in_words),
      cmocka_unit_test(nothing_to_draw_is_legal),
  };
  return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
