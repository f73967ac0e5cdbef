/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy.h"

#include <stdio.h>
#include <string.h>

#include "cli/economy_exposure.h"
#include "cli/economy_import.h"
#include "cli/economy_make.h"
#include "cli/economy_output.h"

static const char usage_commands[] =
    "Usage: rift economy check DIR [--evidence FILE [--classes FILE]]\n"
    "       rift economy aggregate DIR [--regions MAP] [--sectors MAP] -o OUT [options]\n"
    "       rift economy import --format FORMAT SOURCE -o OUT [options]\n"
    "       rift economy import-wiod SOURCE --year YEAR -o OUT [--force]\n"
    "       rift economy balance DIR -o OUT [options]\n"
    "       rift economy project DIR [margins] -o OUT [options]\n"
    "       rift economy split DIR --shares FILE -o OUT [options]\n"
    "       rift economy exposure DIR --region R --partner P [--extract]\n"
    "\n"
    "check        reads an economy folder, reports every problem with its file, line and column, "
    "and prints\n"
    "             its size, totals, unusual cells, the worst gaps of the accounting identities and "
    "the\n"
    "             spectral radius of the input coefficients; with --evidence it also holds figures "
    "that\n"
    "             the economy implies against bands `variable,low,high,source,explanation`\n"
    "aggregate    adds up regions and sectors; each MAP is a CSV file `region,group[,name]` or\n"
    "             `sector,group[,name]` that maps every code once\n"
    "import       turns a published table into an economy folder (`rift economy import --help`)\n"
    "import-wiod  the same as import --format wiod-long\n"
    "balance      makes the accounts add up by scaling (RAS; GRAS where there are negative cells)\n"
    "project      imposes new sums in this order of priority: flows of products, trade by class of\n"
    "             products, value added, final demand; says how far each was met and what moved\n"
    "split        carves sectors out of wider ones by shares; the accounts keep adding up\n"
    "exposure     how a region's sectors depend on a partner (`rift economy exposure --help`)\n"
    "\n";

static const char usage_options[] =
    "All that write:\n"
    "  -o, --output OUT          the folder to write; refused if it is there, unless --force is "
    "given\n"
    "      --force               write into an existing folder\n"
    "      --year YEAR           of the money values (import-wiod, project)\n"
    "All but import-wiod, for the new codes:\n"
    "      --groups FILE         groups: `kind,group,member`\n"
    "      --affiliates FILE     affiliate_income.csv\n"
    "      --employment FILE     `region,sector,value,unit,year,source,status`\n"
    "      --tables FOLDER       optional parameter tables, copied as they are\n"
    "      --sector-files LIST   sector files, relative to OUT, with commas between: read after the tables\n"
    "      --name NAME           short name of the dataset\n"
    "      --title TEXT          its title\n"
    "      --usd-per-eur RATE    a mean exchange rate, with\n"
    "      --rate-year YEAR      its year,\n"
    "      --rate-source TEXT    its source and\n"
    "      --rate-status STATUS  how it is known (read, derived, ...)\n"
    "aggregate:\n"
    "      --regions MAP         see above\n"
    "      --sectors MAP         see above\n"
    "      --decimals N          round the sums to N decimals (0 to 9; default: no rounding)\n"
    "balance:\n"
    "      --hold output|nothing output: gross output and primary inputs stay, flows are scaled "
    "(default);\n"
    "                            nothing: all is scaled, output becomes the sum of the sales\n"
    "      --inventories FACTOR  first multiply changes in inventories (0 to 1; default 1)\n"
    "      --negatives keep|zero then set negative final demand to zero (default keep)\n"
    "      --decimals N          finally round to N decimals; output and value added take up the "
    "rest\n"
    "project:\n"
    "      --trade-facts FILE    `exporter,importer,sector,user,value,unit,valuation,sd,year,"
    "source,status`\n"
    "      --trade-blocks FILE   `exporter,importer,class,value,min,max,unit,year,source,status`\n"
    "      --value-added FILE    `region,sectors,value,unit,year,source,status`\n"
    "      --final-demand FILE   `region,category,value,unit,year,source,status`\n"
    "      --classes FILE        classes of sectors: `class,member`\n"
    "      --fob-margin SHARE    trade and transport margins in goods at fob (default 0)\n"
    "      --cif-margin SHARE    freight and insurance of goods at cif, over fob (default 0)\n"
    "split:\n"
    "      --shares FILE         `region,parent,child,variable,value,low,high,unit,year,source,"
    "status`\n"
    "                            and, optional, `partner,user`\n"
    "      --variant WHICH       use the shares in the column value (default), low or high\n"
    "project, split:\n"
    "      --report FILE         every sum with target and what was reached, and what moved most\n"
    "      --strict              sums that contradict each other are an error; none gives way\n"
    "balance, project, split:\n"
    "      --tolerance T         largest relative gap (default 1e-10)\n"
    "  -h, --help                this text\n"
    "\n"
    "Exit codes: 0 good, 1 failed, 2 wrong usage, 3 invalid input (also evidence that is missed\n"
    "without an explanation), 4 sums that do not meet.\n";

