/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift: the command line. Results go to stdout, progress and messages to stderr. */
#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "cli/answers.h"
#include "cli/check.h"
#include "cli/compare.h"
#include "cli/economy.h"
#include "cli/explain.h"
#include "cli/init.h"
#include "cli/list.h"
#include "cli/plots.h"
#include "cli/run.h"
#include "cli/sensitivity.h"

typedef struct command {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *help;
} command;

static const command commands[] = {
    {"run", rift_cli_run, "simulate scenarios and write a results folder"},
    {"check", rift_cli_check, "read scenarios and report every problem"},
    {"compare", rift_cli_compare, "compare results draw by draw"},
    {"sensitivity", rift_cli_sensitivity, "what drives the answer"},
    {"answers", rift_cli_answers, "answer four questions from a results folder with policies"},
    {"explain", rift_cli_explain, "trace a number of a results folder to the flows and measures that made it"},
    {"plots", rift_cli_plots, "draw the figures of a results folder"},
    {"economy", rift_cli_economy, "check, aggregate and convert economies"},
    {"list", rift_cli_list, "list the scenarios of a folder"},
    {"init", rift_cli_init, "write a starter scenario"},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void help(FILE *stream) {
  fputs("rift: Monte Carlo engine for economic exposure to a trade rift\n\nusage: rift COMMAND [ARGUMENT]...\n\n",
        stream);
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    fprintf(stream, "  %-11s %s\n", commands[i].name, commands[i].help);
  }
  fputs("\n`rift COMMAND --help` says more; `rift --version` prints the version.\n"
        "Exit codes: 0 done, 1 failed, 2 wrong use, 3 invalid input, 4 not converged, 5 mismatch, 75 interrupted.\n",
        stream);
}

static int unknown_command(const char *word) {
  const char *names[COMMAND_COUNT];
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    names[i] = commands[i].name;
  }
  const char *closest = rift_closest(word, names, COMMAND_COUNT);
  fprintf(stderr, "rift: unknown command '%s'", word);
  if (closest != NULL) {
    fprintf(stderr, "; did you mean '%s'?", closest);
  }
  fputs(" (`rift --help` lists them)\n", stderr);
  return RIFT_USAGE;
}

/* A standard stream that the caller closed would lend its number to the first file opened, and messages would go into
 * results. Its place is taken by a descriptor that refuses what the stream is for. */
static bool keep_standard_streams(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    int mode = descriptor == 0 ? O_WRONLY : O_RDONLY;
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", mode) != descriptor) {
      return false;
    }
  }
  return true;
}

static int run_command(int argc, char **argv) {
  if (argc < 2) {
    help(stderr);
    return RIFT_USAGE;
  }
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
    help(stdout);
    return RIFT_OK;
  }
  if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0) {
    puts("rift " RIFT_VERSION);
    return RIFT_OK;
  }
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(word, commands[i].name) == 0) {
      return commands[i].run(argc - 1, argv + 1);
    }
  }
  return unknown_command(word);
}

int main(int argc, char **argv) {
  if (!keep_standard_streams()) {
    return RIFT_FAILED;
  }
  gsl_set_error_handler_off();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  int code = run_command(argc, argv);
  bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
  if (!written && code == RIFT_OK) {
    fputs("rift: error: standard output could not be written\n", stderr);
    return RIFT_FAILED;
  }
  return code;
}
