/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sweep where factors are mobile and all elasticities of substitution are 1 [Caliendo & Parro 2015]: costs are linear in log prices,
 * expenditures in outputs. With D the own shares and C = G (I - D G)^-1,
 *   c <- (I - G^T D)^-1 g w + C^T (p(c) - D c),   X <- (I - G D)^-1 alpha I + C (Y(c, X) - D X)
 * solves the loops inside each region exactly. Unknowns: log w, log c, X. Compiled once per instruction set (RIFT_ISA). */
#include "model/equilibrium/wage_system.h"

/* Terms of the shocked pairs of one row, in A and in what of it reaches sellers. */
static void add_pairs(const work *w, size_t row, const double *pulled, double *attraction, double *net) {
  const equations *q = w->system;
  for (size_t p = q->row_first[row]; p < q->row_first[row + 1]; p++) {
    const rift_equilibrium_pair *pair = &q->pairs[p];
    const double share = q->pair_share[p];
    const double *e = pulled + pair->exporter * L;
    const double *pull = w->draws->pull + pair->treatment * L;
    const double *sold = w->draws->sold + pair->treatment * L;
    EACH {
      vector amount = share * C(e);
      V(attraction) += amount * C(pull);
      V(net) += amount * C(sold);
    }
  }
}

static void add_sales(const work *w, size_t row, const double *bought, double *sold) {
  const equations *q = w->system;
  for (size_t p = q->row_first[row]; p < q->row_first[row + 1]; p++) {
    const rift_equilibrium_pair *pair = &q->pairs[p];
    const double share = q->pair_share[p];
    const double *change = w->draws->sold + pair->treatment * L;
    double *to = sold + pair->exporter * L;
    EACH { V(to) += share * C(change) * C(bought); }
  }
}

/* Rents of cuts that go to exporters: income there, not in the buyer's region. */
static void add_rents(const work *w, size_t row, const double *bought, const double *pulled) {
  const equations *q = w->system;
  for (size_t p = q->row_first[row]; p < q->row_first[row + 1]; p++) {
    const rift_equilibrium_pair *pair = &q->pairs[p];
    const double share = q->pair_share[p];
    const double *rent = w->draws->rent + pair->treatment * L;
    const double *e = pulled + pair->exporter * L;
    double *gain = w->new_revenue + pair->exporter * L;
    double *loss = w->new_revenue + pair->importer * L;
    EACH {
      vector amount = share * C(rent) * C(bought) * C(e);
      V(gain) += amount;
      V(loss) -= amount;
    }
  }
}

/* Rows of one sector: kept in the arrays over cells where the sweep is likely the last, else in scratch that stays in cache. */
typedef struct sector_rows {
  double *pulled, *attraction, *net, *price, *bought, *sold;
} sector_rows;

static sector_rows rows_of(const work *w, size_t s) {
  size_t length = w->system->region_count * L;
  double *scratch = w->scratch;
  sector_rows rows = {scratch, scratch + length, scratch + 2 * length, scratch + 3 * length, scratch + 4 * length, scratch + 5 * length};
  if (w->keep) {
    rows.pulled = w->pulled + s * length;
    rows.attraction = w->attraction + s * length;
    rows.net = w->net + s * length;
    rows.price = w->price + s * length;
    rows.sold = w->sold + s * length;
  }
  return rows;
}

/* Prices of one product, and p - D c. */
static void find_prices(const work *w, size_t s, const sector_rows *rows) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *pulled = rows->pulled;
  double *attraction = rows->attraction;
  double *net = rows->net;
  const double *theta = w->minus_theta + s * L;
  const double *per_theta = w->minus_per_theta + s * L;
  for (size_t i = 0; i < n; i++) {
    const double *cost = w->unknown + (n + s * n + i) * L;
    EACH {
      vector argument = C(theta) * C(cost);
      exponential_of(&argument, &V(pulled + i * L));
    }
  }
  slab_product(&q->sourcing[s], packed_rows(pulled), packed_rows(attraction), RIFT_STORE_SET);
  if (q->base->has_tariffs) {
    slab_product(&q->net[s], packed_rows(pulled), packed_rows(net), RIFT_STORE_SET);
  } else {
    memcpy(net, attraction, n * L * sizeof *net);
  }
  for (size_t i = 0; i < n; i++) {
    size_t row = s * n + i;
    const double own = q->own_share[row];
    const double alpha = q->base->consumption[row];
    const double *cost = w->unknown + (n + row) * L;
    double *price = rows->price + i * L;
    double *index = w->consumer_price + i * L;
    double *rest = w->new_cost + row * L;
    add_pairs(w, row, pulled, attraction + i * L, net + i * L);
    EACH {
      vector value;
      logarithm_of(&C(attraction + i * L), &value);
      if (w->row_norm != NULL) {
        value -= C(w->row_norm + row * L);
      }
      value = C(per_theta) * value;
      V(price) = value;
      V(index) += alpha * value;
      V(rest) = value - own * C(cost);
    }
  }
}

