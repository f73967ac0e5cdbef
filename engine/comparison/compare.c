/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comparison/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "comparison/sides.h"
#include "statistics/replicates.h"

rift_compare_options rift_compare_options_default(void) {
  return (rift_compare_options){.tie = 1e-6};
}

/* The draws of one outcome in every result of a group; the baseline comes last. */
typedef struct columns {
  const rift_compare_options *options;
  const rift_compared_group *group;
  size_t count;
  double **values;             /* NULL: that result has no such outcome */
  const double **present;      /* the values that are there */
  rift_regret *regrets;        /* of these */
  double *weights;             /* of the baseline; NULL: all 1 */
} columns;

static const rift_compared_side *side_at(const columns *c, size_t i) {
  return i < c->group->option_count ? &c->group->options[i] : &c->group->baseline;
}

static void columns_free(columns *c) {
  for (size_t i = 0; c->values != NULL && i < c->count; i++) {
    free(c->values[i]);
  }
  free(c->values);
  free(c->present);
  free(c->regrets);
  free(c->weights);
}

static rift_status columns_init(columns *c, rift_error *error) {
  c->count = c->group->option_count + 1;
  c->values = rift_allocate(c->count, sizeof *c->values);
  c->present = rift_allocate(c->count, sizeof *c->present);
  c->regrets = rift_allocate(c->count, sizeof *c->regrets);
  return c->values == NULL || c->present == NULL || c->regrets == NULL
             ? rift_error_memory(error, c->count * sizeof *c->regrets)
             : RIFT_OK;
}

/* Draws count alike in all results of a group, or they are not the same draws. */
static rift_status read_weights(columns *c, rift_error *error) {
  const rift_draws_reader *baseline = &c->group->baseline.result->draws;
  bool weighted = false;
  for (size_t i = 0; i < c->count; i++) {
    weighted = weighted || side_at(c, i)->result->draws.weight_variable >= 0;
  }
  if (!weighted) {
    return RIFT_OK;
  }
  if (c->options->unpaired) {
    return rift_error_set(error, RIFT_MISMATCH,
                          "'%s': draws with weights can be compared in pairs only; leave out "
                          "--unpaired",
                          baseline->path);
  }
  double *other = rift_allocate_doubles(baseline->draws);
  c->weights = rift_allocate_doubles(baseline->draws);
  rift_status status = other == NULL || c->weights == NULL
                           ? rift_error_memory(error, baseline->draws * sizeof *other)
                           : rift_draws_reader_weights(baseline, c->weights, error);
  for (size_t i = 0; i + 1 < c->count && status == RIFT_OK; i++) {
    status = rift_draws_reader_weights(&side_at(c, i)->result->draws, other, error);
    if (status == RIFT_OK && memcmp(other, c->weights, baseline->draws * sizeof *other) != 0) {
      status = rift_error_set(error, RIFT_MISMATCH,
                              "'%s' and '%s' weigh their draws differently: they were planned with "
                              "other strata",
                              side_at(c, i)->result->draws.path, baseline->path);
    }
  }
  free(other);
  return status;
}

static const rift_read_outcome *find_outcome(const rift_read_result *result, const char *key) {
  size_t place = rift_names_find(&result->keys, key, strlen(key));
  return place == RIFT_NOT_FOUND ? NULL : &result->outcomes[place];
}

static rift_status read_column(columns *c, size_t i, const rift_read_outcome *wanted,
                               rift_error *error) {
  const rift_read_result *result = side_at(c, i)->result;
  const rift_read_outcome *own = find_outcome(result, wanted->key);
  free(c->values[i]);
  c->values[i] = NULL;
  if (own == NULL) {
    return RIFT_OK;
  }
  if (!c->options->unpaired && isfinite(own->base) && isfinite(wanted->base) &&
      own->base != wanted->base) {
    return rift_error_set(error, RIFT_MISMATCH,
                          "'%s' and '%s' are of different economies: the base of %s of %s is %g "
                          "against %g; compare the distributions alone with --unpaired",
                          result->draws.path, c->group->baseline.result->draws.path,
                          wanted->parts[0], wanted->parts[1], own->base, wanted->base);
  }
  c->values[i] = rift_allocate_doubles(result->draws.draws);
  return c->values[i] == NULL ? rift_error_memory(error, result->draws.draws * sizeof(double))
                              : rift_read_outcome_draws(result, own, c->values[i], error);
}

