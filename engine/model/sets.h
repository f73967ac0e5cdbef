/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regions and sectors over which results are added up: every region, the blocs EU and WEST, and the world; all sectors and the
 * focus groups or sectors of that name (every sector where the economy has none), and a group named manufacturing. */
#ifndef RIFT_MODEL_SETS_H
#define RIFT_MODEL_SETS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "economy/economy.h"

typedef struct rift_set {
  const char *name; /* borrowed from the economy, or constant */
  bool proxy;
  size_t count;
  const size_t *members; /* NULL: all */
  size_t single;         /* the member where `members` points here */
} rift_set;

typedef struct rift_sets {
  size_t region_set_count, sector_set_count;
  rift_set *regions; /* the R regions come first, in the economy's order */
  rift_set *sectors;
} rift_sets;

RIFT_CHECKED rift_status rift_sets_init(rift_sets *sets, const rift_economy *economy, rift_error *error);
void rift_sets_free(rift_sets *sets);

/* Sums of node values [n][width] to [region set][sector set][width]; `scratch`: R x sector sets x width. */
void rift_sets_add_up(const rift_sets *sets, const rift_economy *economy, size_t width,
                      const double *nodes, double *scratch, double *sums);

#endif
