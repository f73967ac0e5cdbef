/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/prepared.h"

void rift_run_destroy(rift_run *run) {
  if (run == NULL) {
    return;
  }
  rift_sampler_destroy(run->sampler);
  if (run->model != NULL) {
    run->kind->destroy(run->model);
  }
  rift_shock_plan_destroy(run->plan);
  free(run->ids);
  free(run->units);
  free(run->parameter_positions);
  free(run->unexpressed);
  free(run);
}

static rift_status prepare_sampler(rift_run *run, rift_error *error) {
  const rift_scenario *scenario = run->scenario;
  const rift_quantity *const *quantities = rift_shock_plan_quantities(run->plan);
  size_t count = run->quantity_count;
  rift_status status = RIFT_OK;
  rift_variate *variates = rift_allocate(count, sizeof *variates);
  rift_variate_pair *pairs = rift_allocate(scenario->correlation_count, sizeof *pairs);
  run->ids = rift_allocate(count, sizeof *run->ids);
  run->units = rift_allocate(count, sizeof *run->units);
  if (variates == NULL || pairs == NULL || run->ids == NULL || run->units == NULL) {
    status = rift_error_memory(error, count * sizeof *variates);
    goto out;
  }
  for (size_t q = 0; q < count; q++) {
    variates[q] = (rift_variate){.id = quantities[q]->id, .distribution = &quantities[q]->distribution};
    run->ids[q] = quantities[q]->id;
    run->units[q] = quantities[q]->unit;
  }
  for (size_t p = 0; p < scenario->correlation_count; p++) {
    const rift_correlation *correlation = &scenario->correlations[p];
    pairs[p] = (rift_variate_pair){.a = correlation->a, .b = correlation->b, .rho = correlation->rho};
  }
  status = rift_sampler_create(&run->sampler, run->seed, variates, count, pairs,
                               scenario->correlation_count, &run->sampler_info, error);
out:
  free(variates);
  free(pairs);
  return status;
}

