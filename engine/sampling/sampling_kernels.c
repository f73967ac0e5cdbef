/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once for each instruction set, with RIFT_ISA naming it. A register holds two or four
 * numbers; what happens to one of them does not depend on which. */
#include <stdbool.h>
#include <string.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "sampling/kernels.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#ifdef __AVX2__
#define LANES 4
typedef double numbers __attribute__((vector_size(32)));
typedef int64_t integers __attribute__((vector_size(32)));
typedef uint64_t words __attribute__((vector_size(32)));
#define EACH(x) ((numbers){(x), (x), (x), (x)})
#define EACH_BITS(x) ((integers){(x), (x), (x), (x)})
#else
#define LANES 2
typedef double numbers __attribute__((vector_size(16)));
typedef int64_t integers __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));
#define EACH(x) ((numbers){(x), (x)})
#define EACH_BITS(x) ((integers){(x), (x)})
#endif

/* Macros, not functions: vectors as arguments would depend on the instruction set's calling
 * convention. */
#define LOAD(target, address) memcpy(&(target), (address), sizeof(target))
#define STORE(address, source) memcpy((address), &(source), sizeof(source))
#define SELECT(mask, yes, no) ((numbers)(((mask) & (integers)(yes)) | (~(mask) & (integers)(no))))
#define LESS(a, b) ((integers)((a) < (b)))
/* The second operand where they are equal or not numbers, as x86's instructions do. */
#if defined(__AVX2__)
#define SQUARE_ROOT(x) ((numbers)_mm256_sqrt_pd((__m256d)(x)))
#define AT_LEAST(x, bound) ((numbers)_mm256_max_pd((__m256d)(bound), (__m256d)(x)))
#define AT_MOST(x, bound) ((numbers)_mm256_min_pd((__m256d)(bound), (__m256d)(x)))
#elif defined(__SSE2__)
#define SQUARE_ROOT(x) ((numbers)_mm_sqrt_pd((__m128d)(x)))
#define AT_LEAST(x, bound) ((numbers)_mm_max_pd((__m128d)(bound), (__m128d)(x)))
#define AT_MOST(x, bound) ((numbers)_mm_min_pd((__m128d)(bound), (__m128d)(x)))
#else
#define SQUARE_ROOT(x) ((numbers){__builtin_sqrt((x)[0]), __builtin_sqrt((x)[1])})
#define AT_LEAST(x, bound) SELECT(LESS(x, bound), bound, x)
#define AT_MOST(x, bound) SELECT(LESS(bound, x), bound, x)
#endif

static const int64_t sign_bit = INT64_MIN;
static const int64_t one_bits = 0x3ff0000000000000;
static const double rounder =
    0x1.8p52; /* added to |x| < 2^51, it leaves the nearest integer in the low bits */

#ifdef __clang__
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (integers){__VA_ARGS__})
#endif

/* c[k] = coefficient k of the row of each lane: a transposition, which is faster than gathering. */
static inline __attribute__((always_inline)) void
load_rows(const double *rows, const integers *index, numbers c[RIFT_ROW_LENGTH]) {
  const double *row[LANES];
  for (int lane = 0; lane < LANES; lane++) {
    row[lane] = rows + RIFT_ROW_LENGTH * (*index)[lane];
  }
  for (int k = 0; k < RIFT_ROW_LENGTH; k += LANES) {
    numbers a, b;
    LOAD(a, row[0] + k);
    LOAD(b, row[1] + k);
#if LANES == 4
    numbers e, f;
    LOAD(e, row[2] + k);
    LOAD(f, row[3] + k);
    numbers even_ab = SHUFFLE(a, b, 0, 4, 2, 6);
    numbers odd_ab = SHUFFLE(a, b, 1, 5, 3, 7);
    numbers even_ef = SHUFFLE(e, f, 0, 4, 2, 6);
    numbers odd_ef = SHUFFLE(e, f, 1, 5, 3, 7);
    c[k] = SHUFFLE(even_ab, even_ef, 0, 1, 4, 5);
    c[k + 1] = SHUFFLE(odd_ab, odd_ef, 0, 1, 4, 5);
    c[k + 2] = SHUFFLE(even_ab, even_ef, 2, 3, 6, 7);
    c[k + 3] = SHUFFLE(odd_ab, odd_ef, 2, 3, 6, 7);
#else
    c[k] = SHUFFLE(a, b, 0, 2);
    c[k + 1] = SHUFFLE(a, b, 1, 3);
#endif
  }
}

