/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "scenario/quantity.h"

void rift_distribution_support(const rift_distribution *distribution, double *low, double *high) {
  *low = -HUGE_VAL;
  *high = HUGE_VAL;
  switch (distribution->kind) {
    case RIFT_POINT:
      *low = *high = distribution->a;
      break;
    case RIFT_UNIFORM:
      *low = distribution->a;
      *high = distribution->b;
      break;
    case RIFT_TRIANGULAR:
    case RIFT_PERT:
      *low = distribution->a;
      *high = distribution->c;
      break;
    case RIFT_NORMAL:
      break;
    case RIFT_LOGNORMAL:
      *low = 0;
      break;
    case RIFT_BETA:
      *low = distribution->c;
      *high = distribution->d;
      break;
    case RIFT_DISCRETE:
    case RIFT_PIECEWISE:
      *low = distribution->values[0];
      *high = distribution->values[distribution->value_count - 1];
      break;
  }
  *low = fmax(*low, distribution->low);
  *high = fmin(*high, distribution->high);
}
