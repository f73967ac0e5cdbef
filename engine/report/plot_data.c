/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_data.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "tables/csv.h"
#include "tables/csv_write.h"
#include "tables/file.h"

#define SCENARIO_WIDTH 24 /* characters in a line of a label */
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct label {
  char *text;
  bool proxy;
} label;

struct rift_plot_data {
  char *results;
  bool german;
  rift_names codes; /* "KIND NAME" of the codebook */
  label *labels;    /* as many as codes */
  size_t label_capacity;
  rift_names overrides; /* codes of the label file */
  char **override_texts;
  size_t override_capacity;
  rift_names sectors;   /* single sectors, in order of the codebook */
  rift_names scenarios; /* in order of the summary */
  rift_names views;
  char *home;
  char *source;
  char *version;
  char *hash;
  uint64_t least_draws, most_draws;
};

/* The sectors in focus, and the total, in the order of the panels. */
static const char *const panels[] = {"all", "autos", "chemicals", "machine_tools", "green_tech"};

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

static size_t find(const rift_names *names, const char *name) {
  return rift_names_find(names, name, strlen(name));
}

static rift_status open_table(const rift_plot_data *data, rift_csv **csv, const char *name,
                              const rift_csv_column *columns, size_t count,
                              rift_problems *problems, rift_error *error) {
  rift_csv_options options = rift_csv_options_default();
  options.rows_required = false;
  char *path = rift_path_join(data->results, name);
  rift_status status = path == NULL
                           ? rift_error_memory(error, 0)
                           : rift_csv_open(csv, path, columns, count, &options, problems, error);
  free(path);
  return status;
}

static const char *text_of(const rift_csv *csv, size_t column) {
  size_t length = 0;
  return rift_csv_text(csv, column, &length);
}

/* ---- labels ---- */

static bool add_override(rift_plot_data *data, const char *code, const char *text) {
  bool added = false;
  size_t place = rift_names_add(&data->overrides, code, strlen(code), &added);
  char **texts = place == RIFT_NOT_FOUND
                     ? NULL
                     : rift_grow(data->override_texts, &data->override_capacity,
                                 data->overrides.count, sizeof *texts);
  if (texts == NULL) {
    return false;
  }
  data->override_texts = texts;
  if (added) {
    texts[place] = rift_copy_text(text);
  }
  return texts[place] != NULL;
}

static rift_status read_overrides(rift_plot_data *data, const char *path, rift_problems *problems,
                                  rift_error *error) {
  static const rift_csv_column columns[] = {{"code", RIFT_CSV_CODE, true},
                                            {"en", RIFT_CSV_TEXT, true},
                                            {"de", RIFT_CSV_TEXT, true}};
  rift_csv *csv = NULL;
  rift_status status =
      rift_csv_open(&csv, path, columns, COUNT(columns), NULL, problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = add_override(data, text_of(csv, 0), text_of(csv, data->german ? 2 : 1));
  }
  rift_status closed = rift_csv_close(csv, error);
  if (!memory) {
    return rift_error_memory(error, 0);
  }
  return status != RIFT_OK ? status : closed;
}

static bool add_label(rift_plot_data *data, const char *kind, const char *name, const char *text,
                      bool proxy) {
  rift_text key = {0};
  bool added = false;
  rift_text_add(&key, "%s %s", kind, name);
  size_t place =
      key.failed ? RIFT_NOT_FOUND : rift_names_add(&data->codes, key.bytes, key.length, &added);
  rift_text_free(&key);
  label *labels = place == RIFT_NOT_FOUND
                      ? NULL
                      : rift_grow(data->labels, &data->label_capacity, data->codes.count,
                                  sizeof *labels);
  if (labels == NULL) {
    return false;
  }
  data->labels = labels;
  if (added) {
    labels[place] = (label){.text = rift_copy_text(text), .proxy = proxy};
  }
  return labels[place].text != NULL;
}

