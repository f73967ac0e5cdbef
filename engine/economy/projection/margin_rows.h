/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the files that `project` imposes. Private to engine/economy. */
#ifndef RIFT_ECONOMY_PROJECTION_MARGIN_ROWS_H
#define RIFT_ECONOMY_PROJECTION_MARGIN_ROWS_H

#include "economy/cells.h"
#include "economy/projection/project.h"
#include "economy/sector_classes.h"

typedef enum rift_margin_unit {
  RIFT_UNIT_MUSD,
  RIFT_UNIT_RATIO, /* to the same sum of the base */
  RIFT_UNIT_SHARE, /* of the region's total */
  RIFT_UNIT_MEUR
} rift_margin_unit;

typedef struct rift_margin_row {
  long line;
  char *label;          /* for people */
  bool *from, *to;      /* R each: exporters and importers, or (from) the regions meant */
  bool *sectors;        /* S: products, or (value added) producers */
  bool from_all, to_all; /* trade blocks: a total of imports, of exports */
  bool intermediate, final; /* trade facts: which uses */
  size_t user;          /* a using sector, or RIFT_NOT_FOUND for all */
  size_t category;      /* final demand: or RIFT_NOT_FOUND for all */
  double value;         /* facts: million USD at basic prices */
  double least, most;   /* of the same unit; -inf and inf where not given */
  rift_margin_unit unit;
} rift_margin_row;

typedef struct rift_margin_rows {
  const char *path; /* borrowed */
  rift_margin_row *items;
  size_t count, capacity;
} rift_margin_rows;

typedef struct rift_margin_reader {
  const rift_economy *economy;
  const rift_sector_classes *classes;
  const rift_project_options *options;
  rift_problems *problems;
  rift_error *error;
} rift_margin_reader;

/* Each reads options' file of that kind; a NULL path gives no rows. */
RIFT_CHECKED rift_status rift_margin_rows_read_value_added(rift_margin_rows *rows,
                                                           const rift_margin_reader *reader);
RIFT_CHECKED rift_status rift_margin_rows_read_blocks(rift_margin_rows *rows,
                                                      const rift_margin_reader *reader);
RIFT_CHECKED rift_status rift_margin_rows_read_facts(rift_margin_rows *rows,
                                                     const rift_margin_reader *reader);
RIFT_CHECKED rift_status rift_margin_rows_read_final_demand(rift_margin_rows *rows,
                                                            const rift_margin_reader *reader);
void rift_margin_rows_free(rift_margin_rows *rows);

#endif
