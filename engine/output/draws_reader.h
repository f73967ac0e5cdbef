/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what rift_draws_write wrote. */
#ifndef RIFT_OUTPUT_DRAWS_READER_H
#define RIFT_OUTPUT_DRAWS_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

typedef struct rift_draws_reader {
  char *path;
  int id; /* of the library; -1: closed */
  char *scenario, *policy, *model; /* policy: "none" where the file states none */
  uint64_t seed;
  size_t draws;
  size_t replicates; /* of a design; 0: draws are independent */
  rift_names outcomes; /* rift_outcome_key of each */
  int *outcome_variables;
  double *bases;     /* one an outcome; NaN if not stated */
  rift_names inputs; /* ids of the variates */
  int *input_variables;
  rift_names paths;    /* what is known of the escalation's path: "stage", and covariates */
  int *path_variables;
  char **path_values;  /* names of the values 0, 1, ..., separated by blanks */
  int weight_variable; /* weights of the draws; -1: all count alike */
} rift_draws_reader;

/* What an outcome is, as one text: indicator, region, sector, horizon and closure, which hold no
 * line feed, each with a line feed behind it. */
void rift_outcome_key(rift_text *key, const char *const parts[5]);

/* RIFT_INVALID for a file that is no netCDF file of draws. */
RIFT_CHECKED rift_status rift_draws_reader_open(rift_draws_reader *reader, const char *path,
                                                rift_error *error);
void rift_draws_reader_close(rift_draws_reader *reader);

/* Position of an outcome, or RIFT_NOT_FOUND. */
size_t rift_draws_reader_find(const rift_draws_reader *reader, const char *key);

/* values[0 .. draws) of an outcome, an input, or the weights; not from several threads at once. */
RIFT_CHECKED rift_status rift_draws_reader_outcome(const rift_draws_reader *reader, size_t outcome,
                                                   double *values, rift_error *error);
RIFT_CHECKED rift_status rift_draws_reader_input(const rift_draws_reader *reader, size_t input,
                                                 double *values, rift_error *error);
RIFT_CHECKED rift_status rift_draws_reader_path(const rift_draws_reader *reader, size_t path,
                                                double *values, rift_error *error);
/* All 1 where there are none. */
RIFT_CHECKED rift_status rift_draws_reader_weights(const rift_draws_reader *reader, double *values,
                                                   rift_error *error);

#endif
