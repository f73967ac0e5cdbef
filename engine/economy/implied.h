/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures that an economy implies, named by a small language: NAME:WORD:WORD...
 *
 * R, P: a region, a group of regions or `all`; a partner P means its regions that are not among R,
 * and is everybody else where it is left out. S: a sector, class, sector group or `all`. U: as S,
 * or `intermediate`, `final`, or a category of final demand. [X] may be left out: all.
 *
 * million USD: output:R[:S] value_added:R[:S] gdp:R exports:R:S[:P] imports:R:S[:P] use:R:S[:U]
 *   domestic_use:R:S[:U] inputs:R:U[:S[:P]] imported_inputs:R:U[:P] final_demand:R[:CATEGORY]
 *   balance:R:P[:S] va_in_demand:R:P[:S]
 * persons: employment:R[:S]
 * shares: exports_share:R:S:P imports_share:R:S:P exports_of_output:R:S[:P] imports_of_use:R:S[:P]
 *   inputs_share:R:U:P va_share_in_demand:R:P[:S] demand_va_share:R:P
 * Two of them with a slash between them (blanks around it) are their ratio.
 * gdp is value added and taxes less subsidies on inputs. va_in_demand is the value added of R (in
 * S) that ends, through all stages, in the final demand of P: v (I - A)^-1 f [Johnson & Noguera
 * 2012]; va_share_in_demand relates it to the value added of R (in S), demand_va_share to all value
 * added in the final demand of P. data/README.md explains each. */
#ifndef RIFT_ECONOMY_IMPLIED_H
#define RIFT_ECONOMY_IMPLIED_H

#include "economy/sector_classes.h"

typedef struct rift_implied_fault {
  char message[512]; /* what is wrong with the text, and what was expected */
} rift_implied_fault;

/* RIFT_INVALID with the reason in `fault` if the text is no such figure, or if the economy does not
 * know it (employment); RIFT_FAILED for memory. `classes` may be NULL. */
RIFT_CHECKED rift_status rift_implied_compute(const rift_economy *economy,
                                              const rift_sector_classes *classes, const char *text,
                                              double *value, rift_implied_fault *fault,
                                              rift_error *error);

#endif
