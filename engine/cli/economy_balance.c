/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy balance. */
#include <stdio.h>
#include <string.h>

#include "cli/economy_make.h"
#include "economy/projection/balance.h"

static void print_report(const rift_economy *economy, const rift_balance_options *options,
                         const rift_balance_report *report) {
  printf("balanced %zu nodes in %zu sweeps\n", economy->node_count, report->sweeps);
  printf("  largest gap of a node, relative to its output  %.3g before, %.3g after\n",
         report->gap_before, report->gap_after);
  printf("  absolute gaps of rows and columns, million USD %.6g before, %.3g after\n",
         report->gap_before_musd, report->gap_after_musd);
  printf("  value moved by scaling, share of all flows     %.3g\n", report->moved);
  if (options->inventories != 1 || options->clip_negatives) {
    printf("  changes in inventories, absolute, million USD  %.6g before, %.6g after\n",
           report->inventories_before_musd, report->inventories_after_musd);
    printf("  negative final demand set to zero              %zu cells, %.6g million USD\n",
           report->clipped_count, report->clipped_musd);
  }
  if (options->decimals >= 0) {
    printf("  rounding to %d decimals changes output by at most %.2g, value added by at most %.2g "
           "million USD\n",
           options->decimals, report->rounded_output_musd, report->rounded_value_added_musd);
  }
}

rift_status rift_cli_economy_balance(rift_economy *economy,
                                     const rift_economy_arguments *arguments,
                                     rift_problems *problems, rift_error *error) {
  rift_balance_options options = rift_balance_options_default();
  rift_balance_report report;
  options.hold = arguments->hold != NULL && strcmp(arguments->hold, "nothing") == 0
                     ? RIFT_HOLD_NOTHING
                     : RIFT_HOLD_OUTPUT;
  options.inventories = arguments->inventories;
  options.clip_negatives =
      arguments->negatives != NULL && strcmp(arguments->negatives, "zero") == 0;
  options.decimals = arguments->decimals;
  options.gras.tolerance = arguments->tolerance;
  rift_status status =
      rift_economy_read_unbalanced(economy, arguments->folder, problems, error);
  if (status == RIFT_OK) {
    status = rift_economy_balance(economy, &options, &report, problems, error);
  }
  if (status == RIFT_OK) {
    print_report(economy, &options, &report);
  }
  return status;
}