static bool take_code(rift_plot_data *data, const rift_csv *csv) {
  const char *kind = text_of(csv, 0);
  const char *name = text_of(csv, 1);
  const char *german = text_of(csv, 3);
  const char *text = data->german && german[0] != '\0' ? german : text_of(csv, 2);
  bool good = add_label(data, kind, name, text, same(text_of(csv, 4), "true"));
  if (good && same(kind, "sector")) {
    good = rift_names_add(&data->sectors, name, strlen(name), NULL) != RIFT_NOT_FOUND;
  }
  if (good && same(kind, "region") && (data->home == NULL || same(name, "DEU"))) {
    free(data->home);
    data->home = rift_copy_text(name);
    good = data->home != NULL;
  }
  return good;
}

static rift_status read_codebook(rift_plot_data *data, rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[] = {{"kind", RIFT_CSV_CODE, true},
                                            {"name", RIFT_CSV_TEXT, true},
                                            {"label_en", RIFT_CSV_TEXT, true},
                                            {"label_de", RIFT_CSV_TEXT, true},
                                            {"proxy", RIFT_CSV_TEXT, true}};
  rift_csv *csv = NULL;
  rift_status status =
      open_table(data, &csv, "codebook.csv", columns, COUNT(columns), problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = take_code(data, csv);
  }
  rift_status closed = rift_csv_close(csv, error);
  if (!memory) {
    return rift_error_memory(error, 0);
  }
  return status != RIFT_OK ? status : closed;
}

static const label *label_of(const rift_plot_data *data, const char *kind, const char *name) {
  rift_text key = {0};
  rift_text_add(&key, "%s %s", kind, name);
  size_t place = key.failed ? RIFT_NOT_FOUND : find(&data->codes, key.bytes);
  rift_text_free(&key);
  return place == RIFT_NOT_FOUND ? NULL : &data->labels[place];
}

