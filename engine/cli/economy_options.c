/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy_options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "tables/file.h"

typedef enum value_type { TEXT, NUMBER, WHOLE, FLAG } value_type;

#define MAKERS (ECONOMY_AGGREGATE | ECONOMY_BALANCE | ECONOMY_PROJECT | ECONOMY_SPLIT)
#define WRITERS (MAKERS | ECONOMY_IMPORT_WIOD)
#define AT(field) offsetof(rift_economy_arguments, field)

static const struct {
  const char *name;
  value_type type;
  size_t field;
  int commands; /* that know it */
  double least, most;
} known[] = {
    {"output", TEXT, AT(output), WRITERS, 0, 0},
    {"force", FLAG, AT(force), WRITERS, 0, 0},
    {"help", FLAG, AT(help), WRITERS | ECONOMY_CHECK, 0, 0},
    {"regions", TEXT, AT(regions), ECONOMY_AGGREGATE, 0, 0},
    {"sectors", TEXT, AT(sectors), ECONOMY_AGGREGATE, 0, 0},
    {"groups", TEXT, AT(groups), MAKERS, 0, 0},
    {"affiliates", TEXT, AT(affiliates), MAKERS, 0, 0},
    {"employment", TEXT, AT(employment), MAKERS, 0, 0},
    {"tables", TEXT, AT(tables), MAKERS, 0, 0},
    {"sector-files", TEXT, AT(sector_files), MAKERS, 0, 0},
    {"decimals", WHOLE, AT(decimals), ECONOMY_AGGREGATE | ECONOMY_BALANCE, 0, 9},
    {"name", TEXT, AT(name), MAKERS, 0, 0},
    {"title", TEXT, AT(title), MAKERS, 0, 0},
    {"usd-per-eur", NUMBER, AT(usd_per_eur), MAKERS, 1e-6, 1e6},
    {"rate-year", WHOLE, AT(rate_year), MAKERS, 1900, 2100},
    {"rate-source", TEXT, AT(rate_source), MAKERS, 0, 0},
    {"rate-status", TEXT, AT(rate_status), MAKERS, 0, 0},
    {"year", WHOLE, AT(year), ECONOMY_IMPORT_WIOD | ECONOMY_PROJECT, 1900, 2100},
    {"hold", TEXT, AT(hold), ECONOMY_BALANCE, 0, 0},
    {"inventories", NUMBER, AT(inventories), ECONOMY_BALANCE, 0, 1},
    {"negatives", TEXT, AT(negatives), ECONOMY_BALANCE, 0, 0},
    {"tolerance", NUMBER, AT(tolerance), ECONOMY_BALANCE | ECONOMY_PROJECT | ECONOMY_SPLIT, 1e-14,
     1e-3},
    {"classes", TEXT, AT(classes), ECONOMY_PROJECT | ECONOMY_CHECK, 0, 0},
    {"value-added", TEXT, AT(value_added), ECONOMY_PROJECT, 0, 0},
    {"trade-blocks", TEXT, AT(trade_blocks), ECONOMY_PROJECT, 0, 0},
    {"trade-facts", TEXT, AT(trade_facts), ECONOMY_PROJECT, 0, 0},
    {"final-demand", TEXT, AT(final_demand), ECONOMY_PROJECT, 0, 0},
    {"fob-margin", NUMBER, AT(fob_margin), ECONOMY_PROJECT, 0, 0.5},
    {"cif-margin", NUMBER, AT(cif_margin), ECONOMY_PROJECT, 0, 0.5},
    {"report", TEXT, AT(report), ECONOMY_PROJECT | ECONOMY_SPLIT, 0, 0},
    {"strict", FLAG, AT(strict), ECONOMY_PROJECT | ECONOMY_SPLIT, 0, 0},
    {"shares", TEXT, AT(shares), ECONOMY_SPLIT, 0, 0},
    {"variant", TEXT, AT(variant), ECONOMY_SPLIT, 0, 0},
    {"evidence", TEXT, AT(evidence), ECONOMY_CHECK, 0, 0}};

