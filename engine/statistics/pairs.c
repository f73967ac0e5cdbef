/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define NOTHING ((double)NAN)

/* Finite pairs with their weights, and room for sorting. */
typedef struct workspace {
  size_t count;
  double *a, *b, *difference, *weights; /* weights NULL: all 1 */
  double *sortable;
  rift_weighted_value *sorted_a, *sorted_b, *sorted_difference, *scratch;
} workspace;

static void workspace_free(workspace *w) {
  free(w->a);
  free(w->sorted_a);
  *w = (workspace){0};
}

static rift_status workspace_init(workspace *w, size_t count, bool weighted, rift_error *error) {
  *w = (workspace){0};
  size_t total = 0;
  if (!rift_size_product(count, 5, &total)) {
    return rift_error_memory(error, 0);
  }
  w->a = rift_allocate_doubles(total);
  w->sorted_a = rift_allocate(count, 4 * sizeof *w->sorted_a);
  if (w->a == NULL || w->sorted_a == NULL) {
    workspace_free(w);
    return rift_error_memory(error, total * (sizeof(double) + sizeof *w->sorted_a));
  }
  w->b = w->a + count;
  w->difference = w->b + count;
  w->sortable = w->difference + count;
  w->weights = weighted ? w->sortable + count : NULL;
  w->sorted_b = w->sorted_a + count;
  w->sorted_difference = w->sorted_b + count;
  w->scratch = w->sorted_difference + count;
  return RIFT_OK;
}

static double weight_at(const workspace *w, size_t i) {
  return w->weights == NULL ? 1 : w->weights[i];
}

/* Sorts a copy of the values into `sorted`; returns the sum of the weights. */
static rift_weighted_sample sort_sample(workspace *w, const double *values, size_t count,
                                        rift_weighted_value *sorted) {
  rift_weighted_sample sample = {.count = count, .sorted = sorted};
  for (size_t i = 0; i < count; i++) {
    w->sortable[i] = values[i];
    sorted[i] = (rift_weighted_value){values[i] + 0.0, weight_at(w, i)};
    sample.total += sorted[i].weight;
  }
  if (w->weights != NULL) {
    rift_weighted_sort(count, sorted, w->scratch);
    return sample;
  }
  rift_sort(w->sortable, count); /* faster than by weight */
  for (size_t i = 0; i < count; i++) {
    sorted[i].value = w->sortable[i];
  }
  return sample;
}

static void take_finite_pairs(workspace *w, const double *a, const double *b, size_t count,
                              const double *weights) {
  for (size_t i = 0; i < count; i++) {
    if (isfinite(a[i]) && isfinite(b[i])) {
      w->a[w->count] = a[i];
      w->b[w->count] = b[i];
      w->difference[w->count] = a[i] - b[i];
      if (w->weights != NULL) {
        w->weights[w->count] = weights[i];
      }
      w->count++;
    }
  }
}

static rift_pairs unknown_pairs(void) {
  rift_pairs pairs = {.mean_a = NOTHING,
                      .mean_b = NOTHING,
                      .mean = NOTHING,
                      .sd = NOTHING,
                      .mcse = NOTHING,
                      .correlation = NOTHING,
                      .prob_worse = NOTHING,
                      .prob_better = NOTHING,
                      .prob_tie = NOTHING,
                      .prob_worse_mcse = NOTHING,
                      .regret_a = NOTHING,
                      .regret_a_p95 = NOTHING,
                      .regret_b = NOTHING,
                      .regret_b_p95 = NOTHING};
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    pairs.quantiles[i] = NOTHING;
  }
  return pairs;
}

static double correlation_of(const workspace *w, double mean_a, double mean_b) {
  double both = 0, squares_a = 0, squares_b = 0;
  for (size_t i = 0; i < w->count; i++) {
    double a = w->a[i] - mean_a, b = w->b[i] - mean_b, weight = weight_at(w, i);
    both += weight * a * b;
    squares_a += weight * a * a;
    squares_b += weight * b * b;
  }
  return squares_a > 0 && squares_b > 0 ? both / (sqrt(squares_a) * sqrt(squares_b)) : NOTHING;
}

