/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/results_reader.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "output/folder.h"
#include "tables/csv.h"
#include "tables/file.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *text_of(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text == NULL ? "" : text;
}

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- manifest ---- */

static rift_status load_manifest(const rift_results *results, json_t **manifest,
                                 rift_error *error) {
  char *path = rift_path_join(results->path, "manifest.json");
  char *done = rift_path_join(results->path, "DONE");
  json_error_t fault = {0};
  rift_status status = RIFT_OK;
  if (path == NULL || done == NULL) {
    status = rift_error_memory(error, 0);
  } else if (!rift_path_exists(done)) {
    status = rift_error_set(error, RIFT_INVALID,
                            "'%s' is no finished result folder (it has no file DONE); give one that "
                            "`rift run` has completed",
                            results->path);
  } else if ((*manifest = json_load_file(path, 0, &fault)) == NULL) {
    status = rift_error_set(error, RIFT_INVALID, "'%s' cannot be read: %s", path, fault.text);
  }
  free(path);
  free(done);
  return status;
}

static const json_t *entry_of(const json_t *entries, const rift_draws_reader *draws) {
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *entry = json_array_get(entries, i);
    const char *policy = text_of(entry, "policy");
    if (same(text_of(entry, "scenario"), draws->scenario) &&
        same(text_of(entry, "model"), draws->model) &&
        same(policy[0] == '\0' ? "none" : policy, draws->policy)) {
      return entry;
    }
  }
  return NULL;
}

static size_t rank_of(const json_t *entries, const rift_draws_reader *draws) {
  for (size_t i = 0; i < json_array_size(entries); i++) {
    if (json_array_get(entries, i) == entry_of(entries, draws)) {
      return i;
    }
  }
  return RIFT_NOT_FOUND;
}

static rift_status take_entry(rift_read_result *result, const json_t *entries, rift_error *error) {
  const json_t *entry = entry_of(entries, &result->draws);
  if (entry == NULL) {
    return rift_error_set(error, RIFT_INVALID,
                          "'%s' holds scenario '%s', policy '%s', model '%s', which the manifest "
                          "does not name: the folder was changed; run again",
                          result->draws.path, result->draws.scenario, result->draws.policy,
                          result->draws.model);
  }
  result->correlation_repaired = json_is_true(json_object_get(entry, "correlation_repaired"));
  result->correlation_change = rift_copy_text(text_of(entry, "correlation_largest_change"));
  result->economy = rift_copy_text(text_of(entry, "economy"));
  return result->correlation_change == NULL || result->economy == NULL
             ? rift_error_memory(error, 0)
             : RIFT_OK;
}

/* ---- files of draws ---- */

static bool is_draws(const char *name) {
  size_t length = strlen(name);
  return strncmp(name, "draws/", 6) == 0 && length > 9 && same(name + length - 3, ".nc");
}

static rift_status open_draws(rift_results *results, const char *name, const json_t *entries,
                              rift_error *error) {
  char *path = rift_path_join(results->path, name);
  rift_read_result *item = &results->items[results->count];
  rift_status status = path == NULL ? rift_error_memory(error, 0)
                                    : rift_draws_reader_open(&item->draws, path, error);
  free(path);
  if (status == RIFT_OK) {
    results->count++;
    status = take_entry(item, entries, error);
  }
  return status;
}

/* Insertion: few items, and the order of equal ranks stays. */
static void order_items(rift_results *results, const json_t *entries) {
  for (size_t i = 1; i < results->count; i++) {
    rift_read_result moved = results->items[i];
    size_t rank = rank_of(entries, &moved.draws), at = i;
    for (; at > 0 && rank_of(entries, &results->items[at - 1].draws) > rank; at--) {
      results->items[at] = results->items[at - 1];
    }
    results->items[at] = moved;
  }
}

static rift_status open_all(rift_results *results, const json_t *entries, rift_error *error) {
  char **names = NULL;
  size_t count = 0, files = 0;
  rift_status status = rift_folder_list(results->path, &names, &count, error);
  for (size_t i = 0; i < count; i++) {
    files += is_draws(names[i]);
  }
  if (status == RIFT_OK && files == 0) {
    status = rift_error_set(error, RIFT_INVALID,
                            "'%s' keeps no draws, and draws are what is compared: run again with "
                            "--store headline or --store all",
                            results->path);
  }
  if (status == RIFT_OK) {
    results->items = rift_allocate(files, sizeof *results->items);
    status = results->items == NULL ? rift_error_memory(error, files * sizeof *results->items)
                                    : RIFT_OK;
  }
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    status = is_draws(names[i]) ? open_draws(results, names[i], entries, error) : RIFT_OK;
  }
  rift_folder_list_free(names, count);
  if (status == RIFT_OK && files != json_array_size(entries)) {
    status = rift_error_set(error, RIFT_INVALID,
                            "'%s' holds %zu files of draws where the manifest names %zu results: the folder was changed; run again",
                            results->path, files, json_array_size(entries));
  }
  if (status == RIFT_OK) {
    order_items(results, entries);
  }
  return status;
}

