/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rift compare`: what changes between results, draw by draw. */
#ifndef RIFT_CLI_COMPARE_H
#define RIFT_CLI_COMPARE_H

int rift_cli_compare(int argc, char **argv);

#endif
