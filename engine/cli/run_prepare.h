/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepares the runs of a command side by side. */
#ifndef RIFT_CLI_RUN_PREPARE_H
#define RIFT_CLI_RUN_PREPARE_H

#include "montecarlo/run.h"

typedef struct rift_wanted_run {
  rift_run_request request;
  rift_run **run; /* receives the run; NULL when it cannot be had */
} rift_wanted_run;

/* Runs of one scenario follow each other: of several models that find fault the first speaks. Problems are merged in the order
 * of the list. RIFT_INVALID with problems; other statuses with `error`. */
RIFT_CHECKED rift_status rift_cli_prepare_runs(const rift_wanted_run *wanted, size_t count, int threads,
                                               rift_problems *problems, rift_error *error);

#endif
