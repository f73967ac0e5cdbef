/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small tables that hang on an economy: named groups of codes, and income from affiliates abroad.
 */
#ifndef RIFT_ECONOMY_PARAMETERS_H
#define RIFT_ECONOMY_PARAMETERS_H

#include "economy/economy.h"

/* Replaces the economy's groups by those of a file `kind,group,member`. The rows of a group stand
 * together; a member is a code, or a group of the same kind that stands above and is then included
 * whole. RIFT_INVALID with the reasons in `problems`. */
RIFT_CHECKED rift_status rift_economy_read_groups(rift_economy *economy, const char *path,
                                                  rift_problems *problems, rift_error *error);

/* Replaces the affiliate incomes by those of a file
 * `host,owner,sector,value,unit,year,source,status`, whose unit is `million USD`. A blank value is
 * unknown and the row is left out. */
RIFT_CHECKED rift_status rift_economy_read_affiliates(rift_economy *economy, const char *path,
                                                      rift_problems *problems, rift_error *error);

#endif
