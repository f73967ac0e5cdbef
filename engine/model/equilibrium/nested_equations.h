/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equations of the nested form for a batch: prices, costs, demand and sales at the unknowns; for inclusion in *_kernels.c only. */
#ifndef RIFT_MODEL_EQUILIBRIUM_NESTED_EQUATIONS_H
#define RIFT_MODEL_EQUILIBRIUM_NESTED_EQUATIONS_H

#include "model/equilibrium/lanes.h"

/* e = c^-theta, A, its net part, P of one sector. */
static inline void find_prices(const work *w, size_t s) {
  const equations *q = w->system;
  const rift_equilibrium_draws *d = w->draws;
  size_t n = q->region_count;
  size_t first = s * n * L;
  rift_rows pulled = packed_rows(w->pulled + first);
  rift_rows attraction = packed_rows(w->attraction + first);
  exponential(n, w->minus_theta + s * L, packed_rows(costs(w) + first), pulled);
  slab_product(&q->sourcing[s], pulled, attraction, RIFT_STORE_SET);
  if (q->base->has_tariffs) {
    slab_product(&q->net[s], pulled, packed_rows(w->net + first), RIFT_STORE_SET);
  } else {
    memcpy(w->net + first, w->attraction + first, n * L * sizeof(double));
  }
  for (size_t p = q->row_first[s * n]; p < q->row_first[s * n + n]; p++) {
    const rift_equilibrium_pair *pair = &q->pairs[p];
    const double share = q->pair_share[p];
    const double *e = w->pulled + first + pair->exporter * L;
    const double *pull = d->pull + pair->treatment * L;
    const double *sold = d->sold + pair->treatment * L;
    double *a = w->attraction + first + pair->importer * L;
    double *net = w->net + first + pair->importer * L;
    EACH {
      vector amount = share * C(e);
      V(a) += amount * C(pull);
      V(net) += amount * C(sold);
    }
  }
  logarithm(n, w->minus_per_theta + s * L, attraction, packed_rows(w->price + first));
  for (size_t i = 0; w->row_norm != NULL && i < n * L; i++) {
    w->price[first + i] -= w->minus_per_theta[s * L + i % L] * w->row_norm[first + i];
  }
}

/* W of the nodes of region n. */
static inline void find_factor_prices(const work *w, size_t n) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  const double *wage = wages(w) + n * L;
  for (size_t j = 0; j < q->sector_count; j++) {
    size_t cell = j * q->region_count + n;
    double *to = w->factor_price + cell * L;
    const double *c = costs(w) + cell * L;
    const double *y = outputs(w) + cell * L;
    if (w->mobile || !(q->inverse_output[cell] > 0)) {
      memcpy(to, wage, L * sizeof *to);
      continue;
    }
    EACH { V(to) = C(k->fixed) * C(y) - C(k->damped) * C(c) + C(k->mobile) * C(wage); }
    if (w->factor_less != NULL) {
      EACH { V(to) -= C(k->fixed) * C(w->factor_less + cell * L); }
    }
  }
}

/* Unit costs of region n with all elasticities 1. */
static inline void find_costs_plain(const work *w, size_t n) {
  const equations *q = w->system;
  slab_product(&q->materials[n], region_rows(w, w->price, n), region_rows(w, w->new_cost, n), RIFT_STORE_SET);
  for (size_t j = 0; j < q->sector_count; j++) {
    size_t cell = j * q->region_count + n;
    double share = q->base->value_share[cell];
    double *to = w->new_cost + cell * L;
    double *materials = w->materials + cell * L;
    const double *price = w->factor_price + cell * L;
    EACH_LANE { materials[l] = to[l] * q->materials_share[cell]; }
    EACH_LANE { to[l] += share * price[l]; }
  }
}

/* exp((1 - e) x), less 1 near an elasticity of 1, where only that keeps its digits. */
static inline void to_powers(const work *w, size_t rows, const double *factor, rift_rows x, rift_rows y) {
  if (w->near_one) {
    exponential_less_one(rows, factor, x, y);
  } else {
    exponential(rows, factor, x, y);
  }
}

/* The way back: log(y) / (1 - e), of 1 + y near an elasticity of 1. */
static inline void from_powers(const work *w, size_t rows, const double *per_factor, rift_rows x, rift_rows y) {
  if (w->near_one) {
    logarithm_of_one_plus(rows, per_factor, x, y);
  } else {
    logarithm(rows, per_factor, x, y);
  }
}

/* m = log(sum b exp((1-e) p)) / (1-e); c likewise of W and m. */
static inline void find_costs(const work *w, size_t n) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t sectors = q->sector_count;
  rift_rows less_one = region_rows(w, w->less_one, n);
  rift_rows materials = region_rows(w, w->materials, n);
  rift_rows cost = region_rows(w, w->new_cost, n);
  double *factor_part = w->scratch;
  double *material_part = w->scratch + sectors * L;
  to_powers(w, sectors, k->materials, region_rows(w, w->price, n), less_one);
  slab_product(&q->materials[n], less_one, materials, RIFT_STORE_SET);
  for (size_t j = 0; j < sectors; j++) {
    double share = q->materials_share[j * q->region_count + n];
    double none = share == 0 && !w->near_one; /* no materials: a price of 1 */
    double *to = materials.values + j * materials.stride;
    EACH_LANE { to[l] = to[l] * share + none; }
  }
  from_powers(w, sectors, k->per_materials, materials, materials);
  to_powers(w, sectors, k->upper, region_rows(w, w->factor_price, n), packed_rows(factor_part));
  to_powers(w, sectors, k->upper, materials, packed_rows(material_part));
  for (size_t j = 0; j < sectors; j++) {
    double g = q->base->value_share[j * q->region_count + n];
    EACH_LANE {
      cost.values[j * cost.stride + l] = g * factor_part[j * L + l] + (1 - g) * material_part[j * L + l];
    }
  }
  from_powers(w, sectors, k->per_upper, cost, cost);
}

