/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/solving.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

typedef struct rift_queued {
  double begin;
  size_t draw;
} rift_queued;

bool rift_solving_init(rift_solving *solving, const rift_run *run, size_t chunks) {
  bool room = rift_batch_room_init(&solving->room, run);
  solving->chunks = chunks;
  solving->workspace = rift_allocate_doubles(run->info->workspace_doubles);
  solving->batch = rift_allocate_doubles(run->info->outcome_count * RIFT_LANES);
  solving->queue = rift_allocate(chunks * RIFT_SAMPLER_CHUNK, sizeof *solving->queue);
  return room && solving->workspace != NULL && solving->batch != NULL && solving->queue != NULL;
}

void rift_solving_free(rift_solving *solving) {
  rift_batch_room_free(&solving->room);
  free(solving->workspace);
  free(solving->batch);
  free(solving->queue);
  memset(solving, 0, sizeof *solving);
}

static int by_begin(const void *first, const void *second) {
  const rift_queued *a = first;
  const rift_queued *b = second;
  if (a->begin != b->begin) {
    return a->begin < b->begin ? -1 : 1;
  }
  return (a->draw > b->draw) - (a->draw < b->draw);
}

/* The draws to be solved, in whole batches. Solvers may let neighbours differ in the last bit: batches are then made
 * of a whole chunk, however many of its draws are wanted. */
static size_t queue_draws(const rift_run *run, const rift_solve_request *request, rift_queued *queue) {
  size_t count = request->count;
  size_t looked_at = run->kind->starts_late ? count : RIFT_SAMPLER_CHUNK;
  size_t length = 0;
  for (size_t i = 0; i < looked_at && (i < count || length % RIFT_LANES != 0); i++) {
    double begin = request->drawn[i / RIFT_SAMPLER_CHUNK].begins[i % RIFT_SAMPLER_CHUNK];
    if (begin < run->watched) {
      queue[length++] = (rift_queued){begin, i};
    }
  }
  if (run->kind->starts_late) {
    qsort(queue, length, sizeof *queue, by_begin);
  }
  for (; length % RIFT_LANES != 0; length++) {
    queue[length] = queue[length - 1];
  }
  return length;
}

static void solve_batch(const rift_run *run, const rift_solve_request *request, const rift_queued *queue,
                        rift_solving *solving, double *values) {
  size_t draws[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    draws[lane] = queue[lane].draw;
  }
  rift_run_realise_draws(run, request->drawn, draws, &solving->room);
  run->kind->solve(run->model, &solving->room.batch, solving->workspace, solving->batch);
  for (size_t o = 0; o < request->outcome_count; o++) {
    const double *row = solving->batch + (request->outcomes == NULL ? o : request->outcomes[o]) * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      values[o * request->chunk_count * RIFT_SAMPLER_CHUNK + draws[lane]] = row[lane];
    }
  }
}

void rift_solve_drawn(const rift_run *run, const rift_solve_request *request, rift_solving *solving, double *values) {
  assert(request->chunk_count <= solving->chunks && (request->chunk_count == 1 || run->kind->starts_late));
  memset(values, 0, request->outcome_count * request->chunk_count * RIFT_SAMPLER_CHUNK * sizeof *values);
  solving->room.batch.pathways = request->pathways;
  size_t length = queue_draws(run, request, solving->queue);
  for (size_t at = 0; at < length && (request->stop == NULL || *request->stop == 0); at += RIFT_LANES) {
    solve_batch(run, request, solving->queue + at, solving, values);
  }
}
