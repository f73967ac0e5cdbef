/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/balance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/aggregate.h"
#include "economy/projection/margin_set.h"

rift_balance_options rift_balance_options_default(void) {
  return (rift_balance_options){.hold = RIFT_HOLD_OUTPUT,
                                .inventories = 1,
                                .decimals = -1,
                                .gras = rift_gras_options_default()};
}

static double purchases(const rift_economy *economy, size_t user) {
  double sum = 0;
  for (size_t supplier = 0; supplier < economy->node_count; supplier++) {
    sum += economy->intermediate[supplier * economy->node_count + user];
  }
  return sum;
}

static double sales(const rift_economy *economy, size_t node) {
  double sum = 0;
  for (size_t user = 0; user < economy->node_count; user++) {
    sum += economy->intermediate[node * economy->node_count + user];
  }
  for (size_t region = 0; region < economy->region_count; region++) {
    sum += rift_economy_final(economy, node, region);
  }
  return sum;
}

double rift_economy_worst_gap(const rift_economy *economy, double *sum_musd) {
  double worst = 0;
  *sum_musd = 0;
  for (size_t i = 0; i < economy->node_count; i++) {
    double output = economy->gross_output[i];
    double row = fabs(sales(economy, i) - output);
    double column = fabs(purchases(economy, i) + economy->taxes[i] + economy->margins[i] +
                         economy->value_added[i] - output);
    double size = output > 0 ? output : 1;
    *sum_musd += row + column;
    worst = fmax(worst, fmax(row, column) / size);
  }
  return worst;
}

static void prepare(rift_economy *economy, const rift_balance_options *options,
                    rift_balance_report *report) {
  size_t inventories = rift_names_find(&economy->categories, "INVNT", 5);
  size_t cells = economy->node_count * economy->region_count * economy->category_count;
  for (size_t i = 0; i < cells; i++) {
    double *value = &economy->final_demand[i];
    bool inventory = i % economy->category_count == inventories;
    report->inventories_before_musd += inventory ? fabs(*value) : 0;
    *value *= inventory ? options->inventories : 1;
    if (options->clip_negatives && *value < 0) {
      report->clipped_count++;
      report->clipped_musd -= *value;
      *value = 0;
    }
    report->inventories_after_musd += inventory ? fabs(*value) : 0;
  }
}

static double share_moved(const rift_cells *cells, const double *before) {
  double moved = 0;
  double total = 0;
  for (size_t i = 0; i < cells->count; i++) {
    moved += fabs(cells->values[i] - before[i]);
    total += fabs(before[i]);
  }
  return total > 0 ? moved / total : 0;
}

static rift_status scale_cells(rift_economy *economy, rift_cells *cells,
                               const rift_balance_options *options, rift_balance_report *report,
                               rift_problems *problems, rift_error *error) {
  rift_margin_set set;
  rift_gras_outcome outcome;
  rift_impose_options impose = {.strict = true, .gras = &options->gras};
  rift_margin_set_init(&set);
  double *before = rift_allocate_doubles(cells->count);
  rift_status status = before == NULL
                           ? rift_error_memory(error, cells->count * sizeof *before)
                           : (options->hold == RIFT_HOLD_OUTPUT
                                  ? rift_margin_set_add_outputs(&set, economy, cells, error)
                                  : rift_margin_set_add_accounts(&set, economy, cells, error));
  if (status == RIFT_OK) {
    memcpy(before, cells->values, cells->count * sizeof *before);
    status = rift_margin_set_impose(&set, cells, &impose, &outcome, problems, error);
    report->sweeps = outcome.sweeps;
  }
  if (status == RIFT_OK) {
    report->moved = share_moved(cells, before);
  }
  free(before);
  rift_margin_set_free(&set);
  return status;
}

rift_status rift_economy_balance(rift_economy *economy, const rift_balance_options *options,
                                 rift_balance_report *report, rift_problems *problems,
                                 rift_error *error) {
  rift_cells cells;
  rift_balance_options standard = rift_balance_options_default();
  options = options == NULL ? &standard : options;
  memset(report, 0, sizeof *report);
  report->gap_before = rift_economy_worst_gap(economy, &report->gap_before_musd);
  prepare(economy, options, report);
  rift_status status = rift_cells_create(&cells, economy, error);
  if (status == RIFT_OK) {
    status = scale_cells(economy, &cells, options, report, problems, error);
  }
  if (status == RIFT_OK) {
    rift_cells_store(&cells, economy);
    if (options->decimals >= 0) {
      rift_economy_round_closed(economy, options->decimals, report);
    }
    report->gap_after = rift_economy_worst_gap(economy, &report->gap_after_musd);
  }
  rift_cells_destroy(&cells);
  return status;
}

void rift_economy_round_closed(rift_economy *economy, int decimals, rift_balance_report *report) {
  size_t n = economy->node_count;
  double scale = 1;
  for (int i = 0; i < decimals && i < 9; i++) {
    scale *= 10;
  }
  report->rounded_output_musd = 0;
  report->rounded_value_added_musd = 0;
  rift_economy_round(economy, decimals);
  for (size_t node = 0; node < n; node++) {
    double output = nearbyint(sales(economy, node) * scale) / scale;
    double rest = output - purchases(economy, node) - economy->taxes[node] - economy->margins[node];
    double value_added = nearbyint(rest * scale) / scale;
    report->rounded_output_musd =
        fmax(report->rounded_output_musd, fabs(output - economy->gross_output[node]));
    report->rounded_value_added_musd =
        fmax(report->rounded_value_added_musd, fabs(value_added - economy->value_added[node]));
    economy->gross_output[node] = output;
    economy->value_added[node] = value_added;
  }
}
