/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comparison/sides.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }

static bool has_policy(const rift_compared_side *side) {
  return !same(side->result->draws.policy, "none");
}

void rift_compared_side_name(rift_text *name, const rift_compared_side *side) {
  const rift_draws_reader *draws = &side->result->draws;
  rift_text_add(name, "%s: %s", side->folder, draws->scenario);
  if (has_policy(side)) {
    rift_text_add(name, "+%s", draws->policy);
  }
}

static bool same_entry(const rift_compared_side *a, const rift_compared_side *b) {
  return same(a->folder, b->folder) &&
         same(a->result->draws.scenario, b->result->draws.scenario) &&
         same(a->result->draws.policy, b->result->draws.policy);
}

static bool same_model(const rift_compared_side *a, const rift_compared_side *b) {
  return same(a->result->draws.model, b->result->draws.model);
}

/* All results of all folders. */
typedef struct listing {
  size_t count;
  rift_compared_side *sides;
} listing;

static rift_status list_sides(listing *list, const rift_comparison *comparison, rift_error *error) {
  size_t total = 0;
  for (size_t f = 0; f < comparison->folder_count; f++) {
    total += comparison->folders[f].count;
  }
  list->sides = rift_allocate(total, sizeof *list->sides);
  if (list->sides == NULL) {
    return rift_error_memory(error, total * sizeof *list->sides);
  }
  for (size_t f = 0; f < comparison->folder_count; f++) {
    for (size_t i = 0; i < comparison->folders[f].count; i++) {
      list->sides[list->count++] = (rift_compared_side){comparison->folders[f].path,
                                                        &comparison->folders[f].items[i]};
    }
  }
  return RIFT_OK;
}

/* What the user may call it: SCENARIO, POLICY, SCENARIO+POLICY, with or without FOLDER: before. */
static bool is_called(const rift_compared_side *side, const char *name) {
  const rift_draws_reader *draws = &side->result->draws;
  size_t folder = strlen(side->folder);
  if (strncmp(name, side->folder, folder) == 0 && name[folder] == ':') {
    name += folder + 1;
  }
  if (!has_policy(side)) {
    return same(name, draws->scenario);
  }
  size_t scenario = strlen(draws->scenario);
  return same(name, draws->policy) || (strncmp(name, draws->scenario, scenario) == 0 &&
                                       name[scenario] == '+' &&
                                       same(name + scenario + 1, draws->policy));
}

static void add_names(rift_text *text, const listing *list, const char *called) {
  const char *between = "";
  for (size_t i = 0; i < list->count; i++) {
    bool wanted = called == NULL || is_called(&list->sides[i], called);
    for (size_t k = 0; k < i && wanted; k++) {
      wanted = !same_entry(&list->sides[i], &list->sides[k]);
    }
    if (wanted && text->length < 600) {
      rift_text_add(text, "%s", between);
      rift_compared_side_name(text, &list->sides[i]);
      between = ", ";
    }
  }
}

/* The one entry of that name; its models are found later. */
static rift_status find_called(const listing *list, const char *name,
                               const rift_compared_side **found, rift_error *error) {
  bool several = false;
  *found = NULL;
  for (size_t i = 0; i < list->count; i++) {
    if (is_called(&list->sides[i], name)) {
      several = several || (*found != NULL && !same_entry(*found, &list->sides[i]));
      *found = *found == NULL ? &list->sides[i] : *found;
    }
  }
  if (*found != NULL && !several) {
    return RIFT_OK;
  }
  rift_text names = {0};
  add_names(&names, list, several ? name : NULL);
  const char *text = names.bytes == NULL ? "" : names.bytes;
  rift_status status =
      several ? rift_error_set(error, RIFT_USAGE,
                               "the baseline '%s' is more than one: %s; write FOLDER:NAME or "
                               "SCENARIO+POLICY",
                               name, text)
              : rift_error_set(error, RIFT_USAGE, "the baseline '%s' is not there; there are %s",
                               name, text);
  rift_text_free(&names);
  return status;
}

static const rift_compared_side *without_policy(const listing *list,
                                                const rift_compared_side *side) {
  const rift_compared_side *found = NULL;
  for (size_t i = 0; i < list->count; i++) {
    const rift_compared_side *other = &list->sides[i];
    if (!has_policy(other) && same_model(other, side) &&
        same(other->result->draws.scenario, side->result->draws.scenario) &&
        (found == NULL || (same(other->folder, side->folder) && !same(found->folder, side->folder)))) {
      found = other;
    }
  }
  return found;
}

static bool any_policy(const listing *list) {
  for (size_t i = 0; i < list->count; i++) {
    if (has_policy(&list->sides[i])) {
      return true;
    }
  }
  return false;
}

/* The side that `side` is compared with; NULL: it is a baseline itself, or has none in its model. */
static const rift_compared_side *baseline_of(const listing *list, const rift_compared_side *side,
                                             const rift_compared_side *entry) {
  if (entry == NULL) {
    return has_policy(side) ? without_policy(list, side) : NULL;
  }
  for (size_t i = 0; i < list->count && !same_entry(side, entry); i++) {
    if (same_entry(&list->sides[i], entry) && same_model(&list->sides[i], side)) {
      return &list->sides[i];
    }
  }
  return NULL;
}

