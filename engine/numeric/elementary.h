/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementary functions that give the same bits on every machine: SLEEF's scalar family without
 * fused multiply-add. The C library's own choose code by processor, and so may differ in the last
 * bit. */
#ifndef RIFT_NUMERIC_ELEMENTARY_H
#define RIFT_NUMERIC_ELEMENTARY_H

double rift_exp(double x);
double rift_expm1(double x); /* exp(x) - 1 */
double rift_log(double x);
double rift_log1p(double x); /* log(1 + x) */
double rift_erfc(double x);
double rift_log_gamma(double x); /* log of |Gamma(x)| */

#endif
