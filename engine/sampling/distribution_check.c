/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "numeric/elementary.h"
#include "sampling/inverse.h"

/* Beyond the largest normal quantile of a 52-bit uniform (8.21). */
#define LARGEST_NORMAL 8.3
#define LARGEST_EXPONENT 708.0

static rift_status check_finite(const char *what, double value, rift_error *error) {
  if (isfinite(value)) {
    return RIFT_OK;
  }
  return rift_error_set(error, RIFT_INVALID, "%s is not a finite number; give a plain number",
                        what);
}

static rift_status in_order(const char *low_name, double low, const char *high_name, double high,
                            rift_error *error) {
  if (check_finite(low_name, low, error) || check_finite(high_name, high, error)) {
    return RIFT_INVALID;
  }
  if (low > high) {
    return rift_error_set(error, RIFT_INVALID,
                          "%s %.17g is above %s %.17g; expected %s <= %s; are they exchanged?",
                          low_name, low, high_name, high, low_name, high_name);
  }
  if (!isfinite(high - low)) {
    return rift_error_set(error, RIFT_INVALID, "%s and %s are further apart than a number can be",
                          low_name, high_name);
  }
  return RIFT_OK;
}

static rift_status positive(const char *what, double value, rift_error *error) {
  if (isfinite(value) && value > 0) {
    return RIFT_OK;
  }
  return rift_error_set(error, RIFT_INVALID, "%s is %.17g; expected a number above 0", what, value);
}

static rift_status check_normal(const rift_distribution *d, rift_error *error) {
  bool is_log = d->kind == RIFT_LOGNORMAL;
  const char *mean = is_log ? "the mean of the logarithm" : "mean";
  const char *sd = is_log ? "sigma" : "sd";
  if (check_finite(mean, d->a, error) || check_finite(sd, d->b, error)) {
    return RIFT_INVALID;
  }
  if (d->b < 0) {
    return rift_error_set(error, RIFT_INVALID,
                          "%s is %.17g; a standard deviation is never negative", sd, d->b);
  }
  double reach = fabs(d->a) + LARGEST_NORMAL * d->b;
  if (!isfinite(reach) || (is_log && reach > LARGEST_EXPONENT)) {
    return rift_error_set(error, RIFT_INVALID,
                          "%s %.17g with %s %.17g gives draws too large or too small for a number; "
                          "is sigma meant as a share and given in percent?",
                          mean, d->a, sd, d->b);
  }
  return RIFT_OK;
}

static rift_status check_beta(const rift_distribution *d, rift_error *error) {
  if (positive("alpha", d->a, error) || positive("beta", d->b, error) ||
      in_order("min", d->c, "max", d->d, error)) {
    return RIFT_INVALID;
  }
  if (d->a > 1e9 || d->b > 1e9) {
    return rift_error_set(
        error, RIFT_INVALID,
        "alpha %.17g and beta %.17g: expected at most 1e9; use a normal distribution", d->a, d->b);
  }
  return RIFT_OK;
}

static rift_status check_discrete(const rift_distribution *d, rift_error *error) {
  if (d->value_count == 0) {
    return rift_error_set(error, RIFT_INVALID,
                          "a discrete distribution without values; expected at least one");
  }
  double sum = 0;
  for (size_t i = 0; i < d->value_count; i++) {
    if (check_finite("a value", d->values[i], error)) {
      return RIFT_INVALID;
    }
    if (i > 0 && d->values[i] <= d->values[i - 1]) {
      return rift_error_set(error, RIFT_INVALID,
                            "value %.17g follows %.17g; expected ascending values", d->values[i],
                            d->values[i - 1]);
    }
    if (!(d->weights[i] >= 0) || !isfinite(d->weights[i])) {
      return rift_error_set(error, RIFT_INVALID,
                            "the weight %.17g of value %.17g is not a probability", d->weights[i],
                            d->values[i]);
    }
    sum += d->weights[i];
  }
  if (fabs(sum - 1) > 1e-9) {
    return rift_error_set(error, RIFT_INVALID, "the weights add up to %.17g; expected 1", sum);
  }
  return RIFT_OK;
}