/* ---- summary ---- */

enum { SCENARIO, POLICY, CONDITION, MODEL, FIRST_PART, UNIT = 9, WORSE, APPROXIMATE, SD, P50 };

static const rift_csv_column columns[] = {
    {"scenario", RIFT_CSV_TEXT, true},    {"policy", RIFT_CSV_TEXT, true},
    {"condition", RIFT_CSV_TEXT, true},   {"model", RIFT_CSV_TEXT, true},
    {"indicator", RIFT_CSV_TEXT, true},   {"region", RIFT_CSV_TEXT, true},
    {"sector", RIFT_CSV_TEXT, true},      {"horizon", RIFT_CSV_TEXT, true},
    {"closure", RIFT_CSV_TEXT, true},     {"unit", RIFT_CSV_TEXT, true},
    {"worse", RIFT_CSV_TEXT, true},       {"approximate", RIFT_CSV_TEXT, true},
    {"sd", RIFT_CSV_TEXT, true},          {"p50", RIFT_CSV_TEXT, true},
    {"n", RIFT_CSV_TEXT, false},          {"n_failed", RIFT_CSV_TEXT, false},
    {"n_eff", RIFT_CSV_TEXT, false},      {"mean", RIFT_CSV_TEXT, false},
    {"mcse", RIFT_CSV_TEXT, false},       {"p01", RIFT_CSV_TEXT, false},
    {"p05", RIFT_CSV_TEXT, false},        {"p10", RIFT_CSV_TEXT, false},
    {"p25", RIFT_CSV_TEXT, false},        {"p75", RIFT_CSV_TEXT, false},
    {"p90", RIFT_CSV_TEXT, false},        {"p95", RIFT_CSV_TEXT, false},
    {"p99", RIFT_CSV_TEXT, false},        {"es95", RIFT_CSV_TEXT, false},
    {"prob_loss", RIFT_CSV_TEXT, false}};

static const char *field(const rift_csv *csv, size_t column) {
  size_t length = 0;
  return rift_csv_text(csv, column, &length);
}

static rift_read_result *find_result(rift_results *results, const rift_csv *csv) {
  for (size_t i = 0; i < results->count; i++) {
    rift_read_result *item = &results->items[i];
    if (same(item->draws.scenario, field(csv, SCENARIO)) &&
        same(item->draws.policy, field(csv, POLICY)) &&
        same(item->draws.model, field(csv, MODEL))) {
      return item;
    }
  }
  return NULL;
}

static rift_worse worse_of(const char *text) {
  return same(text, "lower") ? RIFT_WORSE_LOWER
                             : same(text, "higher") ? RIFT_WORSE_HIGHER : RIFT_WORSE_NONE;
}

/* False for memory. */
static bool add_outcome(rift_read_result *result, rift_read_outcome *outcome,
                        const rift_csv *csv) {
  rift_read_outcome *grown = rift_grow(result->outcomes, &result->outcome_capacity,
                                       result->outcome_count + 1, sizeof *grown);
  bool added = false;
  if (grown == NULL) {
    return false;
  }
  result->outcomes = grown;
  for (size_t i = 0; i < 5; i++) {
    outcome->parts[i] = rift_copy_text(field(csv, FIRST_PART + i));
  }
  grown[result->outcome_count++] = *outcome;
  bool whole = outcome->key != NULL;
  for (size_t i = 0; i < 5; i++) {
    whole = whole && outcome->parts[i] != NULL;
  }
  return whole && rift_names_add(&result->keys, outcome->key, strlen(outcome->key), &added) !=
                      RIFT_NOT_FOUND;
}

/* A row in percent: its draws are in the file, or its deviation is 0 and its median says all. */
static bool take_percent(rift_read_result *result, const rift_csv *csv, const char *key) {
  rift_read_outcome outcome = {.worse = worse_of(field(csv, WORSE)),
                               .approximate = same(field(csv, APPROXIMATE), "true"),
                               .base = (double)NAN};
  double sd = 0;
  outcome.column = rift_draws_reader_find(&result->draws, key);
  if (outcome.column != RIFT_NOT_FOUND) {
    outcome.base = result->draws.bases[outcome.column];
  } else if (rift_number_read(field(csv, SD), strlen(field(csv, SD)), &sd) != RIFT_NUMBER_OK ||
             sd != 0 ||
             rift_number_read(field(csv, P50), strlen(field(csv, P50)), &outcome.constant) !=
                 RIFT_NUMBER_OK) {
    return true;
  }
  outcome.key = rift_copy_text(key);
  return outcome.key != NULL && add_outcome(result, &outcome, csv);
}

