/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/merge.h"
#include "scenario/relative.h"

static const char *const keys[] = {"policy",     "id",           "title",       "description", "measures",
                                   "models",     "stockpiles",   "table_errors", "correlation", "horizon",     "escalation"};

static void check_version(rift_reader *reader, const rift_yaml_node *root) {
  const rift_yaml_node *version = rift_yaml_find(root, "policy");
  if (version == NULL || version->kind != RIFT_YAML_SCALAR || strcmp(version->text, "1") != 0) {
    rift_reader_error(reader, version == NULL ? root : version, "a policy begins with `policy: 1`; a scenario (`rift: 1`) is run, not laid over another");
  }
}

static void read_id(rift_reader *reader, const rift_yaml_node *root) {
  const rift_yaml_node *id = rift_yaml_find(root, "id");
  if (id == NULL) {
    rift_reader_error(reader, root, "the policy has no 'id'; give it a short name of its own");
  } else if (rift_reader_identifier(reader, id, "id")) {
    reader->scenario->policy = rift_reader_copy(reader, id->text);
    if (strcmp(id->text, "none") == 0) {
      rift_reader_error(reader, id, "'none' stands for no policy in the results; choose another id");
    }
  }
}

static const char *id_of(const rift_yaml_node *measure) {
  const rift_yaml_node *id = rift_yaml_find(measure, "id");
  return id != NULL && id->kind == RIFT_YAML_SCALAR ? id->text : NULL;
}

/* Measures of the policy must be the scenario's, or whole. Others are told once and left out. */
static void check_measures(rift_reader *reader, const rift_yaml_node *base, rift_yaml_node *over) {
  if (over == NULL || over->kind != RIFT_YAML_SEQUENCE || base == NULL || base->kind != RIFT_YAML_SEQUENCE) {
    return;
  }
  const char **ids = rift_allocate(base->count + 1, sizeof *ids);
  size_t count = 0;
  for (size_t i = 0; ids != NULL && i < base->count; i++) {
    if (id_of(base->items[i]) != NULL) {
      ids[count++] = id_of(base->items[i]);
    }
  }
  for (size_t i = 0, next; ids != NULL && i < over->count; i = next) {
    const char *id = id_of(over->items[i]);
    next = i + 1;
    bool known = rift_yaml_find(over->items[i], "instrument") != NULL;
    for (size_t k = 0; k < count && id != NULL; k++) {
      known = known || strcmp(ids[k], id) == 0;
    }
    if (!known) {
      const char *closest = id == NULL ? NULL : rift_closest(id, ids, count);
      rift_reader_error(reader, over->items[i], "the policy touches a measure '%.60s' that the scenario does not have%s%s%s",
                        id == NULL ? "" : id, closest == NULL ? "; a new one states its instrument" : "; did you mean '",
                        closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
      rift_yaml_remove(over, i);
      next = i;
    }
  }
  free(ids);
}

/* Without stages of its own a policy changes the scenario's escalation, which must be there. */
static void check_escalation(rift_reader *reader, const rift_yaml_node *base, rift_yaml_node *over) {
  for (size_t i = 0; i < over->count; i++) {
    bool changes = strcmp(over->keys[i]->text, "escalation") == 0 && rift_yaml_find(over->items[i], "stages") == NULL;
    if (changes && rift_yaml_find(base, "escalation") == NULL) {
      rift_reader_error(reader, over->keys[i], "the policy changes an escalation that the scenario does not have");
      rift_yaml_remove(over, i);
      return;
    }
  }
}

/* The merged tree keeps the scenario's id, title and description. */
static void drop_own_keys(rift_yaml_node *over) {
  for (size_t i = 0; i < over->count;) {
    bool own = false;
    for (size_t k = 0; k < 4; k++) {
      own = own || strcmp(over->keys[i]->text, keys[k]) == 0;
    }
    if (own) {
      rift_yaml_remove(over, i);
    } else {
      i++;
    }
  }
}

rift_status rift_overlay_apply(rift_reader *reader, rift_yaml_document *document, const char *path, rift_yaml_node *root,
                               rift_error *error) {
  rift_yaml_node *over = NULL;
  rift_status status = rift_yaml_read_file(document, path, &over, reader->problems, error);
  if (!rift_scenario_add_file(reader, path)) {
    return rift_error_memory(error, 0);
  }
  if (over == NULL) {
    return status == RIFT_OK ? RIFT_INVALID : status;
  }
  if (!rift_reader_expect(reader, over, RIFT_YAML_MAPPING, "the policy")) {
    return RIFT_INVALID;
  }
  rift_reader_check_keys(reader, over, "the policy", keys, sizeof keys / sizeof keys[0]);
  check_version(reader, over);
  read_id(reader, over);
  const rift_yaml_node *measures = rift_yaml_find(over, "measures");
  bool no_measures = measures != NULL && measures->kind == RIFT_YAML_SEQUENCE && measures->count == 0;
  check_measures(reader, rift_yaml_find(root, "measures"), rift_yaml_find(over, "measures"));
  drop_own_keys(over);
  bool empty = over->count == 0 || (over->count == 1 && no_measures);
  check_escalation(reader, root, over);
  if (empty) {
    rift_reader_error(reader, over, "the policy changes nothing; expected measures, models, stockpiles or another key of a scenario");
  }
  char *named = realpath(path, NULL);
  char *folder = named == NULL ? NULL : rift_relative_folder(named);
  bool merged = folder != NULL && rift_merge_over(reader, root, over, folder, error);
  free(named);
  free(folder);
  return merged ? RIFT_OK : rift_error_memory(error, 0);
}
