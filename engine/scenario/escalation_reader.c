/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section, its covariates and stages; the rest is in the files beside. */
#include "scenario/escalation_reader.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- covariates ---- */

static void read_value(rift_escalation_reader *at, const rift_yaml_node *key,
                       const rift_yaml_node *node, rift_covariate *covariate) {
  double probability = 0;
  if (!rift_reader_identifier(at->reader, key, "a covariate's value")) {
    return;
  }
  if (rift_reader_number(at->reader, node, "a probability", &probability) &&
      !(probability >= 0 && probability <= 1)) {
    rift_reader_error(at->reader, node, "the probability %s is outside 0 to 1", node->text);
  }
  covariate->values[covariate->value_count] = rift_reader_copy(at->reader, key->text);
  covariate->probabilities[covariate->value_count++] = probability;
}

static void read_covariate(rift_escalation_reader *at, const rift_yaml_node *key,
                           const rift_yaml_node *node) {
  rift_covariate *covariate = &at->escalation->covariates[at->escalation->covariate_count++];
  size_t errors = at->reader->problems->errors;
  double sum = 0;
  rift_reader_identifier(at->reader, key, "a covariate's id");
  covariate->id = rift_reader_copy(at->reader, key->text);
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "a covariate")) {
    return;
  }
  if (node->count < 2 || node->count > RIFT_COVARIATE_VALUES_MAX) {
    rift_reader_error(at->reader, node, "the covariate '%.60s' has %zu values; expected 2 to %d",
                      key->text, node->count, RIFT_COVARIATE_VALUES_MAX);
    return;
  }
  for (size_t v = 0; v < node->count && !at->reader->memory_failed; v++) {
    read_value(at, node->keys[v], node->items[v], covariate);
    sum += v < covariate->value_count ? covariate->probabilities[v] : 0;
  }
  if (at->reader->problems->errors == errors && fabs(sum - 1) > 1e-9) {
    rift_reader_error(at->reader, node,
                      "the probabilities of '%.60s' add up to %.10g; they must add up to 1",
                      key->text, sum);
  }
}

static void read_covariates(rift_escalation_reader *at, const rift_yaml_node *node) {
  if (node == NULL || !rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "covariates")) {
    return;
  }
  if (node->count > RIFT_COVARIATES_MAX) {
    rift_reader_error(at->reader, node, "there are %zu covariates, more than %d", node->count,
                      RIFT_COVARIATES_MAX);
    return;
  }
  for (size_t c = 0; c < node->count && !at->reader->memory_failed; c++) {
    read_covariate(at, node->keys[c], node->items[c]);
  }
}

/* ---- stages ---- */

static void read_stage(rift_escalation_reader *at, const rift_yaml_node *key,
                       const rift_yaml_node *node) {
  static const char *const keys[] = {"title", "final", "dwell", "next"};
  rift_stage *stage = &at->escalation->stages[at->escalation->stage_count++];
  rift_reader_identifier(at->reader, key, "a stage's id");
  stage->id = rift_reader_copy(at->reader, key->text);
  rift_reader_place(at->reader, key, &stage->place);
  bool bare = node->kind == RIFT_YAML_SCALAR && node->text[0] == '\0';
  if (bare || !rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "a stage")) {
    stage->title = rift_reader_copy(at->reader, "");
    return;
  }
  rift_reader_check_keys(at->reader, node, "a stage", keys, COUNT(keys));
  const rift_yaml_node *title = rift_yaml_find(node, "title");
  const rift_yaml_node *final = rift_yaml_find(node, "final");
  const char *text = title == NULL ? "" : rift_reader_text(at->reader, title, "title");
  stage->title = rift_reader_copy(at->reader, text == NULL ? "" : text);
  if (final != NULL) {
    rift_reader_boolean(at->reader, final, "final", &stage->final);
  }
}

static bool read_stages(rift_escalation_reader *at, const rift_yaml_node *section) {
  const rift_yaml_node *node = rift_yaml_find(section, "stages");
  if (node == NULL) {
    rift_reader_error(at->reader, section,
                      "the escalation has no 'stages'; list them from mild to severe");
    return false;
  }
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "stages")) {
    return false;
  }
  if (node->count < 2 || node->count > RIFT_STAGES_MAX) {
    rift_reader_error(at->reader, node, "there are %zu stages; expected 2 to %d", node->count,
                      RIFT_STAGES_MAX);
    return false;
  }
  for (size_t s = 0; s < node->count; s++) {
    read_stage(at, node->keys[s], node->items[s]);
  }
  if (at->reader->memory_failed) {
    return false;
  }
  for (size_t s = 0; s < node->count; s++) { /* all names are known only now */
    if (node->items[s]->kind == RIFT_YAML_MAPPING) {
      rift_escalation_branches_read(at, node->items[s], &at->escalation->stages[s]);
    }
  }
  return true;
}

static void read_begin(rift_escalation_reader *at, const rift_yaml_node *node) {
  size_t stage = node == NULL ? 0 : rift_escalation_stage(at, node, "begin");
  at->escalation->begin = stage == RIFT_NOT_FOUND ? 0 : stage;
}

static void read_ways(rift_escalation_reader *at, const rift_yaml_node *section) {
  const rift_yaml_node *transitions = rift_yaml_find(section, "transitions");
  const rift_yaml_node *path = rift_yaml_find(section, "path");
  if (path != NULL) {
    if (transitions != NULL) {
      rift_reader_error(at->reader, path,
                        "'path' fixes what 'transitions' leave to chance; keep one of the two");
    }
    rift_escalation_path_read(at, path);
  } else if (transitions != NULL) {
    rift_escalation_exits_read(at, transitions);
  }
}

void rift_escalation_read(rift_reader *reader, const rift_yaml_node *node) {
  static const char *const keys[] = {"source", "covariates",  "stages",   "begin",
                                     "path",   "transitions", "measures"};
  rift_escalation_reader at = {.reader = reader, .escalation = &reader->scenario->escalation};
  if (!rift_reader_expect(reader, node, RIFT_YAML_MAPPING, "escalation")) {
    return;
  }
  at.escalation->given = true;
  rift_reader_place(reader, node, &at.escalation->place);
  rift_reader_check_keys(reader, node, "escalation", keys, COUNT(keys));
  const rift_yaml_node *source = rift_yaml_find(node, "source");
  at.source = source == NULL ? NULL : rift_reader_text(reader, source, "source");
  size_t errors = reader->problems->errors;
  read_covariates(&at, rift_yaml_find(node, "covariates"));
  if (reader->memory_failed || !read_stages(&at, node)) {
    return;
  }
  read_begin(&at, rift_yaml_find(node, "begin"));
  read_ways(&at, node);
  rift_escalation_switches_read(&at, rift_yaml_find(node, "measures"));
  if (reader->problems->errors == errors && !reader->memory_failed) {
    rift_escalation_check(&at, node);
  }
}
