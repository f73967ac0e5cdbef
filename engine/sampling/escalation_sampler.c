/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepares the streams and distributions of an escalation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "sampling/escalation_sources.h"

const rift_escalation *rift_escalation_sampled(const rift_escalation_sampler *sampler) {
  return sampler->escalation;
}

static rift_status add_key(rift_escalation_sampler *sampler, const char *id, uint64_t *key,
                           rift_error *error) {
  bool added = false;
  *key = rift_hash_id(id);
  size_t place = rift_names_add(&sampler->ids, id, strlen(id), &added);
  uint64_t *keys =
      place == RIFT_NOT_FOUND
          ? NULL
          : rift_grow(sampler->keys, &sampler->key_capacity, sampler->ids.count, sizeof *keys);
  if (keys == NULL) {
    return rift_error_memory(error, 0);
  }
  sampler->keys = keys;
  for (size_t i = 0; i < place; i++) {
    if (keys[i] == *key) {
      return rift_error_set(error, RIFT_INVALID,
                            "'%s' and '%s' lead to the same random stream (their 64-bit keys "
                            "collide); rename one of them",
                            sampler->ids.items[i], id);
    }
  }
  if (!added) {
    return rift_error_set(error, RIFT_INVALID,
                          "'%s' names two random streams of the escalation; rename a stage or a "
                          "measure",
                          id);
  }
  keys[place] = *key;
  return RIFT_OK;
}

/* `always`: also a quantity that stands at its default. */
static rift_status add_source(rift_escalation_sampler *sampler, const rift_quantity *quantity,
                              bool always, rift_source *from, rift_error *error) {
  if (!quantity->given && !always) {
    return RIFT_OK;
  }
  rift_error inner = {0};
  rift_status status = rift_inverse_create(&from->inverse, &quantity->distribution, &inner);
  if (status != RIFT_OK) {
    return rift_error_set(error, status, "%s: %s", quantity->id, inner.message);
  }
  return add_key(sampler, quantity->id, &from->key, error);
}

static rift_status add_stage(rift_escalation_sampler *sampler, size_t s, rift_error *error) {
  const rift_stage *stage = &sampler->escalation->stages[s];
  rift_stage_source *from = &sampler->stages[s];
  rift_status status = RIFT_OK;
  if (stage->branches) {
    char id[200];
    snprintf(id, sizeof id, "escalation.%.140s.next", stage->id);
    status = add_key(sampler, id, &from->next_key, error);
    if (status == RIFT_OK) {
      status = add_source(sampler, &stage->dwell, true, &from->dwell, error);
    }
  }
  from->exits = rift_allocate(stage->exit_count, sizeof *from->exits);
  if (from->exits == NULL) {
    return rift_error_memory(error, stage->exit_count * sizeof *from->exits);
  }
  for (size_t e = 0; e < stage->exit_count && status == RIFT_OK; e++) {
    status = add_key(sampler, stage->exits[e].id, &from->exits[e].key, error);
    if (status == RIFT_OK) {
      status = add_source(sampler, &stage->exits[e].time, true, &from->exits[e].time, error);
    }
    if (status == RIFT_OK) {
      status = add_source(sampler, &stage->exits[e].lag, false, &from->exits[e].lag, error);
    }
  }
  return status;
}

static rift_status add_switch(rift_escalation_sampler *sampler, size_t w, rift_error *error) {
  const rift_switch *on = &sampler->escalation->switches[w];
  rift_switch_source *from = &sampler->switches[w];
  rift_status status = add_source(sampler, &on->lag, false, &from->lag, error);
  if (status == RIFT_OK) {
    status = add_source(sampler, &on->half_life, false, &from->half_life, error);
  }
  return status == RIFT_OK
             ? add_source(sampler, &on->permanent, false, &from->permanent, error)
             : status;
}

static rift_status add_all(rift_escalation_sampler *sampler, rift_error *error) {
  const rift_escalation *escalation = sampler->escalation;
  rift_status status = RIFT_OK;
  for (size_t c = 0; c < escalation->covariate_count && status == RIFT_OK; c++) {
    char id[200];
    snprintf(id, sizeof id, "escalation.%.140s", escalation->covariates[c].id);
    status = add_key(sampler, id, &sampler->covariate_keys[c], error);
  }
  for (size_t s = 0; s < escalation->stage_count && status == RIFT_OK; s++) {
    status = add_stage(sampler, s, error);
  }
  for (size_t w = 0; w < escalation->switch_count && status == RIFT_OK; w++) {
    status = add_switch(sampler, w, error);
  }
  for (size_t p = 0; p < escalation->path_count && status == RIFT_OK; p++) {
    status = add_source(sampler, &escalation->path[p].at, true, &sampler->path[p], error);
  }
  return status;
}

rift_status rift_escalation_sampler_create(rift_escalation_sampler **result,
                                           const rift_escalation *escalation, uint64_t seed,
                                           rift_error *error) {
  *result = NULL;
  rift_escalation_sampler *sampler = rift_allocate(1, sizeof *sampler);
  if (sampler == NULL) {
    return rift_error_memory(error, sizeof *sampler);
  }
  sampler->escalation = escalation;
  sampler->seed = seed;
  sampler->switches = rift_allocate(escalation->switch_count, sizeof *sampler->switches);
  sampler->path = rift_allocate(escalation->path_count, sizeof *sampler->path);
  rift_status status = sampler->switches == NULL || sampler->path == NULL
                           ? rift_error_memory(error, 0)
                           : add_all(sampler, error);
  if (status != RIFT_OK) {
    rift_escalation_sampler_destroy(sampler);
    return status;
  }
  *result = sampler;
  return RIFT_OK;
}

void rift_escalation_sampler_destroy(rift_escalation_sampler *sampler) {
  if (sampler == NULL) {
    return;
  }
  const rift_escalation *escalation = sampler->escalation;
  for (size_t s = 0; s < escalation->stage_count; s++) {
    rift_stage_source *from = &sampler->stages[s];
    for (size_t e = 0; from->exits != NULL && e < escalation->stages[s].exit_count; e++) {
      rift_inverse_destroy(from->exits[e].time.inverse);
      rift_inverse_destroy(from->exits[e].lag.inverse);
    }
    free(from->exits);
    rift_inverse_destroy(from->dwell.inverse);
  }
  for (size_t w = 0; sampler->switches != NULL && w < escalation->switch_count; w++) {
    rift_inverse_destroy(sampler->switches[w].lag.inverse);
    rift_inverse_destroy(sampler->switches[w].half_life.inverse);
    rift_inverse_destroy(sampler->switches[w].permanent.inverse);
  }
  for (size_t p = 0; sampler->path != NULL && p < escalation->path_count; p++) {
    rift_inverse_destroy(sampler->path[p].inverse);
  }
  free(sampler->switches);
  free(sampler->path);
  free(sampler->keys);
  rift_names_free(&sampler->ids);
  free(sampler);
}
