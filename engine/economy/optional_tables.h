/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameter tables that may stand in an economy folder beside its accounts, as files. What is
 * in them is read elsewhere. */
#ifndef RIFT_ECONOMY_OPTIONAL_TABLES_H
#define RIFT_ECONOMY_OPTIONAL_TABLES_H

#include "base/text.h"

/* Names of the .csv files in a folder, sorted. A folder that cannot be read gives RIFT_FAILED. */
RIFT_CHECKED rift_status rift_optional_tables_list(const char *folder, rift_names *names,
                                                   rift_error *error);

/* Copies every .csv file of a folder to another, which is made if need be, byte for byte. A file that bears the name of one
 * of the accounts (nodes.csv, intermediate.csv, ...), and a folder without any, are errors in
 * `problems`, found before anything is written. */
RIFT_CHECKED rift_status rift_optional_tables_copy(const char *from, const char *to,
                                                   rift_problems *problems, rift_error *error);

#endif
