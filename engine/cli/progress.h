/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress of a run on stderr: one line that is rewritten on a terminal, a plain line a tenth otherwise. */
#ifndef RIFT_CLI_PROGRESS_H
#define RIFT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "montecarlo/run.h"

typedef struct rift_progress_line {
  bool quiet, terminal;
  const char *label;  /* the scenario */
  double started, shown; /* seconds on the monotonic clock */
  int tenths;         /* already shown, without a terminal */
} rift_progress_line;

void rift_progress_start(rift_progress_line *line, const char *label, bool quiet);
/* A rift_progress; context is the line. */
void rift_progress_show(void *context, uint64_t done, uint64_t draws, const rift_outcome *headline,
                        const rift_moments *moments);
void rift_progress_end(rift_progress_line *line);

#endif
