/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equilibrium of one draw, the plain way: nested loops over the textbook's equations, dense arrays, no shared
 * factors, damping only. Slow, and meant to be read.
 *
 * Outer loop: factor prices W. Inner loops, each run to the end: prices given W, then expenditure and output given
 * prices. Cells are [s][n] as in rift_equilibrium_base, pairs [s][n][i]. */
#ifndef RIFT_TESTS_SUPPORT_EQUILIBRIUM_WITNESS_H
#define RIFT_TESTS_SUPPORT_EQUILIBRIUM_WITNESS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/equilibrium/base.h"

typedef struct witness_shock {
  double *theta;                     /* [s] */
  double upper, materials, final;    /* h, e, s: elasticities of substitution */
  double mobility;
  double *cost;       /* [pair] resource cost factor d */
  double *kept;       /* [pair] multiplies the sourcing term: cuts and preferences */
  double *preferred;  /* [pair] preference: the price index of the row is divided by the weighted mean */
  double *tariff;     /* [pair] new t' */
  double *importer_rent, *exporter_rent; /* [pair] shares of the payment net of tariff that are rent */
  double *factor;     /* [cell] endowment factor */
  double *transfer;   /* [n] added to the deficit, world value added */
} witness_shock;

typedef struct witness {
  const rift_equilibrium_base *base;
  double *wage, *factor_price, *cost, *price, *output, *expenditure, *share; /* share: [pair] */
  double *income, *consumer_price, *revenue; /* [n] */
  double *value_share, *materials; /* g', m by cell */
  int rounds;
  double residual;
} witness;

static inline void witness_shock_init(witness_shock *z, const rift_equilibrium_base *b, double theta) {
  size_t pairs = b->cell_count * b->region_count;
  *z = (witness_shock){.upper = 1, .materials = 1, .final = 1, .mobility = 1};
  z->theta = rift_allocate_doubles(b->sector_count);
  double **ones[] = {&z->cost, &z->kept, &z->preferred};
  for (size_t k = 0; k < 3; k++) {
    *ones[k] = rift_allocate_doubles(pairs);
    for (size_t i = 0; i < pairs; i++) {
      (*ones[k])[i] = 1;
    }
  }
  z->tariff = rift_allocate_doubles(pairs);
  memcpy(z->tariff, b->tariff, pairs * sizeof(double));
  z->importer_rent = rift_allocate_doubles(pairs);
  z->exporter_rent = rift_allocate_doubles(pairs);
  z->factor = rift_allocate_doubles(b->cell_count);
  z->transfer = rift_allocate_doubles(b->region_count);
  for (size_t s = 0; s < b->sector_count; s++) {
    z->theta[s] = theta;
  }
  for (size_t c = 0; c < b->cell_count; c++) {
    z->factor[c] = 1;
  }
}

static inline void witness_shock_free(witness_shock *z) {
  free(z->theta), free(z->cost), free(z->kept), free(z->preferred), free(z->tariff);
  free(z->importer_rent), free(z->exporter_rent), free(z->factor), free(z->transfer);
}

static inline void witness_init(witness *w, const rift_equilibrium_base *b) {
  memset(w, 0, sizeof *w);
  w->base = b;
  double **cells[] = {&w->factor_price, &w->cost, &w->price, &w->output, &w->expenditure, &w->value_share, &w->materials};
  for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
    *cells[k] = rift_allocate_doubles(b->cell_count);
  }
  double **regions[] = {&w->wage, &w->income, &w->consumer_price, &w->revenue};
  for (size_t k = 0; k < sizeof regions / sizeof regions[0]; k++) {
    *regions[k] = rift_allocate_doubles(b->region_count);
  }
  w->share = rift_allocate_doubles(b->cell_count * b->region_count);
}

static inline void witness_free(witness *w) {
  free(w->factor_price), free(w->cost), free(w->price), free(w->output), free(w->expenditure), free(w->value_share);
  free(w->materials), free(w->wage), free(w->income), free(w->consumer_price), free(w->revenue), free(w->share);
}

/* Mean of order 1 - elasticity of two prices, Cobb-Douglas at 1. */
static inline double witness_pair_mean(double share, double a, double b, double elasticity) {
  if (elasticity == 1) {
    return pow(a, share) * pow(b, 1 - share);
  }
  return pow(share * pow(a, 1 - elasticity) + (1 - share) * pow(b, 1 - elasticity), 1 / (1 - elasticity));
}

