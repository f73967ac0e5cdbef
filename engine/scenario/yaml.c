/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/memory.h"
#include "scenario/yaml_bytes.h"

typedef struct builder {
  rift_yaml_document *document;
  yaml_parser_t parser;
  const char *file;
  size_t nodes;
  rift_problems *problems;
  rift_error *error;
  rift_status status;
} builder;

static void refuse(builder *build, yaml_mark_t mark, const char *message) {
  rift_problems_add(build->problems, RIFT_ERROR, build->file, (long)mark.line + 1,
                    (long)mark.column + 1, "%s", message);
  build->status = build->status == RIFT_OK ? RIFT_INVALID : build->status;
}

static void out_of_memory(builder *build) { build->status = rift_error_memory(build->error, 0); }

static bool stopped(const builder *build) { return build->status == RIFT_FAILED; }

/* False when the text is not YAML any more: the fault is reported. */
static bool next_event(builder *build, yaml_event_t *event) {
  if (yaml_parser_parse(&build->parser, event)) {
    return true;
  }
  const yaml_parser_t *parser = &build->parser;
  if (parser->error == YAML_MEMORY_ERROR) {
    out_of_memory(build);
    return false;
  }
  rift_problems_add(build->problems, RIFT_ERROR, build->file, (long)parser->problem_mark.line + 1,
                    (long)parser->problem_mark.column + 1,
                    "this is not YAML: the reader %s%s%s; check the indentation, the brackets and "
                    "the quotes up to here",
                    parser->problem == NULL ? "cannot go on" : parser->problem,
                    parser->context == NULL ? "" : " ",
                    parser->context == NULL ? "" : parser->context);
  build->status = RIFT_INVALID;
  return false;
}

static rift_yaml_node *node_at(builder *build, const yaml_event_t *event, rift_yaml_kind kind) {
  if (++build->nodes > RIFT_YAML_NODES) {
    if (build->nodes == RIFT_YAML_NODES + 1) {
      refuse(build, event->start_mark,
             "there are more than 100000 values: a table belongs into a CSV file");
    }
    return NULL;
  }
  const rift_yaml_node place = {.file = build->file,
                                .line = (long)event->start_mark.line + 1,
                                .column = (long)event->start_mark.column + 1};
  rift_yaml_node *node = rift_yaml_create(build->document, kind, &place, NULL);
  if (node == NULL) {
    out_of_memory(build);
  }
  return node;
}

static rift_yaml_node *read_scalar(builder *build, const yaml_event_t *event) {
  rift_yaml_node *node = node_at(build, event, RIFT_YAML_SCALAR);
  if (node == NULL) {
    return NULL;
  }
  const char *value = (const char *)event->data.scalar.value;
  node->text = rift_copy_bytes(value, event->data.scalar.length);
  node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  if (node->text == NULL) {
    out_of_memory(build);
    return NULL;
  }
  if (strlen(node->text) != event->data.scalar.length) {
    refuse(build, event->start_mark, "this text holds a NUL character; take it out");
    node->kind = RIFT_YAML_REFUSED;
  }
  return node;
}

static const unsigned char *anchor_of(const yaml_event_t *event) {
  switch ((int)event->type) {
    case YAML_SCALAR_EVENT:
      return event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
      return event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
      return event->data.mapping_start.anchor;
    default:
      return NULL;
  }
}

static const unsigned char *tag_of(const yaml_event_t *event) {
  switch ((int)event->type) {
    case YAML_SCALAR_EVENT:
      return event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
      return event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
      return event->data.mapping_start.tag;
    default:
      return NULL;
  }
}

static void refuse_decorations(builder *build, const yaml_event_t *event) {
  if (anchor_of(event) != NULL) {
    refuse(build, event->start_mark,
           "this value has an anchor (&name), and anchors are not read; take it out, and put "
           "shared parts into a file named by 'extends'");
  }
  if (tag_of(event) != NULL) {
    refuse(build, event->start_mark,
           "this value has a tag (!name), and tags are not read; take it out");
  }
}

