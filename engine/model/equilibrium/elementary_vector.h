/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exp and log on registers, by basic arithmetic alone; for inclusion in *_kernels.c only. Vectors are passed by address: as
 * arguments they would depend on the instruction set's calling convention. */
#ifndef RIFT_MODEL_EQUILIBRIUM_ELEMENTARY_VECTOR_H
#define RIFT_MODEL_EQUILIBRIUM_ELEMENTARY_VECTOR_H

#include <stdint.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX2__)
#define WIDTH 4
#else
#define WIDTH 2
#endif

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));
typedef int64_t integers __attribute__((vector_size(WIDTH * sizeof(int64_t))));
typedef uint64_t words __attribute__((vector_size(WIDTH * sizeof(uint64_t)))); /* for sums that may run over */
/* Short loops over registers, unrolled before arrays of vectors are laid out: they then never see the stack. */
#ifdef __clang__
#define UNROLLED _Pragma("unroll")
#else
#define UNROLLED _Pragma("GCC unroll 8")
#endif
/* A loop over lanes: they never depend on each other. */
#ifdef __clang__
#define LANE_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define LANE_LOOP _Pragma("GCC ivdep")
#endif
#define INLINE static inline __attribute__((always_inline))
#define SELECT(mask, yes, no) ((vector)(((mask) & (integers)(yes)) | (~(mask) & (integers)(no))))

/* Added to |x| < 2^51, it leaves the nearest integer in the low bits. */
#define ROUNDER 0x1.8p52

/* The second operand where the first is not a number. */
#if defined(__AVX512F__)
#define AT_LEAST(x, bound) ((vector)_mm512_max_pd((__m512d)(bound), (__m512d)(x)))
#define AT_MOST(x, bound) ((vector)_mm512_min_pd((__m512d)(bound), (__m512d)(x)))
#define LOOKUP(table, index)                                                                                             \
  ((vector)_mm512_permutex2var_pd(_mm512_load_pd(table), (__m512i)(index), _mm512_load_pd((table) + 8)))
#elif defined(__AVX2__)
#define AT_LEAST(x, bound) ((vector)_mm256_max_pd((__m256d)(bound), (__m256d)(x)))
#define AT_MOST(x, bound) ((vector)_mm256_min_pd((__m256d)(bound), (__m256d)(x)))
#define LOOKUP(table, index) ((vector)_mm256_i64gather_pd((table), (__m256i)((index) & 15), 8))
#else
#if defined(__SSE2__)
#define AT_LEAST(x, bound) ((vector)_mm_max_pd((__m128d)(bound), (__m128d)(x)))
#define AT_MOST(x, bound) ((vector)_mm_min_pd((__m128d)(bound), (__m128d)(x)))
#else
#define AT_LEAST(x, bound) SELECT((x) < (bound), bound, x)
#define AT_MOST(x, bound) SELECT((x) > (bound), bound, x)
#endif
#define LOOKUP(table, index) ((vector){(table)[(index)[0] & 15], (table)[(index)[1] & 15]})
#endif

/* 2^(j/16), 1 / (1 + k/16) and minus its logarithm (of the rounded number), correctly rounded. */
static _Alignas(64) const double powers_of_two[16] = {
    0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
    0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
    0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
    0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0};
static _Alignas(64) const double reciprocals[16] = {
    0x1.0000000000000p+0, 0x1.e1e1e1e1e1e1ep-1, 0x1.c71c71c71c71cp-1, 0x1.af286bca1af28p-1,
    0x1.999999999999ap-1, 0x1.8618618618618p-1, 0x1.745d1745d1746p-1, 0x1.642c8590b2164p-1,
    0x1.5555555555555p-1, 0x1.47ae147ae147bp-1, 0x1.3b13b13b13b14p-1, 0x1.2f684bda12f68p-1,
    0x1.2492492492492p-1, 0x1.1a7b9611a7b96p-1, 0x1.1111111111111p-1, 0x1.0842108421084p-1};
static _Alignas(64) const double minus_logs[16] = {
    0, 0x1.f0a30c01162a8p-5, 0x1.e27076e2af2eap-4, 0x1.5ff3070a793d6p-3,
    0x1.c8ff7c79a9a20p-3, 0x1.1675cababa60fp-2, 0x1.4618bc21c5ec2p-2, 0x1.739d7f6bbd007p-2,
    0x1.9f323ecbf984dp-2, 0x1.c8ff7c79a9a21p-2, 0x1.f128f5faf06ecp-2, 0x1.0be72e4252a83p-1,
    0x1.1e85f5e7040d1p-1, 0x1.307d7334f10bep-1, 0x1.41d8fe84672afp-1, 0x1.52a2d265bc5abp-1};

