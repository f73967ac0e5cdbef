/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampling/sobol_directions.h"

#include "sampling/philox.h"

/* Names the candidates' generator: any fixed number would do. */
static const uint64_t candidate_key = UINT64_C(0x736f626f6c206f77);

int rift_sobol_degree(uint32_t polynomial) {
  int degree = -1;
  for (; polynomial != 0; polynomial >>= 1) {
    degree++;
  }
  return degree;
}

/* a b modulo the polynomial. */
static uint32_t multiply(uint32_t a, uint32_t b, uint32_t polynomial, int degree) {
  uint32_t product = 0;
  for (; b != 0; b >>= 1) {
    product ^= (b & 1) != 0 ? a : 0;
    a <<= 1;
    a ^= (a >> degree & 1) != 0 ? polynomial : 0;
  }
  return product;
}

static uint32_t power_of_x(uint32_t exponent, uint32_t polynomial, int degree) {
  uint32_t result = 1, base = degree == 1 ? 1 : 2; /* x modulo x + 1 is 1 */
  for (; exponent != 0; exponent >>= 1) {
    result = (exponent & 1) != 0 ? multiply(result, base, polynomial, degree) : result;
    base = multiply(base, base, polynomial, degree);
  }
  return result;
}

/* x has the full order 2^degree - 1, and no smaller one: it misses 1 at the order over each of its
 * primes. */
bool rift_sobol_is_primitive(uint32_t polynomial) {
  int degree = rift_sobol_degree(polynomial);
  if (degree < 1 || degree > RIFT_SOBOL_DEGREE_MAX || (polynomial & 1) == 0) {
    return false;
  }
  uint32_t order = (UINT32_C(1) << degree) - 1, left = order;
  if (power_of_x(order, polynomial, degree) != 1) {
    return false;
  }
  for (uint32_t prime = 2; left > 1; prime++) {
    if (left % prime != 0) {
      continue;
    }
    if (power_of_x(order / prime, polynomial, degree) == 1) {
      return false;
    }
    while (left % prime == 0) {
      left /= prime;
    }
  }
  return true;
}

void rift_sobol_polynomials(uint32_t *polynomials, uint32_t count) {
  uint32_t found = 1;
  if (count > 0) {
    polynomials[0] = 0;
  }
  for (uint32_t candidate = 3; found < count; candidate += 2) {
    if (rift_sobol_is_primitive(candidate)) {
      polynomials[found++] = candidate;
    }
  }
}

void rift_sobol_initial(uint32_t dimension, uint32_t candidate, int degree,
                        uint32_t initial[RIFT_SOBOL_DEGREE_MAX]) {
  uint64_t words[4];
  const uint64_t key[2] = {candidate_key, dimension};
  for (int i = 0; i < degree; i++) {
    if (i % 4 == 0) {
      const uint64_t counter[4] = {candidate, (uint64_t)i / 4, 0, 0};
      rift_philox(counter, key, words);
    }
    initial[i] = ((uint32_t)words[i % 4] & ((UINT32_C(2) << i) - 1)) | 1;
  }
}

/* m_i = 2 a_1 m_(i-1) + ... + 2^s m_(i-s) + m_(i-s), sums without carry, as fractions of 2^32. */
void rift_sobol_directions(uint32_t polynomial, const uint32_t *initial,
                           uint32_t directions[RIFT_SOBOL_BITS]) {
  int degree = polynomial == 0 ? RIFT_SOBOL_BITS : rift_sobol_degree(polynomial);
  for (int i = 0; i < RIFT_SOBOL_BITS; i++) {
    if (i < degree) {
      directions[i] = (polynomial == 0 ? 1 : initial[i]) << (RIFT_SOBOL_BITS - 1 - i);
      continue;
    }
    directions[i] = directions[i - degree] >> degree;
    for (int k = 1; k <= degree; k++) {
      directions[i] ^= (polynomial >> (degree - k) & 1) != 0 ? directions[i - k] : 0;
    }
  }
}
