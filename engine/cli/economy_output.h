/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that write an economy folder share. */
#ifndef RIFT_CLI_ECONOMY_OUTPUT_H
#define RIFT_CLI_ECONOMY_OUTPUT_H

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"

/* False after a message on stderr: no folder is given, or it is there and not empty. */
bool rift_cli_economy_output_is_free(const char *folder, bool force);

/* The command for the dataset's history. Folders are left out of paths, so that the same work gives
 * the same text on every machine; arguments with blanks are quoted. False when memory runs out. */
bool rift_cli_economy_record(int argc, char **argv, rift_text *command);

/* A whole number in the range; false after a message on stderr. */
bool rift_cli_economy_whole(const char *text, int least, int most, int *value);

/* Prints problems and error to stderr, frees the problems, returns the exit code. */
int rift_cli_economy_conclude(rift_status status, rift_problems *problems, const rift_error *error);

#endif
