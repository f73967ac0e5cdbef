/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors stated for Sobol and Latin hypercube designs are honest: intervals cover the truth as often
 * as they say, and the designs are worth their trouble. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "sampling/latin_hypercube.h"
#include "sampling/sampler.h"
#include "sampling/sobol.h"
#include "statistics/replicates.h"
#include "statistics/statistics.h"

/* Tables: t with 15, 1 and 1000 degrees of freedom at 95 %, printed to three decimals. */
static void quantiles_of_student(void **state) {
  (void)state;
  assert_true(fabs(rift_student_quantile(15, 0.95) - 2.131) < 0.0005);
  assert_true(fabs(rift_student_quantile(1, 0.95) - 12.706) < 0.0005);
  assert_true(fabs(rift_student_quantile(1, 0.5) - 1) < 1e-12); /* Cauchy: tan(pi / 4) */
  assert_true(fabs(rift_student_quantile(2, 0.9) - 1.8 / sqrt(2 * (1 - 0.81))) < 1e-12);
  assert_true(fabs(rift_student_quantile(1e7, 0.95) - 1.9599640) < 1e-6);
}

static void replicates_by_hand(void **state) {
  (void)state;
  const double values[] = {1, 10, 3, 14, (double)NAN, 18};
  double means[2];
  rift_replicates_means(values, 6, 2, means);
  assert_true(means[0] == 2 && means[1] == 14);
  rift_replicate_error error = rift_replicates_combine(means, 2, 0.95);
  assert_true(error.mean == 8 && fabs(error.error - 6) < 1e-15);
  assert_true(fabs(error.high - (8 + 6 * rift_student_quantile(1, 0.95))) < 1e-12);
  error = rift_replicates_combine(means, 1, 0.95);
  assert_true(error.mean == 2 && isnan(error.error) && isnan(error.low));
  means[0] = (double)NAN;
  assert_true(isnan(rift_replicates_combine(means, 2, 0.95).mean));
}

enum { DIMENSIONS = 48, REPLICATES = 16, DRAWS = 64 * REPLICATES, TRIALS = 400 };

/* A smooth function of 48 dimensions with mean exactly 1: product of 1 + (u - 1/2) / (j + 1). */
static void multiply(double *product, const double *uniforms, size_t dimension) {
  for (size_t i = 0; i < DRAWS; i++) {
    product[i] *= 1 + (uniforms[i] - 0.5) / (double)(dimension + 1);
  }
}

typedef enum design { PLAIN, SOBOL, LATIN } design;

static void draw(design d, const rift_sobol *sobol, uint64_t seed, size_t dimension,
                 double *uniforms) {
  const rift_latin_hypercube latin = {.draws = DRAWS, .replicates = REPLICATES};
  if (d == SOBOL) {
    rift_sobol_uniforms(sobol, dimension, seed, dimension, 0, DRAWS, uniforms);
  } else if (d == LATIN) {
    assert_int_equal(
        rift_latin_hypercube_uniforms(&latin, seed, dimension, 0, DRAWS, uniforms, NULL), RIFT_OK);
  } else {
    rift_stream_uniforms(seed, dimension, 0, 0, DRAWS, uniforms);
  }
}

/* Share of trials whose 95 % interval holds 1; *variance: of the estimates about 1. */
static double coverage(design d, double *variance) {
  static double product[DRAWS], uniforms[DRAWS];
  rift_sobol *sobol = NULL;
  size_t covered = 0;
  assert_int_equal(rift_sobol_create(&sobol, DIMENSIONS, REPLICATES, NULL), RIFT_OK);
  *variance = 0;
  for (uint64_t trial = 0; trial < TRIALS; trial++) {
    for (size_t i = 0; i < DRAWS; i++) {
      product[i] = 1;
    }
    for (size_t j = 0; j < DIMENSIONS; j++) {
      draw(d, sobol, trial, j, uniforms);
      multiply(product, uniforms, j);
    }
    double means[REPLICATES];
    rift_replicates_means(product, DRAWS, REPLICATES, means);
    rift_replicate_error error = rift_replicates_combine(means, REPLICATES, 0.95);
    covered += error.low <= 1 && 1 <= error.high;
    *variance += (error.mean - 1) * (error.mean - 1) / TRIALS;
  }
  rift_sobol_destroy(sobol);
  return (double)covered / TRIALS;
}

/* Within 3.5 standard errors of 400 trials, sqrt(0.95 * 0.05 / 400) each; and a variance below a
 * hundredth of plain Monte Carlo's for Sobol, a tenth for the Latin hypercube (what is additive in
 * the function, over nine tenths of its variance, is integrated nearly exactly by both). */
static void intervals_cover_as_stated(void **state) {
  (void)state;
  double plain, sobol, latin;
  double reach = 3.5 * sqrt(0.95 * 0.05 / TRIALS);
  assert_true(fabs(coverage(PLAIN, &plain) - 0.95) < reach);
  assert_true(fabs(coverage(SOBOL, &sobol) - 0.95) < reach);
  assert_true(fabs(coverage(LATIN, &latin) - 0.95) < reach);
  print_message("variance of plain Monte Carlo over that of Sobol: %.0f, of Latin hypercube: %.0f\n",
                plain / sobol, plain / latin);
  assert_true(sobol < plain / 100);
  assert_true(latin < plain / 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantiles_of_student),
      cmocka_unit_test(replicates_by_hand),
      cmocka_unit_test(intervals_cover_as_stated),
  };
  return cmocka_run_group_tests_name("design_errors", tests, NULL, NULL);
}
