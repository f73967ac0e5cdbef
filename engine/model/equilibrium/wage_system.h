/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small linear system for the step in wages, one matrix a lane; for inclusion in *_kernels.c only. */
#ifndef RIFT_MODEL_EQUILIBRIUM_WAGE_SYSTEM_H
#define RIFT_MODEL_EQUILIBRIUM_WAGE_SYSTEM_H

#include "model/equilibrium/lanes.h"

/* x[i][:] += factor x[k][:] in lanes, from column `first`. */
static inline void add_row(size_t n, size_t first, double *matrix, size_t i, size_t k, const double *factor) {
  for (size_t j = first; j < n; j++) {
    const double *from = matrix + (k * n + j) * L;
    double *to = matrix + (i * n + j) * L;
    EACH_LANE { to[l] -= factor[l] * from[l]; }
  }
}

/* J = LU without pivoting, reciprocals on the diagonal: by columns J is diagonally dominant, or nearly so. */
static inline void factorise(size_t n, double *matrix) {
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
static inline void slave_outputs(const work *w) {
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

static inline void prepare(work *w) {
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

/* Substitution with the factors of J = LU, in lanes. */
static inline void solve_wages(const work *w, double *x) {
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

#endif
