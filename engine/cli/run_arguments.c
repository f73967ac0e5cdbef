/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "montecarlo/threads.h"

#define MOST_DRAWS UINT64_C(1000000000)
#define MOST_THREADS 1024

static const char *const usage =
    "usage: rift run SCENARIO... -o OUT [option]...\n"
    "\n"
    "Simulates every scenario and writes one results folder.\n"
    "\n"
    "  -o, --output OUT     results folder; written aside and renamed when it is whole\n"
    "  -n, --draws N        draws a scenario (default 10000)\n"
    "      --seed S         seed of all random streams, 0 to 2^64 - 1 (default 1)\n"
    "      --model M        run model M (static; may be repeated; default: what the scenario asks for)\n"
    "      --policy FILE    run every scenario with this policy too, on the same draws (may be repeated)\n"
    "      --decompose N    also take the effects of the first N draws apart: what exports, imports, critical inputs,\n"
    "                       tariffs and so on do alone, and together (tables/decomposition.csv); without policies\n"
    "      --skip-models    leave out models that are asked for and not built, instead of stopping\n"
    "      --set KEY=VALUE  replace a value of the scenarios: measures.ID.size.max=0.7 (may be repeated)\n"
    "      --outcomes WHAT  focus: totals and focus sectors, moments for every node (default);\n"
    "                       nodes: store every node; totals: output by region and by sector only\n"
    "      --store WHAT     draws to keep in draws/: headline (default), all, none\n"
    "      --currency C     usd (default) or eur, at the rate stated in the economy\n"
    "      --threads T      threads (default: all); the results do not depend on it\n"
    "      --design D       monte_carlo (default), sobol (scrambled), or latin_hypercube; 16 replicates give errors\n"
    "      --until-error E  draw until the standard error of home's mean value added is at most E percent: checked\n"
    "                       at 12288, 24576, ... draws; all models, policies and scenarios get the same number\n"
    "      --max-draws N    with --until-error, at most so many (default 1000000)\n"
    "      --strata         as many draws for rare ends of an escalation as for likely ones, with weights\n"
    "      --force          replace an earlier results folder\n"
    "  -q, --quiet          no progress\n";

void rift_run_arguments_free(rift_run_arguments *arguments) {
  for (size_t i = 0; i < arguments->setting_count; i++) {
    free((void *)(uintptr_t)arguments->settings[i].key);
  }
  free(arguments->settings);
  memset(arguments, 0, sizeof *arguments);
}

static int wrong(const char *option, const char *text, const char *expected) {
  fprintf(stderr, "rift run: %s '%s': expected %s\n", option, text, expected);
  return RIFT_USAGE;
}

static int read_count(const char *option, const char *text, uint64_t low, uint64_t high,
                      const char *expected, uint64_t *value) {
  uint64_t count = 0;
  if (!rift_count_read(text, strlen(text), &count) || count < low || count > high) {
    return wrong(option, text, expected);
  }
  *value = count;
  return -1;
}

static int read_word(const char *option, const char *text, const char *const *words, size_t count,
                     const char *expected, size_t *position) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(text, words[i]) == 0) {
      *position = i;
      return -1;
    }
  }
  return wrong(option, text, expected);
}

/* KEY=VALUE, kept as one copy cut in two. */
static int add_setting(rift_run_arguments *arguments, const char *text) {
  const char *equals = strchr(text, '=');
  if (equals == NULL || equals == text) {
    return wrong("--set", text, "KEY=VALUE, like measures.tariff.size=0.25");
  }
  char *copy = rift_copy_text(text);
  rift_setting *settings =
      realloc(arguments->settings, (arguments->setting_count + 1) * sizeof *settings);
  if (settings != NULL) {
    arguments->settings = settings;
  }
  if (copy == NULL || settings == NULL) {
    free(copy);
    fputs("rift run: out of memory\n", stderr);
    return RIFT_FAILED;
  }
  copy[equals - text] = '\0';
  settings[arguments->setting_count++] = (rift_setting){.key = copy, .value = copy + (equals - text) + 1};
  return -1;
}

enum { DESIGN = 297, UNTIL_ERROR, DRAWS_MAX, STRATA, SEED = 256, MODEL, POLICY, DECOMPOSE, SKIP, SET, OUTCOMES, STORE, CURRENCY, THREADS, FORCE, HELP };

static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                        {"draws", required_argument, NULL, 'n'},
                                        {"seed", required_argument, NULL, SEED},
                                        {"model", required_argument, NULL, MODEL},
                                        {"policy", required_argument, NULL, POLICY},
                                        {"decompose", required_argument, NULL, DECOMPOSE},
                                        {"skip-models", no_argument, NULL, SKIP},
                                        {"set", required_argument, NULL, SET},
                                        {"outcomes", required_argument, NULL, OUTCOMES},
                                        {"store", required_argument, NULL, STORE},
                                        {"currency", required_argument, NULL, CURRENCY},
                                        {"threads", required_argument, NULL, THREADS},
                                        {"force", no_argument, NULL, FORCE},
                                        {"strata", no_argument, NULL, STRATA},
                                        {"design", required_argument, NULL, DESIGN},
                                        {"until-error", required_argument, NULL, UNTIL_ERROR},
                                        {"max-draws", required_argument, NULL, DRAWS_MAX},
                                        {"quiet", no_argument, NULL, 'q'},
                                        {"help", no_argument, NULL, HELP},
                                        {NULL, 0, NULL, 0}};

