/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of the `rift economy` commands that write or check a dataset. */
#ifndef RIFT_CLI_ECONOMY_OPTIONS_H
#define RIFT_CLI_ECONOMY_OPTIONS_H

#include <stdbool.h>

#include "base/text.h"

typedef enum economy_command {
  ECONOMY_CHECK = 1,
  ECONOMY_AGGREGATE = 2,
  ECONOMY_IMPORT_WIOD = 4,
  ECONOMY_BALANCE = 8,
  ECONOMY_PROJECT = 16,
  ECONOMY_SPLIT = 32
} economy_command;

typedef struct rift_economy_arguments {
  economy_command command;
  const char *folder;  /* the dataset, or the source of an import */
  const char *output, *regions, *sectors, *groups, *affiliates, *employment, *tables, *sector_files;
  const char *name, *title, *rate_source, *rate_status;
  const char *classes, *evidence, *value_added, *trade_blocks, *trade_facts, *final_demand;
  const char *report, *shares, *variant, *hold, *negatives;
  double usd_per_eur, inventories, fob_margin, cif_margin, tolerance;
  int rate_year, year, decimals;
  bool force, strict, help;
} rift_economy_arguments;

/* False after a message about what is wrong. argv[0] is the command's name. Texts are borrowed. */
bool rift_economy_arguments_read(rift_economy_arguments *arguments, economy_command command,
                                 int argc, char **argv);

#endif
