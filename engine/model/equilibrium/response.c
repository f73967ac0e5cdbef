/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/response.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/dense.h"

typedef struct preparation {
  rift_equilibrium_system *system;
  double *cursor;          /* where the next slab is packed */
  double *dense, *scratch; /* largest of what one slab needs */
  double *cost_response;   /* N x R */
  double *price_response;  /* N x R */
  double *income_response; /* R x N */
  double *substitution;    /* N x R */
} preparation;

static rift_slab pack(preparation *p, size_t rows, size_t columns, const double *dense) {
  rift_slab slab = {.rows = rows, .columns = columns, .panels = p->cursor};
  rift_slab_pack(rows, columns, dense, columns, p->cursor);
  p->cursor += (rows * columns + 7) / 8 * 8;
  return slab;
}

static rift_status allocate(preparation *p, rift_error *error) {
  rift_equilibrium_system *s = p->system;
  size_t regions = s->region_count;
  size_t sectors = s->sector_count;
  size_t cells = s->cell_count;
  size_t small = (regions * regions + 8) * 5 * sectors;
  size_t large = (sectors * sectors + 8) * 6 * regions;
  size_t wide = 4 * (cells * regions + 8) + regions * regions * (sectors + 1) + 8;
  size_t widest = regions > sectors ? regions : sectors;
  rift_slab **lists[] = {&s->sourcing, &s->net, &s->sales, &s->to_modes, &s->from_modes,
                         &s->materials, &s->purchases, &s->cost_loop, &s->output_loop, &s->cost_chain, &s->demand_chain};
  bool fine = true;
  for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++) {
    *lists[k] = rift_allocate(widest, sizeof(rift_slab));
    fine = fine && *lists[k] != NULL;
  }
  double **arrays[] = {&s->packed, &s->mode_value, &s->slope, &s->relief, &p->dense, &p->scratch,
                       &p->cost_response, &p->price_response, &p->income_response, &p->substitution,
                       &s->own_share, &s->wage_cost, &s->income_demand, &s->income_chain, &s->income_later, &s->typical_theta,
                       &s->region_slope, &s->region_relief};
  size_t lengths[] = {small + large + wide, cells, cells, cells, regions * regions * (sectors + 1) + widest * widest,
                      3 * widest * widest + 2 * widest, cells * regions, cells * regions, cells * regions, cells * regions,
                      cells, cells, cells, cells, cells, sectors, regions, regions};
  for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; k++) {
    *arrays[k] = rift_allocate_doubles(lengths[k]);
    fine = fine && *arrays[k] != NULL;
  }
  p->cursor = s->packed;
  return fine ? RIFT_OK : rift_error_memory(error, (small + large + wide) * sizeof(double));
}

/* How unit costs follow output and input prices when factors are not wholly mobile: c = slope y + relief G^T p. */
static void set_slopes(rift_equilibrium_system *s, const rift_equilibrium_typical *typical) {
  double den = 1 - (1 - typical->mobility) * (1 - typical->upper);
  for (size_t cell = 0; cell < s->cell_count; cell++) {
    double g = s->base->value_share[cell];
    s->relief[cell] = 1 / (1 + g * (1 - typical->mobility) * (1 - typical->upper) / den);
    /* A floor, for nodes that pay next to nothing to factors: the market's modes divide by the slope. */
    double slope = g * (1 - typical->mobility) / den * s->relief[cell];
    s->slope[cell] = typical->mobility < 1 ? fmax(slope, 1e-3) : 0;
    size_t n = cell % s->region_count;
    double weight = s->base->factor[cell] / s->region_factor[n];
    s->region_slope[n] += weight * s->slope[cell];
    s->region_relief[n] += weight * s->relief[cell];
  }
}

