/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void rift_progress_start(rift_progress_line *line, const char *label, bool quiet) {
  *line = (rift_progress_line){
      .quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1, .label = label, .started = seconds()};
}

static bool is_due(rift_progress_line *line, uint64_t done, uint64_t draws, double now) {
  if (line->quiet) {
    return false;
  }
  if (line->terminal) {
    return done == draws || now - line->shown > 0.1;
  }
  int tenths = (int)(10 * done / draws);
  bool due = tenths > line->tenths && (done == draws || now - line->shown > 2);
  line->tenths = due ? tenths : line->tenths;
  return due;
}

void rift_progress_show(void *context, uint64_t done, uint64_t draws, const rift_outcome *headline,
                        const rift_moments *moments) {
  rift_progress_line *line = context;
  double now = seconds();
  if (!is_due(line, done, draws, now)) {
    return;
  }
  line->shown = now;
  double elapsed = now - line->started > 1e-9 ? now - line->started : 1e-9;
  double rate = (double)done / elapsed;
  fprintf(stderr, "%s%-30s %3.0f %%  %9.0f draws/s", line->terminal ? "\r" : "", line->label,
          100 * (double)done / (double)draws, rate);
  if (moments->n > 0) { /* a later block may be done before the first, which the moments wait for */
    fprintf(stderr, "  %s %s %+.4f %% (error %.4f)", headline->region,
            rift_indicator_entry_of(headline->indicator)->name, moments->mean, rift_moments_mcse(moments));
  }
  fprintf(stderr, "  %.0f s left%s", (double)(draws - done) / rate, line->terminal ? "\033[K" : "\n");
  fflush(stderr);
}

void rift_progress_end(rift_progress_line *line) {
  if (!line->quiet && line->terminal && line->shown > 0) {
    fputc('\n', stderr);
  }
}
