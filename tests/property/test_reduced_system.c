/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reduced system against GSL's LU of the same system written out: z = B w (c + V z), targets T w (c + V z), whatever the
 * weights; where the sweeps diverge, and where the system has no solution. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>

#include "model/static/reduced.h"
#include "support/toy.h"

enum { UNKNOWNS = 6, TARGETS = 5, PARTS = 3, COLUMNS = 7, ROWS = UNKNOWNS + TARGETS };

/* Parts whose columns are combinations of two (or all different), so that compressing has something to do. */
typedef struct parts {
  rift_reduced_part items[PARTS];
  size_t unknown[PARTS][COLUMNS];
  double matrix[PARTS][ROWS * COLUMNS];
} parts;

static void make_parts(parts *p, size_t rank, double size, uint64_t seed) {
  for (size_t k = 0; k < PARTS; k++) {
    double left[ROWS][COLUMNS], right[COLUMNS][COLUMNS];
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
      (&left[0][0])[i] = (toy_random(&seed) - 0.3) * size;
    }
    for (size_t i = 0; i < COLUMNS * COLUMNS; i++) {
      (&right[0][0])[i] = toy_random(&seed);
    }
    for (size_t c = 0; c < COLUMNS; c++) {
      p->unknown[k][c] = c < UNKNOWNS ? (c + k) % UNKNOWNS : RIFT_CONSTANT;
      for (size_t i = 0; i < ROWS; i++) {
        p->matrix[k][i * COLUMNS + c] = 0;
        for (size_t d = 0; d < rank; d++) {
          p->matrix[k][i * COLUMNS + c] += left[i][d] * right[d][c];
        }
      }
    }
    p->items[k] = (rift_reduced_part){.columns = COLUMNS, .unknown = p->unknown[k], .matrix = p->matrix[k]};
  }
}

/* The targets of one lane; false if the system is singular. */
static bool solve_plainly(const parts *p, const double *weights, size_t lane, double targets[TARGETS]) {
  double a[UNKNOWNS * UNKNOWNS] = {0};
  double b[UNKNOWNS] = {0};
  double z[UNKNOWNS];
  int sign = 0;
  for (size_t i = 0; i < UNKNOWNS; i++) {
    a[i * UNKNOWNS + i] = 1;
    for (size_t k = 0; k < PARTS; k++) {
      for (size_t c = 0; c < COLUMNS; c++) {
        double g = p->matrix[k][i * COLUMNS + c] * weights[k * RIFT_LANES + lane];
        b[i] += g;
        if (p->unknown[k][c] != RIFT_CONSTANT) {
          a[i * UNKNOWNS + p->unknown[k][c]] -= g;
        }
      }
    }
  }
  gsl_matrix_view matrix = gsl_matrix_view_array(a, UNKNOWNS, UNKNOWNS);
  gsl_vector_view right = gsl_vector_view_array(b, UNKNOWNS);
  gsl_vector_view x = gsl_vector_view_array(z, UNKNOWNS);
  gsl_permutation *order = gsl_permutation_alloc(UNKNOWNS);
  gsl_linalg_LU_decomp(&matrix.matrix, order, &sign);
  bool fine = gsl_linalg_LU_det(&matrix.matrix, sign) != 0;
  if (fine) {
    gsl_linalg_LU_solve(&matrix.matrix, order, &right.vector, &x.vector);
  }
  gsl_permutation_free(order);
  for (size_t t = 0; fine && t < TARGETS; t++) {
    targets[t] = 0;
    for (size_t k = 0; k < PARTS; k++) {
      for (size_t c = 0; c < COLUMNS; c++) {
        double scale = p->unknown[k][c] == RIFT_CONSTANT ? 1 : 1 + z[p->unknown[k][c]];
        targets[t] += p->matrix[k][(UNKNOWNS + t) * COLUMNS + c] * weights[k * RIFT_LANES + lane] * scale;
      }
    }
  }
  return fine;
}

enum { SAMPLES = 64 };

