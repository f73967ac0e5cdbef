/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of regions or sectors named by a code, a group or `all`. Private to engine/economy. */
#ifndef RIFT_ECONOMY_CODE_SET_H
#define RIFT_ECONOMY_CODE_SET_H

#include "economy/economy.h"
#include "tables/csv.h"

typedef enum rift_code_scope { RIFT_SCOPE_ALL, RIFT_SCOPE_GROUP, RIFT_SCOPE_CODE } rift_code_scope;

/* The members of the field's set (malloc'ed, one bool a code). *set stays NULL after an unknown name, which is recorded, and
 * when memory runs out (RIFT_FAILED). */
RIFT_CHECKED rift_status rift_code_set_read(rift_csv *csv, size_t column, const rift_economy *economy, bool of_regions,
                                            bool **set, rift_code_scope *scope);

#endif
