/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shocks/profile.h"

#include <math.h>

#include "numeric/elementary.h"

static const double ln2 = 0.69314718055994530942;

/* The factors on one segment, with u = t - (its first month):
 * intensity = a0 + a1 u + a2 exp(-mu u), licence factor = b0 + b1 exp(-lambda u). */
typedef struct segment {
  double a0, a1, a2, mu;
  double b0, b1, lambda;
} segment;

static double end_of(const rift_profile *profile) {
  return profile->start + profile->ramp + profile->duration;
}

static segment segment_at(const rift_profile *profile, double t) {
  segment s = {.b0 = 1};
  double full = profile->start + profile->ramp;
  if (t >= end_of(profile)) {
    s.a0 = profile->permanent;
    if (profile->half_life > 0) {
      s.mu = ln2 / profile->half_life;
      s.a2 = (1 - profile->permanent) * rift_exp(-s.mu * (t - end_of(profile)));
    }
  } else if (t >= full) {
    s.a0 = 1;
  } else if (t >= profile->start) {
    s.a0 = (t - profile->start) / profile->ramp;
    s.a1 = 1 / profile->ramp;
  }
  double first_approval = profile->start + profile->delay;
  if (t >= first_approval && profile->approval > 0) {
    s.b0 = 1 - profile->approval;
    if (profile->approval_half_life > 0) {
      s.lambda = ln2 / profile->approval_half_life;
      s.b1 = profile->approval * rift_exp(-s.lambda * (t - first_approval));
    }
  }
  return s;
}

double rift_profile_at(const rift_profile *profile, double t) {
  segment s = segment_at(profile, t);
  return (s.a0 + s.a2) * (s.b0 + s.b1);
}

/* Integral of exp(-rate u) over [0, length]. */
static double integral_exp(double rate, double length) {
  double x = rate * length;
  return x < 1e-8 ? length * (1 - x / 2) : -rift_expm1(-x) / rate;
}

/* Integral of u exp(-rate u) over [0, length]; the series avoids cancellation for short segments. */
static double integral_u_exp(double rate, double length) {
  double x = rate * length;
  if (x < 0.02) {
    double series = 0.5 + x * (-1.0 / 3 + x * (1.0 / 8 + x * (-1.0 / 30 + x * (1.0 / 144 - x / 840))));
    return length * length * series;
  }
  return (1 - rift_exp(-x) * (1 + x)) / (rate * rate);
}

static double integral(const segment *s, double length) {
  double plain = s->a0 * length + s->a1 * length * length / 2;
  if (s->a2 != 0) {
    plain += s->a2 * integral_exp(s->mu, length);
  }
  double sum = s->b0 * plain;
  if (s->b1 != 0) {
    sum += s->b1 * s->a0 * integral_exp(s->lambda, length);
    sum += s->b1 * s->a1 * integral_u_exp(s->lambda, length);
    if (s->a2 != 0) {
      sum += s->b1 * s->a2 * integral_exp(s->mu + s->lambda, length);
    }
  }
  return sum;
}

/* The first breakpoint after t, at most `to`. */
static double next_break(const rift_profile *profile, double t, double to) {
  const double breaks[] = {profile->start, profile->start + profile->ramp, end_of(profile),
                           profile->start + profile->delay};
  double next = to;
  for (int i = 0; i < 4; i++) {
    if (breaks[i] > t && breaks[i] < next) {
      next = breaks[i];
    }
  }
  return next;
}

double rift_profile_mean(const rift_profile *profile, double from, double to) {
  double sum = 0;
  double t = from;
  while (t < to) {
    double next = next_break(profile, t, to);
    segment s = segment_at(profile, t);
    sum += integral(&s, next - t);
    t = next;
  }
  return sum / (to - from);
}

double rift_profile_if_permanent(const rift_profile *profile) { return 1 - profile->approval; }
