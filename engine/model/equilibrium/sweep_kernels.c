/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sweep over all equations of a batch. Compiled once per instruction set (RIFT_ISA); vector width is the only difference. */
#include <string.h>

#include "model/equilibrium/slab_product.h"
#include "model/equilibrium/solver.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define L RIFT_LANES
#define EACH_LANE LANE_LOOP for (size_t l = 0; l < L; l++)

typedef rift_equilibrium_work work;
typedef rift_equilibrium_system equations;

#define EACH for (size_t at = 0; at < L; at += WIDTH)
#define V(pointer) (*(vector *)((pointer) + at))
#define C(pointer) (*(const vector *)((pointer) + at))

#define FOR_EACH(rows, x, y)                                                                      \
  for (size_t row = 0; row < (rows); row++, (x).values += (x).stride, (y).values += (y).stride)   \
    for (size_t at = 0; at < L; at += WIDTH)

static void exponential(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector argument = *(const vector *)(factor + at) * *(const vector *)(x.values + at);
    exponential_of(&argument, (vector *)(y.values + at));
  }
}

static void exponential_less_one(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector argument = *(const vector *)(factor + at) * *(const vector *)(x.values + at);
    exponential_less_one_of(&argument, (vector *)(y.values + at));
  }
}

static void logarithm(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector value;
    logarithm_of((const vector *)(x.values + at), &value);
    *(vector *)(y.values + at) = *(const vector *)(factor + at) * value;
  }
}

static void logarithm_of_one_plus(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector value;
    logarithm_of_one_plus_of((const vector *)(x.values + at), &value);
    *(vector *)(y.values + at) = *(const vector *)(factor + at) * value;
  }
}

static rift_rows packed_rows(double *values) { return (rift_rows){values, L}; }

/* Rows of region n in an array over cells: one a sector. */
static rift_rows region_rows(const work *w, double *cells, size_t n) {
  return (rift_rows){cells + n * L, w->system->region_count * L};
}

static double *wages(const work *w) { return w->unknown; }
static double *costs(const work *w) { return w->unknown + w->system->region_count * L; }
static double *outputs(const work *w) { return costs(w) + w->system->cell_count * L; }

