/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy import. */
#ifndef RIFT_CLI_ECONOMY_IMPORT_H
#define RIFT_CLI_ECONOMY_IMPORT_H

/* argv[0] is "import". Returns the exit code. */
int rift_cli_economy_import(int argc, char **argv);

#endif
