/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One measure from its mapping: which fields its instrument has, and their checks. */
#ifndef RIFT_SCENARIO_MEASURE_H
#define RIFT_SCENARIO_MEASURE_H

#include "scenario/reader.h"

/* Fills `measure` (zeroed by the caller) as far as it can be read. Problems go to the reader; the
 * measure is freed with rift_measure_free in any case. */
void rift_measure_read(rift_reader *reader, const rift_yaml_node *node, rift_measure *measure);

void rift_measure_free(rift_measure *measure);

/* The quantities of a measure in the order of the struct: RIFT_MEASURE_QUANTITIES of them. */
#define RIFT_MEASURE_QUANTITIES 10
const rift_quantity *rift_measure_quantity(const rift_measure *measure, size_t index);

#endif