/* Regret of every result that has the outcome, in the order of `present`. */
static rift_status compute_regrets(columns *c, const rift_pairs_options *pairs, rift_error *error) {
  size_t present = 0;
  for (size_t i = 0; i < c->count; i++) {
    if (c->values[i] != NULL) {
      c->regrets[present] = (rift_regret){(double)NAN, (double)NAN, (double)NAN};
      c->present[present++] = c->values[i];
    }
  }
  if (c->options->unpaired || pairs->worse == RIFT_WORSE_NONE) {
    return RIFT_OK;
  }
  return rift_regret_compute(c->regrets, c->present, present,
                             c->group->baseline.result->draws.draws, pairs, error);
}

/* The error of a design's mean difference comes from its replicates. */
static rift_status replace_error(const columns *c, size_t i, rift_pairs *pairs, rift_error *error) {
  enum { MOST = 64 };
  size_t replicates = c->group->baseline.result->draws.replicates;
  size_t draws = c->group->baseline.result->draws.draws;
  double means[MOST];
  if (replicates < 2 || replicates > MOST || c->options->unpaired) {
    return RIFT_OK;
  }
  double *difference = rift_allocate_doubles(draws);
  if (difference == NULL) {
    return rift_error_memory(error, draws * sizeof *difference);
  }
  for (size_t d = 0; d < draws; d++) {
    difference[d] = c->values[i][d] - c->values[c->count - 1][d];
  }
  rift_replicates_means(difference, draws, replicates, means);
  pairs->mcse = rift_replicates_combine(means, replicates, 0.95).error;
  free(difference);
  return RIFT_OK;
}

static rift_status compute_pairs(const columns *c, size_t i, const rift_pairs_options *options,
                                 rift_pairs *pairs, rift_error *error) {
  const double *own = c->values[i], *baseline = c->values[c->count - 1];
  size_t draws = side_at(c, i)->result->draws.draws;
  size_t baseline_draws = c->group->baseline.result->draws.draws;
  return c->options->unpaired
             ? rift_pairs_compute_unpaired(pairs, own, draws, baseline, baseline_draws, options,
                                           error)
             : rift_pairs_compute(pairs, own, baseline, draws, options, error);
}

static rift_status add_row(rift_comparison *comparison, const rift_compared *row,
                           rift_error *error) {
  rift_compared *grown =
      rift_grow(comparison->rows, &comparison->capacity, comparison->count + 1, sizeof *grown);
  if (grown == NULL) {
    return rift_error_memory(error, sizeof *grown);
  }
  comparison->rows = grown;
  grown[comparison->count++] = *row;
  return RIFT_OK;
}

static rift_compared row_of(const columns *c, size_t i, const rift_read_outcome *outcome) {
  const rift_read_outcome *own = find_outcome(side_at(c, i)->result, outcome->key);
  return (rift_compared){.own = *side_at(c, i),
                         .baseline = c->group->baseline,
                         .outcome = outcome,
                         .approximate = outcome->approximate || own->approximate,
                         .base = isfinite(outcome->base) ? outcome->base : own->base,
                         .level = outcome->level != NULL ? outcome->level : own->level};
}

static rift_status compare_outcome(rift_comparison *comparison, columns *c,
                                   const rift_read_outcome *outcome, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < c->count && status == RIFT_OK; i++) {
    status = read_column(c, i, outcome, error);
  }
  rift_pairs_options options = {
      .worse = outcome->worse, .weights = c->weights, .tie = c->options->tie};
  if (status == RIFT_OK) {
    status = compute_regrets(c, &options, error);
  }
  size_t present = 0, last = 0;
  for (size_t i = 0; i < c->count; i++) {
    last += c->values[i] != NULL;
  }
  for (size_t i = 0; i + 1 < c->count && status == RIFT_OK; i++) {
    if (c->values[i] == NULL) {
      comparison->unmatched++;
      continue;
    }
    rift_compared row = row_of(c, i, outcome);
    row.own_regret = c->regrets[present++];
    row.baseline_regret = c->regrets[last - 1];
    status = compute_pairs(c, i, &options, &row.pairs, error);
    if (status == RIFT_OK) {
      status = replace_error(c, i, &row.pairs, error);
    }
    if (status == RIFT_OK) {
      status = add_row(comparison, &row, error);
    }
  }
  return status;
}

