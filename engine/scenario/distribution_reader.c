/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/distribution_reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <sleef.h>

#include "scenario/discrete_reader.h"
#include "scenario/quantity.h"

#define KEYS_COMMON "dist", "unit", "source", "truncate"

typedef struct form {
  const char *name;
  rift_distribution_kind kind;
  size_t key_count;
  const char *keys[10];
} form;

/* In the order of names below. */
static const form forms[] = {
    {"point", RIFT_POINT, 4, {"dist", "unit", "source", "value"}},
    {"uniform", RIFT_UNIFORM, 6, {KEYS_COMMON, "min", "max"}},
    {"triangular", RIFT_TRIANGULAR, 7, {KEYS_COMMON, "min", "mode", "max"}},
    {"pert", RIFT_PERT, 8, {KEYS_COMMON, "min", "mode", "max", "lambda"}},
    {"normal", RIFT_NORMAL, 6, {KEYS_COMMON, "mean", "sd"}},
    {"lognormal", RIFT_LOGNORMAL, 8, {KEYS_COMMON, "median", "sigma", "mean", "sd"}},
    {"beta", RIFT_BETA, 10, {KEYS_COMMON, "alpha", "beta", "mean", "sd", "min", "max"}},
    {"discrete", RIFT_DISCRETE, 5, {"dist", "unit", "source", "values", "probabilities"}},
};
#define FORM_COUNT (sizeof forms / sizeof forms[0])

/* A number under `key`, in the unit of the quantity (or bare when `scale` is 1/1). Missing is an
 * error. */
static bool number_of(rift_reader *reader, const rift_yaml_node *node, const char *dist,
                      const char *key, rift_scale scale, double *value) {
  const rift_yaml_node *item = rift_yaml_find(node, key);
  if (item == NULL) {
    rift_reader_error(reader, node, "the %s distribution has no '%s'; state it", dist, key);
    return false;
  }
  double raw = 0;
  if (!rift_reader_number(reader, item, key, &raw)) {
    return false;
  }
  *value = rift_scale_apply(scale, raw);
  return true;
}

static const rift_scale one = {1, 1};

static const rift_yaml_node *place_of(const rift_yaml_node *node, const char *key) {
  const rift_yaml_node *item = rift_yaml_find(node, key);
  return item == NULL ? node : item;
}

static bool bounds_in_order(rift_reader *reader, const rift_yaml_node *node, double low,
                            double high) {
  if (low <= high) {
    return true;
  }
  rift_reader_error(reader, place_of(node, "min"),
                    "min (%s) is greater than max (%s); exchange them", place_of(node, "min")->text,
                    place_of(node, "max")->text);
  return false;
}

/* Bounds that coincide leave one value: the samplers need not know. */
static void make_point_if_degenerate(rift_distribution *distribution, bool degenerate,
                                     double value) {
  if (degenerate) {
    distribution->kind = RIFT_POINT;
    distribution->a = value;
    distribution->b = distribution->c = distribution->d = 0;
  }
}

static bool read_bounded(rift_reader *reader, const rift_yaml_node *node, const form *shape,
                         rift_scale scale, rift_distribution *distribution) {
  double low = 0;
  double mode = 0;
  double high = 0;
  bool with_mode = shape->kind != RIFT_UNIFORM;
  bool read = number_of(reader, node, shape->name, "min", scale, &low);
  read = (!with_mode || number_of(reader, node, shape->name, "mode", scale, &mode)) && read;
  read = number_of(reader, node, shape->name, "max", scale, &high) && read;
  double lambda = 4;
  if (rift_yaml_find(node, "lambda") != NULL) {
    read = number_of(reader, node, shape->name, "lambda", one, &lambda) && read;
  }
  if (!read || !bounds_in_order(reader, node, low, high)) {
    return false;
  }
  if (with_mode && (mode < low || mode > high)) {
    rift_reader_error(
        reader, place_of(node, "mode"),
        "mode (%s) is outside min (%s) to max (%s); the most likely value lies between them",
        place_of(node, "mode")->text, place_of(node, "min")->text, place_of(node, "max")->text);
    return false;
  }
  if (lambda <= 0) {
    rift_reader_error(reader, place_of(node, "lambda"),
                      "lambda must be greater than 0; 4 is usual");
    return false;
  }
  distribution->a = low;
  distribution->b = with_mode ? mode : high;
  distribution->c = with_mode ? high : 0;
  distribution->d = shape->kind == RIFT_PERT ? lambda : 0;
  make_point_if_degenerate(distribution, low == high, low);
  return true;
}

