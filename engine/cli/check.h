/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RIFT_CLI_CHECK_H
#define RIFT_CLI_CHECK_H

/* `rift check SCENARIO... [--set key=value]...`: every problem of the scenarios on stderr, the
 * verdict at the end. Returns the exit code: 0 when there is no error (warnings are allowed), 3
 * when there is one. argv[0] is "check". */
int rift_cli_check(int argc, char **argv);

#endif