static void fill_moments(rift_pairs *pairs, const workspace *w) {
  rift_weighted_moments of_a = rift_weighted_moments_of(w->a, w->weights, w->count);
  rift_weighted_moments of_b = rift_weighted_moments_of(w->b, w->weights, w->count);
  rift_weighted_moments of_difference =
      rift_weighted_moments_of(w->difference, w->weights, w->count);
  pairs->n_eff = rift_weighted_n_eff(&of_a);
  pairs->mean_a = of_a.mean;
  pairs->mean_b = of_b.mean;
  pairs->mean = of_difference.mean;
  pairs->sd = rift_weighted_sd(&of_difference);
  pairs->mcse = rift_weighted_mcse(&of_difference);
  pairs->correlation = correlation_of(w, of_a.mean, of_b.mean);
}

/* By how much A is worse than B where the difference is A - B. */
static double harm(rift_worse worse, double difference) {
  return worse == RIFT_WORSE_HIGHER ? difference : -difference;
}

static void fill_probabilities(rift_pairs *pairs, const workspace *w,
                               const rift_pairs_options *options) {
  double worse = 0, better = 0, total = 0, regret_a = 0, regret_b = 0;
  for (size_t i = 0; i < w->count; i++) {
    double weight = weight_at(w, i), amount = harm(options->worse, w->difference[i]);
    total += weight;
    worse += amount > options->tie ? weight : 0;
    better += amount < -options->tie ? weight : 0;
    regret_a += weight * fmax(0, amount);
    regret_b += weight * fmax(0, -amount);
  }
  pairs->prob_worse = worse / total;
  pairs->prob_better = better / total;
  pairs->prob_tie = fmax(0, 1 - pairs->prob_worse - pairs->prob_better);
  pairs->prob_worse_mcse =
      sqrt(pairs->prob_worse * fmax(0, 1 - pairs->prob_worse) / pairs->n_eff);
  pairs->regret_a = regret_a / total;
  pairs->regret_b = regret_b / total;
}

/* The p-quantile of minus the sorted values: the same walk from the other end. */
static double quantile_of_negatives(const rift_weighted_sample *sample, double p) {
  double needed = sample->total * (p - 1e-12), reached = 0;
  for (size_t i = sample->count; i-- > 0;) {
    reached += sample->sorted[i].weight;
    if (reached >= needed && sample->sorted[i].weight > 0) {
      return -sample->sorted[i].value;
    }
  }
  return -sample->sorted[0].value;
}

static void fill_orders(rift_pairs *pairs, workspace *w, const rift_pairs_options *options) {
  rift_weighted_sample difference =
      sort_sample(w, w->difference, w->count, w->sorted_difference);
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    pairs->quantiles[i] = rift_weighted_quantile(difference.count, difference.sorted,
                                                 difference.total, rift_quantile_levels[i]);
  }
  if (options->worse == RIFT_WORSE_NONE) {
    return;
  }
  double high = fmax(0, rift_weighted_quantile(difference.count, difference.sorted,
                                               difference.total, 0.95));
  double low = fmax(0, quantile_of_negatives(&difference, 0.95));
  pairs->regret_a_p95 = options->worse == RIFT_WORSE_HIGHER ? high : low;
  pairs->regret_b_p95 = options->worse == RIFT_WORSE_HIGHER ? low : high;
  rift_weighted_sample a = sort_sample(w, w->a, w->count, w->sorted_a);
  rift_weighted_sample b = sort_sample(w, w->b, w->count, w->sorted_b);
  rift_dominance_compute(&a, &b, options->worse, options->tie, &pairs->first_order,
                         &pairs->second_order);
}

static rift_status check_weights(const double *weights, size_t count, rift_error *error) {
  if (weights != NULL && !rift_weights_valid(count, weights)) {
    return rift_error_set(error, RIFT_INVALID, "weights must be finite, at least 0 and not all 0");
  }
  return RIFT_OK;
}

rift_status rift_pairs_compute(rift_pairs *pairs, const double *a, const double *b, size_t count,
                               const rift_pairs_options *options, rift_error *error) {
  *pairs = unknown_pairs();
  rift_status status = check_weights(options->weights, count, error);
  workspace w = {0};
  if (status == RIFT_OK) {
    status = workspace_init(&w, count, options->weights != NULL, error);
  }
  if (status != RIFT_OK) {
    return status;
  }
  take_finite_pairs(&w, a, b, count, options->weights);
  pairs->n = w.count;
  pairs->failed = count - w.count;
  if (w.count > 0 && (w.weights == NULL || rift_weights_valid(w.count, w.weights))) {
    fill_moments(pairs, &w);
    if (options->worse != RIFT_WORSE_NONE) {
      fill_probabilities(pairs, &w, options);
    }
    fill_orders(pairs, &w, options);
  }
  workspace_free(&w);
  return RIFT_OK;
}

