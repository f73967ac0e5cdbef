/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changes between results: every option against its baseline, outcome by outcome, draw by draw. */
#ifndef RIFT_COMPARISON_COMPARE_H
#define RIFT_COMPARISON_COMPARE_H

#include "output/results_reader.h"
#include "statistics/pairs.h"

typedef struct rift_compare_options {
  /* A scenario (without policy), a policy, SCENARIO+POLICY, each perhaps with FOLDER: before it.
   * NULL: each policy against its scenario without policy; where there are no policies, everything
   * against the first scenario. */
  const char *baseline;
  bool unpaired; /* compare distributions where draws have nothing in common */
  double tie;    /* percent; smaller differences are none; default 1e-6: solved to 1e-9 in logs, equal draws of the
                  * equilibrium model differ by up to that much beside other neighbours */
  rift_outcome_choice *wanted; /* of the baseline's outcomes; NULL: all */
  const void *context;
} rift_compare_options;

rift_compare_options rift_compare_options_default(void);

/* One scenario under one policy, in one model. */
typedef struct rift_compared_side {
  const char *folder;
  const rift_read_result *result;
} rift_compared_side;

typedef struct rift_compared {
  rift_compared_side own, baseline;
  const rift_read_outcome *outcome; /* the baseline's */
  bool approximate;                 /* on either side */
  double base;                      /* as in rift_read_outcome, of whichever side states it */
  const char *level;
  rift_pairs pairs;                 /* own less baseline, percent of base */
  rift_regret own_regret;           /* against the best of all that have this baseline, and itself; */
  rift_regret baseline_regret;      /* NaN when unpaired */
} rift_compared;

typedef struct rift_comparison {
  size_t folder_count;
  rift_results *folders;
  bool paired;
  size_t count, capacity;
  rift_compared *rows; /* by baseline, model, option, then as in the summary */
  size_t unmatched;    /* outcomes left out because one side keeps no draws of them */
} rift_comparison;

/* RIFT_USAGE for a baseline that is not there or not one, and for nothing to compare; RIFT_INVALID
 * for folders that cannot be read; RIFT_MISMATCH, with all reasons, for results whose draws have
 * nothing in common unless options->unpaired. */
RIFT_CHECKED rift_status rift_comparison_create(rift_comparison **comparison,
                                                const char *const *folders, size_t folder_count,
                                                const rift_compare_options *options,
                                                rift_problems *problems, rift_error *error);
void rift_comparison_destroy(rift_comparison *comparison);

/* Writes pairs.csv: rows in percent, and in million USD or persons where the summary has them. */
RIFT_CHECKED rift_status rift_comparison_write(const rift_comparison *comparison, const char *path,
                                               rift_error *error);

/* The same numbers in another unit: all differences, errors, quantiles and regrets times a positive
 * factor. */
rift_pairs rift_pairs_scaled(const rift_pairs *pairs, double factor);

#endif
