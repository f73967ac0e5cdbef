/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inverse distribution functions. A wrong quantile would bend every result of a scenario without
 * any other sign. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/elementary.h"
#include "numeric/incomplete_beta.h"
#include "sampling/inverse.h"
#include "sampling/normal.h"

#define OPEN (-(double)INFINITY), (double)INFINITY

static rift_distribution make(rift_distribution_kind kind, double a, double b, double c, double d,
                              double low, double high) {
  return (rift_distribution){
      .kind = kind, .a = a, .b = b, .c = c, .d = d, .low = low, .high = high};
}

static rift_inverse *prepared(const rift_distribution *distribution) {
  rift_inverse *inverse = NULL;
  rift_error error = {0};
  rift_status status = rift_inverse_create(&inverse, distribution, &error);
  if (status != RIFT_OK) {
    print_error("%s\n", error.message);
  }
  assert_int_equal(status, RIFT_OK);
  return inverse;
}

static double quantile(const rift_inverse *inverse, double u) {
  double value;
  rift_inverse_apply(inverse, 1, &u, &value);
  return value;
}

/* Uniforms over the whole range: both tails down to 2^-53, octave edges, and 20,000 from the
 * generator. */
enum { PROBES = 20480 };
static size_t make_probes(double *u) {
  size_t n = 0;
  for (int e = 1; e <= 53; e++) {
    for (int part = 0; part < 3; part++) {
      double t = ldexp(1 + part / 3.0, -e - (part > 0));
      u[n++] = t;
      u[n++] = 1 - t;
    }
  }
  while (u[n - 1] == 1) { /* 1 - 2^-54 rounds to 1, which no uniform is */
    n--;
  }
  for (size_t i = 0; i < n; i++) {
    u[i] = u[i] == 1 ? 1 - 0x1p-53 : u[i];
  }
  rift_stream_uniforms(3, 4, 5, 0, PROBES - n, u + n);
  return PROBES;
}

/* GSL's tail inverses are good to about 1e-15 relative, ours promises 1e-12 absolute. */
static void normal_quantiles(void **state) {
  (void)state;
  static double u[PROBES], z[PROBES];
  size_t n = make_probes(u);
  rift_normal_quantile(n, u, z);
  for (size_t i = 0; i < n; i++) {
    double expected = u[i] < 0.5 ? gsl_cdf_ugaussian_Pinv(u[i]) : gsl_cdf_ugaussian_Qinv(1 - u[i]);
    assert_true(fabs(z[i] - expected) < 2e-13);
  }
}

/* erfc of the C library in long double as the reference; 1e-15 absolute, and relative 1e-11 in the
 * lower tail. */
static void normal_distribution_function(void **state) {
  (void)state;
  for (double z = -37; z < 9; z += 0.00781) {
    double p;
    rift_normal_distribution(1, &z, &p);
    long double expected = 0.5L * erfcl(-(long double)z / sqrtl(2));
    assert_true(fabsl((long double)p - expected) < 5e-16L);
    assert_true(fabsl((long double)p - expected) <= 1e-11L * expected);
  }
}

/* Against long double exp: 1e-15 relative, as the kernel promises. */
static void exponential_kernel(void **state) {
  (void)state;
  double x[8], y[8];
  for (double base = -700; base < 700; base += 0.377) {
    for (int i = 0; i < 8; i++) {
      x[i] = base + 0.041 * i;
    }
    for (int isa = 0; isa < RIFT_ISA_COUNT; isa++) {
      if (rift_isa_supported((rift_isa)isa)) {
        rift_sampling_kernels_for((rift_isa)isa)->exponential(0, (double)INFINITY, 8, x, y);
        for (int i = 0; i < 8; i++) {
          long double expected = expl((long double)x[i]);
          assert_true(fabsl((long double)y[i] - expected) < 1e-15L * expected);
        }
      }
    }
  }
}

/* The incomplete beta function against GSL's: 1e-11 relative where GSL itself is that good
 * (moderate shapes). */