static rift_status check_piecewise(const rift_distribution *d, rift_error *error) {
  if (d->value_count < 2 || d->weights[0] != 0 || d->weights[d->value_count - 1] != 1 ||
      isfinite(d->low) || isfinite(d->high)) {
    return rift_error_set(error, RIFT_INVALID,
                          "a piecewise distribution needs cumulative probabilities from 0 to 1 and "
                          "takes no truncation");
  }
  for (size_t i = 0; i < d->value_count; i++) {
    if (check_finite("a value", d->values[i], error)) {
      return RIFT_INVALID;
    }
    if (i > 0 && !(d->values[i] > d->values[i - 1] && d->weights[i] >= d->weights[i - 1])) {
      return rift_error_set(error, RIFT_INVALID,
                            "value %.17g follows %.17g; expected ascending values with cumulative "
                            "probabilities that do not fall",
                            d->values[i], d->values[i - 1]);
    }
  }
  return RIFT_OK;
}

static rift_status check_parameters(const rift_distribution *d, rift_error *error) {
  switch (d->kind) {
  case RIFT_POINT:
    return check_finite("value", d->a, error);
  case RIFT_UNIFORM:
    return in_order("min", d->a, "max", d->b, error);
  case RIFT_PERT:
    if (positive("lambda", d->d, error)) {
      return RIFT_INVALID;
    }
    if (d->d > 1e9) {
      return rift_error_set(error, RIFT_INVALID,
                            "lambda is %.17g; expected at most 1e9 (usually 4)", d->d);
    }
    __attribute__((fallthrough));
  case RIFT_TRIANGULAR:
    if (in_order("min", d->a, "mode", d->b, error) || in_order("mode", d->b, "max", d->c, error)) {
      return RIFT_INVALID;
    }
    return in_order("min", d->a, "max", d->c, error);
  case RIFT_NORMAL:
  case RIFT_LOGNORMAL:
    return check_normal(d, error);
  case RIFT_BETA:
    return check_beta(d, error);
  case RIFT_DISCRETE:
    return check_discrete(d, error);
  case RIFT_PIECEWISE:
    return check_piecewise(d, error);
  }
  return rift_error_set(error, RIFT_INVALID, "unknown kind of distribution");
}

/* The probability that the truncation leaves. */
static double kept_probability(const rift_distribution *d) {
  if (rift_distribution_is_point(d)) {
    double value = d->kind == RIFT_LOGNORMAL ? rift_exp(d->a) : d->kind == RIFT_BETA ? d->c : d->a;
    return value >= d->low && value <= d->high;
  }
  if (d->kind == RIFT_PIECEWISE) {
    return 1;
  }
  if (d->kind == RIFT_DISCRETE) {
    double sum = 0;
    for (size_t i = 0; i < d->value_count; i++) {
      sum += d->values[i] >= d->low && d->values[i] <= d->high ? d->weights[i] : 0;
    }
    return sum;
  }
  return rift_distribution_map(d).width;
}

rift_status rift_distribution_check(const rift_distribution *distribution, rift_error *error) {
  rift_status status = check_parameters(distribution, error);
  if (status != RIFT_OK) {
    return status;
  }
  if (isnan(distribution->low) || isnan(distribution->high) ||
      distribution->low > distribution->high) {
    return rift_error_set(error, RIFT_INVALID,
                          "the truncation [%.17g, %.17g] is empty; expected low <= high",
                          distribution->low, distribution->high);
  }
  if (!(kept_probability(distribution) > 0)) {
    return rift_error_set(
        error, RIFT_INVALID,
        "the truncation [%.17g, %.17g] leaves nothing of the distribution; widen it",
        distribution->low, distribution->high);
  }
  return RIFT_OK;
}
