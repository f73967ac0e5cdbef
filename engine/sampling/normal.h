/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The standard normal distribution one value at a time, to full accuracy in either tail; and its
 * shipped tables. */
#ifndef RIFT_SAMPLING_NORMAL_H
#define RIFT_SAMPLING_NORMAL_H

#include "sampling/kernels.h"

/* Phi(-z) = P(Z > z), with small relative error. */
double rift_normal_tail(double z);
/* z with Phi(-z) = t, for 0 < t < 1; best for t <= 0.6. */
double rift_normal_tail_quantile(double t);
double rift_normal_density(double z);

/* Made by tests/unit/test_normal_tables.c, which also checks that they can be made again to the
 * bit. */
#define RIFT_NORMAL_QUANTILE_ROWS 113     /* 14 octaves of 8 parts, and t = 1/2 */
#define RIFT_NORMAL_DISTRIBUTION_ROWS 137 /* |z| = 0, 1/16, ..., 8.5 */
extern const double rift_normal_quantile_values[RIFT_NORMAL_QUANTILE_ROWS * RIFT_ROW_LENGTH];
extern const double
    rift_normal_distribution_values[RIFT_NORMAL_DISTRIBUTION_ROWS * RIFT_ROW_LENGTH];
extern const rift_quantile_rows rift_normal_rows;

/* As rift_normal_quantile and rift_normal_distribution, with chosen kernels. */
void rift_normal_quantile_with(const rift_sampling_kernels *kernels, size_t count,
                               const double *uniforms, double *normals);
void rift_normal_distribution_with(const rift_sampling_kernels *kernels, size_t count,
                                   const double *normals, double *probabilities);

#endif