/* Even and odd powers apart: half the latency of Horner's rule. */
static inline __attribute__((always_inline)) void evaluate_rows(const numbers *c, const numbers *x,
                                                                numbers *result) {
  numbers square = *x * *x;
  numbers even = ((c[6] * square + c[4]) * square + c[2]) * square + c[0];
  numbers odd = ((c[7] * square + c[5]) * square + c[3]) * square + c[1];
  *result = even + odd * *x;
}

/* `is_plain` is a constant where this is inlined: neither truncation nor affine map. The same bytes
 * as with the general code, since u * 1 + 0 = u and 1 - u is exact. */
static inline __attribute__((always_inline)) double
quantile_inline(const rift_quantile_rows *rows, const rift_tail_map *map, const rift_affine *affine,
                size_t count, const double *uniforms, double *values, bool is_plain) {
  int shift = 52 - rows->bits;
  int64_t limit_bits;
  memcpy(&limit_bits, &rows->limit, sizeof limit_bits);
  const double *table = rows->rows;
  const rift_tail_map to = *map;
  const rift_affine out = *affine;
  integers first = EACH_BITS(limit_bits >> shift);
  integers upper_offset = EACH_BITS(rows->symmetric ? 0 : (int64_t)rows->half_count);
  integers upper_sign = EACH_BITS(rows->symmetric ? sign_bit : 0);
  integers fraction_mask = EACH_BITS(((int64_t)1 << shift) - 1);
  numbers limit = EACH(rows->limit);
  /* 1 + fraction in [1, 1 + 2^-bits) becomes [-1, 1). */
  double half_width = 0.5 / (double)(1 << rows->bits);
  numbers centre = EACH(1 + half_width);
  numbers stretch = EACH(1 / half_width);
  numbers smallest = EACH(0.5);
  for (size_t i = 0; i < count; i += LANES) {
    numbers u;
    LOAD(u, uniforms + i);
    numbers p = is_plain ? u : to.low + u * to.width;
    numbers q = is_plain ? 1.0 - u : to.high + (1.0 - u) * to.width;
    integers upper = LESS(q, p);
    numbers t = AT_MOST(p, q);
    smallest = AT_MOST(smallest, t);
    t = AT_LEAST(limit, t); /* also a NaN stays inside the table */
    integers index = (integers)((words)t >> shift) - first + (upper & upper_offset);
    numbers x = ((numbers)(((integers)t & fraction_mask) | one_bits) - centre) * stretch;
    numbers c[RIFT_ROW_LENGTH];
    load_rows(table, &index, c);
    numbers value;
    evaluate_rows(c, &x, &value);
    value = (numbers)((integers)value ^ (upper & upper_sign));
    if (!is_plain) {
      value = value * out.scale + out.shift;
      value = AT_LEAST(value, EACH(out.least));
      value = AT_MOST(value, EACH(out.most));
    }
    STORE(values + i, value);
  }
  double least = smallest[0];
  for (int lane = 1; lane < LANES; lane++) {
    least = smallest[lane] < least ? smallest[lane] : least;
  }
  return least;
}

static double quantile(const rift_quantile_rows *rows, const rift_tail_map *map,
                       const rift_affine *affine, size_t count, const double *uniforms,
                       double *values) {
  bool is_plain = map->low == 0 && map->high == 0 && map->width == 1 && affine->shift == 0 &&
                  affine->scale == 1 && affine->least < -1e300 && affine->most > 1e300;
  return is_plain ? quantile_inline(rows, map, affine, count, uniforms, values, true)
                  : quantile_inline(rows, map, affine, count, uniforms, values, false);
}

/* One root serves both sides. */
static void triangle(const rift_triangle *triangle, const rift_tail_map *map,
                     const rift_affine *affine, size_t count, const double *uniforms,
                     double *values) {
  const rift_tail_map to = *map;
  const rift_triangle shape = *triangle;
  const rift_affine out = *affine;
  size_t whole = count - count % LANES;
  for (size_t i = 0; i < count; i += LANES) {
    numbers u = EACH(0.5);
    size_t bytes = i < whole ? sizeof u : (count - whole) * sizeof(double);
    if (i < whole) {
      LOAD(u, uniforms + i);
    } else {
      memcpy(&u, uniforms + i, bytes);
    }
    numbers p = to.low + u * to.width;
    numbers q = to.high + (1.0 - u) * to.width;
    integers rising = LESS(p, EACH(shape.mode_probability));
    numbers root = SQUARE_ROOT(SELECT(rising, p * shape.lower_area, q * shape.upper_area));
    numbers value = SELECT(rising, shape.min + root, shape.max - root);
    value = AT_LEAST(value, EACH(out.least));
    value = AT_MOST(value, EACH(out.most));
    if (i < whole) {
      STORE(values + i, value);
    } else {
      memcpy(values + i, &value, bytes);
    }
  }
}

