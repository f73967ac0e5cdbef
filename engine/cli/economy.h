/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy check | aggregate | import-wiod | balance | project | split | exposure. */
#ifndef RIFT_CLI_ECONOMY_H
#define RIFT_CLI_ECONOMY_H

#include "cli/economy_options.h"

/* argv[0] is "economy". Returns the exit code. */
int rift_cli_economy(int argc, char **argv);

/* The report of `check`; returns the exit code. */
int rift_cli_economy_check(const rift_economy_arguments *arguments);

#endif
