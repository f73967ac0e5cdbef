/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regularised incomplete beta function I_x(a, b), its inverse, and binomial probabilities.
 * Deterministic. */
#ifndef RIFT_NUMERIC_INCOMPLETE_BETA_H
#define RIFT_NUMERIC_INCOMPLETE_BETA_H

/* Both tails, each with its own relative accuracy; x + y = 1 is passed as two numbers so that a
 * tiny y survives. */
typedef struct rift_tails {
  double lower; /* I_x(a, b) */
  double upper; /* 1 - I_x(a, b) = I_y(b, a) */
} rift_tails;

/* The two shape parameters, above 0, with what depends on them alone: for many evaluations. */
typedef struct rift_beta {
  double a, b;
  double stirling; /* log of the correction to Stirling's formula for 1 / B(a, b) */
} rift_beta;

rift_beta rift_beta_of(double a, double b);

/* x, y in [0, 1]. Continued fraction of DLMF 8.17.22; the factor before it in the saddle-point form
 * of Loader (2000), which keeps its accuracy for a, b up to 1e9. */
rift_tails rift_incomplete_beta(const rift_beta *beta, double x, double y);

/* log x with I_x(a, b) = p, for 0 < p <= 0.6 (the upper tail by exchanging a and b), to about
 * 1e-15. `start` is any guess of log x, below 0; the closer, the faster. rift_beta_start gives one
 * for when nothing is known. */
double rift_incomplete_beta_inverse_log(const rift_beta *beta, double p, double start);
double rift_beta_start(const rift_beta *beta);

/* P(B <= k) and P(B > k) for B binomial (n, p), 0 <= k < n, 0 < p < 1. */
rift_tails rift_binomial_tails(double n, double p, double k);

#endif
