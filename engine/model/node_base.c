/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/node_base.h"

#include <math.h>

/* Flows of node i to users and final demand abroad: not output less own use, which would hold the table's gaps. */
static double exports_of(const rift_economy *economy, size_t i) {
  size_t sectors = economy->sector_count;
  double sum = 0;
  for (size_t m = 0; m < economy->region_count; m++) {
    for (size_t j = 0; j < sectors && m != i / sectors; j++) {
      sum += economy->intermediate[i * economy->node_count + m * sectors + j];
    }
    sum += m != i / sectors ? rift_economy_final(economy, i, m) : 0;
  }
  return sum;
}

/* What the region of node i buys abroad of the node's product. */
static double imports_of(const rift_economy *economy, size_t i) {
  size_t sectors = economy->sector_count;
  size_t home = i / sectors;
  double sum = 0;
  for (size_t e = 0; e < economy->region_count; e++) {
    size_t supplier = e * sectors + i % sectors;
    for (size_t j = 0; j < sectors && e != home; j++) {
      sum += economy->intermediate[supplier * economy->node_count + home * sectors + j];
    }
    sum += e != home ? rift_economy_final(economy, supplier, home) : 0;
  }
  return sum;
}

void rift_node_base(const rift_economy *economy, rift_indicator indicator, double *base) {
  for (size_t i = 0; i < economy->node_count; i++) {
    base[i] = indicator == RIFT_VALUE_ADDED  ? economy->value_added[i]
              : indicator == RIFT_EMPLOYMENT ? economy->employment[i]
              : indicator == RIFT_EXPORTS    ? exports_of(economy, i)
              : indicator == RIFT_IMPORTS    ? imports_of(economy, i)
                                             : economy->gross_output[i];
  }
}

bool rift_employment_is_known(const rift_economy *economy) {
  bool known = false;
  for (size_t i = 0; i < economy->node_count; i++) {
    known = known || !isnan(economy->employment[i]);
  }
  return known;
}

bool rift_is_base(double base, double output) { return fabs(base) > 1e-6 && fabs(base) > 1e-9 * output; }
