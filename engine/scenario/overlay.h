/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies: files that are laid over a scenario. */
#ifndef RIFT_SCENARIO_OVERLAY_H
#define RIFT_SCENARIO_OVERLAY_H

#include "scenario/reader.h"

/* Reads the policy `policy: 1, id: ..., title: ..., description: ...` and merges its other keys (measures, models, stockpiles,
 * table_errors, correlation, horizon) over the scenario's tree, key by key; measures merge by id. A measure that the scenario
 * does not have is an error unless the policy states it whole, with its instrument. Sets the scenario's policy. Paths in the
 * policy are relative to its own file. */
RIFT_CHECKED rift_status rift_overlay_apply(rift_reader *reader, rift_yaml_document *document, const char *path,
                                            rift_yaml_node *root, rift_error *error);

#endif