/* e = c^-theta, A, its net part, P of one sector. */
static void find_prices(const work *w, size_t s) {
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
static void find_factor_prices(const work *w, size_t n) {
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
static void find_costs_plain(const work *w, size_t n) {
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
static void to_powers(const work *w, size_t rows, const double *factor, rift_rows x, rift_rows y) {
  if (w->near_one) {
    exponential_less_one(rows, factor, x, y);
  } else {
    exponential(rows, factor, x, y);
  }
}

/* The way back: log(y) / (1 - e), of 1 + y near an elasticity of 1. */
static void from_powers(const work *w, size_t rows, const double *per_factor, rift_rows x, rift_rows y) {
  if (w->near_one) {
    logarithm_of_one_plus(rows, per_factor, x, y);
  } else {
    logarithm(rows, per_factor, x, y);
  }
}

/* m = log(sum b exp((1-e) p)) / (1-e); c likewise of W and m. */
static void find_costs(const work *w, size_t n) {
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
static void find_shares(const work *w, size_t n, double *spent) {
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
static void find_final_demand(const work *w, size_t n, double *final) {
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
static void find_demand(const work *w, size_t n) {
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
static void find_sales(const work *w, size_t s) {
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

static void note(double *gap, const double *values, double weight) {
  EACH_LANE {
    double size = values[l] < 0 ? -values[l] * weight : values[l] * weight;
    gap[l] = size <= gap[l] ? gap[l] : size; /* keeps what is not a number */
  }
}

/* Substitution with the factors of J = LU, in lanes. */
static void solve_wages(const work *w, double *x) {
  size_t n = w->system->region_count;
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < i; j++) {
      const double *a = w->jacobian + (i * n + j) * L;
      EACH_LANE { x[i * L + l] -= a[l] * x[j * L + l]; }
    }
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t j = i + 1; j < n; j++) {
      const double *a = w->jacobian + (i * n + j) * L;
      EACH_LANE { x[i * L + l] -= a[l] * x[j * L + l]; }
    }
    EACH_LANE { x[i * L + l] *= w->jacobian[(i * n + i) * L + l]; } /* holds the reciprocal */
  }
}

static double limited(double value, double most) {
  return value > most ? most : value < -most ? -most : value;
}

/* Residuals of the factor markets by region, with what the residuals in output will add to them; the step in w. */
static void step_wages(const work *w) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t n = q->region_count;
  double *step = w->step;
  double *excess = w->scratch;
  double *earned = excess + n * L;
  double *index = earned + n * L;
  const double *output = step + (n + q->cell_count) * L; /* its step, if found already */
  _Alignas(64) double world[L] = {0};
  memset(excess, 0, n * L * sizeof(double));
  memset(earned, 0, n * L * sizeof(double));
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double factor = q->base->value_share[cell];
    double *to = earned + cell % n * L;
    const double *level = w->level + cell * L;
    const double *share = w->value_share + cell * L;
    double *more = excess + cell % n * L;
    const double *residual = w->sold + cell * L;
    EACH_LANE { to[l] += factor * level[l] * share[l]; }
    if (w->mobile) {
      EACH_LANE { more[l] += q->income_later[cell] * residual[l]; }
    } else {
      EACH_LANE { more[l] += factor * level[l] * share[l] * output[cell * L + l]; }
    }
  }
  exponential(n, k->one, packed_rows(wages(w)), packed_rows(index));
  for (size_t i = 0; i < n; i++) {
    EACH_LANE {
      size_t at = i * L + l;
      double later = earned[at] + excess[at];
      double least = 0.2 * earned[at];
      step[at] = (later > least ? later : least) * w->per_endowment[at] / index[at];
      earned[at] *= w->per_endowment[at] / index[at];
      world[l] += w->endowment[at] * index[at];
    }
  }
  logarithm(n, k->one, packed_rows(step), packed_rows(step));
  logarithm(n, k->one, packed_rows(earned), packed_rows(earned));
  logarithm(1, k->one, packed_rows(world), packed_rows(world));
  for (size_t i = 0; i < n; i++) {
    EACH_LANE { earned[i * L + l] -= world[l]; }
    EACH_LANE { step[i * L + l] = world[l] - step[i * L + l]; }
    note(w->gap, earned + i * L, 1);
  }
  solve_wages(w, step);
  for (size_t i = 0; i < n * L; i++) {
    step[i] = limited(step[i], 0.5);
  }
}

/* Residuals in costs and outputs; sold becomes the residual in levels, its log-like size is noted. */
static void find_residuals(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *step = w->step + n * L;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    _Alignas(64) double relative[L];
    double floor = 1e-4 * q->region_factor[cell % n];
    EACH_LANE {
      size_t at = cell * L + l;
      w->sold[at] -= w->level[at];
      relative[l] = w->sold[at] / ((w->level[at] > 0 ? w->level[at] : 0) + floor);
      step[at] = w->new_cost[at] - costs(w)[at];
    }
    note(w->gap, relative, 0.1);
    note(w->gap, step + cell * L, 1);
  }
  for (size_t i = 0; i < n; i++) {
    _Alignas(64) double change[L];
    EACH_LANE {
      change[l] = (w->new_revenue[i * L + l] - w->revenue[i * L + l]) * w->per_endowment[i * L + l];
    }
    note(w->gap, change, 1);
  }
}

/* The market for product s with costs that rise with output: from what moves costs and outputs (in levels) directly to
 * what they do once buyers and factor prices have reacted. Both arrays [cell], before and after. */
static void react(const work *w, size_t s, double *cost, double *output) {
  const equations *q = w->system;
  size_t n = q->region_count;
  size_t first = s * n * L;
  double *right = w->scratch;
  double *modes = right + n * L;
  for (size_t i = 0; i < n; i++) {
    double weight = 1 / q->slope[s * n + i];
    EACH_LANE {
      size_t at = first + i * L + l;
      double excess = w->level[at] > 0 ? limited(output[at] / w->level[at], 2) : 0;
      right[i * L + l] = weight * cost[at] + excess;
    }
  }
  slab_product(&q->to_modes[s], packed_rows(right), packed_rows(modes), RIFT_STORE_SET);
  for (size_t k = 0; k < n; k++) {
    const double *factor = w->mode_factor + (s * n + k) * L;
    EACH { V(modes + k * L) *= C(factor); }
  }
  slab_product(&q->from_modes[s], packed_rows(modes), packed_rows(right), RIFT_STORE_SET);
  for (size_t i = 0; i < n; i++) {
    double per_slope = 1 / q->slope[s * n + i];
    EACH_LANE {
      size_t at = first + i * L + l;
      output[at] = w->level[at] * limited((right[i * L + l] - cost[at]) * per_slope, 2);
      cost[at] = right[i * L + l];
    }
  }
}

/* What the input-output loops inside region n add to a change of costs and outputs. */
static void find_loops(const work *w, size_t n, const double *cost, double *output, double *more_cost, double *more_output) {
  const equations *q = w->system;
  rift_rows from = {(double *)(uintptr_t)cost + n * L, q->region_count * L};
  slab_product(&q->cost_loop[n], from, region_rows(w, more_cost, n), RIFT_STORE_SET);
  slab_product(&q->output_loop[n], region_rows(w, output, n), region_rows(w, more_output, n), RIFT_STORE_SET);
}

/* What is left of the residuals in output once all nominal magnitudes of each region have moved with its wage: buyers turn away
 * from it. That they spend more at home as well changes next to nothing. */
static void move_with_wages(const work *w) {
  const equations *q = w->system;
  double *moved = w->bought;
  float *wage = (float *)(void *)w->scratch;
  for (size_t i = 0; i < q->region_count * L; i++) {
    wage[i] = (float)w->step[i];
  }
  memset(moved, 0, q->cell_count * L * sizeof *moved);
  slab_add_single(&q->substitution, wage, packed_rows(moved));
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    const double *theta = w->theta + cell / q->region_count * L;
    double *to = w->sold + cell * L;
    EACH_LANE { to[l] += theta[l] * moved[cell * L + l]; }
  }
}

/* The unknown is Y' over the region's base income: given prices the equations are linear in it. */
static void step_levels(const work *w, const double *change, double *output) {
  const equations *q = w->system;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    size_t n = cell % q->region_count;
    double unit = 1 / q->region_factor[n];
    const double *wage = w->step + n * L;
    const double *level = w->level + cell * L;
    EACH_LANE { output[cell * L + l] = unit * (change[cell * L + l] + level[l] * wage[l]); }
  }
}

