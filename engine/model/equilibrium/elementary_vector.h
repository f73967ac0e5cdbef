/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exp and log on registers, by basic arithmetic alone; for inclusion in *_kernels.c only. Vectors are passed by address: as
 * arguments they would depend on the instruction set's calling convention. */
#ifndef RIFT_MODEL_EQUILIBRIUM_ELEMENTARY_VECTOR_H
#define RIFT_MODEL_EQUILIBRIUM_ELEMENTARY_VECTOR_H

#include <stdint.h>

#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX2__)
#define WIDTH 4
#else
#define WIDTH 2
#endif

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));
typedef int64_t integers __attribute__((vector_size(WIDTH * sizeof(int64_t))));
/* Short loops over registers, unrolled before arrays of vectors are laid out: they then never see the stack. */
#ifdef __clang__
#define UNROLLED _Pragma("unroll")
#else
#define UNROLLED _Pragma("GCC unroll 8")
#endif
#define INLINE static inline __attribute__((always_inline))
#define SELECT(mask, yes, no) ((vector)(((mask) & (integers)(yes)) | (~(mask) & (integers)(no))))

/* Added to |x| < 2^51, it leaves the nearest integer in the low bits. */
#define ROUNDER 0x1.8p52

/* e^r - 1 = r + r^2 (1/2 + ...) on |r| <= log(2)/2: Taylor to r^14 / 14!, truncation below 1e-18. The odd and the even
 * powers apart: half the latency. */
INLINE void reduce_exponential(const vector *x, vector *series, integers *power) {
  const double log2_e = 0x1.71547652b82fep0;
  const double ln2_high = 0x1.62e42fee00000p-1; /* short: n ln2_high is exact */
  const double ln2_low = 0x1.a39ef35793c76p-33;
  vector low = *x - *x - 708.0;
  vector y = SELECT(*x < low, low, *x);
  y = SELECT(y > low + 1417.0, low + 1417.0, y);
  vector shifted = y * log2_e + ROUNDER;
  vector n = shifted - ROUNDER;
  vector r = (y - n * ln2_high) - n * ln2_low;
  vector r2 = r * r;
  vector even = r2 * (1.0 / 87178291200) + 1.0 / 479001600;
  even = even * r2 + 1.0 / 3628800;
  even = even * r2 + 1.0 / 40320;
  even = even * r2 + 1.0 / 720;
  even = even * r2 + 1.0 / 24;
  even = even * r2 + 0.5;
  vector odd = r2 * (1.0 / 6227020800) + 1.0 / 39916800;
  odd = odd * r2 + 1.0 / 362880;
  odd = odd * r2 + 1.0 / 5040;
  odd = odd * r2 + 1.0 / 120;
  odd = odd * r2 + 1.0 / 6;
  *series = r + (even * r2 + odd * (r2 * r));
  *power = (integers)shifted << 52;
}

INLINE void exponential_of(const vector *x, vector *y) {
  vector series;
  integers power;
  reduce_exponential(x, &series, &power);
  *y = (1.0 + series) * (vector)(power + 0x3ff0000000000000);
}

/* 2^n (e^r - 1) + (2^n - 1): exact where n = 0, where it matters. */
INLINE void exponential_less_one_of(const vector *x, vector *y) {
  vector series;
  integers power;
  reduce_exponential(x, &series, &power);
  vector scale = (vector)(power + 0x3ff0000000000000);
  *y = scale * series + (scale - 1.0);
}

/* log x = e log 2 + 2 atanh(s), s = (m - 1) / (m + 1), x = 2^e m, m within [1/sqrt 2, sqrt 2): |s| < 0.1716, series to s^21. */
INLINE void logarithm_parts(const vector *x, vector *mantissa, vector *exponent) {
  integers bits = (integers)*x;
  integers shifted = bits - 0x3fe6a09e667f3bcd; /* bits of 1/sqrt 2 */
  integers e = shifted >> 52;
  *mantissa = (vector)(bits - (e << 52));
  *exponent = (vector)(e + 0x4338000000000000) - ROUNDER;
}

INLINE void arctangent_series(const vector *s, vector *y) {
  vector z = *s * *s;
  vector z2 = z * z;
  vector even = z2 * (2.0 / 21) + 2.0 / 17;
  even = even * z2 + 2.0 / 13;
  even = even * z2 + 2.0 / 9;
  even = even * z2 + 2.0 / 5;
  vector odd = z2 * (2.0 / 19) + 2.0 / 15;
  odd = odd * z2 + 2.0 / 11;
  odd = odd * z2 + 2.0 / 7;
  odd = odd * z2 + 2.0 / 3;
  *y = *s * (z * (odd + z * even)); /* less 2 s, which is added where it keeps its digits */
}

INLINE void logarithm_of(const vector *x, vector *y) {
  vector m, e, tail;
  logarithm_parts(x, &m, &e);
  vector s = (m - 1.0) / (m + 1.0);
  arctangent_series(&s, &tail);
  *y = e * 0x1.62e42fee00000p-1 + (2.0 * s + (tail + e * 0x1.a39ef35793c76p-33));
}

/* With v = 1 + x rounded, log(1 + x) = log v + (x - (v - 1)) / v; near 0 s = x / (2 + x) keeps all digits. */
INLINE void logarithm_of_one_plus_of(const vector *x, vector *y) {
  vector m, e, tail;
  vector v = *x + 1.0;
  vector lost = *x - (v - 1.0);
  logarithm_parts(&v, &m, &e);
  integers plain = e == 0.0;
  vector numerator = SELECT(plain, *x, m - 1.0);
  vector denominator = SELECT(plain, *x + 2.0, m + 1.0);
  vector s = numerator / denominator;
  arctangent_series(&s, &tail);
  vector correction = SELECT(plain, lost - lost, lost / v);
  *y = e * 0x1.62e42fee00000p-1 + (2.0 * s + (tail + (e * 0x1.a39ef35793c76p-33 + correction)));
}

#endif
