/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the uniforms of the sampler are made: plain Monte Carlo, scrambled Sobol, or a Latin hypercube.
 * The numbers of an escalation's paths stay plain: how many a path needs is not known before. */
#ifndef RIFT_MONTECARLO_DESIGN_H
#define RIFT_MONTECARLO_DESIGN_H

#include "base/text.h"
#include "montecarlo/run.h"

typedef enum rift_design_kind { RIFT_DESIGN_PLAIN, RIFT_DESIGN_SOBOL, RIFT_DESIGN_LATIN } rift_design_kind;

/* Independent replicates; a power of two keeps Sobol's points of each together. */
#define RIFT_DESIGN_REPLICATES 16

/* Shared by all runs of a batch: a quantity has the same dimension, hence the same draws, in every
 * model and under every policy. Must outlive the runs that use it. */
typedef struct rift_design rift_design;

/* Dimensions in order of first appearance among the runs. RIFT_INVALID for more quantities than there
 * are dimensions. */
RIFT_CHECKED rift_status rift_design_create(rift_design **design, rift_design_kind kind,
                                            uint64_t draws, rift_run *const *runs,
                                            size_t run_count, rift_error *error);
void rift_design_destroy(rift_design *design);

RIFT_CHECKED rift_status rift_run_use_design(rift_run *run, const rift_design *design,
                                             rift_error *error);

/* Names the design in the manifest: results are comparable draw by draw under equal names alone. */
const char *rift_design_streams(const rift_design *design);

#endif
