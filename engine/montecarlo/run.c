/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/run.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/solving.h"
#include "montecarlo/threads.h"

/* Draws that begin together are looked for among as many chunks as fit into this, at most a block. */
#define POOL_BYTES ((size_t)64 << 20)

/* One thread's memory. */
typedef struct worker {
  rift_drawn drawn[RIFT_BLOCK / RIFT_SAMPLER_CHUNK];
  rift_solving solving;
  double *pool;       /* [outcome][draws of the chunks that are solved at a time] */
  double *slice;      /* [stored column][draws that the store takes at a time] */
  double gathered[RIFT_SAMPLER_CHUNK]; /* draws of one stage */
} worker;

/* What all threads share. */
typedef struct job {
  const rift_run *run;
  const rift_run_options *options;
  rift_result *result;
  worker *workers;
  uint64_t block_count;
  uint64_t next;             /* the first block whose moments are not in the total */
  size_t class_count;        /* all draws, and those of each stage */
  rift_moments **pending;    /* moments of finished blocks, [block % window]: [class][outcome] */
  size_t window;
  uint64_t done;             /* draws */
  size_t headline;           /* outcome */
  rift_status status;        /* written by one thread at a time; the others look at gave_up */
  atomic_bool gave_up;
  rift_error error;
} job;

static void worker_free(worker *w) {
  for (size_t c = 0; c < w->solving.chunks; c++) {
    rift_drawn_free(&w->drawn[c]);
  }
  rift_solving_free(&w->solving);
  free(w->pool);
  free(w->slice);
}

static size_t pool_chunks(const rift_run *run, const rift_store *store) {
  size_t most = rift_store_slice(store) / RIFT_SAMPLER_CHUNK;
  size_t bytes = run->info->outcome_count * RIFT_SAMPLER_CHUNK * sizeof(double);
  size_t chunks = 1;
  while (run->kind->starts_late && 2 * chunks <= most && 2 * chunks * bytes <= POOL_BYTES) {
    chunks *= 2;
  }
  return chunks;
}

static bool worker_init(worker *w, const rift_run *run, const rift_store *store, size_t columns) {
  size_t chunks = pool_chunks(run, store);
  bool fine = rift_solving_init(&w->solving, run, chunks);
  for (size_t c = 0; c < chunks; c++) {
    fine = rift_drawn_init(&w->drawn[c], run) && fine;
  }
  w->pool = rift_allocate_doubles(run->info->outcome_count * chunks * RIFT_SAMPLER_CHUNK);
  w->slice = rift_allocate_doubles(columns * rift_store_slice(store) + 1);
  return fine && w->pool != NULL && w->slice != NULL;
}

static bool stopped(const job *j) {
  return atomic_load(&j->gave_up) || (j->options->stop != NULL && *j->options->stop != 0);
}

/* Draws [first, first + count), at most a pool. */
static rift_status solve_pool(const job *j, worker *w, uint64_t first, size_t count, rift_error *error) {
  const rift_solve_request request = {.chunk_count = w->solving.chunks,
                                      .drawn = w->drawn,
                                      .count = count,
                                      .outcome_count = j->run->info->outcome_count,
                                      .stop = j->options->stop};
  rift_status status = RIFT_OK;
  for (size_t c = 0; c * RIFT_SAMPLER_CHUNK < count && status == RIFT_OK; c++) {
    status = rift_run_draw(j->run, first + c * RIFT_SAMPLER_CHUNK, &w->drawn[c], error);
  }
  if (status == RIFT_OK) {
    rift_solve_drawn(j->run, &request, &w->solving, w->pool);
  }
  return status;
}

/* A chunk's values of an outcome. */
static const double *values_of(const worker *w, size_t chunk, size_t outcome) {
  return w->pool + (outcome * w->solving.chunks + chunk) * RIFT_SAMPLER_CHUNK;
}

/* Moments of the draws that end in each stage, behind those of all. */
static void keep_stages(const rift_run *run, worker *w, size_t chunk, size_t count, rift_moments *moments) {
  const double *stages = w->drawn[chunk].columns + run->quantity_count * RIFT_SAMPLER_CHUNK;
  for (size_t s = 0; run->escalation != NULL && s < run->scenario->escalation.stage_count; s++) {
    rift_moments *of_stage = moments + (1 + s) * run->info->outcome_count;
    for (size_t o = 0; o < run->info->outcome_count; o++) {
      const double *values = values_of(w, chunk, o);
      size_t found = 0;
      for (size_t i = 0; i < count; i++) {
        if (stages[i] == (double)s) {
          w->gathered[found++] = values[i];
        }
      }
      rift_moments gathered = rift_moments_of(w->gathered, found);
      rift_moments_add(&of_stage[o], &gathered);
    }
  }
}

