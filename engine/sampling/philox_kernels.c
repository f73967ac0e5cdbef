/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x64-10 on several counters side by side: whole numbers only, so that every instruction set
 * agrees with the scalar generator. Without AVX2, 64-bit multiplications one by one are as fast,
 * and this file is empty. */
#include <string.h>

#include "sampling/kernels.h"

#if defined(__AVX2__)
#include <immintrin.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#if defined(__AVX512F__)
#define LANES 8
#define MULTIPLY_HALVES(a, b) ((words)_mm512_mul_epu32((__m512i)(a), (__m512i)(b)))
#define JOIN_HALVES(low, high)                                                                     \
  ((words)_mm512_mask_blend_epi32(0xaaaa, (__m512i)(low), (__m512i)(high)))
#else
#define LANES 4
#define MULTIPLY_HALVES(a, b) ((words)_mm256_mul_epu32((__m256i)(a), (__m256i)(b)))
#define JOIN_HALVES(low, high) ((words)_mm256_blend_epi32((__m256i)(low), (__m256i)(high), 0xaa))
#endif
#define SETS 2 /* independent chains fill the pipeline */

typedef uint64_t words __attribute__((vector_size(8 * LANES)));
typedef double numbers __attribute__((vector_size(8 * LANES)));
typedef double four __attribute__((vector_size(32)));
typedef int64_t four_bits __attribute__((vector_size(32)));

#ifdef __clang__
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (four_bits){__VA_ARGS__})
#endif

static const uint64_t low_half = 0xffffffff;

/* The 128-bit product from four products of 32-bit halves. */
static inline __attribute__((always_inline)) void multiply(const words *a, uint64_t factor,
                                                           words *low, words *high) {
  const words factor_low = (words){0} + (factor & low_half);
  const words factor_high = (words){0} + (factor >> 32);
  words upper = *a >> 32;
  words low_low = MULTIPLY_HALVES(*a, factor_low);
  words middle = MULTIPLY_HALVES(upper, factor_low) + (low_low >> 32);
  words other = MULTIPLY_HALVES(*a, factor_high) + (middle & low_half);
  *high = MULTIPLY_HALVES(upper, factor_high) + (middle >> 32) + (other >> 32);
  *low = JOIN_HALVES(low_low, other << 32);
}

static inline __attribute__((always_inline)) void ten_rounds(uint64_t seed, uint64_t key,
                                                             words state[SETS][4]) {
#pragma GCC unroll 10
  for (int round = 0; round < 10; round++) {
    for (int s = 0; s < SETS; s++) {
      words *v = state[s];
      words low0, high0, low2, high2;
      multiply(&v[0], 0xd2e7470ee14c6c93, &low0, &high0);
      multiply(&v[2], 0xca5a826395121157, &low2, &high2);
      v[0] = high2 ^ v[1] ^ seed;
      v[1] = low2;
      v[2] = high0 ^ v[3] ^ key;
      v[3] = low0;
    }
    seed += 0x9e3779b97f4a7c15;
    key += 0xbb67ae8584caa73b;
  }
}

/* The four words of each counter as uniforms, counter by counter. */
static inline __attribute__((always_inline)) void store(const words v[4], double *uniforms) {
  double rows[4][LANES];
  for (int j = 0; j < 4; j++) {
    numbers number = (numbers)((v[j] >> 12) | 0x3ff0000000000000) - (1 - 0x1p-53);
    memcpy(rows[j], &number, sizeof number);
  }
  for (int lane = 0; lane < LANES; lane += 4) {
    four a, b, c, d;
    memcpy(&a, rows[0] + lane, sizeof a);
    memcpy(&b, rows[1] + lane, sizeof b);
    memcpy(&c, rows[2] + lane, sizeof c);
    memcpy(&d, rows[3] + lane, sizeof d);
    four even_ab = SHUFFLE(a, b, 0, 4, 2, 6), odd_ab = SHUFFLE(a, b, 1, 5, 3, 7);
    four even_cd = SHUFFLE(c, d, 0, 4, 2, 6), odd_cd = SHUFFLE(c, d, 1, 5, 3, 7);
    four result[4] = {SHUFFLE(even_ab, even_cd, 0, 1, 4, 5), SHUFFLE(odd_ab, odd_cd, 0, 1, 4, 5),
                      SHUFFLE(even_ab, even_cd, 2, 3, 6, 7), SHUFFLE(odd_ab, odd_cd, 2, 3, 6, 7)};
    memcpy(uniforms + (ptrdiff_t)4 * lane, result, sizeof result);
  }
}

void JOIN(rift_philox_uniforms_, RIFT_ISA)(uint64_t seed, uint64_t key, uint64_t k,
                                           uint64_t position, size_t count, double *uniforms) {
  for (size_t done = 0; done < count; done += (size_t)4 * LANES * SETS) {
    words state[SETS][4];
    for (size_t s = 0; s < SETS; s++) {
      uint64_t counters[LANES];
      for (size_t lane = 0; lane < LANES; lane++) {
        counters[lane] = position + done / 4 + s * LANES + lane;
      }
      memcpy(&state[s][0], counters, sizeof counters);
      state[s][1] = (words){0} + k;
      state[s][2] = state[s][3] = (words){0};
    }
    ten_rounds(seed, key, state);
    for (size_t s = 0; s < SETS; s++) {
      store(state[s], uniforms + done + s * 4 * LANES);
    }
  }
}
#endif
