/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once per instruction set (RIFT_ISA); vector width is the only difference. */
#include "model/equilibrium/acceleration.h"

#include <string.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME JOIN(rift_accelerate, RIFT_ISA)
#define L RIFT_LANES
#define EACH_LANE for (size_t l = 0; l < L; l++)

rift_accelerate NAME;

/* Against singular least squares: relative to the diagonal of the Gram matrix. */
static const double ridge = 1e-12;

/* The newest difference replaces the oldest; its products with the others. */
static void take_difference(rift_acceleration *a, size_t slot, size_t count, const double *unknown, const double *step) {
  double sums[RIFT_ACCELERATION_MOST][L] = {0};
  size_t length = a->rows * L;
  double *change = a->step_change + slot * length;
  double *both = a->unknown_change + slot * length;
  for (size_t i = 0; i < length; i++) {
    change[i] = step[i] - a->last_step[i];
    both[i] = unknown[i] - a->last_unknown[i] + change[i];
  }
  for (size_t r = 0; r < a->rows; r++) {
    double weight = a->weight[r];
    for (size_t j = 0; j < count; j++) {
      const double *other = a->step_change + j * length + r * L;
      EACH_LANE { sums[j][l] += weight * change[r * L + l] * other[l]; }
    }
  }
  for (size_t j = 0; j < count; j++) {
    memcpy(a->gram + (slot * a->memory + j) * L, sums[j], sizeof sums[j]);
    memcpy(a->gram + (j * a->memory + slot) * L, sums[j], sizeof sums[j]);
  }
}

/* gamma by Gaussian elimination of the normal equations, in lanes; dropped differences have gamma 0. */
static void find_mixture(const rift_acceleration *a, size_t count, const double *step, double gamma[][L]) {
  double matrix[RIFT_ACCELERATION_MOST][RIFT_ACCELERATION_MOST][L];
  size_t length = a->rows * L;
  memset(gamma, 0, RIFT_ACCELERATION_MOST * sizeof gamma[0]);
  for (size_t r = 0; r < a->rows; r++) {
    double weight = a->weight[r];
    for (size_t j = 0; j < count; j++) {
      const double *change = a->step_change + j * length + r * L;
      EACH_LANE { gamma[j][l] += weight * step[r * L + l] * change[l]; }
    }
  }
  for (size_t i = 0; i < count; i++) {
    const double *here = a->valid + i * L;
    for (size_t j = 0; j < count; j++) {
      const double *there = a->valid + j * L;
      const double *entry = a->gram + (i * a->memory + j) * L;
      EACH_LANE { matrix[i][j][l] = entry[l] * here[l] * there[l]; }
    }
    EACH_LANE { gamma[i][l] *= here[l]; }
    EACH_LANE { matrix[i][i][l] = matrix[i][i][l] * (1 + ridge) + (1 - here[l]) + 1e-300; }
  }
  for (size_t k = 0; k < count; k++) {
    for (size_t i = k + 1; i < count; i++) {
      double factor[L];
      EACH_LANE { factor[l] = matrix[i][k][l] / matrix[k][k][l]; }
      for (size_t j = k; j < count; j++) {
        EACH_LANE { matrix[i][j][l] -= factor[l] * matrix[k][j][l]; }
      }
      EACH_LANE { gamma[i][l] -= factor[l] * gamma[k][l]; }
    }
  }
  for (size_t i = count; i-- > 0;) {
    for (size_t j = i + 1; j < count; j++) {
      EACH_LANE { gamma[i][l] -= matrix[i][j][l] * gamma[j][l]; }
    }
    EACH_LANE { gamma[i][l] /= matrix[i][i][l]; }
  }
}

void NAME(rift_acceleration *a, const double *mixing, const double *scale, const double *active, double *unknown,
          const double *step) {
  double gamma[RIFT_ACCELERATION_MOST][L] = {0};
  size_t length = a->rows * L;
  size_t held = 0;
  if (a->memory > 0 && a->started) {
    size_t slot = a->count % a->memory;
    held = a->count + 1 < a->memory ? a->count + 1 : a->memory;
    EACH_LANE { a->valid[slot * L + l] = 1; }
    take_difference(a, slot, held, unknown, step);
    a->count++;
    find_mixture(a, held, step, gamma);
  }
  for (size_t j = 0; j < held; j++) {
    EACH_LANE { gamma[j][l] = active[l] > 0 ? gamma[j][l] * mixing[l] * scale[l] : 0; }
  }
  double factor[L];
  EACH_LANE { factor[l] = active[l] * scale[l]; }
  for (size_t r = 0; r < a->rows; r++) {
    size_t at = r * L;
    double next[L];
    EACH_LANE { next[l] = unknown[at + l] + (active[l] > 0 ? factor[l] * step[at + l] : 0); }
    for (size_t j = 0; j < held; j++) {
      const double *both = a->unknown_change + j * length + at;
      EACH_LANE { next[l] -= gamma[j][l] * both[l]; }
    }
    if (a->memory > 0) {
      memcpy(a->last_unknown + at, unknown + at, L * sizeof(double));
      memcpy(a->last_step + at, step + at, L * sizeof(double));
    }
    memcpy(unknown + at, next, sizeof next);
  }
  a->started = true;
}
