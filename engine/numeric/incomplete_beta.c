/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/incomplete_beta.h"

#include <math.h>
#include <stdbool.h>

#include "numeric/elementary.h"

#define HALF_LOG_TWO_PI 0.91893853320467274178
#define TWO_PI 6.28318530717958647693

/* log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2: what Stirling's formula leaves out. */
static double stirling_error(double x) {
  if (x < 16) {
    return rift_log_gamma(x + 1) - (x + 0.5) * rift_log(x) + x - HALF_LOG_TWO_PI;
  }
  double square = x * x;
  return (1.0 / 12 -
          (1.0 / 360 -
           (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360360 / square) / square) / square) /
               square) /
              square) /
         x;
}

/* x log(x / m) + m - x, without cancellation where x is close to m: with v = (x - m) / (x + m) it
 * is (x - m) v + 2 x (v^3/3 + v^5/5 + ...). */
static double deviance(double x, double m) {
  double difference = x - m;
  if (fabs(difference) >= 0.1 * (x + m)) {
    return x * rift_log(x / m) + m - x;
  }
  double v = difference / (x + m);
  double sum = difference * v;
  double term = 2 * x * v;
  for (int j = 3; j < 100; j += 2) {
    term *= v * v;
    double next = sum + term / j;
    if (next == sum) {
      break;
    }
    sum = next;
  }
  return sum;
}

rift_beta rift_beta_of(double a, double b) {
  return (rift_beta){a, b, stirling_error(a + b) - stirling_error(a) - stirling_error(b)};
}

double rift_beta_start(const rift_beta *beta) {
  return -rift_log1p(beta->b / beta->a); /* the mean */
}

/* x^a y^b / B(a, b), which is x y times the density. */
static double weight_at(const rift_beta *beta, double x, double y) {
  double a = beta->a, b = beta->b, n = a + b;
  double exponent = beta->stirling - deviance(a, n * x) - deviance(b, n * y);
  /* sqrt(n / (2 pi a b)) turns the exponent into a binomial probability, a b / n that into 1 / B(a,
   * b). */
  return rift_exp(exponent) * sqrt(a / n * b / TWO_PI);
}

/* The continued fraction, by the modified Lentz algorithm; fast for x < (a + 1) / (a + b + 2). */
static double fraction(double a, double b, double x) {
  const double tiny = 1e-290;
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  d = 1 / (fabs(d) < tiny ? tiny : d);
  double value = d;
  for (double m = 1; m < 1e7; m += 1) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    c = 1 + even / c;
    d = 1 / (fabs(d) < tiny ? tiny : d);
    c = fabs(c) < tiny ? tiny : c;
    value *= c * d;
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    c = 1 + odd / c;
    d = 1 / (fabs(d) < tiny ? tiny : d);
    c = fabs(c) < tiny ? tiny : c;
    double change = c * d;
    value *= change;
    if (fabs(change - 1) < 4e-16) {
      break;
    }
  }
  return value;
}

/* 0 < x, y. */
static rift_tails tails_at(const rift_beta *beta, double x, double y, double weight) {
  double a = beta->a, b = beta->b;
  if (x * (a + b + 2) < a + 1) {
    double lower = weight * fraction(a, b, x) / a;
    lower = lower > 1 ? 1 : lower;
    return (rift_tails){lower, 1 - lower};
  }
  double upper = weight * fraction(b, a, y) / b;
  upper = upper > 1 ? 1 : upper;
  return (rift_tails){1 - upper, upper};
}

rift_tails rift_incomplete_beta(const rift_beta *beta, double x, double y) {
  if (x <= 0) {
    return (rift_tails){0, 1};
  }
  if (y <= 0) {
    return (rift_tails){1, 0};
  }
  return tails_at(beta, x, y, weight_at(beta, x, y));
}

/* Newton's method on log I as a function of s = log x: increasing and nearly always concave, so
 * that it converges from any start; bisection where it is not. */
double rift_incomplete_beta_inverse_log(const rift_beta *beta, double p, double start) {
  double target = rift_log(p);
  double low = -1e5;
  double high = 0;
  double s = start;
  for (int i = 0; i < 200; i++) {
    double x = rift_exp(s);
    double y = -rift_expm1(s);
    bool is_inside = x > 0 && y > 0;
    double weight = is_inside ? weight_at(beta, x, y) : 0;
    double lower = is_inside ? tails_at(beta, x, y, weight).lower : x > 0;
    double gap = target - rift_log(lower > 0 ? lower : 0x1p-1074);
    if (gap > 0) {
      low = s;
    } else {
      high = s;
    }
    double newton = gap * y * lower / weight;
    bool is_usable = lower > 1e-300 && isfinite(newton);
    if (is_usable && fabs(newton) <= 1e-8 * (fabs(s) < 1 ? fabs(s) : 1)) {
      return s + newton; /* quadratic: the error left is the step's square */
    }
    double next = s + newton;
    s = is_usable && next > low && next < high ? next : 0.5 * (low + high);
  }
  return s;
}

rift_tails rift_binomial_tails(double n, double p, double k) {
  rift_beta beta = rift_beta_of(k + 1, n - k);
  rift_tails tails = rift_incomplete_beta(&beta, p, 1 - p);
  return (rift_tails){tails.upper, tails.lower};
}