static rift_status add_option(rift_compared_groups *groups, const rift_compared_side *baseline,
                              const rift_compared_side *side, size_t room, rift_error *error) {
  size_t at = 0;
  while (at < groups->count && groups->items[at].baseline.result != baseline->result) {
    at++;
  }
  rift_compared_group *group = &groups->items[at];
  if (at == groups->count) {
    group->baseline = *baseline;
    group->options = rift_allocate(room, sizeof *group->options);
    if (group->options == NULL) {
      return rift_error_memory(error, room * sizeof *group->options);
    }
    groups->count++;
  }
  group->options[group->option_count++] = *side;
  return RIFT_OK;
}

rift_status rift_compared_groups_find(rift_compared_groups *groups,
                                      const rift_comparison *comparison, const char *baseline,
                                      rift_error *error) {
  listing list = {0};
  const rift_compared_side *entry = NULL;
  *groups = (rift_compared_groups){0};
  rift_status status = list_sides(&list, comparison, error);
  if (status == RIFT_OK && baseline != NULL) {
    status = find_called(&list, baseline, &entry, error);
  } else if (status == RIFT_OK && !any_policy(&list)) {
    entry = &list.sides[0];
  }
  if (status == RIFT_OK) {
    groups->items = rift_allocate(list.count, sizeof *groups->items);
    status = groups->items == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  }
  for (size_t i = 0; i < list.count && status == RIFT_OK; i++) {
    const rift_compared_side *other = baseline_of(&list, &list.sides[i], entry);
    status = other == NULL ? RIFT_OK
                           : add_option(groups, other, &list.sides[i], list.count, error);
  }
  if (status == RIFT_OK && groups->count == 0) {
    rift_text names = {0};
    add_names(&names, &list, NULL);
    status = rift_error_set(error, RIFT_USAGE,
                            "there is nothing to compare: two results of the same model are needed; "
                            "there are %s",
                            names.bytes == NULL ? "none" : names.bytes);
    rift_text_free(&names);
  }
  free(list.sides);
  return status;
}

void rift_compared_groups_free(rift_compared_groups *groups) {
  for (size_t i = 0; i < groups->count; i++) {
    free(groups->items[i].options);
  }
  free(groups->items);
  *groups = (rift_compared_groups){0};
}

/* ---- are they the same draws? ---- */

static const rift_results *folder_of(const rift_comparison *comparison, const char *path) {
  for (size_t f = 0; f < comparison->folder_count; f++) {
    if (comparison->folders[f].path == path) {
      return &comparison->folders[f];
    }
  }
  return NULL;
}

static void add_reason(rift_text *reasons, const char *what, const char *own,
                       const char *baseline) {
  rift_text_add(reasons, "%s%s %s against %s", reasons->length > 0 ? "; " : "", what,
                own[0] == '\0' ? "unknown" : own, baseline[0] == '\0' ? "unknown" : baseline);
}

static void compare_counts(rift_text *reasons, const char *what, uint64_t own, uint64_t baseline) {
  char texts[2][32];
  if (own != baseline) {
    snprintf(texts[0], sizeof texts[0], "%" PRIu64, own);
    snprintf(texts[1], sizeof texts[1], "%" PRIu64, baseline);
    add_reason(reasons, what, texts[0], texts[1]);
  }
}

static void compare_texts(rift_text *reasons, const char *what, const char *own,
                          const char *baseline, int length) {
  char texts[2][64];
  if (!same(own, baseline)) {
    snprintf(texts[0], sizeof texts[0], "%.*s", length, own);
    snprintf(texts[1], sizeof texts[1], "%.*s", length, baseline);
    add_reason(reasons, what, texts[0], texts[1]);
  }
}

rift_status rift_compared_check(const rift_comparison *comparison, const rift_compared_side *own,
                                const rift_compared_side *baseline, rift_error *error) {
  const rift_read_result *a = own->result, *b = baseline->result;
  rift_text reasons = {0}, names = {0};
  compare_counts(&reasons, "seed", a->draws.seed, b->draws.seed);
  compare_counts(&reasons, "number of draws", a->draws.draws, b->draws.draws);
  compare_texts(&reasons, "stream layout", folder_of(comparison, own->folder)->streams,
                folder_of(comparison, baseline->folder)->streams, 40);
  compare_texts(&reasons, "economy (hash)", a->economy, b->economy, 12);
  if (a->correlation_repaired != b->correlation_repaired ||
      (a->correlation_repaired && !same(a->correlation_change, b->correlation_change))) {
    compare_texts(&reasons, "repair of the correlation matrix", a->correlation_change,
                  b->correlation_change, 24);
  }
  rift_compared_side_name(&names, own);
  rift_text_add(&names, " and ");
  rift_compared_side_name(&names, baseline);
  rift_status status = reasons.failed || names.failed ? rift_error_memory(error, 0) : RIFT_OK;
  if (status == RIFT_OK && reasons.length > 0) {
    status = rift_error_set(error, RIFT_MISMATCH,
                            "%s have no draws in common: %s; repeat the runs with the same --seed, "
                            "-n and economy, or compare the distributions alone with --unpaired",
                            names.bytes, reasons.bytes);
  }
  rift_text_free(&reasons);
  rift_text_free(&names);
  return status;
}
