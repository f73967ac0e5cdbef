/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/draws.h"

#include <ctype.h>
#include <fcntl.h>
#include <netcdf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "output/headline.h"

typedef struct draws_file {
  const rift_result *result;
  const char *path;
  int id;
  int dimension;
  size_t variable_count;
  size_t *columns; /* of the store, a variable each */
  int *variables;
  rift_names names;
  rift_error *error;
} draws_file;

static bool is_kept(const rift_result *result, size_t column, rift_draws_mode mode) {
  return mode == RIFT_DRAWS_ALL || (mode == RIFT_DRAWS_HEADLINE &&
                                    rift_headline_is(result->economy, &result->outcomes[column]));
}

size_t rift_draws_count(const rift_result *result, rift_draws_mode mode) {
  size_t count = 0;
  for (size_t i = 0; i < result->stored_count; i++) {
    count += is_kept(result, i, mode);
  }
  return count;
}

static rift_status check(const draws_file *file, int code, const char *what) {
  return code == NC_NOERR ? RIFT_OK
                          : rift_error_set(file->error, RIFT_FAILED, "cannot %s '%s': %s", what,
                                           file->path, nc_strerror(code));
}

/* Letters, digits and underscores: readable without quotes in every language. Distinct by a
 * trailing number. */
static const char *safe_name(rift_names *names, const char *wish) {
  rift_text name = {0};
  for (const char *at = wish; *at != '\0'; at++) {
    rift_text_add(&name, "%c", isalnum((unsigned char)*at) && (unsigned char)*at < 128 ? *at : '_');
  }
  size_t base = name.length;
  bool added = false;
  size_t place = name.failed ? RIFT_NOT_FOUND : rift_names_add(names, name.bytes, base, &added);
  for (int number = 2; place != RIFT_NOT_FOUND && !added; number++) {
    name.length = base;
    rift_text_add(&name, "_%d", number);
    place = name.failed ? RIFT_NOT_FOUND : rift_names_add(names, name.bytes, name.length, &added);
  }
  rift_text_free(&name);
  return place == RIFT_NOT_FOUND ? NULL : names->items[place];
}

static int put_text(int file, int variable, const char *name, const char *text) {
  return nc_put_att_text(file, variable, name, strlen(text), text);
}

static rift_status define(draws_file *file, const char *wish, size_t column) {
  const char *name = safe_name(&file->names, wish);
  if (name == NULL) {
    return rift_error_memory(file->error, 0);
  }
  int variable = 0;
  int code = nc_def_var(file->id, name, NC_DOUBLE, 1, &file->dimension, &variable);
  code = code != NC_NOERR ? code : nc_def_var_chunking(file->id, variable, NC_CONTIGUOUS, NULL);
  code = code != NC_NOERR ? code : nc_def_var_fill(file->id, variable, NC_NOFILL, NULL);
  file->variables[file->variable_count] = variable;
  file->columns[file->variable_count++] = column;
  return check(file, code, "define a variable in");
}

static rift_status define_outcome(draws_file *file, size_t column) {
  const rift_outcome *outcome = &file->result->outcomes[column];
  const rift_indicator_entry *entry = rift_indicator_entry_of(outcome->indicator);
  rift_text text = {0};
  rift_text_add(&text, "%s__%s__%s__%s__%s", entry->name, outcome->region, outcome->sector,
                outcome->horizon, outcome->closure);
  if (outcome->path_step > 0) {
    rift_text_add(&text, "__step_%zu", outcome->path_step - 1);
  }
  rift_status status =
      text.failed ? rift_error_memory(file->error, 0) : define(file, text.bytes, column);
  rift_text_free(&text);
  if (status != RIFT_OK) {
    return status;
  }
  rift_text_add(&text, "%s, %s, %s, %s, change from the base", entry->label_en, outcome->region,
                outcome->sector, outcome->horizon);
  if (text.failed) {
    rift_text_free(&text);
    return rift_error_memory(file->error, 0);
  }
  const char *const attributes[][2] = {
      {"long_name", text.bytes},     {"units", entry->unit},
      {"indicator", entry->name},    {"region", outcome->region},
      {"sector", outcome->sector},   {"horizon", outcome->horizon},
      {"closure", outcome->closure}, {"proxy", outcome->proxy ? "true" : "false"}};
  int variable = file->variables[file->variable_count - 1];
  int code = NC_NOERR;
  for (size_t i = 0; i < sizeof attributes / sizeof attributes[0] && code == NC_NOERR; i++) {
    code = put_text(file->id, variable, attributes[i][0], attributes[i][1]);
  }
  code = code != NC_NOERR
             ? code
             : nc_put_att_double(file->id, variable, "base", NC_DOUBLE, 1, &outcome->base);
  rift_text_free(&text);
  return check(file, code, "describe a variable in");
}

static rift_status define_variate(draws_file *file, size_t variate) {
  const char *id = file->result->variate_ids[variate];
  const char *unit = file->result->variate_units[variate];
  rift_text wish = {0};
  rift_text_add(&wish, "input__%s", id);
  rift_status status = wish.failed ? rift_error_memory(file->error, 0)
                                   : define(file, wish.bytes, file->result->stored_count + variate);
  rift_text_free(&wish);
  if (status != RIFT_OK) {
    return status;
  }
  int variable = file->variables[file->variable_count - 1];
  int code = put_text(file->id, variable, "long_name", id);
  code = code != NC_NOERR ? code : put_text(file->id, variable, "units", unit == NULL ? "" : unit);
  return check(file, code, "describe a variable in");
}