#define KNOWN (sizeof known / sizeof known[0])
#define FIRST 256 /* getopt's value of the first option */

static bool complain(const char *what, const char *text) {
  fprintf(stderr, "error: %s '%s'; see `rift economy --help`\n", what, text);
  return false;
}

static bool take_number(void *field, size_t option, const char *text) {
  double value = 0;
  if (rift_number_read(text, strlen(text), &value) != RIFT_NUMBER_OK ||
      value < known[option].least || value > known[option].most) {
    fprintf(stderr, "error: --%s '%s' is not a number from %g to %g\n", known[option].name, text,
            known[option].least, known[option].most);
    return false;
  }
  memcpy(field, &value, sizeof value);
  return true;
}

static bool take_whole(void *field, size_t option, const char *text) {
  uint64_t number = 0;
  if (!rift_count_read(text, strlen(text), &number) || (double)number < known[option].least ||
      (double)number > known[option].most) {
    fprintf(stderr, "error: '%s' is not a whole number from %g to %g\n", text, known[option].least,
            known[option].most);
    return false;
  }
  int value = (int)number;
  memcpy(field, &value, sizeof value);
  return true;
}

static bool take(rift_economy_arguments *arguments, size_t option, const char *text) {
  if ((known[option].commands & (int)arguments->command) == 0) {
    return complain("this command has no option", known[option].name);
  }
  void *field = (char *)arguments + known[option].field;
  bool set = true;
  switch (known[option].type) {
    case TEXT:
      memcpy(field, &text, sizeof text);
      return true;
    case FLAG:
      memcpy(field, &set, sizeof set);
      return true;
    case NUMBER:
      return take_number(field, option, text);
    case WHOLE:
      return take_whole(field, option, text);
  }
  return false;
}

static bool one_of(const char *name, const char *text, const char *a, const char *b,
                   const char *c) {
  if (text == NULL || strcmp(text, a) == 0 || strcmp(text, b) == 0 ||
      (c != NULL && strcmp(text, c) == 0)) {
    return true;
  }
  fprintf(stderr, "error: --%s '%s': expected %s%s%s%s%s\n", name, text, a,
          c == NULL ? " or " : ", ", b, c == NULL ? "" : " or ", c == NULL ? "" : c);
  return false;
}

static bool check_words(const rift_economy_arguments *arguments) {
  return one_of("hold", arguments->hold, "output", "nothing", NULL) &&
         one_of("negatives", arguments->negatives, "keep", "zero", NULL) &&
         one_of("variant", arguments->variant, "value", "low", "high");
}

bool rift_economy_arguments_read(rift_economy_arguments *arguments, economy_command command,
                                 int argc, char **argv) {
  struct option options[KNOWN + 1];
  memset(options, 0, sizeof options);
  for (size_t i = 0; i < KNOWN; i++) {
    options[i] =
        (struct option){.name = known[i].name,
                        .has_arg = known[i].type == FLAG ? no_argument : required_argument,
                        .val = FIRST + (int)i};
  }
  *arguments = (rift_economy_arguments){
      .command = command, .decimals = -1, .inventories = 1, .tolerance = 1e-10};
  optind = 0; /* getopt forgets what it saw of other options before */
  opterr = 0;
  for (int option = 0; (option = getopt_long(argc, argv, ":o:h", options, NULL)) != -1;) {
    if (option == ':') {
      return complain("a value is missing after", argv[optind - 1]);
    }
    if (option == '?') {
      return complain("unknown option", argv[optind - 1]);
    }
    size_t index = option == 'o' ? 0 : (option == 'h' ? 2 : (size_t)(option - FIRST));
    if (!take(arguments, index, optarg)) {
      return false;
    }
  }
  if (!arguments->help && argc - optind != 1) {
    fprintf(stderr, "error: expected exactly one folder; see `rift economy --help`\n");
    return false;
  }
  arguments->folder = arguments->help ? NULL : argv[optind];
  return check_words(arguments);
}
