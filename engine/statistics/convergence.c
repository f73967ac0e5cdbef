/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics/convergence.h"

#include <math.h>

#include "statistics/statistics.h"

size_t rift_convergence_compute(const double *values, size_t count,
                                rift_convergence_point points[RIFT_CONVERGENCE_POINTS]) {
  rift_moments total = {0};
  size_t found = 0;
  size_t next = RIFT_CONVERGENCE_FIRST;
  for (size_t done = 0; done < count;) {
    size_t end = next < count ? next : count;
    rift_moments part = rift_moments_of(values + done, end - done);
    rift_moments_add(&total, &part);
    points[found++] =
        (rift_convergence_point){end, total.failed, total.n > 0 ? total.mean : (double)NAN,
                                 total.n > 0 ? rift_moments_mcse(&total) : (double)NAN};
    done = end;
    next = next <= count / 2 ? 2 * next : count;
  }
  return found;
}
