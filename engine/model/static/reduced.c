/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/reduced.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/factors.h"
#include "numeric/dense.h"

#define SWEEPS 60 /* then elimination: a series that needs more converges too slowly */

#define SLICE (16 * RIFT_PANEL_ROWS) /* factors at a time: 12 KiB a batch */

/* Relative to base: a tenth of the promised error, for the sum of what is dropped in a sweep. */
static const double negligible = 1e-14;

struct rift_reduced {
  size_t unknowns, targets, part_count, factor_count;
  size_t *part;     /* of each factor */
  double *constant; /* of each factor */
  double *typical;  /* v of each factor */
  double *tail;     /* sum of the bounds of the factors from k on */
  size_t *single;   /* the one unknown in each row of V (or RIFT_CONSTANT), where all rows are such; else NULL */
  double *response; /* B: unknowns x factors, for elimination */
  rift_packed row;  /* V: factors x unknowns */
  rift_packed swept;        /* P B: unknowns x factors */
  rift_packed first;        /* P B c by part: unknowns x parts */
  rift_packed target;       /* T: targets x factors */
  rift_packed first_target; /* T c by part: targets x parts */
};

void rift_reduced_destroy(rift_reduced *reduced) {
  if (reduced == NULL) {
    return;
  }
  free(reduced->part);
  free(reduced->constant);
  free(reduced->typical);
  free(reduced->response);
  free(reduced->tail);
  free(reduced->single);
  rift_packed_free(&reduced->row);
  rift_packed_free(&reduced->swept);
  rift_packed_free(&reduced->first);
  rift_packed_free(&reduced->target);
  rift_packed_free(&reduced->first_target);
  free(reduced);
}

/* swept = (I - B v V)^-1 B. */
static rift_status precondition(const rift_reduced *reduced, const double *v, double *swept, rift_error *error) {
  size_t e = reduced->unknowns;
  size_t k = reduced->factor_count;
  double *inverse = rift_allocate_doubles(e * e + 1);
  double *weighted = rift_allocate_doubles(e * k + 1);
  rift_status status = RIFT_OK;
  if (inverse == NULL || weighted == NULL) {
    status = rift_error_memory(error, e * k * sizeof(double));
    goto out;
  }
  for (size_t i = 0; i < e; i++) {
    inverse[i * e + i] = 1;
    for (size_t f = 0; f < k; f++) {
      weighted[i * k + f] = reduced->response[i * k + f] * reduced->typical[f];
    }
  }
  rift_dense_view rows = {v == NULL ? NULL : (double *)(uintptr_t)v, e};
  status = rift_dense_add_product(e, e, k, -1, (rift_dense_view){weighted, k}, rows,
                                  (rift_dense_view){inverse, e}, error);
  if (status == RIFT_OK && rift_dense_invert(e, inverse, NULL) != RIFT_OK) {
    /* Typical weights at which the system is singular are no guide: sweep around zero instead. */
    memset(reduced->typical, 0, k * sizeof(double));
    memset(inverse, 0, e * e * sizeof(double));
    for (size_t i = 0; i < e; i++) {
      inverse[i * e + i] = 1;
    }
  }
  if (status == RIFT_OK) {
    status = rift_dense_add_product(e, k, e, 1, (rift_dense_view){inverse, e},
                                    (rift_dense_view){reduced->response, k},
                                    (rift_dense_view){swept, k}, error);
  }
out:
  free(inverse);
  free(weighted);
  return status;
}

/* by_part[i][p] = sum over the factors k of part p of matrix[i][k] c_k. */
static void sum_by_part(const rift_reduced *reduced, size_t rows, const double *matrix, double *by_part) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t k = 0; k < reduced->factor_count; k++) {
      by_part[i * reduced->part_count + reduced->part[k]] +=
          matrix[i * reduced->factor_count + k] * reduced->constant[k];
    }
  }
}