/* What is known of the paths: flag_meanings name the values 0, 1, ... in their order. */
static rift_status define_path_column(draws_file *file, size_t column) {
  const rift_result *result = file->result;
  const rift_escalation *escalation = &result->scenario->escalation;
  const char *name = result->path_names[column];
  bool weight = result->strata != NULL && column + 1 == result->path_column_count;
  rift_text text = {0};
  rift_text_add(&text, "%s%s", weight ? "" : "path__", name);
  rift_status status = text.failed ? rift_error_memory(file->error, 0)
                                   : define(file, text.bytes, result->stored_count + result->variate_count + column);
  text.length = 0;
  size_t values = weight ? 0 : column == 0 ? escalation->stage_count : escalation->covariates[column - 1].value_count;
  for (size_t v = 0; v < values; v++) {
    rift_text_add(&text, "%s%s", v == 0 ? "" : " ",
                  column == 0 ? escalation->stages[v].id : escalation->covariates[column - 1].values[v]);
  }
  if (status == RIFT_OK && text.failed) {
    status = rift_error_memory(file->error, 0);
  }
  if (status == RIFT_OK) {
    int variable = file->variables[file->variable_count - 1];
    int code = put_text(file->id, variable, "long_name", weight ? "weight of the draw" : name);
    code = code != NC_NOERR || weight ? code : put_text(file->id, variable, "flag_meanings", text.bytes);
    status = check(file, code, "describe a variable in");
  }
  rift_text_free(&text);
  return status;
}

static rift_status define_all(draws_file *file, rift_draws_mode mode) {
  const rift_result *result = file->result;
  int code = nc_def_dim(file->id, "draw", (size_t)result->draws, &file->dimension);
  code = code != NC_NOERR ? code : put_text(file->id, NC_GLOBAL, "scenario", result->scenario->id);
  code = code != NC_NOERR ? code : put_text(file->id, NC_GLOBAL, "policy", rift_scenario_policy(result->scenario));
  code = code != NC_NOERR ? code : put_text(file->id, NC_GLOBAL, "model", result->model);
  unsigned long long seed = result->seed;
  code = code != NC_NOERR ? code
                          : nc_put_att_ulonglong(file->id, NC_GLOBAL, "seed", NC_UINT64, 1, &seed);
  int replicates = (int)result->replicates;
  code = code != NC_NOERR || replicates == 0 ? code : nc_put_att_int(file->id, NC_GLOBAL, "replicates", NC_INT, 1, &replicates);
  rift_status status = check(file, code, "describe");
  for (size_t i = 0; i < result->stored_count && status == RIFT_OK; i++) {
    status = is_kept(result, i, mode) ? define_outcome(file, i) : RIFT_OK;
  }
  for (size_t i = 0; i < result->variate_count && status == RIFT_OK; i++) {
    status = define_variate(file, i);
  }
  for (size_t i = 0; i < result->path_column_count && status == RIFT_OK; i++) {
    status = define_path_column(file, i);
  }
  return status == RIFT_OK ? check(file, nc_enddef(file->id), "begin to write") : status;
}

static rift_status write_columns(draws_file *file) {
  double *values = rift_allocate_doubles((size_t)file->result->draws);
  if (values == NULL) {
    return rift_error_memory(file->error, (size_t)file->result->draws * sizeof *values);
  }
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < file->variable_count && status == RIFT_OK; i++) {
    status = rift_store_read(file->result->store, file->columns[i], values, file->error);
    if (status == RIFT_OK) {
      status = check(file, nc_put_var_double(file->id, file->variables[i], values), "write");
    }
  }
  free(values);
  return status;
}

/* HDF5 does not sync; a full disk may show only now. */
static rift_status sync_file(const char *path, rift_error *error) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return rift_error_system(error, "cannot open", path);
  }
  rift_status status =
      fsync(descriptor) == 0 ? RIFT_OK : rift_error_system(error, "cannot sync", path);
  close(descriptor);
  return status;
}

static rift_status create_and_fill(draws_file *file, rift_draws_mode mode) {
  rift_status status =
      check(file, nc_create(file->path, NC_NETCDF4 | NC_NOCLOBBER, &file->id), "create");
  if (status != RIFT_OK) {
    return status;
  }
  status = define_all(file, mode);
  if (status == RIFT_OK && file->result->draws > 0) {
    status = write_columns(file);
  }
  int code = nc_close(file->id);
  return status == RIFT_OK ? check(file, code, "finish") : status;
}

rift_status rift_draws_write(const char *path, const rift_result *result, rift_draws_mode mode,
                             rift_error *error) {
  draws_file file = {.result = result, .path = path, .error = error};
  size_t capacity = result->stored_count + result->variate_count + result->path_column_count;
  file.columns = rift_allocate(capacity, sizeof *file.columns);
  file.variables = rift_allocate(capacity, sizeof *file.variables);
  rift_status status = file.columns == NULL || file.variables == NULL
                           ? rift_error_memory(error, capacity * sizeof *file.columns)
                           : create_and_fill(&file, mode);
  if (status == RIFT_OK) {
    status = sync_file(path, error);
  }
  free(file.columns);
  free(file.variables);
  rift_names_free(&file.names);
  return status;
}
