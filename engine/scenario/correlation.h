/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of correlated pairs. */
#ifndef RIFT_SCENARIO_CORRELATION_H
#define RIFT_SCENARIO_CORRELATION_H

#include "scenario/reader.h"

/* Reads the list into the scenario, whose quantities have been read. */
void rift_correlations_read(rift_reader *reader, const rift_yaml_node *node);

#endif
