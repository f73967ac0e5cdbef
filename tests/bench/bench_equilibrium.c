/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microseconds a solve of the equilibrium model on one thread: Germany and China cut trade in every sector, trade elasticities
 * drawn around a spread from 3 to 12 with petroleum at 51. Beside it, in the same run, the plain way for one draw (nested
 * loops, adaptive damping). Best and median over batches of 16. Run from the top folder. */
#include <math.h>
#include <stdio.h>

#include "model/equilibrium/measures.h"
#include "montecarlo/threads.h"
#include "support/bench.h"
#include "support/equilibrium_witness.h"

enum { MOST_SECTORS = 64, MOST_BATCHES = 400, L = RIFT_LANES };

typedef struct form {
  const char *name;
  double upper, materials, consumption, mobility, tolerance;
  bool plain; /* measure the plain way too */
} form;

static const form caliendo_parro = {"Caliendo-Parro 1e-9", 1, 1, 1, 1, 1e-9, true};
static const form at_seven = {"Caliendo-Parro 1e-7", 1, 1, 1, 1, 1e-7, false};
static const form nested = {"nested CES, mobile", 0.5, 0.2, 0.9, 1, 1e-7, false};
static const form specific = {"nested CES, specific", 0.5, 0.2, 0.9, 0, 1e-7, false};

typedef struct one_case {
  const form *how;
  rift_equilibrium_base base;
  rift_equilibrium_system system;
  rift_equilibrium_control control;
  double *theta[MOST_BATCHES], *pull[MOST_BATCHES]; /* drawn beforehand */
  double elasticities[4][L];
  size_t batches;
  double *workspace[8];
  double seconds[MOST_BATCHES];
  int sweeps[MOST_BATCHES];
  size_t failed[MOST_BATCHES];
} one_case;

static double gaussian(uint64_t *seed) {
  double u = toy_random(seed) + 1e-300;
  return sqrt(-2 * log(u)) * cos(6.283185307179586 * toy_random(seed));
}

static double typical_theta(size_t s) { return s == 5 ? 51 : 3 + 9 * (double)(s * 7 % 11) / 10; }

static void draw(one_case *c, size_t batch, uint64_t *seed) {
  size_t sectors = c->base.sector_count;
  c->theta[batch] = rift_allocate_doubles(sectors * L);
  c->pull[batch] = rift_allocate_doubles(sectors * L);
  for (size_t l = 0; l < L; l++) {
    double common = 0.3 * gaussian(seed);
    for (size_t s = 0; s < sectors; s++) {
      double theta = exp(log(typical_theta(s)) + common + 0.3 * gaussian(seed));
      theta = theta < 0.5 ? 0.5 : theta > 100 ? 100 : theta;
      c->theta[batch][s * L + l] = theta;
      c->pull[batch][s * L + l] = pow(1 - 0.97 * toy_random(seed), theta / (1 + theta)) - 1;
    }
  }
}

static void solve_batch(void *context, size_t batch, int thread) {
  one_case *c = context;
  rift_equilibrium_state state;
  rift_equilibrium_draws draws = {.theta = c->theta[batch], .upper = c->elasticities[0], .materials = c->elasticities[1],
                                  .consumption = c->elasticities[2], .mobility = c->elasticities[3],
                                  .pull = c->pull[batch], .sold = c->pull[batch]};
  double start = bench_seconds();
  rift_equilibrium_solve(&c->system, &draws, &c->control, c->workspace[thread], &state);
  c->seconds[batch] = (bench_seconds() - start) / L;
  c->sweeps[batch] = 0;
  c->failed[batch] = 0;
  for (size_t l = 0; l < L; l++) {
    c->sweeps[batch] += state.sweeps[l];
    c->failed[batch] += state.failed[l];
  }
}

static rift_status open_case(one_case *c, const rift_economy *economy, const form *how, size_t batches, rift_error *error) {
  rift_equilibrium_pair pairs[2 * MOST_SECTORS];
  double theta[MOST_SECTORS];
  memset(c, 0, sizeof *c);
  c->how = how;
  c->batches = batches;
  c->control = rift_equilibrium_control_default();
  c->control.tolerance = how->tolerance;
  rift_status status = rift_equilibrium_base_calibrate(&c->base, economy, economy->tariffs, NULL, error);
  if (status == RIFT_OK) {
    status = rift_equilibrium_base_balance(&c->base, error);
  }
  for (size_t s = 0; s < economy->sector_count; s++) {
    theta[s] = typical_theta(s);
    pairs[2 * s] = (rift_equilibrium_pair){.sector = (uint32_t)s, .importer = 0, .exporter = 1, .treatment = (uint32_t)s};
    pairs[2 * s + 1] = (rift_equilibrium_pair){.sector = (uint32_t)s, .importer = 1, .exporter = 0, .treatment = (uint32_t)s};
  }
  rift_equilibrium_typical typical = {.upper = how->upper, .mobility = how->mobility, .theta = theta};
  if (status == RIFT_OK) {
    status = rift_equilibrium_system_init(&c->system, &c->base, 2 * economy->sector_count, pairs, economy->sector_count, &typical, error);
  }
  uint64_t seed = 7;
  for (size_t b = 0; b < batches && status == RIFT_OK; b++) {
    draw(c, b, &seed);
  }
  for (size_t t = 0; t < 8 && status == RIFT_OK; t++) {
    c->workspace[t] = rift_allocate_doubles(rift_equilibrium_workspace(&c->system, &c->control));
  }
  for (size_t l = 0; l < L; l++) {
    const double values[] = {how->upper, how->materials, how->consumption, how->mobility};
    for (size_t k = 0; k < 4; k++) {
      c->elasticities[k][l] = values[k];
    }
  }
  return status;
}

