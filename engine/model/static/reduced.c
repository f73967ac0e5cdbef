/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/reduced.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/basis.h"
#include "model/static/factors.h"
#include "numeric/dense.h"

#define SWEEPS 60 /* then elimination: a series that needs more converges too slowly */

#define SLICE (16 * RIFT_PANEL_ROWS) /* factors at a time: 12 KiB a batch */

/* Relative to base: a tenth of the promised error, for the sum of what is dropped in a sweep. */
static const double negligible = 1e-14;

/* What the exact sweep after the reduced basis may still change: the next one would change a fraction of it. */
static const double accepted = 1e-13;

struct rift_reduced {
  size_t unknowns, targets, part_count, factor_count;
  size_t *part;     /* of each factor */
  double *constant; /* of each factor */
  double *typical;  /* v of each factor */
  bool typical_is_guide; /* false where the system is singular at the typical weights, and v is zero */
  double *tail;     /* sum of the bounds of the factors from k on */
  size_t *single;   /* the one unknown in each row of V (or RIFT_CONSTANT), where all rows are such; else NULL */
  double *response; /* B: unknowns x factors, for elimination */
  rift_packed row;  /* V: factors x unknowns */
  rift_packed swept;        /* P B: unknowns x factors */
  rift_packed first;        /* P B c by part: unknowns x parts */
  rift_packed target;       /* T: targets x factors */
  rift_packed first_target; /* T c by part: targets x parts */
  rift_basis *basis;        /* NULL where it would not pay */
};

/* The dense matrices, while the system is being built. */
typedef struct dense {
  double *row, *swept, *first, *target, *first_target;
} dense;

static void dense_free(dense *d) {
  free(d->row);
  free(d->swept);
  free(d->first);
  free(d->target);
  free(d->first_target);
}

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
  rift_basis_destroy(reduced->basis);
  free(reduced);
}

