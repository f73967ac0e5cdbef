/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `models.dynamic` of a scenario. */
#ifndef RIFT_SCENARIO_DYNAMIC_OPTIONS_H
#define RIFT_SCENARIO_DYNAMIC_OPTIONS_H

#include "scenario/reader.h"

/* The defaults; they hold for a model that is asked for on the command line too. */
void rift_dynamic_options_default(rift_reader *reader, rift_dynamic_options *options);

/* Reads the mapping (options with their defaults in it). Days are bare numbers or quantities with a unit. */
void rift_dynamic_options_read(rift_reader *reader, const rift_yaml_node *node, rift_dynamic_options *options);

void rift_dynamic_options_free(rift_dynamic_options *options);

/* The quantity at that position, below RIFT_DYNAMIC_QUANTITIES. */
const rift_quantity *rift_dynamic_quantity(const rift_dynamic_options *options, size_t index);

#endif
