/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run of one scenario leaves behind for the sink: moments in memory, stored columns on disk. */
#ifndef RIFT_MONTECARLO_RESULT_H
#define RIFT_MONTECARLO_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "economy/economy.h"
#include "model/outcome.h"
#include "sampling/strata.h"
#include "scenario/scenario.h"
#include "statistics/statistics.h"

#define RIFT_BLOCK 1024 /* draws; the unit of work and of every combination */

/* Names the generator and how streams are laid out. Changes whenever the same seed, id and draw would give another
 * number: results under different names are not compared draw by draw. */
#define RIFT_STREAM_LAYOUT "philox4x64-10 1"

/* Columns of draws spilled to one raw file, a block at a time, or a slice of a block where there are very many columns:
 * memory does not grow with the number of draws. */
typedef struct rift_store rift_store;

/* Creates the file (removed by destroy). */
RIFT_CHECKED rift_status rift_store_create(rift_store **store, const char *path, size_t columns,
                                           uint64_t draws, rift_error *error);
void rift_store_destroy(rift_store *store);
/* Draws that are written at a time: RIFT_BLOCK divided by a power of two, at least 256. */
size_t rift_store_slice(const rift_store *store);
/* values[column * slice + i] of the draws first, first + 1, ...; `first` is a multiple of the slice, and the last slice
 * may be short. Thread-safe for different slices. */
RIFT_CHECKED rift_status rift_store_write(rift_store *store, uint64_t first, const double *values,
                                          rift_error *error);
/* values[0 .. draws) of one column, in draw order. Thread-safe. */
RIFT_CHECKED rift_status rift_store_read(const rift_store *store, size_t column, double *values,
                                         rift_error *error);

/* A part of a measure that a model cannot express; never ignored in silence. */
typedef struct rift_unexpressed {
  const char *measure; /* id, borrowed from the scenario */
  const char *channel;
  char reason[200];
} rift_unexpressed;

typedef struct rift_result {
  const rift_scenario *scenario;
  const rift_economy *economy;
  const char *model;       /* "static" */
  uint64_t seed;
  uint64_t draws;
  uint64_t failed;         /* draws whose solver did not converge */
  size_t outcome_count;
  const rift_outcome *outcomes;
  size_t stored_count;     /* outcomes[0 .. stored_count) have their draws in the store, column = position */
  rift_moments *moments;   /* outcome_count, combined in block order */
  size_t variate_count;    /* columns stored_count .. stored_count + variate_count of the store */
  const char *const *variate_ids;
  const char *const *variate_units;
  const rift_quantity *const *variate_quantities; /* may be NULL: then inputs.csv lists the scenario's only */
  size_t path_column_count; /* columns behind the variates: stage at the horizon (position in the escalation), each
                             * covariate (position of its value), and the weight if there are strata */
  const char *const *path_names; /* "stage", ids of covariates, "weight" */
  size_t stage_count;            /* of the escalation; 0: none */
  rift_moments *stage_moments;   /* [stage][outcome]: of the draws that end there */
  size_t replicates;             /* draw n belongs to replicate n mod this; their spread gives errors. 0: independent */
  const rift_strata *strata;     /* NULL: all draws count alike */
  rift_store *store;
  size_t unexpressed_count;
  rift_unexpressed *unexpressed;
  bool correlation_repaired;
  double correlation_largest_change;
  double unreplaceable_musd; /* base value of cut flows that have no other supplier: lost at any r, and counted */
} rift_result;

#endif
