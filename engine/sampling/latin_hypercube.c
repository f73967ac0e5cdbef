/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/latin_hypercube.h"

#include <inttypes.h>

#include "sampling/philox.h"

#define DRAWS_MAX (UINT64_C(1) << 40)
enum { ROUNDS = 8 };

/* A Feistel network on 2 h bits, the smallest such domain that holds the size; what falls outside
 * is sent through again until it falls inside (cycle walking), at most four times on average. */
typedef struct feistel {
  uint64_t keys[ROUNDS];
  int half; /* bits of either half */
  uint64_t size;
} feistel;

static feistel feistel_of(uint64_t seed, uint64_t key, uint64_t replicate, uint64_t size) {
  feistel network = {.size = size};
  const uint64_t name[2] = {seed, key};
  for (uint64_t i = 0; i < ROUNDS / 4; i++) {
    const uint64_t counter[4] = {i, 0, replicate, 2};
    rift_philox(counter, name, network.keys + 4 * i);
  }
  while (network.half < 20 && size > UINT64_C(1) << (2 * network.half)) {
    network.half++;
  }
  return network;
}

/* Finaliser of a 64-bit hash: every input bit reaches every output bit. */
static uint64_t mix(uint64_t word) {
  word = (word ^ word >> 33) * UINT64_C(0xff51afd7ed558ccd);
  word = (word ^ word >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
  return word ^ word >> 33;
}

static uint64_t permute_once(const feistel *network, uint64_t place) {
  uint64_t mask = (UINT64_C(1) << network->half) - 1;
  uint64_t left = place >> network->half, right = place & mask;
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t next = left ^ (mix(right ^ network->keys[round]) & mask);
    left = right;
    right = next;
  }
  return left << network->half | right;
}

static uint64_t permute(const feistel *network, uint64_t place) {
  do {
    place = permute_once(network, place);
  } while (place >= network->size);
  return place;
}

uint64_t rift_permutation_at(uint64_t seed, uint64_t key, uint64_t replicate, uint64_t size,
                             uint64_t place) {
  feistel network = feistel_of(seed, key, replicate, size);
  return permute(&network, place);
}

static uint64_t size_of(const rift_latin_hypercube *design, uint64_t replicate) {
  return (design->draws - replicate + design->replicates - 1) / design->replicates;
}

/* (slice + part of it) / size. Both ends stay open: the part is at least 2^-53 of a slice, and the
 * quotient is below 1 by half a slice's grid or, where that is rounded up, kept there. */
static double place_in(uint64_t slice, uint64_t word, uint64_t size) {
  double part = ((double)(word >> 12) + 0.5) * 0x1p-52;
  double uniform = ((double)slice + part) / (double)size;
  return uniform < 1 - 0x1p-53 ? uniform : 1 - 0x1p-53;
}

rift_status rift_latin_hypercube_uniforms(const rift_latin_hypercube *design, uint64_t seed,
                                          uint64_t key, uint64_t first, size_t count,
                                          double *uniforms, rift_error *error) {
  if (design->draws == 0 || design->draws > DRAWS_MAX || design->replicates == 0 ||
      design->replicates > design->draws) {
    return rift_error_set(error, RIFT_INVALID,
                          "a Latin hypercube of %" PRIu64 " draws in %" PRIu64
                          " replicates cannot be made",
                          design->draws, design->replicates);
  }
  if (first > design->draws || count > design->draws - first) {
    return rift_error_set(error, RIFT_INVALID,
                          "a Latin hypercube of %" PRIu64 " draws cannot be extended: run the larger "
                          "one anew, or use plain Monte Carlo or Sobol",
                          design->draws);
  }
  const uint64_t name[2] = {seed, key};
  for (uint64_t r = 0; r < design->replicates && r < count; r++) {
    uint64_t replicate = (first + r) % design->replicates;
    feistel network = feistel_of(seed, key, replicate, size_of(design, replicate));
    for (size_t i = (size_t)r; i < count; i += (size_t)design->replicates) {
      uint64_t index = (first + i) / design->replicates;
      const uint64_t counter[4] = {index, 1, replicate, 2};
      uint64_t words[4];
      rift_philox(counter, name, words);
      uniforms[i] = place_in(permute(&network, index), words[0], network.size);
    }
  }
  return RIFT_OK;
}
