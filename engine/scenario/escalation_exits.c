/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways out of a stage: competing exits, or the branches of an event tree. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/escalation_reader.h"
#include "scenario/probability_words.h"
#include "scenario/quantity.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* One exit being read; `name` is FROM.TO. */
typedef struct exit_work {
  rift_escalation_reader *at;
  const rift_yaml_node *node;
  rift_exit *exit;
  char name[140];
} exit_work;

static const rift_yaml_node *find(const exit_work *work, const char *key) {
  return rift_yaml_find(work->node, key);
}

/* multiply: {COVARIATE: {VALUE: factor}} */
static void read_factor(exit_work *work, const rift_yaml_node *key, const rift_yaml_node *node,
                        size_t c) {
  rift_escalation_reader *at = work->at;
  const rift_covariate *covariate = &at->escalation->covariates[c];
  size_t v = rift_reader_choice(at->reader, key, covariate->id,
                                (const char *const *)covariate->values, covariate->value_count);
  double factor = 1;
  if (!rift_reader_number(at->reader, node, "a factor", &factor) || v == RIFT_NOT_FOUND) {
    return;
  }
  if (!(factor > 0)) {
    rift_reader_error(at->reader, node,
                      "the factor %s is not above 0; to rule an exit out, use 'when'", node->text);
    return;
  }
  work->exit->multiply[c][v] = factor;
  at->effects[c] |= factor != 1 ? UINT32_C(1) << v : 0;
}

static void read_multiply(exit_work *work) {
  rift_escalation_reader *at = work->at;
  const rift_yaml_node *node = find(work, "multiply");
  const char *names[RIFT_COVARIATES_MAX];
  for (size_t c = 0; c < RIFT_COVARIATES_MAX; c++) {
    for (size_t v = 0; v < RIFT_COVARIATE_VALUES_MAX; v++) {
      work->exit->multiply[c][v] = 1;
    }
    names[c] = c < at->escalation->covariate_count ? at->escalation->covariates[c].id : NULL;
  }
  if (node == NULL || !rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "multiply")) {
    return;
  }
  for (size_t i = 0; i < node->count; i++) {
    size_t c = rift_reader_choice(at->reader, node->keys[i], "the covariate", names,
                                  at->escalation->covariate_count);
    const rift_yaml_node *factors = node->items[i];
    if (c == RIFT_NOT_FOUND ||
        !rift_reader_expect(at->reader, factors, RIFT_YAML_MAPPING, "factors")) {
      continue;
    }
    for (size_t k = 0; k < factors->count; k++) {
      read_factor(work, factors->keys[k], factors->items[k], c);
    }
  }
}

static void read_within(exit_work *work, const rift_yaml_node *beside) {
  const rift_yaml_node *node = find(work, "within");
  rift_quantity within = {0};
  work->exit->within = 1;
  if (node == NULL) {
    rift_reader_error(work->at->reader, beside,
                      "a probability needs a time: add 'within', like 1 year");
    return;
  }
  if (rift_quantity_read(work->at->reader, node, "within", RIFT_DIMENSION_POSITIVE_TIME, "",
                         &within)) {
    if (within.distribution.kind != RIFT_POINT) {
      rift_reader_error(work->at->reader, node,
                        "'within' says what the probability refers to and is no uncertain time; "
                        "write one, like 1 year");
    }
    work->exit->within = within.distribution.a;
  }
  rift_quantity_free(&within);
}