static void apply_affine(const rift_affine *affine, size_t count, const double *inputs,
                         double *values) {
  double shift = affine->shift, scale = affine->scale;
  double least = affine->least, most = affine->most;
  for (size_t i = 0; i < count; i++) {
    double value = inputs[i] * scale + shift;
    value = value < least ? least : value;
    values[i] = value > most ? most : value;
  }
}

/* e^x = 2^n e^r, |r| <= log(2) / 2, e^r by its Taylor series to r^13 / 13! (truncation 5e-18). */
static void exponential(double least, double most, size_t count, const double *inputs,
                        double *values) {
  const double log2_e = 0x1.71547652b82fep0;
  const double ln2_high = 0x1.62e42fee00000p-1; /* short: n ln2_high is exact */
  const double ln2_low = 0x1.a39ef35793c76p-33;
  for (size_t i = 0; i < count; i += LANES) {
    numbers x;
    LOAD(x, inputs + i);
    x = AT_LEAST(x, EACH(-708.0));
    x = AT_MOST(x, EACH(709.0));
    numbers shifted = x * log2_e + rounder;
    numbers n = shifted - rounder;
    numbers r = x - n * ln2_high - n * ln2_low;
    numbers r2 = r * r;
    numbers even = EACH(1.0 / 479001600);
    even = even * r2 + 1.0 / 3628800;
    even = even * r2 + 1.0 / 40320;
    even = even * r2 + 1.0 / 720;
    even = even * r2 + 1.0 / 24;
    even = even * r2 + 0.5;
    numbers odd = EACH(1.0 / 6227020800);
    odd = odd * r2 + 1.0 / 39916800;
    odd = odd * r2 + 1.0 / 362880;
    odd = odd * r2 + 1.0 / 5040;
    odd = odd * r2 + 1.0 / 120;
    odd = odd * r2 + 1.0 / 6;
    numbers series = 1.0 + (r + (even * r2 + odd * r2 * r));
    integers power = ((integers)shifted << 52) + one_bits;
    numbers value = series * (numbers)power;
    value = AT_LEAST(value, EACH(least));
    value = AT_MOST(value, EACH(most));
    STORE(values + i, value);
  }
}

static double normal_distribution(const double *rows, size_t count, const double *normals,
                                  double *probabilities) {
  numbers largest = EACH(0.0);
  for (size_t i = 0; i < count; i += LANES) {
    numbers z;
    LOAD(z, normals + i);
    numbers size = (numbers)((integers)z & ~sign_bit);
    largest = AT_LEAST(largest, size);
    size = AT_MOST(size, EACH(RIFT_NORMAL_LIMIT)) * (double)RIFT_NORMAL_STEPS;
    numbers shifted = size + rounder;
    integers index = (integers)shifted & 0xffff;
    numbers x = (size - (shifted - rounder)) * 2.0;
    numbers c[RIFT_ROW_LENGTH];
    load_rows(rows, &index, c);
    numbers tail;
    evaluate_rows(c, &x, &tail);
    numbers value = SELECT(LESS(z, EACH(0.0)), tail, 1.0 - tail);
    STORE(probabilities + i, value);
  }
  double most = largest[0];
  for (int lane = 1; lane < LANES; lane++) {
    most = largest[lane] > most ? largest[lane] : most;
  }
  return most;
}

static void accumulate(double factor, size_t count, const double *values, double *total) {
  for (size_t i = 0; i < count; i++) {
    total[i] += factor * values[i];
  }
}

#if defined(__AVX2__)
#define UNIFORMS JOIN(rift_philox_uniforms_, RIFT_ISA)
#else
#define UNIFORMS NULL
#endif

const rift_sampling_kernels JOIN(rift_sampling_kernels_, RIFT_ISA) = {
    UNIFORMS, quantile, triangle, apply_affine, exponential, normal_distribution, accumulate};
