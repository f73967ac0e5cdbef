/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/reduced.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/factors.h"
#include "numeric/dense.h"

#define SWEEPS 60 /* then elimination: a series that needs more converges too slowly */

/* Relative to base: a hundredth of the promised error, for the sum of what is dropped. */
static const double negligible = 1e-16;

struct rift_reduced {
  size_t unknowns, targets, part_count, factor_count;
  size_t *part;        /* of each factor */
  double *constant;    /* of each factor */
  double *tail;        /* sum of the bounds of the factors from k on */
  size_t *single;      /* the one unknown in each row of V (or RIFT_CONSTANT), where all rows are such; else NULL */
  rift_packed row;     /* V: factors x unknowns */
  rift_packed response; /* B: unknowns x factors */
  rift_packed target;  /* T: targets x factors */
};

void rift_reduced_destroy(rift_reduced *reduced) {
  if (reduced == NULL) {
    return;
  }
  free(reduced->part);
  free(reduced->constant);
  free(reduced->tail);
  free(reduced->single);
  rift_packed_free(&reduced->row);
  rift_packed_free(&reduced->response);
  rift_packed_free(&reduced->target);
  free(reduced);
}

/* The three matrices, from factors that lie apart. */
static rift_status pack(rift_reduced *reduced, const rift_factors *factors, rift_error *error) {
  size_t k = factors->count;
  size_t e = reduced->unknowns;
  size_t rows = e + reduced->targets;
  double *v = rift_allocate_doubles(k * e + 1);
  double *g = rift_allocate_doubles(rows * k + 1);
  rift_status status = RIFT_OK;
  if (v == NULL || g == NULL) {
    status = rift_error_memory(error, rows * k * sizeof(double));
    goto out;
  }
  for (size_t f = 0; f < k; f++) {
    memcpy(v + f * e, factors->items[f].row, e * sizeof *v);
    for (size_t i = 0; i < rows; i++) {
      g[i * k + f] = factors->items[f].response[i];
    }
  }
  status = rift_packed_init(&reduced->row, k, e, v, e, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->response, e, k, g, k, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->target, reduced->targets, k, g + e * k, k, error);
  }
out:
  free(v);
  free(g);
  return status;
}

/* The unknown of a row with a single one in it, RIFT_CONSTANT for a row of zeros; false for any other row. */
static bool single_unknown(const double *row, size_t unknowns, size_t *unknown) {
  *unknown = RIFT_CONSTANT;
  for (size_t j = 0; j < unknowns; j++) {
    if (row[j] != 0 && (*unknown != RIFT_CONSTANT || row[j] != 1)) {
      return false;
    }
    *unknown = row[j] != 0 ? j : *unknown;
  }
  return true;
}

/* Where every row of V selects one unknown, copying it replaces the product. */
static rift_status find_singles(rift_reduced *reduced, const rift_factors *factors, rift_error *error) {
  reduced->single = rift_allocate(factors->count + 1, sizeof *reduced->single);
  if (reduced->single == NULL) {
    return rift_error_memory(error, factors->count * sizeof(size_t));
  }
  for (size_t k = 0; k < factors->count; k++) {
    if (!single_unknown(factors->items[k].row, reduced->unknowns, &reduced->single[k])) {
      free(reduced->single);
      reduced->single = NULL;
      return RIFT_OK;
    }
  }
  return RIFT_OK;
}

rift_status rift_reduced_create(rift_reduced **reduced, size_t unknowns, size_t targets,
                                size_t part_count, rift_reduced_part *parts, bool compress,
                                rift_error *error) {
  rift_factors factors = {0};
  rift_status status = RIFT_OK;
  rift_reduced *result = rift_allocate(1, sizeof *result);
  if (result == NULL) {
    return rift_error_memory(error, sizeof *result);
  }
  result->unknowns = unknowns;
  result->targets = targets;
  result->part_count = part_count;
  for (size_t p = 0; p < part_count && status == RIFT_OK; p++) {
    status = rift_factors_add(&factors, unknowns, targets, p, &parts[p], compress, error);
  }
  if (status != RIFT_OK) {
    goto out;
  }
  rift_factors_sort(&factors);
  size_t count = factors.count;
  result->factor_count = count;
  result->part = rift_allocate(count + 1, sizeof *result->part);
  result->constant = rift_allocate_doubles(count + 1);
  result->tail = rift_allocate_doubles(count + 1);
  if (result->part == NULL || result->constant == NULL || result->tail == NULL) {
    status = rift_error_memory(error, count * sizeof(double));
    goto out;
  }
  for (size_t k = count; k-- > 0;) {
    result->part[k] = factors.items[k].part;
    result->constant[k] = factors.items[k].constant;
    result->tail[k] = result->tail[k + 1] + factors.items[k].bound;
  }
  status = find_singles(result, &factors, error);
  if (status == RIFT_OK) {
    status = pack(result, &factors, error);
  }
out:
  rift_factors_free(&factors);
  if (status != RIFT_OK) {
    rift_reduced_destroy(result);
    result = NULL;
  }
  *reduced = result;
  return status;
}

size_t rift_reduced_factor_count(const rift_reduced *reduced) { return reduced->factor_count; }

