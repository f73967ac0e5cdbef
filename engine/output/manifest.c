/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manifest.json. `hashed` holds what decides the results and what they are; `hash` is the SHA-256
 * of that member, written compactly with sorted keys, so that anyone can recompute it. Times, host,
 * threads and paths stand in `run`, outside of it: two runs of the same inputs have the same hash.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/number.h"
#include "output/folder.h"
#include "output/state.h"

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static rift_status note_file(rift_output *output, const char *path, const char *role,
                             rift_error *error) {
  bool added = false;
  if (rift_names_add(&output->files, path, strlen(path), &added) == RIFT_NOT_FOUND) {
    return rift_error_memory(error, 0);
  }
  if (!added) {
    return RIFT_OK;
  }
  char hash[RIFT_HASH_TEXT];
  rift_status status = rift_hash_file(path, hash, error);
  if (status != RIFT_OK) {
    return status;
  }
  json_t *entry = json_pack("{s:s,s:s,s:s}", "name", last_part(path), "role", role, "sha256", hash);
  int failed = json_array_append_new(output->input_list, entry);
  failed |= json_array_append_new(output->input_paths, json_string(path));
  return failed == 0 ? RIFT_OK
                     : rift_error_set(error, RIFT_FAILED,
                                      "cannot note '%s' in the manifest: is its name UTF-8?", path);
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text);
  size_t tail = strlen(end);
  return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Every table and description in the economy's folder, whether this run read it or not: they
 * describe the same data. */
static rift_status note_economy(rift_output *output, const rift_economy *economy,
                                rift_error *error) {
  if (economy->folder == NULL || economy->folder[0] == '\0') {
    return RIFT_OK;
  }
  char **names = NULL;
  size_t count = 0;
  rift_status status = rift_folder_list(economy->folder, &names, &count, error);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    bool inside = strchr(names[i], '/') != NULL;
    if (inside || !(ends_with(names[i], ".csv") || ends_with(names[i], ".csv.gz") ||
                    ends_with(names[i], ".json"))) {
      continue;
    }
    char *path = rift_path_join(economy->folder, names[i]);
    status = path == NULL ? rift_error_memory(error, 0) : note_file(output, path, "economy", error);
    free(path);
  }
  rift_folder_list_free(names, count);
  for (size_t i = 0; i < economy->sector_files.count && status == RIFT_OK; i++) {
    char *path = rift_path_join(economy->folder, economy->sector_files.items[i]);
    status = path == NULL ? rift_error_memory(error, 0) : note_file(output, path, "economy", error);
    free(path);
  }
  return status;
}

static rift_status note_source(rift_output *output, const rift_economy *economy,
                               rift_error *error) {
  bool titled = economy->title != NULL && economy->title[0] != '\0';
  bool sourced = economy->source != NULL && economy->source[0] != '\0';
  const char *name = economy->folder == NULL ? "" : last_part(economy->folder);
  json_t *entry = json_pack("{s:s,s:i,s:s}", "title", titled ? economy->title : name, "year",
                            economy->year, "source", sourced ? economy->source : "not stated");
  if (entry == NULL) {
    return rift_error_set(error, RIFT_FAILED,
                          "cannot note the economy '%s' in the manifest: is its title UTF-8?",
                          name);
  }
  for (size_t i = 0; i < json_array_size(output->economy_list); i++) {
    if (json_equal(json_array_get(output->economy_list, i), entry)) {
      json_decref(entry);
      return RIFT_OK;
    }
  }
  return json_array_append_new(output->economy_list, entry) == 0 ? RIFT_OK
                                                                 : rift_error_memory(error, 0);
}

/* A seed needs all 64 bits, and a base value all its digits: JSON numbers promise neither. */
static json_t *exact_count(uint64_t value) { return json_sprintf("%" PRIu64, value); }

static json_t *exact_number(double value) {
  char text[RIFT_NUMBER_TEXT];
  rift_number_write(value, text);
  return json_string(text);
}

