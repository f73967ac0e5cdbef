/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdlib.h>

#include "base/number.h"
#include "report/plot_state.h"
#include "tables/csv_write.h"
#include "tables/file.h"

#define SCENARIO_WIDTH 28 /* characters in a line of a label */
#define HEAD_WIDTH 40     /* of a label at the head of a column */
#define SOURCE_WIDTH 120

/* The sectors in focus, and the total, in the order of the panels. */
static const char *const panels[] = {"all", "autos", "chemicals", "machine_tools", "green_tech"};

typedef struct view_writer {
  rift_plot_data *data;
  const char *view;
  rift_csv_writer boxes, heat, curves;
} view_writer;

static bool is_plain_closure(const char *closure) {
  return plot_same(closure, "resourcing_drawn") || plot_same(closure, "none");
}

static bool is_in_view(const view_writer *writer, const char *model, const char *horizon) {
  char view[128];
  rift_plot_view_name(view, model, horizon);
  return plot_same(view, writer->view);
}

static size_t panel_of(const char *sector) {
  size_t i = 0;
  while (i < COUNT(panels) && !plot_same(panels[i], sector)) {
    i++;
  }
  return i;
}

static void note_draws(rift_plot_data *data, const char *text) {
  uint64_t draws = 0;
  if (rift_count_read(text, strlen(text), &draws)) {
    data->least_draws = data->least_draws == 0 || draws < data->least_draws ? draws : data->least_draws;
    data->most_draws = draws > data->most_draws ? draws : data->most_draws;
  }
}

static void take_summary(view_writer *writer, const rift_csv *csv) {
  rift_plot_data *data = writer->data;
  if (!is_in_view(writer, plot_field(csv, MODEL), plot_field(csv, HORIZON)) ||
      !plot_same(plot_field(csv, INDICATOR), "gross_output") || !plot_same(plot_field(csv, REGION), data->home) ||
      !plot_same(plot_field(csv, CONDITION), "all") || !plot_same(plot_field(csv, POLICY), "none") ||
      !is_plain_closure(plot_field(csv, CLOSURE))) {
    return;
  }
  uint64_t scenario = plot_find(&data->scenarios, plot_field(csv, SCENARIO)) + 1;
  size_t panel = panel_of(plot_field(csv, SECTOR));
  size_t sector = plot_find(&data->sectors, plot_field(csv, SECTOR));
  note_draws(data, plot_field(csv, DRAWS));
  if (panel < COUNT(panels) && plot_field(csv, FIRST_QUANTILE)[0] != '\0') {
    rift_csv_write_count(&writer->boxes, panel + 1);
    rift_csv_write_count(&writer->boxes, scenario);
    for (size_t i = 0; i < QUANTILES; i++) {
      rift_csv_write_code(&writer->boxes, plot_field(csv, FIRST_QUANTILE + i));
    }
    rift_csv_end_row(&writer->boxes);
  }
  if (sector != RIFT_NOT_FOUND && plot_field(csv, MEAN)[0] != '\0') {
    rift_csv_write_count(&writer->heat, sector + 1);
    rift_csv_write_count(&writer->heat, scenario);
    rift_csv_write_code(&writer->heat, plot_field(csv, MEAN));
    rift_csv_end_row(&writer->heat);
  }
}

static rift_status write_summary_parts(view_writer *writer, rift_problems *problems,
                                       rift_error *error) {
  rift_csv *csv = NULL;
  rift_status status = rift_plot_open(writer->data, &csv, "tables/summary.csv", rift_plot_summary_columns,
                                  RIFT_PLOT_SUMMARY_COLUMNS, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_summary(writer, csv);
  }
  rift_status closed = rift_csv_close(csv, error);
  return status != RIFT_OK ? status : closed;
}