static inline double witness_input(const rift_equilibrium_base *b, size_t n, size_t k, size_t j) {
  return b->inputs[(n * b->sector_count + k) * b->sector_count + j];
}

static inline double witness_materials_price(const witness *w, const witness_shock *z, size_t n, size_t j) {
  const rift_equilibrium_base *b = w->base;
  double all = 1 - b->value_share[j * b->region_count + n];
  double sum = 0;
  for (size_t k = 0; k < b->sector_count && all > 0; k++) {
    double share = witness_input(b, n, k, j) / all;
    double p = w->price[k * b->region_count + n];
    sum += z->materials == 1 ? share * log(p) : share * pow(p, 1 - z->materials);
  }
  return all > 0 ? (z->materials == 1 ? exp(sum) : pow(sum, 1 / (1 - z->materials))) : 1;
}

/* P = [sum pi kept (k c)^-theta / mean preference]^(-1/theta), and the new shares. Returns the largest change of log P. */
static inline double witness_prices(witness *w, const witness_shock *z) {
  const rift_equilibrium_base *b = w->base;
  size_t R = b->region_count;
  double change = 0;
  for (size_t row = 0; row < b->cell_count; row++) {
    size_t s = row / R;
    double sum = 0, mean = 0;
    for (size_t i = 0; i < R; i++) {
      size_t pair = row * R + i;
      double k = (1 + z->tariff[pair]) / (1 + b->tariff[pair]) * z->cost[pair];
      double pull = b->sourcing[pair] * z->kept[pair] * z->preferred[pair];
      w->share[pair] = pull == 0 ? 0 : pull * pow(k * w->cost[s * R + i], -z->theta[s]);
      sum += w->share[pair];
      mean += b->sourcing[pair] * z->preferred[pair];
    }
    for (size_t i = 0; i < R; i++) {
      w->share[row * R + i] /= sum;
    }
    double price = pow(sum / mean, -1 / z->theta[s]);
    change = fmax(change, fabs(log(price / w->price[row])));
    w->price[row] = price;
  }
  for (size_t cell = 0; cell < b->cell_count; cell++) {
    w->materials[cell] = witness_materials_price(w, z, cell % R, cell / R);
    w->cost[cell] = witness_pair_mean(b->value_share[cell], w->factor_price[cell], w->materials[cell], z->upper);
    w->value_share[cell] = b->value_share[cell] * pow(w->factor_price[cell] / w->cost[cell], 1 - z->upper);
  }
  return change;
}

static inline void witness_consumer_prices(witness *w, const witness_shock *z) {
  const rift_equilibrium_base *b = w->base;
  for (size_t n = 0; n < b->region_count; n++) {
    double sum = 0;
    for (size_t s = 0; s < b->sector_count; s++) {
      size_t cell = s * b->region_count + n;
      sum += b->consumption[cell] * (z->final == 1 ? log(w->price[cell]) : pow(w->price[cell], 1 - z->final));
    }
    w->consumer_price[n] = z->final == 1 ? exp(sum) : pow(sum, 1 / (1 - z->final));
  }
}

/* Income of a region's factors at the factor prices: endowment times the index that goes with the transformation from
 * one sector to another, [sum phi W^(1/(1-mobility))]^(1-mobility). */
static inline double witness_factor_income(const witness *w, const witness_shock *z, size_t n) {
  const rift_equilibrium_base *b = w->base;
  double endowment = 0, sum = 0;
  for (size_t s = 0; s < b->sector_count; s++) {
    size_t cell = s * b->region_count + n;
    double f = b->factor[cell] * z->factor[cell];
    endowment += f;
    sum += f * (z->mobility == 1 ? w->factor_price[cell] : pow(w->factor_price[cell], 1 / (1 - z->mobility)));
  }
  return z->mobility == 1 ? sum : endowment * pow(sum / endowment, 1 - z->mobility);
}

