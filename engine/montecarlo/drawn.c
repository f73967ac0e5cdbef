/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "montecarlo/drawn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool rift_drawn_init(rift_drawn *drawn, const rift_run *run) {
  size_t columns = run->quantity_count + run->path_column_count;
  *drawn = (rift_drawn){.columns = rift_allocate_doubles(columns * RIFT_SAMPLER_CHUNK + 1)};
  if (run->escalation != NULL) {
    drawn->paths = rift_allocate(RIFT_SAMPLER_CHUNK, sizeof *drawn->paths);
  }
  return drawn->columns != NULL && (drawn->paths != NULL || run->escalation == NULL);
}

void rift_drawn_free(rift_drawn *drawn) {
  free(drawn->columns);
  free(drawn->paths);
  memset(drawn, 0, sizeof *drawn);
}

/* Stage at the horizon, covariates, and the weight if there are strata. */
static void note_path(const rift_run *run, const rift_path *path, double weight, double *column) {
  size_t covariates = run->scenario->escalation.covariate_count;
  column[0] = (double)rift_path_stage_at(path, run->scenario->horizon_months);
  for (size_t c = 0; c < covariates; c++) {
    column[(1 + c) * RIFT_SAMPLER_CHUNK] = path->covariates[c];
  }
  if (run->stratified) {
    column[(1 + covariates) * RIFT_SAMPLER_CHUNK] = weight;
  }
}

void rift_run_find_begins(const rift_run *run, uint32_t pathways, rift_drawn *drawn) {
  for (size_t i = 0; i < RIFT_SAMPLER_CHUNK; i++) {
    const rift_path *path = drawn->paths == NULL ? NULL : &drawn->paths[i];
    const rift_started_draw draw = {.escalation = run->escalation,
                                    .path = path,
                                    .quantities = drawn->columns + i,
                                    .stride = RIFT_SAMPLER_CHUNK,
                                    .pathways = pathways};
    drawn->begins[i] = rift_shock_plan_begin(run->plan, &draw);
  }
}

rift_status rift_run_draw(const rift_run *run, uint64_t first, rift_drawn *drawn, rift_error *error) {
  rift_sampler_draw(run->sampler, first, RIFT_SAMPLER_CHUNK, drawn->columns, RIFT_SAMPLER_CHUNK);
  rift_status status = RIFT_OK;
  for (size_t i = 0; run->escalation != NULL && i < RIFT_SAMPLER_CHUNK && status == RIFT_OK; i++) {
    double weight = 1;
    if (run->stratified) {
      status = rift_strata_path(&run->strata, run->escalation, first + i, run->until, &drawn->paths[i], &weight, error);
    } else {
      rift_escalation_path(run->escalation, first + i, 0, run->until, &drawn->paths[i]);
    }
    note_path(run, &drawn->paths[i], weight, drawn->columns + run->quantity_count * RIFT_SAMPLER_CHUNK + i);
  }
  if (status == RIFT_OK) {
    rift_run_find_begins(run, 0, drawn);
  }
  return status;
}

void rift_run_realise_draws(const rift_run *run, const rift_drawn *drawn, const size_t draws[RIFT_LANES],
                            rift_batch_room *room) {
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    const rift_drawn *chunk = &drawn[draws[lane] / RIFT_SAMPLER_CHUNK];
    size_t at = draws[lane] % RIFT_SAMPLER_CHUNK;
    for (size_t q = 0; q < run->quantity_count; q++) {
      room->quantities[q * RIFT_LANES + lane] = chunk->columns[q * RIFT_SAMPLER_CHUNK + at];
    }
    if (chunk->paths != NULL) {
      room->paths[lane] = chunk->paths[at];
    }
    room->begins[lane] = chunk->begins[at];
  }
  rift_run_realise(run, room->quantities, RIFT_LANES, room);
  room->batch.begins = room->begins;
}

void rift_run_realise_at(const rift_run *run, const rift_drawn *drawn, size_t at, rift_batch_room *room) {
  size_t draws[RIFT_LANES];
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    draws[lane] = at + lane;
  }
  rift_run_realise_draws(run, drawn, draws, room);
}

/* The last month that anything looks at, itself included. */
static double last_month(const rift_run *run) {
  double last = run->scenario->horizon_months;
  for (size_t w = 0; run->info != NULL && w < run->info->window_count; w++) {
    last = fmax(last, run->info->windows[w].to);
  }
  return nextafter(last, (double)INFINITY);
}

rift_status rift_run_prepare_escalation(rift_run *run, bool strata, rift_error *error) {
  const rift_escalation *escalation = &run->scenario->escalation;
  if (!escalation->given) {
    return strata ? rift_error_set(error, RIFT_INVALID, "scenario '%s' has no escalation whose stages could be strata",
                                   run->scenario->id)
                  : RIFT_OK;
  }
  rift_status status = rift_escalation_sampler_create(&run->escalation, escalation, run->seed, error);
  if (status != RIFT_OK) {
    return status;
  }
  run->until = last_month(run);
  run->stratified = strata;
  run->path_column_count = 1 + escalation->covariate_count + (strata ? 1 : 0);
  run->path_names = rift_allocate(run->path_column_count, sizeof *run->path_names);
  if (run->path_names == NULL) {
    return rift_error_memory(error, run->path_column_count * sizeof *run->path_names);
  }
  run->path_names[0] = "stage";
  for (size_t c = 0; c < escalation->covariate_count; c++) {
    run->path_names[1 + c] = escalation->covariates[c].id;
  }
  if (strata) {
    run->path_names[run->path_column_count - 1] = "weight";
    rift_strata_plan(&run->strata, run->escalation, run->scenario->horizon_months, RIFT_STRATA_PILOT);
  }
  return RIFT_OK;
}

void rift_run_free_escalation(rift_run *run) {
  rift_escalation_sampler_destroy(run->escalation);
  free(run->path_names);
}
