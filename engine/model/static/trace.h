/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the mean of a static outcome comes from: one entry for every flow that was cut, re-sourced or added, exactly adding up.
 *
 * An outcome is linear in the flows w (1 + z) that each draw removes (w: cut or re-sourced share, z: change of the user's
 * output), so its mean is the same linear form of the means of w (1 + z). Those means are gathered over the draws; the
 * form is applied once. */
#ifndef RIFT_MODEL_STATIC_TRACE_H
#define RIFT_MODEL_STATIC_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "model/model.h"

typedef struct rift_trace rift_trace;

/* A flow that measures cut, that a seller gains by replacing one, or that supported households buy in addition. */
typedef enum rift_trace_kind { RIFT_TRACE_CUT, RIFT_TRACE_GAINED, RIFT_TRACE_ADDED, RIFT_TRACE_KINDS } rift_trace_kind;

/* One flow: exporter's sector to an importer. */
typedef struct rift_trace_entry {
  size_t lever;         /* of the plan: its measures */
  size_t shift_lever;   /* the second lever acting on the flow, or SIZE_MAX */
  size_t exporter, importer, sector;
  rift_trace_kind kind;
  double base_musd;     /* base flow that the measures touch (gained: what was bought from this exporter before) */
  double change_musd;   /* mean change of the flow */
  double contribution;  /* to the outcome, in its own unit (percent) */
} rift_trace_entry;

/* RIFT_USAGE if the outcome cannot be traced (gross output, value added, employment, exports, imports under the drawn
 * closure can). `region` and `sector` are names of sets: codes, groups, WORLD, all. */
RIFT_CHECKED rift_status rift_trace_create(rift_trace **trace, const rift_economy *economy,
                                           const rift_shock_plan *plan, rift_indicator indicator,
                                           const char *region, const char *sector, rift_error *error);
void rift_trace_destroy(rift_trace *trace);

size_t rift_trace_workspace(const rift_trace *trace);
/* Adds the first `count` lanes of a batch. */
void rift_trace_add(rift_trace *trace, const rift_batch *batch, size_t count, double *workspace);

/* Entries by size of their contribution, largest first; they add up to the mean of the outcome over the draws added.
 * *entries is malloc'ed. */
RIFT_CHECKED rift_status rift_trace_finish(const rift_trace *trace, rift_trace_entry **entries,
                                           size_t *count, double *total, rift_error *error);

#endif
