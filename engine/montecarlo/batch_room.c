/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one batch, and what the draws of a batch mean for the model. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/prepared.h"

bool rift_batch_room_init(rift_batch_room *room, const rift_run *run) {
  const rift_model_info *info = run->info;
  size_t values = info->window_count * run->lever_count * RIFT_LANES;
  memset(room, 0, sizeof *room);
  room->levers = rift_allocate_doubles(values + 1);
  room->tariffs = info->wants_tariffs ? rift_allocate_doubles(values + 1) : NULL;
  room->weights = run->has_weights ? rift_allocate_doubles(run->lever_count * RIFT_LANES) : NULL;
  room->parameters = rift_allocate_doubles(info->parameter_count * RIFT_LANES + 1);
  room->plan = rift_allocate_doubles(run->plan_workspace);
  room->quantities = rift_allocate_doubles(run->quantity_count * RIFT_LANES + 1);
  room->paths = run->escalation == NULL ? NULL : rift_allocate(RIFT_LANES, sizeof *room->paths);
  room->batch = (rift_batch){.levers = room->levers, .tariffs = room->tariffs, .weights = room->weights, .parameters = room->parameters};
  return room->levers != NULL && room->parameters != NULL && room->plan != NULL &&
         room->quantities != NULL && (room->paths != NULL || run->escalation == NULL) &&
         (room->tariffs != NULL || !info->wants_tariffs) && (room->weights != NULL || !run->has_weights);
}

void rift_batch_room_free(rift_batch_room *room) {
  free(room->levers);
  free(room->tariffs);
  free(room->weights);
  free(room->parameters);
  free(room->plan);
  free(room->quantities);
  free(room->paths);
  memset(room, 0, sizeof *room);
}

void rift_run_realise(const rift_run *run, const double *quantities, size_t stride, rift_batch_room *room) {
  const rift_realised realised = {.levers = room->levers, .tariffs = room->tariffs, .weights = room->weights,
                                  .pathways = room->batch.pathways, .escalation = room->paths == NULL ? NULL : run->escalation,
                                  .paths = room->paths};
  rift_shock_plan_realise(run->plan, run->info->window_count, run->info->windows, quantities, stride, room->plan, &realised);
  for (size_t p = 0; p < run->info->parameter_count; p++) {
    memcpy(room->parameters + p * RIFT_LANES, quantities + run->parameter_positions[p] * stride,
           RIFT_LANES * sizeof(double));
  }
}
