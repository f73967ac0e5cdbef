/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/elementary.h"

#include <sleef.h>

/* The cinz family never fuses multiply and add, whatever the processor offers. */
double rift_exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double rift_expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
double rift_log(double x) { return Sleef_cinz_logd1_u10purec(x); }