static void take_curve(view_writer *writer, rift_csv *csv) {
  rift_plot_data *data = writer->data;
  double threshold = 0;
  double probability = 0;
  if (is_in_view(writer, plot_field(csv, 1), plot_field(csv, 5)) &&
      plot_same(plot_field(csv, 2), "value_added") && plot_same(plot_field(csv, 3), data->home) &&
      plot_same(plot_field(csv, 4), "all") && is_plain_closure(plot_field(csv, 6)) &&
      rift_csv_number(csv, 7, &threshold) && rift_csv_number(csv, 8, &probability)) {
    rift_csv_write_count(&writer->curves, plot_find(&data->scenarios, plot_field(csv, 0)) + 1);
    rift_csv_write_number(&writer->curves, 0.0 - threshold);
    rift_csv_write_number(&writer->curves, 100 * probability);
    rift_csv_end_row(&writer->curves);
  }
}

static rift_status write_curves(view_writer *writer, rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[] = {
      {"scenario", RIFT_CSV_TEXT, true},    {"model", RIFT_CSV_TEXT, true},
      {"indicator", RIFT_CSV_TEXT, true},   {"region", RIFT_CSV_TEXT, true},
      {"sector", RIFT_CSV_TEXT, true},      {"horizon", RIFT_CSV_TEXT, true},
      {"closure", RIFT_CSV_TEXT, true},     {"threshold", RIFT_CSV_NUMBER, true},
      {"probability", RIFT_CSV_NUMBER, true}, {"unit", RIFT_CSV_TEXT, false},
      {"probability_low", RIFT_CSV_TEXT, false}, {"probability_high", RIFT_CSV_TEXT, false}};
  rift_csv *csv = NULL;
  rift_status status = rift_plot_open(writer->data, &csv, "tables/exceedance.csv", columns,
                                  COUNT(columns), problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_curve(writer, csv);
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

static rift_status open_parts(view_writer *writer, const char *folder, rift_error *error) {
  static const char *const boxes[] = {"panel", "scenario", "p01", "p05", "p25",
                                      "p50",   "p75",      "p95", "p99"};
  static const char *const heat[] = {"sector", "scenario", "value"};
  static const char *const curves[] = {"scenario", "loss", "probability"};
  rift_status status =
      open_part(&writer->boxes, folder, "boxes.csv", boxes, COUNT(boxes), error);
  if (status == RIFT_OK) {
    status = open_part(&writer->heat, folder, "heat.csv", heat, COUNT(heat), error);
  }
  return status == RIFT_OK
             ? open_part(&writer->curves, folder, "exceedance.csv", curves, COUNT(curves), error)
             : status;
}

/* ---- settings ---- */

/* The label file wins, except over scenarios; then the codebook; then the code itself. Proxies get an asterisk. */
static void quote_label(const rift_plot_data *data, rift_text *to, const char *kind,
                        const char *name, size_t width) {
  const plot_label *entry = rift_plot_label(data, kind, name);
  size_t place = plot_same(kind, "scenario") ? RIFT_NOT_FOUND : plot_find(&data->overrides, name);
  const char *text = place != RIFT_NOT_FOUND ? data->override_texts[place]
                     : entry != NULL && entry->text[0] != '\0' ? entry->text
                                                               : name;
  rift_text marked = {0};
  rift_text_add(&marked, "%s%s", text, entry != NULL && entry->proxy ? "*" : "");
  to->failed = to->failed || marked.failed;
  if (!marked.failed) {
    rift_plot_quote(to, marked.bytes, width);
  }
  rift_text_free(&marked);
}

static void add_labels(const rift_plot_data *data, rift_text *to, const char *array,
                       const char *kind, const char *const *names, size_t count, size_t width) {
  rift_text_add(to, "array %s[%zu] = [", array, count == 0 ? 1 : count);
  for (size_t i = 0; i < count; i++) {
    rift_text_add(to, "%s", i == 0 ? "" : ", ");
    quote_label(data, to, kind, names[i], width);
  }
  rift_text_add(to, "%s]\n", count == 0 ? "\"\"" : "");
}

static void add_text(rift_text *to, const char *name, const char *text, size_t width) {
  rift_text_add(to, "%s = ", name);
  rift_plot_quote(to, text, width);
  rift_text_add(to, "\n");
}

/* 1234567 as 1,234,567. */
static void add_grouped(rift_text *to, uint64_t value, char separator) {
  char digits[RIFT_NUMBER_TEXT];
  int length = snprintf(digits, sizeof digits, "%" PRIu64, value);
  for (int i = 0; i < length; i++) {
    bool group = i > 0 && (length - i) % 3 == 0;
    rift_text_add(to, "%.*s%c", group ? 1 : 0, &separator, digits[i]);
  }
}

static bool has_proxy(const rift_plot_data *data) {
  bool found = false;
  for (size_t i = 0; i < COUNT(panels); i++) {
    const plot_label *entry = rift_plot_label(data, "sector_group", panels[i]);
    found = found || (entry != NULL && entry->proxy);
  }
  return found;
}

static rift_status write_settings(const rift_plot_data *data, const char *view, const char *folder,
                                  rift_error *error) {
  rift_text text = {0};
  const char *horizon = strchr(view, ' ') + 1;
  char model[128];
  char hash[16];
  snprintf(model, sizeof model, "%.*s", (int)(horizon - view - 1), view);
  snprintf(hash, sizeof hash, "%.12s", data->hash);
  add_text(&text, "language", data->german ? "de" : "en", 0);
  add_text(&text, "horizon", horizon, 0);
  rift_text_add(&text, "model_name = ");
  quote_label(data, &text, "model", model, 0);
  rift_text_add(&text, "\nhome_name = ");
  quote_label(data, &text, "region", data->home == NULL ? "" : data->home, 0);
  rift_text_add(&text, "\n");
  add_text(&text, "source_text", data->source, SOURCE_WIDTH);
  add_text(&text, "version", data->version, 0);
  add_text(&text, "result_hash", hash, 0);
  rift_text_add(&text, "draws_text = \"");
  add_grouped(&text, data->least_draws, data->german ? '.' : ',');
  if (data->most_draws != data->least_draws) {
    rift_text_add(&text, "–");
    add_grouped(&text, data->most_draws, data->german ? '.' : ',');
  }
  rift_text_add(&text, "\"\n");
  rift_text_add(&text, "has_proxy = %d\nscenarios = %zu\nsectors = %zu\npanels = %zu\n",
                has_proxy(data), data->scenarios.count, data->sectors.count, COUNT(panels));
  const char *const *scenarios = (const char *const *)data->scenarios.items;
  const char *const *sectors = (const char *const *)data->sectors.items;
  add_labels(data, &text, "scenario_name", "scenario", scenarios, data->scenarios.count,
             SCENARIO_WIDTH);
  add_labels(data, &text, "scenario_head", "scenario", scenarios, data->scenarios.count, HEAD_WIDTH);
  add_labels(data, &text, "sector_name", "sector", sectors, data->sectors.count, 0);
  add_labels(data, &text, "panel_name", "sector_group", panels, COUNT(panels), 0);
  char *path = rift_path_join(folder, "settings.gp");
  rift_status status = path == NULL || text.failed
                           ? rift_error_memory(error, 0)
                           : rift_file_write(path, text.bytes, text.length, error);
  free(path);
  rift_text_free(&text);
  return status;
}

rift_status rift_plot_data_write(rift_plot_data *data, size_t view, const char *folder,
                                 rift_problems *problems, rift_error *error) {
  view_writer writer = {.data = data, .view = data->views.items[view]};
  rift_csv_writer *parts[] = {&writer.boxes, &writer.heat, &writer.curves};
  for (size_t i = 0; i < COUNT(parts); i++) {
    parts[i]->file.descriptor = -1;
  }
  data->least_draws = 0;
  data->most_draws = 0;
  rift_status status = open_parts(&writer, folder, error);
  if (status == RIFT_OK) {
    status = write_summary_parts(&writer, problems, error);
  }
  if (status == RIFT_OK) {
    status = write_curves(&writer, problems, error);
  }
  for (size_t i = 0; i < COUNT(parts) && status == RIFT_OK; i++) {
    status = rift_csv_writer_commit(parts[i], error);
  }
  for (size_t i = 0; i < COUNT(parts); i++) {
    rift_csv_writer_abandon(parts[i]);
  }
  return status == RIFT_OK ? write_settings(data, writer.view, folder, error) : status;
}