/* Solves and returns the sweeps taken. */
static size_t solve(parts *p, bool compress, const double *samples, const double *weights, double *targets) {
  rift_reduced *reduced = NULL;
  rift_error error;
  rift_reduced_options options = {.sample_count = samples == NULL ? 0 : SAMPLES, .samples = samples, .compress = compress};
  assert_int_equal(rift_reduced_create(&reduced, UNKNOWNS, TARGETS, PARTS, p->items, &options, &error), RIFT_OK);
  double *workspace = rift_allocate_doubles(rift_reduced_workspace(reduced));
  double *padded = rift_allocate_doubles(RIFT_PADDED_ROWS(TARGETS) * RIFT_LANES);
  double *in = rift_allocate_doubles(PARTS * RIFT_LANES);
  memcpy(in, weights, PARTS * RIFT_LANES * sizeof *in);
  size_t sweeps = rift_reduced_solve(reduced, in, TARGETS, workspace, padded);
  memcpy(targets, padded, TARGETS * RIFT_LANES * sizeof *targets);
  free(workspace);
  free(padded);
  free(in);
  rift_reduced_destroy(reduced);
  return sweeps;
}

static void draw_weights(double *weights, double largest, uint64_t seed) {
  for (size_t i = 0; i < PARTS * RIFT_LANES; i++) {
    weights[i] = largest * toy_random(&seed);
  }
}

/* Values of order one: an absolute tolerance is one of base. The plain solution of such small systems errs by a few 1e-16
 * times their condition, below 100. */
static void assert_agree(const double *found, const parts *p, const double *weights, double tolerance) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double expected[TARGETS];
    assert_true(solve_plainly(p, weights, lane, expected));
    for (size_t t = 0; t < TARGETS; t++) {
      double error = fabs(found[t * RIFT_LANES + lane] - expected[t]);
      if (!(error <= tolerance * fmax(1, fabs(expected[t])))) {
        fail_msg("target %zu, lane %zu: %.17g, plainly %.17g", t, lane, found[t * RIFT_LANES + lane], expected[t]);
      }
    }
  }
}

/* Without a guide, compressed, and guided by samples near the weights or far from them: always the same answer. */
static void agrees_with_elimination_however_it_is_solved(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 90; seed++) {
    parts p;
    double weights[PARTS * RIFT_LANES], near[SAMPLES * PARTS], far[SAMPLES * PARTS];
    double loose[TARGETS * RIFT_LANES], found[TARGETS * RIFT_LANES];
    uint64_t state_of_samples = seed + 2000;
    size_t rank = seed % 3 == 0 ? COLUMNS : seed % 3;
    make_parts(&p, rank, 0.15 / (double)rank, seed); /* a spectral radius up to about a half */
    draw_weights(weights, 1, seed + 1000);
    for (size_t i = 0; i < SAMPLES * PARTS; i++) {
      near[i] = toy_random(&state_of_samples);
      far[i] = -0.2 * toy_random(&state_of_samples);
    }
    solve(&p, false, NULL, weights, loose);
    assert_agree(loose, &p, weights, 1e-13);
    const double *const guides[] = {NULL, near, far};
    for (size_t k = 0; k < 3; k++) {
      assert_true(solve(&p, true, guides[k], weights, found) < 60);
      assert_agree(found, &p, weights, 1e-13);
      for (size_t i = 0; i < TARGETS * RIFT_LANES; i++) {
        assert_true(fabs(loose[i] - found[i]) <= 1e-13);
      }
    }
  }
}

/* Two directions in seven columns, three parts: six factors instead of 21. */
static void compressing_finds_the_rank(void **state) {
  (void)state;
  for (int compress = 0; compress < 2; compress++) {
    parts p;
    rift_reduced *reduced = NULL;
    rift_error error;
    rift_reduced_options options = {.compress = compress == 1};
    make_parts(&p, 2, 0.1, 5);
    assert_int_equal(rift_reduced_create(&reduced, UNKNOWNS, TARGETS, PARTS, p.items, &options, &error), RIFT_OK);
    size_t factors = rift_reduced_factor_count(reduced);
    /* Rounding may leave a direction of 1e-16 beside each pair; nothing more. */
    assert_true(compress ? factors >= 6 && factors <= 9 : factors == 21);
    rift_reduced_destroy(reduced);
  }
}

