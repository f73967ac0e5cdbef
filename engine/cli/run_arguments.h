/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of `rift run`, read and checked. */
#ifndef RIFT_CLI_RUN_ARGUMENTS_H
#define RIFT_CLI_RUN_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/model.h"
#include "montecarlo/design.h"
#include "output/output.h"
#include "scenario/scenario.h"

typedef struct rift_run_arguments {
  int scenario_count;
  char **scenarios; /* borrowed from argv */
  const char *output;
  uint64_t draws, seed;
  int threads;
  uint64_t decompose; /* draws of which the effects are taken apart; 0: none */
  bool force, skip_models, quiet;
  bool strata; /* over the stage at the horizon */
  rift_design_kind design;
  double until_error; /* percent; 0: a fixed number of draws */
  uint64_t draws_max;
  rift_currency currency;
  rift_draws_mode draws_mode;
  rift_detail detail;
  size_t setting_count;
  rift_setting *settings; /* owned; their texts are copies too */
  int policy_count;
  const char *policies[16]; /* files; every scenario runs without and with each */
  size_t model_count;
  const char *models[8];  /* asked for with --model; none: what the scenario asks for */
} rift_run_arguments;

/* Returns an exit code, or -1 to go on. */
int rift_run_arguments_read(rift_run_arguments *arguments, int argc, char **argv);
void rift_run_arguments_free(rift_run_arguments *arguments);

#endif