/* The band of the word, evenly. */
static void read_word(exit_work *work, const rift_yaml_node *node) {
  rift_exit *exit = work->exit;
  double low = 0, high = 0;
  rift_escalation_quantity(work->at, NULL, work->name, "probability", RIFT_DIMENSION_PROBABILITY, 0.5,
                           &exit->time);
  if (work->at->reader->memory_failed ||
      !rift_probability_word_read(work->at->reader, node, &low, &high)) {
    return;
  }
  const rift_yaml_node *own = find(work, "source");
  const char *source = own == NULL ? work->at->source
                                   : rift_reader_text(work->at->reader, own, "source");
  if (source == NULL) {
    rift_reader_report(work->at->reader, RIFT_WARNING, node,
                       "%s has no source; say whose judgement the word is", exit->time.id);
  } else {
    free(exit->time.source);
    exit->time.source = rift_reader_copy(work->at->reader, source);
  }
  free(exit->time.place.file);
  rift_reader_place(work->at->reader, node, &exit->time.place);
  exit->time.given = true;
  exit->time.distribution = (rift_distribution){
      .kind = RIFT_UNIFORM, .a = low, .b = high, .low = -HUGE_VAL, .high = HUGE_VAL};
}

/* Exactly one of the ways to say how soon. */
static void read_time(exit_work *work) {
  static const char *const ways[] = {"rate", "probability", "word", "dwell"};
  const rift_yaml_node *given[4];
  size_t count = 0, which = 0;
  for (size_t i = 0; i < 4; i++) {
    given[i] = find(work, ways[i]);
    count += given[i] != NULL;
    which = given[i] != NULL ? i : which;
  }
  if (count != 1) {
    rift_reader_error(work->at->reader, work->node,
                      "the transition %s has %s of rate, probability, word and dwell; state one",
                      work->name, count == 0 ? "none" : "several");
    return;
  }
  const rift_yaml_node *node = given[which];
  if (which == 0) {
    work->exit->kind = RIFT_EXIT_RATE;
    rift_escalation_quantity(work->at, node, work->name, "rate", RIFT_DIMENSION_HAZARD, 0, &work->exit->time);
  } else if (which == 3) {
    work->exit->kind = RIFT_EXIT_DWELL;
    rift_escalation_quantity(work->at, node, work->name, "dwell", RIFT_DIMENSION_POSITIVE_TIME, 0,
                             &work->exit->time);
  } else {
    work->exit->kind = RIFT_EXIT_PROBABILITY;
    read_within(work, node);
    if (which == 2) {
      read_word(work, node);
    } else {
      rift_escalation_quantity(work->at, node, work->name, "probability",
                               RIFT_DIMENSION_PROBABILITY, 0, &work->exit->time);
    }
  }
  if (which != 1 && which != 2 && find(work, "within") != NULL) {
    rift_reader_error(work->at->reader, find(work, "within"),
                      "'within' belongs to a probability or a word; leave it out beside '%s'",
                      ways[which]);
  }
}

static void read_exit(exit_work *work) {
  static const char *const keys[] = {"rate", "probability", "word",     "dwell", "within",
                                     "lag",  "when",        "multiply", "source"};
  rift_escalation_reader *at = work->at;
  rift_exit *exit = work->exit;
  rift_reader_place(at->reader, work->node, &exit->place);
  char id[200];
  snprintf(id, sizeof id, "escalation.%s", work->name);
  exit->id = rift_reader_copy(at->reader, id);
  if (!rift_reader_expect(at->reader, work->node, RIFT_YAML_MAPPING, "a transition")) {
    return;
  }
  rift_reader_check_keys(at->reader, work->node, "a transition", keys, COUNT(keys));
  const char *section_source = at->source;
  const rift_yaml_node *own = find(work, "source");
  if (own != NULL && find(work, "word") == NULL) {
    at->source = rift_reader_text(at->reader, own, "source");
  }
  read_time(work);
  rift_escalation_quantity(at, find(work, "lag"), work->name, "lag", RIFT_DIMENSION_TIME, 0,
                           &exit->lag);
  at->source = section_source;
  rift_escalation_condition(at, find(work, "when"), &exit->condition);
  read_multiply(work);
}