/* Sales of one product at the present X, and Y - D X; what buyers' regions keep; what factors earn. */
static void find_sales(const work *w, size_t s, const sector_rows *rows) {
  const equations *q = w->system;
  size_t n = q->region_count;
  const double *expenditure = w->unknown + (n + q->cell_count + s * n) * L;
  const double *pulled = rows->pulled;
  double *bought = rows->bought;
  double *sold = rows->sold;
  for (size_t i = 0; i < n; i++) {
    const double *net = rows->net + i * L;
    const double *attraction = rows->attraction + i * L;
    double *revenue = w->new_revenue + i * L;
    EACH {
      vector ratio = C(expenditure + i * L) / C(attraction);
      V(bought + i * L) = ratio;
      V(revenue) += C(expenditure + i * L) - ratio * C(net);
    }
  }
  slab_product(&q->sales[s], packed_rows(bought), packed_rows(sold), RIFT_STORE_SET);
  for (size_t i = 0; i < n; i++) {
    add_sales(w, s * n + i, bought + i * L, sold);
    if (w->draws->rent != NULL) {
      add_rents(w, s * n + i, bought + i * L, pulled);
    }
  }
  for (size_t i = 0; i < n; i++) {
    size_t row = s * n + i;
    const double own = q->own_share[row];
    const double share = q->base->value_share[row];
    double *rest = w->less_one + row * L;
    double *earned = w->earned + i * L;
    EACH {
      vector value = C(sold + i * L) * C(pulled + i * L);
      V(sold + i * L) = value;
      V(earned) += share * value;
      V(rest) = value - own * C(expenditure + i * L);
    }
  }
}

/* Largest |value| of each lane in units of the tolerance; keeps what is not a number. */
INLINE void note(vector *gap, const vector *value) {
  vector size = SELECT(*value < 0.0, -*value, *value);
  *gap = SELECT(size <= *gap, *gap, size);
}

static void find_income(const work *w, size_t n) {
  const equations *q = w->system;
  const double deficit = q->base->deficit[n];
  const double *wage = w->unknown + n * L;
  double *income = w->income + n * L;
  EACH {
    vector index;
    exponential_of(&C(wage), &index);
    V(income) = index * C(w->endowment + n * L) + C(w->revenue + n * L) + deficit;
  }
  if (w->draws->transfer != NULL) {
    EACH { V(income) += C(w->draws->transfer + n * L); }
  }
}

/* Steps of c and X in region n before wages move, and what the step in X adds to the region's income later. Where w->direct,
 * c and X take the step at once, in lanes that are active. */
static void step_region(const work *w, size_t n) {
  const equations *q = w->system;
  size_t regions = q->region_count;
  size_t sectors = q->sector_count;
  const double *wage = w->unknown + n * L;
  const double *income = w->income + n * L;
  const double *active = w->lanes->active;
  const double limit = 1e-4 * q->region_factor[n];
  double *later = w->excess + n * L;
  double *chained = w->scratch;
  double *demanded = chained + sectors * L;
  rift_rows price_rest = {w->new_cost + n * L, regions * L};
  rift_rows sales_rest = {w->less_one + n * L, regions * L};
  slab_product(&q->cost_chain[n], price_rest, packed_rows(chained), RIFT_STORE_SET);
  slab_product(&q->demand_chain[n], sales_rest, packed_rows(demanded), RIFT_STORE_SET);
  for (size_t at = 0; at < L; at += WIDTH) {
    vector sum = C(wage) - C(wage);
    vector gap = C(w->gap);
    for (size_t s = 0; s < sectors; s++) {
      size_t cell = s * regions + n;
      double *cost = w->unknown + (regions + cell) * L;
      double *expenditure = cost + q->cell_count * L;
      vector change = C(chained + s * L) + q->wage_cost[cell] * C(wage) - C(cost);
      vector more = C(demanded + s * L) + q->income_demand[cell] * C(income) - C(expenditure);
      vector relative = 0.1 * more / (C(expenditure) + limit);
      sum += q->income_chain[cell] * more;
      note(&gap, &change);
      note(&gap, &relative);
      if (w->direct) {
        V(cost) += C(active) * change;
        V(expenditure) += C(active) * more;
      } else {
        V(w->step + (regions + cell) * L) = change;
        V(w->step + (regions + q->cell_count + cell) * L) = more;
      }
    }
    V(later) = sum;
    V(w->gap) = gap;
  }
}

