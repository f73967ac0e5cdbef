/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solves the draws of chunks, batch by batch. A draw in which no measure begins before the last month that the model
 * looks at is the base by definition and is not solved; this goes by the clock, never by sizes: measures of size zero are
 * solved in full. */
#ifndef RIFT_MONTECARLO_SOLVING_H
#define RIFT_MONTECARLO_SOLVING_H

#include <signal.h>

#include "montecarlo/drawn.h"

/* One thread's memory. */
typedef struct rift_solving {
  rift_batch_room room;
  double *workspace;
  double *batch; /* [outcome][RIFT_LANES] */
  struct rift_queued *queue;
  size_t chunks; /* at most, in a request */
} rift_solving;

/* For up to `chunks` chunks at a time. False when memory runs out; free in any case. */
bool rift_solving_init(rift_solving *solving, const rift_run *run, size_t chunks);
void rift_solving_free(rift_solving *solving);

typedef struct rift_solve_request {
  size_t chunk_count;
  const rift_drawn *drawn; /* chunks that follow each other */
  size_t count;            /* their first draws */
  uint32_t pathways;      /* bits of those that act; 0: all */
  size_t outcome_count;
  const size_t *outcomes; /* NULL: the first outcome_count of the model */
  const volatile sig_atomic_t *stop; /* becomes non-zero: the rest is left undone. May be NULL */
} rift_solve_request;

/* values[outcome * chunk_count * RIFT_SAMPLER_CHUNK + draw]. A draw never depends on how many follow; behind the last one
 * nothing is said. Models that start late gain by many chunks; the others take one at a time. */
void rift_solve_drawn(const rift_run *run, const rift_solve_request *request, rift_solving *solving, double *values);

#endif
