/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/output.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "output/draws.h"
#include "output/folder.h"
#include "output/state.h"

static rift_status set_paths(rift_output *output, rift_error *error) {
  const char *path = output->options.path;
  size_t length = path == NULL ? 0 : strlen(path);
  while (length > 1 && path[length - 1] == '/') {
    length--;
  }
  const char *last = path == NULL ? "" : path + length;
  while (last > path && last[-1] != '/') {
    last--;
  }
  size_t name = (size_t)(path == NULL ? 0 : path + length - last);
  bool dots = (name == 1 && last[0] == '.') || (name == 2 && strncmp(last, "..", 2) == 0);
  if (length == 0 || name == 0 || dots) {
    return rift_error_set(error, RIFT_USAGE,
                          "'%s' cannot be the result folder; expected the name of a folder to "
                          "make; give one, such as -o out/first",
                          path == NULL ? "" : path);
  }
  output->path = rift_copy_bytes(path, length);
  rift_text partial = {0};
  rift_text_add(&partial, "%.*s.partial", (int)length, path);
  output->partial = partial.bytes;
  return output->path == NULL || partial.failed ? rift_error_memory(error, length) : RIFT_OK;
}

static rift_status check_target(const char *path, bool force, rift_error *error) {
  struct stat information;
  if (lstat(path, &information) != 0) {
    return errno == ENOENT ? RIFT_OK : rift_error_system(error, "cannot look at", path);
  }
  if (!force) {
    return rift_error_set(error, RIFT_USAGE,
                          "'%s' exists already; a result is never written over another by "
                          "accident; choose another name with -o, or replace it with --force",
                          path);
  }
  if (!rift_folder_is_ours(path)) {
    return rift_error_set(error, RIFT_USAGE,
                          "'%s' exists and is not a result folder of rift; --force replaces only "
                          "those and empty folders; choose another name with -o",
                          path);
  }
  return RIFT_OK;
}

static rift_status make_inside(const rift_output *output, const char *name, rift_error *error) {
  char *path = rift_path_join(output->partial, name);
  rift_status status = RIFT_OK;
  if (path == NULL) {
    status = rift_error_memory(error, 0);
  } else if (mkdir(path, 0777) != 0) {
    status = rift_error_system(error, "cannot make the folder", path);
  }
  free(path);
  return status;
}

/* The folder that the results folder lies in, made if it is not there. */
static rift_status make_parent(const char *path, rift_error *error) {
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash == path) {
    return RIFT_OK;
  }
  char *parent = rift_copy_bytes(path, (size_t)(slash - path));
  rift_status status = parent == NULL ? rift_error_memory(error, 0) : rift_folder_make(parent, error);
  free(parent);
  return status;
}

static rift_status make_folders(rift_output *output, rift_error *error) {
  static const char *const names[] = {"tables", "resolved", "load", "draws"};
  rift_status parent = make_parent(output->path, error);
  if (parent != RIFT_OK) {
    return parent;
  }
  if (mkdir(output->partial, 0777) != 0) {
    return errno == EEXIST
               ? rift_error_set(error, RIFT_USAGE,
                                "'%s' exists already: another run writes there, or one was "
                                "interrupted; if none is running, repeat with --force",
                                output->partial)
               : rift_error_system(error, "cannot make the folder", output->partial);
  }
  output->made = true;
  size_t count = output->options.draws_mode == RIFT_DRAWS_NONE ? 3 : 4;
  rift_status status = rift_output_readme_mark(output, error);
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    status = make_inside(output, names[i], error);
  }
  return status;
}

static rift_status open_tables(rift_output *output, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < RIFT_TABLE_COUNT && status == RIFT_OK; i++) {
    const rift_schema *schema = rift_schema_of((rift_table_id)i);
    char *path = rift_path_join(output->partial, schema->path);
    status = path == NULL ? rift_error_memory(error, 0)
                          : rift_csv_writer_open(&output->tables[i], path, error);
    free(path);
    output->tables_open[i] = status == RIFT_OK;
    for (size_t j = 0; j < schema->column_count && status == RIFT_OK; j++) {
      rift_csv_write_code(&output->tables[i], schema->columns[j].name);
    }
    if (status == RIFT_OK) {
      rift_csv_end_row(&output->tables[i]);
    }
  }
  return status;
}

