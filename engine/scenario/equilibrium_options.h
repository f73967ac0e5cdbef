/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads models.equilibrium. */
#ifndef RIFT_SCENARIO_EQUILIBRIUM_OPTIONS_H
#define RIFT_SCENARIO_EQUILIBRIUM_OPTIONS_H

#include "scenario/reader.h"

/* What holds where the file says nothing. */
void rift_equilibrium_options_default(rift_reader *reader, rift_equilibrium_options *options);
/* Reads the mapping over the defaults. */
void rift_equilibrium_options_read(rift_reader *reader, const rift_yaml_node *node, rift_equilibrium_options *options);
void rift_equilibrium_options_free(rift_equilibrium_options *options, size_t sector_count);

/* The quantities in file order, index below RIFT_EQUILIBRIUM_QUANTITIES; those of trade_elasticities apart. */
const rift_quantity *rift_equilibrium_quantity(const rift_equilibrium_options *options, size_t index);

#endif
