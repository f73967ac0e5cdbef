/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scalar elementary functions with the same bits on every machine (libm's differ between processors). */
#ifndef RIFT_NUMERIC_ELEMENTARY_H
#define RIFT_NUMERIC_ELEMENTARY_H

double rift_exp(double x);   /* relative error <= 1 ulp */
double rift_expm1(double x); /* relative error <= 1 ulp */
double rift_log(double x);   /* relative error <= 1 ulp, x > 0 */

#endif
