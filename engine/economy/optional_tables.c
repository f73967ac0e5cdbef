/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/optional_tables.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "tables/file.h"

#define TABLE_BYTES_MAX ((size_t)1 << 26)

static bool is_table(const char *name) {
  size_t length = strlen(name);
  return length > 4 && strcmp(name + length - 4, ".csv") == 0 && name[0] != '.';
}

static int compare(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static rift_status collect(DIR *handle, char ***found, size_t *count, rift_error *error) {
  size_t capacity = 0;
  for (struct dirent *entry = NULL; (entry = readdir(handle)) != NULL;) {
    if (!is_table(entry->d_name)) {
      continue;
    }
    char **grown = rift_grow(*found, &capacity, *count + 1, sizeof **found);
    char *copy = rift_copy_text(entry->d_name);
    *found = grown == NULL ? *found : grown;
    if (grown == NULL || copy == NULL) {
      free(copy);
      return rift_error_memory(error, 0);
    }
    grown[(*count)++] = copy;
  }
  return RIFT_OK;
}

rift_status rift_optional_tables_list(const char *folder, rift_names *names, rift_error *error) {
  char **found = NULL;
  size_t count = 0;
  DIR *handle = opendir(folder);
  if (handle == NULL) {
    return rift_error_system(error, "cannot read the folder", folder);
  }
  rift_status status = collect(handle, &found, &count, error);
  closedir(handle);
  if (count > 0) {
    qsort(found, count, sizeof *found, compare);
  }
  for (size_t i = 0; i < count; i++) {
    if (status == RIFT_OK &&
        rift_names_add(names, found[i], strlen(found[i]), NULL) == RIFT_NOT_FOUND) {
      status = rift_error_memory(error, 0);
    }
    free(found[i]);
  }
  free(found);
  return status;
}

static rift_status copy(const char *from, const char *to, const char *name, rift_error *error) {
  rift_text content = {0};
  char *source = rift_path_join(from, name);
  char *target = rift_path_join(to, name);
  rift_status status = source == NULL || target == NULL
                           ? rift_error_memory(error, 0)
                           : rift_file_read(source, TABLE_BYTES_MAX, &content, error);
  if (status == RIFT_OK) {
    status = rift_file_write(target, content.bytes, content.length, error);
  }
  rift_text_free(&content);
  free(source);
  free(target);
  return status;
}

static bool is_account(const char *name) {
  static const char *const accounts[] = {"nodes.csv",        "regions.csv",      "sectors.csv",
                                         "intermediate.csv", "final_demand.csv", "groups.csv"};
  for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
    if (strcmp(name, accounts[i]) == 0) {
      return true;
    }
  }
  return false;
}

static bool is_folder(const char *path) {
  struct stat information;
  return stat(path, &information) == 0 && S_ISDIR(information.st_mode);
}

static rift_status check_names(const char *from, const rift_names *names, rift_problems *problems) {
  rift_status status = RIFT_OK;
  if (names->count == 0) {
    status = rift_problems_add(problems, RIFT_ERROR, from, 0, 0,
                               "the folder holds no .csv file; expected parameter tables, as "
                               "trade_elasticities.csv");
  }
  for (size_t i = 0; i < names->count; i++) {
    if (is_account(names->items[i])) {
      status = rift_problems_add(problems, RIFT_ERROR, from, 0, 0,
                                 "the folder holds %s, which is no parameter table; expected "
                                 "it in an economy folder only; remove it",
                                 names->items[i]);
    }
  }
  return status;
}

rift_status rift_optional_tables_copy(const char *from, const char *to, rift_problems *problems,
                                      rift_error *error) {
  rift_names names = {0};
  rift_status status =
      is_folder(from) ? rift_optional_tables_list(from, &names, error)
                      : rift_problems_add(problems, RIFT_ERROR, from, 0, 0,
                                          "there is no such folder; expected one with parameter "
                                          "tables, as trade_elasticities.csv");
  if (status == RIFT_OK) {
    status = check_names(from, &names, problems);
  }
  if (status == RIFT_OK) { /* not before: faults leave no folder behind */
    status = rift_folder_make(to, error);
  }
  for (size_t i = 0; i < names.count && status == RIFT_OK; i++) {
    status = copy(from, to, names.items[i], error);
  }
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID, "the tables in '%s' cannot be taken over", from);
  }
  rift_names_free(&names);
  return status;
}
