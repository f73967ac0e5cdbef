/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/basis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/small.h"

struct rift_basis {
  size_t unknowns, part_count, size;
  double *typical;      /* v of each part */
  double *projected;    /* [part][size][size]: Q^T swept_p V_p Q */
  double *right;        /* [part][size]: Q^T first_p */
  rift_packed lift;     /* Q: unknowns x size */
  rift_packed first;    /* unknowns x parts */
  rift_packed sweep;    /* unknowns x (part, size): swept_p V_p Q */
  rift_packed target;   /* targets x (part, size): T_p V_p Q */
  rift_small_solve *solve; /* for the instruction set in use when the basis was made */
};

void rift_basis_destroy(rift_basis *basis) {
  if (basis == NULL) {
    return;
  }
  free(basis->typical);
  free(basis->projected);
  free(basis->right);
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

static void project_parts(rift_basis *basis, const rift_basis_system *system, const double *q,
                          const double *sweep) {
  size_t size = basis->size;
  size_t width = system->part_count * size;
  for (size_t p = 0; p < system->part_count; p++) {
    for (size_t a = 0; a < size; a++) {
      for (size_t i = 0; i < system->unknowns; i++) {
        double value = q[a * system->unknowns + i];
        basis->right[p * size + a] += value * system->first[i * system->part_count + p];
        for (size_t b = 0; b < size; b++) {
          basis->projected[(p * size + a) * size + b] += value * sweep[i * width + p * size + b];
        }
      }
    }
  }
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
  basis->projected = rift_allocate_doubles(width * size);
  basis->right = rift_allocate_doubles(width);
  rift_status status = RIFT_OK;
  if (row_q == NULL || sweep == NULL || target == NULL || lift == NULL || basis->typical == NULL ||
      basis->projected == NULL || basis->right == NULL) {
    status = rift_error_memory(error, (e + system->targets) * width * sizeof(double));
    goto out;
  }
  memcpy(basis->typical, system->typical, system->part_count * sizeof(double));
  read_directions(system, size, q, row_q);
  project_by_part(system, size, row_q, e, system->swept, sweep);
  project_by_part(system, size, row_q, system->targets, system->target, target);
  project_parts(basis, system, q, sweep);
  for (size_t i = 0; i < e; i++) {
    for (size_t j = 0; j < size; j++) {
      lift[i * size + j] = q[j * e + i];
    }
  }
  status = rift_packed_init(&basis->lift, e, size, lift, size, error);
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
  result->solve = rift_small_solve_for(rift_isa_active());
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

/* Coordinates, weighted coordinates by part, the sweep's result, and one lane's matrix, coordinates and factors. */
size_t rift_basis_workspace(const rift_basis *basis) {
  size_t size = basis->size;
  return (size + basis->part_count * size) * RIFT_LANES + padded(basis->unknowns) +
         RIFT_PADDED_ROWS(size * size + size + basis->part_count) + RIFT_LANES;
}

/* x of one lane: (I - sum_p (w_p - v_p) projected_p) x = sum_p w_p right_p. */
static void solve_lane(const rift_basis *basis, const double *weights, size_t lane, double *work, double *x) {
  size_t size = basis->size;
  double *right = work + size * size;
  double *factors = right + size;
  memset(right, 0, size * sizeof *right);
  for (size_t p = 0; p < basis->part_count; p++) {
    double w = weights[p * RIFT_LANES + lane];
    factors[p] = w - basis->typical[p];
    for (size_t a = 0; a < size; a++) {
      right[a] += w * basis->right[p * size + a];
    }
  }
  basis->solve(size, basis->part_count, factors, basis->projected, work, right);
  for (size_t a = 0; a < size; a++) {
    x[a * RIFT_LANES + lane] = right[a];
  }
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

void rift_basis_solve(const rift_basis *basis, const double *weights, double *workspace, double *z,
                      double *change) {
  double *x = workspace;
  double *by_part = x + basis->size * RIFT_LANES;
  double *feedback = by_part + basis->part_count * basis->size * RIFT_LANES;
  double *work = feedback + padded(basis->unknowns);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    solve_lane(basis, weights, lane, work, x);
  }
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
  double *by_part = workspace + basis->size * RIFT_LANES;
  spread(basis, weights, true, x, by_part);
  rift_packed_add_slice(&basis->target, target_count, 0, basis->part_count * basis->size, by_part, targets);
}
