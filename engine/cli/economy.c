/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy.h"

#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/economy_exposure.h"
#include "economy/aggregate.h"
#include "economy/import_wiod.h"
#include "economy/parameters.h"
#include "economy/write.h"
#include "tables/file.h"

static const char usage[] =
    "Usage: rift economy check DIR\n"
    "       rift economy aggregate DIR --regions MAP --sectors MAP -o OUT [options]\n"
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
    "import-wiod  turns the World Input-Output Database in long form into an economy folder\n"
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

static bool read_whole(const char *text, int least, int most, int *value) {
  uint64_t number = 0;
  if (!rift_count_read(text, strlen(text), &number) || number < (uint64_t)least ||
      number > (uint64_t)most) {
    fprintf(stderr, "error: '%s' is not a whole number from %d to %d\n", text, least, most);
    return false;
  }
  *value = (int)number;
  return true;
}

static bool take_number(economy_options *options, int option, const char *text) {
  switch (option) {
    case DECIMALS:
      return read_whole(text, 0, 9, &options->decimals);
    case RATE_YEAR:
      return read_whole(text, 1900, 2100, &options->rate_year);
    case YEAR:
      return read_whole(text, 1900, 2100, &options->year);
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

static bool is_empty_or_absent(const char *folder) {
  DIR *handle = opendir(folder);
  if (handle == NULL) {
    return !rift_path_exists(folder);
  }
  size_t entries = 0;
  while (readdir(handle) != NULL) {
    entries++;
  }
  closedir(handle);
  return entries <= 2; /* . and .. */
}

static bool output_is_free(const economy_options *options) {
  if (options->output == NULL) {
    fprintf(stderr, "error: no output folder; give one with -o OUT\n");
    return false;
  }
  if (!options->force && !is_empty_or_absent(options->output)) {
    fprintf(stderr, "error: '%s' is there already; choose another folder, or add --force\n",
            options->output);
    return false;
  }
  return true;
}

/* The command for the dataset's history. Folders are left out of paths, so that the same work gives
 * the same text on every machine; arguments with blanks are quoted. */
static bool record_command(int argc, char **argv, rift_text *command) {
  rift_text_add(command, "rift economy");
  for (int i = 0; i < argc; i++) {
    const char *slash = strchr(argv[i], ' ') == NULL ? strrchr(argv[i], '/') : NULL;
    const char *word = slash == NULL || slash[1] == '\0' ? argv[i] : slash + 1;
    rift_text_add(command, strchr(word, ' ') == NULL ? " %s" : " \"%s\"", word);
  }
  return !command->failed;
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

static int conclude(rift_status status, rift_problems *problems, const rift_error *error) {
  rift_problems_write(problems, stderr);
  if (status != RIFT_OK && error->message[0] != '\0') {
    rift_error_write(error, stderr);
  }
  rift_problems_free(problems);
  return (int)status;
}

static int make(int argc, char **argv, const char *folder, const economy_options *options,
                bool import) {
  rift_text command = {0};
  rift_problems problems;
  rift_error error = {.status = RIFT_OK};
  rift_problems_init(&problems);
  if (!output_is_free(options)) {
    return RIFT_USAGE;
  }
  rift_status status =
      record_command(argc, argv, &command) ? RIFT_OK : rift_error_memory(&error, 0);
  if (status == RIFT_OK && import) {
    status = rift_economy_import_wiod(folder, options->output, options->year, command.bytes,
                                      &problems, &error);
  } else if (status == RIFT_OK) {
    status = aggregate(folder, options, command.bytes, &problems, &error);
  }
  rift_text_free(&command);
  return conclude(status, &problems, &error);
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
  static const char *const commands[] = {"check", "aggregate", "import-wiod", "exposure"};
  if (argc < 2) {
    fputs(usage, stderr);
    return RIFT_USAGE;
  }
  if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0 ||
      strcmp(argv[1], "help") == 0) {
    fputs(usage, stdout);
    return RIFT_OK;
  }
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(argv[1], commands[i]) == 0 && strcmp(argv[1], "exposure") == 0) {
      return rift_cli_economy_exposure(argc - 1, argv + 1);
    }
    if (strcmp(argv[1], commands[i]) == 0) {
      return run(argc - 1, argv + 1);
    }
  }
  const char *closest = rift_closest(argv[1], commands, sizeof commands / sizeof commands[0]);
  fprintf(stderr, "error: unknown command '%s'; expected check, aggregate, import-wiod or exposure%s%s%s\n",
          argv[1], closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
          closest == NULL ? "" : "'?");
  return RIFT_USAGE;
}
