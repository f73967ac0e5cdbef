/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving an economy to new sums: value added, trade by class of products, flows of products, final
 * demand.
 *
 * 1. Growth. Value added alone is scaled to its targets (GRAS); the purchases, taxes and margins of
 *    a node grow with its value added, the final demand of a region with that of the region. This
 *    is the prior: without it nothing would make inputs grow along.
 * 2. Trade. The targets for a class of products between pairs of regions are balanced to its totals
 *    of exports and imports where such are given, within their bounds.
 * 3. All targets and the accounts (sales = inputs + primary inputs; gross output is free) are
 *    imposed on the prior together. Where they contradict each other, flows of products outrank
 *    trade by class, that outranks value added, and that final demand (margin_set.h). */
#ifndef RIFT_ECONOMY_PROJECTION_PROJECT_H
#define RIFT_ECONOMY_PROJECTION_PROJECT_H

#include "economy/economy.h"
#include "economy/projection/margin_set.h"

typedef struct rift_project_options {
  const char *classes, *value_added, *trade_blocks, *trade_facts, *final_demand; /* paths or NULL */
  double fob_margin; /* share of goods at fob that the table books under trade and transport */
  double cif_margin; /* freight and insurance in goods at cif, relative to fob */
  double usd_per_eur; /* for facts in million EUR; 0: none */
  bool strict;
  rift_gras_options gras;
} rift_project_options;

rift_project_options rift_project_options_default(void);

typedef struct rift_project_margin {
  rift_margin_kind kind;
  char *label;
  const char *path;
  long line;
  double base, prior, target, reached; /* million USD */
  bool released;
} rift_project_margin;

/* A cell or an output that moved. */
typedef struct rift_project_move {
  char label[RIFT_CELL_LABEL];
  double base, prior, reached; /* million USD */
} rift_project_move;

#define RIFT_PROJECT_MOVES 25

typedef struct rift_project_report {
  rift_project_margin *margins; /* accounts left out */
  size_t margin_count;
  rift_project_move cells[RIFT_PROJECT_MOVES]; /* largest absolute move against the prior first */
  size_t cell_count;
  rift_project_move outputs[RIFT_PROJECT_MOVES]; /* largest move of a node's output first */
  size_t output_count;
  double moved;     /* absolute moves of flows against the prior, share of all flows */
  double worst_gap; /* of a node, relative to its output */
  size_t sweeps;
} rift_project_report;

void rift_project_report_free(rift_project_report *report);

/* Changes the economy in place. RIFT_INVALID for faulty files, RIFT_NOT_CONVERGED for targets that
 * contradict each other and the accounts, with the reasons in `problems`. */
RIFT_CHECKED rift_status rift_economy_project(rift_economy *economy,
                                              const rift_project_options *options,
                                              rift_project_report *report, rift_problems *problems,
                                              rift_error *error);

/* Writes `kind,what,base,prior,target,reached,relative_gap,status,file,line`. */
RIFT_CHECKED rift_status rift_project_report_write(const rift_project_report *report,
                                                   const char *path, rift_error *error);

#endif
