/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One parent's flows and their division. Private to engine/economy. */
#ifndef RIFT_ECONOMY_PROJECTION_SPLITTING_H
#define RIFT_ECONOMY_PROJECTION_SPLITTING_H

#include "economy/projection/margin_set.h"
#include "economy/projection/split_rows.h"

/* Flow k of a parent: from region k / K to using region (k % K) / U, user k % U, where U = S + C
 * (using sectors, then categories of final demand) and K = R * U. */
typedef struct rift_splitting {
  const rift_economy *economy;
  const rift_split_options *options;
  const rift_split_rows *rows;
  size_t parent;
  size_t part_count;  /* 1 + children: part 0 is the remainder */
  size_t *children;   /* positions in rows->children, of parts 1, 2, ... */
  size_t users;       /* U */
  size_t flow_count;  /* R * R * U */
  double *flows;      /* of the parent */
  rift_cells parts;   /* part_count x flow_count */
  rift_margin_set set;
  double *parents;    /* of each margin: the parent's sum */
} rift_splitting;

/* Divides the flows of one parent; what was imposed is added to the report. */
RIFT_CHECKED rift_status rift_splitting_solve(rift_splitting *splitting, size_t parent,
                                              rift_split_report *report, rift_problems *problems,
                                              rift_error *error);
void rift_splitting_free(rift_splitting *splitting);

/* First guess of the division (see split.h); parts 1, 2, ... and the remainder are filled. */
RIFT_CHECKED rift_status rift_splitting_guess(rift_splitting *splitting, rift_error *error);

/* The economy with its new sectors. splittings: one for each of parent_count parents. */
RIFT_CHECKED rift_status rift_splitting_build(const rift_economy *source,
                                              const rift_splitting *splittings,
                                              size_t parent_count, rift_economy *target,
                                              rift_error *error);

#endif
