/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strata over the stage in which a path stands at a month, so that rare ends get as many draws as
 * likely ones. Within a stratum paths are exact: of the paths of a draw (its attempts 0, 1, 2, ...)
 * the first that ends as wanted is taken. Draw n belongs to stratum n mod the number of strata, and
 * weighs its probability times that number: the mean weight is 1. The plan fixes both, whatever the
 * number of draws, so that a run of N is the beginning of a longer one. */
#ifndef RIFT_SAMPLING_STRATA_H
#define RIFT_SAMPLING_STRATA_H

#include "sampling/escalation.h"

typedef struct rift_stratum {
  uint32_t stages;    /* bit s: stages that belong to it; rare ones share a stratum */
  double probability; /* estimated from the pilot */
  double error;       /* its standard error */
} rift_stratum;

typedef struct rift_strata {
  double month;        /* at which the stage counts */
  uint64_t pilot;      /* paths that the probabilities come from */
  size_t count;
  rift_stratum items[RIFT_STAGES_MAX];
  double stage_probabilities[RIFT_STAGES_MAX];
} rift_strata;

#define RIFT_STRATA_PILOT ((uint64_t)1 << 18)
#define RIFT_STRATUM_LEAST 0.001 /* rarer ends join others: the search for them would take too long */

/* Stage probabilities from `pilot` paths whose draws no run reaches (from 2^40 on). */
void rift_strata_plan(rift_strata *strata, const rift_escalation_sampler *sampler, double month,
                      uint64_t pilot);

/* The path of a draw up to month `until` >= strata->month, and its weight. RIFT_FAILED if no
 * attempt of very many ends as wanted. */
RIFT_CHECKED rift_status rift_strata_path(const rift_strata *strata,
                                          const rift_escalation_sampler *sampler, uint64_t draw,
                                          double until, rift_path *path, double *weight,
                                          rift_error *error);

#endif