/* A row in money or persons follows that in percent: value_added_musd behind value_added. */
static void take_level(rift_read_result *result, const rift_csv *csv, bool musd) {
  rift_read_outcome *last =
      result->outcome_count == 0 ? NULL : &result->outcomes[result->outcome_count - 1];
  const char *unit = field(csv, UNIT);
  size_t length = last == NULL ? 0 : strlen(last->parts[0]);
  if (last == NULL || strncmp(field(csv, FIRST_PART), last->parts[0], length) != 0 ||
      field(csv, FIRST_PART)[length] != '_' || !same(field(csv, FIRST_PART) + length + 1, unit)) {
    return;
  }
  last->level = same(unit, "persons") ? "persons" : same(unit, "musd") && musd ? "musd" : NULL;
}

static bool take_row(rift_results *results, const rift_csv *csv) {
  rift_read_result *result = find_result(results, csv);
  if (result == NULL || !same(field(csv, CONDITION), "all")) {
    return true;
  }
  if (!same(field(csv, UNIT), "percent")) {
    take_level(result, csv, results->levels_in_musd);
    return true;
  }
  rift_text key = {0};
  const char *parts[5];
  for (size_t i = 0; i < 5; i++) {
    parts[i] = field(csv, FIRST_PART + i);
  }
  rift_outcome_key(&key, parts);
  bool memory = !key.failed && take_percent(result, csv, key.bytes);
  rift_text_free(&key);
  return memory;
}

static rift_status read_summary(rift_results *results, rift_problems *problems,
                                rift_error *error) {
  char *path = rift_path_join(results->path, "tables/summary.csv");
  rift_csv *csv = NULL;
  rift_status status =
      path == NULL ? rift_error_memory(error, 0)
                   : rift_csv_open(&csv, path, columns, COUNT(columns), NULL, problems, error);
  bool memory = true;
  while (status == RIFT_OK && memory && rift_csv_next(csv)) {
    memory = take_row(results, csv);
  }
  rift_status closed = rift_csv_close(csv, error);
  free(path);
  if (!memory) {
    return rift_error_memory(error, 0);
  }
  return status != RIFT_OK ? status : closed;
}

/* ---- the whole folder ---- */

static rift_status read_folder(rift_results *results, const json_t *manifest,
                               rift_problems *problems, rift_error *error) {
  const json_t *hashed = json_object_get(manifest, "hashed");
  const json_t *currency = json_object_get(json_object_get(hashed, "options"), "currency");
  results->levels_in_musd = json_is_string(currency) && same(json_string_value(currency), "usd");
  results->streams = rift_copy_text(text_of(hashed, "streams"));
  rift_status status = results->streams == NULL
                           ? rift_error_memory(error, 0)
                           : open_all(results, json_object_get(hashed, "results"), error);
  return status == RIFT_OK ? read_summary(results, problems, error) : status;
}

rift_status rift_results_open(rift_results *results, const char *path, rift_problems *problems,
                              rift_error *error) {
  *results = (rift_results){.path = rift_copy_text(path)};
  json_t *manifest = NULL;
  rift_status status = results->path == NULL ? rift_error_memory(error, 0)
                                             : load_manifest(results, &manifest, error);
  if (status == RIFT_OK) {
    status = read_folder(results, manifest, problems, error);
  }
  json_decref(manifest);
  if (status != RIFT_OK) {
    rift_results_close(results);
  }
  return status;
}

static void close_result(rift_read_result *result) {
  for (size_t i = 0; i < result->outcome_count; i++) {
    for (size_t k = 0; k < 5; k++) {
      free(result->outcomes[i].parts[k]);
    }
    free(result->outcomes[i].key);
  }
  free(result->outcomes);
  free(result->correlation_change);
  free(result->economy);
  rift_names_free(&result->keys);
  rift_draws_reader_close(&result->draws);
}

void rift_results_close(rift_results *results) {
  for (size_t i = 0; i < results->count; i++) {
    close_result(&results->items[i]);
  }
  free(results->items);
  free(results->path);
  free(results->streams);
  *results = (rift_results){0};
}

rift_status rift_read_outcome_draws(const rift_read_result *result,
                                    const rift_read_outcome *outcome, double *values,
                                    rift_error *error) {
  if (outcome->column != RIFT_NOT_FOUND) {
    return rift_draws_reader_outcome(&result->draws, outcome->column, values, error);
  }
  for (size_t i = 0; i < result->draws.draws; i++) {
    values[i] = outcome->constant;
  }
  return RIFT_OK;
}
