/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The `rift economy` commands that write a dataset. */
#ifndef RIFT_CLI_ECONOMY_MAKE_H
#define RIFT_CLI_ECONOMY_MAKE_H

#include "cli/economy_options.h"
#include "economy/economy.h"
#include "economy/package.h"

/* Runs the command and returns the exit code; `history` is the command as typed. */
int rift_cli_economy_make(const rift_economy_arguments *arguments, const char *history);

/* One of these for each command: reads arguments->folder, changes the economy, prints its summary.
 * `economy` is initialised by it. */
typedef rift_status rift_economy_maker(rift_economy *economy,
                                       const rift_economy_arguments *arguments,
                                       rift_problems *problems, rift_error *error);
rift_economy_maker rift_cli_economy_aggregate;
rift_economy_maker rift_cli_economy_balance;
rift_economy_maker rift_cli_economy_project;
rift_economy_maker rift_cli_economy_split;

#endif
