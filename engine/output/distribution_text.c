/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/distribution_text.h"

#include <math.h>

#include "base/number.h"

static void add_number(rift_text *text, const char *before, double value) {
  char number[RIFT_NUMBER_TEXT];
  rift_number_write(value, number);
  rift_text_add(text, "%s%s", before, number);
}

static void describe_discrete(const rift_distribution *distribution, rift_text *text) {
  rift_text_add(text, "discrete(");
  for (size_t i = 0; i < distribution->value_count; i++) {
    add_number(text, i == 0 ? "" : ", ", distribution->values[i]);
    add_number(text, " with ", distribution->weights[i]);
  }
  rift_text_add(text, ")");
}

static void describe_piecewise(const rift_distribution *distribution, rift_text *text) {
  rift_text_add(text, "piecewise(");
  for (size_t i = 0; i < distribution->value_count; i++) {
    add_number(text, i == 0 ? "" : ", ", distribution->values[i]);
    add_number(text, " at ", distribution->weights[i]);
  }
  rift_text_add(text, ")");
}

static void describe_shape(const rift_distribution *distribution, rift_text *text) {
  static const struct {
    const char *name;
    const char *parameters[4];
  } shapes[] = {[RIFT_POINT] = {"point", {""}},
                [RIFT_UNIFORM] = {"uniform", {"min ", ", max "}},
                [RIFT_TRIANGULAR] = {"triangular", {"min ", ", mode ", ", max "}},
                [RIFT_PERT] = {"pert", {"min ", ", mode ", ", max ", ", lambda "}},
                [RIFT_NORMAL] = {"normal", {"mean ", ", sd "}},
                [RIFT_LOGNORMAL] = {"lognormal", {"mean of log ", ", sd of log "}},
                [RIFT_BETA] = {"beta", {"alpha ", ", beta ", ", min ", ", max "}}};
  const double values[4] = {distribution->a, distribution->b, distribution->c, distribution->d};
  rift_text_add(text, "%s(", shapes[distribution->kind].name);
  for (size_t i = 0; i < 4 && shapes[distribution->kind].parameters[i] != NULL; i++) {
    add_number(text, shapes[distribution->kind].parameters[i], values[i]);
  }
  rift_text_add(text, ")");
}

static void describe_truncation(const rift_distribution *distribution, rift_text *text) {
  bool low = isfinite(distribution->low);
  bool high = isfinite(distribution->high);
  if (low && high) {
    add_number(text, " within [", distribution->low);
    add_number(text, ", ", distribution->high);
    rift_text_add(text, "]");
  } else if (low) {
    add_number(text, " at least ", distribution->low);
  } else if (high) {
    add_number(text, " at most ", distribution->high);
  }
}

void rift_distribution_describe(const rift_distribution *distribution, rift_text *text) {
  if (distribution->kind == RIFT_DISCRETE) {
    describe_discrete(distribution, text);
  } else if (distribution->kind == RIFT_PIECEWISE) {
    describe_piecewise(distribution, text);
  } else {
    describe_shape(distribution, text);
  }
  if (distribution->kind != RIFT_POINT) {
    describe_truncation(distribution, text);
  }
}
