/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uncertain numbers: units, distributions and the range that a field allows. */
#ifndef RIFT_SCENARIO_QUANTITY_H
#define RIFT_SCENARIO_QUANTITY_H

#include "scenario/reader.h"

typedef enum rift_dimension {
  RIFT_DIMENSION_SHARE,        /* [0,1]; units share, percent */
  RIFT_DIMENSION_RATE,         /* ad valorem, above -1; units ad_valorem, percent */
  RIFT_DIMENSION_TIME,         /* months, not negative; units day, week, month, year */
  RIFT_DIMENSION_POSITIVE_TIME, /* the same, without 0 */
  RIFT_DIMENSION_ELASTICITY,   /* above 0; unit elasticity */
  RIFT_DIMENSION_FACTOR,       /* above 0; unit factor */
  RIFT_DIMENSION_SPEED,        /* above 0; unit per_year */
  RIFT_DIMENSION_HAZARD,       /* events per month, above 0; units per day, per week, per month, per year */
  RIFT_DIMENSION_PROBABILITY   /* (0,1); units share, percent */
} rift_dimension;

/* Reads {value, unit, source}, {dist, ..., unit, source} or the text "6 months". `id` becomes the
 * quantity's id; `common_source` (may be NULL) stands in for a missing `source`. Returns false
 * after an error; then the quantity may be freed, nothing else. */
bool rift_quantity_read(rift_reader *reader, const rift_yaml_node *node, const char *id,
                        rift_dimension dimension, const char *common_source,
                        rift_quantity *quantity);

/* Sets a quantity that the file does not give: `given` stays false. */
void rift_quantity_default(rift_reader *reader, const char *id, rift_dimension dimension,
                           double value, rift_quantity *quantity);

/* Smallest and largest value that the distribution can take (infinite where unbounded), truncation
 * included. */
void rift_distribution_support(const rift_distribution *distribution, double *low, double *high);

#endif
