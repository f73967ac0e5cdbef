/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RIFT_CLI_LIST_H
#define RIFT_CLI_LIST_H

/* `rift list [FOLDER]`: file, id and title of every scenario in the folder (default "scenarios"),
 * by name. Returns the exit code: 3 when a file cannot be read as a scenario. argv[0] is "list". */
int rift_cli_list(int argc, char **argv);

#endif
