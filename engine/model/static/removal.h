/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which base flows are removed, by which lever, and who replaces them: partial hypothetical extraction with re-sourcing
 * [Dietzenbacher & Lahr 2013]. A removed flow is re-sourced within its cell (product, user): in proportion to the base
 * shares of the suppliers of that product that no measure touches in that cell, the user's own region included. */
#ifndef RIFT_MODEL_STATIC_REMOVAL_H
#define RIFT_MODEL_STATIC_REMOVAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "economy/economy.h"
#include "shocks/shocks.h"

#define RIFT_NO_GROUP UINT32_MAX
#define RIFT_NO_LEVER SIZE_MAX

enum { RIFT_CLASS_INTERMEDIATE, RIFT_CLASS_HOUSEHOLD, RIFT_CLASS_OTHER_FINAL, RIFT_CLASS_COUNT };

/* Flows removed in the same share: 1 - (1 - cut)(1 - shift), either of which may be absent. */
typedef struct rift_removal_group {
  size_t cut, shift; /* levers of the plan, or RIFT_NO_LEVER */
} rift_removal_group;

typedef struct rift_removal {
  const rift_economy *economy;
  size_t group_count;
  rift_removal_group *groups;
  uint32_t *group_of; /* [class][importer][exporter][sector] */
} rift_removal;

RIFT_CHECKED rift_status rift_removal_init(rift_removal *removal, const rift_economy *economy,
                                           const rift_shock_plan *plan, rift_error *error);
void rift_removal_free(rift_removal *removal);

uint32_t rift_removal_group_of(const rift_removal *removal, int use_class, size_t importer,
                               size_t exporter, size_t sector);
/* True if some supplier of the product is cut for that importer and use. */
bool rift_removal_touches(const rift_removal *removal, int use_class, size_t importer, size_t sector);

/* The unit response of one group, in money, before any multiplier. Columns: `users` (nodes with intermediate inputs cut),
 * and one last column for final demand. */
typedef struct rift_removal_part {
  size_t group;
  size_t user_count;
  size_t *users;
  double *cut;       /* n x (user_count + 1): what suppliers lose, negative */
  double *resourced; /* n x (user_count + 1): what the others gain if all is re-sourced */
  double *home;      /* R*S x (user_count + 1), row importer * S + sector: the importer's own deliveries in `resourced` */
  double *lost_use;  /* R*S x (user_count + 1), row importer * S + product: use lost in `cut`, negative */
  double *regained_use; /* likewise, in `resourced` */
  double unreplaceable; /* flows without another supplier, million USD: in cut, never in resourced */
} rift_removal_part;

RIFT_CHECKED rift_status rift_removal_part_init(rift_removal_part *part, const rift_removal *removal,
                                                size_t group, rift_error *error);
void rift_removal_part_free(rift_removal_part *part);

/* The last columns of cut and resourced by importer: [importer][node], both R x n, zeroed by the caller. flows: R, scratch. */
void rift_removal_part_final(const rift_removal_part *part, const rift_removal *removal,
                             double *flows, double *cut, double *resourced);

#endif
