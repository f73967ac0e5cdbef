/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/elementary.h"

/* The header declares functions with empty parentheses and tests undefined macros. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <sleef.h>
#pragma GCC diagnostic pop

double rift_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double rift_expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
double rift_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double rift_log1p(double x) { return Sleef_cinz_log1pd1_u10purec(x); }
double rift_erfc(double x) { return Sleef_cinz_erfcd1_u15purec(x); }
double rift_log_gamma(double x) { return Sleef_cinz_lgammad1_u10purec(x); }