/* Weights that push the spectral radius past one: no series converges there, elimination must. The system is still well
 * conditioned, since its eigenvalues lie at 1 - w times those of the parts, away from zero. */
static void a_diverging_series_is_eliminated(void **state) {
  (void)state;
  size_t eliminated = 0;
  for (uint64_t seed = 1; seed <= 30; seed++) {
    parts p;
    double weights[PARTS * RIFT_LANES], found[TARGETS * RIFT_LANES];
    make_parts(&p, 2, 0.4, seed);
    draw_weights(weights, 0.2, seed + 1);
    for (size_t k = 0; k < PARTS; k++) {
      weights[k * RIFT_LANES + 3] = -20; /* one lane of the batch diverges, the others do not */
    }
    size_t sweeps = solve(&p, true, NULL, weights, found);
    eliminated += sweeps >= 60;
    assert_agree(found, &p, weights, 1e-11); /* weights of 20: conditions up to some thousands */
  }
  assert_int_equal(eliminated, 30);
}

/* A divergence so fast that the sweeps may overflow before they are given up: the lane is right or not a number, never wrong,
 * and the others stay right. */
static void an_overflowing_series_gives_no_wrong_number(void **state) {
  (void)state;
  parts p;
  double weights[PARTS * RIFT_LANES], found[TARGETS * RIFT_LANES];
  make_parts(&p, 2, 0.4, 3);
  draw_weights(weights, 0.2, 4);
  for (size_t k = 0; k < PARTS; k++) {
    weights[k * RIFT_LANES + 3] = -1e9;
  }
  solve(&p, true, NULL, weights, found);
  for (size_t t = 0; t < TARGETS; t++) {
    if (!isfinite(found[t * RIFT_LANES + 3])) {
      double expected[TARGETS];
      assert_true(solve_plainly(&p, weights, 3, expected));
      found[t * RIFT_LANES + 3] = expected[t];
    }
  }
  assert_agree(found, &p, weights, 1e-6); /* weights of 1e9: as ill conditioned as that */
}

/* z = w (1 + z) has no solution at w = 1: that lane is not a number, the others are w / (1 - w). */
static void a_singular_lane_is_not_a_number(void **state) {
  (void)state;
  double matrix[2] = {1, 1}; /* the unknown's row and the target's */
  size_t unknown[1] = {0};
  rift_reduced_part part = {.columns = 1, .unknown = unknown, .matrix = matrix};
  rift_reduced_options options = {.compress = true};
  rift_reduced *reduced = NULL;
  rift_error error;
  assert_int_equal(rift_reduced_create(&reduced, 1, 1, 1, &part, &options, &error), RIFT_OK);
  double *workspace = rift_allocate_doubles(rift_reduced_workspace(reduced));
  double *targets = rift_allocate_doubles(RIFT_PADDED_ROWS(1) * RIFT_LANES);
  double *weights = rift_allocate_doubles(RIFT_LANES);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    weights[lane] = lane == 2 ? 1 : 0.05 * (double)lane;
  }
  rift_reduced_solve(reduced, weights, 1, workspace, targets);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double expected = weights[lane] / (1 - weights[lane]);
    assert_true(lane == 2 ? isnan(targets[lane]) : fabs(targets[lane] - expected) <= 1e-13 * fmax(1, expected));
  }
  free(workspace);
  free(targets);
  free(weights);
  rift_reduced_destroy(reduced);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_elimination_however_it_is_solved),
                                     cmocka_unit_test(compressing_finds_the_rank),
                                     cmocka_unit_test(a_diverging_series_is_eliminated),
                                     cmocka_unit_test(an_overflowing_series_gives_no_wrong_number),
                                     cmocka_unit_test(a_singular_lane_is_not_a_number)};
  return cmocka_run_group_tests_name("reduced system", tests, NULL, NULL);
}
