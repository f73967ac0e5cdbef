/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/economy_exposure.h"
#include "cli/economy_import.h"
#include "cli/economy_output.h"
#include "economy/aggregate.h"
#include "economy/import_wiod.h"
#include "economy/parameters.h"
#include "economy/write.h"
#include "tables/file.h"

static const char usage[] =
    "Usage: rift economy check DIR\n"
    "       rift economy aggregate DIR --regions MAP --sectors MAP -o OUT [options]\n"
    "       rift economy import --format FORMAT SOURCE -o OUT [options]\n"
    "       rift economy import-wiod SOURCE --year YEAR -o OUT [--force]\n"
    "       rift economy exposure DIR --region R --partner P [--extract]\n"
    "\n"
    "check        reads an economy folder, reports every problem with its file, line and column, "
    "and prints\n"
    "             its size, totals, unusual cells, the worst gaps of the accounting identities and "
    "the\n"
    "             spectral radius of the input coefficients\n"
    "aggregate    adds up regions and sectors; each MAP is a CSV file `region,group[,name]` or\n"
    "             `sector,group[,name]` that maps every code once\n"
    "import       turns a published table into an economy folder (`rift economy import --help`)\n"
    "import-wiod  turns the World Input-Output Database in long form into an economy folder\n"
    "             (the same as import --format wiod-long)\n"
    "exposure     how a region's sectors depend on a partner (`rift economy exposure --help`)\n"
    "\n"
    "  -o, --output OUT          the folder to write; refused if it is there, unless --force is "
    "given\n"
    "      --force               write into an existing folder\n"
    "      --regions MAP         see above\n"
    "      --sectors MAP         see above\n"
    "      --groups FILE         groups of the new codes: `kind,group,member`\n"
    "      --affiliates FILE     affiliate_income.csv of the new codes\n"
    "      --decimals N          round the sums to N decimals (0 to 9; default: no rounding)\n"
    "      --name NAME           short name of the dataset\n"
    "      --title TEXT          its title\n"
    "      --usd-per-eur RATE    a mean exchange rate, with\n"
    "      --rate-year YEAR      its year,\n"
    "      --rate-source TEXT    its source and\n"
    "      --rate-status STATUS  how it is known (read, derived, ...)\n"
    "      --year YEAR           of the money values (import-wiod)\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit codes: 0 good, 1 failed, 2 wrong usage, 3 invalid input.\n";

typedef struct economy_options {
  const char *output, *regions, *sectors, *groups, *affiliates, *name, *title;
  const char *rate_source, *rate_status;
  double usd_per_eur;
  int rate_year, year, decimals;
  bool force, help;
} economy_options;

enum {
  FORCE = 256,
  REGIONS,
  SECTORS,
  GROUPS,
  AFFILIATES,
  DECIMALS,
  NAME,
  TITLE,
  RATE,
  RATE_YEAR,
  RATE_SOURCE,
  RATE_STATUS,
  YEAR
};

static bool complain(const char *what, const char *text) {
  fprintf(stderr, "error: %s '%s'; see `rift economy --help`\n", what, text);
  return false;
}

static bool take_number(economy_options *options, int option, const char *text) {
  switch (option) {
    case DECIMALS:
      return rift_cli_economy_whole(text, 0, 9, &options->decimals);
    case RATE_YEAR:
      return rift_cli_economy_whole(text, 1900, 2100, &options->rate_year);
    case YEAR:
      return rift_cli_economy_whole(text, 1900, 2100, &options->year);
    case RATE:
      if (rift_number_read(text, strlen(text), &options->usd_per_eur) != RIFT_NUMBER_OK ||
          options->usd_per_eur <= 0) {
        return complain("not a positive exchange rate:", text);
      }
      return true;
    default:
      return false;
  }
}

