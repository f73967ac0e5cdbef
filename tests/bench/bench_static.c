/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microseconds a draw of the static model, sampling included, on one thread, beside the plain way in the same run: the
 * changed table written out and solved by LU. Run from the top folder. */
#include <gsl/gsl_linalg.h>
#include <stdio.h>
#include <time.h>

#include "montecarlo/prepared.h"
#include "numeric/panel.h"
#include "support/toy.h"

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A seeded economy of the sizes of the published tables, with their habit: most trade stays at home. */
static void generate(rift_economy *e, size_t regions, size_t sectors) {
  static const char *const codes[] = {"DEU", "CHN", "USA", "FRA", "ITA", "NLD", "CEE", "REU", "GBR", "JPN", "KOR", "TWN", "RUS", "ROW"};
  static const char *const isic[] = {"A", "B", "C10T12", "C13T15", "C16T18", "C19", "C20", "C21", "C22", "C23", "C24", "C25", "C26", "C27", "C28",
                                     "C29", "C30", "C31T32", "C33", "D35", "E", "F", "G45", "G46T47", "H49", "H50", "H51", "H52T53", "I", "J58T61"};
  static const size_t west[] = {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  uint64_t seed = 2014;
  size_t n = regions * sectors;
  rift_economy_init(e);
  e->region_count = regions;
  e->sector_count = sectors;
  e->node_count = n;
  e->category_count = 1;
  rift_names_add(&e->categories, "HFCE", 4, NULL);
  for (size_t r = 0; r < regions; r++) {
    char code[16];
    if (r < 14) {
      snprintf(code, sizeof code, "%s", codes[r]);
    } else {
      snprintf(code, sizeof code, "X%02zu", r);
    }
    rift_names_add(&e->regions, code, strlen(code), NULL);
  }
  for (size_t s = 0; s < sectors; s++) {
    char code[16];
    snprintf(code, sizeof code, "S%02zu", s + 1);
    const char *name = sectors == 30 ? isic[s] : code;
    rift_names_add(&e->sectors, name, strlen(name), NULL);
  }
  e->groups = rift_allocate(1, sizeof *e->groups);
  e->group_count = 1;
  e->groups[0] = (rift_group){.kind = RIFT_GROUP_REGION, .name = rift_copy_text("WEST"), .count = 11, .members = rift_allocate(11, sizeof(size_t))};
  memcpy(e->groups[0].members, west, sizeof west);
  e->intermediate = rift_allocate_doubles(n * n);
  e->final_demand = rift_allocate_doubles(n * regions);
  e->gross_output = rift_allocate_doubles(n);
  e->value_added = rift_allocate_doubles(n);
  e->taxes = rift_allocate_doubles(n);
  e->margins = rift_allocate_doubles(n);
  e->employment = rift_allocate_doubles(n);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double u = toy_random(&seed);
      e->intermediate[i * n + j] = u * u * u * (i / sectors == j / sectors ? 100 : 2);
      e->gross_output[i] += e->intermediate[i * n + j];
    }
    for (size_t r = 0; r < regions; r++) {
      e->final_demand[i * regions + r] = (double)sectors * 40 * toy_random(&seed) * (r == i / sectors ? 1 : 0.02);
      e->gross_output[i] += e->final_demand[i * regions + r];
    }
  }
  for (size_t j = 0; j < n; j++) {
    e->value_added[j] = e->gross_output[j];
    e->employment[j] = (double)NAN;
    for (size_t i = 0; i < n; i++) {
      e->value_added[j] -= e->intermediate[i * n + j];
    }
  }
}

static double peak(void) {
  enum { DEPTH = 64, REPEATS = 200000 };
  double *rows = rift_allocate_doubles(DEPTH * RIFT_PANEL_ROWS);
  double *columns = rift_allocate_doubles(DEPTH * RIFT_PANEL_COLUMNS);
  double *product = rift_allocate_doubles(RIFT_PANEL_ROWS * RIFT_PANEL_COLUMNS);
  rift_panel_product *kernel = rift_panel_product_for(rift_isa_active());
  double best = 0;
  for (int k = 0; k < 5; k++) {
    double start = seconds();
    for (int i = 0; i < REPEATS; i++) {
      kernel(DEPTH, rows, columns, product);
    }
    double rate = 2.0 * DEPTH * RIFT_PANEL_ROWS * RIFT_PANEL_COLUMNS * REPEATS / (seconds() - start);
    best = rate > best ? rate : best;
  }
  free(rows), free(columns), free(product);
  return best;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, compare);
  return values[count / 2];
}

