/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Latin hypercube: each of the draws' equal slices of (0, 1) is hit exactly once in every dimension
 * [McKay, Beckman & Conover 1979]. The order of the slices is a permutation computed at each place,
 * so that nothing is stored and a draw is a function of (seed, key, draw) and the design's size.
 *
 * Draw n belongs to replicate n mod R and is draw n div R of that replicate's hypercube; replicates
 * are independent, so that the spread of R estimates gives the error of their mean. A design cannot
 * be extended: its size is part of every draw. */
#ifndef RIFT_SAMPLING_LATIN_HYPERCUBE_H
#define RIFT_SAMPLING_LATIN_HYPERCUBE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct rift_latin_hypercube {
  uint64_t draws;      /* of the whole design, 1 to 2^40 */
  uint64_t replicates; /* R, 1 to draws */
} rift_latin_hypercube;

/* The design's permutation of 0 .. size - 1 named by (seed, key, replicate), at `place`. */
uint64_t rift_permutation_at(uint64_t seed, uint64_t key, uint64_t replicate, uint64_t size,
                             uint64_t place);

/* uniforms[i] of draw first + i. RIFT_INVALID for a design that is none, and for draws beyond it. */
RIFT_CHECKED rift_status rift_latin_hypercube_uniforms(const rift_latin_hypercube *design,
                                                       uint64_t seed, uint64_t key, uint64_t first,
                                                       size_t count, double *uniforms,
                                                       rift_error *error);

#endif
