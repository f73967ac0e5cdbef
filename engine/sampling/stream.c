/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sampling/kernels.h"
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

void rift_stream_uniforms_with(const rift_sampling_kernels *kernels, uint64_t seed, uint64_t key,
                               uint64_t k, uint64_t first, size_t count, double *uniforms) {
  size_t done = 0;
  if (kernels->uniforms != NULL) {
    done = count - count % RIFT_STREAM_GROUP;
    kernels->uniforms(seed, key, k, first / 4, done, uniforms);
  }
  philox4x64_key_t name = {{seed, key}};
  while (done < count) {
    philox4x64_ctr_t position = {{(first + done) / 4, k, 0, 0}};
    philox4x64_ctr_t words = philox4x64_R(10, position, name);
    size_t here = count - done < 4 ? count - done : 4;
    for (size_t j = 0; j < here; j++) {
      uniforms[done + j] = uniform_of(words.v[j]);
    }
    done += here;
  }
}

double rift_stream_uniform(uint64_t seed, uint64_t key, uint64_t k, uint64_t draw) {
  philox4x64_key_t name = {{seed, key}};
  philox4x64_ctr_t position = {{draw / 4, k, 0, 0}};
  return uniform_of(philox4x64_R(10, position, name).v[draw % 4]);
}

void rift_stream_uniforms(uint64_t seed, uint64_t key, uint64_t k, uint64_t first, size_t count,
                          double *uniforms) {
  /* Few uniforms are not worth a look at the environment. */
  rift_isa isa = count < RIFT_STREAM_GROUP ? RIFT_ISA_BASE : rift_isa_active();
  rift_stream_uniforms_with(rift_sampling_kernels_for(isa), seed, key, k, first, count, uniforms);
}
