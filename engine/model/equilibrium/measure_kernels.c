/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indicators of a solved batch. Compiled once per instruction set (RIFT_ISA); vector width is the only difference. */
#include <string.h>

#include "model/equilibrium/measures.h"
#include "model/equilibrium/slab_product.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define L RIFT_LANES
#define EACH_LANE LANE_LOOP for (size_t l = 0; l < L; l++)

typedef struct measuring {
  const rift_equilibrium_gauge *gauge;
  const rift_equilibrium_system *system;
  const rift_equilibrium_draws *draws;
  const rift_equilibrium_state *state;
  rift_equilibrium_measures *m;
  double *bought;   /* [cell] X / A */
  double *rise;     /* [cell] c - 1 */
  double *row;      /* 4 R rows of scratch, then those of the groups */
} measuring;

/* y = exp(x) - 1 in one row. */
static void grow(const double *x, double *y) {
  for (size_t at = 0; at < L; at += WIDTH) {
    exponential_less_one_of((const vector *)(x + at), (vector *)(y + at));
  }
}

static rift_rows packed_rows(double *values) { return (rift_rows){values, L}; }

static void measure_nodes(const measuring *a) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    size_t node = (cell % n * q->sector_count + cell / n) * L;
    _Alignas(64) double volume[L], mobile[L], specific[L];
    const double *y = a->state->output + cell * L;
    const double *c = a->state->cost + cell * L;
    const double *own = a->state->factor_price + cell * L;
    const double *wage = a->state->wage + cell % n * L;
    const double *share = a->state->value_share + cell * L;
    EACH_LANE {
      size_t at = cell * L + l;
      volume[l] = y[l] - c[l];
      mobile[l] = y[l] - wage[l];
      specific[l] = y[l] - own[l];
      a->bought[at] = a->state->expenditure[at] / a->state->attraction[at];
    }
    grow(volume, a->m->output + node);
    grow(c, a->rise + cell * L);
    grow(mobile, mobile);
    grow(specific, specific);
    EACH_LANE {
      a->m->price[node + l] = a->rise[cell * L + l];
      a->m->employed_mobile[node + l] = share[l] * mobile[l] + (share[l] - 1);
      a->m->employed_specific[node + l] = share[l] * specific[l] + (share[l] - 1);
    }
  }
}

/* Deliveries at home, net of what stays with the state; exports are the rest of sales. */
static void measure_own(const measuring *a, size_t s, double *own) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  for (size_t i = 0; i < n; i++) {
    size_t cell = s * n + i;
    const double share = q->rest[cell * n + i];
    const double *e = a->state->pulled + cell * L;
    const double *bought = a->bought + cell * L;
    EACH_LANE { own[i * L + l] = share * e[l] * bought[l]; }
    for (size_t p = q->row_first[cell]; p < q->row_first[cell + 1]; p++) {
      const rift_equilibrium_pair *pair = &q->pairs[p];
      const double *sold = a->draws->sold + pair->treatment * L;
      for (size_t l = 0; pair->exporter == i && l < L; l++) {
        own[i * L + l] += q->pair_share[p] * sold[l] * e[l] * bought[l];
      }
    }
  }
}

static void measure_trade(const measuring *a, size_t s) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  size_t first = s * n;
  double *own = a->row;
  double *volume = own + n * L;   /* e / c, later its sum over suppliers */
  double *sum = volume + n * L;
  measure_own(a, s, own);
  for (size_t i = 0; i < n * L; i++) {
    volume[i] = a->state->pulled[first * L + i] / (1 + a->rise[first * L + i]);
  }
  slab_product(&q->net[s], packed_rows(volume), packed_rows(sum), RIFT_STORE_SET);
  for (size_t p = q->row_first[first]; p < q->row_first[first + n]; p++) {
    const rift_equilibrium_pair *pair = &q->pairs[p];
    const double share = q->pair_share[p];
    const double *sold = a->draws->sold + pair->treatment * L;
    EACH_LANE { sum[pair->importer * L + l] += share * sold[l] * volume[pair->exporter * L + l]; }
  }
  for (size_t i = 0; i < n; i++) {
    size_t cell = first + i;
    size_t node = (i * q->sector_count + s) * L;
    _Alignas(64) double level[L];
    grow(a->state->output + cell * L, level);
    EACH_LANE {
      double c = 1 + a->rise[cell * L + l];
      double home = own[i * L + l];
      double sales = q->base->output[cell] * (1 + level[l]);
      double bought = a->bought[cell * L + l];
      a->m->exports_value[node + l] = sales - home - a->gauge->exports[cell];
      a->m->exports[node + l] = (sales - home) / c - a->gauge->exports[cell];
      a->m->imports_value[node + l] = bought * a->state->net[cell * L + l] - home - a->gauge->imports[cell];
      a->m->imports[node + l] = bought * sum[i * L + l] - home / c - a->gauge->imports[cell];
    }
  }
}

