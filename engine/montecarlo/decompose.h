/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each pathway does alone, and what is left when all act together.
 *
 * For every draw the model is solved with one pathway at a time and with all; interaction = together less the sum of the
 * pathways alone. Pathways and interaction add up to the total in every draw, and so in the mean. A draw that fails in one
 * of the solves is left out of all, and counted. */
#ifndef RIFT_MONTECARLO_DECOMPOSE_H
#define RIFT_MONTECARLO_DECOMPOSE_H

#include "montecarlo/run.h"

typedef struct rift_decomposition {
  size_t pathway_count; /* that act in the scenario */
  rift_pathway pathways[RIFT_PATHWAY_COUNT];
  size_t outcome_count; /* the stored outcomes of the run */
  rift_moments *parts;  /* [pathway_count + 2][outcome_count]: each pathway alone, the interaction, the total */
  uint64_t draws;
} rift_decomposition;

/* `run` was prepared with a home region. Draws 0 .. draws - 1, the first of any run; draws at most 1,000,000. */
RIFT_CHECKED rift_status rift_run_decompose(const rift_run *run, uint64_t draws, int threads,
                                            const volatile sig_atomic_t *stop, rift_decomposition *decomposition,
                                            rift_error *error);
void rift_decomposition_free(rift_decomposition *decomposition);

#endif
