/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "comparison/compare.h"
#include "tables/file.h"

static const char usage[] =
    "usage: rift compare OUT... [option]...\n"
    "\n"
    "Compares the results in folders of `rift run`, draw by draw: policies with the same scenario\n"
    "without policy; where there are none, all scenarios with the first one. Prints the headline rows\n"
    "and writes every outcome that both sides keep draws of to pairs.csv.\n"
    "\n"
    "      --baseline ID    compare with ID: SCENARIO, POLICY, SCENARIO+POLICY or FOLDER:ID\n"
    "      --show I:R:S     print indicator I of region R and sector S (may be repeated; R and S may\n"
    "                       be left out)\n"
    "      --unpaired       compare the distributions of runs that have no draws in common\n"
    "  -o, --output FILE    where the table goes (default pairs.csv)\n"
    "      --force          replace an earlier table\n";

enum { MOST_SHOWN = 16 };

typedef struct arguments {
  const char *const *folders;
  size_t folder_count;
  const char *output;
  bool force;
  rift_compare_options options;
  size_t shown_count;
  const char *shown[MOST_SHOWN];
} arguments;

static int wrong(const char *message, const char *word) {
  fprintf(stderr, "rift compare: %s%s; `rift compare --help` says more\n", message, word);
  return RIFT_USAGE;
}

static int read_option(arguments *a, int option, const char *text) {
  switch (option) {
  case 'b':
    a->options.baseline = text;
    return -1;
  case 's':
    if (a->shown_count == MOST_SHOWN) {
      return wrong("too many --show; the table holds them all; the one too many is ", text);
    }
    a->shown[a->shown_count++] = text;
    return -1;
  case 'u':
    a->options.unpaired = true;
    return -1;
  case 'o':
    a->output = text;
    return text[0] == '\0' ? wrong("--output needs the name of a file", "") : -1;
  case 'f':
    a->force = true;
    return -1;
  case 'h':
    fputs(usage, stdout);
    return RIFT_OK;
  default:
    return wrong("the option is not known or lacks its value", "");
  }
}