/* A matrix over factors, and its sums by part. */
static rift_status pack_pair(const rift_reduced *reduced, size_t rows, const double *matrix,
                             rift_packed *by_factor, rift_packed *by_part, rift_error *error) {
  double *sums = rift_allocate_doubles(rows * reduced->part_count + 1);
  if (sums == NULL) {
    return rift_error_memory(error, rows * reduced->part_count * sizeof(double));
  }
  sum_by_part(reduced, rows, matrix, sums);
  rift_status status =
      rift_packed_init(by_factor, rows, reduced->factor_count, matrix, reduced->factor_count, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(by_part, rows, reduced->part_count, sums, reduced->part_count, error);
  }
  free(sums);
  return status;
}

/* The matrices, from factors that lie apart. */
static rift_status pack(rift_reduced *reduced, const rift_factors *factors, rift_error *error) {
  size_t k = factors->count;
  size_t e = reduced->unknowns;
  double *v = rift_allocate_doubles(k * e + 1);
  double *target = rift_allocate_doubles(reduced->targets * k + 1);
  double *swept = rift_allocate_doubles(e * k + 1);
  reduced->response = rift_allocate_doubles(e * k + 1);
  rift_status status = RIFT_OK;
  if (v == NULL || target == NULL || swept == NULL || reduced->response == NULL) {
    status = rift_error_memory(error, (e + reduced->targets) * k * sizeof(double));
    goto out;
  }
  for (size_t f = 0; f < k; f++) {
    memcpy(v + f * e, factors->items[f].row, e * sizeof *v);
    for (size_t i = 0; i < e; i++) {
      reduced->response[i * k + f] = factors->items[f].response[i];
    }
    for (size_t i = 0; i < reduced->targets; i++) {
      target[i * k + f] = factors->items[f].response[e + i];
    }
  }
  status = precondition(reduced, v, swept, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->row, k, e, v, e, error);
  }
  if (status == RIFT_OK) {
    status = pack_pair(reduced, e, swept, &reduced->swept, &reduced->first, error);
  }
  if (status == RIFT_OK) {
    status = pack_pair(reduced, reduced->targets, target, &reduced->target, &reduced->first_target, error);
  }
