/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From steps to outcomes: means over a year and three, the worst step, weeks, paths. */
#include <stdint.h>
#include <string.h>

#include "model/dynamic/dynamic.h"

enum { L = RIFT_LANES };

static const double recovered = -5; /* percent */

static double *take(double *workspace, size_t *used, size_t rows) {
  double *part = workspace == NULL ? NULL : workspace + *used;
  *used += rows * L;
  return part;
}

static size_t divide(rift_dynamic_report *report, const rift_dynamic *model, double *workspace) {
  size_t n = model->economy->node_count;
  size_t used = 0;
  report->node_year = take(workspace, &used, n);
  report->lost = take(workspace, &used, n);
  report->last_below = take(workspace, &used, model->set_count);
  report->changes = take(workspace, &used, n);
  report->delivered = take(workspace, &used, n);
  report->received = take(workspace, &used, n);
  report->home = take(workspace, &used, n);
  report->sums = take(workspace, &used, model->set_count);
  report->scratch = take(workspace, &used, model->economy->region_count * model->sets.sector_set_count);
  return used;
}

size_t rift_dynamic_report_workspace(const rift_dynamic *model) {
  rift_dynamic_report report;
  return divide(&report, model, NULL);
}

void rift_dynamic_report_start(rift_dynamic_report *report, const rift_dynamic *model, double *workspace,
                               double *outcomes) {
  size_t n = model->economy->node_count;
  divide(report, model, workspace);
  report->model = model;
  report->outcomes = outcomes;
  memset(outcomes, 0, model->info.outcome_count * L * sizeof *outcomes);
  memset(report->node_year, 0, n * L * sizeof *report->node_year);
  memset(report->lost, 0, n * L * sizeof *report->lost);
  memset(report->last_below, 0, model->set_count * L * sizeof *report->last_below);
}

static void clear_lane(double *rows, size_t count, size_t lane) {
  for (size_t i = 0; i < count; i++) {
    rows[i * L + lane] = 0;
  }
}

void rift_dynamic_report_restart(rift_dynamic_report *report, size_t lane) {
  size_t n = report->model->economy->node_count;
  clear_lane(report->outcomes, report->model->info.outcome_count, lane);
  clear_lane(report->node_year, n, lane);
  clear_lane(report->lost, n, lane);
  clear_lane(report->last_below, report->model->set_count, lane);
}

/* Share of the first `years` that lies in a step. */
static double share_of(const rift_dynamic *model, size_t step, double years) {
  double from = (double)step * model->step;
  double to = from + model->step < years ? from + model->step : years;
  return to > from ? (to - from) / years : 0;
}

/* Nothing happens at nodes without output. */
static void change_of_output(const rift_dynamic *model, const double *node_base, const double *output, double *changes) {
  for (size_t i = 0; i < model->economy->node_count; i++) {
    double base = model->economy->gross_output[i] > 0 ? node_base[i] : 0;
    for (size_t lane = 0; lane < L; lane++) {
      changes[i * L + lane] = base * (output[i * L + lane] - 1);
    }
  }
}

static void change_of_trade(const rift_dynamic_report *report, bool exports) {
  const rift_dynamic *model = report->model;
  const double *all = exports ? report->delivered : report->received;
  const double *base = exports ? model->base_exports : model->base_imports;
  for (size_t i = 0; i < model->economy->node_count * L; i++) {
    report->changes[i] = all[i] - report->home[i] - base[i / L];
  }
}

static void add_horizons(const rift_dynamic_report *report, const rift_dynamic_indicator *table, size_t step) {
  const double weights[] = {share_of(report->model, step, 1), share_of(report->model, step, 3)};
  for (size_t set = 0; set < report->model->set_count; set++) {
    double scale = table->base[set] == 0 ? 0 : 100 / table->base[set];
    for (size_t lane = 0; lane < L; lane++) {
      double *percent = &report->sums[set * L + lane];
      *percent *= scale;
      for (size_t h = 0; h < 2; h++) {
        if (table->position[h][set] != SIZE_MAX) {
          report->outcomes[table->position[h][set] * L + lane] += weights[h] * *percent;
        }
      }
      if (table->position[RIFT_DYNAMIC_PEAK][set] != SIZE_MAX) {
        double *worst = &report->outcomes[table->position[RIFT_DYNAMIC_PEAK][set] * L + lane];
        *worst = step == 0 || *percent < *worst ? *percent : *worst;
      }
    }
  }
}

