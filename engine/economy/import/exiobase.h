/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of an EXIOBASE folder share. Private to engine/economy. */
#ifndef RIFT_ECONOMY_IMPORT_EXIOBASE_H
#define RIFT_ECONOMY_IMPORT_EXIOBASE_H

#include "economy/import/matrix.h"

typedef struct rift_exiobase {
  rift_importing *importing;
  rift_names industries; /* names in the files, in the order of the economy's sectors */
} rift_exiobase;

/* Reads industries.txt, x.txt and unit.txt; makes the economy's tables and fills gross output. */
RIFT_CHECKED rift_status rift_exiobase_read_nodes(rift_exiobase *state);

/* Opens a file of the folder; true if it has the file. */
RIFT_CHECKED rift_status rift_exiobase_open(rift_exiobase *state, rift_matrix *matrix,
                                            const char *name, size_t label_cells);
bool rift_exiobase_has(const rift_exiobase *state, const char *name);

/* Takes the next line, which must begin with `first`; recorded if it does not. */
bool rift_exiobase_header(rift_wide *wide, const char *first);

/* Positions of a region's code and an industry's name as in the files; RIFT_NOT_FOUND if unknown. */
size_t rift_exiobase_region(const rift_exiobase *state, const char *code);
size_t rift_exiobase_industry(const rift_exiobase *state, const char *name);

#endif
