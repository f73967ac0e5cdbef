/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `rift sensitivity` was asked for. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "cli/sensitivity.h"
#include "montecarlo/threads.h"
#include "tables/file.h"

static const char usage[] =
    "usage: rift sensitivity OUT... [option]...\n"
    "       rift sensitivity SCENARIO.yaml -n N [option]...\n"
    "\n"
    "What drives the answer. From the draws of results folders: first-order indices of every input, what\n"
    "the worst 1 % of the draws have in common, and what learning each signal of an escalation is worth.\n"
    "From a scenario: it is solved again with each group of inputs drawn anew (first-order and total\n"
    "indices; N times the number of groups and two).\n"
    "\n"
    "      --show I:R:S    look at indicator I of region R and sector S (may be repeated; R and S may be\n"
    "                      left out); default: value added and the focus sectors' output at home\n"
    "      --top N         inputs to print for each outcome (default 8)\n"
    "  -o, --output FILE   the table (default sensitivity.csv)\n"
    "      --signals FILE  the table of signals (default signals.csv)\n"
    "      --force         replace earlier tables\n"
    "for a scenario:\n"
    "  -n, --draws N       rows of the design (default 1024)\n"
    "      --model M       model to solve (default static)\n"
    "      --policy FILE   lay a policy over the scenario\n"
    "      --each          every quantity by itself instead of groups\n"
    "      --seed S        seed (default 1)\n"
    "      --threads T     threads (default: all)\n";

static int wrong(const char *message, const char *word) {
  fprintf(stderr, "rift sensitivity: %s%s; `rift sensitivity --help` says more\n", message, word);
  return RIFT_USAGE;
}

static int read_count(const char *text, uint64_t low, uint64_t high, uint64_t *value) {
  uint64_t count = 0;
  if (!rift_count_read(text, strlen(text), &count) || count < low || count > high) {
    return wrong("expected a whole number in range instead of ", text);
  }
  *value = count;
  return -1;
}

enum { SHOW = 256, TOP, SIGNALS, FORCE, MODEL, POLICY, EACH, SEED, THREADS, HELP };

static int read_option(rift_sensitivity_arguments *a, int option, const char *text) {
  uint64_t threads = 0;
  int code = -1;
  switch (option) {
  case SHOW:
    if (a->shown_count == RIFT_SHOWN_MAX) {
      return wrong("too many --show: ", text);
    }
    a->shown[a->shown_count++] = text;
    return -1;
  case TOP:
    return read_count(text, 1, 10000, &a->top);
  case 'o':
    a->output = text;
    return -1;
  case SIGNALS:
    a->signals = text;
    return -1;
  case FORCE:
    a->force = true;
    return -1;
  case 'n':
    return read_count(text, 16, UINT64_C(10000000), &a->draws);
  case MODEL:
    a->model = text;
    return -1;
  case POLICY:
    a->policy = text;
    return -1;
  case EACH:
    a->each = true;
    return -1;
  case SEED:
    return read_count(text, 0, UINT64_MAX, &a->seed);
  case THREADS:
    code = read_count(text, 1, 1024, &threads);
    a->threads = (int)threads;
    return code;
  case HELP:
    fputs(usage, stdout);
    return RIFT_OK;
  default:
    return wrong("the option is not known or lacks its value", "");
  }
}

static bool is_scenario(const char *name) {
  size_t length = strlen(name);
  return length > 5 && strcmp(name + length - 5, ".yaml") == 0;
}

/* An exit code, or -1 to go on. */
static int check_arguments(rift_sensitivity_arguments *a) {
  if (a->input_count == 0) {
    return wrong("name results folders, or one scenario", "");
  }
  for (int i = 0; i < a->input_count; i++) {
    a->design = a->design || is_scenario(a->inputs[i]);
  }
  if (a->design && a->input_count > 1) {
    return wrong("a scenario is analysed alone, without ", a->inputs[is_scenario(a->inputs[0]) ? 1 : 0]);
  }
  const char *const files[] = {a->output, a->design ? NULL : a->signals};
  if (files[1] != NULL && strcmp(files[0], files[1]) == 0) {
    return wrong("the table and the signals need two files, not one: ", files[0]);
  }
  for (size_t i = 0; i < 2 && !a->force; i++) {
    if (files[i] != NULL && rift_path_exists(files[i])) {
      fprintf(stderr,
              "rift sensitivity: '%s' exists already; choose another name, or replace it with "
              "--force\n",
              files[i]);
      return RIFT_USAGE;
    }
  }
  a->threads = rift_threads_available(a->threads);
  return -1;
}

int rift_cli_sensitivity_arguments(rift_sensitivity_arguments *a, int argc, char **argv) {
  static const struct option options[] = {{"show", required_argument, NULL, SHOW},
                                          {"top", required_argument, NULL, TOP},
                                          {"output", required_argument, NULL, 'o'},
                                          {"signals", required_argument, NULL, SIGNALS},
                                          {"force", no_argument, NULL, FORCE},
                                          {"draws", required_argument, NULL, 'n'},
                                          {"model", required_argument, NULL, MODEL},
                                          {"policy", required_argument, NULL, POLICY},
                                          {"each", no_argument, NULL, EACH},
                                          {"seed", required_argument, NULL, SEED},
                                          {"threads", required_argument, NULL, THREADS},
                                          {"help", no_argument, NULL, HELP},
                                          {NULL, 0, NULL, 0}};
  static char name[] = "rift sensitivity";
  *a = (rift_sensitivity_arguments){.output = "sensitivity.csv",
                                    .signals = "signals.csv",
                                    .draws = 1024,
                                    .seed = 1,
                                    .top = 8,
                                    .model = "static"};
  argv[0] = name;
  optind = 1;
  int code = -1;
  for (int option; code < 0 && (option = getopt_long(argc, argv, "o:n:", options, NULL)) != -1;) {
    code = read_option(a, option, optarg);
  }
  a->inputs = argv + optind;
  a->input_count = argc - optind;
  return code >= 0 ? code : check_arguments(a);
}

/* ---- which outcomes ---- */

static bool matches(const char *wish, const char *const parts[3]) {
  const char *at = wish;
  for (size_t part = 0; part < 3; part++) {
    const char *end = strchr(at, ':');
    size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
    if (strlen(parts[part]) != length || strncmp(parts[part], at, length) != 0) {
      return false;
    }
    if (end == NULL) {
      return part == 2 || strcmp(parts[2], "all") == 0;
    }
    at = end + 1;
  }
  return false;
}

bool rift_cli_sensitivity_shown(const rift_sensitivity_arguments *arguments, const char *home,
                                const char *indicator, const char *region, const char *sector) {
  static const char *const sectors[] = {"autos", "chemicals", "machine_tools", "green_tech"};
  const char *const parts[3] = {indicator, region, sector};
  for (size_t i = 0; i < arguments->shown_count; i++) {
    if (matches(arguments->shown[i], parts)) {
      return true;
    }
  }
  if (arguments->shown_count > 0 || strcmp(region, home) != 0) {
    return false;
  }
  if (strcmp(indicator, "value_added") == 0) {
    return strcmp(sector, "all") == 0;
  }
  for (size_t i = 0; i < 4 && strcmp(indicator, "gross_output") == 0; i++) {
    if (strcmp(sector, sectors[i]) == 0) {
      return true;
    }
  }
  return false;
}