static void close_case(one_case *c) {
  for (size_t b = 0; b < c->batches; b++) {
    free(c->theta[b]), free(c->pull[b]);
  }
  for (size_t t = 0; t < 8; t++) {
    free(c->workspace[t]);
  }
  rift_equilibrium_system_free(&c->system);
  rift_equilibrium_base_free(&c->base);
}

/* The first draw by nested loops. */
static double time_plain(const one_case *c) {
  witness_shock shock;
  witness w;
  size_t regions = c->base.region_count;
  witness_shock_init(&shock, &c->base, 1);
  for (size_t s = 0; s < c->base.sector_count; s++) {
    shock.theta[s] = c->theta[0][s * L];
    shock.kept[(s * regions + 0) * regions + 1] = 1 + c->pull[0][s * L];
    shock.kept[(s * regions + 1) * regions + 0] = 1 + c->pull[0][s * L];
  }
  witness_init(&w, &c->base);
  double start = bench_seconds();
  bool solved = witness_solve(&w, &shock, c->how->tolerance, 2000);
  double elapsed = bench_seconds() - start;
  witness_free(&w);
  witness_shock_free(&shock);
  return solved ? elapsed : (double)NAN;
}

/* Floating-point operations of a sweep's products, a draw: what the fraction of the peak counts. */
static double sweep_flops(const one_case *c) {
  double n = (double)c->base.region_count;
  double s = (double)c->base.sector_count;
  bool mobile = c->how->mobility == 1;
  double trade = (c->base.has_tariffs ? 3 : 2) * n * n * s;
  bool plain = c->how->upper == 1;
  return 2 * (trade + (plain ? 2 : 4) * n * s * s + 2 * n * n * s + (mobile ? 0 : 4 * n * n * s));
}

static int row(const char *label, const rift_economy *economy, const form *how, size_t batches, double peak) {
  static one_case c;
  rift_error error = {0};
  double start = bench_seconds();
  if (open_case(&c, economy, how, batches, &error) != RIFT_OK) {
    fprintf(stderr, "%s: %s\n", label, error.message);
    return 1;
  }
  double prepared = bench_seconds() - start;
  double sweeps = 0;
  size_t failed = 0;
  for (size_t b = 0; b < batches; b++) {
    solve_batch(&c, b, 0);
    sweeps += c.sweeps[b] / (double)(batches * L);
    failed += c.failed[b];
  }
  double sorted[MOST_BATCHES];
  memcpy(sorted, c.seconds, sizeof sorted);
  double median = bench_median(sorted, batches);
  double plain = how->plain ? time_plain(&c) : (double)NAN;
  printf("%-22s %-18s %5zu %8.1f %8.1f %7.2f %4zu/%-6zu %6.0f%% ", how->name, label, c.base.cell_count, 1e6 * sorted[0], 1e6 * median, sweeps,
         failed, batches * L, 100 * sweep_flops(&c) * sweeps / sorted[0] / peak);
  if (how->plain) {
    printf("%10.0f %7.0f", 1e3 * plain, plain / median);
  } else {
    printf("%10s %7s", "-", "-");
  }
  printf(" %7.2f\n", prepared);
  close_case(&c);
  return 0;
}

/* All batches on one thread, then on two: what the second core adds. */
static int scaling(const rift_economy *economy) {
  static one_case c;
  rift_error error = {0};
  double best[2] = {(double)INFINITY, (double)INFINITY};
  if (rift_threads_available(0) < 2 || open_case(&c, economy, &caliendo_parro, MOST_BATCHES, &error) != RIFT_OK) {
    return 0;
  }
  for (int repeat = 0; repeat < 5; repeat++) {
    for (int threads = 1; threads <= 2; threads++) {
      double start = bench_seconds();
      rift_threads_for(c.batches, threads, solve_batch, &c);
      best[threads - 1] = fmin(best[threads - 1], bench_seconds() - start);
    }
  }
  printf("two cores: %.2f times as many solves a second\n", best[0] / best[1]);
  close_case(&c);
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
  double peak = bench_peak();
  printf("equilibrium model, one thread, kernels %s; peak of the kernel %.1f GFLOP/s\n", rift_isa_name(rift_isa_active()), 1e-9 * peak);
  printf("%-22s %-18s %5s %8s %8s %7s %-11s %7s %10s %7s %7s\n", "form", "economy", "cells", "best us", "median", "sweeps", "failed", "of peak",
         "plain ms", "ratio", "prepare");
  int failed = row("14 x 30 generated", &small, &caliendo_parro, 400, peak) + row("14 x 30 generated", &small, &at_seven, 400, peak) +
               row("14 x 30 generated", &small, &nested, 200, peak) + row("14 x 30 generated", &small, &specific, 200, peak) +
               row("shipped", &shipped, &caliendo_parro, 300, peak) + row("shipped", &shipped, &at_seven, 300, peak) +
               row("shipped", &shipped, &nested, 150, peak) + row("shipped", &shipped, &specific, 150, peak) +
               row("44 x 56 generated", &large, &caliendo_parro, 30, peak) + row("44 x 56 generated", &large, &at_seven, 30, peak) +
               row("44 x 56 generated", &large, &nested, 15, peak) + row("44 x 56 generated", &large, &specific, 15, peak) + scaling(&small);
  rift_economy_free(&shipped);
  rift_economy_free(&small);
  rift_economy_free(&large);
  rift_problems_free(&problems);
  return failed;
}
