/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mixture.csv: with which probabilities the conditions make up all draws. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/state.h"

typedef struct mixture_row {
  const char *kind, *value, *basis;
  double probability, error;
  uint64_t draws;
} mixture_row;

static void write_row(rift_csv_writer *table, const rift_scenario *scenario, const mixture_row *row) {
  char condition[160];
  snprintf(condition, sizeof condition, "%.70s:%.70s", row->kind, row->value);
  rift_csv_write_text(table, scenario->id);
  rift_csv_write_text(table, rift_scenario_policy(scenario));
  rift_csv_write_code(table, condition);
  rift_csv_write_number(table, row->probability);
  rift_csv_write_number(table, row->error);
  rift_csv_write_count(table, row->draws);
  rift_csv_write_code(table, row->basis);
  rift_csv_end_row(table);
}

static double share_error(double probability, double n) {
  return sqrt(probability * fmax(0, 1 - probability) / n);
}

static uint64_t count_value(const double *values, uint64_t draws, double value) {
  uint64_t count = 0;
  for (uint64_t i = 0; i < draws; i++) {
    count += values[i] == value;
  }
  return count;
}

static void write_stages(rift_csv_writer *table, const rift_result *result, const double *values) {
  const rift_escalation *escalation = &result->scenario->escalation;
  for (size_t s = 0; s < escalation->stage_count; s++) {
    mixture_row row = {.kind = "stage", .value = escalation->stages[s].id, .basis = "draws"};
    row.draws = count_value(values, result->draws, (double)s);
    row.probability = (double)row.draws / (double)result->draws;
    row.error = share_error(row.probability, (double)result->draws);
    if (result->strata != NULL) {
      row.basis = "pilot";
      row.probability = result->strata->stage_probabilities[s];
      row.error = share_error(row.probability, (double)result->strata->pilot);
    }
    write_row(table, result->scenario, &row);
  }
}

static void write_covariate(rift_csv_writer *table, const rift_result *result, size_t c,
                            const double *values) {
  const rift_covariate *covariate = &result->scenario->escalation.covariates[c];
  for (size_t v = 0; v < covariate->value_count; v++) {
    mixture_row row = {.kind = covariate->id,
                       .value = covariate->values[v],
                       .basis = "stated",
                       .probability = covariate->probabilities[v],
                       .draws = count_value(values, result->draws, (double)v)};
    write_row(table, result->scenario, &row);
  }
}

/* True the first time for this scenario and policy: models share their paths. */
static bool take(rift_output *output, const char *label, bool *failed) {
  bool added = false;
  *failed = rift_names_add(&output->mixtures, label, strlen(label), &added) == RIFT_NOT_FOUND;
  return added && !*failed;
}

rift_status rift_output_mixture(rift_output *output, const rift_result *result, rift_error *error) {
  rift_csv_writer *table = &output->tables[RIFT_TABLE_MIXTURE];
  bool failed = false;
  if (result->stage_count == 0) {
    return RIFT_OK;
  }
  if (!take(output, rift_scenario_label(result->scenario), &failed)) {
    return failed ? rift_error_memory(error, 0) : RIFT_OK;
  }
  double *values = rift_allocate_doubles((size_t)result->draws);
  if (values == NULL) {
    return rift_error_memory(error, (size_t)result->draws * sizeof *values);
  }
  size_t first = result->stored_count + result->variate_count;
  rift_status status = rift_store_read(result->store, first, values, error);
  if (status == RIFT_OK) {
    write_stages(table, result, values);
  }
  for (size_t c = 0; c < result->scenario->escalation.covariate_count && status == RIFT_OK; c++) {
    status = rift_store_read(result->store, first + 1 + c, values, error);
    if (status == RIFT_OK) {
      write_covariate(table, result, c, values);
    }
  }
  free(values);
  return status;
}
