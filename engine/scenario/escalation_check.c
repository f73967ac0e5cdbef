/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults that show only when everything has been read. */
#include <string.h>

#include "scenario/escalation_reader.h"

/* Marks the stages that a path can come to. */
static void mark_reached(const rift_escalation *escalation, bool reached[RIFT_STAGES_MAX]) {
  bool changed = true;
  reached[escalation->begin] = true;
  for (size_t p = 0; p < escalation->path_count; p++) {
    reached[escalation->path[p].stage] = true;
  }
  while (changed) {
    changed = false;
    for (size_t s = 0; s < escalation->stage_count; s++) {
      const rift_stage *stage = &escalation->stages[s];
      for (size_t e = 0; reached[s] && e < stage->exit_count; e++) {
        changed = changed || !reached[stage->exits[e].to];
        reached[stage->exits[e].to] = true;
      }
      for (size_t to = 0; reached[s] && to < escalation->stage_count; to++) {
        bool leads = stage->branches && stage->next[to] > 0;
        changed = changed || (leads && !reached[to]);
        reached[to] = reached[to] || leads;
      }
    }
  }
}

static void check_stages(const rift_escalation_reader *at) {
  const rift_escalation *escalation = at->escalation;
  bool reached[RIFT_STAGES_MAX] = {false};
  mark_reached(escalation, reached);
  for (size_t s = 0; s < escalation->stage_count; s++) {
    const rift_stage *stage = &escalation->stages[s];
    bool left = stage->exit_count > 0 || stage->branches || stage->final;
    if (!reached[s]) {
      rift_problems_add(at->reader->problems, RIFT_ERROR, stage->place.file, stage->place.line,
                        stage->place.column,
                        "the stage '%s' cannot be reached from '%s'; add a transition to it, or take "
                        "it out",
                        stage->id, escalation->stages[escalation->begin].id);
    }
    if (!left && escalation->path_count == 0) {
      rift_problems_add(at->reader->problems, RIFT_ERROR, stage->place.file, stage->place.line,
                        stage->place.column,
                        "the stage '%s' cannot be left; add a transition from it, or write final: "
                        "true",
                        stage->id);
    }
  }
}

static void check_effects(const rift_escalation_reader *at, const rift_yaml_node *covariates) {
  for (size_t c = 0; c < at->escalation->covariate_count; c++) {
    if (at->effects[c] == 0) {
      rift_reader_error(at->reader, covariates->keys[c],
                        "the covariate '%s' has no effect: no transition multiplies by it and nothing "
                        "depends on it ('when')",
                        at->escalation->covariates[c].id);
    }
  }
}

void rift_escalation_check(rift_escalation_reader *at, const rift_yaml_node *node) {
  check_stages(at);
  check_effects(at, rift_yaml_find(node, "covariates"));
}