/* Tables directly in the economy's folder: its description may change without its numbers. */
static bool is_table_of(const char *path, const char *folder) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && !ends_with(path, ".json") &&
         strcmp(path + length + (path[length] == '/'), last_part(path)) == 0;
}

/* SHA-256 of the hashes of the economy's tables, in byte order of their names: equal for equal
 * tables, wherever they lie. */
static rift_status hash_economy(const rift_output *output, const rift_economy *economy,
                                char hash[RIFT_HASH_TEXT], rift_error *error) {
  rift_text hashes = {0};
  const char *folder = economy->folder == NULL ? "" : economy->folder;
  for (size_t i = 0; folder[0] != '\0' && i < json_array_size(output->input_list); i++) {
    const json_t *entry = json_array_get(output->input_list, i);
    const char *path = json_string_value(json_array_get(output->input_paths, i));
    if (strcmp(json_string_value(json_object_get(entry, "role")), "economy") == 0 &&
        is_table_of(path, folder)) {
      rift_text_add(&hashes, "%s\n", json_string_value(json_object_get(entry, "sha256")));
    }
  }
  rift_hash_bytes(hashes.bytes == NULL ? "" : hashes.bytes, hashes.length, hash);
  rift_status status = hashes.failed ? rift_error_memory(error, 0) : RIFT_OK;
  rift_text_free(&hashes);
  return status;
}

static rift_status note_result(rift_output *output, const rift_result *result, rift_error *error) {
  const rift_scenario *scenario = result->scenario;
  char economy[RIFT_HASH_TEXT];
  rift_status status = hash_economy(output, result->economy, economy, error);
  if (status != RIFT_OK) {
    return status;
  }
  json_t *entry = json_pack(
      "{s:s,s:s,s:s,s:s,s:s,s:o,s:I,s:I,s:I,s:I,s:I,s:b,s:o,s:o}", "scenario", scenario->id, "policy",
      rift_scenario_policy(scenario), "economy", economy, "title",
      scenario->title_en == NULL ? "" : scenario->title_en, "model", result->model, "seed",
      exact_count(result->seed), "draws", (json_int_t)result->draws, "failed",
      (json_int_t)result->failed, "outcomes", (json_int_t)result->outcome_count, "stored",
      (json_int_t)result->stored_count, "unexpressed", (json_int_t)result->unexpressed_count,
      "correlation_repaired", (int)result->correlation_repaired, "correlation_largest_change",
      exact_number(result->correlation_largest_change), "unreplaceable_musd",
      exact_number(result->unreplaceable_musd));
  return json_array_append_new(output->result_list, entry) == 0
             ? RIFT_OK
             : rift_error_set(error, RIFT_FAILED,
                              "cannot note scenario '%s' in the manifest: is its title UTF-8?",
                              scenario->id);
}

/* Where the inputs were, so that a number can be traced later. */
static rift_status note_place(rift_output *output, const rift_scenario *scenario, rift_error *error) {
  json_t *place = json_pack("{s:s?,s:s?}", "file", scenario->path, "economy", scenario->economy_folder);
  return json_object_set_new(output->places, rift_scenario_label(scenario), place) == 0
             ? RIFT_OK
             : rift_error_set(error, RIFT_FAILED, "cannot note the files of scenario '%s' in the manifest: are their names UTF-8?",
                              scenario->id);
}

rift_status rift_output_note(rift_output *output, const rift_result *result, rift_error *error) {
  rift_status status = note_place(output, result->scenario, error);
  for (size_t i = 0; i < result->scenario->file_count && status == RIFT_OK; i++) {
    status = note_file(output, result->scenario->files[i], "scenario", error);
  }
  if (status == RIFT_OK) {
    status = note_economy(output, result->economy, error);
  }
  if (status == RIFT_OK) {
    status = note_source(output, result->economy, error);
  }
  return status == RIFT_OK ? note_result(output, result, error) : status;
}

