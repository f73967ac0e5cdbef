/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One interface for all models: created from an economy and the structure of the shocks, solved a batch of draws at a time.
 * A model never sees a random stream. */
#ifndef RIFT_MODEL_MODEL_H
#define RIFT_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "economy/economy.h"
#include "model/outcome.h"
#include "shocks/shocks.h"

typedef enum rift_detail {
  RIFT_DETAIL_TOTALS, /* gross output by region and by sector, nothing else: the fast path */
  RIFT_DETAIL_FOCUS,  /* all indicators for totals and focus sectors by region, stored; moments for every node */
  RIFT_DETAIL_NODES   /* as focus, and every node's draws stored as well */
} rift_detail;

typedef struct rift_model rift_model; /* each model's own struct */

/* Draws side by side. */
typedef struct rift_batch {
  const double *levers;     /* [window][lever][RIFT_LANES] */
  const double *tariffs;    /* [window][lever][RIFT_LANES], see rift_realised; NULL unless the model asks for them */
  const double *weights;    /* [lever][RIFT_LANES]: true base flow over the table's; NULL where all are 1 or levers are not split by it */
  const double *parameters; /* [parameter][RIFT_LANES] */
  const double *begins;     /* [RIFT_LANES]: the month before which no measure acts, whatever the sizes; NULL: all from month 0 */
  uint32_t pathways;        /* bits of the pathways that act, 0: all; the levers hold that already, what a model reads from the
                             * scenario itself (paths of capacity) does not */
} rift_batch;

typedef struct rift_model_info {
  size_t outcome_count;
  const rift_outcome *outcomes;
  size_t stored_count; /* the first of the outcomes; the others only enter moments */
  size_t window_count;
  const rift_window *windows;
  size_t parameter_count;
  const rift_quantity *const *parameters; /* what the model reads, the economy's and its own too; points are not drawn */
  bool wants_tariffs;
  size_t workspace_doubles;
  double unreplaceable_musd; /* base value of cut flows without another supplier */
} rift_model_info;

typedef struct rift_model_kind {
  const char *name;
  bool starts_late;            /* its time depends on when measures begin: draws that begin together are solved together, and no
                                * draw's outcomes depend on its neighbours */
  bool splits_by_table_errors; /* wants levers split by the table's factors, and weights; otherwise it sees to the errors itself */
  /* After create only the windows and parameters of `info` are known. */
  rift_status (*create)(rift_model **model, const rift_economy *economy, const rift_shock_plan *plan,
                        rift_detail detail, rift_error *error);
  /* Makes the model ready. `guides`: batches of levers and parameters like those to come; they steer the solvers' speed,
   * never the results beyond their stated error. None is allowed. */
  rift_status (*build)(rift_model *model, size_t guide_count, const rift_batch *guides, rift_error *error);
  void (*destroy)(rift_model *model);
  const rift_model_info *(*info)(const rift_model *model);
  /* outcomes[o * RIFT_LANES + lane] in percent, 0 where nothing happens; a lane whose solver failed gets NaN throughout. Thread-safe with a
   * workspace a thread (64-byte aligned). */
  void (*solve)(const rift_model *model, const rift_batch *batch, double *workspace, double *outcomes);
  /* Why the model cannot express an instrument, or what part of it; NULL if it expresses all of it. */
  const char *(*cannot_express)(const rift_model *model, rift_instrument instrument);
} rift_model_kind;

extern const rift_model_kind rift_static_model;
extern const rift_model_kind rift_equilibrium_model;
extern const rift_model_kind rift_dynamic_model;

#endif
