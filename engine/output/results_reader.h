/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finished result folder, read back: what was run, and the draws of every outcome that has them. */
#ifndef RIFT_OUTPUT_RESULTS_READER_H
#define RIFT_OUTPUT_RESULTS_READER_H

#include "output/draws_reader.h"
#include "statistics/statistics.h"

/* An outcome in percent of its base that has its draws, in the order of the summary. */
typedef struct rift_read_outcome {
  char *key;            /* rift_outcome_key of the parts */
  char *parts[5];       /* indicator, region, sector, horizon, closure */
  rift_worse worse;
  bool approximate;
  size_t column;        /* of the draws; RIFT_NOT_FOUND: the same in every draw */
  double constant;      /* its value then */
  double base;          /* million USD a year, persons; NaN if not stated */
  const char *level;    /* unit of its rows in money or persons, "musd" or "persons"; NULL: none */
} rift_read_outcome;

/* One scenario under one policy and one model. */
typedef struct rift_read_result {
  rift_draws_reader draws;
  bool correlation_repaired;
  char *correlation_change; /* of an entry, as text; "" if unknown */
  char *economy;            /* hash of the economy's files; "" if unknown */
  rift_names keys;          /* of the outcomes, by position */
  size_t outcome_count;
  rift_read_outcome *outcomes;
  size_t outcome_capacity;
} rift_read_result;

typedef struct rift_results {
  char *path;    /* as given */
  char *streams; /* which generator and layout of streams made the draws; "" if unknown */
  bool levels_in_musd; /* false: money stands in euro at a rate that the folder does not state */
  size_t count;
  rift_read_result *items; /* in order of their scenarios in the manifest, then of models */
} rift_results;

/* RIFT_INVALID for what is no finished result folder, or one that keeps no draws. */
RIFT_CHECKED rift_status rift_results_open(rift_results *results, const char *path,
                                           rift_problems *problems, rift_error *error);
void rift_results_close(rift_results *results);

/* values[0 .. draws): also of an outcome that is the same in every draw. */
RIFT_CHECKED rift_status rift_read_outcome_draws(const rift_read_result *result,
                                                 const rift_read_outcome *outcome, double *values,
                                                 rift_error *error);

/* Which outcomes somebody wants. */
typedef bool rift_outcome_choice(const rift_read_result *result, const rift_read_outcome *outcome, const void *context);

#endif