/* Moments and stored columns of the first `count` draws of a chunk that starts `at` draws into its slice. */
static void keep_chunk(const job *j, worker *w, size_t chunk, size_t at, size_t count, rift_moments *moments) {
  const rift_run *run = j->run;
  const rift_model_info *info = run->info;
  size_t width = rift_store_slice(j->result->store);
  for (size_t o = 0; o < info->outcome_count; o++) {
    rift_moments of_chunk = rift_moments_of(values_of(w, chunk, o), count);
    rift_moments_add(&moments[o], &of_chunk);
  }
  for (size_t o = 0; o < info->stored_count; o++) {
    memcpy(w->slice + o * width + at, values_of(w, chunk, o), count * sizeof(double));
  }
  for (size_t q = 0; q < run->quantity_count + run->path_column_count; q++) {
    memcpy(w->slice + (info->stored_count + q) * width + at, w->drawn[chunk].columns + q * RIFT_SAMPLER_CHUNK,
           count * sizeof(double));
  }
  keep_stages(run, w, chunk, count, moments);
}

/* A pool's draws, `at` draws into their block, to moments and store. */
static rift_status keep_pool(const job *j, worker *w, uint64_t at, uint64_t count, rift_moments *moments, rift_error *error) {
  size_t slice = rift_store_slice(j->result->store);
  uint64_t block = at - at % RIFT_BLOCK;
  rift_status status = RIFT_OK;
  for (size_t c = 0; c * RIFT_SAMPLER_CHUNK < count && status == RIFT_OK; c++) {
    uint64_t from = at + c * RIFT_SAMPLER_CHUNK;
    uint64_t left = count - c * RIFT_SAMPLER_CHUNK;
    size_t here = left < RIFT_SAMPLER_CHUNK ? (size_t)left : RIFT_SAMPLER_CHUNK;
    keep_chunk(j, w, c, (from - block) % slice, here, moments);
    bool full = (from + here - block) % slice == 0;
    if (full || from + here == j->options->draws) {
      status = rift_store_write(j->result->store, from - (from - block) % slice, w->slice, error);
    }
  }
  return status;
}

typedef struct finished_block {
  job *j;
  uint64_t block, count;
  rift_moments *moments;
  rift_status status;
  const rift_error *error;
} finished_block;

/* Adds, in block order, all blocks that are ready. */
static void take_block(void *context) {
  finished_block *f = context;
  job *j = f->j;
  if (f->status != RIFT_OK) {
    if (j->status == RIFT_OK) {
      j->status = f->status;
      j->error = *f->error;
      atomic_store(&j->gave_up, true);
    }
    free(f->moments);
    return;
  }
  j->pending[f->block % j->window] = f->moments;
  while (j->next < j->block_count && j->pending[j->next % j->window] != NULL) {
    rift_moments *ready = j->pending[j->next % j->window];
    for (size_t o = 0; o < j->class_count * j->result->outcome_count; o++) {
      rift_moments_add(&j->result->moments[o], &ready[o]);
    }
    free(ready);
    j->pending[j->next % j->window] = NULL;
    j->next++;
  }
  j->done += f->count;
  if (j->options->progress != NULL) {
    j->options->progress(j->options->progress_context, j->done, j->options->draws,
                         &j->result->outcomes[j->headline], &j->result->moments[j->headline]);
  }
}

static void run_block(void *context, size_t index, int thread) {
  job *j = context;
  worker *w = &j->workers[thread];
  rift_error error = {0};
  uint64_t first = (uint64_t)index * RIFT_BLOCK;
  uint64_t count = j->options->draws - first < RIFT_BLOCK ? j->options->draws - first : RIFT_BLOCK;
  uint64_t pool = w->solving.chunks * RIFT_SAMPLER_CHUNK;
  finished_block f = {.j = j, .block = index, .count = count, .error = &error};
  if (stopped(j)) {
    return;
  }
  size_t width = j->class_count * j->result->outcome_count;
  f.moments = rift_allocate(width, sizeof *f.moments);
  if (f.moments == NULL) {
    f.status = rift_error_memory(&error, width * sizeof *f.moments);
  }
  for (uint64_t at = 0; f.status == RIFT_OK && at < count; at += pool) {
    uint64_t here = count - at < pool ? count - at : pool;
    f.status = solve_pool(j, w, first + at, (size_t)here, &error);
    if (f.status == RIFT_OK && stopped(j)) {
      free(f.moments);
      return;
    }
    if (f.status == RIFT_OK) {
      f.status = keep_pool(j, w, first + at, here, f.moments, &error);
    }
  }
  rift_one_at_a_time(take_block, &f);
}