/* Rows came outcome by outcome; readers want option by option. */
static rift_status order_rows(rift_compared *rows, size_t count, const rift_compared_group *group,
                              rift_error *error) {
  rift_compared *copy = rift_allocate(count, sizeof *copy);
  if (copy == NULL) {
    return rift_error_memory(error, count * sizeof *copy);
  }
  memcpy(copy, rows, count * sizeof *copy);
  size_t filled = 0;
  for (size_t o = 0; o < group->option_count; o++) {
    for (size_t i = 0; i < count; i++) {
      if (copy[i].own.result == group->options[o].result) {
        rows[filled++] = copy[i];
      }
    }
  }
  free(copy);
  return RIFT_OK;
}

static rift_status compare_group(rift_comparison *comparison, const rift_compared_group *group,
                                 const rift_compare_options *options, rift_error *error) {
  columns c = {.options = options, .group = group};
  rift_status status = columns_init(&c, error);
  if (status == RIFT_OK) {
    status = read_weights(&c, error);
  }
  const rift_read_result *baseline = group->baseline.result;
  size_t first = comparison->count;
  for (size_t i = 0; i < baseline->outcome_count && status == RIFT_OK; i++) {
    if (options->wanted == NULL || options->wanted(baseline, &baseline->outcomes[i], options->context)) {
      status = compare_outcome(comparison, &c, &baseline->outcomes[i], error);
    }
  }
  columns_free(&c);
  return status == RIFT_OK && comparison->count > first
             ? order_rows(comparison->rows + first, comparison->count - first, group, error)
             : status;
}

static rift_status open_folders(rift_comparison *comparison, const char *const *folders,
                                size_t count, rift_problems *problems, rift_error *error) {
  comparison->folders = rift_allocate(count, sizeof *comparison->folders);
  if (comparison->folders == NULL) {
    return rift_error_memory(error, count * sizeof *comparison->folders);
  }
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    for (size_t k = 0; k < i; k++) {
      if (strcmp(folders[i], folders[k]) == 0) {
        return rift_error_set(error, RIFT_USAGE, "the folder '%s' is named twice", folders[i]);
      }
    }
    status = rift_results_open(&comparison->folders[i], folders[i], problems, error);
    comparison->folder_count += status == RIFT_OK;
  }
  return status;
}

static rift_status check_groups(const rift_comparison *comparison,
                                const rift_compared_groups *groups, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t g = 0; g < groups->count; g++) {
    const rift_compared_group *group = &groups->items[g];
    for (size_t o = 0; o < group->option_count && status == RIFT_OK; o++) {
      status = rift_compared_check(comparison, &group->options[o], &group->baseline, error);
    }
  }
  return status;
}

rift_status rift_comparison_create(rift_comparison **result, const char *const *folders,
                                   size_t folder_count, const rift_compare_options *options,
                                   rift_problems *problems, rift_error *error) {
  *result = NULL;
  rift_compared_groups groups = {0};
  rift_comparison *comparison = rift_allocate(1, sizeof *comparison);
  if (comparison == NULL) {
    return rift_error_memory(error, sizeof *comparison);
  }
  comparison->paired = !options->unpaired;
  rift_status status = open_folders(comparison, folders, folder_count, problems, error);
  if (status == RIFT_OK) {
    status = rift_compared_groups_find(&groups, comparison, options->baseline, error);
  }
  if (status == RIFT_OK && !options->unpaired) {
    status = check_groups(comparison, &groups, error);
  }
  for (size_t g = 0; g < groups.count && status == RIFT_OK; g++) {
    status = compare_group(comparison, &groups.items[g], options, error);
  }
  rift_compared_groups_free(&groups);
  if (status != RIFT_OK) {
    rift_comparison_destroy(comparison);
    return status;
  }
  *result = comparison;
  return RIFT_OK;
}

void rift_comparison_destroy(rift_comparison *comparison) {
  if (comparison == NULL) {
    return;
  }
  for (size_t i = 0; i < comparison->folder_count; i++) {
    rift_results_close(&comparison->folders[i]);
  }
  free(comparison->folders);
  free(comparison->rows);
  free(comparison);
}
