/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_prepare.h"

#include <stdlib.h>

#include "base/memory.h"
#include "montecarlo/threads.h"

/* What preparing one run found. */
typedef struct finding {
  rift_problems problems;
  rift_error error;
  rift_status status;
} finding;

typedef struct work {
  const rift_wanted_run *wanted;
  finding *findings;
} work;

static void prepare_one(void *context, size_t index, int thread) {
  const work *w = context;
  finding *f = &w->findings[index];
  (void)thread;
  f->status = rift_run_prepare_request(w->wanted[index].run, &w->wanted[index].request, &f->problems, &f->error);
}

static rift_status take(const rift_wanted_run *wanted, const finding *f, rift_problems *problems, rift_error *error) {
  rift_problems_merge(problems, &f->problems);
  if (f->status == RIFT_INVALID && f->problems.errors == 0) { /* what a model finds has no place in a file */
    return rift_problems_add(problems, RIFT_ERROR, wanted->request.scenario->path, 0, 0, "%s", f->error.message);
  }
  if (f->status != RIFT_OK && f->status != RIFT_INVALID) {
    *error = f->error;
  }
  return f->status;
}

rift_status rift_cli_prepare_runs(const rift_wanted_run *wanted, size_t count, int threads, rift_problems *problems,
                                  rift_error *error) {
  finding *findings = rift_allocate(count, sizeof *findings);
  if (findings == NULL) {
    return rift_error_memory(error, count * sizeof *findings);
  }
  work w = {.wanted = wanted, .findings = findings};
  for (size_t i = 0; i < count; i++) {
    rift_problems_init(&findings[i].problems);
  }
  rift_threads_for(count, threads, prepare_one, &w);
  rift_status status = RIFT_OK;
  const rift_scenario *faulty = NULL;
  for (size_t i = 0; i < count && (status == RIFT_OK || status == RIFT_INVALID); i++) {
    rift_status one = wanted[i].request.scenario == faulty ? RIFT_OK : take(&wanted[i], &findings[i], problems, error);
    faulty = one == RIFT_INVALID ? wanted[i].request.scenario : faulty;
    status = one == RIFT_OK ? status : one;
  }
  for (size_t i = 0; i < count; i++) {
    rift_problems_free(&findings[i].problems);
  }
  free(findings);
  return status;
}