static void pack_sector(preparation *p, size_t sector) {
  rift_equilibrium_system *s = p->system;
  const rift_equilibrium_base *base = s->base;
  size_t n = s->region_count;
  const double *share = base->sourcing + sector * n * n;
  const double *tariff = base->tariff + sector * n * n;
  s->sourcing[sector] = pack(p, n, n, share);
  for (size_t k = 0; k < n * n; k++) {
    p->dense[k] = share[k] / (1 + tariff[k]);
  }
  s->net[sector] = base->has_tariffs ? pack(p, n, n, p->dense) : s->sourcing[sector];
  for (size_t i = 0; i < n; i++) {
    for (size_t m = 0; m < n; m++) {
      p->dense[i * n + m] = share[m * n + i] / (1 + tariff[m * n + i]);
    }
  }
  s->sales[sector] = pack(p, n, n, p->dense);
  if (s->slope[sector * n] > 0) {
    double *to_modes = p->dense;
    double *from_modes = p->dense + n * n;
    rift_equilibrium_find_modes(s, sector, to_modes, from_modes, s->mode_value + sector * n, p->scratch);
    s->to_modes[sector] = pack(p, n, n, to_modes);
    s->from_modes[sector] = pack(p, n, n, from_modes);
  }
}

/* Own deliveries of product k, as a share of what n spends on it. */
static double own_share(const rift_equilibrium_system *s, size_t k, size_t n) {
  size_t row = k * s->region_count + n;
  return s->base->sourcing[row * s->region_count + n];
}

/* dense = the inverse of I - D G diag(relief), less I. */
static rift_status invert_loop(preparation *p, size_t n, bool relieved, rift_error *error) {
  rift_equilibrium_system *s = p->system;
  size_t sectors = s->sector_count;
  const double *inputs = s->base->inputs + n * sectors * sectors;
  for (size_t k = 0; k < sectors; k++) {
    for (size_t j = 0; j < sectors; j++) {
      double relief = relieved ? s->relief[j * s->region_count + n] : 1;
      p->dense[k * sectors + j] = (double)(k == j) - own_share(s, k, n) * inputs[k * sectors + j] * relief;
    }
  }
  rift_status status = rift_dense_invert(sectors, p->dense, error);
  for (size_t k = 0; k < sectors; k++) {
    p->dense[k * sectors + k] -= 1;
  }
  return status;
}

static void transpose(size_t n, const double *from, double *to) {
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      to[j * n + i] = from[i * n + j];
    }
  }
}

/* C = G T and what goes with it, T in `loop` (T = (I - D G)^-1 - I). */
static void pack_chains(preparation *p, size_t n, const double *loop) {
  rift_equilibrium_system *s = p->system;
  const rift_equilibrium_base *base = s->base;
  size_t sectors = s->sector_count;
  size_t regions = s->region_count;
  const double *inputs = base->inputs + n * sectors * sectors;
  double *chain = p->scratch;
  for (size_t k = 0; k < sectors; k++) {
    s->own_share[k * regions + n] = own_share(s, k, n);
    for (size_t j = 0; j < sectors; j++) {
      double sum = inputs[k * sectors + j];
      for (size_t i = 0; i < sectors; i++) {
        sum += inputs[k * sectors + i] * loop[i * sectors + j];
      }
      chain[k * sectors + j] = sum;
    }
  }
  for (size_t k = 0; k < sectors; k++) {
    size_t cell = k * regions + n;
    s->wage_cost[cell] = base->value_share[cell];
    s->income_demand[cell] = base->consumption[cell];
    for (size_t j = 0; j < sectors; j++) {
      s->wage_cost[cell] += loop[j * sectors + k] * base->value_share[j * regions + n];
      s->income_demand[cell] += chain[k * sectors + j] * own_share(s, j, n) * base->consumption[j * regions + n];
    }
  }
  s->demand_chain[n] = pack(p, sectors, sectors, chain);
  double *transposed = chain + sectors * sectors;
  transpose(sectors, chain, transposed);
  s->cost_chain[n] = pack(p, sectors, sectors, transposed);
}

static rift_status pack_region(preparation *p, size_t n, rift_error *error) {
  rift_equilibrium_system *s = p->system;
  size_t sectors = s->sector_count;
  const double *inputs = s->base->inputs + n * sectors * sectors;
  s->purchases[n] = pack(p, sectors, sectors, inputs);
  transpose(sectors, inputs, p->dense);
  s->materials[n] = pack(p, sectors, sectors, p->dense);
  rift_status status = invert_loop(p, n, false, error);
  if (status == RIFT_OK) {
    s->output_loop[n] = pack(p, sectors, sectors, p->dense);
    pack_chains(p, n, p->dense);
    status = invert_loop(p, n, true, error);
  }
  if (status == RIFT_OK) {
    transpose(sectors, p->dense, p->scratch);
    s->cost_loop[n] = pack(p, sectors, sectors, p->scratch);
  }
  return status;
}