rift_status rift_output_begin(rift_output **result, const rift_output_options *options,
                              rift_error *error) {
  *result = NULL;
  rift_output *output = rift_allocate(1, sizeof *output);
  if (output == NULL) {
    return rift_error_memory(error, sizeof *output);
  }
  output->options = *options;
  clock_gettime(CLOCK_REALTIME, &output->started);
  output->input_list = json_array();
  output->input_paths = json_array();
  output->places = json_object();
  output->result_list = json_array();
  output->economy_list = json_array();
  rift_status status = set_paths(output, error);
  if (status == RIFT_OK) {
    status = check_target(output->path, options->force, error);
  }
  if (status == RIFT_OK && options->force && rift_folder_is_ours(output->partial)) {
    status = rift_folder_remove(output->partial, error);
  }
  if (status == RIFT_OK) {
    status = make_folders(output, error);
  }
  if (status == RIFT_OK) {
    status = open_tables(output, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_codebook_begin(output, error);
  }
  if (status != RIFT_OK) {
    rift_output_abort(output);
    return status;
  }
  *result = output;
  return RIFT_OK;
}

static bool is_file_name(const char *id) {
  size_t length = strlen(id);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)id[i];
    if (!(c < 128 && isalnum(c)) && strchr("._-+", c) == NULL) {
      return false;
    }
  }
  return length > 0 && length <= 100 && id[0] != '.';
}

static rift_status check_result(rift_output *output, const rift_result *result, rift_error *error) {
  const char *id = rift_scenario_label(result->scenario);
  if (!is_file_name(id)) {
    return rift_error_set(error, RIFT_INVALID,
                          "the scenario id '%s' names files; expected at most 100 letters, digits "
                          "and . _ - +, not beginning with a point; change `id`",
                          id);
  }
  if (result->draws == 0 || result->draws > SIZE_MAX / sizeof(double) / 2) {
    return rift_error_set(error, RIFT_USAGE,
                          "the result of '%s' has no usable number of draws; give one with -n", id);
  }
  if (output->options.currency == RIFT_CURRENCY_EUR && !(result->economy->usd_per_eur > 0)) {
    return rift_error_set(error, RIFT_INVALID,
                          "the economy '%s' states no exchange rate; --currency eur needs "
                          "`usd_per_eur` with its year in its datapackage.json; add it, or leave "
                          "out --currency",
                          result->economy->folder == NULL ? "" : result->economy->folder);
  }
  rift_text pair = {0};
  bool added = false;
  rift_text_add(&pair, "%s.%s", id, result->model);
  size_t place = pair.failed ? RIFT_NOT_FOUND
                             : rift_names_add(&output->pairs, pair.bytes, pair.length, &added);
  rift_text_free(&pair);
  if (place == RIFT_NOT_FOUND) {
    return rift_error_memory(error, 0);
  }
  return added
             ? RIFT_OK
             : rift_error_set(error, RIFT_INVALID,
                              "scenario '%s' occurs twice under the model %s; every scenario of a "
                              "run needs its own `id`",
                              id, result->model);
}

static rift_status put_draws(const rift_output *output, const rift_result *result,
                             rift_error *error) {
  if (output->options.draws_mode == RIFT_DRAWS_NONE) {
    return RIFT_OK;
  }
  rift_text path = {0};
  rift_text_add(&path, "%s/draws/%s.%s.nc", output->partial, rift_scenario_label(result->scenario), result->model);
  rift_status status =
      path.failed ? rift_error_memory(error, 0)
                  : rift_draws_write(path.bytes, result, output->options.draws_mode, error);
  rift_text_free(&path);
  return status;
}

static rift_status put_resolved(const rift_output *output, const rift_scenario *scenario,
                                rift_error *error) {
  rift_text name = {0};
  rift_text content = {0};
  rift_text_add(&name, "resolved/%s.yaml", rift_scenario_label(scenario));
  const char *resolved = scenario->resolved == NULL ? "" : scenario->resolved;
  rift_text_add_bytes(&content, resolved, strlen(resolved));
  rift_status status = name.failed ? rift_error_memory(error, 0)
                                   : rift_output_put(output, name.bytes, &content, error);
  rift_text_free(&name);
  rift_text_free(&content);
  return status;
}

