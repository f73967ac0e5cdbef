/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anderson acceleration of a fixed-point step, lane by lane [Walker & Ni 2011]: with f the step at x, the next x is
 * x + f - sum_j gamma_j (dx_j + df_j), gamma minimising |f - sum_j gamma_j df_j| over the last few differences. */
#ifndef RIFT_MODEL_EQUILIBRIUM_ACCELERATION_H
#define RIFT_MODEL_EQUILIBRIUM_ACCELERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "numeric/batch.h"
#include "numeric/isa.h"

#define RIFT_ACCELERATION_MOST 6

typedef struct rift_acceleration {
  size_t rows, memory;   /* unknowns; differences kept, at most RIFT_ACCELERATION_MOST */
  size_t count;          /* differences held so far */
  bool started;
  const double *weight;  /* [rows] of the norm */
  double *last_unknown, *last_step; /* [rows][RIFT_LANES] */
  /* [memory][rows][RIFT_LANES], a ring; unknown_change holds dx + df. In single precision: they only choose among steps. */
  float *unknown_change, *step_change;
  double *gram;          /* [memory][memory][RIFT_LANES] */
} rift_acceleration;

/* unknown += scale * (accelerated step), for lanes where active is 1. */
typedef void rift_accelerate(rift_acceleration *a, const double *scale, const double *active, double *unknown,
                             const double *step);

rift_accelerate *rift_accelerate_for(rift_isa isa);

size_t rift_acceleration_doubles(size_t rows, size_t memory);
/* Lays the arrays out in `space`, 64-byte aligned. */
void rift_acceleration_start(rift_acceleration *a, size_t rows, size_t memory, const double *weight, double *space);

#endif