/* Seconds a draw: sampling, levers and, if asked, the model. */
static double time_draws(const rift_run *run, uint64_t draws, bool solve) {
  double *quantities = rift_allocate_doubles(run->quantity_count * RIFT_SAMPLER_CHUNK);
  rift_batch_room room;
  rift_batch_room_init(&room, run);
  double *workspace = rift_allocate_doubles(run->info->workspace_doubles);
  double *outcomes = rift_allocate_doubles(run->info->outcome_count * RIFT_LANES);
  double start = seconds();
  for (uint64_t first = 0; first < draws; first += RIFT_SAMPLER_CHUNK) {
    rift_sampler_draw(run->sampler, first, RIFT_SAMPLER_CHUNK, quantities, RIFT_SAMPLER_CHUNK);
    for (size_t at = 0; at < RIFT_SAMPLER_CHUNK; at += RIFT_LANES) {
      rift_run_realise(run, quantities + at, RIFT_SAMPLER_CHUNK, &room);
      if (solve) {
        run->kind->solve(run->model, &room.batch, workspace, outcomes);
      }
    }
  }
  double elapsed = seconds() - start;
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
  double start = seconds();
  for (size_t i = 0; i < n; i++) {
    gsl_vector_set(f, i, 1);
    for (size_t j = 0; j < n; j++) {
      double out = e->gross_output[j];
      gsl_matrix_set(a, i, j, (double)(i == j) - (out > 0 ? e->intermediate[i * n + j] / out : 0));
    }
  }
  gsl_linalg_LU_decomp(a, p, &sign);
  gsl_linalg_LU_solve(a, p, f, x);
  double elapsed = seconds() - start;
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
  double start = seconds();
  if (rift_scenario_read(&scenario, path, economy, NULL, 0, &problems, &error) != RIFT_OK ||
      rift_run_prepare(&run, &scenario, economy, &rift_static_model, 1, RIFT_DETAIL_TOTALS, &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fprintf(stderr, "%s: %s\n", path, error.message);
    return 1;
  }
  double prepared = seconds() - start;
  for (int i = 0; i < REPEATS; i++) {
    full[i] = time_draws(run, draws, true);
    sampling[i] = time_draws(run, draws, false);
  }
  for (int i = 0; i < 3; i++) {
    plain[i] = i == 0 ? time_plain(economy) : plain[0];
  }
  double ours = median(full, REPEATS), theirs = median(plain, 3);
  printf("%-16s %-22s %5zu %9.2f %9.2f %12.0f %9.0f %9.2f\n", name, label, economy->node_count, 1e6 * ours,
         1e6 * median(sampling, REPEATS), 1e6 * theirs, theirs / ours, prepared);
  rift_run_destroy(run);
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
  generate(&small, 14, 30);
  generate(&large, 44, 56);
  printf("static model, one thread, kernels %s; peak of the kernel %.1f GFLOP/s\n", rift_isa_name(rift_isa_active()), 1e-9 * peak());
  printf("%-16s %-22s %5s %9s %9s %12s %9s %9s\n", "case", "economy", "nodes", "us/draw", "sampling", "plain LU us", "ratio", "prepare s");
  int failed = bench("germany-china-30", "14 x 30 generated", &small, 32768) +
               bench("germany-china-37", "14 x 37 shipped", &shipped, 32768) +
               bench("west-30", "14 x 30 generated", &small, 8192) +
               bench("west-37", "14 x 37 shipped", &shipped, 8192) +
               bench("germany-china-56", "44 x 56 generated", &large, 2048) +
               bench("west-56", "44 x 56 generated", &large, 512);
  rift_economy_free(&shipped);
  rift_economy_free(&small);
  rift_economy_free(&large);
  rift_problems_free(&problems);
  return failed;
}
