/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RIFT_CLI_RUN_H
#define RIFT_CLI_RUN_H

/* `rift run SCENARIO... -o OUT`: argv[0] is "run". Returns the exit code. */
int rift_cli_run(int argc, char **argv);

#endif
