/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/scale.h"

double rift_scale_apply(rift_scale scale, double value) {
  return value * scale.numerator / scale.denominator;
}
