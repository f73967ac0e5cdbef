/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/solving.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool rift_solving_init(rift_solving *solving, const rift_run *run) {
  bool room = rift_batch_room_init(&solving->room, run);
  solving->workspace = rift_allocate_doubles(run->info->workspace_doubles);
  solving->batch = rift_allocate_doubles(run->info->outcome_count * RIFT_LANES);
  return room && solving->workspace != NULL && solving->batch != NULL;
}

void rift_solving_free(rift_solving *solving) {
  rift_batch_room_free(&solving->room);
  free(solving->workspace);
  free(solving->batch);
  memset(solving, 0, sizeof *solving);
}

typedef struct queued {
  double begin;
  size_t draw;
} queued;

static int by_begin(const void *first, const void *second) {
  const queued *a = first;
  const queued *b = second;
  if (a->begin != b->begin) {
    return a->begin < b->begin ? -1 : 1;
  }
  return (a->draw > b->draw) - (a->draw < b->draw);
}

/* The draws to be solved, in whole batches. Solvers may let neighbours differ in the last bit: batches are then made
 * of the whole chunk, however many of its draws are wanted. */
static size_t queue_draws(const rift_run *run, const rift_drawn *drawn, size_t count, queued *queue) {
  size_t looked_at = run->kind->starts_late ? count : RIFT_SAMPLER_CHUNK;
  size_t length = 0;
  for (size_t i = 0; i < looked_at && (i < count || length % RIFT_LANES != 0); i++) {
    if (drawn->begins[i] < run->watched) {
      queue[length++] = (queued){drawn->begins[i], i};
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

static const double *outcome_row(const rift_solve_request *request, const rift_solving *solving, size_t outcome) {
  return solving->batch + (request->outcomes == NULL ? outcome : request->outcomes[outcome]) * RIFT_LANES;
}

void rift_solve_drawn(const rift_run *run, const rift_drawn *drawn, const rift_solve_request *request,
                      rift_solving *solving, double *values) {
  queued queue[RIFT_SAMPLER_CHUNK];
  size_t draws[RIFT_LANES];
  size_t length = queue_draws(run, drawn, request->count, queue);
  memset(values, 0, request->outcome_count * RIFT_SAMPLER_CHUNK * sizeof *values);
  solving->room.batch.pathways = request->pathways;
  for (size_t at = 0; at < length && (request->stop == NULL || *request->stop == 0); at += RIFT_LANES) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      draws[lane] = queue[at + lane].draw;
    }
    rift_run_realise_draws(run, drawn, draws, &solving->room);
    run->kind->solve(run->model, &solving->room.batch, solving->workspace, solving->batch);
    for (size_t o = 0; o < request->outcome_count; o++) {
      const double *row = outcome_row(request, solving, o);
      for (size_t lane = 0; lane < RIFT_LANES; lane++) {
        values[o * RIFT_SAMPLER_CHUNK + draws[lane]] = row[lane];
      }
    }
  }
}
