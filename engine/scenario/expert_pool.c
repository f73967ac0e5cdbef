/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One distribution from the answers of several experts. */
#include "scenario/experts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const double cumulative[5] = {0, 0.05, 0.5, 0.95, 1};

typedef struct pool {
  size_t count;
  double quantiles[RIFT_EXPERTS_MAX][3];
  double weights[RIFT_EXPERTS_MAX]; /* add up to 1 */
  double low, high;
} pool;

/* 1 for everyone, or the weight of the seed questions; below 0 after an error. */
static double weight_of(rift_reader *reader, const rift_yaml_node *key) {
  const rift_experts *experts = reader->experts;
  if (experts == NULL || !experts->weighted) {
    return 1;
  }
  const char *names[RIFT_EXPERTS_MAX];
  for (size_t i = 0; i < experts->count; i++) {
    names[i] = experts->items[i].id;
    if (strcmp(names[i], key->text) == 0) {
      return experts->items[i].weight;
    }
  }
  const char *closest = rift_closest(key->text, names, experts->count);
  rift_reader_error(reader, key, "the expert '%.60s' has not answered the seed questions%s%s%s",
                    key->text, closest == NULL ? "" : "; did you mean '",
                    closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  return -1;
}

static bool read_pool(rift_reader *reader, const rift_yaml_node *answers, rift_scale scale,
                      pool *p) {
  bool read = true;
  double sum = 0;
  for (size_t i = 0; i < answers->count && i < RIFT_EXPERTS_MAX; i++) {
    double weight = weight_of(reader, answers->keys[i]);
    read = rift_expert_quantiles_read(reader, answers->items[i], scale, p->quantiles[p->count]) &&
           weight >= 0 && read;
    if (weight > 0) {
      sum += weight;
      p->weights[p->count++] = weight;
    }
  }
  if (read && p->count == 0) {
    rift_reader_error(reader, answers, "nobody who answers here has a weight above 0");
  }
  for (size_t i = 0; i < p->count; i++) {
    p->weights[i] /= sum;
  }
  return read && p->count > 0;
}

static bool set_range(rift_reader *reader, const rift_yaml_node *answers, pool *p, double low,
                      double high) {
  double least = p->quantiles[0][0], most = p->quantiles[0][2];
  for (size_t i = 1; i < p->count; i++) {
    least = fmin(least, p->quantiles[i][0]);
    most = fmax(most, p->quantiles[i][2]);
  }
  if (!(least > low && most < high)) {
    rift_reader_error(reader, answers,
                      "the experts' quantiles reach from %.6g to %.6g in base units, outside of what "
                      "is possible here",
                      least, most);
    return false;
  }
  double beyond = RIFT_EXPERT_OVERSHOOT * (most - least);
  p->low = fmax(low, least - beyond);
  p->high = fmin(high, most + beyond);
  return true;
}

static double cumulative_at(const pool *p, size_t expert, double x) {
  const double *q = p->quantiles[expert];
  const double ends[5] = {p->low, q[0], q[1], q[2], p->high};
  size_t k = 0;
  while (k < 3 && x > ends[k + 1]) {
    k++;
  }
  double part = (x - ends[k]) / (ends[k + 1] - ends[k]);
  return cumulative[k] + part * (cumulative[k + 1] - cumulative[k]);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* Between neighbouring quantiles of anyone, the mixture is even as well. */
static void mix(const pool *p, rift_distribution *d) {
  d->values[d->value_count++] = p->low;
  for (size_t e = 0; e < p->count; e++) {
    for (size_t k = 0; k < 3; k++) {
      d->values[d->value_count++] = p->quantiles[e][k];
    }
  }
  d->values[d->value_count++] = p->high;
  qsort(d->values, d->value_count, sizeof *d->values, ascending);
  size_t kept = 1;
  for (size_t i = 1; i < d->value_count; i++) {
    if (d->values[i] > d->values[kept - 1]) {
      d->values[kept++] = d->values[i];
    }
  }
  d->value_count = kept;
  for (size_t i = 1; i + 1 < kept; i++) {
    for (size_t e = 0; e < p->count; e++) {
      d->weights[i] += p->weights[e] * cumulative_at(p, e, d->values[i]);
    }
  }
  d->weights[kept - 1] = 1;
}

bool rift_experts_pool(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                       double low, double high, rift_distribution *distribution) {
  static const char *const keys[] = {"experts", "unit", "source"};
  memset(distribution, 0, sizeof *distribution);
  distribution->low = -HUGE_VAL;
  distribution->high = HUGE_VAL;
  distribution->kind = RIFT_PIECEWISE;
  rift_reader_check_keys(reader, node, "a judgement of experts", keys, sizeof keys / sizeof keys[0]);
  const rift_yaml_node *answers = rift_yaml_find(node, "experts");
  if (!rift_reader_expect(reader, answers, RIFT_YAML_MAPPING, "experts")) {
    return false;
  }
  if (answers->count == 0 || answers->count > RIFT_EXPERTS_MAX) {
    rift_reader_error(reader, answers, "there are %zu experts; expected 1 to %d", answers->count,
                      RIFT_EXPERTS_MAX);
    return false;
  }
  pool p = {0};
  if (!read_pool(reader, answers, scale, &p) || !set_range(reader, answers, &p, low, high)) {
    return false;
  }
  distribution->values = rift_allocate(3 * p.count + 2, sizeof *distribution->values);
  distribution->weights = rift_allocate(3 * p.count + 2, sizeof *distribution->weights);
  if (distribution->values == NULL || distribution->weights == NULL) {
    reader->memory_failed = true;
    return false;
  }
  mix(&p, distribution);
  return true;
}
