/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/weighted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define ROUNDING 1e-12 /* of the total weight: what sums of weights may have lost */
#define NORMAL_95 1.959963984540054

bool rift_weights_valid(size_t count, const double *weights) {
  double total = 0;
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(weights[i]) || weights[i] < 0) {
      return false;
    }
    total += weights[i];
  }
  return count == 0 || (total > 0 && isfinite(total));
}

double rift_effective_count(double weight, double weight_squares) {
  return weight_squares > 0 ? weight * weight / weight_squares : 0;
}

static double weight_at(const double *weights, size_t i) { return weights == NULL ? 1 : weights[i]; }

rift_weighted_moments rift_weighted_moments_of(const double *values, const double *weights,
                                               size_t count) {
  rift_weighted_moments moments = {0};
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      double weight = weight_at(weights, i);
      sum += weight * values[i];
      moments.weight += weight;
      moments.weight_squares += weight * weight;
      moments.n++;
    }
  }
  moments.failed = count - moments.n;
  if (!(moments.weight > 0)) {
    return moments;
  }
  double mean = sum / moments.weight;
  double deviations = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      deviations += weight_at(weights, i) * (values[i] - mean);
    }
  }
  moments.mean = mean + deviations / moments.weight; /* what the rounded mean has left over */
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      double weight = weight_at(weights, i), deviation = values[i] - moments.mean;
      moments.m2 += weight * deviation * deviation;
      moments.first2 += weight * weight * deviation;
      moments.squares2 += weight * weight * deviation * deviation;
    }
  }
  return moments;
}

/* The sums of w^2 about another mean. */
static void shift_mean(rift_weighted_moments *moments, double mean) {
  double shift = mean - moments->mean;
  moments->squares2 += shift * (shift * moments->weight_squares - 2 * moments->first2);
  moments->squares2 = fmax(0, moments->squares2);
  moments->first2 -= shift * moments->weight_squares;
  moments->mean = mean;
}

void rift_weighted_moments_add(rift_weighted_moments *total, const rift_weighted_moments *block) {
  rift_weighted_moments added = *block;
  if (!(total->weight > 0) || !(added.weight > 0)) {
    uint64_t n = total->n + added.n, failed = total->failed + added.failed;
    *total = added.weight > 0 ? added : *total;
    total->n = n;
    total->failed = failed;
    return;
  }
  double difference = added.mean - total->mean;
  double share = added.weight / (total->weight + added.weight);
  double mean = total->mean + difference * share;
  total->m2 += added.m2 + difference * difference * total->weight * share;
  shift_mean(total, mean);
  shift_mean(&added, mean);
  total->n += added.n;
  total->failed += added.failed;
  total->weight += added.weight;
  total->weight_squares += added.weight_squares;
  total->first2 += added.first2;
  total->squares2 += added.squares2;
}

double rift_weighted_n_eff(const rift_weighted_moments *moments) {
  return rift_effective_count(moments->weight, moments->weight_squares);
}

double rift_weighted_sd(const rift_weighted_moments *moments) {
  double n_eff = rift_weighted_n_eff(moments);
  return n_eff > 1 ? sqrt(moments->m2 / moments->weight * (n_eff / (n_eff - 1))) : 0;
}

double rift_weighted_mcse(const rift_weighted_moments *moments) {
  double n = (double)moments->n;
  return moments->n > 1 && moments->weight > 0
             ? sqrt(moments->squares2 * (n / (n - 1))) / moments->weight
             : 0;
}

/* From the bottom up: runs of 1, 2, 4, ... are merged between the two arrays. */
static void merge_runs(const rift_weighted_value *from, rift_weighted_value *to, size_t count,
                       size_t run) {
  for (size_t start = 0; start < count; start += 2 * run) {
    size_t left = start, middle = start + run < count ? start + run : count;
    size_t right = middle, end = middle + run < count ? middle + run : count;
    for (size_t at = start; at < end; at++) {
      bool take_left = left < middle && (right >= end || from[left].value <= from[right].value);
      to[at] = take_left ? from[left++] : from[right++];
    }
  }
}

void rift_weighted_sort(size_t count, rift_weighted_value *values, rift_weighted_value *scratch) {
  rift_weighted_value *from = values, *to = scratch;
  for (size_t run = 1; run < count; run *= 2) {
    merge_runs(from, to, count, run);
    rift_weighted_value *swap = from;
    from = to;
    to = swap;
  }
  if (from != values) {
    memcpy(values, from, count * sizeof *values);
  }
}

double rift_weighted_quantile(size_t count, const rift_weighted_value *sorted, double total,
                              double p) {
  double needed = total * (p - ROUNDING), reached = 0;
  for (size_t i = 0; i < count; i++) {
    reached += sorted[i].weight;
    if (reached >= needed && sorted[i].weight > 0) {
      return sorted[i].value;
    }
  }
  return count > 0 ? sorted[count - 1].value : (double)NAN;
}

double rift_weighted_exceedance(size_t count, const rift_weighted_value *sorted, double total,
                                rift_worse worse, double threshold) {
  if (count == 0 || worse == RIFT_WORSE_NONE) {
    return (double)NAN;
  }
  double weight = 0;
  for (size_t i = 0; i < count; i++) {
    bool is_worse = worse == RIFT_WORSE_LOWER ? sorted[i].value < threshold
                                              : sorted[i].value > threshold;
    weight += is_worse ? sorted[i].weight : 0;
  }
  return weight / total;
}

