/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stochastic dominance of two samples as they are, without a test of significance. */
#ifndef RIFT_STATISTICS_DOMINANCE_H
#define RIFT_STATISTICS_DOMINANCE_H

#include "statistics/weighted.h"

typedef enum rift_dominance {
  RIFT_DOMINANCE_UNKNOWN, /* no direction is worse, or no draws */
  RIFT_DOMINANCE_NONE,
  RIFT_DOMINANCE_EQUAL, /* the same distribution, up to `tie` */
  RIFT_DOMINANCE_A,     /* A is preferred */
  RIFT_DOMINANCE_B
} rift_dominance;

/* "", "none", "equal", "a", "b". */
const char *rift_dominance_text(rift_dominance dominance);

typedef struct rift_weighted_sample {
  size_t count;
  const rift_weighted_value *sorted; /* ascending */
  double total;                      /* sum of the weights */
} rift_weighted_sample;

/* First order: at every probability A's quantile is at least as good as B's; whoever prefers better
 * outcomes prefers A. Second order: at every p the mean of A's worst share p is at least as good;
 * whoever dislikes risk as well prefers A. Quantiles count as equal up to `tie` (>= 0, in the unit
 * of the values). */
void rift_dominance_compute(const rift_weighted_sample *a, const rift_weighted_sample *b,
                            rift_worse worse, double tie, rift_dominance *first_order,
                            rift_dominance *second_order);

#endif
