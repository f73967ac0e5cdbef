/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that every figure from outside carries: unit, year, source, status. Private to
 * engine/economy. */
#ifndef RIFT_ECONOMY_PROJECTION_STATEMENT_H
#define RIFT_ECONOMY_PROJECTION_STATEMENT_H

#include "tables/csv.h"

typedef struct rift_statement_columns {
  size_t unit, year, source, status; /* positions among the reader's columns */
} rift_statement_columns;

/* Records what is wrong with year, source or status. */
void rift_statement_check(rift_csv *csv, const rift_statement_columns *columns);

/* Position of the unit among `units`; `count`, with an error recorded, if it is none of them. */
size_t rift_statement_unit(rift_csv *csv, size_t column, const char *const *units, size_t count);

/* A number, or *given = false for a blank field. False, with an error recorded, if it is neither. */
bool rift_statement_optional(rift_csv *csv, size_t column, double *value, bool *given);

#endif