/* Value of imports by region of origin, basic prices. */
static void measure_origins(const measuring *a) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  memset(a->m->from, 0, n * n * L * sizeof(double));
  for (size_t row = 0; row < q->cell_count; row++) {
    size_t first = row / n * n;
    const double *bought = a->bought + row * L;
    for (size_t i = 0; i < n; i++) {
      const double share = q->rest[row * n + i] / (1 + q->base->tariff[row * n + i]);
      const double *e = a->state->pulled + (first + i) * L;
      double *to = a->m->from + (row % n * n + i) * L;
      EACH_LANE { to[l] += share * e[l] * bought[l]; }
    }
    for (size_t p = q->row_first[row]; p < q->row_first[row + 1]; p++) {
      const rift_equilibrium_pair *pair = &q->pairs[p];
      const double share = q->pair_share[p];
      const double *sold = a->draws->sold + pair->treatment * L;
      const double *e = a->state->pulled + (first + pair->exporter) * L;
      double *to = a->m->from + (row % n * n + pair->exporter) * L;
      EACH_LANE { to[l] += share * sold[l] * e[l] * bought[l]; }
    }
  }
}

/* Output at base prices less inputs at base prices. Inputs are what is not finally consumed: alpha I' (P / Pc)^(1-s). */
static void measure_product(const measuring *a) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  for (size_t i = 0; i < n; i++) {
    EACH_LANE { a->m->real_product[i * L + l] = -a->gauge->product[i]; }
  }
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    size_t i = cell % n;
    size_t node = (i * q->sector_count + cell / n) * L;
    const double *price = a->state->price + cell * L;
    const double *index = a->state->consumer_price + i * L;
    const double *income = a->state->income + i * L;
    const double *output = a->m->output + node;
    double *to = a->m->real_product + i * L;
    _Alignas(64) double tilt[L], per_price[L];
    EACH_LANE { tilt[l] = (1 - a->draws->consumption[l]) * (price[l] - index[l]); }
    EACH_LANE { per_price[l] = -price[l]; }
    grow(tilt, tilt);
    grow(per_price, per_price);
    EACH_LANE {
      double final = q->base->consumption[cell] * income[l] * (1 + tilt[l]);
      double inputs = (a->state->expenditure[cell * L + l] - final) * (1 + per_price[l]);
      to[l] += q->base->output[cell] * (1 + output[l]) - inputs;
    }
  }
}

static void measure_regions(const measuring *a) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  memset(a->m->basket, 0, n * L * sizeof(double));
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    _Alignas(64) double rise[L];
    double *to = a->m->basket + cell % n * L;
    grow(a->state->price + cell * L, rise);
    EACH_LANE { to[l] += q->base->basket[cell] * rise[l]; }
  }
  for (size_t i = 0; i < n; i++) {
    _Alignas(64) double wage[L], index[L];
    EACH_LANE { wage[l] = a->state->wage[i * L + l] - a->state->consumer_price[i * L + l]; }
    EACH_LANE { index[l] = -a->state->consumer_price[i * L + l]; }
    grow(wage, a->m->real_wage + i * L);
    grow(index, index);
    EACH_LANE {
      double gain = (a->state->income[i * L + l] - q->base->income[i]) / q->base->income[i];
      a->m->real_income[i * L + l] = gain + index[l] + gain * index[l];
      a->m->revenue[i * L + l] = a->state->revenue[i * L + l] - a->gauge->revenue[i];
    }
  }
}

/* Baskets, and the mean log price as a first index: exact at an elasticity of 1. */
static void measure_baskets(const measuring *a) {
  const rift_equilibrium_baskets *baskets = a->gauge->baskets;
  size_t n = a->system->region_count;
  memset(a->m->group_basket, 0, baskets->kind_count * n * L * sizeof(double));
  memset(a->m->group_index, 0, baskets->kind_count * n * L * sizeof(double));
  for (size_t cell = 0; cell < a->system->cell_count; cell++) {
    _Alignas(64) double rise[L];
    const double *price = a->state->price + cell * L;
    grow(price, rise);
    for (size_t e = baskets->first[cell / n]; e < baskets->first[cell / n + 1]; e++) {
      const double weight = baskets->weight[e * n + cell % n];
      size_t at = (baskets->kind[e] * n + cell % n) * L;
      double *basket = a->m->group_basket + at;
      double *index = a->m->group_index + at;
      EACH_LANE { basket[l] += weight * rise[l]; }
      EACH_LANE { index[l] += weight * price[l]; }
    }
  }
}

