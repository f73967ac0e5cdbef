/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/stopping.h"

uint64_t rift_check_next(uint64_t done) {
  uint64_t next = RIFT_CHECK_FIRST;
  while (next <= done && next <= UINT64_MAX / 2) {
    next *= 2;
  }
  return next;
}

bool rift_error_met(const rift_moments *moments, double target) {
  return moments->n > 0 && rift_moments_mcse(moments) <= target;
}