/* price[cell][r] = sum over suppliers of pi (net: over 1 + t) times cost[.][r]. */
static void source(const rift_equilibrium_system *s, bool net, const double *cost, double *price) {
  size_t n = s->region_count;
  memset(price, 0, s->cell_count * n * sizeof *price);
  for (size_t row = 0; row < s->cell_count; row++) {
    for (size_t i = 0; i < n; i++) {
      size_t pair = row * n + i;
      double share = s->base->sourcing[pair] / (net ? 1 + s->base->tariff[pair] : 1);
      const double *from = cost + (row / n * n + i) * n;
      for (size_t r = 0; r < n; r++) {
        price[row * n + r] += share * from[r];
      }
    }
  }
}

/* cost = g 1[r = n] + G^T price: a round of the series for what a factor price does to all costs. Returns the largest change. */
static double pass_on(const rift_equilibrium_system *s, const double *price, double *cost) {
  size_t n = s->region_count;
  size_t sectors = s->sector_count;
  double change = 0;
  for (size_t cell = 0; cell < s->cell_count; cell++) {
    size_t m = cell % n;
    size_t j = cell / n;
    for (size_t r = 0; r < n; r++) {
      double sum = r == m ? s->base->value_share[cell] : 0;
      for (size_t k = 0; k < sectors; k++) {
        sum += s->base->inputs[(m * sectors + k) * sectors + j] * price[(k * n + m) * n + r];
      }
      change = fmax(change, fabs(sum - cost[cell * n + r]));
      cost[cell * n + r] = sum;
    }
  }
  return change;
}

/* Good to 1e-6: these matrices steer the solver only. */
static void find_cost_response(preparation *p, bool net, double *cost) {
  enum { ROUNDS = 400 };
  memset(cost, 0, p->system->cell_count * p->system->region_count * sizeof *cost);
  source(p->system, net, cost, p->price_response);
  for (int k = 0; k < ROUNDS && pass_on(p->system, p->price_response, cost) > 1e-6; k++) {
    source(p->system, net, cost, p->price_response);
  }
}

/* jacobian[a * R + b][s]: H times what theta makes buyers move when the wage of b rises; the last column: spending of b's income. */
static void add_market(preparation *p, size_t sector, double *jacobian) {
  const rift_equilibrium_system *s = p->system;
  size_t n = s->region_count;
  size_t width = s->sector_count + 1;
  for (size_t i = 0; i < n; i++) {
    size_t seller = sector * n + i;
    for (size_t b = 0; b < n; b++) {
      double moved = 0;
      for (size_t m = 0; m < n; m++) {
        size_t pair = (sector * n + m) * n + i;
        double sold = s->base->sourcing[pair] / (1 + s->base->tariff[pair]) * s->base->expenditure[sector * n + m];
        moved += sold * (p->price_response[(sector * n + m) * n + b] - p->cost_response[seller * n + b]);
      }
      p->substitution[seller * n + b] = moved;
      size_t pair = (sector * n + b) * n + i;
      double spent = s->base->sourcing[pair] / (1 + s->base->tariff[pair]) * s->base->consumption[sector * n + b] * s->region_factor[b];
      for (size_t a = 0; a < n; a++) {
        double weight = p->income_response[a * s->cell_count + seller];
        jacobian[(a * n + b) * width + sector] += weight * moved;
        jacobian[(a * n + b) * width + width - 1] += weight * spent;
      }
    }
  }
}

/* A unit of X in (k, n) becomes output somewhere, which pays n in the end price_response (net): of a residual in X, which is
 * I - G D times the step. */
static void set_income_chains(preparation *p) {
  rift_equilibrium_system *s = p->system;
  size_t n = s->region_count;
  size_t sectors = s->sector_count;
  for (size_t cell = 0; cell < s->cell_count; cell++) {
    size_t m = cell % n;
    size_t k = cell / n;
    double sum = p->price_response[cell * n + m];
    for (size_t j = 0; j < sectors; j++) {
      sum -= p->price_response[(j * n + m) * n + m] * s->base->inputs[(m * sectors + j) * sectors + k] * s->own_share[cell];
    }
    s->income_chain[cell] = sum;
  }
}

