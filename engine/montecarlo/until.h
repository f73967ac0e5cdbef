/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many draws a stated error needs: draws until it is met, without storing anything. */
#ifndef RIFT_MONTECARLO_UNTIL_H
#define RIFT_MONTECARLO_UNTIL_H

#include "montecarlo/run.h"
#include "statistics/stopping.h"

typedef struct rift_until_request {
  double target;      /* standard error, in the unit of the outcomes */
  uint64_t draws_max;
  int threads;
  const volatile sig_atomic_t *stop; /* may be NULL */
  size_t outcome_count;
  const size_t *outcomes; /* of the model, all of which must meet the target */
} rift_until_request;

/* Raises *draws to the first check at which all outcomes meet the target (rift_check_next gives the
 * checks), or to draws_max; checks before *draws are not made. *met: false if draws_max came first. */
RIFT_CHECKED rift_status rift_run_until(const rift_run *run, const rift_until_request *request,
                                        uint64_t *draws, bool *met, rift_error *error);

#endif