static rift_yaml_node *read_value(builder *build, yaml_event_t *event, int depth);

static rift_yaml_node *read_sequence(builder *build, const yaml_event_t *start, int depth) {
  rift_yaml_node *node = node_at(build, start, RIFT_YAML_SEQUENCE);
  while (node != NULL) {
    yaml_event_t event;
    if (!next_event(build, &event)) {
      return NULL;
    }
    bool end = event.type == YAML_SEQUENCE_END_EVENT;
    rift_yaml_node *item = end ? NULL : read_value(build, &event, depth + 1);
    yaml_event_delete(&event);
    if (end) {
      return node;
    }
    if (item == NULL) {
      return NULL;
    }
    if (!rift_yaml_add(node, NULL, item)) {
      out_of_memory(build);
      return NULL;
    }
  }
  return NULL;
}

static bool usable_key(builder *build, const rift_yaml_node *mapping, const rift_yaml_node *key,
                       yaml_mark_t mark) {
  if (key->kind == RIFT_YAML_REFUSED) {
    return false;
  }
  if (key->kind != RIFT_YAML_SCALAR) {
    refuse(build, mark, "this key is a list or a mapping; keys are words");
    return false;
  }
  if (strcmp(key->text, "<<") == 0) {
    refuse(build, mark,
           "'<<' is a merge key, and merge keys are not read; put shared parts into a file named "
           "by 'extends'");
    return false;
  }
  if (mapping->count == RIFT_YAML_KEYS) {
    refuse(build, mark, "this mapping has more than 256 keys; a table belongs into a CSV file");
    return false;
  }
  for (size_t i = 0; i < mapping->count; i++) {
    if (strcmp(mapping->keys[i]->text, key->text) == 0) {
      rift_problems_add(build->problems, RIFT_ERROR, build->file, (long)mark.line + 1,
                        (long)mark.column + 1,
                        "the key '%s' stands here twice, first on line %ld; keep one of the two",
                        key->text, mapping->keys[i]->line);
      build->status = RIFT_INVALID;
      return false;
    }
  }
  return true;
}

static bool read_entry(builder *build, rift_yaml_node *mapping, yaml_event_t *event, int depth) {
  yaml_mark_t mark = event->start_mark;
  rift_yaml_node *key = read_value(build, event, depth + 1);
  if (key == NULL) {
    return false;
  }
  yaml_event_t next;
  if (!next_event(build, &next)) {
    return false;
  }
  rift_yaml_node *value = read_value(build, &next, depth + 1);
  yaml_event_delete(&next);
  if (value == NULL) {
    return false;
  }
  if (usable_key(build, mapping, key, mark) && !rift_yaml_add(mapping, key, value)) {
    out_of_memory(build);
    return false;
  }
  return true;
}

static rift_yaml_node *read_mapping(builder *build, const yaml_event_t *start, int depth) {
  rift_yaml_node *node = node_at(build, start, RIFT_YAML_MAPPING);
  while (node != NULL) {
    yaml_event_t event;
    if (!next_event(build, &event)) {
      return NULL;
    }
    bool end = event.type == YAML_MAPPING_END_EVENT;
    bool kept = end || read_entry(build, node, &event, depth);
    yaml_event_delete(&event);
    if (end) {
      return node;
    }
    if (!kept) {
      return NULL;
    }
  }
  return NULL;
}

