/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws of uncertain quantities: counter-based streams, inverse distribution functions, Gaussian copula.
 *
 * Philox4x64-10 [Salmon et al. 2011], key = (seed, rift_hash_id(id)), counter = (draw / 4, k, 0, 0), word draw mod 4:
 * a variate is a function of (seed, id, k, draw) alone. u = (word >> 12 + 1/2) 2^-52 is exact and lies in [2^-53, 1 - 2^-53]
 * (with 53 bits the largest would round to 1). */
#ifndef RIFT_SAMPLING_SAMPLER_H
#define RIFT_SAMPLING_SAMPLER_H

#include <stddef.h>
#include <stdint.h>

#include "base/distribution.h"
#include "base/status.h"
#include "sampling/latin_hypercube.h"
#include "sampling/sobol.h"

/* uniforms[i] of draw first + i, i < count. `first` must be a multiple of 4. */
void rift_stream_uniforms(uint64_t seed, uint64_t key, uint64_t k, uint64_t first, size_t count,
                          double *uniforms);

/* The same for one draw, which may be any. */
double rift_stream_uniform(uint64_t seed, uint64_t key, uint64_t k, uint64_t draw);

/* Standard normal quantile and distribution function, deterministic: the same bytes on every machine.
 * In place is allowed. Absolute error of the quantile <= 1e-12 for every u in (0, 1). */
void rift_normal_quantile(size_t count, const double *uniforms, double *normals);
void rift_normal_distribution(size_t count, const double *normals, double *probabilities);

typedef struct rift_inverse rift_inverse; /* a distribution prepared for sampling (tables where they are faster) */

/* RIFT_INVALID with a sentence if the parameters are not a distribution (min > max, sd < 0, empty truncation, ...). */
RIFT_CHECKED rift_status rift_inverse_create(rift_inverse **inverse,
                                             const rift_distribution *distribution,
                                             rift_error *error);
void rift_inverse_destroy(rift_inverse *inverse);
/* values[i] = F^-1(uniforms[i]); in place is allowed. */
void rift_inverse_apply(const rift_inverse *inverse, size_t count, const double *uniforms,
                        double *values);
/* The exact mean of the distribution (for explanations and tests). */
double rift_inverse_mean(const rift_inverse *inverse);

/* One uncertain quantity for the sampler. */
typedef struct rift_variate {
  const char *id;
  const rift_distribution *distribution;
} rift_variate;

typedef struct rift_variate_pair {
  const char *a, *b; /* ids */
  double rho;        /* of the underlying normals, in [-1, 1] */
} rift_variate_pair;

typedef struct rift_sampler rift_sampler;

typedef struct rift_sampler_info {
  size_t correlated_count;  /* variates that appear in a pair */
  bool repaired;            /* the matrix was not positive definite: replaced by the nearest one (Higham 2002) */
  double largest_change;    /* of an entry, when repaired */
} rift_sampler_info;

/* Variates in the caller's order; correlated ones are combined by Cholesky in order of first mention in `pairs`.
 * RIFT_INVALID for colliding keys, unknown ids in pairs, a point mass in a pair, contradicting pairs. */
RIFT_CHECKED rift_status rift_sampler_create(rift_sampler **sampler, uint64_t seed,
                                             const rift_variate *variates, size_t variate_count,
                                             const rift_variate_pair *pairs, size_t pair_count,
                                             rift_sampler_info *info, rift_error *error);
void rift_sampler_destroy(rift_sampler *sampler);

/* Uniforms from a design instead of plain streams: a Sobol sequence (borrowed) with a dimension for each variate, or a
 * Latin hypercube. Draws beyond the hypercube, which fill up the last batch, are plain. */
typedef struct rift_sampler_design {
  const rift_sobol *sobol;    /* NULL: the hypercube */
  const size_t *dimensions;   /* one a variate; copied */
  rift_latin_hypercube latin;
} rift_sampler_design;
RIFT_CHECKED rift_status rift_sampler_use_design(rift_sampler *sampler, const rift_sampler_design *design,
                                                 rift_error *error);

/* values[v * stride + i] = variate v of draw first + i, i < count <= RIFT_SAMPLER_CHUNK; first a multiple of 4.
 * Thread-safe: the sampler is read only, scratch lives on the stack. */
#define RIFT_SAMPLER_CHUNK 256
void rift_sampler_draw(const rift_sampler *sampler, uint64_t first, size_t count, double *values,
                       size_t stride);

#endif
