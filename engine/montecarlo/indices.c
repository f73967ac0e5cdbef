/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/indices.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/groups.h"
#include "montecarlo/solving.h"
#include "montecarlo/threads.h"

/* Draws from here on are the second sample: no run reaches them. */
#define SECOND_SAMPLE (UINT64_C(1) << 41)

typedef struct worker {
  rift_drawn a, b, mixed;
  rift_solving solving;
  double *chunk; /* [outcome][RIFT_SAMPLER_CHUNK] */
} worker;

typedef struct job {
  const rift_run *run;
  const rift_indices_request *request;
  const rift_groups *groups;
  worker *workers;
  double *values; /* [sample: A, B, group ...][outcome][draw] */
  atomic_bool failed;
} job;

static bool worker_init(worker *w, const rift_run *run, size_t outcomes) {
  bool a = rift_drawn_init(&w->a, run), b = rift_drawn_init(&w->b, run);
  bool mixed = rift_drawn_init(&w->mixed, run), solving = rift_solving_init(&w->solving, run, 1);
  w->chunk = rift_allocate_doubles(outcomes * RIFT_SAMPLER_CHUNK);
  return a && b && mixed && solving && w->chunk != NULL;
}

static void worker_free(worker *w) {
  rift_drawn_free(&w->a);
  rift_drawn_free(&w->b);
  rift_drawn_free(&w->mixed);
  rift_solving_free(&w->solving);
  free(w->chunk);
}

static void solve_sample(const job *j, worker *w, const rift_drawn *drawn, uint64_t first,
                         size_t sample) {
  uint64_t left = j->request->draws - first;
  size_t outcomes = j->request->outcome_count;
  size_t count = left < RIFT_SAMPLER_CHUNK ? (size_t)left : RIFT_SAMPLER_CHUNK;
  const rift_solve_request request = {
      .chunk_count = 1, .drawn = drawn, .count = count, .outcome_count = outcomes, .outcomes = j->request->outcomes, .stop = j->request->stop};
  rift_solve_drawn(j->run, &request, &w->solving, w->chunk);
  for (size_t o = 0; o < outcomes; o++) {
    double *column = j->values + (sample * outcomes + o) * j->request->draws;
    memcpy(column + first, w->chunk + o * RIFT_SAMPLER_CHUNK, count * sizeof *column);
  }
}

/* The first sample, with the group's quantities from the second. */
static void mix_samples(const job *j, worker *w, size_t group) {
  size_t row = RIFT_SAMPLER_CHUNK * sizeof(double);
  for (size_t q = 0; q < j->run->quantity_count; q++) {
    const rift_drawn *from = j->groups->of_quantity[q] == group ? &w->b : &w->a;
    memcpy(w->mixed.columns + q * RIFT_SAMPLER_CHUNK, from->columns + q * RIFT_SAMPLER_CHUNK, row);
  }
  if (w->mixed.paths != NULL) {
    const rift_drawn *from = j->groups->paths == group ? &w->b : &w->a;
    memcpy(w->mixed.paths, from->paths, RIFT_SAMPLER_CHUNK * sizeof *w->mixed.paths);
  }
  rift_run_find_begins(j->run, 0, &w->mixed);
}

static void solve_chunk(void *context, size_t index, int thread) {
  job *j = context;
  worker *w = &j->workers[thread];
  uint64_t first = (uint64_t)index * RIFT_SAMPLER_CHUNK;
  if (j->request->stop != NULL && *j->request->stop != 0) {
    return;
  }
  if (rift_run_draw(j->run, first, &w->a, NULL) != RIFT_OK ||
      rift_run_draw(j->run, SECOND_SAMPLE + first, &w->b, NULL) != RIFT_OK) {
    atomic_store(&j->failed, true);
    return;
  }
  solve_sample(j, w, &w->a, first, 0);
  solve_sample(j, w, &w->b, first, 1);
  for (size_t g = 0; g < j->groups->count; g++) {
    mix_samples(j, w, g);
    solve_sample(j, w, &w->mixed, first, 2 + g);
  }
}

