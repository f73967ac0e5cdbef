/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rank-revealing factors of the parts of a reduced system. */
#ifndef RIFT_MODEL_STATIC_FACTORS_H
#define RIFT_MODEL_STATIC_FACTORS_H

#include <stddef.h>

#include "model/static/reduced.h"

/* G = sum_k response_k row_k: response has one value a row of G, row one value an unknown and a constant. */
typedef struct rift_factor {
  size_t part;
  double constant;  /* sum of the row over the columns at base, where every unknown counts 1 */
  double bound;     /* max |response of an unknown| times the sum of |row|: what dropping it from a sweep can change */
  double *response; /* unknowns + targets */
  double *row;      /* unknowns */
} rift_factor;

typedef struct rift_factors {
  size_t count, capacity;
  rift_factor *items;
} rift_factors;

void rift_factors_free(rift_factors *factors);

/* Adds the factors of one part: column by column, or by modified Gram-Schmidt with column pivoting [Golub & Van Loan
 * 2013, sec. 5.4] down to 1e-16 where that gives fewer. */
RIFT_CHECKED rift_status rift_factors_add(rift_factors *factors, size_t unknowns, size_t targets,
                                          size_t part_index, rift_reduced_part *part,
                                          bool compress, rift_error *error);

/* Largest bound first. */
void rift_factors_sort(rift_factors *factors);

#endif
