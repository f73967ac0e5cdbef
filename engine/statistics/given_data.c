/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indices from runs as they are. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "statistics/replicates.h"
#include "statistics/sensitivity.h"
#include "statistics/weighted.h"

static const rift_index unknown = {(double)NAN, (double)NAN, (double)NAN, (double)NAN};

/* Draws by their input. `weight` in these is the position of the draw. */
typedef struct order {
  size_t count;
  rift_weighted_value *sorted, *scratch;
  const double *outcome, *weights;
  double mean; /* of the outcomes, taken off before anything is multiplied */
} order;

static double weight_of(const order *o, size_t i) {
  return o->weights == NULL ? 1 : o->weights[(size_t)o->sorted[i].weight];
}

static double outcome_of(const order *o, size_t i) {
  return o->outcome[(size_t)o->sorted[i].weight] - o->mean;
}

/* Every `step`-th draw from `first` on, where both numbers are finite and the weight counts. */
static void sort_by_input(order *o, const double *input, size_t count, size_t first, size_t step) {
  double sum = 0, total = 0;
  o->count = 0;
  for (size_t i = first; i < count; i += step) {
    double weight = o->weights == NULL ? 1 : o->weights[i];
    if (isfinite(input[i]) && isfinite(o->outcome[i]) && weight > 0) {
      o->sorted[o->count++] = (rift_weighted_value){input[i], (double)i};
      sum += weight * o->outcome[i];
      total += weight;
    }
  }
  o->mean = total > 0 ? sum / total : 0;
  rift_weighted_sort(o->count, o->sorted, o->scratch);
}

static rift_status order_init(order *o, const double *outcome, const double *weights, size_t count,
                              rift_error *error) {
  *o = (order){.outcome = outcome, .weights = weights};
  if (weights != NULL && !rift_weights_valid(count, weights)) {
    return rift_error_set(error, RIFT_INVALID, "weights must be finite, at least 0 and not all 0");
  }
  o->sorted = rift_allocate(count, 2 * sizeof *o->sorted);
  o->scratch = o->sorted == NULL ? NULL : o->sorted + count;
  return o->sorted == NULL ? rift_error_memory(error, 2 * count * sizeof *o->sorted) : RIFT_OK;
}

static void order_free(order *o) { free(o->sorted); }

enum { BINS_MOST = 48, BINS_LEAST = 4, PER_BIN = 8 };

/* Sums of one bin. */
typedef struct bin {
  size_t count;
  double weight, mean;
  double noise; /* variance of the mean */
} bin;

static bin bin_of(const order *o, size_t from, size_t to) {
  bin b = {.count = to - from};
  double sum = 0, squares = 0;
  for (size_t i = from; i < to; i++) {
    b.weight += weight_of(o, i);
    sum += weight_of(o, i) * outcome_of(o, i);
  }
  b.mean = sum / b.weight;
  for (size_t i = from; i < to; i++) {
    double part = weight_of(o, i) * (outcome_of(o, i) - b.mean);
    squares += part * part;
  }
  double n = (double)b.count;
  b.noise = b.count > 1 ? squares * (n / (n - 1)) / (b.weight * b.weight) : 0;
  return b;
}

/* ends[k]: where bin k ends, after at least `size` draws and never between equal inputs; a rest of
 * fewer than two draws has no noise to tell and joins the bin before. Returns how many. */
static size_t cut_bins(const order *o, size_t size, size_t ends[BINS_MOST + 2]) {
  size_t bins = 0;
  for (size_t from = 0; from < o->count; from = ends[bins++]) {
    size_t to = from + size < o->count ? from + size : o->count;
    while (to < o->count && o->sorted[to].value == o->sorted[to - 1].value) {
      to++;
    }
    ends[bins] = to;
  }
  if (bins > 1 && o->count - ends[bins - 2] < 2) {
    ends[--bins - 1] = o->count;
  }
  return bins;
}

/* (variance between bins - noise) / variance; all means are about the common mean 0. */
static double binned_index(const order *o) {
  size_t wanted = o->count / PER_BIN < BINS_MOST ? o->count / PER_BIN : BINS_MOST;
  size_t ends[BINS_MOST + 2];
  if (wanted < BINS_LEAST) {
    return (double)NAN;
  }
  double between = 0, noise = 0, total = 0, variance = 0;
  for (size_t i = 0; i < o->count; i++) {
    total += weight_of(o, i);
    variance += weight_of(o, i) * outcome_of(o, i) * outcome_of(o, i);
  }
  size_t bins = cut_bins(o, o->count / wanted, ends);
  for (size_t k = 0; k < bins; k++) {
    bin b = bin_of(o, k == 0 ? 0 : ends[k - 1], ends[k]);
    between += b.weight * b.mean * b.mean;
    noise += b.weight * (1 - b.weight / total) * b.noise;
  }
  return variance > 0 ? (between - noise) / variance : (double)NAN;
}

/* Mean product of neighbours, the last with the first, over the variance. */
static double ranked_index(const order *o) {
  double products = 0, variance = 0;
  for (size_t i = 0; i < o->count; i++) {
    size_t next = i + 1 < o->count ? i + 1 : 0;
    products += outcome_of(o, i) * outcome_of(o, next);
    variance += outcome_of(o, i) * outcome_of(o, i);
  }
  return o->count > 1 && variance > 0 ? products / variance : (double)NAN;
}

static rift_index with_spread(order *o, const double *input, size_t count,
                              double (*estimate)(const order *o)) {
  double parts[RIFT_GIVEN_GROUPS];
  for (size_t g = 0; g < RIFT_GIVEN_GROUPS; g++) {
    sort_by_input(o, input, count, g, RIFT_GIVEN_GROUPS);
    parts[g] = estimate(o);
  }
  sort_by_input(o, input, count, 0, 1);
  rift_index index = unknown;
  index.value = estimate(o);
  rift_replicate_error spread = rift_replicates_combine(parts, RIFT_GIVEN_GROUPS, 0.95);
  index.error = spread.error;
  index.low = index.value - (spread.high - spread.mean);
  index.high = index.value + (spread.high - spread.mean);
  return index;
}

rift_status rift_sensitivity_given(rift_index *index, const double *input, const double *outcome,
                                   const double *weights, size_t count, rift_error *error) {
  order o;
  *index = unknown;
  rift_status status = order_init(&o, outcome, weights, count, error);
  if (status == RIFT_OK) {
    *index = with_spread(&o, input, count, binned_index);
  }
  order_free(&o);
  return status;
}

rift_status rift_sensitivity_ranked(rift_index *index, const double *input, const double *outcome,
                                    size_t count, rift_error *error) {
  order o;
  *index = unknown;
  rift_status status = order_init(&o, outcome, NULL, count, error);
  if (status == RIFT_OK) {
    *index = with_spread(&o, input, count, ranked_index);
  }
  order_free(&o);
  return status;
}
