/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/dominance.h"

#include <math.h>

#define ROUNDING 1e-12 /* of probability and of the values: what sums may have lost */

const char *rift_dominance_text(rift_dominance dominance) {
  static const char *const texts[] = {[RIFT_DOMINANCE_UNKNOWN] = "",
                                      [RIFT_DOMINANCE_NONE] = "none",
                                      [RIFT_DOMINANCE_EQUAL] = "equal",
                                      [RIFT_DOMINANCE_A] = "a",
                                      [RIFT_DOMINANCE_B] = "b"};
  return texts[dominance];
}

/* Walks over a sample from its worst value to its best one. */
typedef struct walk {
  const rift_weighted_sample *sample;
  size_t next;
  double good; /* the current value, such that more is better */
  double left; /* its probability, as far as it is not used up */
  double sign; /* 1: lower is worse */
} walk;

/* False at the end. */
static bool advance(walk *w) {
  while (w->left <= 0) {
    if (w->next == w->sample->count) {
      return false;
    }
    size_t at = w->sign > 0 ? w->next : w->sample->count - 1 - w->next;
    w->good = w->sign * w->sample->sorted[at].value;
    w->left = w->sample->sorted[at].weight / w->sample->total;
    w->next++;
  }
  return true;
}

typedef struct verdict {
  bool a_better, b_better;
} verdict;

static void judge(verdict *v, double difference, double slack) {
  v->a_better = v->a_better || difference > slack;
  v->b_better = v->b_better || difference < -slack;
}

static rift_dominance dominance_of(const verdict *v) {
  if (v->a_better && v->b_better) {
    return RIFT_DOMINANCE_NONE;
  }
  if (!v->a_better && !v->b_better) {
    return RIFT_DOMINANCE_EQUAL;
  }
  return v->a_better ? RIFT_DOMINANCE_A : RIFT_DOMINANCE_B;
}

void rift_dominance_compute(const rift_weighted_sample *a, const rift_weighted_sample *b,
                            rift_worse worse, double tie, rift_dominance *first_order,
                            rift_dominance *second_order) {
  *first_order = *second_order = RIFT_DOMINANCE_UNKNOWN;
  if (worse == RIFT_WORSE_NONE || a->count == 0 || b->count == 0) {
    return;
  }
  double sign = worse == RIFT_WORSE_LOWER ? 1 : -1;
  walk of_a = {.sample = a, .sign = sign}, of_b = {.sample = b, .sign = sign};
  verdict first = {0}, second = {0};
  double integral = 0, size = 0, probability = 0;
  while (advance(&of_a) && advance(&of_b)) {
    double step = fmin(of_a.left, of_b.left);
    double difference = of_a.good - of_b.good;
    integral += step * difference;
    size += step * (fabs(of_a.good) + fabs(of_b.good));
    probability += step;
    if (step > ROUNDING) { /* slivers come from rounded sums of weights */
      judge(&first, difference, tie);
      judge(&second, integral, tie * probability + ROUNDING * size);
    }
    of_a.left -= step;
    of_b.left -= step;
  }
  *first_order = dominance_of(&first);
  *second_order = dominance_of(&second);
}
