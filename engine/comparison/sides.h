/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is compared with what, and whether it may be; for the files of this folder. */
#ifndef RIFT_COMPARISON_SIDES_H
#define RIFT_COMPARISON_SIDES_H

#include "comparison/compare.h"

/* Options that share a baseline, in one model. */
typedef struct rift_compared_group {
  rift_compared_side baseline;
  size_t option_count;
  rift_compared_side *options;
} rift_compared_group;

typedef struct rift_compared_groups {
  size_t count;
  rift_compared_group *items;
} rift_compared_groups;

RIFT_CHECKED rift_status rift_compared_groups_find(rift_compared_groups *groups,
                                                   const rift_comparison *comparison,
                                                   const char *baseline, rift_error *error);
void rift_compared_groups_free(rift_compared_groups *groups);

/* "FOLDER: scenario" or "FOLDER: scenario+policy". */
void rift_compared_side_name(rift_text *name, const rift_compared_side *side);

/* RIFT_MISMATCH with every reason why the draws of the two are not the same draws. */
RIFT_CHECKED rift_status rift_compared_check(const rift_comparison *comparison,
                                             const rift_compared_side *own,
                                             const rift_compared_side *baseline,
                                             rift_error *error);

#endif
