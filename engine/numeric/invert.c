/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/dense.h"

#define BLOCK 96

/* Copies of the block rows and columns that a step overwrites. */
typedef struct workspace {
  double *original; /* n x n, for the check */
  double *pivot;    /* BLOCK x BLOCK, the block to invert */
  double *inverse;  /* BLOCK x BLOCK */
  double *column;   /* n x BLOCK */
  double *row;      /* BLOCK x n */
} workspace;

static void workspace_free(workspace *space) {
  free(space->original);
  free(space->pivot);
  free(space->inverse);
  free(space->column);
  free(space->row);
}

static rift_status workspace_init(workspace *space, size_t n, rift_error *error) {
  space->original = rift_allocate_doubles(n * n);
  space->pivot = rift_allocate_doubles(BLOCK * BLOCK);
  space->inverse = rift_allocate_doubles(BLOCK * BLOCK);
  space->column = rift_allocate_doubles(n * BLOCK);
  space->row = rift_allocate_doubles(n * BLOCK);
  bool fine = space->original != NULL && space->pivot != NULL && space->inverse != NULL &&
              space->column != NULL && space->row != NULL;
  return fine ? RIFT_OK : rift_error_memory(error, n * n * sizeof(double));
}

static bool invert_pivot(workspace *space, size_t n, const double *a, size_t first, size_t size) {
  memset(space->inverse, 0, size * size * sizeof(double));
  for (size_t i = 0; i < size; i++) {
    memcpy(space->pivot + i * size, a + (first + i) * n + first, size * sizeof(double));
    space->inverse[i * size + i] = 1;
  }
  return rift_dense_solve(size, space->pivot, size, space->inverse);
}

/* One block step of Gauss-Jordan: with D the inverse of the pivot block, row = D row, rest -= column row,
 * column = -column D, pivot = D. */
static rift_status eliminate(workspace *space, size_t n, double *a, size_t first, size_t size,
                             rift_error *error) {
  memset(space->row, 0, size * n * sizeof(double));
  for (size_t i = 0; i < n; i++) {
    memcpy(space->column + i * size, a + i * n + first, size * sizeof(double));
  }
  for (size_t i = 0; i < size; i++) {
    memset(space->column + (first + i) * size, 0, size * sizeof(double));
  }
  rift_dense_view inverse = {space->inverse, size};
  rift_dense_view row = {space->row, n};
  rift_status status =
      rift_dense_add_product(size, n, size, 1, inverse, (rift_dense_view){a + first * n, n}, row, error);
  for (size_t i = 0; i < size; i++) {
    memcpy(a + (first + i) * n, space->row + i * n, n * sizeof(double));
    memset(space->row + i * n + first, 0, size * sizeof(double));
  }
  for (size_t i = 0; i < n && status == RIFT_OK; i++) {
    memset(a + i * n + first, 0, size * sizeof(double));
  }
  rift_dense_view column = {space->column, size};
  if (status == RIFT_OK) {
    status = rift_dense_add_product(n, n, size, -1, column, row, (rift_dense_view){a, n}, error);
  }
  if (status == RIFT_OK) {
    status = rift_dense_add_product(n, size, size, -1, column, inverse,
                                    (rift_dense_view){a + first, n}, error);
  }
  for (size_t i = 0; i < size; i++) {
    memcpy(a + (first + i) * n + first, space->inverse + i * size, size * sizeof(double));
  }
  return status;
}

/* max |A (A^-1 u) - u| for u = 1, 2, 3, 1, 2, 3, ..., relative to the size of A^-1 u. */
static double residual(size_t n, const double *original, const double *inverse, double *x) {
  double largest = 0;
  double scale = 1;
  for (size_t i = 0; i < n; i++) {
    x[i] = 0;
    for (size_t j = 0; j < n; j++) {
      x[i] += inverse[i * n + j] * (double)(1 + j % 3);
    }
    scale = fmax(scale, fabs(x[i]));
  }
  for (size_t i = 0; i < n; i++) {
    double sum = -(double)(1 + i % 3);
    for (size_t j = 0; j < n; j++) {
      sum += original[i * n + j] * x[j];
    }
    largest = fabs(sum) <= largest ? largest : fabs(sum); /* keeps a NaN */
  }
  return largest / scale;
}

rift_status rift_dense_invert(size_t n, double *a, rift_error *error) {
  workspace space = {0};
  rift_status status = workspace_init(&space, n, error);
  if (status != RIFT_OK) {
    goto out;
  }
  memcpy(space.original, a, n * n * sizeof(double));
  for (size_t first = 0; first < n && status == RIFT_OK; first += BLOCK) {
    size_t size = n - first < BLOCK ? n - first : BLOCK;
    if (!invert_pivot(&space, n, a, first, size)) {
      status = rift_error_set(error, RIFT_INVALID, "the matrix of %zu rows is singular near row %zu", n, first);
      goto out;
    }
    status = eliminate(&space, n, a, first, size, error);
  }
  if (status == RIFT_OK && !(residual(n, space.original, a, space.column) <= 1e-9)) {
    status = rift_error_set(error, RIFT_INVALID,
                            "the inverse of the matrix of %zu rows is not accurate: its residual is %.1e",
                            n, residual(n, space.original, a, space.column));
  }
out:
  workspace_free(&space);
  return status;
}
