/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/escalation.h"

typedef struct listing {
  const rift_quantity **items;
  size_t count, capacity;
  bool failed;
} listing;

static void add(listing *list, const rift_quantity *quantity) {
  if (!quantity->given || list->failed) {
    return;
  }
  const rift_quantity **grown =
      rift_grow(list->items, &list->capacity, list->count + 1, sizeof *grown);
  list->failed = grown == NULL;
  if (grown != NULL) {
    list->items = grown;
    grown[list->count++] = quantity;
  }
}

rift_status rift_escalation_quantities(const rift_escalation *escalation,
                                       const rift_quantity ***quantities, size_t *count,
                                       rift_error *error) {
  listing list = {0};
  for (size_t s = 0; s < escalation->stage_count; s++) {
    const rift_stage *stage = &escalation->stages[s];
    add(&list, &stage->dwell);
    for (size_t e = 0; e < stage->exit_count; e++) {
      add(&list, &stage->exits[e].time);
      add(&list, &stage->exits[e].lag);
    }
  }
  for (size_t p = 0; p < escalation->path_count; p++) {
    add(&list, &escalation->path[p].at);
  }
  for (size_t w = 0; w < escalation->switch_count; w++) {
    add(&list, &escalation->switches[w].lag);
    add(&list, &escalation->switches[w].half_life);
    add(&list, &escalation->switches[w].permanent);
  }
  *quantities = list.items;
  *count = list.count;
  if (list.failed) {
    free(list.items);
    *quantities = NULL;
    return rift_error_memory(error, 0);
  }
  return RIFT_OK;
}

static void free_stage(rift_stage *stage) {
  for (size_t e = 0; e < stage->exit_count; e++) {
    free(stage->exits[e].id);
    rift_quantity_free(&stage->exits[e].time);
    rift_quantity_free(&stage->exits[e].lag);
    free(stage->exits[e].place.file);
  }
  free(stage->exits);
  free(stage->id);
  free(stage->title);
  free(stage->place.file);
  rift_quantity_free(&stage->dwell);
}

void rift_escalation_free(rift_escalation *escalation) {
  for (size_t c = 0; c < escalation->covariate_count; c++) {
    free(escalation->covariates[c].id);
    for (size_t v = 0; v < escalation->covariates[c].value_count; v++) {
      free(escalation->covariates[c].values[v]);
    }
  }
  for (size_t s = 0; s < escalation->stage_count; s++) {
    free_stage(&escalation->stages[s]);
  }
  for (size_t i = 0; i < escalation->switch_count; i++) {
    rift_quantity_free(&escalation->switches[i].lag);
    rift_quantity_free(&escalation->switches[i].half_life);
    rift_quantity_free(&escalation->switches[i].permanent);
    free(escalation->switches[i].place.file);
  }
  for (size_t p = 0; p < escalation->path_count; p++) {
    rift_quantity_free(&escalation->path[p].at);
  }
  free(escalation->switches);
  free(escalation->path);
  free(escalation->place.file);
  memset(escalation, 0, sizeof *escalation);
}
