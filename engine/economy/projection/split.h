/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carving sectors out of wider ones.
 *
 * Sales: each flow of a parent is divided among its children and what remains of it (the remainder,
 * which keeps the parent's code). The division is the one nearest to a first guess (the child's
 * share in output or exports, shaped by who uses it) that meets the stated shares, by GRAS; where
 * these contradict each other, named cells outrank exports and imports, these output, that use.
 * Purchases: the inputs, value added, taxes, margins and employment of a parent are divided in
 * proportion to output. So the accounts of every child hold exactly where those of its parent did,
 * and nothing needs balancing. */
#ifndef RIFT_ECONOMY_PROJECTION_SPLIT_H
#define RIFT_ECONOMY_PROJECTION_SPLIT_H

#include "economy/economy.h"
#include "numeric/gras.h"

typedef enum rift_split_variant { RIFT_SPLIT_VALUE, RIFT_SPLIT_LOW, RIFT_SPLIT_HIGH } rift_split_variant;

typedef struct rift_split_options {
  const char *shares; /* `region,parent,child,variable,value,low,high,unit,year,source,status` and,
                         optional, `partner,user,note` */
  rift_split_variant variant; /* which column is used */
  bool strict;
  rift_gras_options gras;
} rift_split_options;

rift_split_options rift_split_options_default(void);

typedef struct rift_split_margin {
  char *label;
  const char *kind;
  const char *path;
  long line;
  double parent, target, reached; /* million USD */
  bool released;
} rift_split_margin;

typedef struct rift_split_report {
  rift_split_margin *margins;
  size_t count, capacity;
  size_t sweeps; /* most of any parent */
} rift_split_report;

void rift_split_report_free(rift_split_report *report);
/* Writes `kind,what,parent,target,reached,target_share,reached_share,status,file,line`. */
RIFT_CHECKED rift_status rift_split_report_write(const rift_split_report *report, const char *path,
                                                 rift_error *error);

/* `target` is initialised here and freed on failure. Its sectors are those of the source, each
 * parent followed by its children in order of first mention; a sector group that holds a parent
 * holds its children too, and a group that bears the name of a child drops out. Affiliate income
 * stays with the remainder. RIFT_INVALID for a faulty file, RIFT_NOT_CONVERGED for shares that
 * contradict each other, with the reasons in `problems`. */
RIFT_CHECKED rift_status rift_economy_split(const rift_economy *source,
                                            const rift_split_options *options,
                                            rift_economy *target, rift_split_report *report,
                                            rift_problems *problems, rift_error *error);

#endif
