/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/column.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "output/headline.h"
#include "statistics/weighted.h"

#define P05 1
#define P50 4
#define P95 7

rift_worse rift_column_worse(rift_indicator indicator) {
  switch (rift_indicator_entry_of(indicator)->worse) {
  case RIFT_LOWER_IS_WORSE:
    return RIFT_WORSE_LOWER;
  case RIFT_HIGHER_IS_WORSE:
    return RIFT_WORSE_HIGHER;
  case RIFT_NEITHER_IS_WORSE:
  default:
    return RIFT_WORSE_NONE;
  }
}

double rift_column_level_factor(const rift_outcome *outcome, double usd_per_unit) {
  if (!rift_indicator_entry_of(outcome->indicator)->has_level || !isfinite(outcome->base)) {
    return (double)NAN;
  }
  double unit = outcome->indicator == RIFT_EMPLOYMENT ? 1 : usd_per_unit;
  return outcome->base / 100 / unit;
}

static void blank_quantiles(rift_summary *summary) {
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    summary->quantiles[i] = (double)NAN;
  }
  summary->es95 = (double)NAN;
  summary->prob_loss = (double)NAN;
}

static rift_summary summary_of_moments(const rift_moments *moments) {
  const double unknown = (double)NAN;
  bool any = moments->n > 0;
  rift_summary summary = {.n = moments->n,
                          .failed = moments->failed,
                          .mean = any ? moments->mean : unknown,
                          .sd = any ? rift_moments_sd(moments) : unknown,
                          .mcse = any ? rift_moments_mcse(moments) : unknown};
  blank_quantiles(&summary);
  return summary;
}

/* + 0.0 turns -0 into 0, which would be printed. */
static double times(double value, double factor) { return value * factor + 0.0; }

static rift_moments scaled_moments(const rift_moments *moments, double factor) {
  rift_moments scaled = *moments;
  scaled.mean = times(moments->mean, factor);
  scaled.m2 = moments->m2 * factor * factor;
  return scaled;
}

/* Sorted values in another unit; a negative factor (a node with negative value added) turns the
 * order round. */
static void scale_sorted(double *sorted, size_t count, double factor) {
  for (size_t i = 0; i < count; i++) {
    sorted[i] = times(sorted[i], factor);
  }
  for (size_t i = 0; factor < 0 && i < count / 2; i++) {
    double held = sorted[i];
    sorted[i] = sorted[count - 1 - i];
    sorted[count - 1 - i] = held;
  }
}

static size_t finite_count(const double *values, size_t count) {
  size_t finite = 0;
  for (size_t i = 0; i < count; i++) {
    finite += isfinite(values[i]) != 0;
  }
  return finite;
}

/* scratch: as many values as `values`. The last point is the whole run and takes its moments, so
 * that it equals the summary to the bit. */
static void follow_convergence(rift_column_summary *summary, const rift_result *result, const double *values,
                               size_t count, const rift_moments *all, rift_worse worse, double *scratch) {
  size_t prefix = RIFT_CONVERGENCE_FIRST < count ? RIFT_CONVERGENCE_FIRST : count;
  while (summary->convergence_count < RIFT_CONVERGENCE_MAX) {
    memcpy(scratch, values, prefix * sizeof *scratch);
    rift_moments moments = prefix == count ? *all : rift_moments_of(values, prefix);
    rift_summary part = summary_of_moments(&moments);
    if (moments.n > 0) {
      rift_summary_compute(&part, &moments, worse, scratch, prefix);
    }
    summary->convergence[summary->convergence_count++] = (rift_convergence_point){
        .draws = prefix,
        .n = part.n,
        .mean = part.mean,
        .mcse = rift_draws_error(result, values, prefix, part.mcse),
        .p50 = part.quantiles[P50],
        .worse_tail = part.quantiles[worse == RIFT_WORSE_HIGHER ? P95 : P05]};
    if (prefix == count) {
      return;
    }
    prefix = prefix > count / 2 ? count : prefix * 2;
  }
}

