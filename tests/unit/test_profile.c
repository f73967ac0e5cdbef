/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intensity over time and its mean over a window: every static result is proportional to them. The closed form is held
 * against the definition of the header, written down again in long double and integrated numerically. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdbool.h>

#include "shocks/profile.h"
#include "support/toy.h"

/* Relative, with 1e-15 of full intensity beside it. The closed form adds at most twelve terms of one sign, each of a few
 * roundings; the worst, 1 - exp(-x) (1 + x) at x = 0.02, loses four digits of sixteen to cancellation. */
static const double tolerance = 1e-12;
static const double smallest = 1e-15;

static long double half(long double time, double half_life) {
  return half_life > 0 ? exp2l(-time / (long double)half_life) : 0;
}

/* The definition. Where the intensity jumps, the value after the jump. */
static long double defined(const rift_profile *p, long double t) {
  long double full = (long double)(p->start + p->ramp);
  long double end = (long double)(p->start + p->ramp + p->duration);
  long double approval = (long double)(p->start + p->delay);
  long double intensity = 1;
  if (t < (long double)p->start) {
    return 0;
  }
  if (t < full) {
    intensity = (t - (long double)p->start) / (long double)p->ramp;
  } else if (t >= end) {
    intensity = (long double)p->permanent + (1 - (long double)p->permanent) * half(t - end, p->half_life);
  }
  long double approved = 0;
  if (t >= approval) {
    approved = (long double)p->approval * (1 - half(t - approval, p->approval_half_life));
  }
  return intensity * (1 - approved);
}

/* Gauss-Legendre over [a, b], where the definition is smooth, on panels that double in length: whatever decays is resolved
 * where it is large. 20 points integrate an exponential of up to six e-folds to the last digit. */
static long double smooth_integral(const rift_profile *p, long double a, long double b) {
  static gsl_integration_glfixed_table *table;
  if (table == NULL) {
    table = gsl_integration_glfixed_table_alloc(20);
  }
  long double sum = 0;
  long double length = 1e-4L;
  for (long double from = a; from < b;) {
    long double to = from + length < b ? from + length : b;
    for (size_t i = 0; i < 20; i++) {
      double x = 0;
      double w = 0;
      gsl_integration_glfixed_point(-1, 1, i, &x, &w, table);
      sum += (long double)w / 2 * (to - from) * defined(p, (from + to) / 2 + (long double)x * (to - from) / 2);
    }
    from = to;
    length *= 2;
  }
  return sum;
}

static void sort(double *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    for (size_t k = i; k > 0 && values[k - 1] > values[k]; k--) {
      double swap = values[k];
      values[k] = values[k - 1];
      values[k - 1] = swap;
    }
  }
}

static double integrated_mean(const rift_profile *p, double from, double to) {
  double at[6] = {from, to, p->start, p->start + p->ramp, p->start + p->ramp + p->duration, p->start + p->delay};
  for (size_t i = 2; i < 6; i++) {
    at[i] = fmin(fmax(at[i], from), to);
  }
  sort(at, 6);
  long double sum = 0;
  for (size_t i = 0; i + 1 < 6; i++) {
    sum += smooth_integral(p, (long double)at[i], (long double)at[i + 1]);
  }
  return (double)(sum / ((long double)to - (long double)from));
}

/* One of the values, or a random one up to the last. */
static double pick(uint64_t *state, const double *values, size_t count) {
  size_t at = (size_t)(toy_random(state) * (double)(count + 1));
  return at < count ? values[at] : toy_random(state) * 24;
}

static double pick_share(uint64_t *state) {
  double u = toy_random(state);
  return u < 0.3 ? 0 : u > 0.85 ? 1 : toy_random(state);
}

static rift_profile random_profile(uint64_t *state) {
  static const double starts[] = {0, 0, 3, 11.999, 12, 40};
  static const double ramps[] = {0, 0, 1e-9, 0.5, 6, 30};
  static const double durations[] = {(double)INFINITY, (double)INFINITY, 0, 1e-6, 5, 12};
  static const double half_lives[] = {0, 0, 0.05, 1, 9, 1e9};
  static const double delays[] = {0, 0, 2, 13, 1000};
  rift_profile p = {.start = pick(state, starts, 6), .ramp = pick(state, ramps, 6)};
  p.duration = pick(state, durations, 6);
  p.half_life = pick(state, half_lives, 6);
  p.permanent = pick_share(state);
  p.delay = pick(state, delays, 5);
  p.approval = pick_share(state);
  p.approval_half_life = pick(state, half_lives, 6);
  return p;
}

