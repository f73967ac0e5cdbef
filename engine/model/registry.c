/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <string.h>

static const rift_model_kind *const models[RIFT_MODEL_COUNT] = {&rift_static_model, &rift_equilibrium_model, &rift_dynamic_model};

const rift_model_kind *rift_model_at(size_t index) { return models[index]; }

const rift_model_kind *rift_model_find(const char *name) {
  for (size_t i = 0; i < RIFT_MODEL_COUNT; i++) {
    if (strcmp(models[i]->name, name) == 0) {
      return models[i];
    }
  }
  return NULL;
}
