/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/economies.h"
#include "montecarlo/run.h"
#include "scenario/scenario.h"

static const char usage[] =
    "usage: rift check SCENARIO... [--policy FILE]... [--set key=value]...\n"
    "Reads each scenario with its economy and its tables, without and with each policy, and reports every problem.\n";

typedef struct check {
  size_t file_count;
  char **files;
  size_t policy_count;
  char **policies;
  size_t setting_count;
  rift_setting *settings;
  rift_economies economies;
  rift_problems problems;
} check;

static void free_check(check *work) {
  for (size_t i = 0; i < work->setting_count; i++) {
    free((void *)(uintptr_t)work->settings[i].key);
  }
  rift_economies_free(&work->economies);
  free(work->settings);
  free(work->files);
  free(work->policies);
  rift_problems_free(&work->problems);
}

static int usage_error(const char *what, const char *argument) {
  fprintf(stderr, "rift check: %s%s%s\n%s", what, argument == NULL ? "" : " ",
          argument == NULL ? "" : argument, usage);
  return RIFT_USAGE;
}

static int add_setting(check *work, const char *text) {
  const char *equals = text == NULL ? NULL : strchr(text, '=');
  if (equals == NULL || equals == text) {
    return usage_error("--set needs key=value, not", text == NULL ? "nothing" : text);
  }
  char *key = rift_copy_text(text);
  if (key == NULL) {
    fprintf(stderr, "rift check: out of memory\n");
    return RIFT_FAILED;
  }
  key[equals - text] = '\0';
  work->settings[work->setting_count++] =
      (rift_setting){.key = key, .value = key + (equals - text) + 1};
  return RIFT_OK;
}

static int parse_arguments(check *work, int argc, char **argv) {
  work->files = rift_allocate((size_t)argc, sizeof *work->files);
  work->policies = rift_allocate((size_t)argc, sizeof *work->policies);
  work->settings = rift_allocate((size_t)argc, sizeof *work->settings);
  if (work->files == NULL || work->policies == NULL || work->settings == NULL) {
    fprintf(stderr, "rift check: out of memory\n");
    return RIFT_FAILED;
  }
  bool options = true;
  for (int i = 1; i < argc; i++) {
    if (options && strcmp(argv[i], "--") == 0) {
      options = false;
    } else if (options && strcmp(argv[i], "--set") == 0) {
      int status = add_setting(work, i + 1 < argc ? argv[i + 1] : NULL);
      i++;
      if (status != RIFT_OK) {
        return status;
      }
    } else if (options && strcmp(argv[i], "--policy") == 0) {
      if (i + 1 == argc) {
        return usage_error("--policy needs a file", NULL);
      }
      work->policies[work->policy_count++] = argv[++i];
    } else if (options && argv[i][0] == '-') {
      return usage_error("unknown option", argv[i]);
    } else {
      work->files[work->file_count++] = argv[i];
    }
  }
  return work->file_count == 0 ? usage_error("no scenario is named", NULL) : RIFT_OK;
}

/* Scenarios name one folder by different paths: it is read once all the same. */
static rift_status find_economy(check *work, const char *folder, const rift_economy **economy,
                                rift_problems *problems, rift_error *error) {
  char *canonical = realpath(folder, NULL);
  rift_status status = rift_economies_read(&work->economies, canonical == NULL ? folder : canonical,
                                           folder, economy, problems, error);
  free(canonical);
  return status;
}

/* `policy`: NULL for none. */
static rift_status check_with(const check *work, const char *path, const char *policy, const rift_economy *economy,
                              rift_problems *problems, rift_error *error) {
  rift_scenario scenario;
  rift_status status = rift_scenario_read_with(&scenario, path, policy, economy, work->settings,
                                               work->setting_count, problems, error);
  if (status == RIFT_OK) {
    status = rift_run_check(&scenario, economy, problems, error);
    rift_scenario_free(&scenario);
  }
  return status;
}

/* Without and with each policy: what a policy breaks is told, what the scenario breaks is told once. */
static rift_status check_policies(const check *work, const char *path, const rift_economy *economy,
                                  rift_problems *problems, rift_error *error) {
  rift_status status = check_with(work, path, NULL, economy, problems, error);
  for (size_t p = 0; p < work->policy_count && (status == RIFT_OK || status == RIFT_INVALID); p++) {
    rift_problems found;
    rift_problems_init(&found);
    rift_status with = check_with(work, path, work->policies[p], economy, &found, error);
    rift_problems_merge(problems, &found);
    rift_problems_free(&found);
    status = with == RIFT_OK ? status : with;
  }
  return status;
}

static rift_status check_file(check *work, const char *path, rift_problems *problems,
                              rift_error *error) {
  char *folder = NULL;
  const rift_economy *economy = NULL;
  rift_problems found;
  rift_problems_init(&found);
  rift_status status = rift_scenario_economy_folder(path, &folder, &found, error);
  if (status != RIFT_OK) {
    rift_problems_merge(problems, &found); /* otherwise reading the scenario finds them again */
  } else {
    status = find_economy(work, folder, &economy, problems, error);
  }
  if (status == RIFT_OK) {
    status = check_policies(work, path, economy, problems, error);
  }
  rift_problems_free(&found);
  free(folder);
  return status;
}

static int verdict(const check *work, bool all_read) {
  const char *files = work->file_count == 1 ? "file" : "files";
  const char *warnings = work->problems.warnings == 1 ? "warning" : "warnings";
  rift_problems_write(&work->problems, stderr);
  if (work->problems.errors > 0 || !all_read) {
    fprintf(stderr, "%zu %s, %zu %s, %zu %s\n", work->file_count, files, work->problems.errors,
            work->problems.errors == 1 ? "error" : "errors", work->problems.warnings, warnings);
    return RIFT_INVALID;
  }
  if (work->problems.warnings > 0) {
    printf("%zu %s, no errors, %zu %s\n", work->file_count, files, work->problems.warnings,
           warnings);
  } else {
    printf("%zu %s, no problems found\n", work->file_count, files);
  }
  return RIFT_OK;
}

int rift_cli_check(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      fputs(usage, stdout);
      return RIFT_OK;
    }
  }
  check work = {0};
  rift_problems_init(&work.problems);
  int result = parse_arguments(&work, argc, argv);
  bool all_read = true;
  for (size_t i = 0; result == RIFT_OK && i < work.file_count; i++) {
    rift_error error = {0};
    rift_problems found;
    rift_problems_init(&found);
    rift_status status = check_file(&work, work.files[i], &found, &error);
    rift_problems_merge(&work.problems, &found);
    rift_problems_free(&found);
    all_read = all_read && status == RIFT_OK;
    if (status != RIFT_OK && status != RIFT_INVALID) {
      rift_error_write(&error, stderr);
      result = (int)status;
    }
  }
  if (result == RIFT_OK) {
    result = verdict(&work, all_read);
  }
  free_check(&work);
  return result;
}
