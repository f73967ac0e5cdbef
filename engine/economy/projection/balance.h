/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making an economy's accounts add up, and rounding it so that they still do. */
#ifndef RIFT_ECONOMY_PROJECTION_BALANCE_H
#define RIFT_ECONOMY_PROJECTION_BALANCE_H

#include "economy/economy.h"
#include "numeric/gras.h"

typedef enum rift_balance_hold {
  RIFT_HOLD_OUTPUT, /* gross output, value added, taxes and margins stay; flows are scaled */
  RIFT_HOLD_NOTHING /* all cells are scaled; gross output becomes the sum of the sales */
} rift_balance_hold;

typedef struct rift_balance_options {
  rift_balance_hold hold;
  double inventories;   /* factor on all changes in inventories (INVNT) beforehand; 1 keeps them */
  bool clip_negatives;  /* negative final demand becomes zero beforehand */
  int decimals;         /* afterwards: rounding, see rift_economy_round_closed; -1: none */
  rift_gras_options gras;
} rift_balance_options;

rift_balance_options rift_balance_options_default(void); /* output, 1, false, -1, defaults */

typedef struct rift_balance_report {
  double inventories_before_musd, inventories_after_musd; /* sums of absolute values */
  size_t clipped_count;
  double clipped_musd;                  /* what was negative, absolute */
  double gap_before, gap_after;         /* largest gap of a node, relative to its output */
  double gap_before_musd, gap_after_musd; /* sums of the absolute gaps of rows and columns */
  size_t sweeps;
  double moved; /* sum of absolute changes over the sum of all flows, scaling alone */
  double rounded_output_musd, rounded_value_added_musd; /* largest change by rounding */
} rift_balance_report;

/* `options` may be NULL. RIFT_INVALID or RIFT_NOT_CONVERGED with the reasons in `problems` (see
 * margin_set.h). */
RIFT_CHECKED rift_status rift_economy_balance(rift_economy *economy,
                                              const rift_balance_options *options,
                                              rift_balance_report *report, rift_problems *problems,
                                              rift_error *error);

/* Rounds flows, taxes and margins to so many decimals (0 to 9); gross output becomes the sum of the
 * sales, and value added what the inputs leave of it. The accounts of an economy that adds up then
 * add up to the last decimal, at the price of a change in value added by rounding errors. */
void rift_economy_round_closed(rift_economy *economy, int decimals, rift_balance_report *report);

/* Largest gap of a node relative to its output (absolute where that is zero), and the sum of the
 * absolute gaps of rows and columns. */
double rift_economy_worst_gap(const rift_economy *economy, double *sum_musd);

#endif
