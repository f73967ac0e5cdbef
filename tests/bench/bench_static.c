/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microseconds a draw of the static model, sampling included, on one thread, beside the plain way in the same run: the
 * changed table written out and solved by LU. Run from the top folder. */
#include <gsl/gsl_linalg.h>
#include <stdio.h>

#include "montecarlo/prepared.h"
#include "support/bench.h"

/* Seconds a draw: sampling, levers and, if asked, the model. */
static double time_draws(const rift_run *run, uint64_t draws, bool solve) {
  double *quantities = rift_allocate_doubles(run->quantity_count * RIFT_SAMPLER_CHUNK);
  rift_batch_room room;
  rift_batch_room_init(&room, run);
  double *workspace = rift_allocate_doubles(run->info->workspace_doubles);
  double *outcomes = rift_allocate_doubles(run->info->outcome_count * RIFT_LANES);
  double start = bench_seconds();
  for (uint64_t first = 0; first < draws; first += RIFT_SAMPLER_CHUNK) {
    rift_sampler_draw(run->sampler, first, RIFT_SAMPLER_CHUNK, quantities, RIFT_SAMPLER_CHUNK);
    for (size_t at = 0; at < RIFT_SAMPLER_CHUNK; at += RIFT_LANES) {
      rift_run_realise(run, quantities + at, RIFT_SAMPLER_CHUNK, &room);
      if (solve) {
        run->kind->solve(run->model, &room.batch, workspace, outcomes);
      }
    }
  }
  double elapsed = bench_seconds() - start;
  rift_batch_room_free(&room);
  free(quantities), free(workspace), free(outcomes);
  return elapsed / (double)draws;
}

/* The plain way: copy the coefficients, factor, solve. */
static double time_plain(const rift_economy *e) {
  size_t n = e->node_count;
  gsl_matrix *a = gsl_matrix_alloc(n, n);
  gsl_vector *f = gsl_vector_alloc(n), *x = gsl_vector_alloc(n);
  gsl_permutation *p = gsl_permutation_alloc(n);
  int sign = 0;
  double start = bench_seconds();
  for (size_t i = 0; i < n; i++) {
    gsl_vector_set(f, i, 1);
    for (size_t j = 0; j < n; j++) {
      double out = e->gross_output[j];
      gsl_matrix_set(a, i, j, (double)(i == j) - (out > 0 ? e->intermediate[i * n + j] / out : 0));
    }
  }
  gsl_linalg_LU_decomp(a, p, &sign);
  gsl_linalg_LU_solve(a, p, f, x);
  double elapsed = bench_seconds() - start;
  gsl_matrix_free(a), gsl_vector_free(f), gsl_vector_free(x), gsl_permutation_free(p);
  return elapsed;
}

static int bench(const char *name, const char *label, const rift_economy *economy, uint64_t draws) {
  char path[256];
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  rift_run *run = NULL;
  enum { REPEATS = 7 };
  double full[REPEATS], sampling[REPEATS], plain[3];
  rift_problems_init(&problems);
  snprintf(path, sizeof path, "tests/bench/cases/%s.yaml", name);
  double start = bench_seconds();
  if (rift_scenario_read(&scenario, path, economy, NULL, 0, &problems, &error) != RIFT_OK ||
      rift_run_prepare(&run, &scenario, economy, &rift_static_model, 1, RIFT_DETAIL_TOTALS, &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fprintf(stderr, "%s: %s\n", path, error.message);
    return 1;
  }
  double prepared = bench_seconds() - start;
  for (int i = 0; i < REPEATS; i++) {
    full[i] = time_draws(run, draws, true);
    sampling[i] = time_draws(run, draws, false);
  }
  for (int i = 0; i < 3; i++) {
    plain[i] = i == 0 ? time_plain(economy) : plain[0];
  }
  double ours = bench_median(full, REPEATS), theirs = bench_median(plain, 3);
  printf("%-16s %-22s %5zu %9.2f %9.2f %12.0f %9.0f %9.2f\n", name, label, economy->node_count, 1e6 * ours,
         1e6 * bench_median(sampling, REPEATS), 1e6 * theirs, theirs / ours, prepared);
  rift_run_destroy(run);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
  return 0;
}

/* A draw with all outcomes, sampling included, with and without errors of the table. */
static int bench_errors(const char *path, const rift_economy *economy, uint64_t draws) {
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  enum { REPEATS = 5 };
  double times[2];
  rift_problems_init(&problems);
  rift_status status = rift_scenario_read(&scenario, path, economy, NULL, 0, &problems, &error);
  for (int with = 0; with < 2 && status == RIFT_OK; with++) {
    rift_run *run = NULL;
    double repeats[REPEATS];
    scenario.table_errors = with == 1;
    status = rift_run_prepare(&run, &scenario, economy, &rift_static_model, 1, RIFT_DETAIL_FOCUS, &problems, &error);
    for (int i = 0; i < REPEATS && status == RIFT_OK; i++) {
      repeats[i] = time_draws(run, draws, true);
    }
    times[with] = status == RIFT_OK ? bench_median(repeats, REPEATS) : 0;
    rift_run_destroy(run);
  }
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fprintf(stderr, "%s: %s\n", path, error.message);
    return 1;
  }
  printf("%-40s %12.2f %12.2f %9.3f\n", path, 1e6 * times[0], 1e6 * times[1], times[1] / times[0]);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
  return 0;
}

int main(void) {
  rift_economy shipped, small, large;
  rift_problems problems;
  rift_error error = {0};
  rift_problems_init(&problems);
  if (rift_economy_read(&shipped, "data/economy", &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    return 1;
  }
  bench_generate(&small, 14, 30);
  bench_generate(&large, 44, 56);
  printf("static model, one thread, kernels %s; peak of the kernel %.1f GFLOP/s\n", rift_isa_name(rift_isa_active()), 1e-9 * bench_peak());
  printf("%-16s %-22s %5s %9s %9s %12s %9s %9s\n", "case", "economy", "nodes", "us/draw", "sampling", "plain LU us", "ratio", "prepare s");
  int failed = bench("germany-china-30", "14 x 30 generated", &small, 32768) +
               bench("germany-china-37", "14 x 39 shipped", &shipped, 32768) +
               bench("west-30", "14 x 30 generated", &small, 8192) +
               bench("west-37", "14 x 39 shipped", &shipped, 8192) +
               bench("germany-china-56", "44 x 56 generated", &large, 2048) +
               bench("west-56", "44 x 56 generated", &large, 512);
  printf("%-40s %12s %12s %9s\n", "all outcomes, us/draw", "table known", "errors drawn", "ratio");
  failed += bench_errors("scenarios/hard-decoupling-germany.yaml", &shipped, 8192) +
            bench_errors("scenarios/hard-decoupling-eu.yaml", &shipped, 8192) +
            bench_errors("scenarios/hard-decoupling-west.yaml", &shipped, 8192);
  rift_economy_free(&shipped);
  rift_economy_free(&small);
  rift_economy_free(&large);
  rift_problems_free(&problems);
  return failed;
}
