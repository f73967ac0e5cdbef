/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings.gp: labels and counts, as assignments in gnuplot's language. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "report/plot_state.h"
#include "tables/file.h"

#define SCENARIO_WIDTH 28 /* characters in a line of a label */
#define HEAD_WIDTH 30     /* of a label at the head of a column */
#define NOTE_WIDTH 130

/* The label file wins, except over scenarios; then the codebook; then the code itself. Proxies get
 * an asterisk, scenarios that the model does not express in full a dagger. */
static void add_label(const plot_view *view, rift_text *to, const char *kind, const char *name) {
  const rift_plot_data *data = view->data;
  bool scenario = plot_same(kind, "scenario");
  const plot_label *entry = rift_plot_label(data, kind, name);
  size_t place = scenario ? RIFT_NOT_FOUND : plot_find(&data->overrides, name);
  const char *text = place != RIFT_NOT_FOUND                   ? data->override_texts[place]
                     : entry != NULL && entry->text[0] != '\0' ? entry->text
                                                               : name;
  bool partly = scenario && view->scenarios[plot_find(&data->scenarios, name)].partly;
  rift_text_add(to, "%s%s%s", text, entry != NULL && entry->proxy ? "*" : "", partly ? "†" : "");
}

static void quote_label(const plot_view *view, rift_text *to, const char *kind, const char *name,
                        size_t width) {
  rift_text label = {0};
  add_label(view, &label, kind, name);
  to->failed = to->failed || label.failed;
  if (!label.failed) {
    rift_plot_quote(to, label.bytes, width);
  }
  rift_text_free(&label);
}

