/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of sampling, compiled once for each instruction set. Element-wise basic
 * arithmetic only, never fused: every set gives the same bytes. Counts of quantile, exponential and
 * normal_distribution are multiples of
 * RIFT_SAMPLING_LANES; inputs and outputs may be the same array. */
#ifndef RIFT_SAMPLING_KERNELS_H
#define RIFT_SAMPLING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "numeric/isa.h"

#define RIFT_SAMPLING_LANES 4
#define RIFT_ROW_LENGTH 8 /* coefficients of a polynomial, constant first; one cache line */

/* A quantile function as polynomials in the tail probability t = min(p, 1 - p). The octaves [2^-e,
 * 2^-e+1) from t = limit to 1/2 are cut into 2^bits equal parts each, one row a part; one more row
 * takes t = 1/2. The variable of a row runs from -1 to 1 over its part. */
typedef struct rift_quantile_rows {
  const double *rows; /* of the lower half; those of the upper half follow unless symmetric */
  int bits;
  size_t half_count; /* rows of one half */
  double limit;      /* a power of 1/2 */
  int symmetric;     /* upper half = minus the lower half */
} rift_quantile_rows;

/* From a uniform u to the two tails, as sums of positive terms so that both keep their relative
 * accuracy: p = low + u width, q = high + (1 - u) width, p + q = 1. Without truncation low = high =
 * 0 and width = 1. */
typedef struct rift_tail_map {
  double low, width, high;
} rift_tail_map;

/* value = shift + scale * quantile, then into [least, most]. */
typedef struct rift_affine {
  double shift, scale, least, most;
} rift_affine;

typedef struct rift_triangle {
  double min, max;
  double mode_probability;
  double lower_area, upper_area; /* (max - min) (mode - min), (max - min) (max - mode) */
} rift_triangle;

/* Standard normal distribution function: rows of width 1/16 in |z|, centred on multiples of 1/16.
 */
#define RIFT_NORMAL_STEPS 16
#define RIFT_NORMAL_LIMIT 8.5

#define RIFT_STREAM_GROUP 64 /* uniforms that the generator's kernel makes at a time */

typedef struct rift_sampling_kernels {
  /* count (a multiple of RIFT_STREAM_GROUP) uniforms from counter (position, k, 0, 0) on, as
   * rift_stream_uniforms defines them; NULL where the scalar generator is as fast. */
  void (*uniforms)(uint64_t seed, uint64_t key, uint64_t k, uint64_t position, size_t count,
                   double *uniforms);
  /* Returns the smallest t; where it is below rows->limit, that value must be computed otherwise.
   */
  double (*quantile)(const rift_quantile_rows *rows, const rift_tail_map *map,
                     const rift_affine *affine, size_t count, const double *uniforms,
                     double *values);
  void (*triangle)(const rift_triangle *triangle, const rift_tail_map *map,
                   const rift_affine *affine, size_t count, const double *uniforms, double *values);
  /* shift + scale * values, clamped. */
  void (*affine)(const rift_affine *affine, size_t count, const double *inputs, double *values);
  /* e^values, clamped to [least, most]; relative error below 1e-15 for |values| <= 708. */
  void (*exponential)(double least, double most, size_t count, const double *inputs,
                      double *values);
  /* Phi(z). Returns the largest |z|; beyond RIFT_NORMAL_LIMIT the value must be computed otherwise.
   */
  double (*normal_distribution)(const double *rows, size_t count, const double *normals,
                                double *probabilities);
  /* total += factor * values */
  void (*accumulate)(double factor, size_t count, const double *values, double *total);
} rift_sampling_kernels;

extern const rift_sampling_kernels rift_sampling_kernels_base;
#if defined(__x86_64__)
void rift_philox_uniforms_avx2(uint64_t seed, uint64_t key, uint64_t k, uint64_t position,
                               size_t count, double *uniforms);
void rift_philox_uniforms_avx512(uint64_t seed, uint64_t key, uint64_t k, uint64_t position,
                                 size_t count, double *uniforms);
extern const rift_sampling_kernels rift_sampling_kernels_avx2;
extern const rift_sampling_kernels rift_sampling_kernels_avx512;
#endif

/* As rift_stream_uniforms, with chosen kernels. */
void rift_stream_uniforms_with(const rift_sampling_kernels *kernels, uint64_t seed, uint64_t key,
                               uint64_t k, uint64_t first, size_t count, double *uniforms);

/* The kernels of a supported instruction set. */
const rift_sampling_kernels *rift_sampling_kernels_for(rift_isa isa);

#endif
