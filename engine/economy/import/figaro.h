/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eurostat's FIGARO tables: what their two forms share. Private to engine/economy. */
#ifndef RIFT_ECONOMY_IMPORT_FIGARO_H
#define RIFT_ECONOMY_IMPORT_FIGARO_H

#include "economy/import/matrix.h"

/* What the part of a label behind the region means in a column: an industry or a category of final
 * demand (*category is then its code here). False if it is neither. */
bool rift_figaro_column(const char *code, const char **category);

/* What a line of W2, which holds primary inputs, means; RIFT_MATRIX_NODE if it is none of them. */
rift_matrix_kind rift_figaro_line(const char *code);

/* ISO 3166 alpha-3; FIGW1 is ROW. NULL if unknown. */
const char *rift_figaro_region(const char *code);

/* HFCE, NPISH, GGFC, GFCF, INVNT. False when memory runs out. */
bool rift_figaro_add_categories(rift_importing *importing);

/* The form with one flow a line; source: the CSV file. */
RIFT_CHECKED rift_status rift_figaro_read_flat(rift_importing *importing);

#endif
