/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML as a tree in which every node knows its file, line and column.
 *
 * A strict part of YAML: one document; no anchors, aliases, merge keys or tags (a few bytes could
 * unfold to gigabytes, and `extends` does the same job in the open); no tabs in indentation; at
 * most RIFT_YAML_DEPTH levels. Scalars stay text: whether `no`, `0x10` or `12:30` is a word or a
 * number is decided by the field that reads it. */
#ifndef RIFT_SCENARIO_YAML_H
#define RIFT_SCENARIO_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

#define RIFT_YAML_DEPTH 24
#define RIFT_YAML_NODES 100000
#define RIFT_YAML_KEYS 256 /* of one mapping */
#define RIFT_YAML_BYTES ((size_t)4 << 20)

typedef enum rift_yaml_kind {
  RIFT_YAML_REFUSED, /* already reported: readers pass over it in silence */
  RIFT_YAML_SCALAR,
  RIFT_YAML_SEQUENCE,
  RIFT_YAML_MAPPING
} rift_yaml_kind;

typedef struct rift_yaml_node {
  rift_yaml_kind kind;
  const char *file; /* owned by the document */
  long line, column;
  char *text;  /* scalar: NUL-terminated, without NUL inside */
  bool quoted; /* scalar: in quotes or a block */
  size_t count;
  struct rift_yaml_node **items; /* sequence: items; mapping: values */
  struct rift_yaml_node **keys;  /* mapping: scalars */
  size_t item_capacity, key_capacity;
} rift_yaml_node;

/* Owns every node of every file that is read into it, so that trees can share parts.
 * Zero-initialise. */
typedef struct rift_yaml_document {
  size_t node_count, node_capacity;
  rift_yaml_node **nodes;
  rift_names files;
} rift_yaml_document;

void rift_yaml_document_free(rift_yaml_document *document);

/* Reads a file, or text that is called `name` in messages. *root is the document's node, or NULL
 * when there is none worth looking at. Faults of the text, and a file that cannot be opened, go to
 * `problems` (RIFT_INVALID); memory to `error`. */
RIFT_CHECKED rift_status rift_yaml_read_file(rift_yaml_document *document, const char *path,
                                             rift_yaml_node **root, rift_problems *problems,
                                             rift_error *error);
RIFT_CHECKED rift_status rift_yaml_read_text(rift_yaml_document *document, const char *name,
                                             const char *text, size_t length, rift_yaml_node **root,
                                             rift_problems *problems, rift_error *error);

/* Value of a key; NULL if absent or if `mapping` is NULL or no mapping. */
rift_yaml_node *rift_yaml_find(const rift_yaml_node *mapping, const char *key);

/* A new node at the place of `place`; NULL when memory runs out. `text` is copied (scalars only).
 */
rift_yaml_node *rift_yaml_create(rift_yaml_document *document, rift_yaml_kind kind,
                                 const rift_yaml_node *place, const char *text);

/* Adds an item (key NULL) or a key with its value. False when memory runs out. */
bool rift_yaml_add(rift_yaml_node *parent, rift_yaml_node *key, rift_yaml_node *value);

/* Removes the entry at `index` of a mapping or sequence. */
void rift_yaml_remove(rift_yaml_node *parent, size_t index);

/* Block-style text that reads back as the same tree. */
void rift_yaml_write(const rift_yaml_node *node, rift_text *text);

#endif
