/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/distribution.h"

#include <stdlib.h>
#include <string.h>

void rift_quantity_free(rift_quantity *quantity) {
  free(quantity->id);
  free(quantity->unit);
  free(quantity->source);
  free(quantity->place.file);
  free(quantity->distribution.values);
  free(quantity->distribution.weights);
  memset(quantity, 0, sizeof *quantity);
}
