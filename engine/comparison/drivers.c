/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comparison/drivers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Columns of one result. */
typedef struct columns {
  const rift_read_result *result;
  size_t draws;
  double *outcome, *input, *weights;
  bool weighted;
} columns;

static rift_status columns_init(columns *c, const rift_read_result *result, rift_error *error) {
  *c = (columns){.result = result, .draws = result->draws.draws};
  c->outcome = rift_allocate_doubles(c->draws);
  c->input = rift_allocate_doubles(c->draws);
  c->weights = rift_allocate_doubles(c->draws);
  c->weighted = result->draws.weight_variable >= 0;
  if (c->outcome == NULL || c->input == NULL || c->weights == NULL) {
    return rift_error_memory(error, 3 * c->draws * sizeof(double));
  }
  return rift_draws_reader_weights(&result->draws, c->weights, error);
}

static void columns_free(columns *c) {
  free(c->outcome);
  free(c->input);
  free(c->weights);
}

static const double *weights_of(const columns *c) { return c->weighted ? c->weights : NULL; }

static bool varies(const double *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (values[i] != values[0]) {
      return true;
    }
  }
  return false;
}

/* Adds the input that stands in c->input; one that is the same in every draw drives nothing. */
static rift_status add_driver(rift_drivers *drivers, columns *c, const rift_read_outcome *outcome,
                              const char *input, bool of_path, rift_error *error) {
  if (!varies(c->input, c->draws)) {
    return RIFT_OK;
  }
  rift_driver *grown =
      rift_grow(drivers->items, &drivers->capacity, drivers->count + 1, sizeof *grown);
  if (grown == NULL) {
    return rift_error_memory(error, sizeof *grown);
  }
  drivers->items = grown;
  rift_driver *driver = &grown[drivers->count];
  *driver = (rift_driver){.result = c->result, .outcome = outcome, .input = input};
  if (of_path) {
    rift_text name = {0};
    rift_text_add(&name, "escalation.%s", input);
    if (name.failed) {
      rift_text_free(&name);
      return rift_error_memory(error, 0);
    }
    driver->owned = name.bytes;
    driver->input = driver->owned;
  }
  drivers->count++;
  rift_status status = rift_sensitivity_given(&driver->index, c->input, c->outcome, weights_of(c),
                                              c->draws, error);
  return status == RIFT_OK
             ? rift_tail_attribute(&driver->tail, c->input, c->outcome, weights_of(c), c->draws,
                                   outcome->worse, RIFT_WORST_SHARE, error)
             : status;
}

static size_t cut_names(char *names) {
  size_t count = 1;
  for (char *at = names; *at != '\0'; at++) {
    if (*at == ' ') {
      *at = '\0';
      count++;
    }
  }
  return count;
}

const char *rift_signal_value_name(const rift_signal_row *row, size_t v) {
  const char *name = row->names;
  for (size_t i = 0; i < v; i++) {
    name += strlen(name) + 1;
  }
  return name;
}

static rift_status add_signal(rift_drivers *drivers, columns *c, const rift_read_outcome *outcome,
                              size_t path, rift_error *error) {
  const char *names = c->result->draws.path_values[path];
  if (names == NULL || names[0] == '\0') {
    return RIFT_OK;
  }
  rift_signal_row *grown = rift_grow(drivers->signals, &drivers->signal_capacity,
                                     drivers->signal_count + 1, sizeof *grown);
  if (grown == NULL) {
    return rift_error_memory(error, sizeof *grown);
  }
  drivers->signals = grown;
  rift_signal_row *row = &grown[drivers->signal_count++];
  *row = (rift_signal_row){.result = c->result,
                           .outcome = outcome,
                           .signal = c->result->draws.paths.items[path],
                           .names = rift_copy_text(names)};
  if (row->names == NULL) {
    return rift_error_memory(error, 0);
  }
  row->worth.value_count = cut_names(row->names);
  row->values = rift_allocate(row->worth.value_count, sizeof *row->values);
  if (row->values == NULL) {
    return rift_error_memory(error, row->worth.value_count * sizeof *row->values);
  }
  row->worth.values = row->values;
  return rift_signal_compute(&row->worth, c->input, c->outcome, weights_of(c), c->draws,
                             outcome->worse, error);
}

static rift_status drive_outcome(rift_drivers *drivers, columns *c, const rift_read_outcome *outcome,
                                 rift_error *error) {
  const rift_draws_reader *reader = &c->result->draws;
  rift_status status = rift_read_outcome_draws(c->result, outcome, c->outcome, error);
  if (status != RIFT_OK || !varies(c->outcome, c->draws)) {
    return status;
  }
  for (size_t i = 0; i < reader->inputs.count && status == RIFT_OK && !drivers->signals_only; i++) {
    status = rift_draws_reader_input(reader, i, c->input, error);
    if (status == RIFT_OK) {
      status = add_driver(drivers, c, outcome, reader->inputs.items[i], false, error);
    }
  }
  for (size_t p = 0; p < reader->paths.count && status == RIFT_OK; p++) {
    status = rift_draws_reader_path(reader, p, c->input, error);
    if (status == RIFT_OK && !drivers->signals_only) {
      status = add_driver(drivers, c, outcome, reader->paths.items[p], true, error);
    }
    if (status == RIFT_OK) {
      status = add_signal(drivers, c, outcome, p, error);
    }
  }
  return status;
}

rift_status rift_drivers_add(rift_drivers *drivers, const rift_results *results,
                             rift_outcome_choice *wanted, const void *context, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t r = 0; r < results->count && status == RIFT_OK; r++) {
    const rift_read_result *result = &results->items[r];
    columns c;
    status = columns_init(&c, result, error);
    for (size_t i = 0; i < result->outcome_count && status == RIFT_OK; i++) {
      if (result->outcomes[i].column != RIFT_NOT_FOUND && wanted(result, &result->outcomes[i], context)) {
        status = drive_outcome(drivers, &c, &result->outcomes[i], error);
      }
    }
    columns_free(&c);
  }
  return status;
}

void rift_drivers_free(rift_drivers *drivers) {
  for (size_t i = 0; i < drivers->count; i++) {
    free(drivers->items[i].owned);
  }
  for (size_t i = 0; i < drivers->signal_count; i++) {
    free(drivers->signals[i].names);
    free(drivers->signals[i].values);
  }
  free(drivers->items);
  free(drivers->signals);
  memset(drivers, 0, sizeof *drivers);
}
