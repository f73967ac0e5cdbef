/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a text before it can be YAML: bytes that are no UTF-8, control characters,
 * tabs. */
#ifndef RIFT_SCENARIO_YAML_BYTES_H
#define RIFT_SCENARIO_YAML_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Reports the first bad character of each line; false if there was one. Columns count characters.
 */
bool rift_yaml_check_bytes(const char *file, const char *text, size_t length,
                           rift_problems *problems);

/* Length of the UTF-8 character at `text` and its code point; 0 if it is none. */
size_t rift_utf8_decode(const char *text, size_t length, unsigned long *code_point);

#endif
