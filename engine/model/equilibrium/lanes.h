/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sweeps of a batch are written with: loops over the lanes of a row, elementary functions of rows, and the rows of the
 * unknowns; for inclusion in *_kernels.c only. */
#ifndef RIFT_MODEL_EQUILIBRIUM_LANES_H
#define RIFT_MODEL_EQUILIBRIUM_LANES_H

#include <string.h>

#include "model/equilibrium/slab_product.h"
#include "model/equilibrium/solver.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define L RIFT_LANES
#define EACH_LANE LANE_LOOP for (size_t l = 0; l < L; l++)

typedef rift_equilibrium_work work;
typedef rift_equilibrium_system equations;

#define EACH for (size_t at = 0; at < L; at += WIDTH)
#define V(pointer) (*(vector *)((pointer) + at))
#define C(pointer) (*(const vector *)((pointer) + at))

#define FOR_EACH(rows, x, y)                                                                      \
  for (size_t row = 0; row < (rows); row++, (x).values += (x).stride, (y).values += (y).stride)   \
    for (size_t at = 0; at < L; at += WIDTH)

static inline void exponential(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector argument = *(const vector *)(factor + at) * *(const vector *)(x.values + at);
    exponential_of(&argument, (vector *)(y.values + at));
  }
}

static inline void exponential_less_one(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector argument = *(const vector *)(factor + at) * *(const vector *)(x.values + at);
    exponential_less_one_of(&argument, (vector *)(y.values + at));
  }
}

static inline void logarithm(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector value;
    logarithm_of((const vector *)(x.values + at), &value);
    *(vector *)(y.values + at) = *(const vector *)(factor + at) * value;
  }
}

static inline void logarithm_of_one_plus(size_t rows, const double *factor, rift_rows x, rift_rows y) {
  FOR_EACH(rows, x, y) {
    vector value;
    logarithm_of_one_plus_of((const vector *)(x.values + at), &value);
    *(vector *)(y.values + at) = *(const vector *)(factor + at) * value;
  }
}

static inline rift_rows packed_rows(double *values) { return (rift_rows){values, L}; }

/* Rows of region n in an array over cells: one a sector. */
static inline rift_rows region_rows(const work *w, double *cells, size_t n) {
  return (rift_rows){cells + n * L, w->system->region_count * L};
}

static inline double *wages(const work *w) { return w->unknown; }
static inline double *costs(const work *w) { return w->unknown + w->system->region_count * L; }
static inline double *outputs(const work *w) { return costs(w) + w->system->cell_count * L; }

#endif
