/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uncertain figures in CSV tables: columns distribution,low,central,high with unit,year,source,status. Private to
 * engine/economy. */
#ifndef RIFT_ECONOMY_FIGURE_H
#define RIFT_ECONOMY_FIGURE_H

#include "base/distribution.h"
#include "tables/csv.h"

/* What a figure may be. */
typedef struct rift_figure_range {
  const char *unit;      /* that the column `unit` must state */
  double low, high;      /* the distribution must lie inside; where a normal or lognormal reaches out, it is cut off there */
  bool low_excluded;
} rift_figure_range;

/* Positions of the columns of an open table; SIZE_MAX where it has none. */
typedef struct rift_figure_columns {
  size_t distribution, low, central, high, unit, year, source, status;
} rift_figure_columns;

/* Checks year, source and status (`read`, `derived`, `judgement`, `assumption`) of the current row. */
bool rift_figure_check_origin(rift_csv *csv, const rift_figure_columns *columns);

/* The distribution of the current row:
 *   point (central), uniform (low, high), pert and triangular (low, mode, high),
 *   normal (low = 5 %, central = mean, high = 95 %), lognormal (5 %, median, 95 %).
 * False after an error, which is recorded. */
bool rift_figure_read(rift_csv *csv, const rift_figure_columns *columns, const rift_figure_range *range,
                      rift_distribution *distribution);

/* Fills a quantity (its id is `format`) with the row's unit, source and place. */
RIFT_CHECKED rift_status rift_figure_quantity(rift_csv *csv, const rift_figure_columns *columns,
                                              const rift_distribution *distribution, rift_quantity *quantity,
                                              const char *format, ...) RIFT_PRINTF(5, 6);

#endif
