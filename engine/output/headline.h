/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few outcomes that are kept draw by draw and followed while they converge. */
#ifndef RIFT_OUTPUT_HEADLINE_H
#define RIFT_OUTPUT_HEADLINE_H

#include <stdbool.h>

#include "montecarlo/result.h"

/* Gross output, value added and real income of DEU, CHN, EU and WORLD, in total and by focus sector, and DEU's
 * exports, imports, inputs at risk, prices, wages and weeks lost; no bounds, no linear decomposition, no paths. Where the
 * economy has no DEU, its first two regions stand in for DEU and CHN. */
bool rift_headline_is(const rift_economy *economy, const rift_outcome *outcome);

#endif
