/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `--set key=value`: one value of the merged tree is replaced. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "scenario/merge.h"

typedef struct setter {
  rift_reader *reader;
  rift_yaml_document *document;
  const rift_yaml_node *value; /* for the place of messages */
  const char *key;
} setter;

/* The entry of a list that the segment names: a measure by id, anything else by position. */
static rift_yaml_node **find_item(const setter *set, const rift_yaml_node *list,
                                  const char *segment) {
  const char *ids[256];
  size_t id_count = 0;
  uint64_t position = 0;
  for (size_t i = 0; i < list->count; i++) {
    const rift_yaml_node *id = rift_yaml_find(list->items[i], "id");
    if (id != NULL && id->kind == RIFT_YAML_SCALAR && strcmp(id->text, segment) == 0) {
      return &list->items[i];
    }
    if (id != NULL && id->kind == RIFT_YAML_SCALAR && id_count < 256) {
      ids[id_count++] = id->text;
    }
  }
  if (rift_count_read(segment, strlen(segment), &position) && position < list->count) {
    return &list->items[position];
  }
  const char *closest = rift_closest(segment, ids, id_count);
  rift_reader_error(set->reader, set->value,
                    "the key '%s' names '%s', which is not in the list%s%s%s", set->key, segment,
                    closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
                    closest == NULL ? "" : "'?");
  return NULL;
}

/* The place of the key in the mapping, made if it is new. */
static rift_yaml_node **find_entry(const setter *set, rift_yaml_node *mapping,
                                   const char *segment) {
  for (size_t i = 0; i < mapping->count; i++) {
    if (strcmp(mapping->keys[i]->text, segment) == 0) {
      return &mapping->items[i];
    }
  }
  rift_yaml_node *key = rift_yaml_create(set->document, RIFT_YAML_SCALAR, set->value, segment);
  rift_yaml_node *value = rift_yaml_create(set->document, RIFT_YAML_MAPPING, set->value, NULL);
  if (key == NULL || value == NULL || !rift_yaml_add(mapping, key, value)) {
    set->reader->memory_failed = true;
    return NULL;
  }
  return &mapping->items[mapping->count - 1];
}

static rift_yaml_node **step_into(const setter *set, rift_yaml_node *node, const char *segment) {
  if (segment[0] == '\0') {
    rift_reader_error(set->reader, set->value,
                      "the key '%s' has an empty part; write words with single points between them",
                      set->key);
    return NULL;
  }
  if (node->kind == RIFT_YAML_SEQUENCE) {
    return find_item(set, node, segment);
  }
  if (node->kind == RIFT_YAML_MAPPING) {
    return find_entry(set, node, segment);
  }
  rift_reader_error(set->reader, set->value, "the key '%s' goes on to '%s' below a single value",
                    set->key, segment);
  return NULL;
}

/* A bare number that replaces a quantity keeps the quantity's unit. */
static rift_yaml_node *with_unit(const setter *set, const rift_yaml_node *old,
                                 rift_yaml_node *value) {
  rift_yaml_node *unit = rift_yaml_find(old, "unit");
  double number = 0;
  bool bare = unit != NULL && value->kind == RIFT_YAML_SCALAR && !value->quoted &&
              rift_number_read(value->text, strlen(value->text), &number) == RIFT_NUMBER_OK;
  if (!bare) {
    return value;
  }
  rift_yaml_node *mapping = rift_yaml_create(set->document, RIFT_YAML_MAPPING, value, NULL);
  rift_yaml_node *value_key = rift_yaml_create(set->document, RIFT_YAML_SCALAR, value, "value");
  rift_yaml_node *unit_key = rift_yaml_create(set->document, RIFT_YAML_SCALAR, value, "unit");
  rift_yaml_node *source_key = rift_yaml_create(set->document, RIFT_YAML_SCALAR, value, "source");
  rift_yaml_node *source =
      rift_yaml_create(set->document, RIFT_YAML_SCALAR, value, "set on the command line");
  bool made = mapping != NULL && value_key != NULL && unit_key != NULL && source_key != NULL &&
              source != NULL && rift_yaml_add(mapping, value_key, value) &&
              rift_yaml_add(mapping, unit_key, unit) && rift_yaml_add(mapping, source_key, source);
  if (!made) {
    set->reader->memory_failed = true;
    return NULL;
  }
  return mapping;
}

static void replace(const setter *set, rift_yaml_node *root, char *path, rift_yaml_node *value) {
  rift_yaml_node **slot = &root;
  for (char *segment = path; segment != NULL && slot != NULL;) {
    char *point = strchr(segment, '.');
    if (point != NULL) {
      *point = '\0';
    }
    slot = step_into(set, *slot, segment);
    segment = point == NULL ? NULL : point + 1;
  }
  rift_yaml_node *replacement = slot == NULL ? NULL : with_unit(set, *slot, value);
  if (replacement != NULL) {
    *slot = replacement;
  }
}

rift_status rift_merge_set(rift_reader *reader, rift_yaml_document *document,
                           const rift_setting *setting, rift_yaml_node *root, rift_error *error) {
  rift_text name = {0};
  rift_yaml_node *value = NULL;
  rift_text_add(&name, "--set %s", setting->key);
  char *path = rift_copy_text(setting->key);
  rift_status status = RIFT_FAILED;
  if (strcmp(setting->key, "economy") == 0 || strcmp(setting->key, "extends") == 0) {
    /* The codes of all other values are read against the economy, and what a file extends is read before. */
    status = rift_problems_add(reader->problems, RIFT_ERROR, NULL, 0, 0,
                               "--set %s: this cannot be replaced on the command line; name it in the scenario", setting->key);
    goto out;
  }
  if (name.failed || path == NULL) {
    status = rift_error_memory(error, 0);
    goto out;
  }
  status = rift_yaml_read_text(document, name.bytes, setting->value, strlen(setting->value), &value,
                               reader->problems, error);
  if (value != NULL) {
    setter set = {.reader = reader, .document = document, .value = value, .key = setting->key};
    replace(&set, root, path, value);
  }
  if (reader->memory_failed) {
    status = rift_error_memory(error, 0);
  }
out:
  free(path);
  rift_text_free(&name);
  return status == RIFT_INVALID ? RIFT_OK : status; /* reported: the other settings are read, too */
}
