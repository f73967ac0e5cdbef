/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From levers to what the equations see: coefficients of pairs, endowments, transfers. */
#ifndef RIFT_MODEL_EQUILIBRIUM_CHANNELS_H
#define RIFT_MODEL_EQUILIBRIUM_CHANNELS_H

#include "model/equilibrium/solver.h"
#include "model/model.h"

#define RIFT_NO_LEVER SIZE_MAX

/* A part of a pair's uses on which the same levers act: share of the pair's base flow. */
typedef struct rift_equilibrium_term {
  double share;
  size_t cut, shift, cost; /* levers of the plan, or RIFT_NO_LEVER */
  bool taxed;              /* the cost lever holds a tariff: otherwise the base tariff stays */
} rift_equilibrium_term;

enum { RIFT_TERMS_MAX = 3 }; /* intermediate, household, other final use */

typedef struct rift_equilibrium_treatment {
  size_t sector;
  double base_tariff;
  size_t term_count;
  rift_equilibrium_term terms[RIFT_TERMS_MAX];
} rift_equilibrium_treatment;

/* Capacity of a cell that a lever takes away. A critical input takes the product of its parameters, as long as nothing
 * replaces it. */
typedef struct rift_equilibrium_loss {
  size_t lever, cell;
  const rift_critical_use *use; /* NULL: plain capacity */
  size_t dependence, china_share, substitution; /* parameters of the model */
} rift_equilibrium_loss;

typedef struct rift_equilibrium_transfer {
  size_t lever, owner, host;
  bool wasted;   /* spent in the host's region without benefit to anyone */
  double income; /* million USD */
} rift_equilibrium_transfer;

typedef struct rift_equilibrium_channels {
  const rift_economy *economy;
  const rift_shock_plan *plan;
  const rift_equilibrium_options *options;
  size_t pair_count, treatment_count, loss_count, transfer_count;
  size_t pair_capacity, treatment_capacity, loss_capacity, transfer_capacity;
  rift_equilibrium_pair *pairs;
  rift_equilibrium_treatment *treatments;
  rift_equilibrium_loss *losses;
  rift_equilibrium_transfer *transfers;
  bool has_rents, has_shifts, has_partial; /* partial: a measure acts on some uses of a pair only */
  size_t parameter_count, parameter_capacity; /* critical inputs' parameters, behind the model's own */
  const rift_quantity **parameters;
} rift_equilibrium_channels;

RIFT_CHECKED rift_status rift_equilibrium_channels_init(rift_equilibrium_channels *channels, const rift_economy *economy,
                                                        const rift_shock_plan *plan, rift_error *error);
void rift_equilibrium_channels_free(rift_equilibrium_channels *channels);

/* One window of a batch, for the channels. */
typedef struct rift_equilibrium_window {
  const double *levers, *tariffs; /* of the window; tariffs may be NULL */
  const double *weights;          /* may be NULL */
  const double *parameters;       /* from the first critical parameter on */
  const double *theta;            /* [s] */
  double from, to;                /* months */
  bool permanent;
} rift_equilibrium_window;

/* Doubles that realising writes: coefficients and scratch. */
size_t rift_equilibrium_channels_doubles(const rift_equilibrium_channels *channels, size_t cells, size_t regions);

/* Sets pull, sold, rent, shift, factor and transfer of `draws`, in `space`; *waste is [n], or NULL without any. */
void rift_equilibrium_channels_realise(const rift_equilibrium_channels *channels, const rift_equilibrium_base *base,
                                       const rift_equilibrium_window *window, double *space,
                                       rift_equilibrium_draws *draws, double **waste);

#endif
