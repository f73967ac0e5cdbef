/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inputs.csv: what was assumed, where it comes from, and what was in fact drawn. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/distribution_text.h"
#include "output/state.h"

#define P05 1
#define P50 4
#define P95 7

static size_t find_variate(const rift_result *result, const char *id) {
  size_t i = 0;
  while (i < result->variate_count && strcmp(result->variate_ids[i], id) != 0) {
    i++;
  }
  return i < result->variate_count ? i : RIFT_NOT_FOUND;
}

/* A quantity that a model does not draw keeps blanks, unless it is a point: that is its own mean.
 */
static rift_summary undrawn(const rift_distribution *distribution) {
  bool point = distribution->kind == RIFT_POINT;
  const double unknown = (double)NAN;
  double value = point ? distribution->a : unknown;
  rift_summary summary = {.mean = value, .sd = point ? 0 : unknown};
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    summary.quantiles[i] = value;
  }
  return summary;
}

static rift_status summarise_variate(const rift_result *result, size_t variate, double *values,
                                     rift_summary *summary, rift_error *error) {
  rift_status status =
      rift_store_read(result->store, result->stored_count + variate, values, error);
  if (status == RIFT_OK) {
    rift_moments moments = rift_moments_of(values, (size_t)result->draws);
    rift_summary_compute(summary, &moments, RIFT_WORSE_NONE, values, (size_t)result->draws);
  }
  return status;
}

static rift_status write_row(rift_csv_writer *table, const rift_scenario *scenario,
                             const rift_quantity *quantity, const rift_summary *summary,
                             rift_error *error) {
  rift_text distribution = {0};
  rift_distribution_describe(&quantity->distribution, &distribution);
  if (distribution.failed) {
    rift_text_free(&distribution);
    return rift_error_memory(error, 0);
  }
  rift_csv_write_text(table, scenario->id);
  rift_csv_write_text(table, rift_scenario_policy(scenario));
  rift_csv_write_text(table, quantity->id);
  rift_csv_write_code(table, distribution.bytes);
  rift_csv_write_text(table, quantity->unit);
  rift_output_cell(table, quantity->source);
  rift_csv_write_number(table, summary->mean);
  rift_csv_write_number(table, summary->sd);
  rift_csv_write_number(table, summary->quantiles[P05]);
  rift_csv_write_number(table, summary->quantiles[P50]);
  rift_csv_write_number(table, summary->quantiles[P95]);
  rift_csv_end_row(table);
  rift_text_free(&distribution);
  return RIFT_OK;
}

/* True if the scenario's quantity has no row yet; then it counts as written. */
static bool take(rift_output *output, const char *scenario, const char *id, bool *failed) {
  rift_text key = {0};
  bool added = false;
  rift_text_add(&key, "%s %s", scenario, id);
  size_t place =
      key.failed ? RIFT_NOT_FOUND : rift_names_add(&output->inputs, key.bytes, key.length, &added);
  rift_text_free(&key);
  *failed = place == RIFT_NOT_FOUND;
  return added;
}

static rift_status add_quantity(rift_output *output, const rift_result *result,
                                const rift_quantity *quantity, double *values, rift_error *error) {
  const rift_scenario *scenario = result->scenario;
  bool failed = false;
  if (!take(output, rift_scenario_label(scenario), quantity->id, &failed)) {
    return failed ? rift_error_memory(error, 0) : RIFT_OK;
  }
  rift_summary summary = undrawn(&quantity->distribution);
  size_t variate = find_variate(result, quantity->id);
  if (variate != RIFT_NOT_FOUND) {
    rift_status status = summarise_variate(result, variate, values, &summary, error);
    if (status != RIFT_OK) {
      return status;
    }
  }
  return write_row(&output->tables[RIFT_TABLE_INPUTS], scenario, quantity, &summary, error);
}

/* The escalation's own: their draws are not stored. */
static rift_status add_escalation(rift_output *output, const rift_result *result, double *values,
                                  rift_error *error) {
  const rift_quantity **quantities = NULL;
  size_t count = 0;
  rift_status status =
      rift_escalation_quantities(&result->scenario->escalation, &quantities, &count, error);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    status = add_quantity(output, result, quantities[i], values, error);
  }
  free(quantities);
  return status;
}

rift_status rift_output_inputs(rift_output *output, const rift_result *result, rift_error *error) {
  const rift_quantity **quantities = NULL;
  size_t count = 0;
  rift_status status = rift_scenario_quantities(result->scenario, &quantities, &count, error);
  if (status != RIFT_OK) {
    return status;
  }
  double *values = rift_allocate_doubles((size_t)result->draws);
  if (values == NULL) {
    status = rift_error_memory(error, (size_t)result->draws * sizeof *values);
  }
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    status = add_quantity(output, result, quantities[i], values, error);
  }
  for (size_t i = 0; result->variate_quantities != NULL && i < result->variate_count && status == RIFT_OK; i++) {
    status = add_quantity(output, result, result->variate_quantities[i], values, error);
  }
  if (status == RIFT_OK) {
    status = add_escalation(output, result, values, error);
  }
  free(values);
  free(quantities);
  return status;
}
