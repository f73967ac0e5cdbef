/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nanoseconds a draw, uniforms included, beside what one would write with GSL; both in one run,
 * repetitions interleaved, medians. A line a row: name ours_ns baseline_ns ratio. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sampling/inverse.h"
#include "sampling/sampler.h"

enum { DRAWS = 4096, REPETITIONS = 201, MOST_VARIATES = 2 };
#define OPEN .low = -(double)INFINITY, .high = (double)INFINITY

typedef struct bench_work {
  rift_sampler *sampler; /* NULL: plain uniforms */
  gsl_rng *generator;
  uint64_t first;
  double values[MOST_VARIATES * DRAWS];
} bench_work;

typedef void bench_baseline(bench_work *work);

typedef struct bench_row {
  const char *name;
  const rift_distribution *distributions[MOST_VARIATES];
  double rho;
  size_t baseline_draws; /* slow baselines do fewer */
  bench_baseline *baseline;
} bench_row;

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void ours(bench_work *work) {
  if (work->sampler == NULL) {
    rift_stream_uniforms(1, 2, 0, work->first, DRAWS, work->values);
  }
  for (size_t done = 0; done < DRAWS && work->sampler != NULL; done += RIFT_SAMPLER_CHUNK) {
    rift_sampler_draw(work->sampler, work->first + done, RIFT_SAMPLER_CHUNK, work->values + done,
                      DRAWS);
  }
  work->first += DRAWS;
}

static void gsl_uniform(bench_work *work) {
  for (size_t i = 0; i < DRAWS; i++) {
    work->values[i] = gsl_rng_uniform_pos(work->generator);
  }
}

static void gsl_ziggurat(bench_work *work) {
  for (size_t i = 0; i < DRAWS; i++) {
    work->values[i] = gsl_ran_gaussian_ziggurat(work->generator, 1);
  }
}

static void gsl_normal_quantile(bench_work *work) {
  for (size_t i = 0; i < DRAWS; i++) {
    work->values[i] = gsl_cdf_ugaussian_Pinv(gsl_rng_uniform_pos(work->generator));
  }
}

static void gsl_lognormal(bench_work *work) {
  for (size_t i = 0; i < DRAWS; i++) {
    work->values[i] = exp(3 + 0.5 * gsl_ran_gaussian_ziggurat(work->generator, 1));
  }
}

static void gsl_beta(bench_work *work) {
  for (size_t i = 0; i < DRAWS / 16; i++) {
    work->values[i] = gsl_cdf_beta_Pinv(gsl_rng_uniform_pos(work->generator), 2, 3.5);
  }
}

static void gsl_pert(bench_work *work) {
  for (size_t i = 0; i < DRAWS / 16; i++) {
    double u = gsl_rng_uniform_pos(work->generator);
    work->values[i] = 0.3 + 0.35 * gsl_cdf_beta_Pinv(u, 1 + 0.6 / 0.35, 1 + 0.8 / 0.35);
  }
}

static void gsl_triangular(bench_work *work) {
  for (size_t i = 0; i < DRAWS; i++) {
    double u = gsl_rng_uniform_pos(work->generator);
    work->values[i] = u < 0.25 ? sqrt(u * 4) : 4 - sqrt((1 - u) * 12);
  }
}

static void gsl_truncated_normal(bench_work *work) {
  double low = gsl_cdf_ugaussian_P(-1), high = gsl_cdf_ugaussian_P(2);
  for (size_t i = 0; i < DRAWS; i++) {
    work->values[i] =
        gsl_cdf_ugaussian_Pinv(low + (high - low) * gsl_rng_uniform_pos(work->generator));
  }
}

static void gsl_pair(bench_work *work) {
  for (size_t i = 0; i < DRAWS / 16; i++) {
    double x, y;
    gsl_ran_bivariate_gaussian(work->generator, 1, 1, 0.5, &x, &y);
    work->values[i] =
        0.3 + 0.35 * gsl_cdf_beta_Pinv(gsl_cdf_ugaussian_P(x), 1 + 0.6 / 0.35, 1 + 0.8 / 0.35);
    work->values[DRAWS + i] = exp(3 + 0.5 * y);
  }
}

