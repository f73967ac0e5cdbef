/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consumer prices by consumption group: what households buy in each group, and the two indices of its prices.
 *
 * a_k: share of product k in what households of a region spend on a group, in the base at purchasers' prices (household
 * consumption alone: the shares of all final expenditure, which the solver uses, belong to investors and the state too; without
 * a category HFCE they are all there is); a product that consumption.csv splits between groups counts by its parts. P_k: the buyer's price of the product, relative to
 * the base and to the numeraire (world value added). s: elasticity of substitution in consumption.
 *
 *   basket: sum a_k P_k                              the base year's purchases, the same formula as `all`: weighted with what
 *                                                    is spent, groups add up to it
 *   index:  [sum a_k P_k^(1-s)]^(1/(1-s))            the exact index of CES consumption [Sato 1976]; prod P_k^a_k at s = 1.
 *                                                    Indices of groups make that of `all` by the same formula */
#ifndef RIFT_MODEL_EQUILIBRIUM_BASKETS_H
#define RIFT_MODEL_EQUILIBRIUM_BASKETS_H

#include "model/equilibrium/base.h"

/* Kinds: 0 all of household consumption, then the G groups. Entries (a sector in a kind) are ordered by sector. */
typedef struct rift_equilibrium_baskets {
  size_t kind_count;   /* 1 + G, or 0 where the economy has no groups */
  size_t *first;       /* [s], S + 1 numbers: entries of sector s */
  size_t *kind;        /* [entry] */
  double *weight;      /* [entry][n]: a; sums to 1 over a kind, or to 0 where nothing is spent */
  double *spent;       /* [kind][n], world value added */
} rift_equilibrium_baskets;

/* Of a base that is ready for use. */
RIFT_CHECKED rift_status rift_equilibrium_baskets_init(rift_equilibrium_baskets *baskets, const rift_equilibrium_base *base,
                                                       const rift_economy *economy, rift_error *error);
void rift_equilibrium_baskets_free(rift_equilibrium_baskets *baskets);

#endif