static bool not_negative(rift_reader *reader, const rift_yaml_node *node, const char *key,
                         double value) {
  if (value >= 0) {
    return true;
  }
  rift_reader_error(reader, place_of(node, key), "%s (%s) is negative; a spread is 0 or more", key,
                    place_of(node, key)->text);
  return false;
}

static bool positive(rift_reader *reader, const rift_yaml_node *node, const char *key,
                     double value) {
  if (value > 0) {
    return true;
  }
  rift_reader_error(reader, place_of(node, key), "%s (%s) must be greater than 0 here", key,
                    place_of(node, key)->text);
  return false;
}

static bool read_normal(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                        rift_distribution *distribution) {
  bool read = number_of(reader, node, "normal", "mean", scale, &distribution->a);
  read = number_of(reader, node, "normal", "sd", scale, &distribution->b) && read;
  if (!read || !not_negative(reader, node, "sd", distribution->b)) {
    return false;
  }
  make_point_if_degenerate(distribution, distribution->b == 0, distribution->a);
  return true;
}

/* Exactly one of the two pairs of parameters is given; *first tells which. */
static bool one_pair(rift_reader *reader, const rift_yaml_node *node, const char *dist,
                     const char *const pairs[4], bool *first) {
  bool has_first = rift_yaml_find(node, pairs[0]) != NULL || rift_yaml_find(node, pairs[1]) != NULL;
  bool has_second =
      rift_yaml_find(node, pairs[2]) != NULL || rift_yaml_find(node, pairs[3]) != NULL;
  *first = has_first;
  if (has_first != has_second) {
    return true;
  }
  rift_reader_error(
      reader, node, "the %s distribution has %s; state either %s and %s, or %s and %s", dist,
      has_first ? "too many parameters" : "no parameters", pairs[0], pairs[1], pairs[2], pairs[3]);
  return false;
}

static bool read_lognormal(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                           rift_distribution *distribution) {
  static const char *const pairs[] = {"median", "sigma", "mean", "sd"};
  bool by_median = false;
  double centre = 0;
  double spread = 0;
  if (!one_pair(reader, node, "lognormal", pairs, &by_median)) {
    return false;
  }
  const char *centre_key = by_median ? "median" : "mean";
  const char *spread_key = by_median ? "sigma" : "sd";
  bool read = number_of(reader, node, "lognormal", centre_key, scale, &centre);
  read = number_of(reader, node, "lognormal", spread_key, by_median ? one : scale, &spread) && read;
  if (!read || !positive(reader, node, centre_key, centre) ||
      !not_negative(reader, node, spread_key, spread)) {
    return false;
  }
  /* SLEEF's logarithms have the same bits on every processor; those of the C library do not. */
  double ratio = spread / centre;
  double variance = by_median ? spread * spread : Sleef_cinz_log1pd1_u10purec(ratio * ratio);
  double log_centre = Sleef_cinz_logd1_u10purec(centre);
  distribution->a = by_median ? log_centre : log_centre - variance / 2;
  distribution->b = by_median ? spread : sqrt(variance);
  make_point_if_degenerate(distribution, distribution->b == 0, centre);
  return true;
}

/* Bounds of a beta: 0 and 1 (100 percent) for shares; stated for everything else. */
static bool beta_bounds(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                        bool default_bounds, rift_distribution *distribution) {
  distribution->c = 0;
  distribution->d = 1;
  bool has_low = rift_yaml_find(node, "min") != NULL;
  bool has_high = rift_yaml_find(node, "max") != NULL;
  bool read = !(has_low || !default_bounds) ||
              number_of(reader, node, "beta", "min", scale, &distribution->c);
  read = (!(has_high || !default_bounds) ||
          number_of(reader, node, "beta", "max", scale, &distribution->d)) &&
         read;
  if (read && !(distribution->c < distribution->d)) {
    rift_reader_error(reader, place_of(node, has_low ? "min" : "max"),
                      "min is not below max; a beta distribution needs room between them");
    return false;
  }
  return read;
}

