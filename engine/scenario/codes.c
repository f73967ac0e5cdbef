/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/codes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const rift_names *names_of(const rift_economy *economy, rift_code_kind kind) {
  return kind == RIFT_CODE_REGION ? &economy->regions : &economy->sectors;
}

static bool group_fits(const rift_group *group, rift_code_kind kind) {
  return (group->kind == RIFT_GROUP_REGION) == (kind == RIFT_CODE_REGION);
}

static const rift_group *find_group(const rift_economy *economy, rift_code_kind kind,
                                    const char *name) {
  for (size_t i = 0; i < economy->group_count; i++) {
    if (group_fits(&economy->groups[i], kind) && strcmp(economy->groups[i].name, name) == 0) {
      return &economy->groups[i];
    }
  }
  return NULL;
}

/* Nearest code or group; NULL if none is near or memory runs out: it is only a hint. */
static const char *find_closest(const rift_economy *economy, rift_code_kind kind,
                                const char *name) {
  const rift_names *names = names_of(economy, kind);
  const char **candidates = rift_allocate(names->count + economy->group_count, sizeof *candidates);
  if (candidates == NULL) {
    return NULL;
  }
  size_t count = 0;
  for (size_t i = 0; i < names->count; i++) {
    candidates[count++] = names->items[i];
  }
  for (size_t i = 0; i < economy->group_count; i++) {
    if (group_fits(&economy->groups[i], kind)) {
      candidates[count++] = economy->groups[i].name;
    }
  }
  const char *closest = rift_closest(name, candidates, count);
  free(candidates);
  return closest;
}

bool rift_codes_mark(const rift_economy *economy, rift_code_kind kind, const char *name,
                     bool *chosen, const char **closest) {
  size_t at = rift_names_find(names_of(economy, kind), name, strlen(name));
  if (at != RIFT_NOT_FOUND) {
    chosen[at] = true;
    return true;
  }
  const rift_group *group = find_group(economy, kind, name);
  for (size_t i = 0; group != NULL && i < group->count; i++) {
    chosen[group->members[i]] = true;
  }
  if (group == NULL) {
    *closest = find_closest(economy, kind, name);
  }
  return group != NULL;
}

static bool mark_node(rift_reader *reader, const rift_yaml_node *node, const char *what,
                      rift_code_kind kind, bool *chosen) {
  const char *name = rift_reader_text(reader, node, what);
  const char *closest = NULL;
  if (name == NULL || rift_codes_mark(reader->economy, kind, name, chosen, &closest)) {
    return name != NULL;
  }
  const char *noun = kind == RIFT_CODE_REGION ? "region" : "sector";
  bool yaml_word = strcasecmp(name, "no") == 0 || strcasecmp(name, "on") == 0;
  if (closest != NULL) {
    rift_reader_error(
        reader, node,
        "%s names the %s '%.80s', which the economy does not have; did you mean '%s'?", what, noun,
        name, closest);
  } else {
    rift_reader_error(reader, node, "%s names the %s '%.80s', which the economy does not have; %s",
                      what, noun, name,
                      yaml_word ? "codes are ISO alpha-3, like NOR"
                                : "see its regions.csv, sectors.csv and groups.csv");
  }
  return false;
}

static bool collect(rift_reader *reader, const bool *chosen, size_t total, size_t *count,
                    size_t **list) {
  *list = rift_allocate(total, sizeof **list);
  *count = 0;
  if (*list == NULL) {
    reader->memory_failed = true;
    return false;
  }
  for (size_t i = 0; i < total; i++) {
    if (chosen[i]) {
      (*list)[(*count)++] = i;
    }
  }
  return true;
}

static void report_twice(rift_reader *reader, const rift_yaml_node *node, const char *what) {
  for (size_t i = 0; i < node->count; i++) {
    for (size_t j = 0; j < i; j++) {
      const rift_yaml_node *a = node->items[j];
      const rift_yaml_node *b = node->items[i];
      bool same = a->kind == RIFT_YAML_SCALAR && b->kind == RIFT_YAML_SCALAR &&
                  b->text[0] != '\0' && strcmp(a->text, b->text) == 0;
      if (same) {
        rift_reader_error(reader, b, "%s names '%.80s' twice; keep one", what, b->text);
        break;
      }
    }
  }
}

bool rift_codes_read(rift_reader *reader, const rift_yaml_node *node, const char *what,
                     rift_code_kind kind, size_t *count, size_t **list) {
  size_t total = names_of(reader->economy, kind)->count;
  bool *chosen = rift_allocate(total, sizeof *chosen);
  if (chosen == NULL) {
    reader->memory_failed = true;
    return false;
  }
  bool read = true;
  if (node->kind == RIFT_YAML_SCALAR) {
    read = mark_node(reader, node, what, kind, chosen);
  } else if (!rift_reader_expect(reader, node, RIFT_YAML_SEQUENCE, what)) {
    read = false;
  } else if (node->count == 0) {
    rift_reader_error(reader, node, "%s is an empty list; %s", what,
                      kind == RIFT_CODE_SECTOR ? "leave the key out for all sectors"
                                               : "name at least one region or group");
    read = false;
  } else if (node->count > total + reader->economy->group_count) {
    rift_reader_error(reader, node, "%s has more names than the economy; some stand there twice",
                      what);
    read = false;
  } else {
    for (size_t i = 0; i < node->count; i++) {
      read = mark_node(reader, node->items[i], what, kind, chosen) && read;
    }
    report_twice(reader, node, what);
  }
  read = read && collect(reader, chosen, total, count, list);
  free(chosen);
  return read;
}

bool rift_codes_all(rift_reader *reader, rift_code_kind kind, size_t *count, size_t **list) {
  size_t total = names_of(reader->economy, kind)->count;
  bool *chosen = rift_allocate(total, sizeof *chosen);
  bool read = chosen != NULL;
  for (size_t i = 0; read && i < total; i++) {
    chosen[i] = true;
  }
  read = read && collect(reader, chosen, total, count, list);
  reader->memory_failed = reader->memory_failed || chosen == NULL;
  free(chosen);
  return read;
}

bool rift_codes_check_input(rift_reader *reader, const rift_yaml_node *node, const char *input) {
  const rift_economy *economy = reader->economy;
  const char **names = rift_allocate(economy->critical_use_count + 1, sizeof *names);
  bool known = false;
  for (size_t i = 0; i < economy->critical_use_count; i++) {
    known = known || strcmp(economy->critical_uses[i].input, input) == 0;
    if (names != NULL) {
      names[i] = economy->critical_uses[i].input;
    }
  }
  const char *closest = names == NULL ? NULL : rift_closest(input, names, economy->critical_use_count);
  if (!known) {
    rift_reader_error(reader, node, "the economy has no critical input '%.60s'%s%s%s", input,
                      closest == NULL ? "; expected one of its critical_inputs.csv" : "; did you mean '",
                      closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  }
  free(names);
  return known;
}
