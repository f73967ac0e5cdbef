/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear response of the equations at the base, which steers the solver, and the packing of shares for products. */
#ifndef RIFT_MODEL_EQUILIBRIUM_RESPONSE_H
#define RIFT_MODEL_EQUILIBRIUM_RESPONSE_H

#include "model/equilibrium/system.h"

RIFT_CHECKED rift_status rift_equilibrium_prepare_response(rift_equilibrium_system *system,
                                                           const rift_equilibrium_typical *typical, rift_error *error);

/* V^T Y and V of every sector's market, and its eigenvalues: with factors not wholly mobile, costs rise with output, and
 *   (Y / a + theta K) c = Y r,   K = Y - sum over buyers n of S_n S_n^T / X_n,
 * S_n the sales to n. Both matrices are symmetric, so that one basis solves it for every theta. */
void rift_equilibrium_find_modes(const rift_equilibrium_system *system, size_t sector, double *to_modes,
                                 double *from_modes, double *values, double *scratch);

#endif