static bool take_option(economy_options *options, int option, const char *text) {
  const struct {
    int option;
    const char **target;
  } texts[] = {{'o', &options->output},
               {REGIONS, &options->regions},
               {SECTORS, &options->sectors},
               {GROUPS, &options->groups},
               {AFFILIATES, &options->affiliates},
               {NAME, &options->name},
               {TITLE, &options->title},
               {RATE_SOURCE, &options->rate_source},
               {RATE_STATUS, &options->rate_status}};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (texts[i].option == option) {
      *texts[i].target = text;
      return true;
    }
  }
  if (option == FORCE || option == 'h') {
    options->force |= option == FORCE;
    options->help |= option == 'h';
    return true;
  }
  return take_number(options, option, text);
}

/* False after a message about what is wrong. */
static bool parse_options(int argc, char **argv, economy_options *options) {
  static const struct option known[] = {{"output", required_argument, NULL, 'o'},
                                        {"force", no_argument, NULL, FORCE},
                                        {"regions", required_argument, NULL, REGIONS},
                                        {"sectors", required_argument, NULL, SECTORS},
                                        {"groups", required_argument, NULL, GROUPS},
                                        {"affiliates", required_argument, NULL, AFFILIATES},
                                        {"decimals", required_argument, NULL, DECIMALS},
                                        {"name", required_argument, NULL, NAME},
                                        {"title", required_argument, NULL, TITLE},
                                        {"usd-per-eur", required_argument, NULL, RATE},
                                        {"rate-year", required_argument, NULL, RATE_YEAR},
                                        {"rate-source", required_argument, NULL, RATE_SOURCE},
                                        {"rate-status", required_argument, NULL, RATE_STATUS},
                                        {"year", required_argument, NULL, YEAR},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  *options = (economy_options){.decimals = -1};
  optind = 0; /* start afresh: the program has parsed its own options before */
  opterr = 0;
  for (int option = 0; (option = getopt_long(argc, argv, ":o:h", known, NULL)) != -1;) {
    if (option == ':') {
      return complain("a value is missing after", argv[optind - 1]);
    }
    if (option == '?') {
      return complain("unknown option", argv[optind - 1]);
    }
    if (!take_option(options, option, optarg)) {
      return false;
    }
  }
  return true;
}

static rift_status finish_aggregate(rift_economy *economy, const char *source_folder,
                                    const economy_options *options, const char *command,
                                    rift_problems *problems, rift_error *error) {
  rift_status status = RIFT_OK;
  if (options->groups != NULL) {
    status = rift_economy_read_groups(economy, options->groups, problems, error);
  }
  if (options->affiliates != NULL && status == RIFT_OK) {
    status = rift_economy_read_affiliates(economy, options->affiliates, problems, error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  if (options->decimals >= 0) {
    rift_economy_round(economy, options->decimals);
  }
  char *base = rift_path_join(source_folder, "datapackage.json");
  rift_package_options package = {.name = options->name,
                                  .title = options->title,
                                  .year = economy->year,
                                  .usd_per_eur = options->usd_per_eur,
                                  .usd_per_eur_year =
                                      options->rate_year == 0 ? economy->year : options->rate_year,
                                  .usd_per_eur_source = options->rate_source,
                                  .usd_per_eur_status = options->rate_status,
                                  .command = command,
                                  .base = base};
  status = base == NULL
               ? rift_error_memory(error, 0)
               : rift_economy_write(economy, options->output, options->affiliates, &package, error);
  free(base);
  return status;
}

static rift_status aggregate(const char *folder, const economy_options *options,
                             const char *command, rift_problems *problems, rift_error *error) {
  rift_economy source;
  rift_economy target;
  rift_code_map regions = {0};
  rift_code_map sectors = {0};
  rift_economy_init(&target);
  rift_status status = rift_economy_read(&source, folder, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  status =
      rift_code_map_read(&regions, options->regions, "region", &source.regions, problems, error);
  rift_status second =
      rift_code_map_read(&sectors, options->sectors, "sector", &source.sectors, problems, error);
  status = status == RIFT_OK ? second : status;
  if (status == RIFT_OK) {
    status = rift_economy_aggregate(&source, &regions, &sectors, &target, error);
  }
  if (status == RIFT_OK) {
    status = finish_aggregate(&target, folder, options, command, problems, error);
  }
  rift_economy_free(&target);
  rift_economy_free(&source);
  rift_code_map_free(&regions);
  rift_code_map_free(&sectors);
  return status;
}

static int make(int argc, char **argv, const char *folder, const economy_options *options,
                bool import) {
  rift_text command = {0};
  rift_problems problems;
  rift_error error = {.status = RIFT_OK};
  rift_problems_init(&problems);
  if (!rift_cli_economy_output_is_free(options->output, options->force)) {
    return RIFT_USAGE;
  }
  rift_status status =
      rift_cli_economy_record(argc, argv, &command) ? RIFT_OK : rift_error_memory(&error, 0);
  if (status == RIFT_OK && import) {
    status = rift_economy_import_wiod(folder, options->output, options->year, command.bytes,
                                      &problems, &error);
  } else if (status == RIFT_OK) {
    status = aggregate(folder, options, command.bytes, &problems, &error);
  }
  rift_text_free(&command);
  return rift_cli_economy_conclude(status, &problems, &error);
}

static int wrong_usage(const char *message) {
  fprintf(stderr, "error: %s; see `rift economy --help`\n", message);
  return RIFT_USAGE;
}

/* getopt reorders argv, so the command is recorded from a copy of it. */
static int run(int argc, char **argv) {
  economy_options options;
  char **original = calloc((size_t)argc + 1, sizeof *original);
  if (original == NULL) {
    return RIFT_FAILED;
  }
  memcpy(original, argv, (size_t)argc * sizeof *original);
  int result = RIFT_USAGE;
  if (!parse_options(argc, argv, &options)) {
    result = RIFT_USAGE;
  } else if (options.help) {
    fputs(usage, stdout);
    result = RIFT_OK;
  } else if (argc - optind != 1) {
    result = wrong_usage("expected exactly one folder");
  } else if (strcmp(argv[0], "check") == 0) {
    result = rift_cli_economy_check(argv[optind]);
  } else if (strcmp(argv[0], "import-wiod") == 0) {
    result = options.year == 0
                 ? wrong_usage("import-wiod needs --year YEAR, the year of the money values")
                 : make(argc, original, argv[optind], &options, true);
  } else if (options.regions == NULL || options.sectors == NULL) {
    result = wrong_usage("aggregate needs --regions MAP and --sectors MAP");
  } else {
    result = make(argc, original, argv[optind], &options, false);
  }
  free(original);
  return result;
}

int rift_cli_economy(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
  } commands[] = {{"check", run},
                  {"aggregate", run},
                  {"import", rift_cli_economy_import},
                  {"import-wiod", run},
                  {"exposure", rift_cli_economy_exposure}};
  enum { COMMANDS = sizeof commands / sizeof commands[0] };
  if (argc < 2) {
    fputs(usage, stderr);
    return RIFT_USAGE;
  }
  if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0 ||
      strcmp(argv[1], "help") == 0) {
    fputs(usage, stdout);
    return RIFT_OK;
  }
  const char *names[COMMANDS];
  for (size_t i = 0; i < COMMANDS; i++) {
    names[i] = commands[i].name;
    if (strcmp(argv[1], names[i]) == 0) {
      return commands[i].run(argc - 1, argv + 1);
    }
  }
  const char *closest = rift_closest(argv[1], names, COMMANDS);
  fprintf(stderr, "error: unknown command '%s'; expected", argv[1]);
  for (size_t i = 0; i < COMMANDS; i++) {
    fprintf(stderr, "%s %s", i == 0 ? "" : i + 1 == COMMANDS ? " or" : ",", names[i]);
  }
  fprintf(stderr, "%s%s%s\n", closest == NULL ? "" : "; did you mean '",
          closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  return RIFT_USAGE;
}
