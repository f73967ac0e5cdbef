/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "scenario/summary.h"

static const char usage[] =
    "usage: rift list [FOLDER]\n"
    "Lists the scenarios of the folder (default: scenarios): file, id and title.\n";

static int is_scenario(const struct dirent *entry) {
  size_t length = strlen(entry->d_name);
  return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

typedef struct row {
  char *file;
  rift_scenario_summary summary;
  bool usable;
} row;

static rift_status read_rows(const char *folder, struct dirent **entries, size_t count, row *rows,
                             rift_problems *problems, rift_error *error) {
  for (size_t i = 0; i < count; i++) {
    rift_text path = {0};
    size_t length = strlen(folder);
    rift_text_add(&path, "%s%s%s", folder, folder[length - 1] == '/' ? "" : "/",
                  entries[i]->d_name);
    if (path.failed) {
      rift_text_free(&path);
      return rift_error_memory(error, 0);
    }
    rows[i].file = path.bytes;
    rift_status status = rift_scenario_summary_read(&rows[i].summary, path.bytes, problems, error);
    rows[i].usable = status == RIFT_OK;
    if (status == RIFT_FAILED) {
      return status;
    }
  }
  return RIFT_OK;
}

static void print_rows(const row *rows, size_t count) {
  int widths[2] = {0, 0};
  for (size_t i = 0; i < count; i++) {
    int file = (int)strlen(rows[i].file);
    int id = rows[i].usable ? (int)strlen(rows[i].summary.id) : 0;
    widths[0] = file > widths[0] ? file : widths[0];
    widths[1] = id > widths[1] ? id : widths[1];
  }
  for (size_t i = 0; i < count; i++) {
    if (rows[i].usable) {
      printf("%-*s  %-*s  %s\n", widths[0], rows[i].file, widths[1], rows[i].summary.id,
             rows[i].summary.title_en);
    }
  }
}

static int list_entries(const char *folder, struct dirent **entries, size_t count) {
  rift_error error = {0};
  rift_problems problems;
  rift_problems_init(&problems);
  row *rows = rift_allocate(count, sizeof *rows);
  rift_status status = rows == NULL ? rift_error_memory(&error, 0)
                                    : read_rows(folder, entries, count, rows, &problems, &error);
  if (status == RIFT_OK) {
    print_rows(rows, count);
    rift_problems_write(&problems, stderr);
    status = problems.errors > 0 ? RIFT_INVALID : RIFT_OK;
  } else {
    rift_error_write(&error, stderr);
  }
  for (size_t i = 0; rows != NULL && i < count; i++) {
    free(rows[i].file);
    rift_scenario_summary_free(&rows[i].summary);
  }
  free(rows);
  rift_problems_free(&problems);
  return (int)status;
}

int rift_cli_list(int argc, char **argv) {
  const char *folder = argc > 1 ? argv[1] : "scenarios";
  if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
    fputs(usage, stdout);
    return RIFT_OK;
  }
  if (argc > 2 || folder[0] == '-' || folder[0] == '\0') {
    fprintf(stderr, "rift list: expected one folder at most\n%s", usage);
    return RIFT_USAGE;
  }
  struct dirent **entries = NULL;
  int found = scandir(folder, &entries, is_scenario, alphasort);
  if (found < 0) {
    fprintf(stderr, "rift list: cannot read the folder '%s': %s\n", folder, strerror(errno));
    return RIFT_INVALID;
  }
  size_t count = (size_t)found;
  int result = RIFT_OK;
  if (count == 0) {
    printf("no scenarios (*.yaml) in %s\n", folder);
  } else {
    result = list_entries(folder, entries, count);
  }
  for (size_t i = 0; i < count; i++) {
    free(entries[i]);
  }
  free(entries);
  return result;
}
