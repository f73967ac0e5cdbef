/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/draws_reader.h"

#include <math.h>
#include <netcdf.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define TEXT_LIMIT 65536 /* bytes of an attribute; ours are far shorter */

static rift_status check(const rift_draws_reader *reader, int code, const char *what,
                         rift_error *error) {
  if (code == NC_NOERR) {
    return RIFT_OK;
  }
  rift_status status = code == NC_ENOMEM ? RIFT_FAILED : RIFT_INVALID;
  return rift_error_set(error, status, "'%s': cannot read %s: %s", reader->path, what,
                        nc_strerror(code));
}

/* *text stays NULL if there is no such attribute, or none of text. */
static rift_status read_text(const rift_draws_reader *reader, int variable, const char *name,
                             char **text, rift_error *error) {
  nc_type type = NC_NAT;
  size_t length = 0;
  *text = NULL;
  if (nc_inq_att(reader->id, variable, name, &type, &length) != NC_NOERR || type != NC_CHAR ||
      length > TEXT_LIMIT) {
    return RIFT_OK;
  }
  *text = rift_allocate(length + 1, 1);
  if (*text == NULL) {
    return rift_error_memory(error, length + 1);
  }
  int code = nc_get_att_text(reader->id, variable, name, *text);
  if (code != NC_NOERR) {
    free(*text);
    *text = NULL;
  }
  return check(reader, code, name, error);
}

static rift_status need_text(const rift_draws_reader *reader, const char *name, char **text,
                             rift_error *error) {
  rift_status status = read_text(reader, NC_GLOBAL, name, text, error);
  if (status == RIFT_OK && *text == NULL) {
    return rift_error_set(error, RIFT_INVALID,
                          "'%s' does not say its %s: it is no file of draws of rift", reader->path,
                          name);
  }
  return status;
}

static rift_status read_head(rift_draws_reader *reader, rift_error *error) {
  rift_status status = need_text(reader, "scenario", &reader->scenario, error);
  if (status == RIFT_OK) {
    status = need_text(reader, "model", &reader->model, error);
  }
  if (status == RIFT_OK) {
    status = read_text(reader, NC_GLOBAL, "policy", &reader->policy, error);
  }
  if (status == RIFT_OK && reader->policy == NULL) {
    reader->policy = rift_copy_text("none");
    status = reader->policy == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  }
  unsigned long long seed = 0;
  if (status == RIFT_OK) {
    status = check(reader, nc_get_att_ulonglong(reader->id, NC_GLOBAL, "seed", &seed), "the seed",
                   error);
  }
  int dimension = 0, replicates = 0;
  if (nc_get_att_int(reader->id, NC_GLOBAL, "replicates", &replicates) == NC_NOERR && replicates > 0) {
    reader->replicates = (size_t)replicates;
  }
  int code = nc_inq_dimid(reader->id, "draw", &dimension);
  code = code != NC_NOERR ? code : nc_inq_dimlen(reader->id, dimension, &reader->draws);
  reader->seed = seed;
  return status == RIFT_OK ? check(reader, code, "the number of draws", error) : status;
}

void rift_outcome_key(rift_text *key, const char *const parts[5]) {
  for (size_t i = 0; i < 5; i++) {
    rift_text_add(key, "%s\n", parts[i]);
  }
}

static rift_status add_name(rift_names *names, const char *name, int variable, int *variables,
                            rift_error *error) {
  bool added = false;
  size_t place = rift_names_add(names, name, strlen(name), &added);
  if (place == RIFT_NOT_FOUND) {
    return rift_error_memory(error, 0);
  }
  if (added) {
    variables[place] = variable;
  }
  return RIFT_OK;
}

static rift_status index_outcome(rift_draws_reader *reader, int variable, rift_error *error) {
  static const char *const names[] = {"indicator", "region", "sector", "horizon", "closure"};
  char *parts[5] = {NULL};
  rift_text key = {0};
  rift_status status = RIFT_OK;
  bool whole = true;
  for (size_t i = 0; i < 5 && status == RIFT_OK; i++) {
    status = read_text(reader, variable, names[i], &parts[i], error);
    whole = whole && parts[i] != NULL;
  }
  if (status == RIFT_OK && whole) {
    rift_outcome_key(&key, (const char *const[]){parts[0], parts[1], parts[2], parts[3], parts[4]});
    double base = (double)NAN;
    bool stated = nc_get_att_double(reader->id, variable, "base", &base) == NC_NOERR;
    reader->bases[reader->outcomes.count] = stated ? base : (double)NAN;
    status = key.failed ? rift_error_memory(error, 0)
                        : add_name(&reader->outcomes, key.bytes, variable,
                                   reader->outcome_variables, error);
  }
  rift_text_free(&key);
  for (size_t i = 0; i < 5; i++) {
    free(parts[i]);
  }
  return status;
}

static rift_status index_path(rift_draws_reader *reader, int variable, const char *name,
                              rift_error *error) {
  size_t before = reader->paths.count;
  rift_status status = add_name(&reader->paths, name, variable, reader->path_variables, error);
  if (status == RIFT_OK && reader->paths.count > before) {
    status = read_text(reader, variable, "flag_meanings", &reader->path_values[before], error);
  }
  return status;
}

