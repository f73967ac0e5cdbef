/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy_import.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/economy_output.h"
#include "economy/import/import.h"

static const char usage[] =
    "Usage: rift economy import --format FORMAT SOURCE -o OUT [options]\n"
    "\n"
    "Turns a published input-output table into an economy folder, in million USD. Every fault of the\n"
    "source is reported with its file, line and column; nothing is repaired in silence.\n"
    "\n"
    "  -f, --format FORMAT       how the source is laid out:\n";

static const char usage_options[] =
    "  -o, --output OUT          the folder to write; refused if it is there, unless --force is "
    "given\n"
    "      --force               write into an existing folder\n"
    "      --year YEAR           of the money values (caliendo-parro knows its own)\n"
    "      --usd-per-eur RATE    mean rate of the year, for sources in euro, with\n"
    "      --rate-source TEXT    its source and\n"
    "      --rate-status STATUS  how it is known (read, derived, ...)\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit codes: 0 good, 1 failed, 2 wrong usage, 3 invalid input.\n";

enum { FORCE = 256, YEAR, RATE, RATE_SOURCE, RATE_STATUS };

typedef struct arguments {
  rift_import_request request;
  bool force, help;
} arguments;

static void print_usage(void) {
  fputs(usage, stdout);
  for (const rift_import_format *format = rift_import_formats(); format->name != NULL; format++) {
    printf("        %-15s %s: %s\n", format->name, format->source, format->description);
  }
  fputs(usage_options, stdout);
}

static bool complain(const char *what, const char *text) {
  fprintf(stderr, "error: %s '%s'; see `rift economy import --help`\n", what, text);
  return false;
}

static bool take_option(arguments *taken, int option, const char *text) {
  rift_import_request *request = &taken->request;
  switch (option) {
    case 'f':
      request->format = text;
      return true;
    case 'o':
      request->folder = text;
      return true;
    case RATE_SOURCE:
      request->rate_source = text;
      return true;
    case RATE_STATUS:
      request->rate_status = text;
      return true;
    case YEAR:
      return rift_cli_economy_whole(text, 1900, 2100, &request->year);
    case RATE:
      return (rift_number_read(text, strlen(text), &request->usd_per_eur) == RIFT_NUMBER_OK &&
              request->usd_per_eur > 0) ||
             complain("not a positive exchange rate:", text);
    default:
      taken->force |= option == FORCE;
      taken->help |= option == 'h';
      return true;
  }
}

/* False after a message about what is wrong. */
static bool parse(int argc, char **argv, arguments *taken) {
  static const struct option known[] = {{"format", required_argument, NULL, 'f'},
                                        {"output", required_argument, NULL, 'o'},
                                        {"force", no_argument, NULL, FORCE},
                                        {"year", required_argument, NULL, YEAR},
                                        {"usd-per-eur", required_argument, NULL, RATE},
                                        {"rate-source", required_argument, NULL, RATE_SOURCE},
                                        {"rate-status", required_argument, NULL, RATE_STATUS},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  *taken = (arguments){.force = false};
  optind = 0; /* start afresh: the program has parsed its own options before */
  opterr = 0;
  for (int option = 0; (option = getopt_long(argc, argv, ":f:o:h", known, NULL)) != -1;) {
    if (option == ':') {
      return complain("a value is missing after", argv[optind - 1]);
    }
    if (option == '?') {
      return complain("unknown option", argv[optind - 1]);
    }
    if (!take_option(taken, option, optarg)) {
      return false;
    }
  }
  if (taken->help) {
    return true;
  }
  if (taken->request.format == NULL) {
    fputs("error: no format; give one with --format; see `rift economy import --help`\n", stderr);
    return false;
  }
  if (argc - optind != 1) {
    fputs("error: expected exactly one source; see `rift economy import --help`\n", stderr);
    return false;
  }
  taken->request.source = argv[optind];
  return rift_cli_economy_output_is_free(taken->request.folder, taken->force);
}

static int import(const rift_import_request *request) {
  rift_problems problems;
  rift_error error = {.status = RIFT_OK};
  rift_problems_init(&problems);
  rift_status status = rift_economy_import(request, &problems, &error);
  return rift_cli_economy_conclude(status, &problems, &error);
}

/* getopt reorders argv, so the command is recorded before. */
int rift_cli_economy_import(int argc, char **argv) {
  arguments taken;
  rift_text command = {0};
  if (!rift_cli_economy_record(argc, argv, &command)) {
    rift_text_free(&command);
    return RIFT_FAILED;
  }
  int result = RIFT_USAGE;
  if (parse(argc, argv, &taken)) {
    taken.request.command = command.bytes;
    result = RIFT_OK;
    if (taken.help) {
      print_usage();
    } else {
      result = import(&taken.request);
    }
  }
  rift_text_free(&command);
  return result;
}
