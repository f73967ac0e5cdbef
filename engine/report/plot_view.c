/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "report/plot_state.h"
#include "tables/file.h"

/* The sectors in focus, and the total, in the order of the panels. */
const char *const rift_plot_panels[PANELS] = {"all", "autos", "chemicals", "machine_tools",
                                              "green_tech"};

/* The model's own answer: no bound, no linear approximation, no part of a trade flow. */
static bool is_plain_closure(const char *closure) {
  return plot_same(closure, "resourcing_drawn") || plot_same(closure, "none") || strncmp(closure, "deficits_", 9) == 0;
}

static bool is_in_view(const plot_view *view, const char *model, const char *horizon) {
  char name[128];
  rift_plot_view_name(name, model, horizon);
  return plot_same(name, view->name);
}

static size_t panel_of(const char *sector) {
  size_t i = 0;
  while (i < PANELS && !plot_same(rift_plot_panels[i], sector)) {
    i++;
  }
  return i;
}

static void note_draws(rift_plot_data *data, const char *text) {
  uint64_t draws = 0;
  if (rift_count_read(text, strlen(text), &draws)) {
    data->least_draws =
        data->least_draws == 0 || draws < data->least_draws ? draws : data->least_draws;
    data->most_draws = draws > data->most_draws ? draws : data->most_draws;
  }
}

static void note_output(plot_scenario *scenario, const char *text) {
  double value = 0;
  scenario->has_output = true;
  scenario->moves = scenario->moves ||
                    rift_number_read(text, strlen(text), &value) != RIFT_NUMBER_OK || value != 0;
}

static void take_summary(plot_view *view, const rift_csv *csv) {
  rift_plot_data *data = view->data;
  if (!is_in_view(view, plot_field(csv, MODEL), plot_field(csv, HORIZON)) ||
      !plot_same(plot_field(csv, INDICATOR), "gross_output") ||
      !plot_same(plot_field(csv, REGION), data->home) ||
      !plot_same(plot_field(csv, CONDITION), "all") ||
      !plot_same(plot_field(csv, POLICY), "none") || !is_plain_closure(plot_field(csv, CLOSURE))) {
    return;
  }
  size_t scenario = plot_find(&data->scenarios, plot_field(csv, SCENARIO));
  size_t panel = panel_of(plot_field(csv, SECTOR));
  size_t sector = plot_find(&data->sectors, plot_field(csv, SECTOR));
  note_draws(data, plot_field(csv, DRAWS));
  if (panel < PANELS && plot_field(csv, FIRST_QUANTILE)[0] != '\0') {
    rift_csv_write_count(&view->boxes, panel + 1);
    rift_csv_write_count(&view->boxes, scenario + 1);
    for (size_t i = 0; i < QUANTILES; i++) {
      note_output(&view->scenarios[scenario], plot_field(csv, FIRST_QUANTILE + i));
      rift_csv_write_code(&view->boxes, plot_field(csv, FIRST_QUANTILE + i));
    }
    rift_csv_end_row(&view->boxes);
    view->box_count++;
  }
  if (sector != RIFT_NOT_FOUND && plot_field(csv, MEAN)[0] != '\0') {
    rift_csv_write_count(&view->heat, sector + 1);
    rift_csv_write_count(&view->heat, scenario + 1);
    note_output(&view->scenarios[scenario], plot_field(csv, MEAN));
    rift_csv_write_code(&view->heat, plot_field(csv, MEAN));
    rift_csv_end_row(&view->heat);
    view->heat_count++;
  }
}

static rift_status write_summary_parts(plot_view *view, rift_problems *problems,
                                       rift_error *error) {
  rift_csv *csv = NULL;
  rift_status status =
      rift_plot_open(view->data, &csv, "tables/summary.csv", rift_plot_summary_columns,
                     RIFT_PLOT_SUMMARY_COLUMNS, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_summary(view, csv);
  }
  rift_status closed = rift_csv_close(csv, error);
  return status != RIFT_OK ? status : closed;
}

/* The points of a curve come one after the other, the loss growing; a gain is a loss of nothing. */
static void add_point(plot_scenario *scenario, double loss, double probability) {
  double from_zero = loss > 0 ? loss : 0;
  if (scenario->has_curve) {
    scenario->area +=
        0.5 * (scenario->probability + probability) * fabs(from_zero - scenario->loss);
  }
  scenario->has_curve = true;
  scenario->has_loss = scenario->has_loss || (loss >= 0 && probability > 0);
  scenario->loss = from_zero;
  scenario->probability = probability;
}

enum { CURVE_POLICY = 10 }; /* figures show scenarios as they stand */

static bool is_curve(const plot_view *view, const rift_csv *csv) {
  return is_in_view(view, plot_field(csv, 1), plot_field(csv, 5)) &&
         plot_same(plot_field(csv, 2), "value_added") &&
         plot_same(plot_field(csv, 3), view->data->home) && plot_same(plot_field(csv, 4), "all") &&
         is_plain_closure(plot_field(csv, 6)) && plot_same(plot_field(csv, CURVE_POLICY), "none");
}

