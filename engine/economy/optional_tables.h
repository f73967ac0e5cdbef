/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The optional parameter tables of an economy folder, as files. What is in them is read elsewhere.
 */
#ifndef RIFT_ECONOMY_OPTIONAL_TABLES_H
#define RIFT_ECONOMY_OPTIONAL_TABLES_H

#include "base/status.h"

/* trade_elasticities, inventories, ...; NULL ends the list. */
extern const char *const rift_optional_table_names[];

/* Copies those that `from` holds, byte for byte. A folder with none of them is an error in
 * `problems`. */
RIFT_CHECKED rift_status rift_optional_tables_copy(const char *from, const char *to,
                                                   rift_problems *problems, rift_error *error);

#endif
