/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Employment from a table of its own. */
#ifndef RIFT_ECONOMY_EMPLOYMENT_H
#define RIFT_ECONOMY_EMPLOYMENT_H

#include "economy/economy.h"

/* Sets the employment of the nodes that a file `region,sector,value,unit,year,source,status` names;
 * the unit is `persons` or `thousand persons`. Others keep theirs. RIFT_INVALID with the reasons in
 * `problems`. */
RIFT_CHECKED rift_status rift_economy_read_employment(rift_economy *economy, const char *path,
                                                      rift_problems *problems, rift_error *error);

#endif