static void print_usage(FILE *stream) {
  fputs(usage_commands, stream);
  fputs(usage_options, stream);
}

static int wrong_usage(const char *message) {
  fprintf(stderr, "error: %s; see `rift economy --help`\n", message);
  return RIFT_USAGE;
}

static const char *missing(const rift_economy_arguments *arguments) {
  switch (arguments->command) {
    case ECONOMY_IMPORT_WIOD:
      return arguments->year == 0 ? "import-wiod needs --year YEAR, the year of the money values"
                                  : NULL;
    case ECONOMY_AGGREGATE:
      return arguments->regions == NULL && arguments->sectors == NULL
                 ? "aggregate needs --regions MAP or --sectors MAP, or both"
                 : NULL;
    case ECONOMY_PROJECT:
      return arguments->value_added == NULL && arguments->trade_blocks == NULL &&
                     arguments->trade_facts == NULL && arguments->final_demand == NULL
                 ? "project needs at least one of --value-added, --trade-blocks, --trade-facts and "
                   "--final-demand"
                 : NULL;
    case ECONOMY_SPLIT:
      return arguments->shares == NULL ? "split needs --shares FILE" : NULL;
    case ECONOMY_CHECK:
    case ECONOMY_BALANCE:
      return NULL;
  }
  return NULL;
}

/* getopt reorders argv, so the command is recorded from a copy of it. */
static int run(economy_command command, int argc, char **argv) {
  rift_economy_arguments arguments;
  rift_text history = {0};
  if (!rift_cli_economy_record(argc, argv, &history)) {
    rift_text_free(&history);
    return RIFT_FAILED;
  }
  int result = RIFT_USAGE;
  if (!rift_economy_arguments_read(&arguments, command, argc, argv)) {
    result = RIFT_USAGE;
  } else if (arguments.help) {
    print_usage(stdout);
    result = RIFT_OK;
  } else if (missing(&arguments) != NULL) {
    result = wrong_usage(missing(&arguments));
  } else if (command == ECONOMY_CHECK) {
    result = rift_cli_economy_check(&arguments);
  } else if (rift_cli_economy_output_is_free(arguments.output, arguments.force)) {
    result = rift_cli_economy_make(&arguments, history.bytes);
  }
  rift_text_free(&history);
  return result;
}

int rift_cli_economy(int argc, char **argv) {
  static const char *const commands[] = {"check",   "aggregate", "import-wiod", "balance",
                                         "project", "split",     "exposure",    "import"};
  static const economy_command codes[] = {ECONOMY_CHECK,   ECONOMY_AGGREGATE, ECONOMY_IMPORT_WIOD,
                                          ECONOMY_BALANCE, ECONOMY_PROJECT,   ECONOMY_SPLIT};
  if (argc < 2) {
    print_usage(stderr);
    return RIFT_USAGE;
  }
  if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0 ||
      strcmp(argv[1], "help") == 0) {
    print_usage(stdout);
    return RIFT_OK;
  }
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(argv[1], commands[i]) == 0) {
      return strcmp(argv[1], "exposure") == 0 ? rift_cli_economy_exposure(argc - 1, argv + 1)
             : strcmp(argv[1], "import") == 0 ? rift_cli_economy_import(argc - 1, argv + 1)
                                              : run(codes[i], argc - 1, argv + 1);
    }
  }
  const char *closest = rift_closest(argv[1], commands, sizeof commands / sizeof commands[0]);
  fprintf(stderr,
          "error: unknown command '%s'; expected check, aggregate, import, import-wiod, balance, "
          "project, split or exposure%s%s%s\n",
          argv[1], closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
          closest == NULL ? "" : "'?");
  return RIFT_USAGE;
}
