/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a prepared run, shared by the files of this layer. */
#ifndef RIFT_MONTECARLO_PREPARED_H
#define RIFT_MONTECARLO_PREPARED_H

#include "montecarlo/run.h"
#include "sampling/sampler.h"

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
  size_t quantity_count; /* in the plan's order, which is the sampler's */
  const char **ids, **units;
  size_t *parameter_positions; /* of the model's parameters among the quantities */
  size_t unexpressed_count;
  rift_unexpressed *unexpressed;
};

/* Levers (all windows) and parameters of a batch whose quantities stand at quantities[q * stride + lane]. */
void rift_run_realise(const rift_run *run, const double *quantities, size_t stride, double *levers,
                      double *parameters);

#endif
