/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

rift_status rift_equilibrium_base_init(rift_equilibrium_base *base, size_t regions, size_t sectors,
                                       rift_error *error) {
  size_t cells = regions * sectors;
  memset(base, 0, sizeof *base);
  base->region_count = regions;
  base->sector_count = sectors;
  base->cell_count = cells;
  base->sourcing = rift_allocate_doubles(cells * regions);
  base->tariff = rift_allocate_doubles(cells * regions);
  base->inputs = rift_allocate_doubles(cells * sectors);
  double **by_cell[] = {&base->value_share, &base->consumption, &base->basket, &base->output,
                        &base->expenditure, &base->factor, &base->value_added};
  bool fine = base->sourcing != NULL && base->tariff != NULL && base->inputs != NULL;
  for (size_t k = 0; k < sizeof by_cell / sizeof by_cell[0]; k++) {
    *by_cell[k] = rift_allocate_doubles(cells);
    fine = fine && *by_cell[k] != NULL;
  }
  base->income = rift_allocate_doubles(regions);
  base->household = rift_allocate_doubles(regions);
  base->deficit = rift_allocate_doubles(regions);
  if (!fine || base->income == NULL || base->deficit == NULL || base->household == NULL) {
    rift_equilibrium_base_free(base);
    return rift_error_memory(error, cells * (regions + sectors) * sizeof(double));
  }
  return RIFT_OK;
}

void rift_equilibrium_base_free(rift_equilibrium_base *base) {
  free(base->sourcing);
  free(base->tariff);
  free(base->inputs);
  free(base->value_share);
  free(base->consumption);
  free(base->basket);
  free(base->output);
  free(base->expenditure);
  free(base->factor);
  free(base->value_added);
  free(base->household);
  free(base->income);
  free(base->deficit);
  memset(base, 0, sizeof *base);
}

/* Y of `cell`'s market from expenditures: sum over buyers of pi X / (1 + t). */
static double sales(const rift_equilibrium_base *base, const double *expenditure, size_t cell) {
  size_t regions = base->region_count;
  size_t sector = cell / regions;
  size_t seller = cell % regions;
  double sum = 0;
  for (size_t n = 0; n < regions; n++) {
    size_t pair = (sector * regions + n) * regions + seller;
    sum += base->sourcing[pair] * expenditure[sector * regions + n] / (1 + base->tariff[pair]);
  }
  return sum;
}

/* X of a cell: final and intermediate demand for the product. */
static double demand(const rift_equilibrium_base *base, const double *income, const double *output, size_t cell) {
  size_t regions = base->region_count;
  size_t sectors = base->sector_count;
  size_t sector = cell / regions;
  size_t n = cell % regions;
  double sum = base->consumption[cell] * income[n];
  for (size_t j = 0; j < sectors; j++) {
    sum += base->inputs[(n * sectors + sector) * sectors + j] * output[j * regions + n];
  }
  return sum;
}

static double revenue(const rift_equilibrium_base *base, const double *expenditure, size_t n) {
  size_t regions = base->region_count;
  double sum = 0;
  for (size_t s = 0; s < base->sector_count; s++) {
    for (size_t i = 0; i < regions; i++) {
      size_t pair = (s * regions + n) * regions + i;
      double t = base->tariff[pair];
      sum += base->sourcing[pair] * expenditure[s * regions + n] * t / (1 + t);
    }
  }
  return sum;
}

/* Y = P (alpha I + G Y), with P = the transposed shares before tariffs: each round passes on less than all of its value,
 * because every region spends part of it on factors. */
static rift_status solve_outputs(rift_equilibrium_base *base, rift_error *error) {
  enum { ROUNDS = 20000 };
  double largest = 0;
  for (size_t cell = 0; cell < base->cell_count; cell++) {
    largest = fmax(largest, base->output[cell]);
  }
  for (int round = 0; round < ROUNDS; round++) {
    double change = 0;
    for (size_t cell = 0; cell < base->cell_count; cell++) {
      base->expenditure[cell] = demand(base, base->income, base->output, cell);
    }
    for (size_t cell = 0; cell < base->cell_count; cell++) {
      double sold = sales(base, base->expenditure, cell);
      change = fmax(change, fabs(sold - base->output[cell]));
      base->output[cell] = sold;
    }
    if (change <= 4e-16 * largest) {
      return RIFT_OK;
    }
  }
  return rift_error_set(error, RIFT_FAILED,
                        "the base of the equilibrium model has no solution: some products need more than their value in inputs");
}

rift_status rift_equilibrium_base_balance(rift_equilibrium_base *base, rift_error *error) {
  size_t regions = base->region_count;
  rift_status status = solve_outputs(base, error);
  double world = 0;
  for (size_t cell = 0; cell < base->cell_count && status == RIFT_OK; cell++) {
    base->factor[cell] = base->value_share[cell] * base->output[cell];
    world += base->factor[cell];
  }
  for (size_t n = 0; n < regions && status == RIFT_OK; n++) {
    base->income[n] /= world;
    base->household[n] /= world;
  }
  for (size_t cell = 0; cell < base->cell_count && status == RIFT_OK; cell++) {
    base->output[cell] /= world;
    base->factor[cell] /= world;
  }
  if (status != RIFT_OK) {
    return status;
  }
  base->world_musd *= world;
  for (size_t cell = 0; cell < base->cell_count; cell++) {
    base->expenditure[cell] = demand(base, base->income, base->output, cell);
  }
  for (size_t n = 0; n < regions; n++) {
    base->deficit[n] = base->income[n] - revenue(base, base->expenditure, n);
    for (size_t s = 0; s < base->sector_count; s++) {
      base->deficit[n] -= base->factor[s * regions + n];
    }
  }
  return RIFT_OK;
}

double rift_equilibrium_base_gap(const rift_equilibrium_base *base) {
  size_t regions = base->region_count;
  double gap = 0;
  for (size_t cell = 0; cell < base->cell_count; cell++) {
    gap = fmax(gap, fabs(base->output[cell] - sales(base, base->expenditure, cell)));
    gap = fmax(gap, fabs(base->expenditure[cell] - demand(base, base->income, base->output, cell)));
    gap = fmax(gap, fabs(base->factor[cell] - base->value_share[cell] * base->output[cell]));
  }
  for (size_t n = 0; n < regions; n++) {
    double rest = base->income[n] - base->deficit[n] - revenue(base, base->expenditure, n);
    for (size_t s = 0; s < base->sector_count; s++) {
      rest -= base->factor[s * regions + n];
    }
    gap = fmax(gap, fabs(rest));
  }
  return gap;
}