static void incomplete_beta(void **state) {
  (void)state;
  const double shapes[] = {0.3, 0.5, 1, 1.7, 3, 5, 12.5, 80};
  for (size_t i = 0; i < 8; i++) {
    for (size_t j = 0; j < 8; j++) {
      for (double x = 0.01; x < 1; x += 0.049) {
        rift_beta shape = rift_beta_of(shapes[i], shapes[j]);
        rift_tails tails = rift_incomplete_beta(&shape, x, 1 - x);
        double lower = gsl_cdf_beta_P(x, shapes[i], shapes[j]);
        double upper = gsl_cdf_beta_Q(x, shapes[i], shapes[j]);
        assert_true(fabs(tails.lower - lower) <= 1e-11 * lower + 1e-15);
        assert_true(fabs(tails.upper - upper) <= 1e-11 * upper + 1e-15);
      }
    }
  }
}

/* Without a reference program: what the quantile function gives must have the probability it was
 * asked for. One scale's error of 1e-12 changes the probability by the density; the density is
 * bounded by a difference quotient. */
static void beta_quantiles(void **state) {
  (void)state;
  static const double shapes[][2] = {{1, 5},    {5, 1},     {3, 3},     {2.2, 3.8},      {0.5, 0.5},
                                     {0.3, 2},  {1.5, 1.5}, {20, 5},    {300, 200},      {1, 1},
                                     {0.05, 4}, {0.1, 0.1}, {5e4, 2e4}, {1.0001, 4.9999}};
  static double u[PROBES], x[PROBES];
  size_t n = make_probes(u);
  for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
    double a = shapes[s][0], b = shapes[s][1];
    rift_distribution d = make(RIFT_BETA, a, b, 0, 1, OPEN);
    rift_inverse *inverse = prepared(&d);
    rift_inverse_apply(inverse, n, u, x);
    for (size_t i = 0; i < n; i++) {
      /* F(x - e) <= u <= F(x + e) with e the promised error, and 1e-11 relative for GSL's own. */
      double e = 2e-12, t = u[i] < 0.5 ? u[i] : 1 - u[i];
      double below = u[i] < 0.5 ? gsl_cdf_beta_P(fmax(0, x[i] - e), a, b)
                                : gsl_cdf_beta_Q(fmin(1, x[i] + e), a, b);
      double above = u[i] < 0.5 ? gsl_cdf_beta_P(fmin(1, x[i] + e), a, b)
                                : gsl_cdf_beta_Q(fmax(0, x[i] - e), a, b);
      assert_true(x[i] >= 0 && x[i] <= 1);
      if (!(below <= t * (1 + 2e-11) && above >= t * (1 - 2e-11))) {
        fail_msg("beta %g %g: at u = %.17g x = %.17g, F/u - 1 from %.3g to %.3g", a, b, u[i], x[i],
                 below / t - 1, above / t - 1);
      }
    }
    rift_inverse_destroy(inverse);
  }
}

/* PERT is by definition the beta with alpha = 1 + 4 (mode - min) / range; GSL inverts it to about
 * 1e-10. */
static void pert_is_a_beta(void **state) {
  (void)state;
  rift_distribution d = make(RIFT_PERT, 0.3, 0.45, 0.65, 4, OPEN);
  rift_inverse *inverse = prepared(&d);
  double alpha = 1 + 4 * 0.15 / 0.35, beta = 1 + 4 * 0.2 / 0.35;
  for (double u = 0.0005; u < 1; u += 0.0013) {
    assert_true(fabs(quantile(inverse, u) - (0.3 + 0.35 * gsl_cdf_beta_Pinv(u, alpha, beta))) <
                1e-9);
  }
  assert_true(fabs(rift_inverse_mean(inverse) - (0.3 + 4 * 0.45 + 0.65) / 6) < 1e-15);
  rift_inverse_destroy(inverse);
}

/* Truncation: F(x) must be F(low) + u (F(high) - F(low)), taken in the tail where the mass is.
 * 1e-10 relative to the mass. */
