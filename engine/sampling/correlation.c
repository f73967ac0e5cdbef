/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/correlation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define PIVOT_TOLERANCE 1e-12
#define RESIDUAL_TOLERANCE 1e-9
#define SMALLEST_EIGENVALUE 1e-8
#define CHANGE_TOLERANCE 1e-11
#define MOST_ITERATIONS 2000
#define MOST_SWEEPS 60

/* What is left of entry (i, j) after the first j columns of the factor. */
static double residual(size_t n, const double *matrix, const double *factor, size_t i, size_t j) {
  double rest = matrix[i * n + j];
  for (size_t k = 0; k < j; k++) {
    rest -= factor[i * n + k] * factor[j * n + k];
  }
  return rest;
}

bool rift_correlation_factor(size_t n, const double *matrix, double *factor) {
  memset(factor, 0, n * n * sizeof(double));
  for (size_t j = 0; j < n; j++) {
    double pivot = residual(n, matrix, factor, j, j);
    if (pivot < -PIVOT_TOLERANCE) {
      return false;
    }
    bool is_zero = pivot <= PIVOT_TOLERANCE;
    double root = is_zero ? 0 : sqrt(pivot);
    factor[j * n + j] = root;
    for (size_t i = j + 1; i < n; i++) {
      double rest = residual(n, matrix, factor, i, j);
      if (is_zero && fabs(rest) > RESIDUAL_TOLERANCE) {
        return false;
      }
      factor[i * n + j] = is_zero ? 0 : rest / root;
    }
  }
  return true;
}

/* One Jacobi rotation that makes entry (p, q) of the symmetric A zero; the columns of V follow. */
static void rotate(size_t n, double *A, double *V, size_t p, size_t q) {
  double apq = A[p * n + q];
  if (apq == 0) {
    return;
  }
  double theta = (A[q * n + q] - A[p * n + p]) / (2 * apq);
  double t = 1 / (fabs(theta) + sqrt(theta * theta + 1));
  t = theta < 0 ? -t : t;
  double c = 1 / sqrt(t * t + 1);
  double s = t * c;
  for (size_t k = 0; k < n; k++) {
    double kp = A[k * n + p], kq = A[k * n + q];
    A[k * n + p] = c * kp - s * kq;
    A[k * n + q] = s * kp + c * kq;
  }
  for (size_t k = 0; k < n; k++) {
    double pk = A[p * n + k], qk = A[q * n + k];
    A[p * n + k] = c * pk - s * qk;
    A[q * n + k] = s * pk + c * qk;
    double vp = V[k * n + p], vq = V[k * n + q];
    V[k * n + p] = c * vp - s * vq;
    V[k * n + q] = s * vp + c * vq;
  }
}

/* Cyclic Jacobi: A becomes diagonal, the columns of V its eigenvectors. */
static void eigen(size_t n, double *A, double *V) {
  memset(V, 0, n * n * sizeof(double));
  for (size_t i = 0; i < n; i++) {
    V[i * n + i] = 1;
  }
  for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    double off = 0;
    for (size_t p = 0; p < n; p++) {
      for (size_t q = p + 1; q < n; q++) {
        off += A[p * n + q] * A[p * n + q];
      }
    }
    if (off < 1e-28) {
      return;
    }
    for (size_t p = 0; p < n; p++) {
      for (size_t q = p + 1; q < n; q++) {
        rotate(n, A, V, p, q);
      }
    }
  }
}

/* result = the nearest matrix whose eigenvalues are at least the smallest allowed; A and V are
 * scratch. */
static void project_definite(size_t n, const double *matrix, double *result, double *A, double *V) {
  memcpy(A, matrix, n * n * sizeof(double));
  eigen(n, A, V);
  memset(result, 0, n * n * sizeof(double));
  for (size_t k = 0; k < n; k++) {
    double value = fmax(A[k * n + k], SMALLEST_EIGENVALUE);
    for (size_t i = 0; i < n; i++) {
      double scaled = value * V[i * n + k];
      for (size_t j = 0; j <= i; j++) {
        result[i * n + j] += scaled * V[j * n + k];
      }
    }
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < i; j++) {
      result[j * n + i] = result[i * n + j];
    }
  }
}

/* One step: correct, project, remember what the projection changed, restore the diagonal. Returns
 * the largest change. */
static double step(size_t n, double *matrix, double *correction, double *corrected,
                   double *projected, double *A, double *V) {
  for (size_t i = 0; i < n * n; i++) {
    corrected[i] = matrix[i] - correction[i];
  }
  project_definite(n, corrected, projected, A, V);
  double change = 0;
  for (size_t i = 0; i < n * n; i++) {
    correction[i] = projected[i] - corrected[i];
    double next = i % (n + 1) == 0 ? 1 : projected[i];
    change = fmax(change, fabs(next - matrix[i]));
    matrix[i] = next;
  }
  return change;
}

/* The last iterate may miss the cone by its last change: project once more and rescale the diagonal
 * to one. */
static void settle(size_t n, double *matrix, double *projected, double *A, double *V) {
  project_definite(n, matrix, projected, A, V);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double scale = sqrt(projected[i * n + i]) * sqrt(projected[j * n + j]);
      matrix[i * n + j] = i == j ? 1 : projected[i * n + j] / scale;
    }
  }
}

rift_status rift_correlation_repair(size_t n, double *matrix, rift_error *error) {
  size_t square = 0;
  double *scratch = rift_size_product(n, n, &square) && square <= SIZE_MAX / 5
                        ? rift_allocate_doubles(5 * square)
                        : NULL;
  if (scratch == NULL) {
    return rift_error_memory(error, 0);
  }
  double *correction = scratch, *corrected = scratch + square, *projected = corrected + square;
  double *A = projected + square, *V = A + square;
  double change = 1;
  for (int i = 0; i < MOST_ITERATIONS && change > CHANGE_TOLERANCE; i++) {
    change = step(n, matrix, correction, corrected, projected, A, V);
  }
  settle(n, matrix, projected, A, V);
  free(scratch);
  if (change > 1e-6) {
    return rift_error_set(
        error, RIFT_FAILED,
        "the nearest correlation matrix was not found: the last of %d steps still "
        "changed an entry by %.3g; make the stated correlations less contradictory",
        MOST_ITERATIONS, change);
  }
  return RIFT_OK;
}
