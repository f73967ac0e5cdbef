/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sobol sequence with nested uniform scrambling [Owen 1995]: points spread evenly, and yet every
 * one is uniform and independent runs give honest errors. Exact, not by a hash that only resembles
 * it: each node of the binary tree over (0, 1) has its own bit from Philox. Digits beyond the 32nd
 * are independent.
 *
 * Draw n belongs to replicate n mod R and is point n div R of that replicate's sequence. Replicates
 * are scrambled independently: the spread of R estimates gives the error of their mean
 * (statistics/replicates.h). A run of N is the beginning of a longer one. */
#ifndef RIFT_SAMPLING_SOBOL_H
#define RIFT_SAMPLING_SOBOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "sampling/sobol_directions.h"

typedef struct rift_sobol rift_sobol; /* read only once created: thread-safe */

/* RIFT_INVALID for more than RIFT_SOBOL_DIMENSIONS dimensions or no replicate. */
RIFT_CHECKED rift_status rift_sobol_create(rift_sobol **sobol, size_t dimensions,
                                           uint64_t replicates, rift_error *error);
void rift_sobol_destroy(rift_sobol *sobol);

/* The first so many draws of a sobol of R replicates have different points; beyond R 2^32 they
 * would repeat. */
uint64_t rift_sobol_draws_max(const rift_sobol *sobol);

/* Point `index` of a dimension before scrambling, as a fraction of 2^32. */
uint32_t rift_sobol_point(const rift_sobol *sobol, size_t dimension, uint64_t index);

/* uniforms[i] of draw first + i, for i < count, on the grid of rift_stream_uniforms: a function of
 * (seed, key, dimension, draw) and the number of replicates alone. `key`: rift_hash_id of what the
 * number is for. */
void rift_sobol_uniforms(const rift_sobol *sobol, size_t dimension, uint64_t seed, uint64_t key,
                         uint64_t first, size_t count, double *uniforms);

#endif