/* The sorted value at step i from the worst one. */
static const rift_weighted_value *from_worst(size_t count, const rift_weighted_value *sorted,
                                             rift_worse worse, size_t i) {
  return &sorted[worse == RIFT_WORSE_LOWER ? i : count - 1 - i];
}

/* Influence of a draw on the shortfall: the edge, and what lies beyond it over the share. Its mean
 * is the shortfall; its variance gives the error. */
static double shortfall_error(size_t count, const rift_weighted_value *sorted, double total,
                              rift_worse worse, const rift_shortfall *tail, double share) {
  double squares = 0;
  for (size_t i = 0; i < count; i++) {
    double beyond = worse == RIFT_WORSE_LOWER ? fmin(0, sorted[i].value - tail->edge)
                                              : fmax(0, sorted[i].value - tail->edge);
    double influence = tail->edge + beyond / share - tail->value;
    squares += sorted[i].weight * sorted[i].weight * influence * influence;
  }
  return sqrt(squares) / total;
}

rift_shortfall rift_weighted_shortfall(size_t count, const rift_weighted_value *sorted,
                                       double total, rift_worse worse, double share) {
  const double nothing = (double)NAN;
  rift_shortfall tail = {nothing, nothing, nothing, nothing, nothing, 0, true};
  if (count == 0 || worse == RIFT_WORSE_NONE || !(total > 0)) {
    return tail;
  }
  double whole = share * total, left = whole, squares = 0;
  double worst = from_worst(count, sorted, worse, 0)->value;
  double sum = 0; /* about the worst value: a small spread at a large level keeps its digits */
  for (size_t i = 0; i < count && left > ROUNDING * total; i++) {
    const rift_weighted_value *draw = from_worst(count, sorted, worse, i);
    double weight = fmin(draw->weight, left);
    sum += weight * (draw->value - worst);
    squares += weight * weight;
    left -= weight;
    tail.edge = draw->value;
  }
  tail.value = worst + sum / whole;
  tail.tail_n_eff = rift_effective_count(whole, squares);
  tail.few = tail.tail_n_eff < RIFT_TAIL_DRAWS_FEW;
  tail.error = shortfall_error(count, sorted, total, worse, &tail, share);
  tail.low = tail.value - NORMAL_95 * tail.error;
  tail.high = tail.value + NORMAL_95 * tail.error;
  return tail;
}

static void fill_summary(rift_weighted_summary *summary, const rift_weighted_moments *moments,
                         const rift_weighted_value *sorted, size_t count, rift_worse worse) {
  const double nothing = (double)NAN;
  bool some = moments->weight > 0;
  double total = moments->weight;
  summary->n_eff = rift_weighted_n_eff(moments);
  summary->tail = rift_weighted_shortfall(some ? count : 0, sorted, total, worse, 0.05);
  summary->summary = (rift_summary){.n = moments->n,
                                    .failed = moments->failed,
                                    .mean = some ? moments->mean : nothing,
                                    .sd = some ? rift_weighted_sd(moments) : nothing,
                                    .mcse = some ? rift_weighted_mcse(moments) : nothing,
                                    .es95 = summary->tail.value};
  summary->summary.prob_loss = rift_weighted_exceedance(some ? count : 0, sorted, total, worse, 0);
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    summary->summary.quantiles[i] =
        some ? rift_weighted_quantile(count, sorted, total, rift_quantile_levels[i]) : nothing;
  }
}

rift_status rift_weighted_summary_compute(rift_weighted_summary *summary, const double *values,
                                          const double *weights, size_t count, rift_worse worse,
                                          rift_error *error) {
  if (!rift_weights_valid(count, weights)) {
    return rift_error_set(error, RIFT_INVALID, "weights must be finite, at least 0 and not all 0");
  }
  rift_weighted_value *sorted = rift_allocate(count, 2 * sizeof *sorted);
  if (sorted == NULL) {
    return rift_error_memory(error, 2 * count * sizeof *sorted);
  }
  size_t finite = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      sorted[finite++] = (rift_weighted_value){values[i] + 0.0, weights[i]};
    }
  }
  rift_weighted_sort(finite, sorted, sorted + count);
  rift_weighted_moments moments = rift_weighted_moments_of(values, weights, count);
  fill_summary(summary, &moments, sorted, finite, worse);
  free(sorted);
  return RIFT_OK;
}

rift_status rift_stratified_mean(const double *values, const size_t *stratum, size_t count,
                                 const double *probabilities, size_t stratum_count, double *mean,
                                 double *error_of_mean, rift_error *error) {
  rift_moments *moments = rift_allocate(stratum_count, sizeof *moments);
  if (moments == NULL) {
    return rift_error_memory(error, stratum_count * sizeof *moments);
  }
  for (size_t i = 0; i < count; i++) {
    rift_moments one = rift_moments_of(&values[i], 1);
    rift_moments_add(&moments[stratum[i]], &one);
  }
  rift_status status = RIFT_OK;
  double sum = 0, variance = 0;
  for (size_t h = 0; h < stratum_count && status == RIFT_OK; h++) {
    double part = probabilities[h] * rift_moments_mcse(&moments[h]);
    if (probabilities[h] > 0 && moments[h].n < 2) {
      status = rift_error_set(error, RIFT_INVALID,
                              "stratum %zu has probability %g and %llu draws: two are needed", h + 1,
                              probabilities[h], (unsigned long long)moments[h].n);
    }
    sum += probabilities[h] > 0 ? probabilities[h] * moments[h].mean : 0;
    variance += part * part;
  }
  free(moments);
  *mean = sum;
  if (error_of_mean != NULL) {
    *error_of_mean = sqrt(variance);
  }
  return status;
}