static rift_status hash_outputs(const rift_output *output, json_t *list, rift_error *error) {
  char **names = NULL;
  size_t count = 0;
  rift_status status = rift_folder_list(output->partial, &names, &count, error);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    char hash[RIFT_HASH_TEXT];
    char *path = rift_path_join(output->partial, names[i]);
    status = path == NULL ? rift_error_memory(error, 0) : rift_hash_file(path, hash, error);
    free(path);
    if (status == RIFT_OK && json_array_append_new(list, json_pack("{s:s,s:s}", "path", names[i],
                                                                   "sha256", hash)) != 0) {
      status = rift_error_memory(error, 0);
    }
  }
  rift_folder_list_free(names, count);
  return status;
}

static json_t *describe_hashed(const rift_output *output, json_t *outputs) {
  static const char *const modes[] = {
      [RIFT_DRAWS_NONE] = "none", [RIFT_DRAWS_HEADLINE] = "headline", [RIFT_DRAWS_ALL] = "all"};
  const rift_output_options *options = &output->options;
  json_t *chosen = json_pack("{s:I,s:s,s:s}", "draws", (json_int_t)options->draws, "currency",
                             options->currency == RIFT_CURRENCY_EUR ? "eur" : "usd", "draws_stored",
                             modes[options->draws_mode]);
  return json_pack("{s:s,s:s,s:o,s:o,s:O,s:O,s:O,s:o}", "version", options->version, "streams",
                   options->streams, "seed", exact_count(options->seed), "options", chosen, "economies",
                   output->economy_list, "inputs", output->input_list, "results",
                   output->result_list, "outputs", outputs);
}

static void write_time(const struct timespec *time, char text[32]) {
  struct tm parts;
  gmtime_r(&time->tv_sec, &parts);
  if (strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
    text[0] = '\0';
  }
}

static json_t *describe_run(const rift_output *output) {
  struct timespec now;
  struct utsname host;
  char started[32];
  char finished[32];
  clock_gettime(CLOCK_REALTIME, &now);
  write_time(&output->started, started);
  write_time(&now, finished);
  bool known = uname(&host) == 0;
  double seconds = (double)(now.tv_sec - output->started.tv_sec) +
                   1e-9 * (double)(now.tv_nsec - output->started.tv_nsec);
  char folder[4096];
  if (getcwd(folder, sizeof folder) == NULL) {
    folder[0] = '\0';
  }
  return json_pack("{s:s,s:s,s:s,s:f,s:I,s:s,s:s,s:s?,s:s,s:O,s:O}", "command",
                   output->options.command_line, "started", started, "finished", finished,
                   "seconds", seconds, "threads", (json_int_t)output->options.threads, "host",
                   known ? host.nodename : "", "machine", known ? host.machine : "", "system",
                   known ? host.release : "", "working_folder", folder, "scenarios", output->places,
                   "input_paths", output->input_paths);
}

rift_status rift_output_manifest(const rift_output *output, char hash[RIFT_HASH_TEXT],
                                 rift_error *error) {
  json_t *outputs = json_array();
  rift_status status = hash_outputs(output, outputs, error);
  if (status != RIFT_OK) {
    json_decref(outputs);
    return status;
  }
  json_t *hashed = describe_hashed(output, outputs);
  rift_text compact = {0};
  rift_output_dump(&compact, hashed, JSON_COMPACT | JSON_SORT_KEYS);
  if (compact.failed) {
    rift_text_free(&compact);
    json_decref(hashed);
    return rift_error_set(error, RIFT_FAILED,
                          "cannot make the manifest: memory ran out, or a name "
                          "in it is not UTF-8");
  }
  rift_hash_bytes(compact.bytes, compact.length, hash);
  rift_text_free(&compact);
  json_t *run = describe_run(output);
  return rift_output_put_json(output, "manifest.json",
                              json_pack("{s:i,s:o,s:s,s:o}", "rift_manifest", 1, "hashed", hashed,
                                        "hash", hash, "run", run),
                              error);
}
