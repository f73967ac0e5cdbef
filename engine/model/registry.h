/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models that there are, in the order in which they run. */
#ifndef RIFT_MODEL_REGISTRY_H
#define RIFT_MODEL_REGISTRY_H

#include "model/model.h"

enum { RIFT_MODEL_COUNT = 3 };

const rift_model_kind *rift_model_at(size_t index);
/* NULL if there is none of that name. */
const rift_model_kind *rift_model_find(const char *name);

#endif
