/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What prepares and applies inverse distribution functions, for the files of this folder and their
 * tests. */
#ifndef RIFT_SAMPLING_INVERSE_H
#define RIFT_SAMPLING_INVERSE_H

#include <stdbool.h>

#include "sampling/kernels.h"
#include "sampling/sampler.h"

/* RIFT_INVALID with a sentence unless the parameters and the truncation are a distribution. */
RIFT_CHECKED rift_status rift_distribution_check(const rift_distribution *distribution,
                                                 rift_error *error);

/* P(X <= x) and P(X >= x) of a continuous distribution without its truncation, each with its own
 * accuracy. */
typedef struct rift_cumulative {
  double lower, upper;
} rift_cumulative;
rift_cumulative rift_distribution_cumulative(const rift_distribution *distribution, double x);

/* Mean of the continuous distribution, conditional on its truncation; `map` as below. */
double rift_distribution_mean(const rift_distribution *distribution, const rift_tail_map *map);

/* The two tails that a truncation cuts off, and what is left between them. */
rift_tail_map rift_distribution_map(const rift_distribution *distribution);

/* Shape parameters of a beta or PERT distribution on [*min, *max]. */
void rift_beta_shape(const rift_distribution *distribution, double *alpha, double *beta,
                     double *min, double *max);

/* True if one value has all the probability (zero width, zero deviation). */
bool rift_distribution_is_point(const rift_distribution *distribution);

/* As rift_inverse_create and rift_sampler_create, for a supported instruction set. */
RIFT_CHECKED rift_status rift_inverse_create_for(rift_isa isa, rift_inverse **inverse,
                                                 const rift_distribution *distribution,
                                                 rift_error *error);
RIFT_CHECKED rift_status rift_sampler_create_for(rift_isa isa, rift_sampler **sampler,
                                                 uint64_t seed, const rift_variate *variates,
                                                 size_t variate_count,
                                                 const rift_variate_pair *pairs, size_t pair_count,
                                                 rift_sampler_info *info, rift_error *error);

bool rift_inverse_is_point(const rift_inverse *inverse);

/* values[i] = F^-1(Phi(normals[i])), without the detour where F is normal or lognormal. In place is
 * allowed. */
void rift_inverse_apply_normals(const rift_inverse *inverse, size_t count, const double *normals,
                                double *values);

#endif
