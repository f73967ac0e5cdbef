/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rift sensitivity`: what drives the answer. */
#ifndef RIFT_CLI_SENSITIVITY_H
#define RIFT_CLI_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { RIFT_SHOWN_MAX = 16 };

typedef struct rift_sensitivity_arguments {
  int input_count;
  char **inputs; /* results folders, or one scenario */
  bool design;   /* the input is a scenario */
  const char *output, *signals;
  bool force, each;
  uint64_t draws, seed, top;
  int threads;
  const char *model, *policy;
  size_t shown_count;
  const char *shown[RIFT_SHOWN_MAX]; /* I, I:R or I:R:S */
} rift_sensitivity_arguments;

int rift_cli_sensitivity(int argc, char **argv);

/* Reads the command line; an exit code where there is nothing left to do, -1 otherwise. */
int rift_cli_sensitivity_arguments(rift_sensitivity_arguments *arguments, int argc, char **argv);

/* Solves the scenario again for every group of inputs (Sobol indices). */
RIFT_CHECKED rift_status rift_cli_sensitivity_design(const rift_sensitivity_arguments *arguments,
                                                     rift_error *error);

/* Is indicator I of region R and sector S to be looked at? `home`: region that counts by default. */
bool rift_cli_sensitivity_shown(const rift_sensitivity_arguments *arguments, const char *home,
                                const char *indicator, const char *region, const char *sector);

#endif
