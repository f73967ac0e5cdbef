/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sampling/philox.h"
#include "sampling/sampler.h"

/* The header's macros convert between signed and unsigned. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

void rift_philox(const uint64_t counter[4], const uint64_t key[2], uint64_t words[4]) {
  philox4x64_ctr_t position = {{counter[0], counter[1], counter[2], counter[3]}};
  philox4x64_key_t name = {{key[0], key[1]}};
  philox4x64_ctr_t result = philox4x64_R(10, position, name);
  memcpy(words, result.v, sizeof result.v);
}

/* (word >> 12 + 1/2) 2^-52, exactly: the top 52 bits become the fraction of a number in [1, 2). */
static double uniform_of(uint64_t word) {
  uint64_t bits = word >> 12 | 0x3ff0000000000000u;
  double number;
  memcpy(&number, &bits, sizeof number);
  return number - (1 - 0x1p-53);
}

void rift_stream_uniforms(uint64_t seed, uint64_t key, uint64_t k, uint64_t first, size_t count,
                          double *uniforms) {
  philox4x64_key_t name = {{seed, key}};
  philox4x64_ctr_t position = {{first / 4, k, 0, 0}};
  size_t whole = count & ~(size_t)3;
  for (size_t i = 0; i < whole; i += 4) {
    philox4x64_ctr_t words = philox4x64_R(10, position, name);
    for (size_t j = 0; j < 4; j++) {
      uniforms[i + j] = uniform_of(words.v[j]);
    }
    position.v[0]++;
  }
  philox4x64_ctr_t words = philox4x64_R(10, position, name);
  for (size_t j = 0; j < count - whole; j++) {
    uniforms[whole + j] = uniform_of(words.v[j]);
  }
}
