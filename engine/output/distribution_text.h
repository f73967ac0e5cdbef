/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A distribution in words, as it stands in inputs.csv. */
#ifndef RIFT_OUTPUT_DISTRIBUTION_TEXT_H
#define RIFT_OUTPUT_DISTRIBUTION_TEXT_H

#include "base/distribution.h"
#include "base/text.h"

/* Appends e.g. "pert(min 0.3, mode 0.45, max 0.65) within [0, 1]". */
void rift_distribution_describe(const rift_distribution *distribution, rift_text *text);

#endif