/* The unknown is log Y'/Y: factor prices depend on it. */
static void step_logs(const work *w, const double *change, double *output) {
  const equations *q = w->system;
  for (size_t i = 0; i < q->cell_count * L; i++) {
    double ratio = w->level[i] > 0 ? change[i] / w->level[i] : 0;
    output[i] = ratio > 4 ? 4 : ratio < -0.8 ? -0.8 : ratio;
  }
  logarithm_of_one_plus(q->cell_count, w->lanes->one, packed_rows(output), packed_rows(output));
}

/* Steps in costs and outputs from the residuals. */
static void step_cells(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *cost = w->step + n * L;
  double *output = cost + q->cell_count * L;
  double *more_cost = w->bought;
  double *more_output = w->less_one;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    EACH_LANE { cost[cell * L + l] *= q->relief[cell]; }
  }
  for (size_t s = 0; s < q->sector_count && !w->mobile; s++) {
    react(w, s, cost, w->sold);
  }
  for (size_t i = 0; i < n; i++) {
    find_loops(w, i, cost, w->sold, more_cost, more_output);
  }
  for (size_t s = 0; s < q->sector_count && !w->mobile; s++) {
    react(w, s, more_cost, more_output);
  }
  for (size_t i = 0; i < q->cell_count * L; i++) {
    cost[i] += more_cost[i];
    more_output[i] += w->sold[i];
  }
  if (w->mobile) {
    step_levels(w, more_output, output);
  } else {
    step_logs(w, more_output, output);
  }
}

/* What the step in wages does to costs: through all of the value added, or through the part that follows the region's wage. */
static void move_costs(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  float *wage = (float *)(void *)w->scratch;
  for (size_t i = 0; i < n; i++) {
    double relief = q->region_relief[i];
    EACH_LANE { wage[i * L + l] = (float)(w->step[i * L + l] * (w->mobile ? 1 : relief * w->lanes->mobile[l])); }
  }
  slab_add_single(&q->cost_response, wage, packed_rows(w->step + n * L));
}

/* log Y'/Y where the unknowns are levels. */
static void finish(const work *w, double *output) {
  const equations *q = w->system;
  const double least = 1e-300;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double *to = output + cell * L;
    double unit = q->inverse_output[cell];
    EACH_LANE {
      double ratio = unit > 0 ? w->level[cell * L + l] * unit : 1;
      to[l] = ratio > least ? ratio : least;
    }
  }
  logarithm(q->cell_count, w->lanes->one, packed_rows(output), packed_rows(output));
}

static void sweep(work *w) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t n = q->region_count;
  memset(w->gap, 0, L * sizeof(double));
  memset(w->new_revenue, 0, n * L * sizeof(double));
  if (!w->mobile) {
    exponential(q->cell_count, k->one, packed_rows(outputs(w)), packed_rows(w->level));
  }
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double unit = w->mobile ? q->region_factor[cell % n] : q->base->output[cell];
    const double *from = (w->mobile ? outputs(w) : w->level) + cell * L;
    EACH_LANE { w->level[cell * L + l] = from[l] * unit; }
  }
  for (size_t s = 0; s < q->sector_count; s++) {
    find_prices(w, s);
  }
  for (size_t i = 0; i < n; i++) {
    find_factor_prices(w, i);
    if (w->cobb_douglas) {
      find_costs_plain(w, i);
    } else {
      find_costs(w, i);
    }
    find_demand(w, i);
  }
  for (size_t s = 0; s < q->sector_count; s++) {
    find_sales(w, s);
  }
  find_residuals(w);
  if (w->mobile) {
    step_wages(w);
    move_with_wages(w);
    step_cells(w);
  } else {
    step_cells(w);
    step_wages(w);
  }
  move_costs(w);
  for (size_t i = 0; i < n; i++) {
    double *to = w->revenue + i * L;
    EACH_LANE { to[l] = k->active[l] > 0 ? w->new_revenue[i * L + l] : to[l]; }
  }
}

