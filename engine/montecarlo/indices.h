/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sensitivity indices from a design with exchanged inputs: every group of quantities is drawn anew
 * while all others stay, and the model is solved again. */
#ifndef RIFT_MONTECARLO_INDICES_H
#define RIFT_MONTECARLO_INDICES_H

#include <signal.h>

#include "montecarlo/run.h"
#include "statistics/sensitivity.h"

typedef struct rift_indices_request {
  uint64_t draws;  /* rows of each sample; the model is solved for draws times (groups + 2) */
  int threads;
  const volatile sig_atomic_t *stop; /* may be NULL */
  size_t outcome_count;
  const size_t *outcomes; /* positions among those of the model */
  bool each;              /* every quantity is a group of its own */
} rift_indices_request;

/* Groups unless `each`: a measure's quantities, or a model's, together under its id; quantities of the
 * economy by parameter, over all sectors; what a correlation ties together; and the path of the
 * escalation, with all that is drawn of it, as "escalation". */
typedef struct rift_indices {
  size_t group_count;
  char **groups;      /* names; members of a joined group are separated by " + " */
  size_t *sizes;      /* quantities in each */
  size_t outcome_count;
  rift_index *first, *total; /* [group][outcome] */
  uint64_t draws;
} rift_indices;

/* RIFT_INTERRUPTED when stopped, RIFT_INVALID when nothing is uncertain. */
RIFT_CHECKED rift_status rift_run_indices(const rift_run *run, const rift_indices_request *request,
                                          rift_indices *indices, rift_error *error);
void rift_indices_free(rift_indices *indices);

#endif
