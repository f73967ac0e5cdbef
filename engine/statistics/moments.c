/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "statistics/statistics.h"

rift_moments rift_moments_of(const double *values, size_t count) {
  rift_moments moments = {0};
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      sum += values[i];
      moments.n++;
    }
  }
  moments.failed = count - moments.n;
  if (moments.n == 0) {
    return moments;
  }
  double n = (double)moments.n;
  double mean = sum / n;
  /* The deviations from the rounded mean do not quite add up to zero: what is left corrects the
   * mean and the squares. */
  double deviations = 0, squares = 0;
  for (size_t i = 0; i < count; i++) {
    if (isfinite(values[i])) {
      double deviation = values[i] - mean;
      deviations += deviation;
      squares += deviation * deviation;
    }
  }
  moments.mean = mean + deviations / n;
  moments.m2 = fmax(0, squares - deviations * deviations / n);
  return moments;
}

void rift_moments_add(rift_moments *total, const rift_moments *block) {
  total->failed += block->failed;
  if (block->n == 0) {
    return;
  }
  if (total->n == 0) {
    total->n = block->n;
    total->mean = block->mean;
    total->m2 = block->m2;
    return;
  }
  double before = (double)total->n, added = (double)block->n;
  double difference = block->mean - total->mean;
  double share = added / (before + added);
  total->n += block->n;
  total->mean += difference * share;
  total->m2 += block->m2 + difference * difference * before * share;
}

double rift_moments_sd(const rift_moments *moments) {
  return moments->n < 2 ? 0 : sqrt(moments->m2 / (double)(moments->n - 1));
}

double rift_moments_mcse(const rift_moments *moments) {
  return moments->n == 0 ? 0 : rift_moments_sd(moments) / sqrt((double)moments->n);
}
