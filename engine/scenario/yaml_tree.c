/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/yaml.h"

void rift_yaml_document_free(rift_yaml_document *document) {
  if (document == NULL) {
    return;
  }
  for (size_t i = 0; i < document->node_count; i++) {
    free(document->nodes[i]->text);
    free(document->nodes[i]->items);
    free(document->nodes[i]->keys);
    free(document->nodes[i]);
  }
  free(document->nodes);
  rift_names_free(&document->files);
  memset(document, 0, sizeof *document);
}

rift_yaml_node *rift_yaml_create(rift_yaml_document *document, rift_yaml_kind kind,
                                 const rift_yaml_node *place, const char *text) {
  rift_yaml_node **nodes = rift_grow(document->nodes, &document->node_capacity,
                                     document->node_count + 1, sizeof *document->nodes);
  if (nodes == NULL) {
    return NULL;
  }
  document->nodes = nodes;
  rift_yaml_node *node = rift_allocate(1, sizeof *node);
  if (node == NULL) {
    return NULL;
  }
  document->nodes[document->node_count++] = node;
  node->kind = kind;
  node->file = place->file;
  node->line = place->line;
  node->column = place->column;
  if (text != NULL) {
    node->text = rift_copy_text(text);
  }
  return text != NULL && node->text == NULL ? NULL : node;
}

bool rift_yaml_add(rift_yaml_node *parent, rift_yaml_node *key, rift_yaml_node *value) {
  rift_yaml_node **items =
      rift_grow(parent->items, &parent->item_capacity, parent->count + 1, sizeof *parent->items);
  if (items == NULL) {
    return false;
  }
  parent->items = items;
  if (key != NULL) {
    rift_yaml_node **keys =
        rift_grow(parent->keys, &parent->key_capacity, parent->count + 1, sizeof *parent->keys);
    if (keys == NULL) {
      return false;
    }
    parent->keys = keys;
    parent->keys[parent->count] = key;
  }
  parent->items[parent->count++] = value;
  return true;
}

void rift_yaml_remove(rift_yaml_node *parent, size_t index) {
  size_t after = parent->count - index - 1;
  memmove(parent->items + index, parent->items + index + 1, after * sizeof *parent->items);
  if (parent->keys != NULL) {
    memmove(parent->keys + index, parent->keys + index + 1, after * sizeof *parent->keys);
  }
  parent->count--;
}

rift_yaml_node *rift_yaml_find(const rift_yaml_node *mapping, const char *key) {
  if (mapping == NULL || mapping->kind != RIFT_YAML_MAPPING) {
    return NULL;
  }
  for (size_t i = 0; i < mapping->count; i++) {
    if (strcmp(mapping->keys[i]->text, key) == 0) {
      return mapping->items[i];
    }
  }
  return NULL;
}
