/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draws of a chunk: quantities, the paths of an escalation, when the first measure begins. */
#ifndef RIFT_MONTECARLO_DRAWN_H
#define RIFT_MONTECARLO_DRAWN_H

#include "montecarlo/prepared.h"

typedef struct rift_drawn {
  double *columns;  /* [column][RIFT_SAMPLER_CHUNK]: quantities, then what is known of the paths (rift_run_path_columns) */
  rift_path *paths; /* [RIFT_SAMPLER_CHUNK]; NULL without an escalation */
  double begins[RIFT_SAMPLER_CHUNK]; /* months; rift_shock_plan_begin */
} rift_drawn;

/* False when memory runs out; free in any case. */
bool rift_drawn_init(rift_drawn *drawn, const rift_run *run);
void rift_drawn_free(rift_drawn *drawn);

/* Draws first .. first + RIFT_SAMPLER_CHUNK - 1; `first` is a multiple of 4. RIFT_FAILED if a stratum's path cannot be
 * found. */
RIFT_CHECKED rift_status rift_run_draw(const rift_run *run, uint64_t first, rift_drawn *drawn, rift_error *error);

/* Finds `begins` again: after quantities or paths were changed, or for the measures on some pathways alone (bits; 0: all). */
void rift_run_find_begins(const rift_run *run, uint32_t pathways, rift_drawn *drawn);

/* The batch of the draws that stand at draws[lane] of chunks that follow each other. */
void rift_run_realise_draws(const rift_run *run, const rift_drawn *drawn, const size_t draws[RIFT_LANES],
                            rift_batch_room *room);

/* The batch of RIFT_LANES draws from `at` on. */
void rift_run_realise_at(const rift_run *run, const rift_drawn *drawn, size_t at, rift_batch_room *room);

/* Prepares the escalation of a run: its sampler, the columns of its paths, its strata. The model's windows are known. */
RIFT_CHECKED rift_status rift_run_prepare_escalation(rift_run *run, bool strata, rift_error *error);
void rift_run_free_escalation(rift_run *run);

#endif
