/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Household purchases that support adds: base flows times s (1 - q), with q what other measures cut of the same flow. They come
 * on top of final demand; nothing is re-sourced because of them. */
#ifndef RIFT_MODEL_STATIC_ADDITION_H
#define RIFT_MODEL_STATIC_ADDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "economy/economy.h"
#include "model/static/removal.h"
#include "shocks/shocks.h"

/* Flows to which the same share is added. */
typedef struct rift_addition_group {
  size_t support;   /* lever of the plan */
  uint32_t removal; /* group that cuts the same flows, or RIFT_NO_GROUP */
} rift_addition_group;

typedef struct rift_addition {
  const rift_economy *economy;
  size_t group_count;
  rift_addition_group *groups;
  uint32_t *group_of; /* [importer][exporter][sector]: group or RIFT_NO_GROUP; NULL where nothing is supported */
} rift_addition;

/* `removal`: of the same plan. */
RIFT_CHECKED rift_status rift_addition_init(rift_addition *addition, const rift_economy *economy, const rift_shock_plan *plan,
                                            const rift_removal *removal, rift_error *error);
void rift_addition_free(rift_addition *addition);

/* True if households of the importer are supported. */
bool rift_addition_touches(const rift_addition *addition, size_t importer);

/* Base household purchases of a group, million USD. flows: [importer][node], R x n, zeroed by the caller. Negative ones are none. */
void rift_addition_flows(const rift_addition *addition, size_t group, double *flows);

/* What a unit of the group adds, million USD: n each, overwritten. */
typedef struct rift_addition_part {
  double *sales; /* of every node */
  double *home;  /* row importer * S + product: of them, the importer's own deliveries */
  double *use;   /* row importer * S + product: purchases */
} rift_addition_part;

RIFT_CHECKED rift_status rift_addition_part_init(rift_addition_part *part, const rift_addition *addition, size_t group,
                                                 rift_error *error);
void rift_addition_part_free(rift_addition_part *part);

#endif