/* log of sum a (P/M)^(1-s), M the mean price: by convexity at least 0, so that no digits are lost at any s. */
static void measure_spreads(const measuring *a, const double *less_s, double *spread) {
  const rift_equilibrium_baskets *baskets = a->gauge->baskets;
  size_t n = a->system->region_count;
  memset(spread, 0, baskets->kind_count * n * L * sizeof(double));
  for (size_t cell = 0; cell < a->system->cell_count; cell++) {
    const double *price = a->state->price + cell * L;
    for (size_t e = baskets->first[cell / n]; e < baskets->first[cell / n + 1]; e++) {
      const double weight = baskets->weight[e * n + cell % n];
      size_t at = (baskets->kind[e] * n + cell % n) * L;
      const double *mean = a->m->group_index + at;
      double *to = spread + at;
      _Alignas(64) double power[L];
      EACH_LANE { power[l] = less_s[l] * (price[l] - mean[l]); }
      grow(power, power);
      EACH_LANE { to[l] += weight * power[l]; }
    }
  }
}

static void measure_groups(const measuring *a) {
  const rift_equilibrium_baskets *baskets = a->gauge->baskets;
  double *spread = a->row + 4 * a->system->region_count * L;
  _Alignas(64) double less_s[L], per[L];
  bool cobb_douglas = true;
  for (size_t l = 0; l < L; l++) {
    less_s[l] = 1 - a->draws->consumption[l];
    bool is_one = less_s[l] > -1e-10 && less_s[l] < 1e-10;
    per[l] = is_one ? 0 : 1 / less_s[l];
    cobb_douglas = cobb_douglas && is_one;
  }
  measure_baskets(a);
  if (!cobb_douglas) {
    measure_spreads(a, less_s, spread);
  }
  for (size_t row = 0; row < baskets->kind_count * a->system->region_count; row++) {
    double *index = a->m->group_index + row * L;
    double *sum = spread + row * L;
    for (size_t at = 0; at < L && !cobb_douglas; at += WIDTH) {
      vector log_sum;
      logarithm_of_one_plus_of((const vector *)(sum + at), &log_sum);
      *(vector *)(index + at) += log_sum * *(const vector *)(per + at);
    }
    grow(index, index);
  }
}

/* Terms of trade: sum of E dc less sum of M dc. Volume of trade: sum of t (dM - M dc). Both over base income. */
static void measure_linear(const measuring *a) {
  const rift_equilibrium_system *q = a->system;
  size_t n = q->region_count;
  double *price_part = a->row;
  double *taxed = price_part + n * L;
  slab_product(&a->gauge->terms, packed_rows(a->rise), packed_rows(a->m->linear_terms), RIFT_STORE_SET);
  slab_product(&a->gauge->volume, packed_rows(a->rise), packed_rows(price_part), RIFT_STORE_SET);
  memset(taxed, 0, n * L * sizeof(double));
  for (size_t row = 0; row < q->cell_count; row++) {
    _Alignas(64) double revenue[L];
    EACH_LANE { revenue[l] = a->state->attraction[row * L + l] - a->state->net[row * L + l]; }
    for (size_t p = q->row_first[row]; p < q->row_first[row + 1]; p++) {
      const rift_equilibrium_pair *pair = &q->pairs[p];
      const double share = q->pair_share[p];
      const double weight = 1 + a->gauge->pair_tariff[p];
      const double *e = a->state->pulled + (row / n * n + pair->exporter) * L;
      const double *pull = a->draws->pull + pair->treatment * L;
      const double *sold = a->draws->sold + pair->treatment * L;
      EACH_LANE { revenue[l] += share * e[l] * (weight * sold[l] - pull[l]); }
    }
    double *to = taxed + row % n * L;
    EACH_LANE { to[l] += revenue[l] * a->bought[row * L + l]; }
  }
  for (size_t i = 0; i < n; i++) {
    double per_income = 1 / q->base->income[i];
    double base = a->gauge->volume_sum[i];
    EACH_LANE { a->m->linear_terms[i * L + l] *= per_income; }
    EACH_LANE { a->m->linear_volume[i * L + l] = (taxed[i * L + l] - base - price_part[i * L + l]) * per_income; }
  }
}

static void measure(const rift_equilibrium_gauge *gauge, const rift_equilibrium_draws *draws,
                    const rift_equilibrium_state *state, double *scratch, rift_equilibrium_measures *measures) {
  size_t cells = gauge->system->cell_count;
  measuring a = {.gauge = gauge, .system = gauge->system, .draws = draws, .state = state, .m = measures, .bought = scratch};
  a.rise = scratch + cells * L;
  a.row = a.rise + cells * L;
  measure_nodes(&a);
  for (size_t s = 0; s < gauge->system->sector_count; s++) {
    measure_trade(&a, s);
  }
  measure_origins(&a);
  measure_product(&a);
  measure_regions(&a);
  measure_linear(&a);
  if (gauge->baskets != NULL) {
    measure_groups(&a);
  }
}

extern const rift_equilibrium_gauge_kernels JOIN(rift_equilibrium_gauge_kernels, RIFT_ISA);
const rift_equilibrium_gauge_kernels JOIN(rift_equilibrium_gauge_kernels, RIFT_ISA) = {.measure = measure};