/* g'/g = exp((1-h)(W - c)); spent = Y' exp((1-h)(m - c) - (1-e) m). */
static inline void find_shares(const work *w, size_t n, double *spent) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t sectors = q->sector_count;
  double *argument = spent + sectors * L;
  for (size_t j = 0; j < sectors; j++) {
    size_t cell = (j * q->region_count + n) * L;
    EACH_LANE {
      double m = w->materials[cell + l];
      double c = w->new_cost[cell + l];
      argument[j * L + l] = k->upper[l] * (w->factor_price[cell + l] - c);
      spent[j * L + l] = k->upper[l] * (m - c) - k->materials[l] * m;
    }
  }
  exponential(sectors, k->one, packed_rows(argument), region_rows(w, w->value_share, n));
  exponential(sectors, k->one, packed_rows(spent), packed_rows(spent));
  for (size_t j = 0; j < sectors; j++) {
    const double *level = w->level + (j * q->region_count + n) * L;
    EACH_LANE { spent[j * L + l] *= level[l]; }
  }
}

/* Income of the region and its final expenditure by product, [s] in `final`. */
static inline void find_final_demand(const work *w, size_t n, double *final) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t sectors = q->sector_count;
  double *income = w->income + n * L;
  double *index = w->consumer_price + n * L;
  exponential(1, k->one, packed_rows(wages(w) + n * L), packed_rows(income));
  EACH_LANE {
    double transfer = w->draws->transfer == NULL ? 0 : w->draws->transfer[n * L + l];
    income[l] = income[l] * w->endowment[n * L + l] + w->revenue[n * L + l] + q->base->deficit[n] + transfer;
    index[l] = 0;
  }
  rift_rows price = region_rows(w, w->price, n);
  double offset = w->near_one;
  if (!w->cobb_douglas) {
    to_powers(w, sectors, k->consumption, price, packed_rows(final));
  }
  for (size_t s = 0; s < sectors; s++) {
    double alpha = q->base->consumption[s * q->region_count + n];
    const double *from = w->cobb_douglas ? price.values + s * price.stride : final + s * L;
    EACH_LANE { index[l] += alpha * from[l]; }
  }
  for (size_t s = 0; s < sectors; s++) {
    double alpha = q->base->consumption[s * q->region_count + n];
    EACH_LANE {
      double tilt = w->cobb_douglas ? 1 : (offset + final[s * L + l]) / (offset + index[l]);
      final[s * L + l] = alpha * income[l] * tilt;
    }
  }
  if (!w->cobb_douglas) {
    from_powers(w, 1, k->per_consumption, packed_rows(index), packed_rows(index));
  }
}

/* X of region n at the new prices and costs. */
static inline void find_demand(const work *w, size_t n) {
  const equations *q = w->system;
  size_t sectors = q->sector_count;
  double *final = w->scratch;
  double *spent = final + sectors * L;
  rift_rows demand = region_rows(w, w->expenditure, n);
  double offset = w->near_one;
  find_final_demand(w, n, final);
  if (w->cobb_douglas) {
    slab_product(&q->purchases[n], region_rows(w, w->level, n), demand, RIFT_STORE_SET);
  } else {
    find_shares(w, n, spent);
    slab_product(&q->purchases[n], packed_rows(spent), demand, RIFT_STORE_SET);
  }
  for (size_t s = 0; s < sectors; s++) {
    double *x = demand.values + s * demand.stride;
    const double *less_one = w->less_one + (s * q->region_count + n) * L;
    EACH_LANE {
      double tilt = w->cobb_douglas ? 1 : offset + less_one[l];
      x[l] = x[l] * tilt + final[s * L + l];
    }
  }
}

/* What sellers of one sector earn at the new demand, and what tariffs and rents leave with buyers' regions. */
static inline void find_sales(const work *w, size_t s) {
  const equations *q = w->system;
  const rift_equilibrium_draws *d = w->draws;
  size_t n = q->region_count;
  size_t first = s * n * L;
  double *bought = w->bought + first;
  double *sold = w->sold + first;
  for (size_t i = 0; i < n; i++) {
    EACH_LANE {
      size_t at = first + i * L + l;
      double ratio = w->expenditure[at] / w->attraction[at];
      bought[i * L + l] = ratio;
      w->new_revenue[i * L + l] += w->expenditure[at] - ratio * w->net[at];
    }
  }
  slab_product(&q->sales[s], packed_rows(bought), packed_rows(sold), RIFT_STORE_SET);
  for (size_t p = q->row_first[s * n]; p < q->row_first[s * n + n]; p++) {
    const rift_equilibrium_pair *pair = &q->pairs[p];
    const double share = q->pair_share[p];
    const double *change = d->sold + pair->treatment * L;
    const double *from = bought + pair->importer * L;
    double *to = sold + pair->exporter * L;
    EACH { V(to) += share * C(change) * C(from); }
    for (size_t l = 0; d->rent != NULL && l < L; l++) {
      double rent = share * d->rent[pair->treatment * L + l] * from[l] * w->pulled[first + pair->exporter * L + l];
      w->new_revenue[pair->exporter * L + l] += rent;
      w->new_revenue[pair->importer * L + l] -= rent;
    }
  }
  for (size_t i = 0; i < n * L; i++) {
    sold[i] *= w->pulled[first + i];
  }
}

#endif
