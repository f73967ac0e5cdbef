/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `rift compare`: what changes between results, draw by draw. */
#ifndef RIFT_CLI_COMPARE_H
#define RIFT_CLI_COMPARE_H

#include "base/status.h"

int rift_cli_compare(int argc, char **argv);

/* Prints what each policy in a results folder changes against its scenario without policy, as `rift compare OUT` does. Without
 * draws in the folder it says how to get them. */
RIFT_CHECKED rift_status rift_cli_compare_policies(const char *folder, rift_error *error);

#endif