static rift_status index_variable(rift_draws_reader *reader, int variable, rift_error *error) {
  char name[NC_MAX_NAME + 1];
  nc_type type = NC_NAT;
  int dimensions = 0;
  int code = nc_inq_varname(reader->id, variable, name);
  code = code != NC_NOERR ? code : nc_inq_vartype(reader->id, variable, &type);
  code = code != NC_NOERR ? code : nc_inq_varndims(reader->id, variable, &dimensions);
  rift_status status = check(reader, code, "a variable", error);
  if (status != RIFT_OK || type != NC_DOUBLE || dimensions != 1) {
    return status;
  }
  if (strcmp(name, "weight") == 0) {
    reader->weight_variable = variable;
    return RIFT_OK;
  }
  if (strncmp(name, "path__", 6) == 0) {
    return index_path(reader, variable, name + 6, error);
  }
  if (strncmp(name, "input__", 7) != 0) {
    return index_outcome(reader, variable, error);
  }
  char *id = NULL;
  status = read_text(reader, variable, "long_name", &id, error);
  if (status == RIFT_OK && id != NULL) {
    status = add_name(&reader->inputs, id, variable, reader->input_variables, error);
  }
  free(id);
  return status;
}

static rift_status index_variables(rift_draws_reader *reader, rift_error *error) {
  int count = 0;
  rift_status status = check(reader, nc_inq_nvars(reader->id, &count), "the variables", error);
  if (status != RIFT_OK) {
    return status;
  }
  size_t room = (size_t)count;
  reader->outcome_variables = rift_allocate(room, sizeof *reader->outcome_variables);
  reader->input_variables = rift_allocate(room, sizeof *reader->input_variables);
  reader->bases = rift_allocate(room + 1, sizeof *reader->bases);
  reader->path_variables = rift_allocate(room, sizeof *reader->path_variables);
  reader->path_values = rift_allocate(room, sizeof *reader->path_values);
  if (reader->outcome_variables == NULL || reader->input_variables == NULL ||
      reader->bases == NULL || reader->path_variables == NULL || reader->path_values == NULL) {
    return rift_error_memory(error, room * sizeof *reader->bases);
  }
  for (int variable = 0; variable < count && status == RIFT_OK; variable++) {
    status = index_variable(reader, variable, error);
  }
  return status;
}

rift_status rift_draws_reader_open(rift_draws_reader *reader, const char *path, rift_error *error) {
  *reader = (rift_draws_reader){.id = -1, .weight_variable = -1};
  reader->path = rift_copy_text(path);
  if (reader->path == NULL) {
    return rift_error_memory(error, 0);
  }
  rift_status status = check(reader, nc_open(path, NC_NOWRITE, &reader->id), "the draws", error);
  if (status != RIFT_OK) {
    reader->id = -1;
  }
  if (status == RIFT_OK) {
    status = read_head(reader, error);
  }
  if (status == RIFT_OK) {
    status = index_variables(reader, error);
  }
  if (status != RIFT_OK) {
    rift_draws_reader_close(reader);
  }
  return status;
}

void rift_draws_reader_close(rift_draws_reader *reader) {
  if (reader->path != NULL && reader->id >= 0) {
    nc_close(reader->id);
  }
  free(reader->path);
  free(reader->scenario);
  free(reader->policy);
  free(reader->model);
  free(reader->outcome_variables);
  free(reader->input_variables);
  free(reader->bases);
  for (size_t i = 0; reader->path_values != NULL && i < reader->paths.count; i++) {
    free(reader->path_values[i]);
  }
  free(reader->path_values);
  free(reader->path_variables);
  rift_names_free(&reader->paths);
  rift_names_free(&reader->outcomes);
  rift_names_free(&reader->inputs);
  *reader = (rift_draws_reader){.id = -1, .weight_variable = -1};
}

size_t rift_draws_reader_find(const rift_draws_reader *reader, const char *key) {
  return rift_names_find(&reader->outcomes, key, strlen(key));
}

/* The variable must lie along the draws: a file made by others may hold anything. */
static rift_status read_column(const rift_draws_reader *reader, int variable, double *values,
                               rift_error *error) {
  int dimension = 0;
  size_t length = 0;
  int code = nc_inq_vardimid(reader->id, variable, &dimension);
  code = code != NC_NOERR ? code : nc_inq_dimlen(reader->id, dimension, &length);
  if (code == NC_NOERR && length != reader->draws) {
    return rift_error_set(error, RIFT_INVALID, "'%s': a variable has %zu values for %zu draws",
                          reader->path, length, reader->draws);
  }
  if (code == NC_NOERR && length > 0) {
    code = nc_get_var_double(reader->id, variable, values);
  }
  return check(reader, code, "draws", error);
}

rift_status rift_draws_reader_outcome(const rift_draws_reader *reader, size_t outcome,
                                      double *values, rift_error *error) {
  return read_column(reader, reader->outcome_variables[outcome], values, error);
}

rift_status rift_draws_reader_input(const rift_draws_reader *reader, size_t input, double *values,
                                    rift_error *error) {
  return read_column(reader, reader->input_variables[input], values, error);
}

rift_status rift_draws_reader_path(const rift_draws_reader *reader, size_t path, double *values,
                                   rift_error *error) {
  return read_column(reader, reader->path_variables[path], values, error);
}

rift_status rift_draws_reader_weights(const rift_draws_reader *reader, double *values,
                                      rift_error *error) {
  if (reader->weight_variable >= 0) {
    return read_column(reader, reader->weight_variable, values, error);
  }
  for (size_t i = 0; i < reader->draws; i++) {
    values[i] = 1;
  }
  return RIFT_OK;
}