/* x[i][:] += factor x[k][:] in lanes, from column `first`. */
static void add_row(size_t n, size_t first, double *matrix, size_t i, size_t k, const double *factor) {
  for (size_t j = first; j < n; j++) {
    const double *from = matrix + (k * n + j) * L;
    double *to = matrix + (i * n + j) * L;
    EACH_LANE { to[l] -= factor[l] * from[l]; }
  }
}

/* J = LU without pivoting, reciprocals on the diagonal: by columns J is diagonally dominant, or nearly so. */
static void factorise(size_t n, double *matrix) {
  for (size_t k = 0; k < n; k++) {
    double *pivot = matrix + (k * n + k) * L;
    EACH_LANE { pivot[l] = 1 / pivot[l]; }
    for (size_t i = k + 1; i < n; i++) {
      double *factor = matrix + (i * n + k) * L;
      EACH_LANE { factor[l] *= pivot[l]; }
      add_row(n, k + 1, matrix, i, k, factor);
    }
  }
}

/* Where factors are not mobile, outputs follow demand and prices rise with them: with K the share of a region's income that comes back
 * and Theta what substitution takes for a unit of cost, y = K w - Theta (a y + b w), so that
 *   J = (I + Theta a)^-1 (K - Theta b) - I - 1 VA^T / sum VA.
 * jacobian holds -Theta, market the last column of the slab: K - I - 1 VA^T / sum VA. */
static void slave_outputs(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *left = w->jacobian;
  double *right = w->market;
  for (size_t at = 0; at < n * n; at++) {
    size_t b = at % n;
    double unit = at / n == b;
    double share = q->region_factor[b];
    double slope = q->region_slope[b];
    double relief = q->region_relief[b];
    double *theta = left + at * L;
    double *spent = right + at * L;
    EACH_LANE { spent[l] += unit + share + theta[l] * relief * w->lanes->mobile[l]; }
    EACH_LANE { theta[l] = unit - theta[l] * slope; }
  }
  for (size_t k = 0; k < n; k++) {
    const double *pivot = left + (k * n + k) * L;
    for (size_t i = 0; i < n; i++) {
      _Alignas(64) double factor[L];
      const double *entry = left + (i * n + k) * L;
      EACH_LANE { factor[l] = entry[l] / pivot[l]; }
      if (i != k) {
        add_row(n, 0, right, i, k, factor);
        add_row(n, k + 1, left, i, k, factor);
      }
    }
  }
  for (size_t at = 0; at < n * n; at++) {
    double unit = at / n == at % n;
    double share = q->region_factor[at % n];
    const double *pivot = left + (at / n * n + at / n) * L;
    EACH_LANE { right[at * L + l] = right[at * L + l] / pivot[l] - unit - share; }
  }
  memcpy(left, right, n * n * L * sizeof *left);
}

static void prepare(work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *constant = w->scratch + q->sector_count * L;
  if (!w->mobile) {
    double *zeros = w->scratch + (q->sector_count + 1) * L;
    memset(zeros, 0, q->sector_count * L * sizeof *zeros);
    EACH_LANE { zeros[q->sector_count * L + l] = 1; }
    EACH_LANE { constant[l] = 0; }
    slab_product(&q->jacobian, packed_rows(zeros), packed_rows(w->market), RIFT_STORE_SET);
  }
  slab_product(&q->jacobian, packed_rows(w->scratch), packed_rows(w->jacobian), RIFT_STORE_SET);
  if (!w->mobile) {
    slave_outputs(w);
  }
  for (size_t mode = 0; mode < q->cell_count && !w->mobile; mode++) {
    const double *theta = w->theta + mode / n * L;
    EACH { V(w->mode_factor + mode * L) = 1.0 / (1.0 + q->mode_value[mode] * C(theta)); }
  }
  factorise(n, w->jacobian);
}

extern void JOIN(rift_equilibrium_plain_sweep, RIFT_ISA)(rift_equilibrium_work *w);
extern const rift_equilibrium_kernels JOIN(rift_equilibrium_kernels, RIFT_ISA);
const rift_equilibrium_kernels JOIN(rift_equilibrium_kernels, RIFT_ISA) = {
    .product = slab_product,
    .exponential = exponential,
    .exponential_less_one = exponential_less_one,
    .logarithm = logarithm,
    .logarithm_of_one_plus = logarithm_of_one_plus,
    .prepare = prepare,
    .sweep = sweep,
    .sweep_plain = JOIN(rift_equilibrium_plain_sweep, RIFT_ISA),
    .finish = finish};
