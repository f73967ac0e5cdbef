/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table that a terminal shows while scenarios run: one line a scenario, model and horizon. */
#ifndef RIFT_CLI_HEADLINE_H
#define RIFT_CLI_HEADLINE_H

#include "montecarlo/result.h"

/* DEU, or else the first region. */
const char *rift_cli_headline_region(const rift_economy *economy);

void rift_cli_headline_start(const rift_economy *economy);
void rift_cli_headline_print(const rift_result *result);
/* Which wider sectors stand in for others, if any do. */
void rift_cli_headline_end(const rift_economy *economy);

#endif
