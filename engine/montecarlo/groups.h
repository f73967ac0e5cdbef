/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which quantities are drawn anew together. */
#ifndef RIFT_MONTECARLO_GROUPS_H
#define RIFT_MONTECARLO_GROUPS_H

#include "montecarlo/prepared.h"

typedef struct rift_groups {
  size_t count;
  char **names;
  size_t *sizes;
  size_t *of_quantity; /* group of each of the run's quantities; SIZE_MAX for fixed values */
  size_t paths;        /* group of the escalation's path, or SIZE_MAX */
} rift_groups;

RIFT_CHECKED rift_status rift_groups_make(rift_groups *groups, const rift_run *run, bool each,
                                          rift_error *error);
void rift_groups_free(rift_groups *groups);

#endif