static void truncated_normals(void **state) {
  (void)state;
  static const double cuts[][2] = {
      {-1, 2},    {0.5, (double)INFINITY},  {5, 6},      {8, (double)INFINITY},
      {-30, -12}, {-(double)INFINITY, 0.1}, {1, 1.0001}, {20, 21}};
  for (size_t c = 0; c < sizeof cuts / sizeof cuts[0]; c++) {
    double low = cuts[c][0], high = cuts[c][1];
    rift_distribution d = make(RIFT_NORMAL, 0, 1, 0, 0, low, high);
    rift_inverse *inverse = prepared(&d);
    double side = low > 0 ? 1 : -1; /* for cuts on the right count from the right */
    double near = low > 0 ? gsl_cdf_ugaussian_Q(low) : gsl_cdf_ugaussian_P(high);
    double far = low > 0 ? gsl_cdf_ugaussian_Q(high) : gsl_cdf_ugaussian_P(low);
    for (double u = 0.001; u < 1; u += 0.0173) {
      double x = quantile(inverse, u);
      assert_true(x >= low && x <= high);
      double tail = side > 0 ? gsl_cdf_ugaussian_Q(x) : gsl_cdf_ugaussian_P(x);
      double expected = side > 0 ? far + (1 - u) * (near - far) : far + u * (near - far);
      assert_true(fabs(tail - expected) < 1e-10 * (near - far) + 4e-15 * near * fmax(1, fabs(x)));
    }
    rift_inverse_destroy(inverse);
  }
}

typedef struct moments_case {
  const char *name;
  rift_distribution distribution;
  double mean, sd; /* closed forms; NaN: not checked against one */
} moments_case;

static const double three_values[] = {-1, 0.5, 4};
static const double three_weights[] = {0.2, 0.5, 0.3};

static size_t make_cases(moments_case *cases) {
  size_t n = 0;
  double mean, unknown = (double)NAN;
  cases[n++] = (moments_case){"uniform", make(RIFT_UNIFORM, 2, 5, 0, 0, OPEN), 3.5, 3 / sqrt(12)};
  cases[n++] = (moments_case){"uniform cut", make(RIFT_UNIFORM, 2, 5, 0, 0, 3, 9), 4, 2 / sqrt(12)};
  cases[n++] = (moments_case){"triangular", make(RIFT_TRIANGULAR, 1, 2, 6, 0, OPEN), 3,
                              sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18.0)};
  cases[n++] = (moments_case){"triangular, mode at min", make(RIFT_TRIANGULAR, 1, 1, 4, 0, OPEN), 2,
                              sqrt(0.5)};
  /* density (x - 1) / 5 * 2 ... cut to the rising side [1, 2]: mean 1 + 2/3, variance 1/18 */
  cases[n++] = (moments_case){"triangular cut", make(RIFT_TRIANGULAR, 1, 2, 6, 0, -9, 2),
                              1 + 2.0 / 3, sqrt(1 / 18.0)};
  cases[n++] = (moments_case){"pert", make(RIFT_PERT, 0, 1, 4, 4, OPEN), 8.0 / 6,
                              sqrt((8.0 / 6) * (4 - 8.0 / 6) / 7)};
  cases[n++] = (moments_case){"normal", make(RIFT_NORMAL, -3, 2, 0, 0, OPEN), -3, 2};
  mean = sqrt(2 / 3.14159265358979323846);
  cases[n++] = (moments_case){"half normal", make(RIFT_NORMAL, 0, 1, 0, 0, 0, (double)INFINITY),
                              mean, sqrt(1 - mean * mean)};
  mean = exp(0.4 + 0.5 * 0.09);
  cases[n++] = (moments_case){"lognormal", make(RIFT_LOGNORMAL, 0.4, 0.3, 0, 0, OPEN), mean,
                              mean * sqrt(exp(0.09) - 1)};
  cases[n++] = (moments_case){"lognormal cut", make(RIFT_LOGNORMAL, 1.5, 0.6, 0, 0, 0.5, 12),
                              unknown, unknown};
  cases[n++] =
      (moments_case){"beta", make(RIFT_BETA, 2, 3, -1, 4, OPEN), 1, 5 * sqrt(6.0 / 25 / 6)};
  cases[n++] = (moments_case){"beta cut", make(RIFT_BETA, 2, 3, 0, 1, 0.2, 0.9), unknown, unknown};
  rift_distribution discrete = make(RIFT_DISCRETE, 0, 0, 0, 0, OPEN);
  discrete.value_count = 3;
  discrete.values = (double *)(uintptr_t)three_values;
  discrete.weights = (double *)(uintptr_t)three_weights;
  cases[n++] = (moments_case){"discrete", discrete, 1.25, sqrt(0.2 + 0.125 + 4.8 - 1.5625)};
  discrete.low = 0;
  cases[n++] = (moments_case){"discrete cut", discrete, (0.25 + 1.2) / 0.8,
                              sqrt(4.925 / 0.8 - 1.8125 * 1.8125)};
  return n;
}

