/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RIFT_CLI_EXPLAIN_H
#define RIFT_CLI_EXPLAIN_H

/* `rift explain OUT --indicator X --region R`: argv[0] is "explain". Returns the exit code. */
int rift_cli_explain(int argc, char **argv);

#endif