/* y, step of y, step of z. */
size_t rift_reduced_workspace(const rift_reduced *reduced) {
  return (2 * RIFT_PADDED_ROWS(reduced->factor_count) + RIFT_PADDED_ROWS(reduced->unknowns)) *
         RIFT_LANES;
}

static double largest(size_t count, const double *values) {
  double most[RIFT_LANES] = {0};
  for (size_t i = 0; i < count; i++) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double size = fabs(values[i * RIFT_LANES + lane]);
      most[lane] = size > most[lane] ? size : most[lane];
    }
  }
  double result = 0;
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    result = most[lane] > result ? most[lane] : result;
  }
  return result;
}

/* The factors that can still change anything by more than `negligible` after a step of size `size`. */
static size_t active_factors(const rift_reduced *reduced, double size) {
  size_t low = 0;
  size_t high = reduced->factor_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (reduced->tail[middle] * size > negligible) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* y = w c for all factors: the effect at base quantities. */
static void first_step(const rift_reduced *reduced, const double *weights, double *y) {
  for (size_t k = 0; k < reduced->factor_count; k++) {
    const double *w = weights + reduced->part[k] * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      y[k * RIFT_LANES + lane] = w[lane] * reduced->constant[k];
    }
  }
}

static void weigh_step(const rift_reduced *reduced, size_t active, const double *weights,
                       double *step, double *y) {
  for (size_t k = 0; k < active; k++) {
    const double *w = weights + reduced->part[k] * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      step[k * RIFT_LANES + lane] *= w[lane];
      y[k * RIFT_LANES + lane] += step[k * RIFT_LANES + lane];
    }
  }
}

/* step = V z for the leading factors. */
static void read_unknowns(const rift_reduced *reduced, size_t active, const double *z, double *step) {
  if (reduced->single == NULL) {
    rift_packed_product(&reduced->row, active, reduced->unknowns, z, step);
    return;
  }
  for (size_t k = 0; k < active; k++) {
    if (reduced->single[k] == RIFT_CONSTANT) {
      memset(step + k * RIFT_LANES, 0, RIFT_LANES * sizeof *step);
    } else {
      memcpy(step + k * RIFT_LANES, z + reduced->single[k] * RIFT_LANES, RIFT_LANES * sizeof *step);
    }
  }
}

/* One entry of a packed matrix. */
static double entry(const rift_packed *matrix, size_t i, size_t k) {
  const double *panel = matrix->panels + i / RIFT_PANEL_ROWS * matrix->columns * RIFT_PANEL_ROWS;
  return panel[k * RIFT_PANEL_ROWS + i % RIFT_PANEL_ROWS];
}

/* (I - B W V) z = B W c by elimination, then y = W (c + V z); y becomes NaN if the system is singular. */
static void eliminate_lane(const rift_reduced *reduced, const double *weights, size_t lane, double *y) {
  size_t e = reduced->unknowns;
  double *matrix = rift_allocate_doubles(e * e);
  double *z = rift_allocate_doubles(e);
  bool fine = matrix != NULL && z != NULL;
  for (size_t i = 0; fine && i < e; i++) {
    matrix[i * e + i] = 1;
    for (size_t k = 0; k < reduced->factor_count; k++) {
      double b = entry(&reduced->response, i, k) * weights[reduced->part[k] * RIFT_LANES + lane];
      z[i] += b * reduced->constant[k];
      for (size_t j = 0; j < e && b != 0; j++) {
        matrix[i * e + j] -= b * entry(&reduced->row, k, j);
      }
    }
  }
  fine = fine && rift_dense_solve(e, matrix, 1, z);
  for (size_t k = 0; k < reduced->factor_count; k++) {
    double sum = reduced->constant[k];
    for (size_t j = 0; fine && j < e; j++) {
      sum += entry(&reduced->row, k, j) * z[j];
    }
    y[k * RIFT_LANES + lane] = fine ? sum * weights[reduced->part[k] * RIFT_LANES + lane] : (double)NAN;
  }
  free(matrix);
  free(z);
}

size_t rift_reduced_solve(const rift_reduced *reduced, const double *weights, double *workspace,
                          double *targets) {
  size_t padded = RIFT_PADDED_ROWS(reduced->factor_count) * RIFT_LANES;
  double *y = workspace;
  double *step = workspace + padded;
  double *z = step + padded;
  size_t active = reduced->factor_count;
  size_t sweep = 0;
  double heaviest = fmax(1, largest(reduced->part_count, weights));
  first_step(reduced, weights, y);
  memcpy(step, y, reduced->factor_count * RIFT_LANES * sizeof *y);
  double size = INFINITY;
  for (; sweep < SWEEPS; sweep++) {
    rift_packed_product(&reduced->response, reduced->unknowns, active, step, z);
    size = largest(reduced->unknowns, z);
    active = active_factors(reduced, size * heaviest);
    if (active == 0) {
      break;
    }
    read_unknowns(reduced, active, z, step);
    weigh_step(reduced, active, weights, step, y);
  }
  for (size_t lane = 0; sweep == SWEEPS && lane < RIFT_LANES; lane++) {
    eliminate_lane(reduced, weights, lane, y);
  }
  rift_packed_product(&reduced->target, reduced->targets, reduced->factor_count, y, targets);
  return sweep;
}