/* F = log of what factors will earn over their price, and w's step -J^-1 F. */
static void step_wages(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *step = w->step;
  _Alignas(64) double world[L] = {0};
  for (size_t i = 0; i < n; i++) {
    const double *wage = w->unknown + i * L;
    const double *per = w->per_endowment + i * L;
    double *earned = w->earned + i * L;
    EACH {
      vector index, value;
      exponential_of(&C(wage), &index);
      vector least = 0.2 * C(earned);
      vector later = C(earned) + C(w->excess + i * L);
      vector scale = C(per) / index;
      later = SELECT(later > least, later, least) * scale;
      logarithm_of(&later, &value);
      V(step + i * L) = -value;
      vector now = C(earned) * scale;
      logarithm_of(&now, &value);
      V(earned) = value;
      V(world) += C(w->endowment + i * L) * index;
    }
  }
  EACH {
    vector value;
    logarithm_of(&C(world), &value);
    V(world) = value;
  }
  for (size_t i = 0; i < n; i++) {
    double *revenue = w->new_revenue + i * L;
    EACH {
      vector gap = C(w->earned + i * L) - C(world);
      vector change = (C(revenue) - C(w->revenue + i * L)) * C(w->per_endowment + i * L);
      note(&V(w->gap), &gap);
      note(&V(w->gap), &change);
      V(step + i * L) += C(world);
    }
  }
  solve_wages(w, step);
  for (size_t i = 0; i < n; i++) {
    EACH {
      vector value = C(step + i * L);
      vector most = value - value + 0.5;
      value = SELECT(value > most, most, value);
      V(step + i * L) = SELECT(value < -most, -most, value);
    }
  }
}

/* Lanes that have left the batch stay where they are. */
static void mask_wages(const work *w) {
  size_t n = w->system->region_count;
  for (size_t i = 0; i < n; i++) {
    double *wage = w->unknown + i * L;
    EACH {
      V(w->step + i * L) *= C(w->lanes->active);
      V(wage) += C(w->step + i * L);
    }
  }
}

/* All nominal magnitudes of a region move with its wage, buyers turn away from it, and costs follow everywhere. */
static void move_with_wages(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *cost = (w->direct ? w->unknown : w->step) + n * L;
  double *expenditure = cost + q->cell_count * L;
  float *moved = (float *)(void *)w->scratch;
  float *scaled = moved + n * L;
  for (size_t i = 0; i < n; i++) {
    const double *wage = w->step + i * L;
    EACH {
      *(half_singles *)(moved + i * L + at) = __builtin_convertvector(C(wage), half_singles);
      *(half_singles *)(scaled + i * L + at) = __builtin_convertvector(C(w->lanes->theta_level) * C(wage), half_singles);
    }
  }
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    const double *wage = w->step + cell % n * L;
    const double *level = w->unknown + (n + q->cell_count + cell) * L;
    EACH { V(expenditure + cell * L) += C(level) * C(wage); }
  }
  slab_add_single(&q->cost_response, moved, packed_rows(cost));
  slab_add_single(&q->wage_demand, scaled, packed_rows(expenditure));
}

static void keep_revenue(const work *w) {
  const double *active = w->lanes->active;
  for (size_t i = 0; i < w->system->region_count; i++) {
    double *to = w->revenue + i * L;
    EACH { V(to) = SELECT(C(active) > 0.0, C(w->new_revenue + i * L), V(to)); }
  }
}

extern void JOIN(rift_equilibrium_plain_sweep, RIFT_ISA)(rift_equilibrium_work *w);
void JOIN(rift_equilibrium_plain_sweep, RIFT_ISA)(rift_equilibrium_work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  memset(w->gap, 0, L * sizeof(double));
  memset(w->new_revenue, 0, n * L * sizeof(double));
  memset(w->earned, 0, n * L * sizeof(double));
  memset(w->consumer_price, 0, n * L * sizeof(double));
  for (size_t s = 0; s < q->sector_count; s++) {
    sector_rows rows = rows_of(w, s);
    find_prices(w, s, &rows);
    find_sales(w, s, &rows);
  }
  for (size_t i = 0; i < n; i++) {
    find_income(w, i);
    step_region(w, i);
  }
  step_wages(w);
  if (w->direct) {
    mask_wages(w);
  }
  move_with_wages(w);
  keep_revenue(w);
}