/* One round of X = final + intermediate demand, Y = sales, I = factor income + revenue + rents + deficit. */
static inline double witness_quantities(witness *w, const witness_shock *z) {
  const rift_equilibrium_base *b = w->base;
  size_t R = b->region_count;
  double change = 0;
  for (size_t n = 0; n < R; n++) {
    w->income[n] = witness_factor_income(w, z, n) + b->deficit[n] + z->transfer[n] + w->revenue[n];
  }
  for (size_t cell = 0; cell < b->cell_count; cell++) {
    size_t n = cell % R, k = cell / R;
    double x = b->consumption[cell] * pow(w->price[cell] / w->consumer_price[n], 1 - z->final) * w->income[n];
    for (size_t j = 0; j < b->sector_count; j++) {
      size_t user = j * R + n;
      double all = 1 - b->value_share[user];
      if (all > 0) {
        double b_share = witness_input(b, n, k, j) / all * pow(w->price[cell] / w->materials[user], 1 - z->materials);
        x += b_share * (1 - w->value_share[user]) * w->output[user];
      }
    }
    w->expenditure[cell] = x;
  }
  double *sold = rift_allocate_doubles(b->cell_count);
  memset(w->revenue, 0, R * sizeof(double));
  for (size_t row = 0; row < b->cell_count; row++) {
    for (size_t i = 0; i < R; i++) {
      size_t pair = row * R + i;
      double paid = w->share[pair] * w->expenditure[row];
      double net = paid / (1 + z->tariff[pair]);
      sold[row / R * R + i] += net * (1 - z->importer_rent[pair] - z->exporter_rent[pair]);
      w->revenue[row % R] += paid - net + net * z->importer_rent[pair];
      w->revenue[i] += net * z->exporter_rent[pair];
    }
  }
  for (size_t cell = 0; cell < b->cell_count; cell++) {
    change = fmax(change, fabs(sold[cell] - w->output[cell]));
    w->output[cell] = sold[cell];
  }
  free(sold);
  return change;
}

/* What factor prices would clear: W_mobile of the region to the power mobility, W_fixed of the node to the rest. */
static inline double witness_cleared(const witness *w, const witness_shock *z, size_t cell) {
  const rift_equilibrium_base *b = w->base;
  size_t R = b->region_count;
  double income = 0, endowment = 0;
  for (size_t s = 0; s < b->sector_count; s++) {
    size_t other = s * R + cell % R;
    income += w->value_share[other] * w->output[other];
    endowment += b->factor[other] * z->factor[other];
  }
  double mobile = income / endowment;
  if (b->factor[cell] == 0) {
    return mobile;
  }
  double fixed = w->value_share[cell] * w->output[cell] / (b->factor[cell] * z->factor[cell]);
  return pow(fixed, 1 - z->mobility) * pow(mobile, z->mobility);
}

/* Returns true when all changes are below the tolerance (logs of factor prices). */
static inline bool witness_solve(witness *w, const witness_shock *z, double tolerance, int most) {
  const rift_equilibrium_base *b = w->base;
  size_t N = b->cell_count;
  double *step = rift_allocate_doubles(N), *last = rift_allocate_doubles(N);
  double damping = z->mobility == 1 ? 0.3 : 0.02;
  for (size_t c = 0; c < N; c++) {
    w->factor_price[c] = w->cost[c] = w->price[c] = 1;
    w->output[c] = b->output[c];
    w->value_share[c] = b->value_share[c];
  }
  bool done = false;
  for (w->rounds = 0; w->rounds < most && !done; w->rounds++) {
    double inner = tolerance * 1e-2 > 1e-15 ? tolerance * 1e-2 : 1e-15;
    for (int k = 0; k < 20000 && witness_prices(w, z) > inner; k++) {
    }
    witness_consumer_prices(w, z);
    for (int k = 0; k < 20000 && witness_quantities(w, z) > inner * 1e-2; k++) {
    }
    double dot = 0, size = 0, before = 0, world = 0;
    w->residual = 0;
    for (size_t c = 0; c < N; c++) {
      step[c] = log(witness_cleared(w, z, c) / w->factor_price[c]);
      w->residual = fmax(w->residual, b->factor[c] > 0 ? fabs(step[c]) : 0);
      dot += step[c] * last[c], size += step[c] * step[c], before += last[c] * last[c];
      last[c] = step[c];
    }
    double cosine = before > 0 && size > 0 ? dot / sqrt(size * before) : 0;
    damping = cosine < -0.2 ? fmax(0.6 * damping, 0.002) : cosine > 0.3 ? fmin(1.1 * damping, 1) : damping;
    for (size_t c = 0; c < N; c++) {
      w->factor_price[c] *= exp(fmax(fmin(damping * step[c], 0.2), -0.2));
    }
    /* Numeraire: world factor income 1. */
    for (size_t n = 0; n < b->region_count; n++) {
      world += witness_factor_income(w, z, n);
    }
    for (size_t c = 0; c < N; c++) {
      w->factor_price[c] /= world;
    }
    done = w->residual < tolerance && isfinite(size) && fabs(world - 1) < tolerance;
  }
  free(step), free(last);
  return done;
}

#endif