static const rift_distribution standard_normal = {.kind = RIFT_NORMAL, .a = 0, .b = 1, OPEN};
static const rift_distribution lognormal = {.kind = RIFT_LOGNORMAL, .a = 3, .b = 0.5, OPEN};
static const rift_distribution pert = {
    .kind = RIFT_PERT, .a = 0.3, .b = 0.45, .c = 0.65, .d = 4, OPEN};
static const rift_distribution beta = {.kind = RIFT_BETA, .a = 2, .b = 3.5, .c = 0, .d = 1, OPEN};
static const rift_distribution triangular = {.kind = RIFT_TRIANGULAR, .a = 0, .b = 1, .c = 4, OPEN};
static const rift_distribution truncated = {
    .kind = RIFT_NORMAL, .a = 0, .b = 1, .low = -1, .high = 2};

static const bench_row rows[] = {
    {"uniform", {NULL, NULL}, 0, DRAWS, gsl_uniform},
    {"normal_vs_ziggurat", {&standard_normal, NULL}, 0, DRAWS, gsl_ziggurat},
    {"normal_vs_inverse", {&standard_normal, NULL}, 0, DRAWS, gsl_normal_quantile},
    {"lognormal", {&lognormal, NULL}, 0, DRAWS, gsl_lognormal},
    {"triangular", {&triangular, NULL}, 0, DRAWS, gsl_triangular},
    {"pert", {&pert, NULL}, 0, DRAWS / 16, gsl_pert},
    {"beta", {&beta, NULL}, 0, DRAWS / 16, gsl_beta},
    {"truncated_normal", {&truncated, NULL}, 0, DRAWS, gsl_truncated_normal},
    {"copula_pair", {&pert, &lognormal}, 0.5, DRAWS / 16, gsl_pair},
};

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static rift_sampler *make_sampler(const bench_row *row) {
  rift_variate variates[] = {{"a", row->distributions[0]}, {"b", row->distributions[1]}};
  rift_variate_pair pair = {"a", "b", row->rho};
  size_t count = (row->distributions[0] != NULL) + (size_t)(row->distributions[1] != NULL);
  rift_sampler *sampler = NULL;
  rift_error error;
  if (count > 0 && rift_sampler_create(&sampler, 1, variates, count, &pair, row->rho != 0, NULL,
                                       &error) != RIFT_OK) {
    rift_error_write(&error, stderr);
    exit(1);
  }
  return sampler;
}

static double sink(const bench_work *work) {
  return work->values[0] + work->values[DRAWS / 16 - 1];
}

static double run(const bench_row *row, bench_work *work) {
  static double ours_ns[REPETITIONS], baseline_ns[REPETITIONS];
  double used = 0;
  work->sampler = make_sampler(row);
  for (size_t r = 0; r < REPETITIONS; r++) {
    double start = now_ns();
    ours(work);
    double middle = now_ns();
    used += sink(work);
    double again = now_ns();
    row->baseline(work);
    double end = now_ns();
    used += sink(work);
    ours_ns[r] = (middle - start) / DRAWS;
    baseline_ns[r] = (end - again) / (double)row->baseline_draws;
  }
  rift_sampler_destroy(work->sampler);
  qsort(ours_ns, REPETITIONS, sizeof(double), compare);
  qsort(baseline_ns, REPETITIONS, sizeof(double), compare);
  double mine = ours_ns[REPETITIONS / 2], theirs = baseline_ns[REPETITIONS / 2];
  printf("%-20s %8.2f %8.2f %7.1f\n", row->name, mine, theirs, theirs / mine);
  return used;
}

int main(void) {
  static bench_work work;
  double used = 0;
  work.generator = gsl_rng_alloc(gsl_rng_mt19937);
  printf("# sampling, %s; name ours_ns baseline_ns ratio\n", rift_isa_name(rift_isa_active()));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    used += run(&rows[i], &work);
  }
  gsl_rng_free(work.generator);
  return isnan(used) ? 1 : 0;
}