/* z-test at 4.5 standard errors: one in 150,000 by chance for each line, with a fixed seed; the
 * variance's standard error is taken from the fourth moment of the draws. rift_inverse_mean must be
 * the closed form to 1e-12, or the draws' mean. */
static void means_and_deviations(void **state) {
  (void)state;
  enum { DRAWS = 1000000 };
  double *x = rift_allocate_doubles(DRAWS);
  moments_case cases[20];
  size_t count = make_cases(cases);
  for (size_t c = 0; c < count; c++) {
    rift_inverse *inverse = prepared(&cases[c].distribution);
    rift_stream_uniforms(99, c, 0, 0, DRAWS, x);
    rift_inverse_apply(inverse, DRAWS, x, x);
    long double sum = 0, squares = 0, fourth = 0;
    for (size_t i = 0; i < DRAWS; i++) {
      sum += (long double)x[i];
      assert_true(x[i] >= cases[c].distribution.low && x[i] <= cases[c].distribution.high);
    }
    double mean = (double)(sum / DRAWS);
    for (size_t i = 0; i < DRAWS; i++) {
      long double square =
          ((long double)x[i] - (long double)mean) * ((long double)x[i] - (long double)mean);
      squares += square;
      fourth += square * square;
    }
    double variance = (double)(squares / DRAWS);
    double variance_error = sqrt(((double)(fourth / DRAWS) - variance * variance) / DRAWS);
    double expected = isnan(cases[c].mean) ? rift_inverse_mean(inverse) : cases[c].mean;
    if (fabs(mean - expected) > 4.5 * sqrt(variance / DRAWS)) {
      fail_msg("%s: mean %.9g, expected %.9g", cases[c].name, mean, expected);
    }
    if (fabs(rift_inverse_mean(inverse) - expected) > 1e-12) {
      fail_msg("%s: exact mean %.17g, expected %.17g", cases[c].name, rift_inverse_mean(inverse),
               expected);
    }
    if (!isnan(cases[c].sd) && fabs(variance - cases[c].sd * cases[c].sd) > 4.5 * variance_error) {
      fail_msg("%s: sd %.9g, expected %.9g", cases[c].name, sqrt(variance), cases[c].sd);
    }
    rift_inverse_destroy(inverse);
  }
  free(x);
}

/* Larger uniforms never give smaller values, beyond the tables' own error (1e-12 of the spread). */
static void quantiles_are_monotone(void **state) {
  (void)state;
  moments_case cases[20];
  size_t count = make_cases(cases);
  for (size_t c = 0; c < count; c++) {
    rift_inverse *inverse = prepared(&cases[c].distribution);
    double before = quantile(inverse, 0x1p-53),
           spread = quantile(inverse, 0.95) - quantile(inverse, 0.05);
    for (int i = 1; i < 40000; i++) {
      double now = quantile(inverse, i / 40000.0);
      assert_true(now >= before - 1e-12 * spread);
      before = now;
    }
    assert_true(quantile(inverse, 1 - 0x1p-53) >= before);
    rift_inverse_destroy(inverse);
  }
}

static void degenerate_ones_are_points(void **state) {
  (void)state;
  rift_distribution cases[] = {
      make(RIFT_POINT, 7, 0, 0, 0, OPEN),      make(RIFT_UNIFORM, 7, 7, 0, 0, OPEN),
      make(RIFT_TRIANGULAR, 7, 7, 7, 0, OPEN), make(RIFT_PERT, 7, 7, 7, 4, OPEN),
      make(RIFT_NORMAL, 7, 0, 0, 0, 0, 8),     make(RIFT_BETA, 2, 3, 7, 7, OPEN)};
  for (size_t i = 0; i < 6; i++) {
    rift_inverse *inverse = prepared(&cases[i]);
    assert_true(rift_inverse_is_point(inverse));
    assert_true(quantile(inverse, 0.3) == 7 && rift_inverse_mean(inverse) == 7);
    rift_inverse_destroy(inverse);
  }
}

