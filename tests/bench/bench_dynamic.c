/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microseconds a draw-week of the dynamic model, sampling and outcomes included, on one thread, beside one draw at a time in
 * plain loops in the same run. The share of the peak counts 2 n^2 operations a week: orders to suppliers; what is missing of
 * deliveries needs few columns and is left out. Run from the top folder. */
#include <stdio.h>

#include "montecarlo/prepared.h"
#include "support/bench.h"

/* Ratings for an economy that brings none: half of the inputs bind. */
static void complete(rift_economy *e) {
  uint64_t seed = 7;
  if (e->criticality == NULL) {
    e->criticality = rift_allocate_doubles(e->sector_count * e->sector_count);
    for (size_t i = 0; i < e->sector_count * e->sector_count; i++) {
      double u = toy_random(&seed);
      e->criticality[i] = u < 0.25 ? 1 : u < 0.5 ? 0.5 : 0;
    }
  }
}

/* One draw in plain loops: the same step (blocked flows, stocks, orders; no switching), a matrix of shares and a table of cuts. */
typedef struct single {
  const rift_economy *e;
  size_t R, S, n;
  double *share;  /* [k][j][e]: supplier's share of user j's purchases of product k */
  double *input;  /* [k][j] */
  double *stock, *order; /* [k][j] */
  double *final, *output, *demand, *cut; /* n; cut: [k][m][e] */
} single;

static void single_init(single *s, const rift_economy *e) {
  s->e = e;
  s->R = e->region_count, s->S = e->sector_count, s->n = e->node_count;
  double **cells[] = {&s->input, &s->stock, &s->order};
  for (size_t i = 0; i < 3; i++) {
    *cells[i] = rift_allocate_doubles(s->S * s->n);
  }
  s->share = rift_allocate_doubles(s->n * s->n);
  s->final = rift_allocate_doubles(s->n), s->output = rift_allocate_doubles(s->n);
  s->demand = rift_allocate_doubles(s->n), s->cut = rift_allocate_doubles(s->n * s->R);
  for (size_t c = 0; c < s->S * s->n; c++) {
    for (size_t r = 0; r < s->R; r++) {
      s->input[c] += e->intermediate[(r * s->S + c / s->n) * s->n + c % s->n];
    }
    for (size_t r = 0; r < s->R && s->input[c] > 0; r++) {
      s->share[c * s->R + r] = e->intermediate[(r * s->S + c / s->n) * s->n + c % s->n] / s->input[c];
    }
    s->order[c] = s->input[c];
    s->stock[c] = s->input[c] * 30 / 365;
  }
  for (size_t i = 0; i < s->n; i++) {
    for (size_t r = 0; r < s->R; r++) {
      s->final[i] += rift_economy_final(e, i, r);
    }
    s->output[i] = e->gross_output[i];
  }
  for (size_t k = 0; k < s->S; k++) { /* DEU and CHN */
    s->cut[(k * s->R + 0) * s->R + 1] = 0.9;
    s->cut[(k * s->R + 1) * s->R + 0] = 0.9;
  }
}

static void single_free(single *s) {
  double *all[] = {s->share, s->input, s->stock, s->order, s->final, s->output, s->demand, s->cut};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    free(all[i]);
  }
}

static void single_week(single *s) {
  const double week = 7.0 / 365;
  size_t n = s->n, R = s->R, S = s->S;
  memcpy(s->demand, s->final, n * sizeof(double));
  for (size_t c = 0; c < S * n; c++) {
    const double *cut = s->cut + (c / n * R + c % n / S) * R;
    for (size_t r = 0; r < R; r++) {
      s->demand[r * S + c / n] += s->share[c * R + r] * s->order[c] * (1 - cut[r]);
    }
  }
  for (size_t j = 0; j < n; j++) {
    double made = s->demand[j] < s->e->gross_output[j] ? s->demand[j] : s->e->gross_output[j];
    for (size_t k = 0; k < S; k++) {
      double rating = s->e->criticality[k * S + j % S], input = s->input[k * n + j];
      if (rating > 0 && input > 0) {
        double limit = s->e->gross_output[j] * (rating * s->stock[k * n + j] / (input * week) + 1 - rating);
        made = made < limit ? made : limit;
      }
    }
    s->output[j] = made;
    s->demand[j] = s->demand[j] > 0 ? made / s->demand[j] : 1;
  }
  for (size_t c = 0; c < S * n; c++) {
    const double *cut = s->cut + (c / n * R + c % n / S) * R;
    double arrived = 0, base = s->e->gross_output[c % n];
    for (size_t r = 0; r < R; r++) {
      arrived += s->share[c * R + r] * s->demand[r * S + c / n] * (1 - cut[r]);
    }
    double used = base > 0 ? s->input[c] * s->output[c % n] / base : 0;
    double stock = s->stock[c] + week * (s->order[c] * arrived - used);
    s->stock[c] = stock > 0 ? stock : 0;
    double gap = s->input[c] * 30 / 365 - s->stock[c];
    s->order[c] = used + (gap > 0 ? gap * 365 / 35 : 0);
  }
}

