/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From YAML nodes to checked values: every reader reports what is wrong at the node and goes on. */
#ifndef RIFT_SCENARIO_READER_H
#define RIFT_SCENARIO_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "economy/economy.h"
#include "scenario/scenario.h"
#include "scenario/yaml.h"

typedef struct rift_reader {
  const rift_economy *economy;
  rift_problems *problems;
  rift_scenario *scenario; /* being filled */
  const char *folder; /* of the scenario: relative paths start there; "" for the working folder */
  const struct rift_experts *experts; /* their weights; NULL: all count alike */
  bool memory_failed; /* sticky */
} rift_reader;

void rift_reader_report(rift_reader *reader, rift_severity severity, const rift_yaml_node *node,
                        const char *format, ...) RIFT_PRINTF(4, 5);
#define rift_reader_error(reader, node, ...)                                                       \
  rift_reader_report((reader), RIFT_ERROR, (node), __VA_ARGS__)

/* A copy that the scenario will own; NULL (and memory_failed) when memory runs out. */
char *rift_reader_copy(rift_reader *reader, const char *text);
/* The node's place, its file name copied. */
void rift_reader_place(rift_reader *reader, const rift_yaml_node *node, rift_place *place);

/* "mapping", "list", "text", for messages. */
const char *rift_yaml_kind_name(const rift_yaml_node *node);

/* True if the node is of that kind; else an error that says what stands there. `what` begins the
 * sentence. */
bool rift_reader_expect(rift_reader *reader, const rift_yaml_node *node, rift_yaml_kind kind,
                        const char *what);

/* Reports every key of the mapping that is not in `allowed`, with the nearest that is. */
void rift_reader_check_keys(rift_reader *reader, const rift_yaml_node *mapping, const char *what,
                            const char *const *allowed, size_t count);

/* Text that is not empty; NULL after an error. Borrowed from the node. */
const char *rift_reader_text(rift_reader *reader, const rift_yaml_node *node, const char *what);

/* A number without quotes, in plain decimal. */
bool rift_reader_number(rift_reader *reader, const rift_yaml_node *node, const char *what,
                        double *value);

/* `true` or `false`, nothing else. */
bool rift_reader_boolean(rift_reader *reader, const rift_yaml_node *node, const char *what,
                         bool *value);

/* Position of the text among the names; RIFT_NOT_FOUND after an error with the nearest name. */
size_t rift_reader_choice(rift_reader *reader, const rift_yaml_node *node, const char *what,
                          const char *const *names, size_t count);

/* Letters, digits, '-' and '_', beginning with a letter, at most 64. */
bool rift_reader_identifier(rift_reader *reader, const rift_yaml_node *node, const char *what);

/* What makes the text no plain decimal number although YAML 1.1 might read one; NULL if it is
 * plain. */
const char *rift_number_trap(const char *text);

#endif
