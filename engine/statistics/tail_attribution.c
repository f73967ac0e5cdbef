/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "statistics/sensitivity.h"
#include "statistics/weighted.h"

typedef struct draw {
  double input, outcome, weight;
} draw;

typedef struct tail_work {
  size_t count;
  draw *draws;                 /* in the order given */
  rift_weighted_value *sorted; /* value, position in `draws` */
  rift_weighted_value *scratch;
  unsigned char *in_tail;
  double total;
} tail_work;

static rift_status work_init(tail_work *w, const double *input, const double *outcome,
                             const double *weights, size_t count, rift_error *error) {
  *w = (tail_work){0};
  if (weights != NULL && !rift_weights_valid(count, weights)) {
    return rift_error_set(error, RIFT_INVALID, "weights must be finite, at least 0 and not all 0");
  }
  w->draws = rift_allocate(count, sizeof *w->draws);
  w->sorted = rift_allocate(count, 2 * sizeof *w->sorted);
  w->in_tail = rift_allocate(count, 1);
  if (w->draws == NULL || w->sorted == NULL || w->in_tail == NULL) {
    return rift_error_memory(error, count * (sizeof *w->draws + 2 * sizeof *w->sorted + 1));
  }
  w->scratch = w->sorted + count;
  for (size_t i = 0; i < count; i++) {
    double weight = weights == NULL ? 1 : weights[i];
    if (isfinite(input[i]) && isfinite(outcome[i]) && weight > 0) {
      w->draws[w->count++] = (draw){input[i], outcome[i], weight};
      w->total += weight;
    }
  }
  return RIFT_OK;
}

static void work_free(tail_work *w) {
  free(w->draws);
  free(w->sorted);
  free(w->in_tail);
}

/* The worst draws until their weight reaches the share; returns sums of their weights. */
static void mark_tail(tail_work *w, rift_worse worse, double share, rift_tail_attribution *result) {
  double sign = worse == RIFT_WORSE_LOWER ? 1 : -1, sum = 0, squares = 0;
  for (size_t i = 0; i < w->count; i++) {
    w->sorted[i] = (rift_weighted_value){sign * w->draws[i].outcome, (double)i};
  }
  rift_weighted_sort(w->count, w->sorted, w->scratch);
  for (size_t i = 0; i < w->count && sum < share * w->total * (1 - 1e-12); i++) {
    size_t at = (size_t)w->sorted[i].weight;
    w->in_tail[at] = 1;
    sum += w->draws[at].weight;
    squares += w->draws[at].weight * w->draws[at].weight;
    result->n++;
  }
  result->n_eff = rift_effective_count(sum, squares);
}

/* Walks along the input in runs of equal values: a rank is the middle of its run. */
static void compare_inputs(tail_work *w, rift_tail_attribution *result) {
  double tail = 0;
  for (size_t i = 0; i < w->count; i++) {
    w->sorted[i] = (rift_weighted_value){w->draws[i].input, (double)i};
    tail += w->in_tail[i] ? w->draws[i].weight : 0;
  }
  rift_weighted_sort(w->count, w->sorted, w->scratch);
  double below = 0, below_tail = 0, ranks = 0;
  for (size_t from = 0, to; from < w->count; from = to) {
    double run = 0, run_tail = 0;
    for (to = from; to < w->count && w->sorted[to].value == w->sorted[from].value; to++) {
      size_t at = (size_t)w->sorted[to].weight;
      run += w->draws[at].weight;
      run_tail += w->in_tail[at] ? w->draws[at].weight : 0;
    }
    ranks += run_tail * (below + run / 2) / w->total;
    below += run;
    below_tail += run_tail;
    result->distance = fmax(result->distance, fabs(below / w->total - below_tail / tail));
  }
  result->mean_rank = ranks / tail;
}

rift_status rift_tail_attribute(rift_tail_attribution *attribution, const double *input,
                                const double *outcome, const double *weights, size_t count,
                                rift_worse worse, double share, rift_error *error) {
  const double nothing = (double)NAN;
  *attribution = (rift_tail_attribution){
      .mean_rank = nothing, .z = nothing, .distance = nothing, .critical = nothing};
  tail_work w;
  rift_status status = work_init(&w, input, outcome, weights, count, error);
  if (status == RIFT_OK && w.count > 0 && worse != RIFT_WORSE_NONE) {
    mark_tail(&w, worse, share, attribution);
    attribution->distance = 0;
    compare_inputs(&w, attribution);
    attribution->z = (attribution->mean_rank - 0.5) * sqrt(12 * attribution->n_eff);
    attribution->critical = 1.3581 / sqrt(attribution->n_eff); /* asymptotic, 5 % */
  }
  work_free(&w);
  return status;
}
