/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RIFT_CLI_INIT_H
#define RIFT_CLI_INIT_H

/* `rift init NAME`: writes NAME.yaml, a starter scenario with comments; an existing file is
 * refused. Returns the exit code. argv[0] is "init". */
int rift_cli_init(int argc, char **argv);

#endif