rift_status rift_output_add(rift_output *output, const rift_result *result, rift_error *error) {
  rift_status status = check_result(output, result, error);
  double usd_per_unit =
      output->options.currency == RIFT_CURRENCY_EUR ? result->economy->usd_per_eur : 1;
  if (status == RIFT_OK) {
    status = rift_output_rows(output, result, usd_per_unit, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_inputs(output, result, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_mixture(output, result, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_codebook_add(output, result, error);
  }
  if (status == RIFT_OK) {
    status = put_draws(output, result, error);
  }
  if (status == RIFT_OK) {
    status = put_resolved(output, result->scenario, error);
  }
  return status == RIFT_OK ? rift_output_note(output, result, error) : status;
}

static rift_status close_tables(rift_output *output, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < RIFT_TABLE_COUNT && status == RIFT_OK; i++) {
    output->tables_open[i] = false;
    status = rift_csv_writer_commit(&output->tables[i], error);
  }
  return status;
}

/* Names the place to which the old folder goes, and clears it of what an earlier run may have left. */
static rift_status make_way(const rift_output *output, rift_text *old, rift_error *error) {
  rift_text_add(old, "%s.replaced", output->path);
  if (old->failed) {
    return rift_error_memory(error, 0);
  }
  if (!rift_folder_is_ours(output->path)) {
    return rift_error_set(error, RIFT_USAGE,
                          "'%s' was changed during the run and is not a result folder of rift any "
                          "more; the new results are not kept",
                          output->path);
  }
  rift_status status =
      rift_path_exists(old->bytes) ? rift_folder_remove(old->bytes, error) : RIFT_OK;
  if (status == RIFT_OK && rename(output->path, old->bytes) != 0) {
    status = rift_error_system(error, "cannot move the old folder away from", output->path);
  }
  return status;
}

/* The old folder makes way only now, and comes back if the new one cannot take its place. */
static rift_status move_into_place(const rift_output *output, rift_error *error) {
  rift_text old = {0};
  bool replaces = output->options.force && rift_path_exists(output->path);
  rift_status status = replaces ? make_way(output, &old, error) : RIFT_OK;
  if (status == RIFT_OK && rename(output->partial, output->path) != 0) {
    status = rift_error_system(error, "cannot rename the finished folder to", output->path);
    if (replaces && rename(old.bytes, output->path) != 0) {
      status = rift_error_set(error, RIFT_FAILED, "the old results are now in '%s'", old.bytes);
    }
  } else if (status == RIFT_OK && replaces && rift_folder_remove(old.bytes, NULL) != RIFT_OK) {
    status = rift_error_set(error, RIFT_FAILED,
                            "the new results are complete in '%s', but the old ones could not be "
                            "removed from '%s'; remove that folder",
                            output->path, old.bytes);
  }
  rift_text_free(&old);
  return status;
}

static rift_status write_done(const rift_output *output, const char *hash, rift_error *error) {
  rift_text text = {0};
  rift_text_add(&text, "%s\n", hash);
  return rift_output_put(output, "DONE", &text, error);
}

rift_status rift_output_finish(rift_output *output, rift_error *error) {
  char hash[RIFT_HASH_TEXT] = "";
  rift_output_model_rows(output);
  rift_status status = output->memory_failed ? rift_error_memory(error, 0) : close_tables(output, error);
  if (status == RIFT_OK) {
    status = rift_output_guide(output, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_datapackage(output, error);
  }
  if (status == RIFT_OK) {
    status = rift_output_manifest(output, hash, error);
  }
  if (status == RIFT_OK) {
    status = write_done(output, hash, error);
  }
  if (status == RIFT_OK) {
    status = move_into_place(output, error);
  }
  output->finished = status == RIFT_OK;
  return status;
}

void rift_output_abort(rift_output *output) {
  if (output == NULL) {
    return;
  }
  for (size_t i = 0; i < RIFT_TABLE_COUNT; i++) {
    if (output->tables_open[i]) {
      rift_csv_writer_abandon(&output->tables[i]);
    }
  }
  if (output->made && !output->finished && rift_path_exists(output->partial)) {
    /* Nothing to report to: what stays carries the mark, and --force removes it. */
    rift_status ignored = rift_folder_remove(output->partial, NULL);
    (void)ignored;
  }
  json_decref(output->input_list);
  json_decref(output->input_paths);
  json_decref(output->places);
  json_decref(output->result_list);
  json_decref(output->economy_list);
  rift_model_rows_free(&output->model_rows);
  rift_names_free(&output->pairs);
  rift_names_free(&output->inputs);
  rift_names_free(&output->mixtures);
  rift_names_free(&output->codes);
  rift_names_free(&output->files);
  free(output->path);
  free(output->partial);
  free(output);
}

void rift_output_destroy(rift_output *output) { rift_output_abort(output); }
