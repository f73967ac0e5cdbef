/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one scenario through one model: blocks of draws over threads, combined in block order. */
#ifndef RIFT_MONTECARLO_RUN_H
#define RIFT_MONTECARLO_RUN_H

#include <signal.h>
#include <stdint.h>

#include "base/status.h"
#include "model/model.h"
#include "montecarlo/result.h"

/* Called after blocks, one call at a time: draws done, and the running moments of the first outcome of `headline`. */
typedef void rift_progress(void *context, uint64_t done, uint64_t draws, const rift_outcome *headline,
                           const rift_moments *moments);

typedef struct rift_run_options {
  uint64_t draws; /* at least 1 */
  uint64_t seed;
  int threads;    /* at least 1 */
  rift_detail detail;
  const char *spill_folder; /* where the raw draws lie until the tables are written */
  const char *headline_region; /* whose total value added the progress shows; NULL: the first outcome */
  const volatile sig_atomic_t *stop; /* becomes non-zero: stop within a second. May be NULL */
  rift_progress *progress;   /* may be NULL */
  void *progress_context;
} rift_run_options;

typedef struct rift_run rift_run; /* plan, model, sampler: what is ready before the first draw */

/* Builds everything that does not depend on draws; all input problems are found here. The scenario and economy must outlive it. */
RIFT_CHECKED rift_status rift_run_prepare(rift_run **run, const rift_scenario *scenario,
                                          const rift_economy *economy, const rift_model_kind *kind,
                                          uint64_t seed, rift_detail detail, rift_problems *problems,
                                          rift_error *error);
void rift_run_destroy(rift_run *run);

/* The same with everything that can be asked for. */
typedef struct rift_run_request {
  const rift_scenario *scenario;
  const rift_economy *economy;
  const rift_model_kind *kind;
  uint64_t seed;
  rift_detail detail;
  size_t home; /* region whose pathways are to be kept apart (rift_run_decompose), or RIFT_NOT_FOUND */
  bool strata; /* over the stage at the horizon; RIFT_INVALID without an escalation */
} rift_run_request;
RIFT_CHECKED rift_status rift_run_prepare_request(rift_run **run, const rift_run_request *request,
                                                  rift_problems *problems, rift_error *error);

/* The same problems as rift_run_prepare finds, without building a model: conflicts between measures, distributions that
 * are none, correlations that cannot be. */
RIFT_CHECKED rift_status rift_run_check(const rift_scenario *scenario, const rift_economy *economy,
                                        rift_problems *problems, rift_error *error);

const rift_model_info *rift_run_model_info(const rift_run *run);
const rift_shock_plan *rift_run_plan(const rift_run *run);

/* What a run will leave behind, without moments and store: for estimates. Nothing to free. */
void rift_run_describe(const rift_run *run, uint64_t draws, rift_result *result);

/* Draws and solves. The result borrows from the run, the scenario and the economy. RIFT_INTERRUPTED when stopped. */
RIFT_CHECKED rift_status rift_run_execute(rift_run *run, const rift_run_options *options,
                                          rift_result *result, rift_error *error);
void rift_result_free(rift_result *result);
/* Columns of the store: outcomes, variates, what is known of the paths. */
size_t rift_result_columns(const rift_result *result);

/* How many quantities a run draws: the scenario's, the table's and the model's. */
size_t rift_run_quantity_count(const rift_run *run);

/* The batch of draws first .. first + RIFT_LANES - 1, solved alone: for explanations and tests. `first` is a multiple of
 * RIFT_LANES. Every member may be NULL. */
typedef struct rift_probe {
  double *quantities; /* [quantity][RIFT_LANES] */
  double *outcomes;   /* [outcome][RIFT_LANES] */
  void (*use_batch)(void *context, const rift_batch *batch); /* sees what the model would be given */
  void *context;
} rift_probe;
RIFT_CHECKED rift_status rift_run_probe(const rift_run *run, uint64_t first, const rift_probe *probe,
                                        rift_error *error);

#endif
