/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/base.h"

/* What calibration reads, by region of use n and product s. */
typedef struct calibration {
  const rift_economy *economy;
  double *flow;    /* [s][n][i] pooled, basic prices, not negative */
  double *power;   /* [s][n]: purchasers' over basic value of the pool */
  double clipped;
} calibration;

static double at_least_zero(calibration *c, double value) {
  if (value < 0) {
    c->clipped -= value;
    return 0;
  }
  return value;
}

static double pooled_flow(const rift_economy *e, size_t node, size_t n) {
  double sum = rift_economy_final(e, node, n);
  for (size_t j = 0; j < e->sector_count; j++) {
    sum += e->intermediate[node * e->node_count + n * e->sector_count + j];
  }
  return sum;
}

static bool has_output(const rift_economy *e, size_t node) { return e->gross_output[node] > 0; }

static void set_sourcing(calibration *c, rift_equilibrium_base *base) {
  const rift_economy *e = c->economy;
  size_t regions = base->region_count;
  for (size_t row = 0; row < base->cell_count; row++) {
    size_t s = row / regions;
    size_t n = row % regions;
    double basic = 0;
    double paid = 0;
    for (size_t i = 0; i < regions; i++) {
      size_t node = i * e->sector_count + s;
      double flow = at_least_zero(c, has_output(e, node) ? pooled_flow(e, node, n) : 0);
      c->flow[row * regions + i] = flow;
      basic += flow;
      paid += flow * (1 + base->tariff[row * regions + i]);
    }
    c->power[row] = basic > 0 ? paid / basic : 1;
    for (size_t i = 0; i < regions; i++) {
      double value = c->flow[row * regions + i] * (1 + base->tariff[row * regions + i]);
      base->sourcing[row * regions + i] = paid > 0 ? value / paid : (double)(i == n);
    }
  }
}

/* Inputs of one node by product, purchasers' prices, over its output; what is left is paid to factors, taxes and margins. */
static void set_costs(calibration *c, rift_equilibrium_base *base, size_t n, size_t j) {
  const rift_economy *e = c->economy;
  size_t regions = base->region_count;
  size_t sectors = base->sector_count;
  size_t user = n * sectors + j;
  size_t cell = j * regions + n;
  double output = e->gross_output[user];
  double inputs = 0;
  base->value_share[cell] = 1;
  base->value_added[cell] = 1;
  if (!(output > 0)) {
    return;
  }
  for (size_t k = 0; k < sectors; k++) {
    double value = 0;
    for (size_t i = 0; i < regions; i++) {
      size_t node = i * sectors + k;
      value += has_output(e, node) ? e->intermediate[node * e->node_count + user] : 0;
    }
    value = at_least_zero(c, value) * c->power[k * regions + n];
    base->inputs[(n * sectors + k) * sectors + j] = value / output;
    inputs += value / output;
  }
  double primary = at_least_zero(c, (1 - inputs) * output) / output;
  for (size_t k = 0; k < sectors; k++) {
    base->inputs[(n * sectors + k) * sectors + j] /= inputs + primary;
  }
  base->value_share[cell] = primary / (inputs + primary);
  base->value_added[cell] = e->value_added[user] / output;
  base->output[cell] = output;
  base->factor[cell] = primary * output;
}

/* Final expenditure by product, all categories; a product with a negative total is not bought. */
static rift_status set_consumption(calibration *c, rift_equilibrium_base *base, size_t n, rift_error *error) {
  const rift_economy *e = c->economy;
  size_t regions = base->region_count;
  size_t sectors = base->sector_count;
  size_t households = rift_economy_household_category(e);
  double total = 0;
  double basket = 0;
  for (size_t k = 0; k < sectors; k++) {
    size_t cell = k * regions + n;
    double value = 0;
    for (size_t i = 0; i < regions; i++) {
      size_t node = i * sectors + k;
      bool sold = has_output(e, node);
      value += sold ? rift_economy_final(e, node, n) : 0;
      if (sold && households != RIFT_NOT_FOUND) {
        base->basket[cell] += e->final_demand[(node * regions + n) * e->category_count + households] * c->power[cell];
      }
    }
    base->consumption[cell] = at_least_zero(c, value) * c->power[cell];
    base->basket[cell] = base->basket[cell] > 0 ? base->basket[cell] : 0;
    total += base->consumption[cell];
    basket += base->basket[cell];
  }
  if (!(total > 0)) {
    return rift_error_set(error, RIFT_INVALID, "region %s has no final demand: the equilibrium model needs its income", e->regions.items[n]);
  }
  base->income[n] = total;
  base->household[n] = basket > 0 ? basket : total;
  for (size_t k = 0; k < sectors; k++) {
    size_t cell = k * regions + n;
    base->consumption[cell] /= total;
    base->basket[cell] = basket > 0 ? base->basket[cell] / basket : base->consumption[cell];
  }
  return RIFT_OK;
}

