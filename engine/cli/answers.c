/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/answers.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "comparison/answers.h"
#include "tables/file.h"

static const char usage[] =
    "usage: rift answers OUT [option]...\n"
    "\n"
    "Answers four questions from a results folder and writes OUT/tables/answers.csv: what acting together\n"
    "changes against acting alone, which of the four sectors loses most and by which pathway, what a stockpile\n"
    "buys, and which signal is worth most. The folder holds a scenario without policy and with the policies named:\n"
    "`rift run SCENARIO --policy FILE... --decompose N -o OUT`.\n"
    "\n"
    "      --together ID   policy of acting together (default act-with-the-eu)\n"
    "      --alone ID      policy of acting alone (default act-alone)\n"
    "      --stockpile ID  policy of a stockpile (default magnet-stockpile)\n";

typedef struct arguments {
  const char *folder;
  rift_answer_options options;
} arguments;

/* An exit code, or -1 to go on. */
static int read_arguments(arguments *a, int argc, char **argv) {
  static const struct option options[] = {{"together", required_argument, NULL, 't'},
                                          {"alone", required_argument, NULL, 'a'},
                                          {"stockpile", required_argument, NULL, 's'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  static char name[] = "rift answers"; /* the start of getopt's messages */
  *a = (arguments){.options = rift_answer_options_default()};
  argv[0] = name;
  optind = 1;
  for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
    switch (option) {
      case 't':
        a->options.together = optarg;
        a->options.together_named = true;
        break;
      case 'a':
        a->options.alone = optarg;
        a->options.alone_named = true;
        break;
      case 's':
        a->options.stockpile = optarg;
        a->options.stockpile_named = true;
        break;
      case 'h':
        fputs(usage, stdout);
        return RIFT_OK;
      default:
        fputs("`rift answers --help` lists the options\n", stderr);
        return RIFT_USAGE;
    }
  }
  if (argc - optind != 1) {
    fputs("rift answers: expected one results folder: `rift answers OUT`\n", stderr);
    return RIFT_USAGE;
  }
  a->folder = argv[optind];
  return -1;
}

static void print_number(double value) {
  if (isnan(value)) {
    printf(" %11s", "-");
  } else {
    printf(" %+11.4f", value);
  }
}

static void print_answers(const rift_answers *answers) {
  for (size_t i = 0; i < answers->count; i++) {
    const rift_answer *answer = &answers->items[i];
    printf("%s\n  %-22s %s", answer->question, answer->answer, answer->unit);
    if (!isnan(answer->mcse)) {
      printf(" (error %.4f, %s)", answer->mcse, answer->model);
    }
    printf(":");
    static const char *const names[RIFT_ANSWER_MODELS] = {"static", "equilibrium", "dynamic"};
    for (size_t m = 0; m < RIFT_ANSWER_MODELS; m++) {
      printf("  %s", names[m]);
      print_number(answer->by_model[m]);
    }
    printf("\n");
  }
  if (answers->count == 0) {
    puts("the folder answers none of the questions: it holds no such policies, no decomposition and no escalation");
  }
}

int rift_cli_answers(int argc, char **argv) {
  arguments a;
  int code = read_arguments(&a, argc, argv);
  if (code >= 0) {
    return code;
  }
  rift_answers answers;
  rift_problems problems;
  rift_error error = {0};
  rift_problems_init(&problems);
  rift_status status = rift_answers_find(&answers, a.folder, &a.options, &problems, &error);
  if (status == RIFT_OK) {
    char *path = rift_path_join(a.folder, "tables/answers.csv");
    status = path == NULL ? rift_error_memory(&error, 0) : rift_answers_write(&answers, path, &error);
    if (status == RIFT_OK) {
      print_answers(&answers);
      printf("written to %s\n", path);
      fputs(answers.missing.bytes == NULL ? "" : answers.missing.bytes, stderr);
    }
    free(path);
    rift_answers_free(&answers);
  }
  if (problems.errors > 0) {
    rift_problems_write(&problems, stderr);
  } else if (status != RIFT_OK) {
    rift_error_write(&error, stderr);
  }
  rift_problems_free(&problems);
  return (int)status;
}
