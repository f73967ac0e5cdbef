/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/discrete_reader.h"

#include <math.h>

#include "base/memory.h"

static const rift_scale one = {1, 1};

static bool list_of(rift_reader *reader, const rift_yaml_node *node, const char *key,
                    rift_scale scale, size_t *count, double **numbers) {
  const rift_yaml_node *list = rift_yaml_find(node, key);
  if (list == NULL) {
    rift_reader_error(reader, node, "the discrete distribution has no '%s'; state it", key);
    return false;
  }
  if (!rift_reader_expect(reader, list, RIFT_YAML_SEQUENCE, key)) {
    return false;
  }
  if (list->count == 0) {
    rift_reader_error(reader, list, "%s is an empty list; give at least one", key);
    return false;
  }
  *count = list->count;
  *numbers = rift_allocate(list->count, sizeof **numbers);
  if (*numbers == NULL) {
    reader->memory_failed = true;
    return false;
  }
  bool read = true;
  for (size_t i = 0; i < list->count; i++) {
    double raw = 0;
    read = rift_reader_number(reader, list->items[i], key, &raw) && read;
    (*numbers)[i] = rift_scale_apply(scale, raw);
  }
  return read;
}

static bool weights_are_probabilities(rift_reader *reader, const rift_yaml_node *node,
                                      const rift_distribution *distribution) {
  const rift_yaml_node *list = rift_yaml_find(node, "probabilities");
  double sum = 0;
  for (size_t i = 0; i < distribution->value_count; i++) {
    sum += distribution->weights[i];
    if (!(distribution->weights[i] >= 0 && distribution->weights[i] <= 1)) {
      rift_reader_error(reader, list->items[i], "the probability %s is outside 0 to 1",
                        list->items[i]->text);
      return false;
    }
  }
  if (fabs(sum - 1) > 1e-9) {
    rift_reader_error(reader, list, "the probabilities add up to %.10g; they must add up to 1",
                      sum);
    return false;
  }
  return true;
}

/* Ascending, by insertion: the lists are short. */
static void sort_values(rift_distribution *distribution) {
  for (size_t i = 1; i < distribution->value_count; i++) {
    double value = distribution->values[i];
    double weight = distribution->weights[i];
    size_t j = i;
    for (; j > 0 && distribution->values[j - 1] > value; j--) {
      distribution->values[j] = distribution->values[j - 1];
      distribution->weights[j] = distribution->weights[j - 1];
    }
    distribution->values[j] = value;
    distribution->weights[j] = weight;
  }
}

bool rift_discrete_read(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                        rift_distribution *distribution) {
  size_t weight_count = 0;
  bool read =
      list_of(reader, node, "values", scale, &distribution->value_count, &distribution->values);
  read = list_of(reader, node, "probabilities", one, &weight_count, &distribution->weights) && read;
  if (!read) {
    return false;
  }
  if (weight_count != distribution->value_count) {
    rift_reader_error(reader, rift_yaml_find(node, "probabilities"),
                      "there are %zu probabilities for %zu values; give one for each", weight_count,
                      distribution->value_count);
    return false;
  }
  if (!weights_are_probabilities(reader, node, distribution)) {
    return false;
  }
  sort_values(distribution);
  return true;
}
