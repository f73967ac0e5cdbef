/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The static model alone: an economy, a scenario, and draws that the test sets itself. */
#ifndef RIFT_TESTS_SUPPORT_STATIC_BENCH_H
#define RIFT_TESTS_SUPPORT_STATIC_BENCH_H

#include "model/model.h"
#include "support/toy.h"

typedef struct static_bench {
  rift_scenario scenario;
  rift_shock_plan *plan;
  rift_model *model;
  const rift_model_info *info;
  double *quantities; /* [quantity][RIFT_LANES] */
  double *levers, *parameters, *workspace, *room;
  double *outcomes; /* [outcome][RIFT_LANES] */
} static_bench;

static inline void static_bench_set_size(static_bench *b, size_t measure, size_t lane, double size) {
  size_t at = rift_shock_plan_find(b->plan, &b->scenario.measures[measure].size);
  b->quantities[at * RIFT_LANES + lane] = size;
}

/* Sizes and r uniform on 0 to 1 in every lane. */
static inline void static_bench_draw(static_bench *b, uint64_t seed) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    for (size_t m = 0; m < b->scenario.measure_count; m++) {
      static_bench_set_size(b, m, lane, toy_random(&seed));
    }
    b->parameters[lane] = toy_random(&seed);
  }
}

/* Builds the model with that many batches of such draws as a guide. */
static inline rift_status static_bench_build(static_bench *b, size_t guide_count, rift_error *error) {
  enum { MOST = 8 };
  rift_batch guides[MOST];
  size_t lever_count = rift_shock_plan_lever_count(b->plan);
  size_t length = (lever_count + 1) * RIFT_LANES;
  double *levers = rift_allocate_doubles(length * MOST);
  double *parameters = rift_allocate_doubles(RIFT_LANES * MOST);
  for (size_t g = 0; g < guide_count && g < MOST; g++) {
    static_bench_draw(b, 1000 + g);
    const rift_realised realised = {.levers = levers + g * length};
    rift_shock_plan_realise(b->plan, 1, &b->info->windows[0], b->quantities, RIFT_LANES, b->room, &realised);
    memcpy(parameters + g * RIFT_LANES, b->parameters, RIFT_LANES * sizeof *parameters);
    guides[g] = (rift_batch){.levers = levers + g * length, .parameters = parameters + g * RIFT_LANES};
  }
  rift_status status = rift_static_model.build(b->model, guide_count, guides, error);
  free(levers);
  free(parameters);
  return status;
}

/* RIFT_OK or the first failure. The economy must outlive the bench. */
static inline rift_status static_bench_open_guided(static_bench *b, const rift_economy *economy, const char *measures,
                                                   size_t guide_count) {
  rift_problems problems;
  rift_error error = {0};
  memset(b, 0, sizeof *b);
  rift_status status = toy_scenario(&b->scenario, economy, "{static: {}}", measures);
  rift_problems_init(&problems);
  if (status == RIFT_OK) {
    status = rift_shock_plan_create(&b->plan, &b->scenario, economy, &problems, &error);
  }
  rift_problems_free(&problems);
  if (status == RIFT_OK) {
    status = rift_static_model.create(&b->model, economy, b->plan, RIFT_DETAIL_NODES, &error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  size_t count = rift_shock_plan_quantity_count(b->plan);
  b->info = rift_static_model.info(b->model);
  b->quantities = rift_allocate_doubles((count + 1) * RIFT_LANES);
  b->levers = rift_allocate_doubles((rift_shock_plan_lever_count(b->plan) + 1) * RIFT_LANES);
  b->parameters = rift_allocate_doubles(RIFT_LANES);
  b->room = rift_allocate_doubles(rift_shock_plan_workspace(b->plan));
  for (size_t i = 0; i < count * RIFT_LANES; i++) {
    b->quantities[i] = rift_shock_plan_quantities(b->plan)[i / RIFT_LANES]->distribution.a;
  }
  status = static_bench_build(b, guide_count, &error);
  if (status != RIFT_OK) {
    fprintf(stderr, "%s\n", error.message);
    return status;
  }
  b->workspace = rift_allocate_doubles(b->info->workspace_doubles);
  b->outcomes = rift_allocate_doubles(b->info->outcome_count * RIFT_LANES);
  return RIFT_OK;
}

static inline rift_status static_bench_open(static_bench *b, const rift_economy *economy, const char *measures) {
  return static_bench_open_guided(b, economy, measures, 0);
}

static inline void static_bench_close(static_bench *b) {
  if (b->model != NULL) {
    rift_static_model.destroy(b->model);
  }
  rift_shock_plan_destroy(b->plan);
  rift_scenario_free(&b->scenario);
  free(b->quantities);
  free(b->levers);
  free(b->parameters);
  free(b->workspace);
  free(b->room);
  free(b->outcomes);
}

static inline void static_bench_solve(static_bench *b) {
  const rift_realised realised = {.levers = b->levers};
  rift_shock_plan_realise(b->plan, 1, &b->info->windows[0], b->quantities, RIFT_LANES, b->room, &realised);
  rift_batch batch = {.levers = b->levers, .parameters = b->parameters};
  rift_static_model.solve(b->model, &batch, b->workspace, b->outcomes);
}

/* Position of an outcome, or SIZE_MAX. */
static inline size_t static_bench_find(const static_bench *b, rift_indicator indicator, const char *region,
                                       const char *sector, const char *closure) {
  for (size_t o = 0; o < b->info->outcome_count; o++) {
    const rift_outcome *outcome = &b->info->outcomes[o];
    if (outcome->indicator == indicator && strcmp(outcome->region, region) == 0 &&
        strcmp(outcome->sector, sector) == 0 && strcmp(outcome->closure, closure) == 0) {
      return o;
    }
  }
  return SIZE_MAX;
}

#endif