static void compute_indices(const job *j, rift_indices *indices) {
  size_t outcomes = indices->outcome_count, draws = (size_t)indices->draws;
  for (size_t g = 0; g < indices->group_count; g++) {
    for (size_t o = 0; o < outcomes; o++) {
      const double *a = j->values + o * draws;
      const double *b = j->values + (outcomes + o) * draws;
      const double *mixed = j->values + ((2 + g) * outcomes + o) * draws;
      indices->first[g * outcomes + o] = rift_sensitivity_first(b, mixed, draws, 1);
      indices->total[g * outcomes + o] = rift_sensitivity_total(a, mixed, draws, 1);
    }
  }
}

static rift_status solve_all(job *j, rift_indices *indices, rift_error *error) {
  int threads = j->request->threads;
  size_t chunks =
      (size_t)((j->request->draws + RIFT_SAMPLER_CHUNK - 1) / RIFT_SAMPLER_CHUNK);
  bool fine = true;
  j->workers = rift_allocate((size_t)threads, sizeof *j->workers);
  for (int t = 0; j->workers != NULL && t < threads; t++) {
    fine = worker_init(&j->workers[t], j->run, j->request->outcome_count) && fine;
  }
  rift_status status =
      j->workers != NULL && fine ? RIFT_OK : rift_error_memory(error, j->run->info->workspace_doubles);
  if (status == RIFT_OK) {
    rift_threads_for(chunks, threads, solve_chunk, j);
    if (j->request->stop != NULL && *j->request->stop != 0) {
      status = rift_error_set(error, RIFT_INTERRUPTED, "stopped while '%s' was analysed",
                              j->run->scenario->id);
    } else if (atomic_load(&j->failed)) {
      status = rift_error_set(error, RIFT_FAILED, "a path of scenario '%s' cannot be drawn",
                              j->run->scenario->id);
    } else {
      compute_indices(j, indices);
    }
  }
  for (int t = 0; j->workers != NULL && t < threads; t++) {
    worker_free(&j->workers[t]);
  }
  free(j->workers);
  return status;
}

/* The names move from the groups to the indices. */
static rift_status make_room(job *j, rift_groups *groups, rift_indices *indices,
                             rift_error *error) {
  const rift_indices_request *request = j->request;
  size_t width = groups->count * request->outcome_count, size = 0;
  *indices = (rift_indices){.group_count = groups->count,
                            .groups = groups->names,
                            .sizes = groups->sizes,
                            .outcome_count = request->outcome_count,
                            .draws = request->draws};
  groups->names = NULL;
  groups->sizes = NULL;
  indices->first = rift_allocate(width, sizeof *indices->first);
  indices->total = rift_allocate(width, sizeof *indices->total);
  if (rift_size_product((2 + groups->count) * request->outcome_count, (size_t)request->draws,
                        &size)) {
    j->values = rift_allocate_doubles(size);
  }
  return indices->first == NULL || indices->total == NULL || j->values == NULL
             ? rift_error_memory(error, size * sizeof(double))
             : RIFT_OK;
}

rift_status rift_run_indices(const rift_run *run, const rift_indices_request *request,
                             rift_indices *indices, rift_error *error) {
  rift_groups groups;
  *indices = (rift_indices){0};
  rift_status status = rift_groups_make(&groups, run, request->each, error);
  if (status != RIFT_OK) {
    return status;
  }
  job j = {.run = run, .request = request, .groups = &groups};
  if (groups.count == 0) {
    status = rift_error_set(error, RIFT_INVALID, "nothing is uncertain in scenario '%s'",
                            run->scenario->id);
  }
  if (status == RIFT_OK) {
    status = make_room(&j, &groups, indices, error);
  }
  if (status == RIFT_OK) {
    status = solve_all(&j, indices, error);
  }
  free(j.values);
  rift_groups_free(&groups);
  if (status != RIFT_OK) {
    rift_indices_free(indices);
  }
  return status;
}

void rift_indices_free(rift_indices *indices) {
  for (size_t g = 0; indices->groups != NULL && g < indices->group_count; g++) {
    free(indices->groups[g]);
  }
  free(indices->groups);
  free(indices->sizes);
  free(indices->first);
  free(indices->total);
  *indices = (rift_indices){0};
}
