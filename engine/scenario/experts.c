/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/experts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sleef.h>

#include "base/memory.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define CUTOFF_DEFAULT 0.01

static const double bin_probabilities[4] = {0.05, 0.45, 0.45, 0.05};

void rift_experts_free(rift_experts *experts) {
  for (size_t i = 0; i < experts->count; i++) {
    free(experts->items[i].id);
  }
  memset(experts, 0, sizeof *experts);
}

double rift_chi_squared_3_tail(double x) {
  const double pi = 3.14159265358979323846;
  return Sleef_cinz_erfcd1_u15purec(sqrt(x / 2)) +
         sqrt(2 * x / pi) * Sleef_cinz_expd1_u10purec(-x / 2);
}

bool rift_expert_quantiles_read(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                           double quantiles[3]) {
  if (!rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, "an expert's answer")) {
    return false;
  }
  if (node->count != 3) {
    rift_reader_error(reader, node,
                      "an expert's answer has %zu numbers; expected three: the 5, 50 and 95 percent "
                      "quantiles",
                      node->count);
    return false;
  }
  for (size_t i = 0; i < 3; i++) {
    double raw = 0;
    if (!rift_reader_number(reader, node->items[i], "a quantile", &raw)) {
      return false;
    }
    quantiles[i] = rift_scale_apply(scale, raw);
  }
  if (!(quantiles[0] < quantiles[1] && quantiles[1] < quantiles[2])) {
    rift_reader_error(reader, node,
                      "the quantiles %s, %s, %s are not in ascending order; expected those of 5, 50 "
                      "and 95 percent, from low to high",
                      node->items[0]->text, node->items[1]->text, node->items[2]->text);
    return false;
  }
  return true;
}

/* ---- weights from questions whose answers are known ---- */

typedef struct seed_answers {
  double realised;
  bool answered[RIFT_EXPERTS_MAX];
  double quantiles[RIFT_EXPERTS_MAX][3];
} seed_answers;

typedef struct seed_work {
  rift_reader *reader;
  rift_experts *experts;
  size_t count;
  seed_answers *seeds;
} seed_work;

static size_t expert_position(seed_work *work, const rift_yaml_node *key) {
  rift_experts *experts = work->experts;
  for (size_t i = 0; i < experts->count; i++) {
    if (strcmp(experts->items[i].id, key->text) == 0) {
      return i;
    }
  }
  if (experts->count == RIFT_EXPERTS_MAX) {
    rift_reader_error(work->reader, key, "there are more than %d experts", RIFT_EXPERTS_MAX);
    return RIFT_NOT_FOUND;
  }
  char *id = rift_reader_copy(work->reader, key->text);
  if (id == NULL) {
    return RIFT_NOT_FOUND;
  }
  experts->items[experts->count].id = id;
  return experts->count++;
}

static void read_seed(seed_work *work, const rift_yaml_node *node) {
  static const char *const keys[] = {"realised", "answers", "source"};
  static const rift_scale one = {1, 1};
  seed_answers *seed = &work->seeds[work->count++];
  if (!rift_reader_expect(work->reader, node, RIFT_YAML_MAPPING, "a seed question")) {
    return;
  }
  rift_reader_check_keys(work->reader, node, "a seed question", keys, COUNT(keys));
  const rift_yaml_node *realised = rift_yaml_find(node, "realised");
  const rift_yaml_node *answers = rift_yaml_find(node, "answers");
  if (realised == NULL || answers == NULL) {
    rift_reader_error(work->reader, node, "a seed question has no '%s'; write {realised: 4.2, answers: {a: [1, 3, 9]}}",
                      realised == NULL ? "realised" : "answers");
    return;
  }
  rift_reader_number(work->reader, realised, "realised", &seed->realised);
  if (!rift_reader_expect(work->reader, answers, RIFT_YAML_MAPPING, "answers")) {
    return;
  }
  for (size_t i = 0; i < answers->count; i++) {
    size_t at = expert_position(work, answers->keys[i]);
    if (at != RIFT_NOT_FOUND) {
      seed->answered[at] =
          rift_expert_quantiles_read(work->reader, answers->items[i], one, seed->quantiles[at]);
    }
  }
}

/* The range on which information is measured: all quantiles and the answer, and a tenth beyond. */
static void range_of(const seed_work *work, const seed_answers *seed, double *low, double *high) {
  *low = *high = seed->realised;
  for (size_t e = 0; e < work->experts->count; e++) {
    *low = fmin(*low, seed->quantiles[e][0]);
    *high = fmax(*high, seed->quantiles[e][2]);
  }
  double beyond = RIFT_EXPERT_OVERSHOOT * (*high - *low);
  *low -= beyond;
  *high += beyond;
}