out:
  free(v);
  free(target);
  free(swept);
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
                                size_t part_count, rift_reduced_part *parts,
                                const rift_reduced_options *options, rift_error *error) {
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
    status = rift_factors_add(&factors, unknowns, targets, p, &parts[p], options->compress, error);
  }
  if (status != RIFT_OK) {
    goto out;
  }
  rift_factors_sort(&factors);
  size_t count = factors.count;
  result->factor_count = count;
  result->part = rift_allocate(count + 1, sizeof *result->part);
  result->constant = rift_allocate_doubles(count + 1);
  result->typical = rift_allocate_doubles(count + 1);
  result->tail = rift_allocate_doubles(count + 1);
  if (result->part == NULL || result->constant == NULL || result->typical == NULL || result->tail == NULL) {
    status = rift_error_memory(error, count * sizeof(double));
    goto out;
  }
  for (size_t k = count; k-- > 0;) {
    result->part[k] = factors.items[k].part;
    result->constant[k] = factors.items[k].constant;
    result->typical[k] = options->typical == NULL ? 0 : options->typical[factors.items[k].part];
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

/* A slice of y; two steps of z, and their sum. */
size_t rift_reduced_workspace(const rift_reduced *reduced) {
  return (SLICE + 3 * RIFT_PADDED_ROWS(reduced->unknowns)) * RIFT_LANES;
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

/* step = V z for the factors [first, first + count), times w - v (a sweep) or w (the end). */
static void take_step(const rift_reduced *reduced, size_t first, size_t count, const double *weights,
                      bool end, const double *z, double *step) {
  if (reduced->single == NULL) {
    rift_packed_product_rows(&reduced->row, first, count, z, step);
  }
  for (size_t i = 0; i < count; i++) {
    const double *w = weights + reduced->part[first + i] * RIFT_LANES;
    double v = end ? 0 : reduced->typical[first + i];
    size_t unknown = reduced->single == NULL ? RIFT_CONSTANT : reduced->single[first + i];
    const double *from = unknown == RIFT_CONSTANT ? step + i * RIFT_LANES : z + unknown * RIFT_LANES;
    double still = reduced->single != NULL && unknown == RIFT_CONSTANT ? 0 : 1;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      step[i * RIFT_LANES + lane] = still == 0 ? 0 : (w[lane] - v) * from[lane];
    }
  }
}

/* result += M (w - v or w) V z over the leading `active` factors, in slices that stay in the first cache. */
static void add_feedback(const rift_reduced *reduced, const rift_packed *matrix, size_t active,
                         const double *weights, bool end, const double *z, double *step, double *result) {
  for (size_t first = 0; first < active; first += SLICE) {
    size_t count = active - first < SLICE ? active - first : SLICE;
    take_step(reduced, first, count, weights, end, z, step);
    rift_packed_add_slice(matrix, first, count, step, result);
  }
}

static void add(size_t count, const double *from, double *to) {
  for (size_t i = 0; i < count; i++) {
    to[i] += from[i];
  }
}

/* One entry of a packed matrix. */
static double entry(const rift_packed *matrix, size_t i, size_t k) {
  const double *panel = matrix->panels + i / RIFT_PANEL_ROWS * matrix->columns * RIFT_PANEL_ROWS;
  return panel[k * RIFT_PANEL_ROWS + i % RIFT_PANEL_ROWS];
}

/* (I - B w V) z = B w c by elimination; NaN if the system is singular. */
static void eliminate_lane(const rift_reduced *reduced, const double *weights, size_t lane, double *z) {
  size_t e = reduced->unknowns;
  double *matrix = rift_allocate_doubles(e * e + 1);
  double *x = rift_allocate_doubles(e + 1);
  bool fine = matrix != NULL && x != NULL;
  for (size_t i = 0; fine && i < e; i++) {
    matrix[i * e + i] = 1;
    for (size_t k = 0; k < reduced->factor_count; k++) {
      double b = reduced->response[i * reduced->factor_count + k] *
                 weights[reduced->part[k] * RIFT_LANES + lane];
      x[i] += b * reduced->constant[k];
      for (size_t j = 0; j < e && b != 0; j++) {
        matrix[i * e + j] -= b * entry(&reduced->row, k, j);
      }
    }
  }
  fine = fine && rift_dense_solve(e, matrix, 1, x);
  for (size_t i = 0; i < e; i++) {
    z[i * RIFT_LANES + lane] = fine ? x[i] : (double)NAN;
  }
  free(matrix);
  free(x);
}

size_t rift_reduced_solve(const rift_reduced *reduced, const double *weights, double *workspace,
                          double *targets) {
  size_t unknown_values = RIFT_PADDED_ROWS(reduced->unknowns) * RIFT_LANES;
  double *step = workspace;
  double *change = step + SLICE * RIFT_LANES;
  double *next = change + unknown_values;
  double *z = next + unknown_values;
  double heaviest = fmax(1, largest(reduced->part_count, weights));
  size_t sweep = 0;
  rift_packed_product(&reduced->first, reduced->unknowns, reduced->part_count, weights, change);
  memcpy(z, change, unknown_values * sizeof *z);
  for (; sweep < SWEEPS; sweep++) {
    size_t active = active_factors(reduced, largest(reduced->unknowns, change) * heaviest);
    if (active == 0) {
      break;
    }
    memset(next, 0, unknown_values * sizeof *next);
    add_feedback(reduced, &reduced->swept, active, weights, false, change, step, next);
    add(unknown_values, next, z);
    double *swap = change;
    change = next;
    next = swap;
  }
  for (size_t lane = 0; sweep == SWEEPS && lane < RIFT_LANES; lane++) {
    eliminate_lane(reduced, weights, lane, z);
  }
  rift_packed_product(&reduced->first_target, reduced->targets, reduced->part_count, weights, targets);
  add_feedback(reduced, &reduced->target, reduced->factor_count, weights, true, z, step, targets);
  return sweep;
}
