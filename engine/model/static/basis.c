/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/basis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The small series ends when no coordinate moves by more; past STEPS the sweep that checks will tell. */
static const double settled = 1e-15;
enum { STEPS = 40 };

struct rift_basis {
  size_t unknowns, part_count, size;
  double *typical;      /* v of each part */
  rift_packed projected; /* size x (part, size): Q^T swept_p V_p Q */
  rift_packed right;    /* size x parts: Q^T first_p */
  rift_packed lift;     /* Q: unknowns x size */
  rift_packed first;    /* unknowns x parts */
  rift_packed sweep;    /* unknowns x (part, size): swept_p V_p Q */
  rift_packed target;   /* targets x (part, size): T_p V_p Q */
};

void rift_basis_destroy(rift_basis *basis) {
  if (basis == NULL) {
    return;
  }
  free(basis->typical);
  rift_packed_free(&basis->projected);
  rift_packed_free(&basis->right);
  rift_packed_free(&basis->lift);
  rift_packed_free(&basis->first);
  rift_packed_free(&basis->sweep);
  rift_packed_free(&basis->target);
  free(basis);
}

static double dot(size_t n, const double *a, const double *b) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    sum += a[i] * b[i];
  }
  return sum;
}

static void subtract(size_t n, double factor, const double *from, double *to) {
  for (size_t i = 0; i < n; i++) {
    to[i] -= factor * from[i];
  }
}

/* The sweep after the Galerkin solution shrinks what is left out by a factor of ten or more. */
static const double negligible = 1e-14;

/* Pivoted Gram-Schmidt, each direction cleaned twice; q: size x unknowns. Returns the size, limit + 1 if that is not enough. */
static size_t find_directions(size_t n, size_t count, double *solutions, size_t limit, double *q) {
  for (size_t size = 0;; size++) {
    size_t pivot = 0;
    double norm = 0;
    for (size_t c = 0; c < count; c++) {
      double here = sqrt(dot(n, solutions + c * n, solutions + c * n));
      pivot = here > norm ? c : pivot;
      norm = here > norm ? here : norm;
    }
    if (!(norm > negligible)) {
      return size;
    }
    if (size == limit) {
      return limit + 1;
    }
    double *direction = q + size * n;
    memcpy(direction, solutions + pivot * n, n * sizeof *q);
    for (size_t j = 0; j < size; j++) {
      subtract(n, dot(n, direction, q + j * n), q + j * n, direction);
    }
    double length = sqrt(dot(n, direction, direction));
    for (size_t i = 0; i < n; i++) {
      direction[i] /= length;
    }
    for (size_t c = 0; c < count; c++) {
      subtract(n, dot(n, direction, solutions + c * n), direction, solutions + c * n);
    }
    memset(solutions + pivot * n, 0, n * sizeof *q);
  }
}

/* by_part[i][p * size + j] = sum over the factors k of part p of matrix[i][k] (V_k q_j). */
static void project_by_part(const rift_basis_system *system, size_t size, const double *row_q, size_t rows,
                            const double *matrix, double *by_part) {
  for (size_t i = 0; i < rows; i++) {
    double *to = by_part + i * system->part_count * size;
    for (size_t k = 0; k < system->factor_count; k++) {
      double value = matrix[i * system->factor_count + k];
      for (size_t j = 0; j < size && value != 0; j++) {
        to[system->part[k] * size + j] += value * row_q[k * size + j];
      }
    }
  }
}

/* Q^T times an unknowns x width matrix. */
static void project(const rift_basis_system *system, size_t size, const double *q, size_t width,
                    const double *matrix, double *projected) {
  for (size_t a = 0; a < size; a++) {
    for (size_t i = 0; i < system->unknowns; i++) {
      subtract(width, -q[a * system->unknowns + i], matrix + i * width, projected + a * width);
    }
  }
}

static rift_status pack_projections(rift_basis *basis, const rift_basis_system *system, const double *q,
                                    const double *sweep, rift_error *error) {
  size_t size = basis->size;
  size_t width = system->part_count * size;
  double *projected = rift_allocate_doubles(size * width);
  double *right = rift_allocate_doubles(width);
  rift_status status = RIFT_OK;
  if (projected == NULL || right == NULL) {
    status = rift_error_memory(error, size * width * sizeof(double));
    goto out;
  }
  project(system, size, q, width, sweep, projected);
  project(system, size, q, system->part_count, system->first, right);
  status = rift_packed_init(&basis->projected, size, width, projected, width, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&basis->right, size, system->part_count, right, system->part_count, error);
  }
out:
  free(projected);
  free(right);
  return status;
}

/* row_q = V q^T, by factor and direction. */
static void read_directions(const rift_basis_system *system, size_t size, const double *q, double *row_q) {
  for (size_t k = 0; k < system->factor_count; k++) {
    for (size_t j = 0; j < size; j++) {
      row_q[k * size + j] = dot(system->unknowns, system->row + k * system->unknowns, q + j * system->unknowns);
    }
  }
}