static void describe(const rift_profile *p) {
  print_message("start %.17g ramp %.17g duration %.17g half-life %.17g permanent %.17g delay %.17g approval %.17g half-life %.17g\n",
                p->start, p->ramp, p->duration, p->half_life, p->permanent, p->delay, p->approval, p->approval_half_life);
}

static bool close_to(double found, double expected) {
  return fabs(found - expected) <= tolerance * fabs(expected) + smallest;
}

static void mean_is_the_integral(void **state) {
  (void)state;
  static const double windows[][2] = {{0, 12}, {12, 24}, {0, 3}, {24, 36}, {0, 120}, {0, 0.01}};
  uint64_t seed = 1;
  for (int i = 0; i < 4000; i++) {
    rift_profile p = random_profile(&seed);
    const double *window = windows[i % 6];
    double expected = integrated_mean(&p, window[0], window[1]);
    double found = rift_profile_mean(&p, window[0], window[1]);
    if (!close_to(found, expected) || !(found >= 0 && found <= 1 + 1e-15)) {
      describe(&p);
      fail_msg("mean over [%g, %g]: %.17g, integrated %.17g", window[0], window[1], found, expected);
    }
  }
}

static void intensity_is_the_definition(void **state) {
  (void)state;
  uint64_t seed = 2;
  for (int i = 0; i < 20000; i++) {
    rift_profile p = random_profile(&seed);
    double t = toy_random(&seed) * 50;
    double found = rift_profile_at(&p, t);
    double expected = (double)defined(&p, (long double)t);
    if (!close_to(found, expected) || !(found >= 0 && found <= 1)) {
      describe(&p);
      fail_msg("at %.17g: %.17g, defined %.17g", t, found, expected);
    }
  }
}

/* With a ramp, a half-life and an approval half-life nothing jumps: a step of 1e-7 months changes the intensity by less
 * than 1e-7 (1 / shortest time + ln 2 / shortest half-life), taken twice for safety. */
static void nothing_jumps(void **state) {
  (void)state;
  const rift_profile p = {.start = 2, .ramp = 3, .duration = 4, .half_life = 1.5, .permanent = 0.2, .delay = 5, .approval = 0.6, .approval_half_life = 0.5};
  static const double breaks[] = {2, 5, 7, 9};
  for (size_t i = 0; i < 4; i++) {
    double step = 1e-7;
    double before = rift_profile_at(&p, breaks[i] - step / 2);
    double after = rift_profile_at(&p, breaks[i] + step / 2);
    assert_true(fabs(after - before) < 2 * step * (1 / 3.0 + 0.7 / 1.5 + 0.7 / 0.5));
  }
}

/* Figures that need no integral, by hand. */
static void figures_by_hand(void **state) {
  (void)state;
  rift_profile p = {.duration = (double)INFINITY};
  assert_true(rift_profile_mean(&p, 0, 12) == 1);
  p.start = 12;
  assert_true(rift_profile_mean(&p, 0, 12) == 0); /* after the window */
  p.start = 3;
  assert_true(rift_profile_mean(&p, 0, 12) == 0.75);
  p.ramp = 6; /* a triangle of 6 x 1 / 2 and 3 months in full */
  assert_true(rift_profile_mean(&p, 0, 12) == 0.5);
  p = (rift_profile){.duration = 6, .permanent = 0.25};
  assert_true(rift_profile_mean(&p, 0, 12) == (6 + 6 * 0.25) / 12);
  assert_true(rift_profile_mean(&p, 24, 36) == 0.25); /* the window after all that happens */
  p = (rift_profile){.duration = (double)INFINITY, .delay = 3, .approval = 1};
  assert_true(rift_profile_mean(&p, 0, 12) == 0.25);
  p.approval_half_life = 3; /* 3 months in full, then 3 / ln 2 (1 - 2^-3) */
  assert_true(fabs(rift_profile_mean(&p, 0, 12) - (3 + 3 / log(2) * 0.875) / 12) < 1e-15);
  p.approval = 0.6;
  assert_true(fabs(rift_profile_if_permanent(&p) - 0.4) < 1e-16);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mean_is_the_integral), cmocka_unit_test(intensity_is_the_definition),
      cmocka_unit_test(nothing_jumps), cmocka_unit_test(figures_by_hand)};
  return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
