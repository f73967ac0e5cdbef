/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "model/equilibrium/response.h"
#include "numeric/symmetric.h"

/* A node without output has a market of its own of this size, relative to the sector's largest. */
static const double negligible = 1e-12;

void rift_equilibrium_find_modes(const rift_equilibrium_system *system, size_t sector, double *to_modes,
                                 double *from_modes, double *values, double *scratch) {
  const rift_equilibrium_base *base = system->base;
  size_t n = system->region_count;
  double *matrix = scratch;
  double *vectors = matrix + n * n;
  double *size = vectors + n * n; /* Y */
  double *root = size + n;        /* sqrt(a / Y) */
  double largest = 0;
  for (size_t i = 0; i < n; i++) {
    largest = fmax(largest, base->output[sector * n + i]);
  }
  for (size_t i = 0; i < n; i++) {
    size[i] = fmax(base->output[sector * n + i], largest * negligible);
    size[i] = size[i] > 0 ? size[i] : 1;
    root[i] = sqrt(system->slope[sector * n + i] / size[i]);
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double sum = i == j ? base->output[sector * n + i] : 0;
      for (size_t m = 0; m < n; m++) {
        const double *share = base->sourcing + (sector * n + m) * n;
        const double *tariff = base->tariff + (sector * n + m) * n;
        sum -= share[i] / (1 + tariff[i]) * share[j] / (1 + tariff[j]) * base->expenditure[sector * n + m];
      }
      matrix[i * n + j] = root[i] * sum * root[j];
    }
  }
  rift_symmetric_eigen(n, matrix, values, vectors);
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < n; k++) {
      from_modes[i * n + k] = root[i] * vectors[i * n + k];
      to_modes[k * n + i] = root[i] * vectors[i * n + k] * size[i];
    }
  }
}
