/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of the table's flows: which factors act on a flow. */
#ifndef RIFT_ECONOMY_TABLE_ERRORS_H
#define RIFT_ECONOMY_TABLE_ERRORS_H

#include "economy/economy.h"

/* Positions in table_factors of what multiplies the flow of a product from exporter to importer, each once, in order of the
 * rows; at most `limit`. Returns how many. */
size_t rift_economy_table_factors(const rift_economy *economy, size_t exporter, size_t importer, size_t sector,
                                  size_t limit, size_t *factors);

/* New, zeroed items; NULL when memory runs out. */
rift_quantity *rift_table_factor_add(rift_economy *economy);
rift_table_error_row *rift_table_error_add(rift_economy *economy);

#endif
