/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x64 with 10 rounds [Salmon et al. 2011]: four random words, a function of the counter and
 * the key alone. */
#ifndef RIFT_SAMPLING_PHILOX_H
#define RIFT_SAMPLING_PHILOX_H

#include <stdint.h>

void rift_philox(const uint64_t counter[4], const uint64_t key[2], uint64_t words[4]);

#endif