/* In another unit; a negative factor (a node with negative value added) turns the order round. */
static rift_summary scaled_summary(const rift_summary *summary, double factor) {
  rift_summary scaled = *summary;
  scaled.mean = times(summary->mean, factor);
  scaled.sd = times(summary->sd, fabs(factor));
  scaled.mcse = times(summary->mcse, fabs(factor));
  for (size_t i = 0; i < RIFT_QUANTILE_COUNT; i++) {
    scaled.quantiles[i] = times(summary->quantiles[i], factor);
  }
  scaled.es95 = times(summary->es95, factor);
  return scaled;
}

static void summarise_level(rift_column_summary *summary, const rift_moments *moments,
                            rift_worse worse, double factor, bool headline, double *sorted) {
  size_t finite = (size_t)moments->n;
  rift_moments scaled = scaled_moments(moments, factor);
  summary->level = summary_of_moments(&scaled);
  if (finite == 0 || sorted == NULL) {
    return;
  }
  scale_sorted(sorted, finite, factor);
  rift_summary_compute(&summary->level, &scaled, worse, sorted, finite);
  if (headline && factor > 0) {
    summary->level_point_count =
        rift_exceedance_curve(sorted, finite, worse, summary->level_points);
  }
}

/* The draws that end in each stage, and all draws with their weights. `scratch`: as many values. */
static rift_status summarise_classes(rift_column_summary *summary, const rift_draw_classes *classes,
                                     size_t index, double factor, const double *values,
                                     double *scratch) {
  const rift_result *result = classes->result;
  rift_worse worse = rift_column_worse(result->outcomes[index].indicator);
  for (size_t s = 0; s < result->stage_count; s++) {
    const rift_moments *moments = &result->stage_moments[s * result->outcome_count + index];
    size_t found = 0;
    for (size_t i = 0; i < result->draws; i++) {
      if (classes->stages[i] == (double)s) {
        scratch[found++] = values[i];
      }
    }
    if (moments->n > 0) {
      rift_summary_compute(&summary->stage_percent[s], moments, worse, scratch, found);
    }
    summary->stage_level[s] = scaled_summary(&summary->stage_percent[s], factor);
  }
  if (classes->weights == NULL || summary->percent.n == 0) {
    return RIFT_OK;
  }
  rift_weighted_summary weighted;
  rift_status status = rift_weighted_summary_compute(&weighted, values, classes->weights,
                                                     (size_t)result->draws, worse, &summary->error);
  if (status == RIFT_OK) { /* moments by stratum are the better ones */
    memcpy(summary->percent.quantiles, weighted.summary.quantiles, sizeof weighted.summary.quantiles);
    summary->percent.es95 = weighted.summary.es95;
    summary->percent.prob_loss = weighted.summary.prob_loss;
    summary->tail = weighted.tail;
    summary->has_tail = worse != RIFT_WORSE_NONE && rift_headline_is(result->economy, &result->outcomes[index]);
    summary->level = scaled_summary(&summary->percent, factor);
  }
  return status;
}

/* Draws that are all alike need not be stored: one of them says everything. */
static void summarise_constant(rift_column_summary *summary, const rift_moments *moments, rift_worse worse,
                               double factor) {
  double value = moments->mean;
  rift_summary_compute(&summary->percent, moments, worse, &value, 1);
  if (summary->has_level) {
    rift_moments scaled = scaled_moments(moments, factor);
    value = times(moments->mean, factor);
    rift_summary_compute(&summary->level, &scaled, worse, &value, 1);
  }
}

/* The mean of the worst 5 % with its interval; `sorted`: finite values, ascending. */
static rift_status summarise_tail(rift_column_summary *summary, const double *sorted, size_t count,
                                  rift_worse worse) {
  rift_weighted_value *weighted = rift_allocate(count, sizeof *weighted);
  if (weighted == NULL) {
    return rift_error_memory(&summary->error, count * sizeof *weighted);
  }
  for (size_t i = 0; i < count; i++) {
    weighted[i] = (rift_weighted_value){sorted[i], 1};
  }
  summary->tail = rift_weighted_shortfall(count, weighted, (double)count, worse, 0.05);
  summary->has_tail = true;
  free(weighted);
  return RIFT_OK;
}

