/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table that is known by its header alone. Private to engine/economy. */
#ifndef RIFT_ECONOMY_DESCRIBE_TABLE_H
#define RIFT_ECONOMY_DESCRIBE_TABLE_H

#include <jansson.h>

#include "base/status.h"

/* A Frictionless schema: a column is a number if all its fields are numbers or blank and one is a
 * number, else text. NULL with an error when the file cannot be read. */
json_t *rift_describe_table(const char *path, rift_error *error);

#endif
