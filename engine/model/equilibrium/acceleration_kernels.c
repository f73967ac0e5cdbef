/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once per instruction set (RIFT_ISA); vector width is the only difference. */
#include "model/equilibrium/acceleration.h"

#include <string.h>

#include "model/equilibrium/elementary_vector.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME JOIN(rift_accelerate, RIFT_ISA)
#define L RIFT_LANES
#define MOST RIFT_ACCELERATION_MOST
#define EACH_LANE for (size_t l = 0; l < L; l++)

typedef float floats __attribute__((vector_size(WIDTH * sizeof(float))));

rift_accelerate NAME;

/* Against singular least squares: relative to the diagonal of the Gram matrix. */
static const double ridge = 1e-10;

/* Products with the newest difference (which replaces the oldest, in `slot`) and with the step, for WIDTH lanes from `at`.
 * held: a constant where this is inlined. */
INLINE void take_lanes(size_t held, rift_acceleration *a, size_t slot, size_t at, const double *unknown,
                       const double *step, double gram[][L], double products[][L]) {
  vector with_change[MOST] = {0};
  vector with_step[MOST] = {0};
  size_t length = a->rows * L;
  for (size_t r = 0; r < a->rows; r++) {
    size_t row = r * L + at;
    vector f = *(const vector *)(step + row);
    vector x = *(const vector *)(unknown + row);
    vector change = f - *(const vector *)(a->last_step + row);
    floats both = __builtin_convertvector(x - *(const vector *)(a->last_unknown + row) + change, floats);
    floats small = __builtin_convertvector(change, floats);
    *(floats *)(a->step_change + slot * length + row) = small;
    *(floats *)(a->unknown_change + slot * length + row) = both;
    change = a->weight[r] * __builtin_convertvector(small, vector);
    vector weighted = a->weight[r] * f;
    UNROLLED for (size_t j = 0; j < held; j++) {
      vector other = __builtin_convertvector(*(const floats *)(a->step_change + j * length + row), vector);
      with_change[j] += change * other;
      with_step[j] += weighted * other;
    }
  }
  UNROLLED for (size_t j = 0; j < held; j++) {
    *(vector *)(gram[j] + at) = with_change[j];
    *(vector *)(products[j] + at) = with_step[j];
  }
}

static void take_difference(size_t held, rift_acceleration *a, size_t slot, const double *unknown, const double *step,
                            double products[][L]) {
  _Alignas(64) double gram[MOST][L];
  for (size_t at = 0; at < L; at += WIDTH) {
    switch (held) {
      case 1: take_lanes(1, a, slot, at, unknown, step, gram, products); break;
      case 2: take_lanes(2, a, slot, at, unknown, step, gram, products); break;
      case 3: take_lanes(3, a, slot, at, unknown, step, gram, products); break;
      case 4: take_lanes(4, a, slot, at, unknown, step, gram, products); break;
      case 5: take_lanes(5, a, slot, at, unknown, step, gram, products); break;
      default: take_lanes(6, a, slot, at, unknown, step, gram, products); break;
    }
  }
  for (size_t j = 0; j < held; j++) {
    memcpy(a->gram + (slot * a->memory + j) * L, gram[j], sizeof gram[j]);
    memcpy(a->gram + (j * a->memory + slot) * L, gram[j], sizeof gram[j]);
  }
}

/* gamma by Gaussian elimination of the normal equations, in lanes; gamma holds the products at first. */
static void find_mixture(const rift_acceleration *a, size_t held, double gamma[][L]) {
  _Alignas(64) double matrix[MOST][MOST][L];
  for (size_t i = 0; i < held; i++) {
    for (size_t j = 0; j < held; j++) {
      memcpy(matrix[i][j], a->gram + (i * a->memory + j) * L, sizeof matrix[i][j]);
    }
    EACH_LANE { matrix[i][i][l] = matrix[i][i][l] * (1 + ridge) + 1e-300; }
  }
  for (size_t k = 0; k < held; k++) {
    for (size_t i = k + 1; i < held; i++) {
      _Alignas(64) double factor[L];
      EACH_LANE { factor[l] = matrix[i][k][l] / matrix[k][k][l]; }
      for (size_t j = k; j < held; j++) {
        EACH_LANE { matrix[i][j][l] -= factor[l] * matrix[k][j][l]; }
      }
      EACH_LANE { gamma[i][l] -= factor[l] * gamma[k][l]; }
    }
  }
  for (size_t i = held; i-- > 0;) {
    for (size_t j = i + 1; j < held; j++) {
      EACH_LANE { gamma[i][l] -= matrix[i][j][l] * gamma[j][l]; }
    }
    EACH_LANE { gamma[i][l] /= matrix[i][i][l]; }
  }
}

/* x += scale (f - sum gamma_j (dx_j + df_j)) where active; what they were is kept. */
INLINE void move_lanes(size_t held, rift_acceleration *a, size_t at, double gamma[][L], const double *scale,
                       const int64_t *moving, double *unknown, const double *step) {
  size_t length = a->rows * L;
  vector weights[MOST];
  integers moves = *(const integers *)(moving + at); /* all bits or none: a mask that is read, not compared */
  vector factor = *(const vector *)(scale + at);
  UNROLLED for (size_t j = 0; j < held; j++) {
    weights[j] = *(const vector *)(gamma[j] + at);
  }
  for (size_t r = 0; r < a->rows; r++) {
    size_t row = r * L + at;
    vector x = *(const vector *)(unknown + row);
    vector f = *(const vector *)(step + row);
    vector change = f;
    UNROLLED for (size_t j = 0; j < held; j++) {
      change -= weights[j] * __builtin_convertvector(*(const floats *)(a->unknown_change + j * length + row), vector);
    }
    *(vector *)(a->last_unknown + row) = x;
    *(vector *)(a->last_step + row) = f;
    *(vector *)(unknown + row) = SELECT(moves, x + factor * change, x);
  }
}

void NAME(rift_acceleration *a, const double *scale, const double *active, double *unknown, const double *step) {
  _Alignas(64) double gamma[MOST][L] = {{0}};
  size_t held = 0;
  if (a->memory > 0 && a->started) {
    held = a->count + 1 < a->memory ? a->count + 1 : a->memory;
    take_difference(held, a, a->count % a->memory, unknown, step, gamma);
    a->count++;
    find_mixture(a, held, gamma);
  }
  _Alignas(64) int64_t moving[L];
  EACH_LANE { moving[l] = active[l] > 0 ? -1 : 0; }
  for (size_t at = 0; at < L; at += WIDTH) {
    switch (held) {
      case 0: move_lanes(0, a, at, gamma, scale, moving, unknown, step); break;
      case 1: move_lanes(1, a, at, gamma, scale, moving, unknown, step); break;
      case 2: move_lanes(2, a, at, gamma, scale, moving, unknown, step); break;
      case 3: move_lanes(3, a, at, gamma, scale, moving, unknown, step); break;
      case 4: move_lanes(4, a, at, gamma, scale, moving, unknown, step); break;
      case 5: move_lanes(5, a, at, gamma, scale, moving, unknown, step); break;
      default: move_lanes(6, a, at, gamma, scale, moving, unknown, step); break;
    }
  }
  a->started = true;
}
