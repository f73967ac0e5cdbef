/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/leontief.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/dense.h"

/* Coefficients are not negative, so that the economy is productive exactly if the inverse is not either [Hawkins & Simon
 * 1949]; entries are at least 0, rounding apart. */
static const double rounding = 1e-9;

/* RIFT_INVALID: the flows are at fault, not the machine. */
static rift_status invert_productive(size_t n, double *inverse, rift_error *error) {
  rift_status status = rift_dense_invert(n, inverse, error);
  for (size_t i = 0; i < n * n && status == RIFT_OK; i++) {
    status = inverse[i] >= -rounding ? RIFT_OK : RIFT_INVALID;
  }
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID,
                   "the economy is not productive: some output needs all there is of itself or more, directly and through its "
                   "inputs; look for nodes whose inputs exceed their output (negative value added), and for nodes that sell "
                   "nothing to final demand");
  }
  return status;
}

rift_status rift_leontief_inverse(size_t n, const double *intermediate, const double *gross_output,
                                  double *inverse, rift_error *error) {
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double a = gross_output[j] > 0 ? intermediate[i * n + j] / gross_output[j] : 0;
      inverse[i * n + j] = (double)(i == j) - a;
    }
  }
  return invert_productive(n, inverse, error);
}

rift_status rift_ghosh_inverse(size_t n, const double *intermediate, const double *gross_output,
                               double *inverse, rift_error *error) {
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double b = gross_output[i] > 0 ? intermediate[i * n + j] / gross_output[i] : 0;
      inverse[i * n + j] = (double)(i == j) - b;
    }
  }
  return invert_productive(n, inverse, error);
}

typedef enum removed { WHOLE, PURCHASES, SALES } removed;

/* The flows without node k's row, column or both. */
static void extract(size_t n, const double *intermediate, size_t k, removed what, double *flows) {
  memcpy(flows, intermediate, n * n * sizeof *flows);
  for (size_t i = 0; i < n; i++) {
    if (what != SALES) {
      flows[i * n + k] = 0;
    }
    if (what != PURCHASES) {
      flows[k * n + i] = 0;
    }
  }
}

/* World output by the demand model, with base final demand (none for k if it is gone). */
static double demand_output(size_t n, const double *intermediate, const double *gross_output,
                            size_t k, bool gone, const double *inverse) {
  double total = 0;
  for (size_t j = 0; j < n; j++) {
    double final = gross_output[j];
    for (size_t i = 0; i < n; i++) {
      final -= intermediate[j * n + i];
    }
    for (size_t i = 0; i < n && !(gone && j == k); i++) {
      total += inverse[i * n + j] * final;
    }
  }
  return total;
}

/* World output by the supply model, with base primary inputs. */
static double supply_output(size_t n, const double *intermediate, const double *gross_output,
                            const double *inverse) {
  double total = 0;
  for (size_t i = 0; i < n; i++) {
    double primary = gross_output[i];
    for (size_t j = 0; j < n; j++) {
      primary -= intermediate[j * n + i];
    }
    for (size_t j = 0; j < n; j++) {
      total += primary * inverse[i * n + j];
    }
  }
  return total;
}

rift_status rift_extraction_compute(size_t n, const double *intermediate, const double *gross_output,
                                    size_t k, rift_extraction *extraction, rift_error *error) {
  double *flows = rift_allocate_doubles(n * n);
  double *inverse = rift_allocate_doubles(n * n);
  rift_status status = RIFT_OK;
  double world = 0;
  if (flows == NULL || inverse == NULL) {
    status = rift_error_memory(error, n * n * sizeof(double));
    goto out;
  }
  for (size_t i = 0; i < n; i++) {
    world += gross_output[i];
  }
  extract(n, intermediate, k, WHOLE, flows);
  status = rift_leontief_inverse(n, flows, gross_output, inverse, error);
  if (status != RIFT_OK) {
    goto out;
  }
  extraction->total = world - demand_output(n, intermediate, gross_output, k, true, inverse);
  extract(n, intermediate, k, PURCHASES, flows);
  status = rift_leontief_inverse(n, flows, gross_output, inverse, error);
  if (status != RIFT_OK) {
    goto out;
  }
  extraction->backward = world - demand_output(n, intermediate, gross_output, k, false, inverse);
  extract(n, intermediate, k, SALES, flows);
  status = rift_ghosh_inverse(n, flows, gross_output, inverse, error);
  if (status != RIFT_OK) {
    goto out;
  }
  extraction->forward = world - supply_output(n, intermediate, gross_output, inverse);
out:
  free(flows);
  free(inverse);
  return status;
}