static size_t take_finite(const double *values, size_t count, double *finite) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      finite[found++] = values[i];
    }
  }
  return found;
}

/* Shares of the values of `in` below and at `value`, within `tie`. */
typedef struct placement {
  size_t below, at;
} placement;

/* placements[i]: of the i-th sorted value of `sample` among those of `in`. */
static void place(const rift_weighted_sample *sample, const rift_weighted_sample *in, double tie,
                  placement *placements) {
  size_t below = 0, up_to = 0;
  for (size_t i = 0; i < sample->count; i++) {
    double value = sample->sorted[i].value;
    while (below < in->count && in->sorted[below].value < value - tie) {
      below++;
    }
    while (up_to < in->count && in->sorted[up_to].value <= value + tie) {
      up_to++;
    }
    placements[i] = (placement){below, up_to - below};
  }
}

/* P(a draw of `sample` is above one of `in`); *error2: the variance that the draws of `sample`
 * give it [DeLong, DeLong & Clarke-Pearson 1988]. *ties: P(equal). */
static double prob_above(const rift_weighted_sample *sample, const rift_weighted_sample *in,
                         const placement *placements, double *ties, double *error2) {
  double sum = 0, equal = 0, squares = 0;
  double n = (double)sample->count, m = (double)in->count;
  for (size_t i = 0; i < sample->count; i++) {
    double share = (double)placements[i].below / m;
    sum += share;
    squares += share * share;
    equal += (double)placements[i].at / m;
  }
  *ties = equal / n;
  double mean = sum / n;
  *error2 = n > 1 ? fmax(0, squares / n - mean * mean) / (n - 1) : 0;
  return mean;
}

static void fill_unpaired_probabilities(rift_pairs *pairs, const rift_weighted_sample *a,
                                        const rift_weighted_sample *b,
                                        const rift_pairs_options *options, placement *placements) {
  double ties, variance_a, variance_b;
  place(a, b, options->tie, placements);
  double above = prob_above(a, b, placements, &ties, &variance_a);
  place(b, a, options->tie, placements);
  double below = prob_above(b, a, placements, &ties, &variance_b);
  pairs->prob_worse = options->worse == RIFT_WORSE_HIGHER ? above : below;
  pairs->prob_better = options->worse == RIFT_WORSE_HIGHER ? below : above;
  pairs->prob_tie = ties;
  pairs->prob_worse_mcse = sqrt(variance_a + variance_b);
}

rift_status rift_pairs_compute_unpaired(rift_pairs *pairs, const double *a, size_t count_a,
                                        const double *b, size_t count_b,
                                        const rift_pairs_options *options, rift_error *error) {
  *pairs = unknown_pairs();
  size_t room = count_a > count_b ? count_a : count_b;
  workspace w;
  rift_status status = workspace_init(&w, room, false, error);
  if (status != RIFT_OK) {
    return status;
  }
  placement *placements = rift_allocate(room, sizeof *placements);
  if (placements == NULL) {
    workspace_free(&w);
    return rift_error_memory(error, room * sizeof *placements);
  }
  size_t finite_a = take_finite(a, count_a, w.a), finite_b = take_finite(b, count_b, w.b);
  pairs->n = finite_a < finite_b ? finite_a : finite_b;
  pairs->failed = count_a - finite_a + count_b - finite_b;
  if (pairs->n > 0) {
    rift_moments of_a = rift_moments_of(w.a, finite_a), of_b = rift_moments_of(w.b, finite_b);
    pairs->n_eff = (double)pairs->n;
    pairs->mean_a = of_a.mean;
    pairs->mean_b = of_b.mean;
    pairs->mean = of_a.mean - of_b.mean;
    double error_a = rift_moments_mcse(&of_a), error_b = rift_moments_mcse(&of_b);
    pairs->mcse = sqrt(error_a * error_a + error_b * error_b);
    rift_weighted_sample sample_a = sort_sample(&w, w.a, finite_a, w.sorted_a);
    rift_weighted_sample sample_b = sort_sample(&w, w.b, finite_b, w.sorted_b);
    if (options->worse != RIFT_WORSE_NONE) {
      fill_unpaired_probabilities(pairs, &sample_a, &sample_b, options, placements);
    }
    rift_dominance_compute(&sample_a, &sample_b, options->worse, options->tie,
                           &pairs->first_order, &pairs->second_order);
  }
  free(placements);
  workspace_free(&w);
  return RIFT_OK;
}
