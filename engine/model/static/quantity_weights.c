/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a draw's levers make of the parts of the quantity response. */
#include <stdlib.h>

#include "base/memory.h"
#include "model/static/response.h"

/* Of what is left of a flow: s (1 - q). */
static void add_support(const rift_quantity_response *response, const double *levers, double *weights) {
  for (size_t a = 0; a < response->addition.group_count; a++) {
    const rift_addition_group *group = &response->addition.groups[a];
    const double *share = levers + group->support * RIFT_LANES;
    double *added = weights + (2 * response->removal.group_count + a) * RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double cut = group->removal == RIFT_NO_GROUP ? 0 : weights[2 * group->removal * RIFT_LANES + lane];
      added[lane] = share[lane] * (1 - cut);
    }
  }
}

void rift_quantity_weights(const rift_quantity_response *response, const rift_batch *batch,
                           const double *resourced, double *weights) {
  const double *levers = batch->levers;
  for (size_t g = 0; g < response->removal.group_count; g++) {
    const rift_removal_group *group = &response->removal.groups[g];
    double *cut = weights + 2 * g * RIFT_LANES;
    double *again = cut + RIFT_LANES;
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double a = group->cut == RIFT_NO_LEVER ? 0 : levers[group->cut * RIFT_LANES + lane];
      double b = group->shift == RIFT_NO_LEVER ? 0 : levers[group->shift * RIFT_LANES + lane];
      cut[lane] = a == 0 ? b : b == 0 ? a : 1 - (1 - a) * (1 - b);
      again[lane] = cut[lane] * resourced[lane];
    }
  }
  add_support(response, levers, weights);
}

rift_status rift_quantity_sample_weights(const rift_quantity_response *response, const rift_guides *guides,
                                         double **samples, size_t *count, rift_error *error) {
  size_t part_count = response->part_count;
  static const double bounds[2] = {0, 1};
  size_t closures = guides == NULL ? 0 : guides->bounds ? 3 : 1;
  size_t batches = guides == NULL ? 0 : guides->count;
  double *weights = rift_allocate_doubles(part_count * RIFT_LANES + 1);
  *samples = rift_allocate_doubles(batches * closures * RIFT_LANES * part_count + 1);
  *count = 0;
  if (weights == NULL || *samples == NULL) {
    free(weights);
    return rift_error_memory(error, part_count * sizeof(double));
  }
  for (size_t b = 0; b < batches * closures; b++) {
    const rift_batch *batch = &guides->batches[b / closures];
    double resourced[RIFT_LANES];
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      resourced[lane] = b % closures == 0 ? batch->parameters[lane] : bounds[b % closures - 1];
    }
    rift_quantity_weights(response, batch, resourced, weights);
    for (size_t i = 0; i < RIFT_LANES * part_count; i++) {
      (*samples)[*count * part_count + i] = weights[i % part_count * RIFT_LANES + i / part_count];
    }
    *count += RIFT_LANES;
  }
  free(weights);
  return RIFT_OK;
}