static rift_status summarise_stored(rift_column_summary *summary, const rift_draw_classes *classes,
                                    size_t index, double factor, double *values, double *scratch) {
  const rift_result *result = classes->result;
  const rift_outcome *outcome = &result->outcomes[index];
  const rift_moments *moments = &result->moments[index];
  rift_worse worse = rift_column_worse(outcome->indicator);
  bool headline = rift_headline_is(result->economy, outcome);
  size_t draws = (size_t)result->draws;

  rift_status status = rift_store_read(result->store, index, values, &summary->error);
  if (status != RIFT_OK) {
    return status;
  }
  size_t finite = finite_count(values, draws);
  if (finite != moments->n) {
    return rift_error_set(&summary->error, RIFT_MISMATCH,
                          "%s of %s, %s: %zu stored draws are numbers, but the moments counted "
                          "%" PRIu64 "; the temporary file was changed or is damaged: run again",
                          rift_indicator_entry_of(outcome->indicator)->name, outcome->region,
                          outcome->sector, finite, moments->n);
  }
  if (result->stage_count > 0) {
    status = summarise_classes(summary, classes, index, factor, values, scratch);
  }
  if (status != RIFT_OK || classes->weights != NULL) {
    return status; /* curves and convergence of weighted draws are not drawn up */
  }
  if (headline) {
    follow_convergence(summary, result, values, draws, moments, worse, scratch);
  }
  double error_of_mean = rift_draws_error(result, values, draws, summary->percent.mcse);
  if (finite > 0) {
    rift_summary_compute(&summary->percent, moments, worse, values, draws);
    summary->percent_point_count =
        rift_exceedance_curve(values, finite, worse, summary->percent_points);
  }
  if (finite > 0 && headline && worse != RIFT_WORSE_NONE) {
    status = summarise_tail(summary, values, finite, worse);
  }
  if (status == RIFT_OK && summary->has_level) {
    summarise_level(summary, moments, worse, factor, headline, values);
  }
  if (status == RIFT_OK && result->replicates > 1) {
    summary->percent.mcse = error_of_mean;
    summary->level.mcse = times(error_of_mean, fabs(factor));
  }
  return status;
}

/* Means and spreads, before quantiles are known. */
static void summarise_moments(rift_column_summary *summary, const rift_draw_classes *classes,
                              size_t index, double factor) {
  const rift_result *result = classes->result;
  summary->percent = summary_of_moments(&result->moments[index]);
  summary->n_eff = (double)summary->percent.n;
  if (result->strata != NULL) {
    rift_mixed_moments mixed = rift_moments_mixed(result, index);
    summary->percent.mean = mixed.mean;
    summary->percent.sd = mixed.sd;
    summary->percent.mcse = mixed.mcse;
    summary->n_eff = mixed.n_eff;
  }
  summary->level = scaled_summary(&summary->percent, factor);
  if (result->replicates > 1 && result->moments[index].m2 > 0) {
    summary->percent.mcse = (double)NAN; /* without its draws the error of a design is not known */
    summary->level.mcse = (double)NAN;
  }
  for (size_t s = 0; s < result->stage_count; s++) {
    summary->stage_percent[s] =
        summary_of_moments(&result->stage_moments[s * result->outcome_count + index]);
    summary->stage_level[s] = scaled_summary(&summary->stage_percent[s], factor);
  }
}

void rift_column_summarise(rift_column_summary *summary, const rift_draw_classes *classes, size_t index,
                           double usd_per_unit) {
  const rift_result *result = classes->result;
  const rift_moments *moments = &result->moments[index];
  double factor = rift_column_level_factor(&result->outcomes[index], usd_per_unit);
  memset(summary, 0, sizeof *summary);
  summary->has_level = isfinite(factor);
  summarise_moments(summary, classes, index, factor);
  if (index >= result->stored_count) {
    if (moments->m2 == 0 && moments->n > 0) {
      summarise_constant(summary, moments, rift_column_worse(result->outcomes[index].indicator), factor);
    } else if (summary->has_level && result->strata == NULL && result->replicates == 0) {
      summarise_level(summary, moments, RIFT_WORSE_NONE, factor, false, NULL);
    }
    return;
  }
  size_t draws = (size_t)result->draws;
  double *values = rift_allocate_doubles(draws);
  double *scratch = rift_allocate_doubles(draws);
  if (values == NULL || scratch == NULL) {
    summary->status = rift_error_memory(&summary->error, 2 * draws * sizeof *values);
  } else {
    summary->status = summarise_stored(summary, classes, index, factor, values, scratch);
  }
  free(values);
  free(scratch);
}
