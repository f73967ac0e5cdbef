/* SPDX-License-Identifier: GPL-3.0-or-later */
/* models.csv: headline outcomes after one year in every model, and how far the models lie apart. */
#ifndef RIFT_OUTPUT_MODEL_SPREAD_H
#define RIFT_OUTPUT_MODEL_SPREAD_H

#include "montecarlo/result.h"
#include "statistics/statistics.h"

/* What one model says of one outcome under one condition. */
typedef struct rift_model_row {
  const rift_scenario *scenario; /* borrowed */
  const char *model;
  rift_outcome outcome;          /* its texts are borrowed from the economy */
  char condition[80], horizon[16], closure[64];
  rift_summary summary;
} rift_model_row;

typedef struct rift_model_rows {
  size_t count, capacity;
  rift_model_row *items;
} rift_model_rows;

/* True for what is compared: headline outcomes of the static model, of one year in equilibrium, of the first year in the
 * dynamic model. */
bool rift_model_row_is_compared(const rift_result *result, const rift_outcome *outcome);

/* False when memory runs out. */
bool rift_model_rows_add(rift_model_rows *rows, const rift_result *result, const rift_outcome *outcome,
                         const char *condition, const rift_summary *summary);
void rift_model_rows_free(rift_model_rows *rows);

#endif