static double information_about(const seed_work *work, const seed_answers *seed, size_t expert) {
  double low, high, sum = 0;
  range_of(work, seed, &low, &high);
  const double *q = seed->quantiles[expert];
  const double ends[5] = {low, q[0], q[1], q[2], high};
  for (size_t k = 0; k < 4; k++) {
    double share = (ends[k + 1] - ends[k]) / (high - low);
    sum += bin_probabilities[k] * Sleef_cinz_logd1_u10purec(bin_probabilities[k] / share);
  }
  return sum;
}

/* How likely it is that someone whose quantiles are right hits the bins as unevenly as this. */
static double calibration_of(const seed_work *work, size_t expert) {
  double hits[4] = {0}, divergence = 0, n = (double)work->count;
  for (size_t s = 0; s < work->count; s++) {
    const double *q = work->seeds[s].quantiles[expert];
    double realised = work->seeds[s].realised;
    size_t bin = realised <= q[0] ? 0 : realised <= q[1] ? 1 : realised <= q[2] ? 2 : 3;
    hits[bin] += 1 / n;
  }
  for (size_t k = 0; k < 4; k++) {
    divergence +=
        hits[k] > 0 ? hits[k] * Sleef_cinz_logd1_u10purec(hits[k] / bin_probabilities[k]) : 0;
  }
  return rift_chi_squared_3_tail(2 * n * fmax(0, divergence));
}

static bool all_answered(const seed_work *work, const rift_yaml_node *seeds) {
  bool whole = true;
  for (size_t s = 0; s < work->count; s++) {
    for (size_t e = 0; e < work->experts->count; e++) {
      if (!work->seeds[s].answered[e]) {
        rift_reader_error(work->reader, seeds->items[s],
                          "the expert '%.60s' has no good answer to the seed question '%.60s'; "
                          "weights need everyone's answers to every question",
                          work->experts->items[e].id, seeds->keys[s]->text);
        whole = false;
      }
    }
  }
  return whole;
}

static void compute_weights(seed_work *work, const rift_yaml_node *node, double cutoff) {
  bool any = false;
  for (size_t e = 0; e < work->experts->count; e++) {
    rift_expert *expert = &work->experts->items[e];
    for (size_t s = 0; s < work->count; s++) {
      expert->information += information_about(work, &work->seeds[s], e) / (double)work->count;
    }
    expert->calibration = calibration_of(work, e);
    expert->weight =
        expert->calibration >= cutoff ? expert->calibration * expert->information : 0;
    any = any || expert->weight > 0;
  }
  if (!any) {
    rift_reader_error(work->reader, node,
                      "no expert reaches the cut-off %g of calibration; lower it, or write weights: "
                      "equal",
                      cutoff);
  }
}

static void read_seeds(rift_reader *reader, const rift_yaml_node *seeds, rift_experts *experts,
                       double cutoff) {
  if (!rift_reader_expect(reader, seeds, RIFT_YAML_MAPPING, "seeds")) {
    return;
  }
  if (seeds->count == 0 || seeds->count > RIFT_EXPERT_SEEDS_MAX) {
    rift_reader_error(reader, seeds, "there are %zu seed questions; expected 1 to %d", seeds->count,
                      RIFT_EXPERT_SEEDS_MAX);
    return;
  }
  seed_work work = {.reader = reader, .experts = experts};
  work.seeds = rift_allocate(seeds->count, sizeof *work.seeds);
  if (work.seeds == NULL) {
    reader->memory_failed = true;
    return;
  }
  size_t errors = reader->problems->errors;
  for (size_t s = 0; s < seeds->count; s++) {
    read_seed(&work, seeds->items[s]);
  }
  if (reader->problems->errors == errors && all_answered(&work, seeds)) {
    compute_weights(&work, seeds, cutoff);
  }
  free(work.seeds);
}

void rift_experts_read(rift_reader *reader, const rift_yaml_node *node, rift_experts *experts) {
  static const char *const keys[] = {"weights", "cutoff", "seeds"};
  static const char *const words[] = {"equal", "cooke"};
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "experts")) {
    return;
  }
  rift_reader_check_keys(reader, node, "experts", keys, COUNT(keys));
  const rift_yaml_node *weights = rift_yaml_find(node, "weights");
  const rift_yaml_node *cutoff = rift_yaml_find(node, "cutoff");
  const rift_yaml_node *seeds = rift_yaml_find(node, "seeds");
  experts->weighted =
      weights != NULL && rift_reader_choice(reader, weights, "weights", words, 2) == 1;
  if (!experts->weighted) {
    return; /* seed questions may stay in the file */
  }
  double least = CUTOFF_DEFAULT;
  if (cutoff != NULL && rift_reader_number(reader, cutoff, "cutoff", &least) &&
      !(least >= 0 && least <= 1)) {
    rift_reader_error(reader, cutoff, "cutoff is %s; a p-value lies between 0 and 1", cutoff->text);
  }
  if (seeds == NULL) {
    rift_reader_error(reader, node, "weights: cooke needs 'seeds', questions whose answers are known");
    return;
  }
  read_seeds(reader, seeds, experts, least);
}
