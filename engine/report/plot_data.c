/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_data.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/plot_state.h"
#include "tables/csv.h"
#include "tables/file.h"

rift_status rift_plot_open(const rift_plot_data *data, rift_csv **csv, const char *name,
                           const rift_csv_column *columns, size_t count, rift_problems *problems,
                           rift_error *error) {
  rift_csv_options options = rift_csv_options_default();
  options.rows_required = false;
  char *path = rift_path_join(data->results, name);
  rift_status status = path == NULL
                           ? rift_error_memory(error, 0)
                           : rift_csv_open(csv, path, columns, count, &options, problems, error);
  free(path);
  return status;
}

/* ---- labels ---- */

static bool add_override(rift_plot_data *data, const char *code, const char *text) {
  bool added = false;
  size_t place = rift_names_add(&data->overrides, code, strlen(code), &added);
  char **texts = place == RIFT_NOT_FOUND ? NULL
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
  static const rift_csv_column columns[] = {
      {"code", RIFT_CSV_CODE, true}, {"en", RIFT_CSV_TEXT, true}, {"de", RIFT_CSV_TEXT, true}};
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, COUNT(columns), NULL, problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = add_override(data, plot_field(csv, 0), plot_field(csv, data->german ? 2 : 1));
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
  plot_label *labels = place == RIFT_NOT_FOUND ? NULL
                                               : rift_grow(data->labels, &data->label_capacity,
                                                           data->codes.count, sizeof *labels);
  if (labels == NULL) {
    return false;
  }
  data->labels = labels;
  if (added) {
    labels[place] = (plot_label){.text = rift_copy_text(text), .proxy = proxy};
  }
  return labels[place].text != NULL;
}

static bool take_code(rift_plot_data *data, const rift_csv *csv) {
  const char *kind = plot_field(csv, 0);
  const char *name = plot_field(csv, 1);
  const char *german = plot_field(csv, 3);
  const char *text = data->german && german[0] != '\0' ? german : plot_field(csv, 2);
  bool good = add_label(data, kind, name, text, plot_same(plot_field(csv, 4), "true"));
  if (good && plot_same(kind, "sector")) {
    good = rift_names_add(&data->sectors, name, strlen(name), NULL) != RIFT_NOT_FOUND;
  }
  if (good && plot_same(kind, "region") && (data->home == NULL || plot_same(name, "DEU"))) {
    free(data->home);
    data->home = rift_copy_text(name);
    good = data->home != NULL;
  }
  return good;
}

static rift_status read_codebook(rift_plot_data *data, rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[] = {
      {"kind", RIFT_CSV_CODE, true},     {"name", RIFT_CSV_TEXT, true},
      {"label_en", RIFT_CSV_TEXT, true}, {"label_de", RIFT_CSV_TEXT, true},
      {"proxy", RIFT_CSV_TEXT, true},    {"unit", RIFT_CSV_TEXT, false},
      {"worse", RIFT_CSV_TEXT, false},   {"definition", RIFT_CSV_TEXT, false}};
  rift_csv *csv = NULL;
  rift_status status =
      rift_plot_open(data, &csv, "codebook.csv", columns, COUNT(columns), problems, error);
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

const plot_label *rift_plot_label(const rift_plot_data *data, const char *kind, const char *name) {
  rift_text key = {0};
  rift_text_add(&key, "%s %s", kind, name);
  size_t place = key.failed ? RIFT_NOT_FOUND : plot_find(&data->codes, key.bytes);
  rift_text_free(&key);
  return place == RIFT_NOT_FOUND ? NULL : &data->labels[place];
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
    status =
        rift_error_set(error, RIFT_INVALID,
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

const rift_csv_column rift_plot_summary_columns[RIFT_PLOT_SUMMARY_COLUMNS] = {
    {"scenario", RIFT_CSV_TEXT, true},     {"condition", RIFT_CSV_TEXT, true},
    {"policy", RIFT_CSV_TEXT, true},       {"model", RIFT_CSV_TEXT, true},
    {"indicator", RIFT_CSV_TEXT, true},    {"region", RIFT_CSV_TEXT, true},
    {"sector", RIFT_CSV_TEXT, true},       {"horizon", RIFT_CSV_TEXT, true},
    {"closure", RIFT_CSV_TEXT, true},      {"n", RIFT_CSV_TEXT, true},
    {"mean", RIFT_CSV_TEXT, true},         {"p01", RIFT_CSV_TEXT, true},
    {"p05", RIFT_CSV_TEXT, true},          {"p25", RIFT_CSV_TEXT, true},
    {"p50", RIFT_CSV_TEXT, true},          {"p75", RIFT_CSV_TEXT, true},
    {"p95", RIFT_CSV_TEXT, true},          {"p99", RIFT_CSV_TEXT, true},
    {"unit", RIFT_CSV_TEXT, false},        {"worse", RIFT_CSV_TEXT, false},
    {"n_failed", RIFT_CSV_TEXT, false},    {"n_eff", RIFT_CSV_TEXT, false},
    {"approximate", RIFT_CSV_TEXT, false}, {"sd", RIFT_CSV_TEXT, false},
    {"mcse", RIFT_CSV_TEXT, false},        {"p10", RIFT_CSV_TEXT, false},
    {"p90", RIFT_CSV_TEXT, false},         {"es95", RIFT_CSV_TEXT, false},
    {"prob_loss", RIFT_CSV_TEXT, false}};

void rift_plot_view_name(char name[128], const char *model, const char *horizon) {
  snprintf(name, 128, "%.60s %.60s", model, horizon);
}

static bool take_view(rift_plot_data *data, const rift_csv *csv) {
  char view[128];
  rift_plot_view_name(view, plot_field(csv, MODEL), plot_field(csv, HORIZON));
  const char *scenario = plot_field(csv, SCENARIO);
  if (!plot_same(plot_field(csv, INDICATOR), "gross_output")) { /* what every figure shows */
    return rift_names_add(&data->scenarios, scenario, strlen(scenario), NULL) != RIFT_NOT_FOUND;
  }
  return rift_names_add(&data->views, view, strlen(view), NULL) != RIFT_NOT_FOUND &&
         rift_names_add(&data->scenarios, scenario, strlen(scenario), NULL) != RIFT_NOT_FOUND;
}

static rift_status read_views(rift_plot_data *data, rift_problems *problems, rift_error *error) {
  rift_csv *csv = NULL;
  rift_status status = rift_plot_open(data, &csv, "tables/summary.csv", rift_plot_summary_columns,
                                      RIFT_PLOT_SUMMARY_COLUMNS, problems, error);
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
  data->german = plot_same(language, "de");
  rift_status status = data->results == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  if (status == RIFT_OK) {
    status = read_manifest(data, error);
  }
  if (status == RIFT_OK) {
    status = read_codebook(data, problems, error);
  }
  if (status == RIFT_OK && data->home == NULL) { /* no region at all: nothing to show, but a page */
    data->home = rift_copy_text("");
    status = data->home == NULL ? rift_error_memory(error, 0) : RIFT_OK;
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