static void read_exits_of(rift_escalation_reader *at, const rift_yaml_node *key,
                          const rift_yaml_node *node, rift_stage *stage) {
  size_t from = (size_t)(stage - at->escalation->stages);
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "transitions from a stage")) {
    return;
  }
  if (stage->branches || stage->final) {
    rift_reader_error(at->reader, key, "the stage '%s' %s, and has transitions; keep one of the two",
                      stage->id, stage->final ? "is final" : "branches ('next')");
    return;
  }
  stage->exits = rift_allocate(node->count, sizeof *stage->exits);
  if (stage->exits == NULL) {
    at->reader->memory_failed = true;
    return;
  }
  for (size_t i = 0; i < node->count && !at->reader->memory_failed; i++) {
    size_t to = rift_escalation_stage(at, node->keys[i], "the stage");
    if (to == RIFT_NOT_FOUND) {
      continue;
    }
    if (to == from) {
      rift_reader_error(at->reader, node->keys[i], "the stage '%s' leads to itself", stage->id);
      continue;
    }
    exit_work work = {.at = at, .node = node->items[i], .exit = &stage->exits[stage->exit_count++]};
    work.exit->to = to;
    snprintf(work.name, sizeof work.name, "%.64s.%.64s", stage->id,
             at->escalation->stages[to].id);
    read_exit(&work);
  }
}

void rift_escalation_exits_read(rift_escalation_reader *at, const rift_yaml_node *transitions) {
  if (!rift_reader_expect(at->reader, transitions, RIFT_YAML_MAPPING, "transitions")) {
    return;
  }
  for (size_t i = 0; i < transitions->count && !at->reader->memory_failed; i++) {
    size_t from = rift_escalation_stage(at, transitions->keys[i], "the stage");
    if (from != RIFT_NOT_FOUND) {
      read_exits_of(at, transitions->keys[i], transitions->items[i],
                    &at->escalation->stages[from]);
    }
  }
}

/* next: {STAGE: probability} */
static void read_next(rift_escalation_reader *at, const rift_yaml_node *node, rift_stage *stage) {
  size_t errors = at->reader->problems->errors;
  double sum = 0;
  if (!rift_reader_expect(at->reader, node, RIFT_YAML_MAPPING, "next")) {
    return;
  }
  for (size_t i = 0; i < node->count; i++) {
    size_t to = rift_escalation_stage(at, node->keys[i], "the stage");
    double probability = 0;
    bool read = rift_reader_number(at->reader, node->items[i], "a probability", &probability);
    if (to == RIFT_NOT_FOUND || !read) {
      continue;
    }
    if (!(probability >= 0 && probability <= 1)) {
      rift_reader_error(at->reader, node->items[i], "the probability %s is outside 0 to 1",
                        node->items[i]->text);
    }
    if (&at->escalation->stages[to] == stage) {
      rift_reader_error(at->reader, node->keys[i], "the stage '%s' leads to itself", stage->id);
    }
    stage->next[to] = probability;
    sum += probability;
  }
  if (at->reader->problems->errors == errors && fabs(sum - 1) > 1e-9) {
    rift_reader_error(at->reader, node,
                      "the probabilities after '%s' add up to %.10g; they must add up to 1",
                      stage->id, sum);
  }
}

void rift_escalation_branches_read(rift_escalation_reader *at, const rift_yaml_node *node,
                                   rift_stage *stage) {
  const rift_yaml_node *dwell = rift_yaml_find(node, "dwell");
  const rift_yaml_node *next = rift_yaml_find(node, "next");
  if (dwell == NULL && next == NULL) {
    return;
  }
  stage->branches = true;
  if (dwell == NULL || next == NULL) {
    rift_reader_error(at->reader, node,
                      "the stage '%s' has no '%s'; 'dwell' says how long it lasts and 'next' what "
                      "follows with which probability",
                      stage->id, dwell == NULL ? "dwell" : "next");
  }
  if (stage->final) {
    rift_reader_error(at->reader, node, "the stage '%s' is final, and has '%s'", stage->id,
                      dwell == NULL ? "next" : "dwell");
  }
  if (dwell != NULL) {
    rift_escalation_quantity(at, dwell, stage->id, "dwell", RIFT_DIMENSION_POSITIVE_TIME, 0,
                             &stage->dwell);
  }
  if (next != NULL) {
    read_next(at, next, stage);
  }
}
