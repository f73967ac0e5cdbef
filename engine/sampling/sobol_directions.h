/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Direction numbers of the Sobol sequence [Sobol' 1967], our own: dimension 0 is van der Corput's;
 * dimension j > 0 has the j-th primitive polynomial over GF(2), by degree and then as a binary
 * number, and initial numbers from a generator, the candidate chosen by tests/unit/test_sobol.c so
 * that Sobol's property A holds in all dimensions and pairs of dimensions are even (see there). */
#ifndef RIFT_SAMPLING_SOBOL_DIRECTIONS_H
#define RIFT_SAMPLING_SOBOL_DIRECTIONS_H

#include <stdint.h>

#include "base/status.h"

#define RIFT_SOBOL_DIMENSIONS 2048
#define RIFT_SOBOL_BITS 32

/* polynomials[j], j = 1 .. count - 1: with bits 0 and its degree set. */
void rift_sobol_polynomials(uint32_t *polynomials, uint32_t count);
int rift_sobol_degree(uint32_t polynomial);
/* Is x a generator of the field GF(2)[x] / polynomial? Degree 1 to 16. */
bool rift_sobol_is_primitive(uint32_t polynomial);

/* The first `degree` odd numbers m_i < 2^i of a candidate. */
#define RIFT_SOBOL_DEGREE_MAX 16
void rift_sobol_initial(uint32_t dimension, uint32_t candidate, int degree,
                        uint32_t initial[RIFT_SOBOL_DEGREE_MAX]);

/* directions[i], i < RIFT_SOBOL_BITS: the number that bit i of the index adds, its first binary
 * digit in the top bit. polynomial 0: van der Corput. */
void rift_sobol_directions(uint32_t polynomial, const uint32_t *initial,
                           uint32_t directions[RIFT_SOBOL_BITS]);

/* The chosen candidate of each dimension. */
extern const uint16_t rift_sobol_choices[RIFT_SOBOL_DIMENSIONS];

#endif