static rift_status fill(rift_basis *basis, const rift_basis_system *system, const double *q, rift_error *error) {
  size_t size = basis->size;
  size_t e = system->unknowns;
  size_t width = system->part_count * size;
  double *row_q = rift_allocate_doubles(system->factor_count * size);
  double *sweep = rift_allocate_doubles(e * width);
  double *target = rift_allocate_doubles(system->targets * width);
  double *lift = rift_allocate_doubles(e * size);
  basis->typical = rift_allocate_doubles(system->part_count);
  rift_status status = RIFT_OK;
  if (row_q == NULL || sweep == NULL || target == NULL || lift == NULL || basis->typical == NULL) {
    status = rift_error_memory(error, (e + system->targets) * width * sizeof(double));
    goto out;
  }
  memcpy(basis->typical, system->typical, system->part_count * sizeof(double));
  read_directions(system, size, q, row_q);
  project_by_part(system, size, row_q, e, system->swept, sweep);
  project_by_part(system, size, row_q, system->targets, system->target, target);
  for (size_t i = 0; i < e; i++) {
    for (size_t j = 0; j < size; j++) {
      lift[i * size + j] = q[j * e + i];
    }
  }
  status = pack_projections(basis, system, q, sweep, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&basis->lift, e, size, lift, size, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&basis->first, e, system->part_count, system->first, system->part_count, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&basis->sweep, e, width, sweep, width, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&basis->target, system->targets, width, target, width, error);
  }
out:
  free(row_q);
  free(sweep);
  free(target);
  free(lift);
  return status;
}

rift_status rift_basis_create(rift_basis **basis, const rift_basis_system *system, size_t solution_count,
                              double *solutions, size_t limit, rift_error *error) {
  size_t e = system->unknowns;
  rift_basis *result = rift_allocate(1, sizeof *result);
  double *q = rift_allocate_doubles((limit + 1) * e);
  rift_status status = RIFT_OK;
  *basis = NULL;
  if (result == NULL || q == NULL) {
    status = rift_error_memory(error, limit * e * sizeof *q);
    goto out;
  }
  result->unknowns = e;
  result->part_count = system->part_count;
  result->size = find_directions(e, solution_count, solutions, limit, q);
  if (result->size > 0 && result->size <= limit) {
    status = fill(result, system, q, error);
    if (status == RIFT_OK) {
      *basis = result;
      result = NULL;
    }
  }
out:
  free(q);
  rift_basis_destroy(result);
  return status;
}

size_t rift_basis_size(const rift_basis *basis) { return basis->size; }

static size_t padded(size_t rows) { return RIFT_PADDED_ROWS(rows) * RIFT_LANES; }

/* Coordinates, their constant and next value, weighted coordinates by part, the sweep's result. */
size_t rift_basis_workspace(const rift_basis *basis) {
  return 3 * padded(basis->size) + basis->part_count * basis->size * RIFT_LANES + padded(basis->unknowns);
}

/* by_part[p][j] = (w_p - v_p) x_j, with v = 0 at the end. */
static void spread(const rift_basis *basis, const double *weights, bool end, const double *x, double *by_part) {
  for (size_t p = 0; p < basis->part_count; p++) {
    double v = end ? 0 : basis->typical[p];
    for (size_t j = 0; j < basis->size; j++) {
      for (size_t lane = 0; lane < RIFT_LANES; lane++) {
        by_part[(p * basis->size + j) * RIFT_LANES + lane] =
            (weights[p * RIFT_LANES + lane] - v) * x[j * RIFT_LANES + lane];
      }
    }
  }
}

/* The small system by its own series, which converges as fast as the large one's sweeps do. */
static void solve_small(const rift_basis *basis, const double *weights, double *x, double *constant,
                        double *next, double *by_part) {
  size_t values = basis->size * RIFT_LANES;
  rift_packed_product(&basis->right, basis->size, basis->part_count, weights, constant);
  memcpy(x, constant, values * sizeof *x);
  for (size_t step = 0; step < STEPS; step++) {
    double largest = 0;
    spread(basis, weights, false, x, by_part);
    rift_packed_product(&basis->projected, basis->size, basis->part_count * basis->size, by_part, next);
    for (size_t i = 0; i < values; i++) {
      double value = constant[i] + next[i];
      double change = fabs(value - x[i]);
      largest = change > largest ? change : largest;
      x[i] = value;
    }
    if (largest <= settled) {
      return;
    }
  }
}

void rift_basis_solve(const rift_basis *basis, const double *weights, double *workspace, double *z,
                      double *change) {
  double *x = workspace;
  double *by_part = x + padded(basis->size);
  double *constant = by_part + basis->part_count * basis->size * RIFT_LANES;
  double *next = constant + padded(basis->size);
  double *feedback = next + padded(basis->size);
  solve_small(basis, weights, x, constant, next, by_part);
  spread(basis, weights, false, x, by_part);
  rift_packed_product(&basis->lift, basis->unknowns, basis->size, x, change);
  rift_packed_product(&basis->first, basis->unknowns, basis->part_count, weights, z);
  rift_packed_product(&basis->sweep, basis->unknowns, basis->part_count * basis->size, by_part, feedback);
  for (size_t i = 0; i < basis->unknowns * RIFT_LANES; i++) {
    z[i] += feedback[i];
    change[i] = z[i] - change[i];
  }
}

void rift_basis_add_targets(const rift_basis *basis, const double *weights, size_t target_count,
                            double *workspace, double *targets) {
  const double *x = workspace;
  double *by_part = workspace + padded(basis->size);
  spread(basis, weights, true, x, by_part);
  rift_packed_add_slice(&basis->target, target_count, 0, basis->part_count * basis->size, by_part, targets);
}
