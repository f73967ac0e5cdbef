/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of an escalation share: names, quantities, conditions. */
#include <stdio.h>

#include "scenario/escalation_reader.h"
#include "scenario/quantity.h"

size_t rift_escalation_stage(const rift_escalation_reader *at, const rift_yaml_node *node,
                             const char *what) {
  const char *names[RIFT_STAGES_MAX];
  for (size_t s = 0; s < at->escalation->stage_count; s++) {
    names[s] = at->escalation->stages[s].id;
  }
  return rift_reader_choice(at->reader, node, what, names, at->escalation->stage_count);
}

void rift_escalation_quantity(const rift_escalation_reader *at, const rift_yaml_node *node,
                              const char *name, const char *field, int dimension, double standard,
                              rift_quantity *quantity) {
  char id[200];
  snprintf(id, sizeof id, "escalation.%.140s%s%s", name, field[0] == '\0' ? "" : ".", field);
  if (node == NULL) {
    rift_quantity_default(at->reader, id, (rift_dimension)dimension, standard, quantity);
  } else if (!rift_quantity_read(at->reader, node, id, (rift_dimension)dimension, at->source,
                                 quantity)) {
    quantity->given = false;
  }
}

static size_t find_value(rift_escalation_reader *at, const rift_yaml_node *node,
                         const rift_covariate *covariate) {
  return rift_reader_choice(at->reader, node, covariate->id,
                            (const char *const *)covariate->values, covariate->value_count);
}

static size_t find_covariate(rift_escalation_reader *at, const rift_yaml_node *key) {
  const char *names[RIFT_COVARIATES_MAX];
  for (size_t c = 0; c < at->escalation->covariate_count; c++) {
    names[c] = at->escalation->covariates[c].id;
  }
  if (at->escalation->covariate_count == 0) {
    rift_reader_error(at->reader, key, "there are no covariates; add 'covariates'");
    return RIFT_NOT_FOUND;
  }
  return rift_reader_choice(at->reader, key, "the covariate", names,
                            at->escalation->covariate_count);
}

static void read_allowed(rift_escalation_reader *at, const rift_yaml_node *node, size_t c,
                         rift_condition *condition) {
  const rift_covariate *covariate = &at->escalation->covariates[c];
  bool list = node->kind == RIFT_YAML_SEQUENCE;
  uint32_t allowed = 0, every = (UINT32_C(1) << covariate->value_count) - 1;
  for (size_t i = 0; i < (list ? node->count : 1); i++) {
    size_t v = find_value(at, list ? node->items[i] : node, covariate);
    allowed |= v == RIFT_NOT_FOUND ? every : UINT32_C(1) << v;
  }
  if (allowed == 0) {
    rift_reader_error(at->reader, node, "the list of values is empty; leave it out for all of them");
  }
  condition->when[c] = allowed;
  at->effects[c] |= allowed == every ? 0 : every;
}

void rift_escalation_condition(rift_escalation_reader *at, const rift_yaml_node *node,
                               rift_condition *condition) {
  for (size_t c = 0; c < RIFT_COVARIATES_MAX; c++) {
    condition->when[c] = UINT32_MAX;
  }
  if (node == NULL || !rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "when")) {
    return;
  }
  for (size_t i = 0; i < node->count; i++) {
    size_t c = find_covariate(at, node->keys[i]);
    if (c != RIFT_NOT_FOUND) {
      read_allowed(at, node->items[i], c, condition);
    }
  }
}
