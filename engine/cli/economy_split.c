/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy split. */
#include <stdio.h>
#include <string.h>

#include "cli/economy_make.h"
#include "economy/projection/balance.h"
#include "economy/projection/split.h"

static void print_report(const rift_economy *economy, const rift_split_report *report) {
  size_t released = 0;
  double sum = 0;
  double gap = rift_economy_worst_gap(economy, &sum);
  for (size_t i = 0; i < report->count; i++) {
    released += report->margins[i].released;
  }
  printf("split into %zu sectors in %zu sweeps; %zu shares imposed, %zu given up\n"
         "  largest gap of a node, relative to its output: %.2g\n",
         economy->sector_count, report->sweeps, report->count - released, released, gap);
  for (size_t i = 0; i < report->count; i++) {
    const rift_split_margin *margin = &report->margins[i];
    if (margin->released) {
      printf("  given up: %s: expected %.4f, reached %.4f\n", margin->label,
             margin->target / margin->parent, margin->reached / margin->parent);
    }
  }
}

rift_status rift_cli_economy_split(rift_economy *economy, const rift_economy_arguments *arguments,
                                   rift_problems *problems, rift_error *error) {
  rift_economy source;
  rift_split_report report = {0};
  rift_split_options options = rift_split_options_default();
  options.shares = arguments->shares;
  options.strict = arguments->strict;
  options.gras.tolerance = arguments->tolerance;
  if (arguments->variant != NULL && strcmp(arguments->variant, "value") != 0) {
    options.variant = strcmp(arguments->variant, "low") == 0 ? RIFT_SPLIT_LOW : RIFT_SPLIT_HIGH;
  }
  rift_economy_init(economy);
  rift_status status = rift_economy_read(&source, arguments->folder, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  status = rift_economy_split(&source, &options, economy, &report, problems, error);
  if (status == RIFT_OK) {
    print_report(economy, &report);
  }
  if (status == RIFT_OK && arguments->report != NULL) {
    status = rift_split_report_write(&report, arguments->report, error);
  }
  rift_split_report_free(&report);
  rift_economy_free(&source);
  return status;
}
