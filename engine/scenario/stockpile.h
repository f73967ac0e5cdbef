/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stockpiles of critical inputs: what users hold in addition. */
#ifndef RIFT_SCENARIO_STOCKPILE_H
#define RIFT_SCENARIO_STOCKPILE_H

#include "scenario/reader.h"

/* Reads `stockpiles: [{input: magnets, in: DEU, size: 12 weeks}]` into the scenario. An input that the economy does not
 * know, or that nobody in the regions uses, is an error. */
void rift_stockpiles_read(rift_reader *reader, const rift_yaml_node *node);

#endif
