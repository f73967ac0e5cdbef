/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/factors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Below this, in units of base output, a column is rounding noise. */
static const double negligible = 1e-16;

/* Above this size the search for a lower rank costs more than the run gains. */
static const size_t largest_search = 600;

void rift_factors_free(rift_factors *factors) {
  for (size_t i = 0; i < factors->count; i++) {
    free(factors->items[i].response);
    free(factors->items[i].row);
  }
  free(factors->items);
  memset(factors, 0, sizeof *factors);
}

static rift_factor *add_empty(rift_factors *factors, size_t rows, size_t unknowns, size_t part) {
  rift_factor *items =
      rift_grow(factors->items, &factors->capacity, factors->count + 1, sizeof *items);
  if (items == NULL) {
    return NULL;
  }
  factors->items = items;
  rift_factor *factor = &items[factors->count];
  *factor = (rift_factor){.part = part,
                          .response = rift_allocate_doubles(rows + 1),
                          .row = rift_allocate_doubles(unknowns + 1)};
  if (factor->response == NULL || factor->row == NULL) {
    free(factor->response);
    free(factor->row);
    return NULL;
  }
  factors->count++;
  return factor;
}

static void set_bound(rift_factor *factor, size_t unknowns) {
  double largest = 0;
  double sum = 0;
  for (size_t i = 0; i < unknowns; i++) {
    largest = fmax(largest, fabs(factor->response[i]));
  }
  for (size_t j = 0; j < unknowns; j++) {
    sum += fabs(factor->row[j]);
  }
  factor->bound = largest * sum;
}

static bool add_columns(rift_factors *factors, size_t rows, size_t unknowns, size_t part_index,
                        const rift_reduced_part *part) {
  for (size_t c = 0; c < part->columns; c++) {
    double largest = 0;
    for (size_t i = 0; i < rows; i++) {
      largest = fmax(largest, fabs(part->matrix[i * part->columns + c]));
    }
    if (largest == 0) {
      continue;
    }
    rift_factor *factor = add_empty(factors, rows, unknowns, part_index);
    if (factor == NULL) {
      return false;
    }
    for (size_t i = 0; i < rows; i++) {
      factor->response[i] = part->matrix[i * part->columns + c];
    }
    factor->constant = 1;
    if (part->unknown[c] != RIFT_CONSTANT) {
      factor->row[part->unknown[c]] = 1;
    }
    set_bound(factor, unknowns);
  }
  return true;
}

static double column_norm(const double *columns, size_t rows, size_t c) {
  double sum = 0;
  for (size_t i = 0; i < rows; i++) {
    sum += columns[c * rows + i] * columns[c * rows + i];
  }
  return sqrt(sum);
}

static size_t largest_column(const double *columns, size_t rows, size_t count, double *norm) {
  size_t best = 0;
  *norm = 0;
  for (size_t c = 0; c < count; c++) {
    double n = column_norm(columns, rows, c);
    if (n > *norm) {
      *norm = n;
      best = c;
    }
  }
  return best;
}

/* Removes the direction of the pivot column from every column and notes how much of it each held. */
static void take_direction(double *columns, size_t rows, size_t pivot, double norm,
                           const rift_reduced_part *part, rift_factor *factor) {
  for (size_t i = 0; i < rows; i++) {
    factor->response[i] = columns[pivot * rows + i] / norm;
  }
  for (size_t c = 0; c < part->columns; c++) {
    double held = 0;
    for (size_t i = 0; i < rows; i++) {
      held += factor->response[i] * columns[c * rows + i];
    }
    for (size_t i = 0; i < rows; i++) {
      columns[c * rows + i] -= held * factor->response[i];
    }
    factor->constant += held;
    if (part->unknown[c] != RIFT_CONSTANT) {
      factor->row[part->unknown[c]] += held;
    }
  }
}

/* Column-major copy, so that the sweeps run along memory. */
static double *transposed(const rift_reduced_part *part, size_t rows) {
  double *columns = rift_allocate_doubles(rows * part->columns + 1);
  for (size_t c = 0; columns != NULL && c < part->columns; c++) {
    for (size_t i = 0; i < rows; i++) {
      columns[c * rows + i] = part->matrix[i * part->columns + c];
    }
  }
  return columns;
}

/* Factors by pivoted Gram-Schmidt; gives up (and removes what it added) past `limit` factors. *complete tells. */
static bool add_directions(rift_factors *factors, size_t rows, size_t unknowns, size_t part_index,
                           const rift_reduced_part *part, size_t limit, bool *complete) {
  size_t before = factors->count;
  double *columns = transposed(part, rows);
  bool fine = columns != NULL;
  *complete = false;
  while (fine && !*complete && factors->count - before <= limit) {
    double norm = 0;
    size_t pivot = largest_column(columns, rows, part->columns, &norm);
    if (norm <= negligible) {
      *complete = true;
      break;
    }
    rift_factor *factor = add_empty(factors, rows, unknowns, part_index);
    fine = factor != NULL;
    if (fine) {
      take_direction(columns, rows, pivot, norm, part, factor);
      set_bound(factor, unknowns);
    }
  }
  while (!*complete && factors->count > before) {
    rift_factor *last = &factors->items[--factors->count];
    free(last->response);
    free(last->row);
  }
  free(columns);
  return fine;
}

rift_status rift_factors_add(rift_factors *factors, size_t unknowns, size_t targets,
                             size_t part_index, rift_reduced_part *part, bool compress,
                             rift_error *error) {
  size_t rows = unknowns + targets;
  bool complete = false;
  bool fine = true;
  bool promising = part->rank == 0 || part->rank <= part->columns / 2;
  if (compress && promising && part->columns <= largest_search) {
    /* A merged factor has a full row, a column's has one entry: half as many pay for it. */
    fine = add_directions(factors, rows, unknowns, part_index, part, part->columns / 2, &complete);
  }
  if (fine && !complete) {
    fine = add_columns(factors, rows, unknowns, part_index, part);
  }
  return fine ? RIFT_OK : rift_error_memory(error, rows * part->columns * sizeof(double));
}

static int compare_bounds(const void *first, const void *second) {
  const rift_factor *a = first;
  const rift_factor *b = second;
  if (a->bound != b->bound) {
    return a->bound > b->bound ? -1 : 1;
  }
  return a->part != b->part ? (a->part < b->part ? -1 : 1) : 0;
}

void rift_factors_sort(rift_factors *factors) {
  if (factors->count > 0) {
    qsort(factors->items, factors->count, sizeof *factors->items, compare_bounds);
  }
}