/* Plan and sampler: all that can find a fault of the scenario. */
static rift_status prepare_inputs(rift_run *run, rift_problems *problems, rift_error *error) {
  rift_status status = rift_shock_plan_create(&run->plan, run->scenario, run->economy, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  run->lever_count = rift_shock_plan_lever_count(run->plan);
  run->quantity_count = rift_shock_plan_quantity_count(run->plan);
  rift_error found = {0};
  status = prepare_sampler(run, &found);
  if (status == RIFT_INVALID) {
    rift_problems_add(problems, RIFT_ERROR, run->scenario->path, 0, 0, "%s", found.message);
  } else if (status != RIFT_OK && error != NULL) {
    *error = found;
  }
  return status;
}

rift_status rift_run_check(const rift_scenario *scenario, const rift_economy *economy,
                           rift_problems *problems, rift_error *error) {
  rift_run *run = rift_allocate(1, sizeof *run);
  if (run == NULL) {
    return rift_error_memory(error, sizeof *run);
  }
  run->scenario = scenario;
  run->economy = economy;
  if (scenario->equilibrium_asked || scenario->dynamic_asked) {
    rift_problems_add(problems, RIFT_WARNING, scenario->path, 0, 0,
                      "the %s model is asked for and is not built in this version: a run needs --skip-models",
                      scenario->equilibrium_asked ? "equilibrium" : "dynamic");
  }
  rift_status status = prepare_inputs(run, problems, error);
  rift_run_destroy(run);
  return status;
}

static rift_status find_parameters(rift_run *run, rift_error *error) {
  const rift_model_info *info = run->info;
  run->parameter_positions = rift_allocate(info->parameter_count, sizeof *run->parameter_positions);
  if (run->parameter_positions == NULL) {
    return rift_error_memory(error, info->parameter_count * sizeof(size_t));
  }
  for (size_t p = 0; p < info->parameter_count; p++) {
    run->parameter_positions[p] = rift_shock_plan_find(run->plan, info->parameters[p]);
    if (run->parameter_positions[p] == SIZE_MAX) {
      return rift_error_set(error, RIFT_FAILED, "parameter %zu of the %s model has no distribution", p,
                            run->kind->name);
    }
  }
  return RIFT_OK;
}

static rift_status list_unexpressed(rift_run *run, rift_error *error) {
  const rift_scenario *scenario = run->scenario;
  run->unexpressed = rift_allocate(scenario->measure_count, sizeof *run->unexpressed);
  if (run->unexpressed == NULL) {
    return rift_error_memory(error, scenario->measure_count * sizeof *run->unexpressed);
  }
  for (size_t m = 0; m < scenario->measure_count; m++) {
    const rift_measure *measure = &scenario->measures[m];
    const char *reason = run->kind->cannot_express(run->model, measure->instrument);
    if (reason == NULL) {
      continue;
    }
    rift_unexpressed *item = &run->unexpressed[run->unexpressed_count++];
    item->measure = measure->id;
    item->channel = rift_channel_name(rift_instrument_channel(measure->instrument));
    snprintf(item->reason, sizeof item->reason, "%s", reason);
  }
  return RIFT_OK;
}

enum { GUIDES = 8 }; /* batches */

/* Builds the model with the first draws as guides. */
static rift_status build_model(rift_run *run, rift_error *error) {
  size_t draws = GUIDES * RIFT_LANES;
  size_t lever_values = run->info->window_count * run->lever_count * RIFT_LANES;
  size_t parameter_values = run->info->parameter_count * RIFT_LANES;
  double *quantities = rift_allocate_doubles(run->quantity_count * draws + 1);
  double *levers = rift_allocate_doubles(lever_values * GUIDES + 1);
  double *parameters = rift_allocate_doubles(parameter_values * GUIDES + 1);
  rift_batch guides[GUIDES];
  rift_status status = RIFT_OK;
  if (quantities == NULL || levers == NULL || parameters == NULL) {
    status = rift_error_memory(error, run->quantity_count * draws * sizeof(double));
    goto out;
  }
  rift_sampler_draw(run->sampler, 0, draws, quantities, draws);
  for (size_t g = 0; g < GUIDES; g++) {
    double *guide_levers = levers + g * lever_values;
    double *guide_parameters = parameters + g * parameter_values;
    rift_run_realise(run, quantities + g * RIFT_LANES, draws, guide_levers, guide_parameters);
    guides[g] = (rift_batch){.levers = guide_levers, .parameters = guide_parameters};
  }
  status = run->kind->build(run->model, GUIDES, guides, error);
out:
  free(quantities);
  free(levers);
  free(parameters);
  return status;
}

rift_status rift_run_prepare(rift_run **run, const rift_scenario *scenario, const rift_economy *economy,
                             const rift_model_kind *kind, uint64_t seed, rift_detail detail,
                             rift_problems *problems, rift_error *error) {
  rift_run *result = rift_allocate(1, sizeof *result);
  *run = NULL;
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  result->scenario = scenario;
  result->economy = economy;
  result->kind = kind;
  result->seed = seed;
  rift_status status = prepare_inputs(result, problems, error);
  if (status == RIFT_OK) {
    status = kind->create(&result->model, economy, result->plan, detail, error);
  }
  if (status == RIFT_OK) {
    result->info = kind->info(result->model);
    status = find_parameters(result, error);
  }
  if (status == RIFT_OK) {
    status = build_model(result, error);
  }
  if (status == RIFT_OK) {
    status = list_unexpressed(result, error);
  }
  if (status != RIFT_OK) {
    rift_run_destroy(result);
    return status;
  }
  *run = result;
  return RIFT_OK;
}

const rift_model_info *rift_run_model_info(const rift_run *run) { return run->info; }

const rift_shock_plan *rift_run_plan(const rift_run *run) { return run->plan; }

void rift_run_realise(const rift_run *run, const double *quantities, size_t stride, double *levers,
                      double *parameters) {
  for (size_t w = 0; w < run->info->window_count; w++) {
    rift_shock_plan_realise(run->plan, &run->info->windows[w], quantities, stride,
                            levers + w * run->lever_count * RIFT_LANES);
  }
  for (size_t p = 0; p < run->info->parameter_count; p++) {
    memcpy(parameters + p * RIFT_LANES, quantities + run->parameter_positions[p] * stride,
           RIFT_LANES * sizeof(double));
  }
}

rift_status rift_run_probe(const rift_run *run, uint64_t first, const rift_probe *probe, rift_error *error) {
  const rift_model_info *info = run->info;
  double *workspace = rift_allocate_doubles(info->workspace_doubles);
  if (workspace == NULL) {
    return rift_error_memory(error, info->workspace_doubles * sizeof(double));
  }
  rift_sampler_draw(run->sampler, first, RIFT_LANES, probe->quantities, RIFT_LANES);
  rift_run_realise(run, probe->quantities, RIFT_LANES, probe->levers, probe->parameters);
  if (probe->outcomes != NULL) {
    rift_batch batch = {.levers = probe->levers, .parameters = probe->parameters};
    run->kind->solve(run->model, &batch, workspace, probe->outcomes);
  }
  free(workspace);
  return RIFT_OK;
}