/* Where x is not a number, max and min above return it: it stays one. */
#define CLAMPED(x) AT_MOST(AT_LEAST(x, zero - 708.0), zero + 709.0)

/* e^x = 2^(n/16) e^r, |r| <= log(2)/32, the series to r^7 / 7! (truncation 2e-18). */
INLINE void exponential_of(const vector *x, vector *y) {
  const double per_step = 0x1.71547652b82fep+4;  /* 16 / log 2 */
  const double step_high = 0x1.62e42fee00000p-5; /* short: n step_high is exact */
  const double step_low = 0x1.a39ef35793c76p-37;
  const vector zero = {0};
  vector bounded = CLAMPED(*x);
  vector shifted = bounded * per_step + ROUNDER;
  vector n = shifted - ROUNDER;
  integers bits = (integers)shifted;
  vector r = (bounded - n * step_high) - n * step_low;
  vector r2 = r * r;
  vector tail = (r * (1.0 / 5040) + 1.0 / 720) * r2 + (r * (1.0 / 120) + 1.0 / 24);
  tail = tail * r2 + (r * (1.0 / 6) + 0.5);
  vector series = r + tail * r2;
  vector root = LOOKUP(powers_of_two, bits);
  words power = ((words)bits >> 4 << 52) + 0x3ff0000000000000u;
  *y = (root + root * series) * (vector)power;
}

/* log x = e log 2 + log(1 + k/16) + log(1 + r), |r| <= 1/32, the series to r^10 / 10; x near 1 has e = k = 0 and keeps all digits. */
INLINE void logarithm_of(const vector *x, vector *y) {
  words bits = (words)*x + 0x0000800000000000u; /* half a step of k */
  integers e = ((integers)bits >> 52) - 1023;
  integers k = (integers)(bits >> 48);
  vector exponent = (vector)((words)e + 0x4338000000000000u) - ROUNDER;
  vector m = (vector)((words)*x - ((words)e << 52));
  vector r = m * LOOKUP(reciprocals, k) - 1.0;
  vector r2 = r * r;
  vector tail = r * (1.0 / 9) - 1.0 / 8 - r2 * (1.0 / 10);
  tail = tail * r2 + (r * (1.0 / 7) - 1.0 / 6);
  tail = tail * r2 + (r * (1.0 / 5) - 1.0 / 4);
  tail = tail * r2 + (r * (1.0 / 3) - 0.5);
  vector value = (exponent * 0x1.62e42fee00000p-1 + LOOKUP(minus_logs, k)) + (r + (tail * r2 + exponent * 0x1.a39ef35793c76p-33));
  *y = (vector)((integers)value | ~(integers)(*x > 0.0)); /* not a number for what has no logarithm */
}

/* e^r - 1 = r + r^2 (1/2 + ...) on |r| <= log(2)/2: Taylor to r^14 / 14!, truncation below 1e-18. The odd and the even
 * powers apart: half the latency. */
INLINE void reduce_exponential(const vector *x, vector *series, words *power) {
  const double log2_e = 0x1.71547652b82fep0;
  const double ln2_high = 0x1.62e42fee00000p-1; /* short: n ln2_high is exact */
  const double ln2_low = 0x1.a39ef35793c76p-33;
  const vector zero = {0};
  vector y = CLAMPED(*x);
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
  *power = (words)shifted << 52;
}

/* 2^n (e^r - 1) + (2^n - 1): exact where n = 0, where it matters. */
INLINE void exponential_less_one_of(const vector *x, vector *y) {
  vector series;
  words power;
  reduce_exponential(x, &series, &power);
  vector scale = (vector)(power + 0x3ff0000000000000u);
  *y = scale * series + (scale - 1.0);
}

/* log x = e log 2 + 2 atanh(s), s = (m - 1) / (m + 1), x = 2^e m, m within [1/sqrt 2, sqrt 2): |s| < 0.1716, series to s^21. */
INLINE void logarithm_parts(const vector *x, vector *mantissa, vector *exponent) {
  words bits = (words)*x;
  integers shifted = (integers)(bits - 0x3fe6a09e667f3bcdu); /* bits of 1/sqrt 2 */
  integers e = shifted >> 52;
  *mantissa = (vector)(bits - ((words)e << 52));
  *exponent = (vector)((words)e + 0x4338000000000000u) - ROUNDER;
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
