/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy check | aggregate | import-wiod. */
#ifndef RIFT_CLI_ECONOMY_H
#define RIFT_CLI_ECONOMY_H

/* argv[0] is "economy". Returns the exit code. */
int rift_cli_economy(int argc, char **argv);

/* The report of `check`, without options: argv[0] is "check", argv[1] the folder. */
int rift_cli_economy_check(const char *folder);

#endif
