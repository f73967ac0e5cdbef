/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes and groups of the economy, from names to indices. */
#ifndef RIFT_SCENARIO_CODES_H
#define RIFT_SCENARIO_CODES_H

#include "scenario/reader.h"

typedef enum rift_code_kind { RIFT_CODE_REGION, RIFT_CODE_SECTOR } rift_code_kind;

/* Marks the members of a code or group in chosen[0 .. regions or sectors). False if the name is
 * unknown; then *closest is the name that may be meant, or NULL. */
bool rift_codes_mark(const rift_economy *economy, rift_code_kind kind, const char *name,
                     bool *chosen, const char **closest);

/* One name or a list of names: the union of their members, ascending, malloc'ed. False after an
 * error. */
bool rift_codes_read(rift_reader *reader, const rift_yaml_node *node, const char *what,
                     rift_code_kind kind, size_t *count, size_t **list);

/* False (and reported) when the economy's critical_inputs.csv has no such input. */
bool rift_codes_check_input(rift_reader *reader, const rift_yaml_node *node, const char *input);

/* Every region or sector. */
bool rift_codes_all(rift_reader *reader, rift_code_kind kind, size_t *count, size_t **list);

#endif
