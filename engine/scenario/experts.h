/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judgements of several experts as one distribution: each gives 5 %, 50 % and 95 % quantiles, between
 * which mass is spread evenly, out to a tenth of the common range beyond the outermost; their
 * distributions are mixed. Weights are equal, or follow from questions whose answers are known [Cooke
 * 1991, Experts in Uncertainty; Cooke & Goossens 2008, Reliab. Eng. Syst. Saf. 93:657]. */
#ifndef RIFT_SCENARIO_EXPERTS_H
#define RIFT_SCENARIO_EXPERTS_H

#include "scenario/reader.h"
#include "scenario/scale.h"

enum { RIFT_EXPERTS_MAX = 32, RIFT_EXPERT_SEEDS_MAX = 64 };

typedef struct rift_expert {
  char *id;
  double calibration; /* p-value of the answers to the seed questions, 0 to 1 */
  double information; /* mean relative information about them against a uniform background */
  double weight;      /* their product; 0 below the cut-off; not normalised */
} rift_expert;

typedef struct rift_experts {
  bool weighted; /* false: all count alike */
  size_t count;  /* with answers to the seed questions */
  rift_expert items[RIFT_EXPERTS_MAX];
} rift_experts;

/* Reads the section `experts` of a scenario. */
void rift_experts_read(rift_reader *reader, const rift_yaml_node *node, rift_experts *experts);
void rift_experts_free(rift_experts *experts);

/* Reads {experts: {NAME: [q05, q50, q95], ...}} into a piecewise distribution inside (low, high);
 * reader->experts holds the weights. False after an error. The values are the caller's to free. */
bool rift_experts_pool(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                       double low, double high, rift_distribution *distribution);

/* Three ascending numbers, scaled. False after an error. */
bool rift_expert_quantiles_read(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                                double quantiles[3]);

#define RIFT_EXPERT_OVERSHOOT 0.1 /* of the common range, beyond the outermost quantiles */

/* What the calibration score is: P(chi-squared with 3 degrees of freedom > x). */
double rift_chi_squared_3_tail(double x);

#endif
