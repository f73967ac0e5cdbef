/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/decompose.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/solving.h"
#include "montecarlo/threads.h"

/* One thread's memory. */
typedef struct worker {
  rift_solving solving;
  rift_drawn drawn;
} worker;

/* One chunk at a time, its parts side by side. */
typedef struct job {
  const rift_run *run;
  rift_decomposition *result;
  const volatile sig_atomic_t *stop;
  worker *workers;
  uint64_t first; /* draw of the chunk */
  size_t count;   /* of its draws */
  double *chunks; /* [part][stored outcome][RIFT_SAMPLER_CHUNK] */
  atomic_bool failed;
} job;

static size_t part_count(const rift_decomposition *d) { return d->pathway_count + 2; }

static bool worker_init(worker *w, const rift_run *run) {
  bool solving = rift_solving_init(&w->solving, run, 1);
  return rift_drawn_init(&w->drawn, run) && solving;
}

static void worker_free(worker *w) {
  rift_solving_free(&w->solving);
  rift_drawn_free(&w->drawn);
}

/* Solves the chunk's draws with one pathway alone, or, behind the pathways, with all. */
static void solve_part(void *context, size_t index, int thread) {
  job *j = context;
  worker *w = &j->workers[thread];
  const rift_decomposition *d = j->result;
  bool all = index == d->pathway_count;
  const rift_solve_request request = {.chunk_count = 1,
                                      .drawn = &w->drawn,
                                      .count = j->count,
                                      .pathways = all ? 0 : UINT32_C(1) << d->pathways[index],
                                      .outcome_count = d->outcome_count,
                                      .stop = j->stop};
  if (rift_run_draw(j->run, j->first, &w->drawn, NULL) != RIFT_OK) {
    atomic_store(&j->failed, true);
    return;
  }
  rift_run_find_begins(j->run, request.pathways, &w->drawn);
  rift_solve_drawn(j->run, &request, &w->solving, j->chunks + (index + all) * d->outcome_count * RIFT_SAMPLER_CHUNK);
}

/* Interaction of one outcome over a chunk; a draw that failed anywhere fails everywhere. */
static void find_interaction(const rift_decomposition *d, double *chunks, size_t outcome) {
  size_t stored = d->outcome_count;
  double *interaction = chunks + (d->pathway_count * stored + outcome) * RIFT_SAMPLER_CHUNK;
  const double *total = interaction + stored * RIFT_SAMPLER_CHUNK;
  for (size_t i = 0; i < RIFT_SAMPLER_CHUNK; i++) {
    double sum = 0;
    for (size_t p = 0; p < d->pathway_count; p++) {
      sum += chunks[(p * stored + outcome) * RIFT_SAMPLER_CHUNK + i];
    }
    interaction[i] = total[i] - sum;
    for (size_t p = 0; !isfinite(interaction[i]) && p < part_count(d); p++) {
      chunks[(p * stored + outcome) * RIFT_SAMPLER_CHUNK + i] = (double)NAN;
    }
  }
}

static void decompose_chunk(job *j, int threads) {
  rift_decomposition *d = j->result;
  rift_threads_for(d->pathway_count + 1, threads, solve_part, j);
  for (size_t o = 0; o < d->outcome_count; o++) {
    find_interaction(d, j->chunks, o);
  }
  for (size_t i = 0; i < part_count(d) * d->outcome_count; i++) {
    rift_moments moments = rift_moments_of(j->chunks + i * RIFT_SAMPLER_CHUNK, j->count);
    rift_moments_add(&d->parts[i], &moments);
  }
}

static void list_pathways(const rift_run *run, rift_decomposition *d) {
  uint32_t bits = rift_shock_plan_pathways(run->plan);
  for (int p = 0; p < RIFT_PATHWAY_COUNT; p++) {
    if ((bits & UINT32_C(1) << p) != 0) {
      d->pathways[d->pathway_count++] = (rift_pathway)p;
    }
  }
}

static rift_status decompose_all(job *j, int threads, rift_error *error) {
  uint64_t draws = j->result->draws;
  for (j->first = 0; j->first < draws; j->first += RIFT_SAMPLER_CHUNK) {
    j->count = draws - j->first < RIFT_SAMPLER_CHUNK ? (size_t)(draws - j->first) : RIFT_SAMPLER_CHUNK;
    decompose_chunk(j, threads);
    if (atomic_load(&j->failed)) {
      return rift_error_set(error, RIFT_FAILED, "a path of scenario '%s' cannot be drawn", j->run->scenario->id);
    }
    if (j->stop != NULL && *j->stop != 0) {
      return rift_error_set(error, RIFT_INTERRUPTED, "stopped while the effects of scenario '%s' were taken apart", j->run->scenario->id);
    }
  }
  return RIFT_OK;
}

rift_status rift_run_decompose(const rift_run *run, uint64_t draws, int threads, const volatile sig_atomic_t *stop,
                               rift_decomposition *decomposition, rift_error *error) {
  *decomposition = (rift_decomposition){.outcome_count = run->info->stored_count, .draws = draws};
  list_pathways(run, decomposition);
  size_t width = part_count(decomposition) * decomposition->outcome_count;
  job j = {.run = run, .result = decomposition, .stop = stop};
  j.workers = rift_allocate((size_t)threads, sizeof *j.workers);
  j.chunks = rift_allocate_doubles(width * RIFT_SAMPLER_CHUNK);
  decomposition->parts = rift_allocate(width, sizeof *decomposition->parts);
  bool fine = j.workers != NULL && j.chunks != NULL && decomposition->parts != NULL;
  for (int t = 0; fine && t < threads; t++) {
    fine = worker_init(&j.workers[t], run);
  }
  rift_status status = fine ? decompose_all(&j, threads, error) : rift_error_memory(error, width * RIFT_SAMPLER_CHUNK * sizeof(double));
  for (int t = 0; j.workers != NULL && t < threads; t++) {
    worker_free(&j.workers[t]);
  }
  free(j.workers);
  free(j.chunks);
  if (status != RIFT_OK) {
    rift_decomposition_free(decomposition);
  }
  return status;
}

void rift_decomposition_free(rift_decomposition *decomposition) {
  free(decomposition->parts);
  memset(decomposition, 0, sizeof *decomposition);
}
