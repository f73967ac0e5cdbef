/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/model_spread.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/headline.h"
#include "output/state.h"

enum { P05 = 1, P50 = 4, P95 = 7 };

bool rift_model_row_is_compared(const rift_result *result, const rift_outcome *outcome) {
  static const char *const horizons[] = {"static", "1y", "cum_1y"};
  bool one_year = false;
  for (size_t i = 0; i < sizeof horizons / sizeof horizons[0]; i++) {
    one_year = one_year || strcmp(outcome->horizon, horizons[i]) == 0;
  }
  return one_year && rift_headline_is(result->economy, outcome);
}

bool rift_model_rows_add(rift_model_rows *rows, const rift_result *result, const rift_outcome *outcome,
                         const char *condition, const rift_summary *summary) {
  rift_model_row *items = rift_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *items);
  if (items == NULL) {
    return false;
  }
  rows->items = items;
  rift_model_row *row = &items[rows->count++];
  *row = (rift_model_row){.scenario = result->scenario, .model = result->model, .outcome = *outcome, .summary = *summary};
  snprintf(row->condition, sizeof row->condition, "%s", condition);
  snprintf(row->horizon, sizeof row->horizon, "%s", outcome->horizon);
  snprintf(row->closure, sizeof row->closure, "%s", outcome->closure);
  return true;
}

void rift_model_rows_free(rift_model_rows *rows) {
  free(rows->items);
  memset(rows, 0, sizeof *rows);
}

static bool same_outcome(const rift_model_row *a, const rift_model_row *b) {
  return a->scenario == b->scenario && strcmp(a->condition, b->condition) == 0 &&
         a->outcome.indicator == b->outcome.indicator && strcmp(a->outcome.region, b->outcome.region) == 0 &&
         strcmp(a->outcome.sector, b->outcome.sector) == 0;
}

static void write_head(rift_csv_writer *table, const rift_model_row *row, const char *model) {
  const rift_indicator_entry *entry = rift_indicator_entry_of(row->outcome.indicator);
  rift_csv_write_text(table, row->scenario->id);
  rift_csv_write_text(table, rift_scenario_policy(row->scenario));
  rift_csv_write_code(table, row->condition);
  rift_csv_write_code(table, entry->name);
  rift_csv_write_code(table, row->outcome.region);
  rift_csv_write_code(table, row->outcome.sector);
  rift_csv_write_code(table, entry->unit);
  rift_csv_write_code(table, model);
}

static void write_model(rift_csv_writer *table, const rift_model_row *row) {
  write_head(table, row, row->model);
  rift_csv_write_code(table, row->horizon);
  rift_csv_write_code(table, row->closure);
  rift_csv_write_count(table, row->summary.n);
  rift_csv_write_number(table, row->summary.mean);
  rift_csv_write_number(table, row->summary.mcse);
  rift_csv_write_number(table, row->summary.quantiles[P05]);
  rift_csv_write_number(table, row->summary.quantiles[P50]);
  rift_csv_write_number(table, row->summary.quantiles[P95]);
  rift_csv_end_row(table);
}

/* Greatest less smallest of a number over the models of a group. */
static double range_of(const rift_model_row *const *group, size_t count, size_t quantile) {
  double low = (double)INFINITY;
  double high = -(double)INFINITY;
  for (size_t i = 0; i < count; i++) {
    double value = quantile == RIFT_QUANTILE_COUNT ? group[i]->summary.mean : group[i]->summary.quantiles[quantile];
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return high - low;
}

static void write_spread(rift_csv_writer *table, const rift_model_row *const *group, size_t count) {
  write_head(table, group[0], "spread");
  rift_csv_write_code(table, "1y");
  rift_csv_write_code(table, "none");
  rift_csv_write_count(table, count);
  rift_csv_write_number(table, range_of(group, count, RIFT_QUANTILE_COUNT));
  rift_csv_write_number(table, (double)NAN);
  rift_csv_write_number(table, range_of(group, count, P05));
  rift_csv_write_number(table, range_of(group, count, P50));
  rift_csv_write_number(table, range_of(group, count, P95));
  rift_csv_end_row(table);
}

void rift_output_model_rows(rift_output *output) {
  const rift_model_rows *rows = &output->model_rows;
  enum { MODELS_MAX = 16 };
  for (size_t i = 0; i < rows->count; i++) {
    const rift_model_row *group[MODELS_MAX];
    size_t count = 0;
    bool first = true;
    for (size_t k = 0; k < rows->count && first; k++) {
      bool same = same_outcome(&rows->items[i], &rows->items[k]);
      first = !same || k >= i;
      if (same && count < MODELS_MAX) {
        group[count++] = &rows->items[k];
      }
    }
    for (size_t k = 0; k < count && first && count > 1; k++) {
      write_model(&output->tables[RIFT_TABLE_MODELS], group[k]);
    }
    if (first && count > 1) {
      write_spread(&output->tables[RIFT_TABLE_MODELS], group, count);
    }
  }
}