/* The label file wins, except over scenarios; then the codebook; then the code itself. Proxies get an asterisk. */
static void quote_label(const rift_plot_data *data, rift_text *to, const char *kind,
                        const char *name, size_t width) {
  const label *entry = label_of(data, kind, name);
  size_t place = same(kind, "scenario") ? RIFT_NOT_FOUND : find(&data->overrides, name);
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

/* ---- manifest and views ---- */

static char *copy_member(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return rift_copy_text(text == NULL ? "" : text);
}

static rift_status read_manifest(rift_plot_data *data, rift_error *error) {
  char *path = rift_path_join(data->results, "manifest.json");
  json_error_t fault = {0};
  json_t *manifest = path == NULL ? NULL : json_load_file(path, 0, &fault);
  rift_status status = RIFT_OK;
  if (manifest == NULL) {
    status = rift_error_set(error, RIFT_INVALID,
                            "'%s' is not a finished result folder: its manifest.json cannot be read "
                            "(%s); expected a folder written by rift run",
                            data->results, fault.text);
  } else {
    const json_t *hashed = json_object_get(manifest, "hashed");
    const json_t *economy = json_array_get(json_object_get(hashed, "economies"), 0);
    data->hash = copy_member(manifest, "hash");
    data->version = copy_member(hashed, "version");
    data->source = copy_member(economy, "source");
    if (data->hash == NULL || data->version == NULL || data->source == NULL) {
      status = rift_error_memory(error, 0);
    }
  }
  json_decref(manifest);
  free(path);
  return status;
}

enum { SCENARIO, CONDITION, POLICY, MODEL, INDICATOR, REGION, SECTOR, HORIZON, CLOSURE, DRAWS, MEAN,
       FIRST_QUANTILE };
#define QUANTILES 7

static const rift_csv_column summary_columns[] = {
    {"scenario", RIFT_CSV_TEXT, true},  {"condition", RIFT_CSV_TEXT, true},
    {"policy", RIFT_CSV_TEXT, true},    {"model", RIFT_CSV_TEXT, true},
    {"indicator", RIFT_CSV_TEXT, true}, {"region", RIFT_CSV_TEXT, true},
    {"sector", RIFT_CSV_TEXT, true},    {"horizon", RIFT_CSV_TEXT, true},
    {"closure", RIFT_CSV_TEXT, true},   {"n", RIFT_CSV_TEXT, true},
    {"mean", RIFT_CSV_TEXT, true},      {"p01", RIFT_CSV_TEXT, true},
    {"p05", RIFT_CSV_TEXT, true},       {"p25", RIFT_CSV_TEXT, true},
    {"p50", RIFT_CSV_TEXT, true},       {"p75", RIFT_CSV_TEXT, true},
    {"p95", RIFT_CSV_TEXT, true},       {"p99", RIFT_CSV_TEXT, true}};

static void view_name(char name[128], const char *model, const char *horizon) {
  snprintf(name, 128, "%.60s %.60s", model, horizon);
}

static bool take_view(rift_plot_data *data, const rift_csv *csv) {
  char view[128];
  view_name(view, text_of(csv, MODEL), text_of(csv, HORIZON));
  const char *scenario = text_of(csv, SCENARIO);
  return rift_names_add(&data->views, view, strlen(view), NULL) != RIFT_NOT_FOUND &&
         rift_names_add(&data->scenarios, scenario, strlen(scenario), NULL) != RIFT_NOT_FOUND;
}

static rift_status read_views(rift_plot_data *data, rift_problems *problems, rift_error *error) {
  rift_csv *csv = NULL;
  rift_status status = open_table(data, &csv, "tables/summary.csv", summary_columns,
                                  COUNT(summary_columns), problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = take_view(data, csv);
  }
  rift_status closed = rift_csv_close(csv, error);
  if (!memory) {
    return rift_error_memory(error, 0);
  }
  return status != RIFT_OK ? status : closed;
}

rift_status rift_plot_data_create(rift_plot_data **result, const char *results, const char *labels,
                                  const char *language, rift_problems *problems,
                                  rift_error *error) {
  *result = NULL;
  rift_plot_data *data = rift_allocate(1, sizeof *data);
  if (data == NULL) {
    return rift_error_memory(error, sizeof *data);
  }
  data->results = rift_copy_text(results);
  data->german = same(language, "de");
  rift_status status = data->results == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  if (status == RIFT_OK) {
    status = read_manifest(data, error);
  }
  if (status == RIFT_OK) {
    status = read_codebook(data, problems, error);
  }
  if (status == RIFT_OK && labels != NULL) {
    status = read_overrides(data, labels, problems, error);
  }
  if (status == RIFT_OK) {
    status = read_views(data, problems, error);
  }
  if (status != RIFT_OK) {
    rift_plot_data_destroy(data);
    return status;
  }
  *result = data;
  return RIFT_OK;
}

void rift_plot_data_destroy(rift_plot_data *data) {
  if (data == NULL) {
    return;
  }
  for (size_t i = 0; data->labels != NULL && i < data->codes.count; i++) {
    free(data->labels[i].text);
  }
  for (size_t i = 0; data->override_texts != NULL && i < data->overrides.count; i++) {
    free(data->override_texts[i]);
  }
  free(data->labels);
  free(data->override_texts);
  rift_names_free(&data->codes);
  rift_names_free(&data->overrides);
  rift_names_free(&data->sectors);
  rift_names_free(&data->scenarios);
  rift_names_free(&data->views);
  free(data->results);
  free(data->home);
  free(data->source);
  free(data->version);
  free(data->hash);
  free(data);
}

const rift_names *rift_plot_data_views(const rift_plot_data *data) { return &data->views; }

/* ---- the tables of one view ---- */

typedef struct view_writer {
  rift_plot_data *data;
  const char *view;
  rift_csv_writer boxes, heat, curves;
} view_writer;

static bool is_plain_closure(const char *closure) {
  return same(closure, "resourcing_drawn") || same(closure, "none");
}

static bool is_in_view(const view_writer *writer, const char *model, const char *horizon) {
  char view[128];
  view_name(view, model, horizon);
  return same(view, writer->view);
}

static size_t panel_of(const char *sector) {
  size_t i = 0;
  while (i < COUNT(panels) && !same(panels[i], sector)) {
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
  if (!is_in_view(writer, text_of(csv, MODEL), text_of(csv, HORIZON)) ||
      !same(text_of(csv, INDICATOR), "gross_output") || !same(text_of(csv, REGION), data->home) ||
      !same(text_of(csv, CONDITION), "all") || !same(text_of(csv, POLICY), "none") ||
      !is_plain_closure(text_of(csv, CLOSURE))) {
    return;
  }
  uint64_t scenario = find(&data->scenarios, text_of(csv, SCENARIO)) + 1;
  size_t panel = panel_of(text_of(csv, SECTOR));
  size_t sector = find(&data->sectors, text_of(csv, SECTOR));
  note_draws(data, text_of(csv, DRAWS));
  if (panel < COUNT(panels) && text_of(csv, FIRST_QUANTILE)[0] != '\0') {
    rift_csv_write_count(&writer->boxes, panel + 1);
    rift_csv_write_count(&writer->boxes, scenario);
    for (size_t i = 0; i < QUANTILES; i++) {
      rift_csv_write_code(&writer->boxes, text_of(csv, FIRST_QUANTILE + i));
    }
    rift_csv_end_row(&writer->boxes);
  }
  if (sector != RIFT_NOT_FOUND && text_of(csv, MEAN)[0] != '\0') {
    rift_csv_write_count(&writer->heat, sector + 1);
    rift_csv_write_count(&writer->heat, scenario);
    rift_csv_write_code(&writer->heat, text_of(csv, MEAN));
    rift_csv_end_row(&writer->heat);
  }
}

static rift_status write_summary_parts(view_writer *writer, rift_problems *problems,
                                       rift_error *error) {
  rift_csv *csv = NULL;
  rift_status status = open_table(writer->data, &csv, "tables/summary.csv", summary_columns,
                                  COUNT(summary_columns), problems, error);
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
  if (is_in_view(writer, text_of(csv, 1), text_of(csv, 5)) &&
      same(text_of(csv, 2), "value_added") && same(text_of(csv, 3), data->home) &&
      same(text_of(csv, 4), "all") && is_plain_closure(text_of(csv, 6)) &&
      rift_csv_number(csv, 7, &threshold) && rift_csv_number(csv, 8, &probability)) {
    rift_csv_write_count(&writer->curves, find(&data->scenarios, text_of(csv, 0)) + 1);
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
      {"probability", RIFT_CSV_NUMBER, true}};
  rift_csv *csv = NULL;
  rift_status status = open_table(writer->data, &csv, "tables/exceedance.csv", columns,
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

static void add_labels(const rift_plot_data *data, rift_text *to, const char *array,
                       const char *kind, const char *const *names, size_t count, size_t width) {
  rift_text_add(to, "array %s[%zu] = [", array, count == 0 ? 1 : count);
  for (size_t i = 0; i < count; i++) {
    rift_text_add(to, "%s", i == 0 ? "" : ", ");
    quote_label(data, to, kind, names[i], width);
  }
  rift_text_add(to, "%s]\n", count == 0 ? "\"\"" : "");
}

static void add_text(rift_text *to, const char *name, const char *text) {
  rift_text_add(to, "%s = ", name);
  rift_plot_quote(to, text, 0);
  rift_text_add(to, "\n");
}

static bool has_proxy(const rift_plot_data *data) {
  bool found = false;
  for (size_t i = 0; i < COUNT(panels); i++) {
    const label *entry = label_of(data, "sector_group", panels[i]);
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
  add_text(&text, "language", data->german ? "de" : "en");
  add_text(&text, "horizon", horizon);
  rift_text_add(&text, "model_name = ");
  quote_label(data, &text, "model", model, 0);
  rift_text_add(&text, "\nhome_name = ");
  quote_label(data, &text, "region", data->home == NULL ? "" : data->home, 0);
  rift_text_add(&text, "\n");
  add_text(&text, "source_text", data->source);
  add_text(&text, "version", data->version);
  add_text(&text, "result_hash", hash);
  rift_text_add(&text, "least_draws = %" PRIu64 ".0\nmost_draws = %" PRIu64 ".0\n",
                data->least_draws, data->most_draws);
  rift_text_add(&text, "has_proxy = %d\nscenarios = %zu\nsectors = %zu\npanels = %zu\n",
                has_proxy(data), data->scenarios.count, data->sectors.count, COUNT(panels));
  const char *const *scenarios = (const char *const *)data->scenarios.items;
  const char *const *sectors = (const char *const *)data->sectors.items;
  add_labels(data, &text, "scenario_name", "scenario", scenarios, data->scenarios.count,
             SCENARIO_WIDTH);
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
