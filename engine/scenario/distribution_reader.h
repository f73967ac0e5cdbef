/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a distribution's form and parameters from its mapping. */
#ifndef RIFT_SCENARIO_DISTRIBUTION_READER_H
#define RIFT_SCENARIO_DISTRIBUTION_READER_H

#include "scenario/reader.h"
#include "scenario/scale.h"

/* Parameters are checked and scaled to the base unit. `default_bounds`: a beta without min and max
 * lies on [0,1]. Returns false after an error; values and weights of a discrete one are the
 * caller's to free in any case. */
bool rift_distribution_read(rift_reader *reader, const rift_yaml_node *node, rift_scale scale,
                            bool default_bounds, rift_distribution *distribution);

#endif