/* demand[(k, m)][b] = C theta U: what substitution away from goods that the wage of b makes dearer takes from the inputs of region m; a
 * round of the series at a time: x = G (taken + D x). */
static void find_wage_demand(preparation *p, const rift_equilibrium_typical *typical, double *demand) {
  enum { ROUNDS = 30 };
  rift_equilibrium_system *s = p->system;
  size_t n = s->region_count;
  size_t sectors = s->sector_count;
  double *taken = p->dense; /* S x R; scratch holds a row */
  double *next = p->scratch;
  for (size_t k = 0; k < sectors; k++) {
    s->typical_theta[k] = typical->theta == NULL ? 5 : typical->theta[k];
  }
  memset(demand, 0, s->cell_count * n * sizeof *demand);
  for (size_t turn = 0; turn < ROUNDS * n; turn++) {
    size_t m = turn % n;
    for (size_t j = 0; j < sectors; j++) {
      for (size_t b = 0; b < n; b++) {
        size_t at = (j * n + m) * n + b;
        taken[j * n + b] = s->typical_theta[j] * p->substitution[at] + s->own_share[j * n + m] * demand[at];
      }
    }
    for (size_t k = 0; k < sectors; k++) {
      memset(next, 0, n * sizeof *next);
      for (size_t j = 0; j < sectors; j++) {
        double input = s->base->inputs[(m * sectors + k) * sectors + j];
        for (size_t b = 0; b < n; b++) {
          next[b] += input * taken[j * n + b];
        }
      }
      memcpy(demand + (k * n + m) * n, next, n * sizeof *next);
    }
  }
}

static void pack_wages(preparation *p, const rift_equilibrium_typical *typical) {
  rift_equilibrium_system *s = p->system;
  size_t n = s->region_count;
  size_t width = s->sector_count + 1;
  double *jacobian = p->dense;
  find_cost_response(p, true, p->cost_response);
  for (size_t a = 0; a < n; a++) {
    for (size_t cell = 0; cell < s->cell_count; cell++) {
      p->income_response[a * s->cell_count + cell] = p->cost_response[cell * n + a] / s->region_factor[a];
    }
  }
  set_income_chains(p);
  find_cost_response(p, false, p->cost_response);
  memset(jacobian, 0, n * n * width * sizeof *jacobian);
  for (size_t sector = 0; sector < s->sector_count; sector++) {
    add_market(p, sector, jacobian);
  }
  for (size_t a = 0; a < n; a++) {
    jacobian[(a * n + a) * width + width - 1] -= 1;
    for (size_t b = 0; b < n; b++) {
      jacobian[(a * n + b) * width + width - 1] -= s->region_factor[b];
    }
  }
  s->jacobian = pack(p, n * n, width, jacobian);
  s->cost_response = pack(p, s->cell_count, n, p->cost_response);
  s->substitution = pack(p, s->cell_count, n, p->substitution);
  for (size_t cell = 0; cell < s->cell_count; cell++) {
    s->income_later[cell] = p->income_response[cell % n * s->cell_count + cell] * s->region_factor[cell % n];
  }
  find_wage_demand(p, typical, p->price_response);
  s->wage_demand = pack(p, s->cell_count, n, p->price_response);
}

rift_status rift_equilibrium_prepare_response(rift_equilibrium_system *system, const rift_equilibrium_typical *typical,
                                              rift_error *error) {
  preparation p = {.system = system};
  rift_status status = allocate(&p, error);
  if (status == RIFT_OK) {
    set_slopes(system, typical);
    for (size_t sector = 0; sector < system->sector_count; sector++) {
      pack_sector(&p, sector);
    }
  }
  for (size_t n = 0; n < system->region_count && status == RIFT_OK; n++) {
    status = pack_region(&p, n, error);
  }
  if (status == RIFT_OK) {
    pack_wages(&p, typical);
  }
  free(p.dense);
  free(p.scratch);
  free(p.cost_response);
  free(p.price_response);
  free(p.income_response);
  free(p.substitution);
  return status;
}
