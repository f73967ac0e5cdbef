/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors stated for Sobol and Latin hypercube designs are honest: intervals cover the truth as often
 * as they say, and the designs are worth their trouble. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "sampling/latin_hypercube.h"
#include "sampling/sampler.h"
#include "sampling/sobol.h"
#include "statistics/replicates.h"
#include "statistics/statistics.h"
#include "statistics/stopping.h"

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

/* What the sampler draws are the design's uniforms, whatever the number of variates and draws. */
static void samplers_draw_from_designs(void **state) {
  (void)state;
  const rift_distribution unit = {.kind = RIFT_UNIFORM, .b = 1, .low = -HUGE_VAL, .high = HUGE_VAL};
  const rift_variate variates[] = {{"m.a", &unit}, {"m.b", &unit}};
  const size_t dimensions[] = {7, 41};
  rift_sampler *sampler = NULL;
  rift_sobol *sobol = NULL;
  double drawn[2 * RIFT_SAMPLER_CHUNK], expected[RIFT_SAMPLER_CHUNK], plain[RIFT_SAMPLER_CHUNK];
  assert_int_equal(rift_sampler_create(&sampler, 3, variates, 2, NULL, 0, NULL, NULL), RIFT_OK);
  rift_sampler_draw(sampler, 256, RIFT_SAMPLER_CHUNK, drawn, RIFT_SAMPLER_CHUNK);
  memcpy(plain, drawn + RIFT_SAMPLER_CHUNK, sizeof plain);
  assert_int_equal(rift_sobol_create(&sobol, 50, REPLICATES, NULL), RIFT_OK);
  rift_sampler_design chosen = {.sobol = sobol, .dimensions = dimensions};
  assert_int_equal(rift_sampler_use_design(sampler, &chosen, NULL), RIFT_OK);
  rift_sampler_draw(sampler, 256, RIFT_SAMPLER_CHUNK, drawn, RIFT_SAMPLER_CHUNK);
  rift_sobol_uniforms(sobol, 41, 3, rift_hash_id("m.b"), 256, RIFT_SAMPLER_CHUNK, expected);
  assert_memory_equal(drawn + RIFT_SAMPLER_CHUNK, expected, sizeof expected);
  rift_sampler_destroy(sampler);
  assert_int_equal(rift_sampler_create(&sampler, 3, variates, 2, NULL, 0, NULL, NULL), RIFT_OK);
  chosen = (rift_sampler_design){.latin = {300, REPLICATES}};
  assert_int_equal(rift_sampler_use_design(sampler, &chosen, NULL), RIFT_OK);
  rift_sampler_draw(sampler, 256, RIFT_SAMPLER_CHUNK, drawn, RIFT_SAMPLER_CHUNK);
  assert_int_equal(rift_latin_hypercube_uniforms(&chosen.latin, 3, rift_hash_id("m.b"), 256, 44,
                                                 expected, NULL),
                   RIFT_OK);
  assert_memory_equal(drawn + RIFT_SAMPLER_CHUNK, expected, 44 * sizeof *expected);
  assert_memory_equal(drawn + RIFT_SAMPLER_CHUNK + 44, plain + 44,
                      (RIFT_SAMPLER_CHUNK - 44) * sizeof *plain); /* fills up the last batch */
  chosen.latin.replicates = 0;
  assert_int_equal(rift_sampler_use_design(sampler, &chosen, NULL), RIFT_INVALID);
  rift_sampler_destroy(sampler);
  rift_sobol_destroy(sobol);
}

/* Drawing until the error is small enough: of 400 sequences the 95 % interval at the end holds the mean
 * as often as stated, within 3.5 standard errors, though the number of draws was not fixed before. A
 * skewed outcome (u^8, mean 1/9, sd 0.2157) whose target lies between two checks, so that chance
 * decides which. */
static void stopping_keeps_the_coverage(void **state) {
  (void)state;
  static double values[2 * RIFT_CHECK_FIRST];
  double target = 0.2157 / sqrt(RIFT_CHECK_FIRST);
  size_t covered = 0, early = 0;
  for (uint64_t trial = 0; trial < TRIALS; trial++) {
    rift_moments total = {0};
    uint64_t done = 0;
    while (done < 2 * RIFT_CHECK_FIRST && !rift_error_met(&total, target)) {
      uint64_t next = rift_check_next(done);
      rift_stream_uniforms(1000 + trial, 5, 0, done, (size_t)(next - done), values);
      for (size_t i = 0; i < next - done; i++) {
        double square = values[i] * values[i], fourth = square * square;
        values[i] = fourth * fourth;
      }
      rift_moments part = rift_moments_of(values, (size_t)(next - done));
      rift_moments_add(&total, &part);
      done = next;
    }
    early += done == RIFT_CHECK_FIRST;
    covered += fabs(total.mean - 1.0 / 9) <= 1.959964 * rift_moments_mcse(&total);
  }
  assert_true(early > TRIALS / 4 && early < 3 * TRIALS / 4);
  assert_true(fabs((double)covered / TRIALS - 0.95) < 3.5 * sqrt(0.95 * 0.05 / TRIALS));
  assert_true(rift_check_next(0) == 12288 && rift_check_next(12288) == 24576);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantiles_of_student),
      cmocka_unit_test(replicates_by_hand),
      cmocka_unit_test(intervals_cover_as_stated),
      cmocka_unit_test(samplers_draw_from_designs),
      cmocka_unit_test(stopping_keeps_the_coverage),
  };
  return cmocka_run_group_tests_name("design_errors", tests, NULL, NULL);
}
