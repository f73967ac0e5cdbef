/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums that the accounts of an economy must meet, in order of priority, and their imposition by
 * GRAS with an explanation of what cannot be met. */
#ifndef RIFT_ECONOMY_PROJECTION_MARGIN_SET_H
#define RIFT_ECONOMY_PROJECTION_MARGIN_SET_H

#include "economy/cells.h"
#include "numeric/gras.h"

/* First the strongest. Where margins contradict each other the weaker one is given up. */
typedef enum rift_margin_kind {
  RIFT_MARGIN_ACCOUNT, /* the accounting identities: never given up */
  RIFT_MARGIN_FACT,    /* a named bilateral flow of a product */
  RIFT_MARGIN_BLOCK,   /* bilateral trade of a class of products */
  RIFT_MARGIN_VALUE_ADDED,
  RIFT_MARGIN_FINAL_DEMAND
} rift_margin_kind;

const char *rift_margin_kind_word(rift_margin_kind kind);

typedef struct rift_margin {
  rift_margin_kind kind;
  char *label;      /* for people */
  double base;      /* the sum in the economy that was read */
  double target;
  bool released;    /* given up for stronger ones */
  const char *path; /* of the file that states it; borrowed, NULL for an account */
  long line;
} rift_margin;

/* items[k] belongs to gras.constraints[k]. */
typedef struct rift_margin_set {
  rift_gras gras;
  rift_margin *items;
  size_t count, capacity;
  const char *const *kind_words; /* one for each kind, for people; NULL: rift_margin_kind_word */
} rift_margin_set;

void rift_margin_set_init(rift_margin_set *set);
void rift_margin_set_free(rift_margin_set *set);

/* Begins a margin (label is copied); rift_gras_add(&set->gras, ...) adds its cells. */
RIFT_CHECKED rift_status rift_margin_set_begin(rift_margin_set *set, const rift_margin *margin,
                                               rift_error *error);

/* For every node: sales = purchases + value added + taxes + margins. Zero cells are left out. */
RIFT_CHECKED rift_status rift_margin_set_add_accounts(rift_margin_set *set,
                                                      const rift_economy *economy,
                                                      const rift_cells *cells, rift_error *error);

/* For every node: sales = gross output, and purchases = gross output less value added, taxes and
 * margins, all as the economy states them. */
RIFT_CHECKED rift_status rift_margin_set_add_outputs(rift_margin_set *set,
                                                     const rift_economy *economy,
                                                     const rift_cells *cells, rift_error *error);

typedef struct rift_impose_options {
  bool strict; /* contradictions are errors; nothing is given up */
  const rift_gras_options *gras; /* NULL: defaults */
} rift_impose_options;

/* Imposes the margins on the cells. A margin that no scaling can reach (a positive target on zero
 * cells, or on cells of the other sign) is an error: all such are explained in `problems`, and
 * RIFT_INVALID is returned. Where the sums contradict each other, the weakest kind among those that
 * contradict gives way, the margin that pulls most first: it is marked as released and a warning
 * says by how much it is missed and what it stands against. With
 * `strict`, or when the margins that
 * contradict are all of one kind, that is an error instead: RIFT_NOT_CONVERGED, explained in
 * `problems`. */
RIFT_CHECKED rift_status rift_margin_set_impose(rift_margin_set *set, rift_cells *cells,
                                                const rift_impose_options *options,
                                                rift_gras_outcome *outcome,
                                                rift_problems *problems, rift_error *error);

#endif
