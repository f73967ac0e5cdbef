/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/sobol.h"

#include <stdlib.h>

#include "base/memory.h"
#include "sampling/philox.h"

struct rift_sobol {
  size_t dimensions;
  uint64_t replicates;
  uint32_t *directions; /* dimensions x RIFT_SOBOL_BITS */
};

rift_status rift_sobol_create(rift_sobol **result, size_t dimensions, uint64_t replicates,
                              rift_error *error) {
  *result = NULL;
  if (dimensions > RIFT_SOBOL_DIMENSIONS) {
    return rift_error_set(error, RIFT_INVALID,
                          "%zu random quantities are more than the %d dimensions of the Sobol "
                          "sequence; use plain Monte Carlo",
                          dimensions, RIFT_SOBOL_DIMENSIONS);
  }
  if (replicates == 0) {
    return rift_error_set(error, RIFT_INVALID, "a Sobol design needs at least one replicate");
  }
  rift_sobol *sobol = rift_allocate(1, sizeof *sobol);
  uint32_t *polynomials = rift_allocate(dimensions, sizeof *polynomials);
  if (sobol != NULL) {
    sobol->directions = rift_allocate(dimensions, RIFT_SOBOL_BITS * sizeof *sobol->directions);
  }
  if (sobol == NULL || polynomials == NULL || sobol->directions == NULL) {
    free(polynomials);
    rift_sobol_destroy(sobol);
    return rift_error_memory(error, dimensions * RIFT_SOBOL_BITS * sizeof(uint32_t));
  }
  sobol->dimensions = dimensions;
  sobol->replicates = replicates;
  rift_sobol_polynomials(polynomials, (uint32_t)dimensions);
  for (size_t j = 0; j < dimensions; j++) {
    uint32_t initial[RIFT_SOBOL_DEGREE_MAX];
    rift_sobol_initial((uint32_t)j, rift_sobol_choices[j], rift_sobol_degree(polynomials[j]),
                       initial);
    rift_sobol_directions(polynomials[j], initial, sobol->directions + j * RIFT_SOBOL_BITS);
  }
  free(polynomials);
  *result = sobol;
  return RIFT_OK;
}

void rift_sobol_destroy(rift_sobol *sobol) {
  if (sobol != NULL) {
    free(sobol->directions);
    free(sobol);
  }
}

uint64_t rift_sobol_draws_max(const rift_sobol *sobol) {
  return sobol->replicates > UINT64_MAX >> RIFT_SOBOL_BITS ? UINT64_MAX
                                                           : sobol->replicates << RIFT_SOBOL_BITS;
}

uint32_t rift_sobol_point(const rift_sobol *sobol, size_t dimension, uint64_t index) {
  const uint32_t *directions = sobol->directions + dimension * RIFT_SOBOL_BITS;
  uint32_t point = 0;
  for (int i = 0; i < RIFT_SOBOL_BITS && index >> i != 0; i++) {
    point ^= directions[i] & (0 - (uint32_t)(index >> i & 1));
  }
  return point;
}

enum { LEVELS = 8 }; /* of the tree that one Philox call fills: 255 nodes of its 256 bits */

/* The flips of levels 8 g to 8 g + 7 on the way down to `point`. The call is named by the levels
 * above, so that two points share the bits of exactly those nodes that they share. */
static uint32_t flips_of_group(const uint64_t key[2], uint64_t replicate, int group,
                               uint32_t point) {
  uint32_t above = group == 0 ? 0 : point >> (RIFT_SOBOL_BITS - LEVELS * group);
  uint32_t here = point >> (RIFT_SOBOL_BITS - LEVELS * (group + 1)) & 0xff;
  const uint64_t counter[4] = {above, (uint64_t)group, replicate, 1};
  uint64_t words[4];
  rift_philox(counter, key, words);
  uint32_t flips = 0, node = 1; /* as in a heap: the children of node k are 2 k and 2 k + 1 */
  for (int level = LEVELS - 1; level >= 0; level--) {
    flips = flips << 1 | (uint32_t)(words[node >> 6] >> (node & 63) & 1);
    node = node << 1 | (here >> level & 1);
  }
  return flips;
}

static uint32_t scramble(const uint64_t key[2], uint64_t replicate, uint32_t point) {
  uint32_t flips = 0;
  for (int group = 0; group < RIFT_SOBOL_BITS / LEVELS; group++) {
    flips = flips << LEVELS | flips_of_group(key, replicate, group, point);
  }
  return point ^ flips;
}

void rift_sobol_uniforms(const rift_sobol *sobol, size_t dimension, uint64_t seed, uint64_t key,
                         uint64_t first, size_t count, double *uniforms) {
  const uint64_t name[2] = {seed, key};
  for (size_t i = 0; i < count; i++) {
    uint64_t draw = first + i, replicate = draw % sobol->replicates;
    uint64_t index = draw / sobol->replicates;
    uint64_t digits = scramble(name, replicate, rift_sobol_point(sobol, dimension, index));
    const uint64_t counter[4] = {index, 4, replicate, 1};
    uint64_t words[4];
    rift_philox(counter, name, words);
    digits = digits << 20 | words[0] >> 44; /* 52 digits, as plain streams have */
    uniforms[i] = ((double)digits + 0.5) * 0x1p-52;
  }
}
