/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which scenarios a model expresses in part only, and which not at all. */
#include "report/plot_state.h"

/* "SCENARIO MEASURE" of what the view's model cannot express. */
static bool add_pair(rift_names *pairs, const char *scenario, const char *measure, size_t length) {
  rift_text pair = {0};
  rift_text_add(&pair, "%s %.*s", scenario, (int)length, measure);
  bool good =
      !pair.failed && rift_names_add(pairs, pair.bytes, pair.length, NULL) != RIFT_NOT_FOUND;
  rift_text_free(&pair);
  return good;
}

/* A row of unexpressed.csv; false when memory runs out. */
static bool take_unexpressed(plot_view *view, const rift_csv *csv, rift_names *pairs) {
  const char *scenario = plot_field(csv, 0);
  const char *measure = plot_field(csv, 2);
  size_t place = plot_find(&view->data->scenarios, scenario);
  if (place == RIFT_NOT_FOUND || !plot_same(plot_field(csv, 1), view->model)) {
    return true;
  }
  view->scenarios[place].partly = true;
  return add_pair(pairs, scenario, measure, strlen(measure));
}

static rift_status read_unexpressed(plot_view *view, rift_names *pairs, rift_problems *problems,
                                    rift_error *error) {
  static const rift_csv_column columns[] = {{"scenario", RIFT_CSV_TEXT, true},
                                            {"model", RIFT_CSV_TEXT, true},
                                            {"measure", RIFT_CSV_TEXT, true},
                                            {"policy", RIFT_CSV_TEXT, true},
                                            {"channel", RIFT_CSV_TEXT, false},
                                            {"reason", RIFT_CSV_TEXT, false}};
  rift_csv *csv = NULL;
  rift_status status = rift_plot_open(view->data, &csv, "tables/unexpressed.csv", columns,
                                      COUNT(columns), problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = take_unexpressed(view, csv, pairs);
  }
  rift_status closed = rift_csv_close(csv, error);
  if (!memory) {
    return rift_error_memory(error, 0);
  }
  return status != RIFT_OK ? status : closed;
}

/* An id is measure.field, sector.parameter, model.option, table.factor or stockpile.input; those of the economy may have more
 * parts (input.sector.parameter). */
static bool is_measure(const rift_plot_data *data, const char *name, size_t length) {
  static const char *const models[] = {"static", "equilibrium", "dynamic", "table", "stockpile"};
  if (memchr(name, '.', length) != NULL) {
    return false;
  }
  for (size_t i = 0; i < COUNT(models); i++) {
    if (strlen(models[i]) == length && strncmp(models[i], name, length) == 0) {
      return false;
    }
  }
  return rift_names_find(&data->sectors, name, length) == RIFT_NOT_FOUND;
}

/* A row of inputs.csv; false when memory runs out. */
static bool take_input(plot_view *view, const rift_csv *csv, const rift_names *pairs) {
  const char *scenario = plot_field(csv, 0);
  const char *id = plot_field(csv, 1);
  const char *dot = strrchr(id, '.');
  size_t length = dot == NULL ? strlen(id) : (size_t)(dot - id);
  size_t place = plot_find(&view->data->scenarios, scenario);
  if (place == RIFT_NOT_FOUND || !is_measure(view->data, id, length)) {
    return true;
  }
  rift_text pair = {0};
  rift_text_add(&pair, "%s %.*s", scenario, (int)length, id);
  bool good = !pair.failed;
  if (good && rift_names_find(pairs, pair.bytes, pair.length) == RIFT_NOT_FOUND) {
    view->scenarios[place].expressed = true;
  }
  rift_text_free(&pair);
  return good;
}

static rift_status read_inputs(plot_view *view, const rift_names *pairs, rift_problems *problems,
                               rift_error *error) {
  static const rift_csv_column columns[] = {
      {"scenario", RIFT_CSV_TEXT, true},      {"id", RIFT_CSV_TEXT, true},
      {"distribution", RIFT_CSV_TEXT, false}, {"unit", RIFT_CSV_TEXT, false},
      {"source", RIFT_CSV_TEXT, false},       {"mean", RIFT_CSV_TEXT, false},
      {"sd", RIFT_CSV_TEXT, false},           {"p05", RIFT_CSV_TEXT, false},
      {"p50", RIFT_CSV_TEXT, false},          {"p95", RIFT_CSV_TEXT, false},
      {"policy", RIFT_CSV_TEXT, true}};
  rift_csv *csv = NULL;
  rift_status status = rift_plot_open(view->data, &csv, "tables/inputs.csv", columns,
                                      COUNT(columns), problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = take_input(view, csv, pairs);
  }
  rift_status closed = rift_csv_close(csv, error);
  if (!memory) {
    return rift_error_memory(error, 0);
  }
  return status != RIFT_OK ? status : closed;
}

rift_status rift_plot_read_expression(plot_view *view, rift_problems *problems, rift_error *error) {
  rift_names pairs = {0};
  rift_status status = read_unexpressed(view, &pairs, problems, error);
  if (status == RIFT_OK) {
    status = read_inputs(view, &pairs, problems, error);
  }
  rift_names_free(&pairs);
  return status;
}