static void take_curve(plot_view *view, rift_csv *csv) {
  size_t scenario = plot_find(&view->data->scenarios, plot_field(csv, 0));
  double threshold = 0;
  double probability = 0;
  if (scenario != RIFT_NOT_FOUND && is_curve(view, csv) && rift_csv_number(csv, 7, &threshold) &&
      rift_csv_number(csv, 8, &probability)) {
    add_point(&view->scenarios[scenario], 0.0 - threshold, probability);
    rift_csv_write_count(&view->curves, scenario + 1);
    rift_csv_write_number(&view->curves, 0.0 - threshold);
    rift_csv_write_number(&view->curves, 100 * probability);
    rift_csv_end_row(&view->curves);
    view->curve_count++;
  }
}

static rift_status write_curves(plot_view *view, rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[] = {
      {"scenario", RIFT_CSV_TEXT, true},         {"model", RIFT_CSV_TEXT, true},
      {"indicator", RIFT_CSV_TEXT, true},        {"region", RIFT_CSV_TEXT, true},
      {"sector", RIFT_CSV_TEXT, true},           {"horizon", RIFT_CSV_TEXT, true},
      {"closure", RIFT_CSV_TEXT, true},          {"threshold", RIFT_CSV_NUMBER, true},
      {"probability", RIFT_CSV_NUMBER, true},    {"unit", RIFT_CSV_TEXT, false},
      {"policy", RIFT_CSV_TEXT, true},
      {"probability_low", RIFT_CSV_TEXT, false}, {"probability_high", RIFT_CSV_TEXT, false}};
  rift_csv *csv = NULL;
  rift_status status = rift_plot_open(view->data, &csv, "tables/exceedance.csv", columns,
                                      COUNT(columns), problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_curve(view, csv);
  }
  rift_status closed = rift_csv_close(csv, error);
  return status != RIFT_OK ? status : closed;
}

static rift_status open_part(rift_csv_writer *writer, const char *folder, const char *name,
                             const char *const *columns, size_t count, rift_error *error) {
  char *path = rift_path_join(folder, name);
  rift_status status =
      path == NULL ? rift_error_memory(error, 0) : rift_csv_writer_open(writer, path, error);
  free(path);
  if (status == RIFT_OK) {
    rift_csv_write_row(writer, columns, count);
  }
  return status;
}

static rift_status open_parts(plot_view *view, const char *folder, rift_error *error) {
  static const char *const boxes[] = {"panel", "scenario", "p01", "p05", "p25",
                                      "p50",   "p75",      "p95", "p99"};
  static const char *const heat[] = {"sector", "scenario", "value"};
  static const char *const curves[] = {"scenario", "loss", "probability"};
  rift_status status = open_part(&view->boxes, folder, "boxes.csv", boxes, COUNT(boxes), error);
  if (status == RIFT_OK) {
    status = open_part(&view->heat, folder, "heat.csv", heat, COUNT(heat), error);
  }
  return status == RIFT_OK
             ? open_part(&view->curves, folder, "exceedance.csv", curves, COUNT(curves), error)
             : status;
}

static rift_status write_tables(plot_view *view, const char *folder, rift_problems *problems,
                                rift_error *error) {
  rift_csv_writer *const parts[] = {&view->boxes, &view->heat, &view->curves};
  for (size_t i = 0; i < COUNT(parts); i++) {
    parts[i]->file.descriptor = -1;
  }
  rift_status status = open_parts(view, folder, error);
  if (status == RIFT_OK) {
    status = write_summary_parts(view, problems, error);
  }
  if (status == RIFT_OK) {
    status = write_curves(view, problems, error);
  }
  for (size_t i = 0; i < COUNT(parts) && status == RIFT_OK; i++) {
    status = rift_csv_writer_commit(parts[i], error);
  }
  for (size_t i = 0; i < COUNT(parts); i++) {
    rift_csv_writer_abandon(parts[i]);
  }
  return status;
}

rift_status rift_plot_data_write(rift_plot_data *data, size_t index, const char *folder,
                                 rift_problems *problems, rift_error *error) {
  plot_view view = {.data = data, .name = data->views.items[index]};
  snprintf(view.model, sizeof view.model, "%.*s", (int)strcspn(view.name, " "), view.name);
  data->least_draws = 0;
  data->most_draws = 0;
  view.scenarios = rift_allocate(data->scenarios.count, sizeof *view.scenarios);
  if (view.scenarios == NULL) {
    return rift_error_memory(error, data->scenarios.count * sizeof *view.scenarios);
  }
  rift_status status = rift_plot_read_expression(&view, problems, error);
  if (status == RIFT_OK) {
    status = write_tables(&view, folder, problems, error);
  }
  if (status == RIFT_OK) {
    status = rift_plot_settings_write(&view, folder, error);
  }
  free(view.scenarios);
  return status;
}
