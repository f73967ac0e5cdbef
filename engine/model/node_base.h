/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What percentages of nodes are percentages of. */
#ifndef RIFT_MODEL_NODE_BASE_H
#define RIFT_MODEL_NODE_BASE_H

#include <stdbool.h>

#include "economy/economy.h"
#include "model/outcome.h"

/* Base level of every node (n): gross output, value added, employment, exports or imports; gross output for other indicators. */
void rift_node_base(const rift_economy *economy, rift_indicator indicator, double *base);

/* Whether any node's employment is known. Sums with an unknown member are not a number, and no base. */
bool rift_employment_is_known(const rift_economy *economy);

/* A base of (nearly) nothing has no percentages. */
bool rift_is_base(double base, double output);

#endif
