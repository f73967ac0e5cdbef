/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one hot kernel of dense algebra: a panel of 6 rows times a panel of 16 columns. */
#ifndef RIFT_NUMERIC_PANEL_H
#define RIFT_NUMERIC_PANEL_H

#include <stddef.h>

#include "numeric/isa.h"

#define RIFT_PANEL_ROWS 6
#define RIFT_PANEL_COLUMNS 16

/* product[i*16 + c] = sum_k rows[k*6 + i] * columns[k*16 + c], summed in order of k, product and sum rounded apart: the
 * same bits in every version. columns and product 64-byte aligned, none overlapping. depth may be 0. */
typedef void rift_panel_product(size_t depth, const double *rows, const double *columns,
                                double *product);

/* The version for an instruction set that this machine supports. */
rift_panel_product *rift_panel_product_for(rift_isa isa);

#endif
