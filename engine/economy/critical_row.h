/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of critical inputs, as the tables and the sector files share them. Private to engine/economy. */
#ifndef RIFT_ECONOMY_CRITICAL_ROW_H
#define RIFT_ECONOMY_CRITICAL_ROW_H

#include "economy/economy.h"
#include "economy/figure.h"

extern const char *const rift_critical_parameter_names[RIFT_CRITICAL_PARAMETER_COUNT];

/* Unit and bounds of a parameter. */
const rift_figure_range *rift_critical_range(rift_critical_parameter parameter);

/* False, and nothing recorded, if the field names none of them. */
bool rift_critical_parameter_read(rift_csv *csv, size_t column, rift_critical_parameter *parameter);

/* A new, zeroed row; NULL when memory runs out. */
rift_critical_row *rift_critical_row_add(rift_economy *economy);

#endif