static rift_status set_tariffs(rift_equilibrium_base *base, const rift_economy *e, const double *tariffs, rift_error *error) {
  size_t regions = base->region_count;
  size_t sectors = base->sector_count;
  for (size_t pair = 0; tariffs != NULL && pair < base->cell_count * regions; pair++) {
    size_t s = pair / regions / regions;
    size_t n = pair / regions % regions;
    size_t i = pair % regions;
    double t = tariffs[(n * regions + i) * sectors + s];
    if (!(t > -1) || !isfinite(t)) {
      return rift_error_set(error, RIFT_INVALID, "the tariff of %s on %s from %s is %g: it must be above -1 (-100 %%)",
                            e->regions.items[n], e->sectors.items[s], e->regions.items[i], t);
    }
    base->tariff[pair] = n == i ? 0 : t;
    base->has_tariffs = base->has_tariffs || base->tariff[pair] != 0;
  }
  return RIFT_OK;
}

/* Money in units of world value added; deficits as the table has them. */
static rift_status set_levels(rift_equilibrium_base *base, const rift_economy *e, rift_error *error) {
  size_t regions = base->region_count;
  double world = 0;
  for (size_t n = 0; n < regions; n++) {
    double own = 0;
    for (size_t s = 0; s < base->sector_count; s++) {
      own += base->factor[s * regions + n];
    }
    if (!(own > 0)) {
      return rift_error_set(error, RIFT_INVALID, "region %s has no income: the value added, taxes and margins of its sectors sum to 0 or less",
                            e->regions.items[n]);
    }
    base->deficit[n] = base->income[n] - own;
    world += own;
  }
  for (size_t cell = 0; cell < base->cell_count; cell++) {
    base->output[cell] /= world;
    base->factor[cell] /= world;
  }
  for (size_t n = 0; n < regions; n++) {
    base->income[n] /= world;
    base->household[n] /= world;
    base->deficit[n] /= world;
  }
  for (size_t row = 0; row < base->cell_count; row++) {
    size_t n = row % regions;
    base->expenditure[row] = base->consumption[row] * base->income[n];
    for (size_t j = 0; j < base->sector_count; j++) {
      base->expenditure[row] += base->inputs[(n * base->sector_count + row / regions) * base->sector_count + j] * base->output[j * regions + n];
    }
  }
  base->world_musd = world;
  return RIFT_OK;
}

rift_status rift_equilibrium_base_calibrate(rift_equilibrium_base *base, const rift_economy *economy,
                                            const double *tariffs, double *clipped_musd, rift_error *error) {
  calibration c = {.economy = economy};
  rift_status status = rift_equilibrium_base_init(base, economy->region_count, economy->sector_count, error);
  if (status != RIFT_OK) {
    return status;
  }
  c.flow = rift_allocate_doubles(base->cell_count * base->region_count);
  c.power = rift_allocate_doubles(base->cell_count);
  if (c.flow == NULL || c.power == NULL) {
    status = rift_error_memory(error, base->cell_count * base->region_count * sizeof(double));
  }
  if (status == RIFT_OK) {
    status = set_tariffs(base, economy, tariffs, error);
  }
  if (status == RIFT_OK) {
    set_sourcing(&c, base);
  }
  for (size_t n = 0; n < base->region_count && status == RIFT_OK; n++) {
    for (size_t j = 0; j < base->sector_count; j++) {
      set_costs(&c, base, n, j);
    }
    status = set_consumption(&c, base, n, error);
  }
  if (status == RIFT_OK) {
    status = set_levels(base, economy, error);
  }
  if (status != RIFT_OK) {
    rift_equilibrium_base_free(base);
  } else if (clipped_musd != NULL) {
    *clipped_musd = c.clipped;
  }
  free(c.flow);
  free(c.power);
  return status;
}
