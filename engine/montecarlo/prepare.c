/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/registry.h"
#include "montecarlo/drawn.h"
#include "montecarlo/prepared.h"

void rift_run_destroy(rift_run *run) {
  if (run == NULL) {
    return;
  }
  rift_run_free_escalation(run);
  rift_sampler_destroy(run->sampler);
  if (run->model != NULL) {
    run->kind->destroy(run->model);
  }
  rift_shock_plan_destroy(run->plan);
  free(run->quantities);
  free(run->ids);
  free(run->units);
  free(run->parameter_positions);
  free(run->unexpressed);
  free(run);
}

static size_t find_by_id(const rift_run *run, const char *id) {
  for (size_t q = 0; q < run->quantity_count; q++) {
    if (strcmp(run->quantities[q]->id, id) == 0) {
      return q;
    }
  }
  return SIZE_MAX;
}

/* Position of the quantity among the variates, added if no quantity of its id is there; SIZE_MAX when memory runs out. */
static size_t take_quantity(rift_run *run, const rift_quantity *quantity) {
  size_t at = find_by_id(run, quantity->id);
  if (at != SIZE_MAX) {
    return at;
  }
  const rift_quantity **grown = realloc(run->quantities, (run->quantity_count + 1) * sizeof *grown);
  if (grown == NULL) {
    return SIZE_MAX;
  }
  run->quantities = grown;
  grown[run->quantity_count] = quantity;
  return run->quantity_count++;
}

static rift_status take_plan_quantities(rift_run *run, rift_error *error) {
  size_t count = rift_shock_plan_quantity_count(run->plan);
  run->quantities = rift_allocate(count + 1, sizeof *run->quantities);
  if (run->quantities == NULL) {
    return rift_error_memory(error, count * sizeof *run->quantities);
  }
  memcpy(run->quantities, rift_shock_plan_quantities(run->plan), count * sizeof *run->quantities);
  run->quantity_count = count;
  return RIFT_OK;
}

/* Every correlated quantity is drawn in every model, so that the models share their draws. */
static rift_status take_correlated(rift_run *run, rift_error *error) {
  const rift_scenario *scenario = run->scenario;
  for (size_t i = 0; i < 2 * scenario->correlation_count; i++) {
    const rift_correlation *pair = &scenario->correlations[i / 2];
    const rift_quantity *quantity = rift_economy_quantity(run->economy, i % 2 == 0 ? pair->a : pair->b);
    if (quantity != NULL && take_quantity(run, quantity) == SIZE_MAX) {
      return rift_error_memory(error, 0);
    }
  }
  return RIFT_OK;
}

