/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/until.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "montecarlo/solving.h"
#include "montecarlo/threads.h"

typedef struct worker {
  rift_drawn drawn;
  rift_solving solving;
  double *chunk; /* [outcome][RIFT_SAMPLER_CHUNK] */
} worker;

/* Chunks first .. of one stretch between checks. */
typedef struct job {
  const rift_run *run;
  const rift_until_request *request;
  worker *workers;
  uint64_t first, end; /* draws */
  rift_moments *moments; /* [chunk][outcome] */
  atomic_bool failed;
} job;

static bool worker_init(worker *w, const rift_run *run, size_t outcomes) {
  bool drawn = rift_drawn_init(&w->drawn, run), solving = rift_solving_init(&w->solving, run, 1);
  w->chunk = rift_allocate_doubles(outcomes * RIFT_SAMPLER_CHUNK);
  return drawn && solving && w->chunk != NULL;
}

static void worker_free(worker *w) {
  rift_drawn_free(&w->drawn);
  rift_solving_free(&w->solving);
  free(w->chunk);
}

static void solve_chunk(void *context, size_t index, int thread) {
  job *j = context;
  worker *w = &j->workers[thread];
  uint64_t first = j->first + (uint64_t)index * RIFT_SAMPLER_CHUNK;
  size_t outcomes = j->request->outcome_count;
  if (j->request->stop != NULL && *j->request->stop != 0) {
    return;
  }
  if (rift_run_draw(j->run, first, &w->drawn, NULL) != RIFT_OK) {
    atomic_store(&j->failed, true);
    return;
  }
  uint64_t left = j->end - first;
  size_t count = left < RIFT_SAMPLER_CHUNK ? (size_t)left : RIFT_SAMPLER_CHUNK;
  const rift_solve_request request = {
      .chunk_count = 1, .drawn = &w->drawn, .count = count, .outcome_count = outcomes, .outcomes = j->request->outcomes, .stop = j->request->stop};
  rift_solve_drawn(j->run, &request, &w->solving, w->chunk);
  for (size_t o = 0; o < outcomes; o++) {
    j->moments[index * outcomes + o] = rift_moments_of(w->chunk + o * RIFT_SAMPLER_CHUNK, count);
  }
}

/* Adds the draws from j->first to j->end to the totals, in their order. */
static rift_status extend(job *j, rift_moments *totals, rift_error *error) {
  size_t outcomes = j->request->outcome_count;
  size_t chunks = (size_t)((j->end - j->first + RIFT_SAMPLER_CHUNK - 1) / RIFT_SAMPLER_CHUNK);
  j->moments = rift_allocate(chunks * outcomes, sizeof *j->moments);
  if (j->moments == NULL) {
    return rift_error_memory(error, chunks * outcomes * sizeof *j->moments);
  }
  rift_threads_for(chunks, j->request->threads, solve_chunk, j);
  for (size_t i = 0; i < chunks * outcomes; i++) {
    rift_moments_add(&totals[i % outcomes], &j->moments[i]);
  }
  free(j->moments);
  if (atomic_load(&j->failed)) {
    return rift_error_set(error, RIFT_FAILED, "a path of scenario '%s' cannot be drawn",
                          j->run->scenario->id);
  }
  return j->request->stop != NULL && *j->request->stop != 0
             ? rift_error_set(error, RIFT_INTERRUPTED, "stopped before the error was met")
             : RIFT_OK;
}

static bool all_met(const rift_moments *totals, size_t count, double target) {
  for (size_t o = 0; o < count; o++) {
    if (!rift_error_met(&totals[o], target)) {
      return false;
    }
  }
  return true;
}

static rift_status draw_until(job *j, rift_moments *totals, uint64_t *draws, bool *met,
                              rift_error *error) {
  uint64_t most = j->request->draws_max;
  rift_status status = RIFT_OK;
  *met = false;
  while (status == RIFT_OK && !*met && j->first < most) {
    uint64_t next = rift_check_next(j->first);
    while (next < *draws) {
      next = rift_check_next(next);
    }
    j->end = next < most ? next : most;
    status = extend(j, totals, error);
    j->first = j->end;
    *met = status == RIFT_OK && all_met(totals, j->request->outcome_count, j->request->target);
  }
  *draws = j->first > *draws ? j->first : *draws;
  return status;
}

rift_status rift_run_until(const rift_run *run, const rift_until_request *request, uint64_t *draws,
                           bool *met, rift_error *error) {
  job j = {.run = run, .request = request};
  rift_moments *totals = rift_allocate(request->outcome_count, sizeof *totals);
  j.workers = rift_allocate((size_t)request->threads, sizeof *j.workers);
  bool fine = totals != NULL && j.workers != NULL;
  for (int t = 0; j.workers != NULL && t < request->threads; t++) {
    fine = worker_init(&j.workers[t], run, request->outcome_count) && fine;
  }
  rift_status status = fine ? draw_until(&j, totals, draws, met, error)
                            : rift_error_memory(error, run->info->workspace_doubles);
  for (int t = 0; j.workers != NULL && t < request->threads; t++) {
    worker_free(&j.workers[t]);
  }
  free(j.workers);
  free(totals);
  return status;
}
