/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_design.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "montecarlo/threads.h"
#include "montecarlo/until.h"

rift_status rift_cli_use_design(rift_design **design, const rift_run_arguments *arguments,
                                rift_run *const *runs, size_t count, rift_error *error) {
  rift_status status =
      rift_design_create(design, arguments->design, arguments->draws, runs, count, error);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    status = runs[i] == NULL ? RIFT_OK : rift_run_use_design(runs[i], *design, error);
  }
  return status;
}

/* Total value added at home, in every closure and at every horizon. */
static size_t choose_outcomes(const rift_run *run, const rift_economy *economy, size_t *outcomes) {
  const rift_model_info *info = rift_run_model_info(run);
  const char *home = rift_economy_region(economy, "DEU") != RIFT_NOT_FOUND
                         ? "DEU"
                         : economy->regions.items[0];
  size_t count = 0;
  for (size_t o = 0; o < info->outcome_count; o++) {
    const rift_outcome *outcome = &info->outcomes[o];
    if (outcome->indicator == RIFT_VALUE_ADDED && outcome->path_step == 0 &&
        strcmp(outcome->sector, "all") == 0 && strcmp(outcome->region, home) == 0) {
      outcomes[count++] = o;
    }
  }
  return count;
}

static rift_status draw_until(rift_run_arguments *arguments, const rift_run *run,
                              const volatile sig_atomic_t *stop, rift_error *error) {
  rift_result described;
  rift_run_describe(run, 1, &described);
  size_t *outcomes = rift_allocate(described.outcome_count, sizeof *outcomes);
  if (outcomes == NULL) {
    return rift_error_memory(error, described.outcome_count * sizeof *outcomes);
  }
  rift_until_request request = {.target = arguments->until_error,
                                .draws_max = arguments->draws_max,
                                .threads = arguments->threads,
                                .stop = stop,
                                .outcomes = outcomes};
  request.outcome_count = choose_outcomes(run, described.economy, outcomes);
  bool met = false;
  rift_status status = rift_run_until(run, &request, &arguments->draws, &met, error);
  if (status == RIFT_OK && !met) {
    fprintf(stderr,
            "%s, %s: warning: the error is above %g after %llu draws, the most that are allowed "
            "(--max-draws)\n",
            rift_scenario_label(described.scenario), described.model, arguments->until_error,
            (unsigned long long)arguments->draws);
  }
  free(outcomes);
  return status;
}

rift_status rift_cli_find_draws(rift_run_arguments *arguments, rift_run *const *runs, size_t count,
                                const volatile sig_atomic_t *stop, rift_error *error) {
  rift_status status = RIFT_OK;
  arguments->draws = 0;
  rift_threads_start(arguments->threads);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    status = runs[i] == NULL ? RIFT_OK : draw_until(arguments, runs[i], stop, error);
  }
  return status;
}
