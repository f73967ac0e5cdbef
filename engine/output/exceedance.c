/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/exceedance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define ROUND_COUNT 12

/* Per mille of draws beyond the threshold. */
static const unsigned tail_shares[] = {990, 950, 900, 800, 700, 600, 500, 400, 300, 250, 200,
                                       150, 100, 75,  50,  40,  30,  20,  10,  5,   1};
#define TAIL_COUNT (sizeof tail_shares / sizeof tail_shares[0])

_Static_assert(TAIL_COUNT + ROUND_COUNT + 1 <= RIFT_EXCEEDANCE_MAX, "thresholds fit");

void rift_wilson_interval(uint64_t k, uint64_t n, double *low, double *high) {
  if (n == 0) {
    *low = 0;
    *high = 1;
    return;
  }
  const double z = 1.959963984540054; /* the normal's 97.5 % quantile */
  double count = (double)n;
  double share = (double)k / count;
  double scale = 1 + z * z / count;
  double centre = (share + z * z / (2 * count)) / scale;
  double half = z / scale * sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  *low = k == 0 ? 0 : fmax(0, centre - half);
  *high = k == n ? 1 : fmin(1, centre + half);
}

/* digit * 10^exponent, rounded once: 5 * 0.00001 would not print as 5e-05 everywhere. */
static double round_number(int digit, int exponent) {
  char text[16];
  double value = 0;
  int length = snprintf(text, sizeof text, "%de%d", digit, exponent);
  rift_number_fault fault = rift_number_read(text, (size_t)length, &value);
  return fault == RIFT_NUMBER_OK ? value : 0;
}

static size_t add_round_numbers(double worst_loss, double sign, double *thresholds) {
  static const int digits[] = {5, 2, 1};
  size_t count = 0;
  for (int exponent = 15; exponent >= -9; exponent--) {
    for (size_t i = 0; i < 3 && count < ROUND_COUNT; i++) {
      double value = round_number(digits[i], exponent);
      if (value <= worst_loss && value * 1000 > worst_loss) {
        thresholds[count++] = sign * value;
      }
    }
  }
  return count;
}

static int mild_first_higher(const void *a, const void *b) {
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

static int mild_first_lower(const void *a, const void *b) { return mild_first_higher(b, a); }

static double tail_quantile(const double *sorted, size_t count, bool lower, unsigned share) {
  size_t rank = (count / 1000) * share + ((count % 1000) * share + 999) / 1000;
  rank = rank < 1 ? 1 : rank;
  return lower ? sorted[rank - 1] : sorted[count - rank];
}

size_t rift_exceedance_curve(const double *sorted, size_t count, rift_worse worse,
                             rift_exceedance_point points[RIFT_EXCEEDANCE_MAX]) {
  if (count == 0 || worse == RIFT_WORSE_NONE) {
    return 0;
  }
  bool lower = worse == RIFT_WORSE_LOWER;
  double sign = lower ? -1 : 1;
  double thresholds[RIFT_EXCEEDANCE_MAX] = {0};
  size_t wanted = 1;
  wanted += add_round_numbers(sign * (lower ? sorted[0] : sorted[count - 1]), sign, &thresholds[1]);
  for (size_t i = 0; i < TAIL_COUNT; i++) {
    thresholds[wanted++] = tail_quantile(sorted, count, lower, tail_shares[i]) + 0.0;
  }
  qsort(thresholds, wanted, sizeof *thresholds, lower ? mild_first_lower : mild_first_higher);

  size_t used = 0;
  for (size_t i = 0; i < wanted; i++) {
    if (i > 0 && !(thresholds[i] < thresholds[i - 1]) && !(thresholds[i] > thresholds[i - 1])) {
      continue;
    }
    rift_exceedance_point *point = &points[used++];
    point->threshold = thresholds[i];
    point->probability = rift_exceedance(sorted, count, worse, thresholds[i]);
    uint64_t beyond = (uint64_t)(point->probability * (double)count + 0.5);
    rift_wilson_interval(beyond, count, &point->low, &point->high);
  }
  return used;
}