static bool read_beta(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                      bool default_bounds, rift_distribution *distribution) {
  static const char *const pairs[] = {"alpha", "beta", "mean", "sd"};
  bool by_shape = false;
  if (!one_pair(reader, node, "beta", pairs, &by_shape) ||
      !beta_bounds(reader, node, scale, default_bounds, distribution)) {
    return false;
  }
  double first = 0;
  double second = 0;
  rift_scale unit = by_shape ? one : scale;
  bool read = number_of(reader, node, "beta", pairs[by_shape ? 0 : 2], unit, &first);
  read = number_of(reader, node, "beta", pairs[by_shape ? 1 : 3], unit, &second) && read;
  if (!read || !positive(reader, node, pairs[by_shape ? 1 : 3], second)) {
    return false;
  }
  if (by_shape) {
    distribution->a = first;
    distribution->b = second;
    return positive(reader, node, "alpha", first);
  }
  double width = distribution->d - distribution->c;
  double mean = (first - distribution->c) / width;
  double variance = second / width * (second / width);
  if (!(mean > 0 && mean < 1)) {
    rift_reader_error(reader, place_of(node, "mean"), "mean (%s) is not between min and max",
                      place_of(node, "mean")->text);
    return false;
  }
  if (!(variance < mean * (1 - mean))) {
    rift_reader_error(reader, place_of(node, "sd"),
                      "sd (%s) is too large for a beta distribution with this mean; it must stay "
                      "below %.4g",
                      place_of(node, "sd")->text,
                      sqrt(mean * (1 - mean)) * width * scale.denominator / scale.numerator);
    return false;
  }
  double size = mean * (1 - mean) / variance - 1;
  distribution->a = mean * size;
  distribution->b = (1 - mean) * size;
  return true;
}

static bool read_truncation(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                            rift_distribution *distribution) {
  static const char *const keys[] = {"low", "high"};
  const rift_yaml_node *truncate = rift_yaml_find(node, "truncate");
  if (truncate == NULL) {
    return true;
  }
  if (!rift_reader_expect(reader, truncate, RIFT_YAML_MAPPING, "truncate")) {
    return false;
  }
  rift_reader_check_keys(reader, truncate, "truncate", keys, 2);
  double low = 0;
  double high = 0;
  rift_distribution_support(distribution, &low, &high);
  bool read = true;
  if (rift_yaml_find(truncate, "low") != NULL) {
    read = number_of(reader, truncate, "truncated", "low", scale, &distribution->low);
  }
  if (rift_yaml_find(truncate, "high") != NULL) {
    read = number_of(reader, truncate, "truncated", "high", scale, &distribution->high) && read;
  }
  if (!read) {
    return false;
  }
  if (!(distribution->low < distribution->high)) {
    rift_reader_error(reader, truncate, "low is not below high; exchange them");
    return false;
  }
  if (distribution->low >= high || distribution->high <= low) {
    rift_reader_error(reader, truncate, "nothing of the distribution lies between low and high");
    return false;
  }
  return true;
}

static bool read_parameters(rift_reader *reader, const rift_yaml_node *node, const form *shape,
                            rift_scale scale, bool default_bounds,
                            rift_distribution *distribution) {
  switch (shape->kind) {
    case RIFT_POINT:
      return number_of(reader, node, "point", "value", scale, &distribution->a);
    case RIFT_UNIFORM:
    case RIFT_TRIANGULAR:
    case RIFT_PERT:
      return read_bounded(reader, node, shape, scale, distribution);
    case RIFT_NORMAL:
      return read_normal(reader, node, scale, distribution);
    case RIFT_LOGNORMAL:
      return read_lognormal(reader, node, scale, distribution);
    case RIFT_BETA:
      return read_beta(reader, node, scale, default_bounds, distribution);
    case RIFT_DISCRETE:
    case RIFT_PIECEWISE: /* comes from experts' answers, not from a form of its own */
      break;
  }
  return rift_discrete_read(reader, node, scale, distribution);
}

static const form *form_of(rift_reader *reader, const rift_yaml_node *node) {
  const char *names[FORM_COUNT];
  for (size_t i = 0; i < FORM_COUNT; i++) {
    names[i] = forms[i].name;
  }
  const rift_yaml_node *dist = rift_yaml_find(node, "dist");
  if (dist != NULL) {
    size_t at = rift_reader_choice(reader, dist, "dist", names, FORM_COUNT);
    return at == RIFT_NOT_FOUND ? NULL : &forms[at];
  }
  if (rift_yaml_find(node, "value") != NULL) {
    return &forms[0];
  }
  rift_reader_error(reader, node,
                    "this quantity has neither 'value' nor 'dist'; write {value: 0.5, unit: share} "
                    "or {dist: pert, min: 0.3, mode: 0.5, max: 0.7, unit: share}");
  return NULL;
}

bool rift_distribution_read(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                            bool default_bounds, rift_distribution *distribution) {
  memset(distribution, 0, sizeof *distribution);
  distribution->low = -HUGE_VAL;
  distribution->high = HUGE_VAL;
  const form *shape = form_of(reader, node);
  if (shape == NULL) {
    return false;
  }
  char what[64];
  snprintf(what, sizeof what, "the %s distribution", shape->name);
  rift_reader_check_keys(reader, node, shape->kind == RIFT_POINT ? "a fixed value" : what,
                         shape->keys, shape->key_count);
  distribution->kind = shape->kind;
  return read_parameters(reader, node, shape, scale, default_bounds, distribution) &&
         read_truncation(reader, node, scale, distribution);
}
