/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which models a scenario asks for, and their options. */
#ifndef RIFT_SCENARIO_MODELS_H
#define RIFT_SCENARIO_MODELS_H

#include "scenario/reader.h"

/* Reads `models` (NULL: the static model with its defaults) into the scenario. */
void rift_models_read(rift_reader *reader, const rift_yaml_node *models);

#endif
