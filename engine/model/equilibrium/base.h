/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of the equilibrium model: shares and levels that reproduce themselves at unit prices.
 *
 * Cells are ordered by sector, then region: cell = sector * R + region. Money is in units of world value added. One
 * product has one mix of suppliers in a region, whatever its use (`pooled sourcing`): shares of intermediate and final
 * purchases taken together, at purchasers' prices, tariffs included. [Caliendo & Parro 2015, sec. 2; Dekle, Eaton & Kortum 2008] */
#ifndef RIFT_MODEL_EQUILIBRIUM_BASE_H
#define RIFT_MODEL_EQUILIBRIUM_BASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "economy/economy.h"

typedef struct rift_equilibrium_base {
  size_t region_count, sector_count, cell_count;
  double *sourcing;     /* pi [s][n][i]: share of supplier i in what n spends on s; rows sum to 1 */
  double *tariff;       /* t [s][n][i], ad valorem; own cells 0 */
  double *inputs;       /* G [n][k][j]: cost share of product k in the output of sector j, region n */
  double *value_share;  /* g [s][n]: cost share of value added, taxes and margins: 1 - sum of inputs */
  double *consumption;  /* alpha [s][n]: shares of final expenditure */
  double *basket;       /* [s][n]: shares of household consumption, purchasers' prices */
  double *output;       /* Y [s][n], basic prices */
  double *expenditure;  /* X [s][n], purchasers' prices */
  double *factor;       /* [s][n]: income of the factors, g Y at base */
  double *value_added;  /* [s][n]: part of it that is value added proper, as a share of output */
  double *household;    /* [n]: household consumption, purchasers' prices */
  double *income;       /* I [n]: final expenditure = factor income + tariff revenue + deficit */
  double *deficit;      /* D [n], sum 0 */
  double world_musd;    /* value of the unit */
  bool has_tariffs;
} rift_equilibrium_base;

/* Zeroed arrays for R regions and S sectors. */
RIFT_CHECKED rift_status rift_equilibrium_base_init(rift_equilibrium_base *base, size_t regions,
                                                    size_t sectors, rift_error *error);
void rift_equilibrium_base_free(rift_equilibrium_base *base);

/* From a table and its tariffs ([importer][exporter][sector], NULL: none). What the theory cannot hold is changed, in this
 * order: negative pooled flows, negative final demand for a product and negative primary income of a node become 0, and
 * the shares are renormalised; nodes without output neither buy nor sell; a product that nobody buys is bought at home.
 * `clipped_musd` (may be NULL) is the sum of what was cut off. Endowments are those of the table; call
 * rift_equilibrium_base_balance or the re-solve at zero deficits before use.
 * RIFT_INVALID for a region without income and for tariffs at or below -100 %. */
RIFT_CHECKED rift_status rift_equilibrium_base_calibrate(rift_equilibrium_base *base, const rift_economy *economy,
                                                         const double *tariffs, double *clipped_musd,
                                                         rift_error *error);

/* Makes the base an equilibrium at unit prices: final expenditure is kept, outputs follow from the shares, incomes
 * from outputs, deficits are what is left. */
RIFT_CHECKED rift_status rift_equilibrium_base_balance(rift_equilibrium_base *base, rift_error *error);

/* Solves the model of Caliendo & Parro (mobile factors, Cobb-Douglas, `theta` [s]) for balanced trade and takes the result as
 * the base: their re-solve at zero deficits. Endowments stay those of the table. RIFT_NOT_CONVERGED if it is not found. */
RIFT_CHECKED rift_status rift_equilibrium_base_close_deficits(rift_equilibrium_base *base, const double *theta,
                                                              rift_error *error);

/* Largest gap of the market and income identities at unit prices, relative to world value added. */
double rift_equilibrium_base_gap(const rift_equilibrium_base *base);

#endif
