/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drives outcomes, from the draws of a results folder: first-order indices of every input, what
 * the worst draws have in common, and what learning a signal of the escalation is worth. */
#ifndef RIFT_COMPARISON_DRIVERS_H
#define RIFT_COMPARISON_DRIVERS_H

#include "output/results_reader.h"
#include "statistics/sensitivity.h"
#include "statistics/signal.h"

#define RIFT_WORST_SHARE 0.01

typedef struct rift_driver {
  const rift_read_result *result;
  const rift_read_outcome *outcome;
  const char *input; /* id of the quantity, or "escalation.COVARIATE" for what is drawn of the path */
  char *owned;       /* the same where it had to be made */
  rift_index index;  /* first order, given data */
  rift_tail_attribution tail; /* of the worst RIFT_WORST_SHARE */
} rift_driver;

typedef struct rift_signal_row {
  const rift_read_result *result;
  const rift_read_outcome *outcome;
  const char *signal;        /* covariate, or "stage" */
  char *names;               /* of the values, each with a NUL behind */
  rift_signal worth;
  rift_signal_value *values;
} rift_signal_row;

typedef struct rift_drivers {
  bool signals_only; /* set before adding: no indices of inputs, which take most of the time */
  size_t count, capacity;
  rift_driver *items;
  size_t signal_count, signal_capacity;
  rift_signal_row *signals;
} rift_drivers;

/* For the outcomes that `wanted` chooses. The results must outlive the drivers. */
RIFT_CHECKED rift_status rift_drivers_add(rift_drivers *drivers, const rift_results *results,
                                          rift_outcome_choice *wanted, const void *context,
                                          rift_error *error);
void rift_drivers_free(rift_drivers *drivers);

/* The name of value `v` of a signal. */
const char *rift_signal_value_name(const rift_signal_row *row, size_t v);

RIFT_CHECKED rift_status rift_drivers_write(const rift_drivers *drivers, const char *path,
                                            rift_error *error);
RIFT_CHECKED rift_status rift_signals_write(const rift_drivers *drivers, const char *path,
                                            rift_error *error);

#endif
