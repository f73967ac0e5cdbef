/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a prepared run, shared by the files of this layer. */
#ifndef RIFT_MONTECARLO_PREPARED_H
#define RIFT_MONTECARLO_PREPARED_H

#include "montecarlo/run.h"
#include "sampling/sampler.h"
#include "sampling/strata.h"

struct rift_run {
  const rift_scenario *scenario;
  const rift_economy *economy;
  const rift_model_kind *kind;
  uint64_t seed;
  rift_shock_plan *plan;
  rift_model *model;
  const rift_model_info *info;
  rift_sampler *sampler;
  rift_sampler_info sampler_info;
  size_t lever_count;
  size_t quantity_count; /* the plan's in its order, then correlated ones that it does not use, then the model's own */
  const rift_quantity **quantities;
  size_t plan_workspace;
  size_t home; /* region whose pathways are kept apart, or RIFT_NOT_FOUND */
  bool has_weights;
  size_t replicates; /* of a design; 0: draws are independent */
  rift_escalation_sampler *escalation; /* NULL without one */
  bool stratified;
  rift_strata strata;
  double until; /* months: where paths may end */
  double watched; /* months: what begins then or later reaches no window of the model */
  size_t path_column_count;
  const char **path_names;
  const char **ids, **units;
  size_t *parameter_positions; /* of the model's parameters among the quantities */
  size_t unexpressed_count;
  rift_unexpressed *unexpressed;
};

/* What a batch needs beside its workspace. `batch` points into the other arrays. */
typedef struct rift_batch_room {
  double *levers, *tariffs, *weights, *parameters;
  double *plan; /* workspace of the plan */
  double *quantities; /* [quantity][RIFT_LANES] */
  rift_path *paths; /* [RIFT_LANES]; NULL without an escalation */
  double begins[RIFT_LANES];
  rift_batch batch;
} rift_batch_room;

/* False when memory runs out; free in any case. */
bool rift_batch_room_init(rift_batch_room *room, const rift_run *run);
void rift_batch_room_free(rift_batch_room *room);

/* Fills the batch for the draws whose quantities stand at quantities[q * stride + lane]. */
void rift_run_realise(const rift_run *run, const double *quantities, size_t stride, rift_batch_room *room);

#endif