static void add_labels(const plot_view *view, rift_text *to, const char *array, const char *kind,
                       const char *const *names, size_t count, size_t width) {
  rift_text_add(to, "array %s[%zu] = [", array, count == 0 ? 1 : count);
  for (size_t i = 0; i < count; i++) {
    rift_text_add(to, "%s", i == 0 ? "" : ", ");
    quote_label(view, to, kind, names[i], width);
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
  for (size_t i = 0; i < PANELS; i++) {
    const plot_label *entry = rift_plot_label(data, "sector_group", rift_plot_panels[i]);
    found = found || (entry != NULL && entry->proxy);
  }
  return found;
}

/* Why a scenario's curve is drawn or not. */
typedef enum curve_state {
  CURVE_DRAWN,
  CURVE_NOT_EXPRESSED,
  CURVE_WITHOUT_LOSS,
  CURVE_WITHOUT_DATA
} curve_state;

static curve_state curve_state_of(const plot_scenario *scenario) {
  if (scenario->has_loss) {
    return CURVE_DRAWN;
  }
  if (plot_is_silent(scenario)) {
    return CURVE_NOT_EXPRESSED;
  }
  return scenario->has_curve ? CURVE_WITHOUT_LOSS : CURVE_WITHOUT_DATA;
}

/* Titles of the scenarios in that state. */
static void add_titles(const plot_view *view, rift_text *to, const char *name, curve_state state) {
  rift_text list = {0};
  for (size_t i = 0; i < view->data->scenarios.count; i++) {
    if (curve_state_of(&view->scenarios[i]) == state) {
      rift_text_add(&list, "%s", list.length == 0 ? "" : "; ");
      add_label(view, &list, "scenario", view->data->scenarios.items[i]);
    }
  }
  to->failed = to->failed || list.failed;
  add_text(to, name, list.length == 0 || list.failed ? "" : list.bytes, NOTE_WIDTH);
  rift_text_free(&list);
}

/* The curves with a loss, the gravest first; false when memory runs out. */
static bool add_curve_order(const plot_view *view, rift_text *to) {
  size_t count = view->data->scenarios.count;
  size_t *order = rift_allocate(count, sizeof *order);
  size_t curves = 0;
  for (size_t i = 0; order != NULL && i < count; i++) {
    if (!view->scenarios[i].has_loss) {
      continue;
    }
    size_t place = curves++;
    while (place > 0 && view->scenarios[order[place - 1]].area < view->scenarios[i].area) {
      order[place] = order[place - 1];
      place--;
    }
    order[place] = i;
  }
  rift_text_add(to, "curves = %zu\narray curve_scenario[%zu] = [", curves,
                curves == 0 ? (size_t)1 : curves);
  for (size_t i = 0; i < curves; i++) {
    rift_text_add(to, "%s%zu", i == 0 ? "" : ", ", order[i] + 1);
  }
  rift_text_add(to, "%s]\n", curves == 0 ? "0" : "");
  bool good = order != NULL;
  free(order);
  return good;
}

/* What the model does not express: flags by scenario, and whether a figure has any. */
static void add_expression(const plot_view *view, rift_text *to) {
  size_t count = view->data->scenarios.count;
  bool partly = false;
  bool silent = false;
  rift_text_add(to, "array is_silent[%zu] = [", count == 0 ? 1 : count);
  for (size_t i = 0; i < count; i++) {
    const plot_scenario *scenario = &view->scenarios[i];
    rift_text_add(to, "%s%d", i == 0 ? "" : ", ", plot_is_silent(scenario));
    partly = partly || scenario->partly;
    silent = silent || plot_is_silent(scenario);
  }
  rift_text_add(to, "%s]\nhas_partly = %d\nhas_silent = %d\n", count == 0 ? "0" : "", partly,
                silent);
}

static void add_heading(const plot_view *view, rift_text *to) {
  const rift_plot_data *data = view->data;
  char separator = data->german ? '.' : ',';
  char hash[16];
  snprintf(hash, sizeof hash, "%.12s", data->hash);
  add_text(to, "language", data->german ? "de" : "en", 0);
  add_text(to, "horizon", strchr(view->name, ' ') + 1, 0);
  rift_text_add(to, "model_name = ");
  quote_label(view, to, "model", view->model, 0);
  rift_text_add(to, "\nhome_name = ");
  quote_label(view, to, "region", data->home, 0);
  rift_text_add(to, "\n");
  add_text(to, "source_text", data->source, NOTE_WIDTH);
  add_text(to, "version", data->version, 0);
  add_text(to, "result_hash", hash, 0);
  rift_text_add(to, "draws_text = \"");
  add_grouped(to, data->least_draws, separator);
  if (data->most_draws != data->least_draws) {
    rift_text_add(to, "–");
    add_grouped(to, data->most_draws, separator);
  }
  rift_text_add(to, "\"\n");
}

rift_status rift_plot_settings_write(const plot_view *view, const char *folder, rift_error *error) {
  const rift_plot_data *data = view->data;
  rift_text text = {0};
  add_heading(view, &text);
  rift_text_add(&text, "has_proxy = %d\nscenarios = %zu\nsectors = %zu\npanels = %d\n",
                has_proxy(data), data->scenarios.count, data->sectors.count, PANELS);
  rift_text_add(&text, "box_rows = %zu\nheat_rows = %zu\ncurve_rows = %zu\n", view->box_count,
                view->heat_count, view->curve_count);
  const char *const *scenarios = (const char *const *)data->scenarios.items;
  const char *const *sectors = (const char *const *)data->sectors.items;
  add_labels(view, &text, "scenario_name", "scenario", scenarios, data->scenarios.count,
             SCENARIO_WIDTH);
  add_labels(view, &text, "scenario_head", "scenario", scenarios, data->scenarios.count,
             HEAD_WIDTH);
  add_labels(view, &text, "sector_name", "sector", sectors, data->sectors.count, 0);
  add_labels(view, &text, "panel_name", "sector_group", rift_plot_panels, PANELS, 0);
  add_expression(view, &text);
  add_titles(view, &text, "not_expressed", CURVE_NOT_EXPRESSED);
  add_titles(view, &text, "without_loss", CURVE_WITHOUT_LOSS);
  add_titles(view, &text, "without_data", CURVE_WITHOUT_DATA);
  bool memory = add_curve_order(view, &text);
  char *path = rift_path_join(folder, "settings.gp");
  rift_status status = path == NULL || text.failed || !memory
                           ? rift_error_memory(error, 0)
                           : rift_file_write(path, text.bytes, text.length, error);
  free(path);
  rift_text_free(&text);
  return status;
}