static size_t find_headline(const rift_model_info *info, const char *region) {
  for (size_t o = 0; region != NULL && o < info->outcome_count; o++) {
    const rift_outcome *outcome = &info->outcomes[o];
    if (outcome->indicator == RIFT_VALUE_ADDED && strcmp(outcome->region, region) == 0 &&
        strcmp(outcome->sector, "all") == 0) {
      return o;
    }
  }
  return 0;
}

void rift_run_describe(const rift_run *run, uint64_t draws, rift_result *result) {
  *result = (rift_result){.scenario = run->scenario,
                          .economy = run->economy,
                          .model = run->kind->name,
                          .seed = run->seed,
                          .draws = draws,
                          .outcome_count = run->info->outcome_count,
                          .outcomes = run->info->outcomes,
                          .stored_count = run->info->stored_count,
                          .variate_count = run->quantity_count,
                          .variate_ids = run->ids,
                          .variate_units = run->units,
                          .variate_quantities = run->quantities,
                          .path_column_count = run->path_column_count,
                          .path_names = run->path_names,
                          .stage_count = run->escalation == NULL ? 0 : run->scenario->escalation.stage_count,
                          .replicates = run->replicates,
                          .strata = run->stratified ? &run->strata : NULL,
                          .correlation_repaired = run->sampler_info.repaired,
                          .correlation_largest_change = run->sampler_info.largest_change,
                          .unreplaceable_musd = run->info->unreplaceable_musd,
                          .unexpressed_count = run->unexpressed_count,
                          .unexpressed = run->unexpressed};
}

static rift_status make_room(const rift_run *run, const rift_run_options *options, rift_result *result,
                             rift_error *error) {
  char path[4096];
  rift_run_describe(run, options->draws, result);
  size_t width = (1 + result->stage_count) * result->outcome_count;
  result->moments = rift_allocate(width, sizeof *result->moments);
  if (result->moments == NULL) {
    return rift_error_memory(error, width * sizeof *result->moments);
  }
  result->stage_moments = result->stage_count == 0 ? NULL : result->moments + result->outcome_count;
  int length = snprintf(path, sizeof path, "%s/%s.%s.draws", options->spill_folder, rift_scenario_label(run->scenario),
                        run->kind->name);
  if (length < 0 || (size_t)length >= sizeof path) {
    return rift_error_set(error, RIFT_FAILED, "the path of the results folder is too long");
  }
  return rift_store_create(&result->store, path, rift_result_columns(result), result->draws, error);
}

static rift_status start(job *j, int threads, rift_error *error) {
  size_t columns = rift_result_columns(j->result);
  j->class_count = 1 + j->result->stage_count;
  /* Dynamic scheduling hands out blocks in order: a block can lie at most as far ahead as there are blocks. */
  j->window = (size_t)j->block_count;
  j->workers = rift_allocate((size_t)threads, sizeof *j->workers);
  j->pending = rift_allocate(j->window, sizeof *j->pending);
  bool fine = j->workers != NULL && j->pending != NULL;
  for (int t = 0; fine && t < threads; t++) {
    fine = worker_init(&j->workers[t], j->run, j->result->store, columns);
  }
  return fine ? RIFT_OK : rift_error_memory(error, columns * rift_store_slice(j->result->store) * sizeof(double));
}

rift_status rift_run_execute(rift_run *run, const rift_run_options *options, rift_result *result,
                             rift_error *error) {
  job j = {.run = run,
           .options = options,
           .result = result,
           .block_count = (options->draws + RIFT_BLOCK - 1) / RIFT_BLOCK,
           .headline = find_headline(run->info, options->headline_region)};
  memset(result, 0, sizeof *result);
  rift_status status = make_room(run, options, result, error);
  if (status == RIFT_OK) {
    status = start(&j, options->threads, error);
  }
  if (status == RIFT_OK) {
    rift_threads_for((size_t)j.block_count, options->threads, run_block, &j);
    status = j.status;
    if (status != RIFT_OK && error != NULL) {
      *error = j.error;
    } else if (options->stop != NULL && *options->stop != 0) {
      status = rift_error_set(error, RIFT_INTERRUPTED, "stopped after %llu of %llu draws of scenario '%s'",
                              (unsigned long long)j.done, (unsigned long long)options->draws,
                              run->scenario->id);
    }
    result->failed = result->moments[j.headline].failed;
  }
  for (int t = 0; j.workers != NULL && t < options->threads; t++) {
    worker_free(&j.workers[t]);
  }
  for (size_t i = 0; j.pending != NULL && i < j.window; i++) {
    free(j.pending[i]);
  }
  free(j.workers);
  free(j.pending);
  if (status != RIFT_OK) {
    rift_result_free(result);
  }
  return status;
}

size_t rift_result_columns(const rift_result *result) {
  return result->stored_count + result->variate_count + result->path_column_count;
}

void rift_result_free(rift_result *result) {
  rift_store_destroy(result->store);
  free(result->moments);
  memset(result, 0, sizeof *result);
}