/* With the percentages of gross output in `sums`. */
static void note_output(const rift_dynamic_report *report, size_t step) {
  const rift_dynamic *model = report->model;
  double weeks = (double)(step + 1) * model->step * 365 / 7;
  for (size_t i = 0; i < model->set_count * L; i++) {
    report->last_below[i] = report->sums[i] < recovered ? weeks : report->last_below[i];
  }
  for (size_t i = 0; i < model->path_set_count && model->path_point[step] != SIZE_MAX; i++) {
    size_t at = model->path_position + model->path_point[step] * model->path_set_count + i;
    memcpy(report->outcomes + at * L, report->sums + model->path_sets[i] * L, L * sizeof(double));
  }
}

static void note_nodes(const rift_dynamic_report *report, const rift_dynamic_state *state, size_t step) {
  const rift_dynamic *model = report->model;
  double share = share_of(model, step, 1);
  double weeks = model->step * 365 / 7;
  for (size_t i = 0; i < model->economy->node_count * L; i++) {
    double base = model->economy->gross_output[i / L] > 0 ? model->economy->gross_output[i / L] : 0;
    report->node_year[i] += share * (state->output[i] - 1);
    double could = state->need[i] < state->kept[i] ? state->need[i] : state->kept[i];
    report->lost[i] += state->limit[i] < could ? base * weeks * (could - state->limit[i]) : 0;
  }
}

void rift_dynamic_report_step(rift_dynamic_report *report, const rift_dynamic_state *state) {
  const rift_dynamic *model = report->model;
  size_t step = state->step - 1;
  if (model->detail != RIFT_DETAIL_TOTALS) {
    rift_dynamic_trade(state, report->delivered, report->received, report->home);
    note_nodes(report, state, step);
  }
  for (size_t t = 0; t < model->indicator_count; t++) {
    const rift_dynamic_indicator *table = &model->indicators[t];
    if (table->indicator == RIFT_EXPORTS || table->indicator == RIFT_IMPORTS) {
      change_of_trade(report, table->indicator == RIFT_EXPORTS);
    } else {
      change_of_output(model, table->node_base, state->output, report->changes);
    }
    rift_sets_add_up(&model->sets, model->economy, L, report->changes, report->scratch, report->sums);
    add_horizons(report, table, step);
    if (table->indicator == RIFT_GROSS_OUTPUT && model->detail != RIFT_DETAIL_TOTALS) {
      note_output(report, step);
    }
  }
}

/* The run ends with the last step, which may reach beyond the horizon. */
static void report_weeks(const rift_dynamic_report *report) {
  const rift_dynamic *model = report->model;
  const double *base = model->indicators[0].base;
  rift_sets_add_up(&model->sets, model->economy, L, report->lost, report->scratch, report->sums);
  for (size_t set = 0; set < model->set_count; set++) {
    for (size_t lane = 0; lane < L && model->stoppage[set] != SIZE_MAX; lane++) {
      report->outcomes[model->stoppage[set] * L + lane] = report->sums[set * L + lane] / base[set];
      report->outcomes[model->recovery[set] * L + lane] = report->last_below[set * L + lane];
    }
  }
}

/* What rounding leaves of nothing (1e-12 of base) is nothing: it must not count as a loss. */
static void drop_rounding(const rift_dynamic_report *report) {
  for (size_t i = 0; i < report->model->info.outcome_count * L; i++) {
    double value = report->outcomes[i];
    report->outcomes[i] = value > -1e-10 && value < 1e-10 ? 0 : value;
  }
}

void rift_dynamic_report_end(rift_dynamic_report *report) {
  const rift_dynamic *model = report->model;
  if (model->detail == RIFT_DETAIL_TOTALS) {
    drop_rounding(report);
    return;
  }
  report_weeks(report);
  for (size_t k = 0; k < model->node_count; k++) {
    for (size_t lane = 0; lane < L; lane++) {
      report->outcomes[(model->node_position + k) * L + lane] = 100 * report->node_year[model->nodes[k] * L + lane];
    }
  }
  drop_rounding(report);
}