/* NULL when reading cannot go on. */
static rift_yaml_node *read_value(builder *build, yaml_event_t *event, int depth) {
  if (stopped(build)) {
    return NULL;
  }
  if (depth > RIFT_YAML_DEPTH) {
    refuse(build, event->start_mark,
           "values are nested more than 24 levels deep; a scenario needs 6");
    return NULL;
  }
  refuse_decorations(build, event);
  switch ((int)event->type) {
    case YAML_SCALAR_EVENT:
      return read_scalar(build, event);
    case YAML_SEQUENCE_START_EVENT:
      return read_sequence(build, event, depth);
    case YAML_MAPPING_START_EVENT:
      return read_mapping(build, event, depth);
    default:
      refuse(build, event->start_mark,
             "this is an alias (*name), and aliases are not read; repeat the value, or put shared "
             "parts into a file named by 'extends'");
      return node_at(build, event, RIFT_YAML_REFUSED);
  }
}

/* Everything up to the end of the stream: exactly one document. */
static rift_yaml_node *read_stream(builder *build) {
  rift_yaml_node *root = NULL;
  size_t documents = 0;
  for (;;) {
    yaml_event_t event;
    if (!next_event(build, &event)) {
      return NULL;
    }
    int type = (int)event.type;
    bool failed = false;
    if (type == YAML_DOCUMENT_START_EVENT && documents++ == 1) {
      refuse(build, event.start_mark,
             "a second document starts here; a scenario is one document: use one file for each");
      failed = true;
    } else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
               type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT) {
      root = read_value(build, &event, 1);
      failed = root == NULL;
    }
    yaml_event_delete(&event);
    if (failed) {
      return NULL;
    }
    if (type == YAML_STREAM_END_EVENT) {
      break;
    }
  }
  if (root == NULL) {
    rift_problems_add(build->problems, RIFT_ERROR, build->file, 1, 1,
                      "the file is empty; expected YAML");
    build->status = RIFT_INVALID;
  }
  return root;
}

rift_status rift_yaml_read_text(rift_yaml_document *document, const char *name, const char *text,
                                size_t length, rift_yaml_node **root, rift_problems *problems,
                                rift_error *error) {
  *root = NULL;
  size_t at = rift_names_add(&document->files, name, strlen(name), NULL);
  if (at == RIFT_NOT_FOUND) {
    return rift_error_memory(error, strlen(name));
  }
  builder build = {.document = document,
                   .file = document->files.items[at],
                   .problems = problems,
                   .error = error};
  if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
    text += 3; /* a byte-order mark says nothing in UTF-8 */
    length -= 3;
  }
  if (!rift_yaml_check_bytes(build.file, text, length, problems)) {
    return RIFT_INVALID;
  }
  if (!yaml_parser_initialize(&build.parser)) {
    return rift_error_memory(error, 0);
  }
  yaml_parser_set_encoding(&build.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&build.parser, (const unsigned char *)text, length);
  *root = read_stream(&build);
  yaml_parser_delete(&build.parser);
  return build.status;
}

rift_status rift_yaml_read_file(rift_yaml_document *document, const char *path,
                                rift_yaml_node **root, rift_problems *problems, rift_error *error) {
  *root = NULL;
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) {
    return rift_problems_add(problems, RIFT_ERROR, path, 0, 0, "the file cannot be opened: %s",
                             strerror(errno));
  }
  rift_status status = RIFT_OK;
  char *bytes = rift_allocate(RIFT_YAML_BYTES + 1, 1);
  if (bytes == NULL) {
    status = rift_error_memory(error, RIFT_YAML_BYTES + 1);
    goto out;
  }
  errno = 0;
  size_t length = fread(bytes, 1, RIFT_YAML_BYTES + 1, stream);
  if (ferror(stream)) {
    status = rift_problems_add(problems, RIFT_ERROR, path, 0, 0, "the file cannot be read: %s",
                               strerror(errno));
    goto out;
  }
  if (length > RIFT_YAML_BYTES) {
    status = rift_problems_add(problems, RIFT_ERROR, path, 0, 0,
                               "the file is larger than 4 MiB; a table belongs into a CSV file");
    goto out;
  }
  status = rift_yaml_read_text(document, path, bytes, length, root, problems, error);
out:
  free(bytes);
  fclose(stream);
  return status;
}
