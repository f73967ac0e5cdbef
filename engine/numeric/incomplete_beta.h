/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regularised incomplete beta function I_x(a, b), its inverse, and binomial probabilities. Deterministic. */
#ifndef RIFT_NUMERIC_INCOMPLETE_BETA_H
#define RIFT_NUMERIC_INCOMPLETE_BETA_H

/* Both tails, each with its own relative accuracy; x + y = 1 is passed as two numbers so that a tiny y survives. */
typedef struct rift_tails {
  double lower; /* I_x(a, b) */
  double upper; /* 1 - I_x(a, b) = I_y(b, a) */
} rift_tails;

/* a, b > 0; x, y in [0, 1]. Continued fraction of DLMF 8.17.22; the factor before it in the saddle-point form of
 * Loader (2000), which keeps its accuracy for a, b up to 1e9. */
rift_tails rift_incomplete_beta(double a, double b, double x, double y);

/* x^a y^b / B(a, b), which is x y times the density. */
double rift_beta_weight(double a, double b, double x, double y);

/* x with I_x(a, b) = p, for 0 < p <= 0.6 (the upper tail by exchanging a and b), with small relative error in x. */
double rift_incomplete_beta_inverse(double a, double b, double p);

/* P(B <= k) and P(B > k) for B binomial (n, p), 0 <= k < n, 0 < p < 1. */
rift_tails rift_binomial_tails(double n, double p, double k);

#endif
