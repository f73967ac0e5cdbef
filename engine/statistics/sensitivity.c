/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indices from designs with exchanged columns. */
#include "statistics/sensitivity.h"

#include <math.h>

#include "statistics/replicates.h"

#define NORMAL_95 1.959963984540054

static const rift_index unknown = {(double)NAN, (double)NAN, (double)NAN, (double)NAN};

/* Two samples of the outcome, every `step`-th row from `first` on. */
typedef struct two_samples {
  const double *a, *b;
  size_t count, first, step;
} two_samples;

static int both_finite(const two_samples *s, size_t i) {
  return isfinite(s->a[i]) && isfinite(s->b[i]);
}

/* Mean of both samples together; digits lost to a large offset are brought back by a second pass. */
static double common_mean(const two_samples *s, size_t *rows) {
  double mean = 0;
  for (int pass = 0; pass < 2; pass++) {
    double sum = 0;
    *rows = 0;
    for (size_t i = s->first; i < s->count; i += s->step) {
      if (both_finite(s, i)) {
        sum += (s->a[i] - mean) + (s->b[i] - mean);
        ++*rows;
      }
    }
    mean += *rows > 0 ? sum / (2 * (double)*rows) : 0;
  }
  return mean;
}

/* Both indices are a mean of products over a mean of squares about the common mean m: (a - m)(b - m)
 * for the first order, (a - b)^2 / 2 for the total. */
typedef double part_of_index(double a, double b);

static double product(double a, double b) { return a * b; }
static double half_squared_difference(double a, double b) { return (a - b) * (a - b) / 2; }
static double mean_square(double a, double b) { return (a * a + b * b) / 2; }

static rift_index index_of(const two_samples *s, part_of_index *numerator) {
  size_t rows = 0;
  double mean = common_mean(s, &rows), above = 0, below = 0;
  for (size_t i = s->first; i < s->count; i += s->step) {
    if (both_finite(s, i)) {
      above += numerator(s->a[i] - mean, s->b[i] - mean);
      below += mean_square(s->a[i] - mean, s->b[i] - mean);
    }
  }
  if (rows < 2 || !(below > 0)) {
    return unknown;
  }
  rift_index index = {.value = above / below};
  /* The index moves by (numerator - index * denominator) / mean denominator for each row; the
   * common mean has no first-order effect. */
  double squares = 0;
  for (size_t i = s->first; i < s->count; i += s->step) {
    if (both_finite(s, i)) {
      double a = s->a[i] - mean, b = s->b[i] - mean;
      double influence = numerator(a, b) - index.value * mean_square(a, b);
      squares += influence * influence;
    }
  }
  double n = (double)rows;
  index.error = sqrt(squares * (n / (n - 1))) / below;
  index.low = index.value - NORMAL_95 * index.error;
  index.high = index.value + NORMAL_95 * index.error;
  return index;
}

enum { REPLICATES_MAX = 1024 };

static rift_index index_with_error(const double *a, const double *b, size_t count,
                                   size_t replicates, part_of_index *numerator) {
  two_samples all = {a, b, count, 0, 1};
  rift_index index = index_of(&all, numerator);
  if (replicates < 2 || replicates > REPLICATES_MAX) {
    return index;
  }
  double estimates[REPLICATES_MAX];
  for (size_t r = 0; r < replicates; r++) {
    two_samples one = {a, b, count, r, replicates};
    estimates[r] = index_of(&one, numerator).value;
  }
  rift_replicate_error spread = rift_replicates_combine(estimates, replicates, 0.95);
  index.error = spread.error;
  index.low = index.value - (spread.high - spread.mean);
  index.high = index.value + (spread.high - spread.mean);
  return index;
}

rift_index rift_sensitivity_first(const double *of_b, const double *of_mixed, size_t count,
                                  size_t replicates) {
  return index_with_error(of_b, of_mixed, count, replicates, product);
}

rift_index rift_sensitivity_total(const double *of_a, const double *of_mixed, size_t count,
                                  size_t replicates) {
  return index_with_error(of_a, of_mixed, count, replicates, half_squared_difference);
}