static rift_status prepare_sampler(rift_run *run, rift_error *error) {
  const rift_scenario *scenario = run->scenario;
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
    variates[q] = (rift_variate){.id = run->quantities[q]->id, .distribution = &run->quantities[q]->distribution};
    run->ids[q] = run->quantities[q]->id;
    run->units[q] = run->quantities[q]->unit;
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

/* The plan, and all quantities that do not belong to a model. */
static rift_status prepare_plan(rift_run *run, rift_problems *problems, rift_error *error) {
  /* A check has no kind: it looks at all levers that any model may see. */
  const rift_lever_split split = {.home = run->home, .table_errors = run->kind == NULL || run->kind->splits_by_table_errors};
  rift_status status = rift_shock_plan_create_split(&run->plan, run->scenario, run->economy, &split, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  run->lever_count = rift_shock_plan_lever_count(run->plan);
  run->plan_workspace = rift_shock_plan_workspace(run->plan);
  run->has_weights = rift_shock_plan_has_weights(run->plan);
  status = take_plan_quantities(run, error);
  return status == RIFT_OK ? take_correlated(run, error) : status;
}

/* A fault of distributions or correlations is the scenario's. */
static rift_status prepare_draws(rift_run *run, rift_problems *problems, rift_error *error) {
  rift_error found = {0};
  rift_status status = prepare_sampler(run, &found);
  if (status == RIFT_INVALID) {
    rift_problems_add(problems, RIFT_ERROR, run->scenario->path, 0, 0, "%s", found.message);
  } else if (status != RIFT_OK && error != NULL) {
    *error = found;
  }
  return status;
}

static rift_status prepare_escalation(rift_run *run, bool strata, rift_problems *problems, rift_error *error) {
  rift_error found = {0};
  rift_status status = rift_run_prepare_escalation(run, strata, &found);
  if (status == RIFT_INVALID) {
    const rift_place *place = &run->scenario->escalation.place;
    rift_problems_add(problems, RIFT_ERROR, place->file == NULL ? run->scenario->path : place->file, place->line,
                      place->column, "%s", found.message);
  } else if (status != RIFT_OK && error != NULL) {
    *error = found;
  }
  return status;
}

/* What an economy or its options lack for a model is a fault of the scenario that asks for it. */
static rift_status create_model(rift_run *run, rift_detail detail, rift_problems *problems, rift_error *error) {
  rift_error found = {0};
  rift_status status = run->kind->create(&run->model, run->economy, run->plan, detail, &found);
  if (status == RIFT_INVALID) {
    rift_problems_add(problems, RIFT_ERROR, run->scenario->path, 0, 0, "%s", found.message);
  } else if (status != RIFT_OK && error != NULL) {
    *error = found;
  }
  return status;
}

/* Every model that the scenario asks for can be made. */
static rift_status check_models(rift_run *run, rift_problems *problems, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t m = 0; m < RIFT_MODEL_COUNT && status == RIFT_OK; m++) {
    run->kind = rift_model_at(m);
    if (!rift_scenario_asks(run->scenario, run->kind->name)) {
      continue;
    }
    status = create_model(run, RIFT_DETAIL_FOCUS, problems, error);
    if (run->model != NULL) {
      run->kind->destroy(run->model);
      run->model = NULL;
    }
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
  run->home = RIFT_NOT_FOUND;
  rift_status status = prepare_plan(run, problems, error);
  if (status == RIFT_OK) {
    status = prepare_draws(run, problems, error);
  }
  if (status == RIFT_OK) {
    status = prepare_escalation(run, false, problems, error);
  }
  if (status == RIFT_OK) {
    status = check_models(run, problems, error);
  }
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
    run->parameter_positions[p] = take_quantity(run, info->parameters[p]);
    if (run->parameter_positions[p] == SIZE_MAX) {
      return rift_error_memory(error, 0);
    }
  }
  return RIFT_OK;
}

static double watched_until(const rift_model_info *info) {
  double last = 0;
  for (size_t w = 0; w < info->window_count; w++) {
    last = fmax(last, info->windows[w].permanent ? (double)INFINITY : info->windows[w].to);
  }
  return last;
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
  rift_drawn drawn;
  rift_batch_room rooms[GUIDES] = {{0}};
  rift_batch guides[GUIDES];
  bool fine = rift_drawn_init(&drawn, run);
  for (size_t g = 0; g < GUIDES && fine; g++) {
    fine = rift_batch_room_init(&rooms[g], run);
  }
  rift_status status = fine ? rift_run_draw(run, 0, &drawn, error)
                            : rift_error_memory(error, run->quantity_count * RIFT_SAMPLER_CHUNK * sizeof(double));
  for (size_t g = 0; g < GUIDES && status == RIFT_OK; g++) {
    rift_run_realise_at(run, &drawn, g * RIFT_LANES, &rooms[g]);
    guides[g] = rooms[g].batch;
  }
  if (status == RIFT_OK) {
    status = run->kind->build(run->model, GUIDES, guides, error);
  }
  for (size_t g = 0; g < GUIDES; g++) {
    rift_batch_room_free(&rooms[g]);
  }
  rift_drawn_free(&drawn);
  return status;
}

rift_status rift_run_prepare(rift_run **run, const rift_scenario *scenario, const rift_economy *economy,
                             const rift_model_kind *kind, uint64_t seed, rift_detail detail,
                             rift_problems *problems, rift_error *error) {
  rift_run_request request = {.scenario = scenario, .economy = economy, .kind = kind, .seed = seed, .detail = detail, .home = RIFT_NOT_FOUND};
  return rift_run_prepare_request(run, &request, problems, error);
}

rift_status rift_run_prepare_request(rift_run **run, const rift_run_request *request, rift_problems *problems,
                                     rift_error *error) {
  const rift_model_kind *kind = request->kind;
  rift_run *result = rift_allocate(1, sizeof *result);
  *run = NULL;
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  result->scenario = request->scenario;
  result->economy = request->economy;
  result->kind = kind;
  result->seed = request->seed;
  result->home = request->home;
  rift_status status = prepare_plan(result, problems, error);
  if (status == RIFT_OK) {
    status = create_model(result, request->detail, problems, error);
  }
  if (status == RIFT_OK) {
    result->info = kind->info(result->model);
    result->watched = watched_until(result->info);
    status = find_parameters(result, error);
  }
  if (status == RIFT_OK) {
    status = prepare_draws(result, problems, error);
  }
  if (status == RIFT_OK) {
    status = prepare_escalation(result, request->strata, problems, error);
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

size_t rift_run_quantity_count(const rift_run *run) { return run->quantity_count; }

const rift_shock_plan *rift_run_plan(const rift_run *run) { return run->plan; }

rift_status rift_run_probe(const rift_run *run, uint64_t first, const rift_probe *probe, rift_error *error) {
  const rift_model_info *info = run->info;
  rift_batch_room room = {0};
  double *workspace = rift_allocate_doubles(info->workspace_doubles);
  rift_drawn drawn;
  bool fine = rift_drawn_init(&drawn, run) && rift_batch_room_init(&room, run) && workspace != NULL;
  uint64_t chunk = first - first % RIFT_SAMPLER_CHUNK;
  size_t at = (size_t)(first % RIFT_SAMPLER_CHUNK);
  rift_status status = fine ? rift_run_draw(run, chunk, &drawn, error)
                            : rift_error_memory(error, info->workspace_doubles * sizeof(double));
  if (status == RIFT_OK) {
    rift_run_realise_at(run, &drawn, at, &room);
    if (probe->use_batch != NULL) {
      probe->use_batch(probe->context, &room.batch);
    }
    if (probe->quantities != NULL) {
      for (size_t q = 0; q < run->quantity_count; q++) {
        memcpy(probe->quantities + q * RIFT_LANES, drawn.columns + q * RIFT_SAMPLER_CHUNK + at, RIFT_LANES * sizeof(double));
      }
    }
    if (probe->outcomes != NULL) {
      run->kind->solve(run->model, &room.batch, workspace, probe->outcomes);
    }
  }
  rift_batch_room_free(&room);
  free(workspace);
  rift_drawn_free(&drawn);
  return status;
}
