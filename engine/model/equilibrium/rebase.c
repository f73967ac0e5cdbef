/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/solver.h"

/* Parameters of the re-solve, the same in every lane. */
static double *lanes_of(const double *values, size_t count) {
  double *lanes = rift_allocate_doubles(count * RIFT_LANES);
  for (size_t i = 0; lanes != NULL && i < count * RIFT_LANES; i++) {
    lanes[i] = values == NULL ? 1 : values[i / RIFT_LANES];
  }
  return lanes;
}

/* Tariff revenue at the table's expenditure, a start. */
static void drop_deficits(rift_equilibrium_base *base) {
  size_t regions = base->region_count;
  for (size_t n = 0; n < regions; n++) {
    base->deficit[n] = 0;
    base->income[n] = 0;
  }
  for (size_t row = 0; row < base->cell_count; row++) {
    base->income[row % regions] += base->factor[row];
    for (size_t i = 0; i < regions; i++) {
      double t = base->tariff[row * regions + i];
      base->income[row % regions] += base->sourcing[row * regions + i] * base->expenditure[row] * t / (1 + t);
    }
  }
}

/* The solved economy becomes the base: its shares and levels, at unit prices again. */
static void take_solution(rift_equilibrium_base *base, const rift_equilibrium_state *state) {
  size_t regions = base->region_count;
  for (size_t row = 0; row < base->cell_count; row++) {
    for (size_t i = 0; i < regions; i++) {
      double pulled = state->pulled[(row / regions * regions + i) * RIFT_LANES];
      base->sourcing[row * regions + i] *= pulled / state->attraction[row * RIFT_LANES];
    }
    base->output[row] *= exp(state->output[row * RIFT_LANES]);
    base->factor[row] *= exp(state->wage[row % regions * RIFT_LANES]);
    base->expenditure[row] = state->expenditure[row * RIFT_LANES];
  }
  for (size_t n = 0; n < regions; n++) {
    base->household[n] *= state->income[n * RIFT_LANES] / base->income[n];
    base->income[n] = state->income[n * RIFT_LANES];
  }
}

rift_status rift_equilibrium_base_close_deficits(rift_equilibrium_base *base, const double *theta, rift_error *error) {
  rift_equilibrium_system system = {0};
  rift_equilibrium_control control = rift_equilibrium_control_default();
  rift_equilibrium_typical typical = {.upper = 1, .mobility = 1};
  rift_equilibrium_state state;
  double *elasticities = lanes_of(theta, base->sector_count);
  double *one = lanes_of(NULL, 1);
  double *workspace = NULL;
  control.tolerance = 1e-13;
  drop_deficits(base);
  rift_status status = elasticities == NULL || one == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  if (status == RIFT_OK) {
    status = rift_equilibrium_system_init(&system, base, 0, NULL, 0, &typical, error);
  }
  if (status != RIFT_OK) {
    goto out;
  }
  workspace = rift_allocate_doubles(rift_equilibrium_workspace(&system, &control));
  if (workspace == NULL) {
    status = rift_error_memory(error, 0);
    goto out;
  }
  rift_equilibrium_draws draws = {.theta = elasticities, .upper = one, .materials = one, .consumption = one, .mobility = one};
  rift_equilibrium_solve(&system, &draws, &control, workspace, &state);
  if (!(state.residual[0] <= 1e-11)) {
    status = rift_error_set(error, RIFT_NOT_CONVERGED,
                            "the base without deficits was not found: after %d sweeps the largest residual is %.1e",
                            state.sweeps[0], state.residual[0]);
    goto out;
  }
  take_solution(base, &state);
out:
  rift_equilibrium_system_free(&system);
  free(elasticities);
  free(one);
  free(workspace);
  return status;
}
