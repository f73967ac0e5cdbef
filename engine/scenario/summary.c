/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/merge.h"

static const char *text_of(const rift_yaml_node *node) {
  return node != NULL && node->kind == RIFT_YAML_SCALAR ? node->text : NULL;
}

static rift_status fill(rift_reader *reader, const rift_yaml_node *root,
                        rift_scenario_summary *summary, rift_error *error) {
  const char *id = text_of(rift_yaml_find(root, "id"));
  const rift_yaml_node *title = rift_yaml_find(root, "title");
  const char *english = title != NULL && title->kind == RIFT_YAML_MAPPING
                            ? text_of(rift_yaml_find(title, "en"))
                            : text_of(title);
  const rift_yaml_node *measures = rift_yaml_find(root, "measures");
  if (id == NULL) {
    rift_reader_error(reader, root, "the scenario has no 'id'; give it a short name of its own");
    return RIFT_INVALID;
  }
  summary->id = rift_copy_text(id);
  summary->title_en = rift_copy_text(english == NULL ? "" : english);
  summary->measure_count = measures == NULL ? 0 : measures->count;
  return summary->id == NULL || summary->title_en == NULL ? rift_error_memory(error, 0) : RIFT_OK;
}

rift_status rift_scenario_summary_read(rift_scenario_summary *summary, const char *path,
                                       rift_problems *problems, rift_error *error) {
  memset(summary, 0, sizeof *summary);
  rift_scenario scenario;
  rift_scenario_init(&scenario);
  rift_yaml_document document = {0};
  rift_yaml_node *root = NULL;
  rift_reader reader = {.problems = problems, .scenario = &scenario, .folder = ""};
  rift_status status = rift_merge_read(&reader, &document, path, &root, error);
  if (status == RIFT_OK) {
    status = fill(&reader, root, summary, error);
  }
  if (status != RIFT_OK) {
    rift_scenario_summary_free(summary);
  }
  rift_scenario_free(&scenario);
  rift_yaml_document_free(&document);
  return status;
}

void rift_scenario_summary_free(rift_scenario_summary *summary) {
  free(summary->id);
  free(summary->title_en);
  memset(summary, 0, sizeof *summary);
}
