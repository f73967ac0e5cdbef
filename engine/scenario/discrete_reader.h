/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a discrete distribution from its mapping. */
#ifndef RIFT_SCENARIO_DISCRETE_READER_H
#define RIFT_SCENARIO_DISCRETE_READER_H

#include "scenario/reader.h"
#include "scenario/scale.h"

/* The values and probabilities, checked, scaled to the base unit and sorted. Returns false after an
 * error; values and weights are the caller's to free in any case. */
bool rift_discrete_read(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                        rift_distribution *distribution);

#endif
