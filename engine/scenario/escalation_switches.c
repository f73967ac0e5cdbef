/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which measures stages switch on; fixed paths. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/escalation_reader.h"
#include "scenario/quantity.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static size_t find_measure(rift_escalation_reader *at, const rift_yaml_node *key) {
  const rift_scenario *scenario = at->reader->scenario;
  const char **names = rift_allocate(scenario->measure_count, sizeof *names);
  if (names == NULL) {
    at->reader->memory_failed = true;
    return RIFT_NOT_FOUND;
  }
  for (size_t i = 0; i < scenario->measure_count; i++) {
    names[i] = scenario->measures[i].id == NULL ? "" : scenario->measures[i].id;
  }
  size_t found =
      rift_reader_choice(at->reader, key, "the measure", names, scenario->measure_count);
  free(names);
  return found;
}

/* A stage or a list of them. */
static uint32_t read_stages(rift_escalation_reader *at, const rift_yaml_node *node) {
  bool list = node->kind == RIFT_YAML_SEQUENCE;
  uint32_t stages = 0;
  for (size_t i = 0; i < (list ? node->count : 1); i++) {
    size_t stage = rift_escalation_stage(at, list ? node->items[i] : node, "stages");
    stages |= stage == RIFT_NOT_FOUND ? 0 : UINT32_C(1) << stage;
  }
  if (list && node->count == 0) {
    rift_reader_error(at->reader, node, "the list of stages is empty; name those with the measure");
  }
  return stages;
}

static void read_switch(rift_escalation_reader *at, const rift_yaml_node *node,
                        rift_switch *on) {
  static const char *const keys[] = {"stages",    "when",      "lag",   "keep",
                                     "half_life", "permanent", "source"};
  const char *name = at->reader->scenario->measures[on->measure].id;
  rift_reader_place(at->reader, node, &on->place);
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "a switched measure")) {
    return;
  }
  rift_reader_check_keys(at->reader, node, "a switched measure", keys, COUNT(keys));
  const rift_yaml_node *stages = rift_yaml_find(node, "stages");
  const rift_yaml_node *keep = rift_yaml_find(node, "keep");
  const rift_yaml_node *own = rift_yaml_find(node, "source");
  if (stages == NULL) {
    rift_reader_error(at->reader, node, "the measure '%s' has no 'stages'; name those that bring it",
                      name);
  } else {
    on->stages = read_stages(at, stages);
  }
  if (keep != NULL) {
    rift_reader_boolean(at->reader, keep, "keep", &on->keep);
  }
  const char *section_source = at->source;
  at->source = own == NULL ? section_source : rift_reader_text(at->reader, own, "source");
  rift_escalation_quantity(at, rift_yaml_find(node, "lag"), name, "lag", RIFT_DIMENSION_TIME, 0,
                           &on->lag);
  rift_escalation_quantity(at, rift_yaml_find(node, "half_life"), name, "half_life",
                           RIFT_DIMENSION_POSITIVE_TIME, 0, &on->half_life);
  rift_escalation_quantity(at, rift_yaml_find(node, "permanent"), name, "permanent",
                           RIFT_DIMENSION_SHARE, 0, &on->permanent);
  at->source = section_source;
  rift_escalation_condition(at, rift_yaml_find(node, "when"), &on->condition);
}

void rift_escalation_switches_read(rift_escalation_reader *at, const rift_yaml_node *node) {
  rift_escalation *escalation = at->escalation;
  if (node == NULL || !rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "measures")) {
    return;
  }
  if (node->count == 0 || node->count > RIFT_SWITCHES_MAX) {
    rift_reader_error(at->reader, node, "there are %zu switched measures; expected 1 to %d",
                      node->count, RIFT_SWITCHES_MAX);
    return;
  }
  escalation->switches = rift_allocate(node->count, sizeof *escalation->switches);
  if (escalation->switches == NULL) {
    at->reader->memory_failed = true;
    return;
  }
  for (size_t i = 0; i < node->count && !at->reader->memory_failed; i++) {
    size_t measure = find_measure(at, node->keys[i]);
    if (measure != RIFT_NOT_FOUND) {
      rift_switch *on = &escalation->switches[escalation->switch_count++];
      on->measure = measure;
      read_switch(at, node->items[i], on);
    }
  }
}

static void read_point(rift_escalation_reader *at, const rift_yaml_node *node,
                       rift_path_point *point, size_t number) {
  static const char *const keys[] = {"stage", "at", "source"};
  char name[32];
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "a step of the path")) {
    return;
  }
  rift_reader_check_keys(at->reader, node, "a step of the path", keys, COUNT(keys));
  const rift_yaml_node *stage = rift_yaml_find(node, "stage");
  const rift_yaml_node *when = rift_yaml_find(node, "at");
  if (stage == NULL || when == NULL) {
    rift_reader_error(at->reader, node,
                      "a step of the path has no '%s'; write {stage: embargo, at: 3 months}",
                      stage == NULL ? "stage" : "at");
    return;
  }
  size_t found = rift_escalation_stage(at, stage, "the stage");
  point->stage = found == RIFT_NOT_FOUND ? 0 : found;
  snprintf(name, sizeof name, "path.%zu", number);
  rift_escalation_quantity(at, when, name, "", RIFT_DIMENSION_TIME, 0, &point->at);
}

/* Each step must come after the one before, in every draw. */
static void check_order(rift_escalation_reader *at, const rift_yaml_node *node) {
  double earlier = 0;
  for (size_t i = 0; i < at->escalation->path_count; i++) {
    double low = 0, high = 0;
    rift_distribution_support(&at->escalation->path[i].at.distribution, &low, &high);
    if (low < earlier) {
      rift_reader_error(at->reader, node->items[i],
                        "this step may come at month %.6g, and the one before at month %.6g; times "
                        "must ascend in every draw",
                        low, earlier);
      return;
    }
    earlier = high;
  }
}

void rift_escalation_path_read(rift_escalation_reader *at, const rift_yaml_node *node) {
  rift_escalation *escalation = at->escalation;
  size_t errors = at->reader->problems->errors;
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_SEQUENCE, "path")) {
    return;
  }
  if (node->count == 0 || node->count > 2 * RIFT_STAGES_MAX) {
    rift_reader_error(at->reader, node, "the path has %zu steps; expected 1 to %d", node->count,
                      2 * RIFT_STAGES_MAX);
    return;
  }
  escalation->path = rift_allocate(node->count, sizeof *escalation->path);
  if (escalation->path == NULL) {
    at->reader->memory_failed = true;
    return;
  }
  for (size_t i = 0; i < node->count && !at->reader->memory_failed; i++) {
    escalation->path_count = i + 1;
    read_point(at, node->items[i], &escalation->path[i], i + 1);
  }
  if (at->reader->problems->errors == errors && !at->reader->memory_failed) {
    check_order(at, node);
  }
}