/* An exit code, or -1 to go on. */
static int read_arguments(arguments *a, int argc, char **argv) {
  static const struct option options[] = {{"baseline", required_argument, NULL, 'b'},
                                          {"show", required_argument, NULL, 's'},
                                          {"unpaired", no_argument, NULL, 'u'},
                                          {"output", required_argument, NULL, 'o'},
                                          {"force", no_argument, NULL, 'f'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  static char name[] = "rift compare"; /* the start of getopt's messages */
  *a = (arguments){.output = "pairs.csv", .options = rift_compare_options_default()};
  argv[0] = name;
  optind = 1;
  int code = -1;
  for (int option; code < 0 && (option = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
    code = read_option(a, option, optarg);
  }
  if (code >= 0) {
    return code;
  }
  a->folders = (const char *const *)(argv + optind);
  a->folder_count = (size_t)(argc - optind);
  if (a->folder_count == 0) {
    return wrong("no results folder was named: `rift compare OUT`", "");
  }
  if (!a->force && rift_path_exists(a->output)) {
    fprintf(stderr,
            "rift compare: '%s' exists already; choose another name with -o, or replace it with "
            "--force\n",
            a->output);
    return RIFT_USAGE;
  }
  return -1;
}

/* ---- which rows are printed ---- */

/* indicator, indicator:region or indicator:region:sector, with `all` for a sector left out. */
static bool matches(const rift_read_outcome *outcome, const char *wish) {
  const char *at = wish;
  for (size_t part = 0; part < 3; part++) {
    const char *end = strchr(at, ':');
    size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
    if (strlen(outcome->parts[part]) != length || strncmp(outcome->parts[part], at, length) != 0) {
      return false;
    }
    if (end == NULL) {
      return part == 2 || strcmp(outcome->parts[2], "all") == 0;
    }
    at = end + 1;
  }
  return false;
}

static const char *home_of(const rift_comparison *comparison) {
  for (size_t i = 0; i < comparison->count; i++) {
    if (strcmp(comparison->rows[i].outcome->parts[1], "DEU") == 0) {
      return "DEU";
    }
  }
  return comparison->count > 0 ? comparison->rows[0].outcome->parts[1] : "";
}

static bool is_bound(const rift_read_outcome *outcome) {
  return strcmp(outcome->parts[4], "resourcing_0") == 0 ||
         strcmp(outcome->parts[4], "resourcing_1") == 0;
}

static bool is_shown(const arguments *a, const rift_read_outcome *outcome, const char *home) {
  static const char *const sectors[] = {"autos", "chemicals", "machine_tools", "green_tech"};
  if (a->shown_count > 0) {
    for (size_t i = 0; i < a->shown_count; i++) {
      if (matches(outcome, a->shown[i])) {
        return true;
      }
    }
    return false;
  }
  if (strcmp(outcome->parts[1], home) != 0 || is_bound(outcome)) {
    return false;
  }
  if (strcmp(outcome->parts[0], "value_added") == 0) {
    return strcmp(outcome->parts[2], "all") == 0;
  }
  for (size_t i = 0; i < 4 && strcmp(outcome->parts[0], "gross_output") == 0; i++) {
    if (strcmp(outcome->parts[2], sectors[i]) == 0) {
      return true;
    }
  }
  return false;
}

/* ---- the table on the terminal: at most 100 columns ---- */

static const char *dominance_text(const rift_pairs *pairs) {
  if (pairs->first_order == RIFT_DOMINANCE_UNKNOWN) {
    return "";
  }
  if (pairs->first_order != RIFT_DOMINANCE_NONE) {
    return pairs->first_order == RIFT_DOMINANCE_A   ? "own 1st"
           : pairs->first_order == RIFT_DOMINANCE_B ? "base 1st"
                                                    : "equal";
  }
  return pairs->second_order == RIFT_DOMINANCE_A   ? "own 2nd"
         : pairs->second_order == RIFT_DOMINANCE_B ? "base 2nd"
                                                   : "none";
}

static void print_number(int width, int digits, double value) {
  if (isfinite(value)) {
    printf(" %*.*f", width, digits, value + 0.0);
  } else {
    printf(" %*s", width, "-");
  }
}

static void print_change(int width, int digits, double value) {
  if (isfinite(value)) {
    printf(" %+*.*f", width, digits, value + 0.0);
  } else {
    printf(" %*s", width, "-");
  }
}

/* What distinguishes an option: its policy, or its scenario; with its folder if there are several. */
static void print_name(const rift_comparison *comparison, const rift_compared *row) {
  const rift_draws_reader *draws = &row->own.result->draws;
  bool policy = strcmp(draws->policy, "none") != 0;
  rift_text name = {0};
  if (comparison->folder_count > 1) {
    rift_text_add(&name, "%s: ", row->own.folder);
  }
  rift_text_add(&name, "%s%s%s", draws->scenario, policy ? "+" : "", policy ? draws->policy : "");
  const char *text = name.failed ? draws->scenario : name.bytes;
  size_t length = strlen(text), width = 33;
  const char *tail = length > width ? text + length - width + 2 : text; /* ends tell more */
  while (((unsigned char)*tail & 0xC0) == 0x80) {
    tail++;
  }
  printf("%s%-*s", length > width ? ".." : "", (int)(length > width ? width - 2 : width), tail);
  rift_text_free(&name);
}

static void print_row(const rift_comparison *comparison, const rift_compared *row) {
  print_name(comparison, row);
  print_change(9, 4, row->pairs.mean);
  print_number(7, 4, row->pairs.mcse);
  print_change(8, 3, row->pairs.quantiles[1]);
  print_change(8, 3, row->pairs.quantiles[7]);
  print_number(6, 3, row->pairs.prob_worse);
  print_number(7, 3, row->own_regret.p95);
  printf(" %s\n", dominance_text(&row->pairs));
}

static bool same_heading(const rift_compared *a, const rift_compared *b) {
  return a->outcome == b->outcome && a->baseline.result == b->baseline.result;
}

static void print_heading(const rift_compared *row) {
  const rift_read_outcome *outcome = row->outcome;
  const rift_draws_reader *draws = &row->baseline.result->draws;
  bool policy = strcmp(draws->policy, "none") != 0;
  bool timeless = strcmp(draws->model, outcome->parts[3]) == 0;
  printf("\n%s%s%s, %s of %s, %s, less %s%s%s (percent of base)\n", draws->model,
         timeless ? "" : ", ", timeless ? "" : outcome->parts[3], outcome->parts[0],
         outcome->parts[1], outcome->parts[2], draws->scenario, policy ? "+" : "",
         policy ? draws->policy : "");
  printf("%-33s %9s %7s %8s %8s %6s %7s %s\n", "", "mean", "error", "p05", "p95", "P(w)", "regret",
         "dominance");
}

static void print_group(const rift_comparison *comparison, const rift_compared *first) {
  print_heading(first);
  for (size_t i = 0; i < comparison->count; i++) {
    if (same_heading(&comparison->rows[i], first)) {
      print_row(comparison, &comparison->rows[i]);
    }
  }
}

static void print_table(const arguments *a, const rift_comparison *comparison) {
  const char *home = home_of(comparison);
  size_t printed = 0;
  for (size_t i = 0; i < comparison->count; i++) {
    const rift_compared *row = &comparison->rows[i];
    bool first = is_shown(a, row->outcome, home);
    for (size_t k = 0; k < i && first; k++) {
      first = !same_heading(&comparison->rows[k], row);
    }
    if (first) {
      print_group(comparison, row);
      printed++;
    }
  }
  if (printed == 0) {
    puts("no outcome of those asked for has draws on both sides; the table holds what has");
  } else {
    printf("\n%s draws; P(w): probability of being worse than the baseline; regret: its 95 %% "
           "quantile\nagainst the best; dominance: who is preferred by everyone (1st) or by the risk-"
           "averse (2nd)\n",
           comparison->paired ? "common" : "separate");
  }
  if (comparison->unmatched > 0) {
    printf("%zu outcomes have draws on one side only and are left out\n", comparison->unmatched);
  }
}

int rift_cli_compare(int argc, char **argv) {
  arguments a;
  int code = read_arguments(&a, argc, argv);
  if (code >= 0) {
    return code;
  }
  rift_comparison *comparison = NULL;
  rift_problems problems;
  rift_error error = {0};
  rift_problems_init(&problems);
  rift_status status = rift_comparison_create(&comparison, a.folders, a.folder_count, &a.options,
                                              &problems, &error);
  if (status == RIFT_OK) {
    status = rift_comparison_write(comparison, a.output, &error);
  }
  if (status == RIFT_OK) {
    print_table(&a, comparison);
    printf("every outcome in %s\n", a.output);
  } else if (problems.errors > 0) {
    rift_problems_write(&problems, stderr);
  } else {
    rift_error_write(&error, stderr);
  }
  rift_comparison_destroy(comparison);
  rift_problems_free(&problems);
  return (int)status;
}

rift_status rift_cli_compare_policies(const char *folder, rift_error *error) {
  const char *const folders[] = {folder};
  arguments a = {.folders = folders, .folder_count = 1, .options = rift_compare_options_default()};
  rift_comparison *comparison = NULL;
  rift_problems problems;
  rift_problems_init(&problems);
  rift_status status = rift_comparison_create(&comparison, folders, 1, &a.options, &problems, error);
  if (status == RIFT_OK) {
    print_table(&a, comparison);
    printf("every outcome: rift compare %s -o pairs.csv\n", folder);
  } else {
    rift_problems_write(&problems, stderr);
  }
  rift_comparison_destroy(comparison);
  rift_problems_free(&problems);
  return status;
}