static int read_error(const char *text, double *value) {
  bool read = rift_number_read(text, strlen(text), value) == RIFT_NUMBER_OK;
  return read && *value > 0 ? -1 : wrong("--until-error", text, "an error above 0, in percent of base, like 0.01");
}

static int read_choice(rift_run_arguments *arguments, int option, const char *text) {
  static const char *const details[] = {"totals", "focus", "nodes"};
  static const char *const stores[] = {"none", "headline", "all"};
  static const char *const currencies[] = {"usd", "eur"};
  static const char *const designs[] = {"monte_carlo", "sobol", "latin_hypercube"};
  size_t position = 0;
  int code = -1;
  if (option == OUTCOMES) {
    code = read_word("--outcomes", text, details, 3, "totals, focus or nodes", &position);
    arguments->detail = (rift_detail)position;
  } else if (option == DESIGN) {
    code = read_word("--design", text, designs, 3, "monte_carlo, sobol or latin_hypercube", &position);
    arguments->design = (rift_design_kind)position;
  } else if (option == STORE) {
    code = read_word("--store", text, stores, 3, "headline, all or none", &position);
    arguments->draws_mode = (rift_draws_mode)position;
  } else {
    code = read_word("--currency", text, currencies, 2, "usd or eur", &position);
    arguments->currency = (rift_currency)position;
  }
  return code;
}

static int read_option(rift_run_arguments *arguments, int option, const char *text) {
  uint64_t threads = 0;
  int code = -1;
  switch (option) {
    case 'o':
      arguments->output = text;
      return text[0] == '\0' ? wrong("--output", text, "the name of a folder") : -1;
    case 'n':
      return read_count("--draws", text, 1, MOST_DRAWS, "a whole number from 1 to 1000000000", &arguments->draws);
    case SEED:
      return read_count("--seed", text, 0, UINT64_MAX, "a whole number from 0 to 2^64 - 1", &arguments->seed);
    case THREADS:
      code = read_count("--threads", text, 1, MOST_THREADS, "a whole number from 1 to 1024", &threads);
      arguments->threads = (int)threads;
      return code;
    case MODEL:
      if (arguments->model_count == sizeof arguments->models / sizeof arguments->models[0]) {
        return wrong("--model", text, "fewer models");
      }
      arguments->models[arguments->model_count++] = text;
      return -1;
    case DECOMPOSE:
      return read_count("--decompose", text, 1, 1000000, "a whole number from 1 to 1000000", &arguments->decompose);
    case POLICY:
      if ((size_t)arguments->policy_count == sizeof arguments->policies / sizeof arguments->policies[0]) {
        return wrong("--policy", text, "at most 16 policies");
      }
      arguments->policies[arguments->policy_count++] = text;
      return -1;
    case SET:
      return add_setting(arguments, text);
    case SKIP:
      arguments->skip_models = true;
      return -1;
    case FORCE:
      arguments->force = true;
      return -1;
    case STRATA:
      arguments->strata = true;
      return -1;
    case UNTIL_ERROR:
      return read_error(text, &arguments->until_error);
    case DRAWS_MAX:
      return read_count("--max-draws", text, 1, MOST_DRAWS, "a whole number from 1 to 1000000000", &arguments->draws_max);
    case 'q':
      arguments->quiet = true;
      return -1;
    case HELP:
      fputs(usage, stdout);
      return RIFT_OK;
    case '?':
      fputs("`rift run --help` lists the options\n", stderr);
      return RIFT_USAGE;
    default:
      return read_choice(arguments, option, text);
  }
}

int rift_run_arguments_read(rift_run_arguments *arguments, int argc, char **argv) {
  *arguments = (rift_run_arguments){.draws = 10000,
                                    .draws_max = 1000000,
                                    .seed = 1,
                                    .detail = RIFT_DETAIL_FOCUS,
                                    .draws_mode = RIFT_DRAWS_HEADLINE};
  static char name[] = "rift run"; /* the start of getopt's messages */
  argv[0] = name;
  optind = 1;
  int option = 0;
  int code = -1;
  while (code < 0 && (option = getopt_long(argc, argv, "o:n:q", options, NULL)) != -1) {
    code = read_option(arguments, option, optarg == NULL ? "" : optarg);
  }
  if (code >= 0) {
    return code;
  }
  arguments->scenarios = argv + optind;
  arguments->scenario_count = argc - optind;
  if (arguments->scenario_count == 0) {
    fputs("rift run: no scenario was named: `rift run scenarios/*.yaml -o OUT`\n", stderr);
    return RIFT_USAGE;
  }
  if (arguments->output == NULL) {
    fputs("rift run: no results folder was named: add `-o OUT`\n", stderr);
    return RIFT_USAGE;
  }
  bool designed = arguments->design != RIFT_DESIGN_PLAIN;
  if (arguments->strata && (designed || arguments->until_error > 0)) {
    fputs("rift run: --strata keeps to plain draws of a fixed number: leave out --design and --until-error\n", stderr);
    return RIFT_USAGE;
  }
  if (designed && arguments->until_error > 0) {
    fputs("rift run: --until-error needs independent draws: leave out --design\n", stderr);
    return RIFT_USAGE;
  }
  arguments->threads = rift_threads_available(arguments->threads);
  return -1;
}