/* swept = (I - B v V)^-1 B. */
static rift_status precondition(rift_reduced *reduced, double *v, double *swept, rift_error *error) {
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
  rift_dense_view rows = {v, e};
  status = rift_dense_add_product(e, e, k, -1, (rift_dense_view){weighted, k}, rows,
                                  (rift_dense_view){inverse, e}, error);
  reduced->typical_is_guide = status == RIFT_OK && rift_dense_invert(e, inverse, NULL) == RIFT_OK;
  if (!reduced->typical_is_guide) {
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

static rift_status fill_dense(rift_reduced *reduced, const rift_factors *factors, dense *d, rift_error *error) {
  size_t k = factors->count;
  size_t e = reduced->unknowns;
  d->row = rift_allocate_doubles(k * e + 1);
  d->target = rift_allocate_doubles(reduced->targets * k + 1);
  d->swept = rift_allocate_doubles(e * k + 1);
  d->first = rift_allocate_doubles(e * reduced->part_count + 1);
  d->first_target = rift_allocate_doubles(reduced->targets * reduced->part_count + 1);
  reduced->response = rift_allocate_doubles(e * k + 1);
  if (d->row == NULL || d->target == NULL || d->swept == NULL || d->first == NULL ||
      d->first_target == NULL || reduced->response == NULL) {
    return rift_error_memory(error, (e + reduced->targets) * k * sizeof(double));
  }
  for (size_t f = 0; f < k; f++) {
    memcpy(d->row + f * e, factors->items[f].row, e * sizeof(double));
    for (size_t i = 0; i < e; i++) {
      reduced->response[i * k + f] = factors->items[f].response[i];
    }
    for (size_t i = 0; i < reduced->targets; i++) {
      d->target[i * k + f] = factors->items[f].response[e + i];
    }
  }
  rift_status status = precondition(reduced, d->row, d->swept, error);
  sum_by_part(reduced, e, d->swept, d->first);
  sum_by_part(reduced, reduced->targets, d->target, d->first_target);
  return status;
}

static rift_status pack(rift_reduced *reduced, const dense *d, rift_error *error) {
  size_t k = reduced->factor_count;
  size_t e = reduced->unknowns;
  size_t parts = reduced->part_count;
  rift_status status = rift_packed_init(&reduced->row, k, e, d->row, e, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->swept, e, k, d->swept, k, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->first, e, parts, d->first, parts, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->target, reduced->targets, k, d->target, k, error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&reduced->first_target, reduced->targets, parts, d->first_target, parts, error);
  }
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

size_t rift_reduced_factor_count(const rift_reduced *reduced) { return reduced->factor_count; }

/* A slice of y; two steps of z, and their sum; the basis. */
size_t rift_reduced_workspace(const rift_reduced *reduced) {
  return (SLICE + 3 * RIFT_PADDED_ROWS(reduced->unknowns)) * RIFT_LANES +
         (reduced->basis == NULL ? 0 : rift_basis_workspace(reduced->basis));
}

/* Largest size of all values; infinite if one has run away or is none. */
static double largest(size_t count, const double *values) {
  double most[RIFT_LANES] = {0};
  for (size_t i = 0; i < count; i++) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double size = fabs(values[i * RIFT_LANES + lane]);
      most[lane] = !(size <= 1e100) ? (double)INFINITY : size > most[lane] ? size : most[lane];
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

/* What multiplies the factors' values: the sweep's matrix or the targets', and how many of its rows. */
typedef struct feedback {
  const rift_packed *matrix;
  size_t rows;
  bool end; /* weights w, not w - v */
} feedback;

/* result += M (w - v or w) V z over the leading `active` factors, in slices that stay in the first cache. */
static void add_feedback(const rift_reduced *reduced, feedback f, size_t active, const double *weights,
                         const double *z, double *step, double *result) {
  for (size_t first = 0; first < active; first += SLICE) {
    size_t count = active - first < SLICE ? active - first : SLICE;
    take_step(reduced, first, count, weights, f.end, z, step);
    rift_packed_add_slice(f.matrix, f.rows, first, count, step, result);
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

/* Solves for z; `change` holds the first step, and z the sum up to it. Returns the number of sweeps. */
static size_t sweep_to_end(const rift_reduced *reduced, const double *weights, double *step, double *change,
                           double *next, double *z) {
  size_t unknown_values = RIFT_PADDED_ROWS(reduced->unknowns) * RIFT_LANES;
  feedback sweep_feedback = {.matrix = &reduced->swept, .rows = reduced->unknowns};
  double heaviest = fmax(1, largest(reduced->part_count, weights));
  size_t sweep = 0;
  for (; sweep < SWEEPS; sweep++) {
    double size = largest(reduced->unknowns, change);
    size_t active = active_factors(reduced, size * heaviest);
    if (active == 0) {
      return sweep;
    }
    if (isinf(size)) {
      sweep = SWEEPS;
      break;
    }
    memset(next, 0, unknown_values * sizeof *next);
    add_feedback(reduced, sweep_feedback, active, weights, change, step, next);
    add(unknown_values, next, z);
    double *swap = change;
    change = next;
    next = swap;
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    eliminate_lane(reduced, weights, lane, z);
  }
  return sweep;
}

/* True if no lane's last sweep moved an unknown by more than `accepted`, NaN included. */
static bool is_settled(const rift_reduced *reduced, const double *change) {
  for (size_t i = 0; i < reduced->unknowns * RIFT_LANES; i++) {
    if (!(fabs(change[i]) <= accepted)) {
      return false;
    }
  }
  return true;
}

size_t rift_reduced_solve(const rift_reduced *reduced, const double *weights, size_t target_count,
                          double *workspace, double *targets) {
  size_t unknown_values = RIFT_PADDED_ROWS(reduced->unknowns) * RIFT_LANES;
  double *step = workspace;
  double *change = step + SLICE * RIFT_LANES;
  double *next = change + unknown_values;
  double *z = next + unknown_values;
  double *coordinates = z + unknown_values;
  rift_packed_product(&reduced->first_target, target_count, reduced->part_count, weights, targets);
  if (reduced->basis != NULL) {
    rift_basis_solve(reduced->basis, weights, coordinates, z, change);
    if (is_settled(reduced, change)) {
      rift_basis_add_targets(reduced->basis, weights, target_count, coordinates, targets);
      return 1;
    }
  }
  rift_packed_product(&reduced->first, reduced->unknowns, reduced->part_count, weights, change);
  memcpy(z, change, unknown_values * sizeof *z);
  size_t sweeps = sweep_to_end(reduced, weights, step, change, next, z);
  feedback end = {.matrix = &reduced->target, .rows = target_count, .end = true};
  add_feedback(reduced, end, reduced->factor_count, weights, z, step, targets);
  return sweeps;
}

/* Solutions for the samples, one after the other: [sample][unknown]. */
static rift_status solve_samples(const rift_reduced *reduced, const rift_reduced_options *options,
                                 double *solutions, size_t *sweeps, rift_error *error) {
  size_t unknown_values = RIFT_PADDED_ROWS(reduced->unknowns) * RIFT_LANES;
  double *weights = rift_allocate_doubles(reduced->part_count * RIFT_LANES + 1);
  double *workspace = rift_allocate_doubles(SLICE * RIFT_LANES + 3 * unknown_values);
  rift_status status = RIFT_OK;
  if (weights == NULL || workspace == NULL) {
    status = rift_error_memory(error, unknown_values * sizeof(double));
    goto out;
  }
  double *change = workspace + SLICE * RIFT_LANES;
  double *z = change + 2 * unknown_values;
  for (size_t first = 0; first < options->sample_count; first += RIFT_LANES) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      size_t sample = first + lane < options->sample_count ? first + lane : first;
      for (size_t p = 0; p < reduced->part_count; p++) {
        weights[p * RIFT_LANES + lane] = options->samples[sample * reduced->part_count + p];
      }
    }
    rift_packed_product(&reduced->first, reduced->unknowns, reduced->part_count, weights, change);
    memcpy(z, change, unknown_values * sizeof *z);
    size_t count = sweep_to_end(reduced, weights, workspace, change, change + unknown_values, z);
    *sweeps = count > *sweeps ? count : *sweeps;
    for (size_t lane = 0; lane < RIFT_LANES && first + lane < options->sample_count; lane++) {
      for (size_t i = 0; i < reduced->unknowns; i++) {
        solutions[(first + lane) * reduced->unknowns + i] = z[i * RIFT_LANES + lane];
      }
    }
  }
out:
  free(weights);
  free(workspace);
  return status;
}

/* The largest basis that still costs less than the sweeps it replaces, in products a draw. */
static size_t paying_size(const rift_reduced *reduced, size_t sweeps) {
  size_t e = reduced->unknowns;
  size_t read = reduced->single == NULL ? e : 1;
  size_t by_sweeps = sweeps * reduced->factor_count * (e + read) +
                     reduced->factor_count * (read + reduced->targets);
  size_t size = 0;
  while (size < e && size < 200) {
    size_t next = size + 1;
    size_t cost = e * next + (e + reduced->targets + sweeps * next) * reduced->part_count * next;
    if (cost > by_sweeps) {
      break;
    }
    size = next;
  }
  return size;
}

static rift_status find_basis(rift_reduced *reduced, const dense *d, const rift_reduced_options *options,
                              const double *typical, rift_error *error) {
  size_t length = 0;
  size_t sweeps = 0;
  if (options->sample_count == 0 || reduced->unknowns == 0 || paying_size(reduced, 10) < 2) {
    return RIFT_OK;
  }
  double *solutions = rift_size_product(options->sample_count, reduced->unknowns, &length)
                          ? rift_allocate_doubles(length)
                          : NULL;
  if (solutions == NULL) {
    return rift_error_memory(error, length * sizeof(double));
  }
  rift_status status = solve_samples(reduced, options, solutions, &sweeps, error);
  size_t limit = paying_size(reduced, sweeps);
  if (status == RIFT_OK && sweeps < SWEEPS && limit > 0) {
    rift_basis_system system = {.unknowns = reduced->unknowns,
                                .targets = reduced->targets,
                                .part_count = reduced->part_count,
                                .factor_count = reduced->factor_count,
                                .part = reduced->part,
                                .typical = typical,
                                .row = d->row,
                                .swept = d->swept,
                                .first = d->first,
                                .target = d->target};
    status = rift_basis_create(&reduced->basis, &system, options->sample_count, solutions, limit, error);
  }
  free(solutions);
  return status;
}

/* Mean weight of each part over the samples. */
static double *mean_weights(size_t part_count, const rift_reduced_options *options) {
  double *mean = rift_allocate_doubles(part_count + 1);
  for (size_t i = 0; mean != NULL && i < options->sample_count; i++) {
    for (size_t p = 0; p < part_count; p++) {
      mean[p] += options->samples[i * part_count + p] / (double)options->sample_count;
    }
  }
  return mean;
}

static rift_status list_factors(rift_reduced *reduced, const rift_factors *factors, const double *typical,
                                rift_error *error) {
  size_t count = factors->count;
  reduced->factor_count = count;
  reduced->part = rift_allocate(count + 1, sizeof *reduced->part);
  reduced->constant = rift_allocate_doubles(count + 1);
  reduced->typical = rift_allocate_doubles(count + 1);
  reduced->tail = rift_allocate_doubles(count + 1);
  if (reduced->part == NULL || reduced->constant == NULL || reduced->typical == NULL || reduced->tail == NULL) {
    return rift_error_memory(error, count * sizeof(double));
  }
  for (size_t k = count; k-- > 0;) {
    reduced->part[k] = factors->items[k].part;
    reduced->constant[k] = factors->items[k].constant;
    reduced->typical[k] = typical[factors->items[k].part];
    reduced->tail[k] = reduced->tail[k + 1] + factors->items[k].bound;
  }
  return find_singles(reduced, factors, error);
}

rift_status rift_reduced_create(rift_reduced **reduced, size_t unknowns, size_t targets, size_t part_count,
                                rift_reduced_part *parts, const rift_reduced_options *options,
                                rift_error *error) {
  rift_factors factors = {0};
  dense matrices = {0};
  rift_status status = RIFT_OK;
  rift_reduced *result = rift_allocate(1, sizeof *result);
  double *typical = mean_weights(part_count, options);
  if (result == NULL || typical == NULL) {
    status = rift_error_memory(error, sizeof *result);
    goto out;
  }
  result->unknowns = unknowns;
  result->targets = targets;
  result->part_count = part_count;
  for (size_t p = 0; p < part_count && status == RIFT_OK; p++) {
    status = rift_factors_add(&factors, unknowns, targets, p, &parts[p], options->compress, error);
  }
  rift_factors_sort(&factors);
  if (status == RIFT_OK) {
    status = list_factors(result, &factors, typical, error);
  }
  if (status == RIFT_OK) {
    status = fill_dense(result, &factors, &matrices, error);
  }
  if (status == RIFT_OK) {
    status = pack(result, &matrices, error);
  }
  if (status == RIFT_OK && result->typical_is_guide) {
    status = find_basis(result, &matrices, options, typical, error);
  }
out:
  rift_factors_free(&factors);
  dense_free(&matrices);
  free(typical);
  if (status != RIFT_OK) {
    rift_reduced_destroy(result);
    result = NULL;
  }
  *reduced = result;
  return status;
}
