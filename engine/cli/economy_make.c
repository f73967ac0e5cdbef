/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "economy/employment.h"
#include "economy/import/wiod.h"
#include "economy/optional_tables.h"
#include "economy/parameters.h"
#include "economy/write.h"
#include "tables/file.h"

#define SOURCES_MAX 6

/* Files whose figures went into the dataset. */
typedef struct origins {
  rift_package_source items[SOURCES_MAX];
  char hashes[SOURCES_MAX][RIFT_HASH_TEXT];
  size_t count;
} origins;

static rift_status list_origins(const rift_economy_arguments *arguments, origins *found,
                                rift_error *error) {
  const struct {
    const char *title, *path;
  } files[] = {{"Value added imposed by projecting", arguments->value_added},
               {"Trade by class of products imposed by projecting", arguments->trade_blocks},
               {"Flows of products imposed by projecting", arguments->trade_facts},
               {"Final demand imposed by projecting", arguments->final_demand},
               {"Shares of the sectors that were split off", arguments->shares},
               {"Employment", arguments->employment}};
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < sizeof files / sizeof files[0] && status == RIFT_OK; i++) {
    if (files[i].path == NULL) {
      continue;
    }
    const char *slash = strrchr(files[i].path, '/');
    found->items[found->count] =
        (rift_package_source){.title = files[i].title,
                              .path = slash == NULL ? files[i].path : slash + 1,
                              .sha256 = found->hashes[found->count]};
    status = rift_hash_file(files[i].path, found->hashes[found->count], error);
    found->count++;
  }
  return status;
}

/* Affiliate income among the tables that are taken over; NULL if there is none. */
static char *affiliates_of(const rift_economy_arguments *arguments) {
  char *path = arguments->tables == NULL || arguments->affiliates != NULL
                   ? NULL
                   : rift_path_join(arguments->tables, "affiliate_income.csv");
  if (path != NULL && !rift_path_exists(path)) {
    free(path);
    path = NULL;
  }
  return path;
}

/* What hangs on the economy and is given anew by files. */
static rift_status attach(rift_economy *economy, const rift_economy_arguments *arguments,
                          rift_problems *problems, rift_error *error) {
  rift_status status = RIFT_OK;
  if (arguments->groups != NULL) {
    status = rift_economy_read_groups(economy, arguments->groups, problems, error);
  }
  if (arguments->affiliates != NULL && status == RIFT_OK) {
    status = rift_economy_read_affiliates(economy, arguments->affiliates, problems, error);
  }
  if (arguments->employment != NULL && status == RIFT_OK) {
    status = rift_economy_read_employment(economy, arguments->employment, problems, error);
  }
  return status;
}

#define SECTOR_FILES_MAX 64

/* Paths between commas, as the description will hold them: cut in `copy`, which the caller frees. */
typedef struct path_list {
  char *copy;
  const char *items[SECTOR_FILES_MAX];
  size_t count;
} path_list;

static rift_status cut_paths(path_list *list, const char *text, rift_error *error) {
  *list = (path_list){.count = 0};
  if (text == NULL) {
    return RIFT_OK;
  }
  list->copy = rift_copy_text(text);
  if (list->copy == NULL) {
    return rift_error_memory(error, 0);
  }
  for (char *at = strtok(list->copy, ","); at != NULL; at = strtok(NULL, ",")) {
    if (list->count == SECTOR_FILES_MAX) {
      return rift_error_set(error, RIFT_USAGE, "more than %d sector files", SECTOR_FILES_MAX);
    }
    list->items[list->count++] = at;
  }
  return RIFT_OK;
}

static rift_status write_folder(const rift_economy *economy,
                                const rift_economy_arguments *arguments, const char *history,
                                rift_problems *problems, rift_error *error) {
  origins found = {.count = 0};
  path_list sector_files;
  rift_status status = cut_paths(&sector_files, arguments->sector_files, error);
  if (status == RIFT_OK) {
    status = list_origins(arguments, &found, error);
  }
  char *base = rift_path_join(arguments->folder, "datapackage.json");
  rift_package_options package = {
      .name = arguments->name,
      .title = arguments->title,
      .year = economy->year,
      .sources = found.items,
      .source_count = found.count,
      .usd_per_eur = arguments->usd_per_eur,
      .usd_per_eur_year = arguments->rate_year == 0 ? economy->year : arguments->rate_year,
      .usd_per_eur_source = arguments->rate_source,
      .usd_per_eur_status = arguments->rate_status,
      .command = history,
      .sector_files = sector_files.items,
      .sector_file_count = sector_files.count,
      .base = base};
  if (status == RIFT_OK && base == NULL) {
    status = rift_error_memory(error, 0);
  }
  if (status == RIFT_OK && arguments->tables != NULL) {
    status = rift_optional_tables_copy(arguments->tables, arguments->output, problems, error);
  }
  if (status == RIFT_OK) {
    status = rift_economy_write(economy, arguments->output, arguments->affiliates, &package, error);
  }
  free(base);
  free(sector_files.copy);
  return status;
}

static rift_status make_economy(const rift_economy_arguments *given, const char *history,
                                rift_problems *problems, rift_error *error) {
  rift_economy economy;
  rift_economy_arguments completed = *given;
  const rift_economy_arguments *arguments = &completed;
  char *affiliates = affiliates_of(given);
  completed.affiliates = affiliates == NULL ? given->affiliates : affiliates;
  rift_economy_maker *maker = rift_cli_economy_aggregate;
  maker = arguments->command == ECONOMY_BALANCE ? rift_cli_economy_balance : maker;
  maker = arguments->command == ECONOMY_PROJECT ? rift_cli_economy_project : maker;
  maker = arguments->command == ECONOMY_SPLIT ? rift_cli_economy_split : maker;
  rift_economy_init(&economy);
  rift_status status = maker(&economy, arguments, problems, error);
  if (status == RIFT_OK) {
    status = attach(&economy, arguments, problems, error);
  }
  if (status == RIFT_OK) {
    status = write_folder(&economy, arguments, history, problems, error);
  }
  rift_economy_free(&economy);
  free(affiliates);
  return status;
}

int rift_cli_economy_make(const rift_economy_arguments *arguments, const char *history) {
  rift_problems problems;
  rift_error error = {.status = RIFT_OK};
  rift_problems_init(&problems);
  rift_status status = RIFT_OK;
  if (arguments->command == ECONOMY_IMPORT_WIOD) {
    status = rift_economy_import_wiod(arguments->folder, arguments->output, arguments->year, history,
                                      &problems, &error);
  } else {
    status = make_economy(arguments, history, &problems, &error);
  }
  if (status == RIFT_OK && problems.memory_failed) {
    status = rift_error_memory(&error, 0);
  }
  rift_problems_write(&problems, stderr);
  if (status != RIFT_OK && error.message[0] != '\0') {
    rift_error_write(&error, stderr);
  }
  rift_problems_free(&problems);
  return (int)status;
}