static double time_single(const rift_economy *e, int weeks) {
  single s;
  single_init(&s, e);
  single_week(&s);
  double start = bench_seconds();
  for (int t = 0; t < weeks; t++) {
    single_week(&s);
  }
  double elapsed = (bench_seconds() - start) / weeks;
  if (!(s.output[0] > 0)) { /* the result is used */
    fprintf(stderr, "the plain version came to a halt\n");
  }
  single_free(&s);
  return elapsed;
}

/* Seconds a draw. */
static double time_draws(const rift_run *run, uint64_t draws) {
  double *quantities = rift_allocate_doubles(run->quantity_count * RIFT_SAMPLER_CHUNK + 1);
  rift_batch_room room;
  bool fine = rift_batch_room_init(&room, run);
  double *workspace = rift_allocate_doubles(run->info->workspace_doubles);
  double *outcomes = rift_allocate_doubles(run->info->outcome_count * RIFT_LANES);
  double start = bench_seconds();
  for (uint64_t first = 0; first < draws && fine; first += RIFT_LANES) {
    if (first % RIFT_SAMPLER_CHUNK == 0) {
      rift_sampler_draw(run->sampler, first, RIFT_SAMPLER_CHUNK, quantities, RIFT_SAMPLER_CHUNK);
    }
    rift_run_realise(run, quantities + first % RIFT_SAMPLER_CHUNK, RIFT_SAMPLER_CHUNK, &room);
    run->kind->solve(run->model, &room.batch, workspace, outcomes);
  }
  double elapsed = bench_seconds() - start;
  rift_batch_room_free(&room);
  free(quantities), free(workspace), free(outcomes);
  return elapsed / (double)draws;
}

static int bench(const char *name, const char *label, rift_economy *economy, uint64_t draws, int repeats) {
  static const rift_setting settings[] = {{"models", "{dynamic: {inventory_days: 30}}"}};
  char path[256];
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  rift_run *run = NULL;
  double times[8], single_times[8], peaks[8];
  complete(economy);
  rift_problems_init(&problems);
  snprintf(path, sizeof path, "tests/bench/cases/%s.yaml", name);
  if (rift_scenario_read(&scenario, path, economy, settings, 1, &problems, &error) != RIFT_OK ||
      rift_run_prepare(&run, &scenario, economy, &rift_dynamic_model, 1, RIFT_DETAIL_TOTALS, &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fprintf(stderr, "%s: %s\n", path, error.message);
    return 1;
  }
  double weeks = (double)run->info->window_count, n = (double)economy->node_count;
  for (int i = 0; i < repeats; i++) {
    peaks[i] = bench_peak();
    times[i] = time_draws(run, draws) / weeks;
    single_times[i] = time_single(economy, n > 1000 ? 5 : 50);
  }
  double ours = bench_median(times, (size_t)repeats), theirs = bench_median(single_times, (size_t)repeats);
  double peak = bench_median(peaks, (size_t)repeats);
  printf("%-16s %-22s %5zu %6.0f %12.2f %9.1f %7.0f %% %14.0f %7.1f\n", name, label, economy->node_count, weeks, 1e6 * ours, 2e-9 * n * n / ours,
         200 * n * n / ours / peak, 1e6 * theirs, theirs / ours);
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
  bench_generate(&small, 14, 30);
  bench_generate(&large, 44, 56);
  printf("dynamic model, one thread, kernels %s\n", rift_isa_name(rift_isa_active()));
  printf("%-16s %-22s %5s %6s %12s %9s %9s %14s %7s\n", "case", "economy", "nodes", "weeks", "us/draw-week", "GFLOP/s", "of peak", "one draw us", "ratio");
  int failed = bench("germany-china-30", "14 x 30 generated", &small, 64, 7) +
               bench("germany-china-37", "14 x 39 shipped", &shipped, 64, 5) +
               bench("west-30", "14 x 30 generated", &small, 64, 5) +
               bench("germany-china-56", "44 x 56 generated", &large, 16, 3);
  rift_economy_free(&shipped);
  rift_economy_free(&small);
  rift_economy_free(&large);
  rift_problems_free(&problems);
  return failed;
}