static void bad_parameters_are_refused_in_words(void **state) {
  (void)state;
  double infinite = (double)INFINITY, nothing = (double)NAN;
  struct {
    rift_distribution distribution;
    const char *part;
  } cases[] = {{make(RIFT_POINT, nothing, 0, 0, 0, OPEN), "not a finite number"},
               {make(RIFT_UNIFORM, 2, 1, 0, 0, OPEN), "min 2 is above max 1"},
               {make(RIFT_UNIFORM, 0, infinite, 0, 0, OPEN), "max is not a finite number"},
               {make(RIFT_TRIANGULAR, 0, 3, 2, 0, OPEN), "mode 3 is above max 2"},
               {make(RIFT_PERT, 0, -1, 2, 4, OPEN), "min 0 is above mode -1"},
               {make(RIFT_PERT, 0, 1, 2, 0, OPEN), "lambda is 0"},
               {make(RIFT_NORMAL, 0, -1, 0, 0, OPEN), "sd is -1"},
               {make(RIFT_LOGNORMAL, 0, -1, 0, 0, OPEN), "sigma is -1"},
               {make(RIFT_LOGNORMAL, 3, 250, 0, 0, OPEN), "too large"},
               {make(RIFT_BETA, 0, 1, 0, 1, OPEN), "alpha is 0"},
               {make(RIFT_BETA, 1, 1, 2, 1, OPEN), "min 2 is above max 1"},
               {make(RIFT_NORMAL, 0, 1, 0, 0, 2, 1), "truncation [2, 1] is empty"},
               {make(RIFT_NORMAL, 0, 1, 0, 0, 1, 1), "leaves nothing"},
               {make(RIFT_UNIFORM, 0, 1, 0, 0, 2, 3), "leaves nothing"},
               {make(RIFT_LOGNORMAL, 0, 1, 0, 0, -3, -1), "leaves nothing"},
               {make(RIFT_POINT, 4, 0, 0, 0, 5, 6), "leaves nothing"},
               {make(RIFT_DISCRETE, 0, 0, 0, 0, OPEN), "without values"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    rift_inverse *inverse = NULL;
    rift_error error = {0};
    assert_int_equal(rift_inverse_create(&inverse, &cases[i].distribution, &error), RIFT_INVALID);
    assert_null(inverse);
    if (strstr(error.message, cases[i].part) == NULL) {
      fail_msg("expected '%s' in '%s'", cases[i].part, error.message);
    }
  }
}

static void bad_weights_are_refused_in_words(void **state) {
  (void)state;
  double values[] = {1, 2}, descending[] = {2, 1}, halves[] = {0.5, 0.5}, short_sum[] = {0.5, 0.4},
         negative[] = {1.5, -0.5};
  struct {
    double *values, *weights;
    const char *part;
  } cases[] = {{descending, halves, "ascending"},
               {values, short_sum, "add up to 0.9"},
               {values, negative, "-0.5"}};
  for (size_t i = 0; i < 3; i++) {
    rift_distribution d = make(RIFT_DISCRETE, 0, 0, 0, 0, OPEN);
    d.value_count = 2;
    d.values = cases[i].values;
    d.weights = cases[i].weights;
    rift_inverse *inverse = NULL;
    rift_error error = {0};
    assert_int_equal(rift_inverse_create(&inverse, &d, &error), RIFT_INVALID);
    assert_non_null(strstr(error.message, cases[i].part));
  }
}

int main(void) {
  gsl_set_error_handler_off();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(normal_quantiles),
      cmocka_unit_test(normal_distribution_function),
      cmocka_unit_test(exponential_kernel),
      cmocka_unit_test(incomplete_beta),
      cmocka_unit_test(beta_quantiles),
      cmocka_unit_test(pert_is_a_beta),
      cmocka_unit_test(truncated_normals),
      cmocka_unit_test(means_and_deviations),
      cmocka_unit_test(quantiles_are_monotone),
      cmocka_unit_test(degenerate_ones_are_points),
      cmocka_unit_test(bad_parameters_are_refused_in_words),
      cmocka_unit_test(bad_weights_are_refused_in_words),
  };
  return cmocka_run_group_tests_name("distributions", tests, NULL, NULL);
}
