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
  double *chunks; /* [part][stored outcome][RIFT_SAMPLER_CHUNK] */
} worker;

typedef struct job {
  const rift_run *run;
  rift_decomposition *result;
  const volatile sig_atomic_t *stop;
  worker *workers;
  rift_moments *moments; /* [chunk][part][outcome] */
  atomic_bool failed;
} job;

static size_t part_count(const rift_decomposition *d) { return d->pathway_count + 2; }

static bool worker_init(worker *w, const rift_run *run, const rift_decomposition *d) {
  bool solving = rift_solving_init(&w->solving, run, 1);
  bool drawn = rift_drawn_init(&w->drawn, run);
  w->chunks = rift_allocate_doubles(part_count(d) * run->info->stored_count * RIFT_SAMPLER_CHUNK);
  return solving && drawn && w->chunks != NULL;
}

static void worker_free(worker *w) {
  rift_solving_free(&w->solving);
  rift_drawn_free(&w->drawn);
  free(w->chunks);
}

/* Solves a chunk's draws with the pathways in `bits` (0: all) and keeps them as part `part`. */
static void solve_part(const job *j, worker *w, size_t count, size_t part, uint32_t bits) {
  size_t stored = j->result->outcome_count;
  const rift_solve_request request = {.chunk_count = 1, .drawn = &w->drawn, .count = count, .pathways = bits, .outcome_count = stored, .stop = j->stop};
  rift_solve_drawn(j->run, &request, &w->solving, w->chunks + part * stored * RIFT_SAMPLER_CHUNK);
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

static void decompose_chunk(void *context, size_t index, int thread) {
  job *j = context;
  worker *w = &j->workers[thread];
  const rift_decomposition *d = j->result;
  uint64_t first = (uint64_t)index * RIFT_SAMPLER_CHUNK;
  size_t count = d->draws - first < RIFT_SAMPLER_CHUNK ? (size_t)(d->draws - first) : RIFT_SAMPLER_CHUNK;
  if (j->stop != NULL && *j->stop != 0) {
    return;
  }
  if (rift_run_draw(j->run, first, &w->drawn, NULL) != RIFT_OK) {
    atomic_store(&j->failed, true);
    return;
  }
  for (size_t p = 0; p < d->pathway_count; p++) {
    solve_part(j, w, count, p, UINT32_C(1) << d->pathways[p]);
  }
  solve_part(j, w, count, d->pathway_count + 1, 0);
  for (size_t o = 0; o < d->outcome_count; o++) {
    find_interaction(d, w->chunks, o);
  }
  rift_moments *moments = j->moments + index * part_count(d) * d->outcome_count;
  for (size_t i = 0; i < part_count(d) * d->outcome_count; i++) {
    moments[i] = rift_moments_of(w->chunks + i * RIFT_SAMPLER_CHUNK, count);
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

rift_status rift_run_decompose(const rift_run *run, uint64_t draws, int threads, const volatile sig_atomic_t *stop,
                               rift_decomposition *decomposition, rift_error *error) {
  size_t chunks = (size_t)((draws + RIFT_SAMPLER_CHUNK - 1) / RIFT_SAMPLER_CHUNK);
  *decomposition = (rift_decomposition){.outcome_count = run->info->stored_count, .draws = draws};
  list_pathways(run, decomposition);
  size_t width = part_count(decomposition) * decomposition->outcome_count;
  job j = {.run = run, .result = decomposition, .stop = stop};
  j.workers = rift_allocate((size_t)threads, sizeof *j.workers);
  j.moments = rift_allocate(chunks * width, sizeof *j.moments);
  decomposition->parts = rift_allocate(width, sizeof *decomposition->parts);
  bool fine = j.workers != NULL && j.moments != NULL && decomposition->parts != NULL;
  for (int t = 0; fine && t < threads; t++) {
    fine = worker_init(&j.workers[t], run, decomposition);
  }
  rift_status status = fine ? RIFT_OK : rift_error_memory(error, chunks * width * sizeof *j.moments);
  if (status == RIFT_OK) {
    rift_threads_for(chunks, threads, decompose_chunk, &j);
    if (atomic_load(&j.failed)) {
      status = rift_error_set(error, RIFT_FAILED, "a path of scenario '%s' cannot be drawn", run->scenario->id);
    } else if (stop != NULL && *stop != 0) {
      status = rift_error_set(error, RIFT_INTERRUPTED, "stopped while the effects of scenario '%s' were taken apart", run->scenario->id);
    }
  }
  for (size_t c = 0; status == RIFT_OK && c < chunks; c++) {
    for (size_t i = 0; i < width; i++) {
      rift_moments_add(&decomposition->parts[i], &j.moments[c * width + i]);
    }
  }
  for (int t = 0; j.workers != NULL && t < threads; t++) {
    worker_free(&j.workers[t]);
  }
  free(j.workers);
  free(j.moments);
  if (status != RIFT_OK) {
    rift_decomposition_free(decomposition);
  }
  return status;
}

void rift_decomposition_free(rift_decomposition *decomposition) {
  free(decomposition->parts);
  memset(decomposition, 0, sizeof *decomposition);
}
