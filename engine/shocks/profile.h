/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The intensity of a measure over time, and its mean over a window, in closed form.
 *
 * intensity(t) = 0 before `start`; rises linearly over `ramp` to 1; stays there for `duration`; then
 * permanent + (1 - permanent) 2^(-(t - end) / half_life). Licensing multiplies it by 1 - approved(t), where
 * approved(t) = approval (1 - 2^(-(t - start - delay) / approval_half_life)) after start + delay, 0 before. */
#ifndef RIFT_SHOCKS_PROFILE_H
#define RIFT_SHOCKS_PROFILE_H

typedef struct rift_profile {
  double start;              /* months, >= 0 */
  double ramp;               /* months, >= 0 */
  double duration;           /* months, INFINITY: permanent */
  double half_life;          /* months, 0: ends at once */
  double permanent;          /* share, [0,1] */
  double delay;              /* months, >= 0 */
  double approval;           /* share, [0,1]; 0 for measures without licences */
  double approval_half_life; /* months, 0: at once */
} rift_profile;

/* Intensity at month t. */
double rift_profile_at(const rift_profile *profile, double t);

/* Mean over the months [from, to], from < to. Exact up to rounding (relative 1e-12). */
double rift_profile_mean(const rift_profile *profile, double from, double to);

/* The intensity after start and ramp, before any end: full, less the licences approved in the long run. */
double rift_profile_if_permanent(const rift_profile *profile);

#endif
