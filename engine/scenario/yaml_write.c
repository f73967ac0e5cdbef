/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scenario/yaml.h"
#include "scenario/yaml_bytes.h"

/* Line breaks of YAML 1.1 and characters that do not print would be folded or refused on reading.
 */
static bool needs_escape(unsigned long character) {
  return character < 0x20 || character == 0x7F || character == 0x85 || character == 0x2028 ||
         character == 0x2029 || character == 0xFEFF || character == '"' || character == '\\';
}

static void write_quoted(const char *value, rift_text *text) {
  size_t length = strlen(value);
  rift_text_add_bytes(text, "\"", 1);
  for (size_t i = 0; i < length;) {
    unsigned long character = 0;
    size_t size = rift_utf8_decode(value + i, length - i, &character);
    if (size == 0) {
      return; /* cannot be: the reader has checked */
    }
    if (character == '"' || character == '\\') {
      rift_text_add(text, "\\%c", (int)character);
    } else if (needs_escape(character)) {
      rift_text_add(text, "\\u%04lX", character);
    } else {
      rift_text_add_bytes(text, value + i, size);
    }
    i += size;
  }
  rift_text_add_bytes(text, "\"", 1);
}

/* A plain scalar was plain where it was read, and block style allows every plain scalar; but
 * folding has put line breaks into some. */
static bool stays_plain(const rift_yaml_node *node) {
  const char *value = node->text;
  for (; *value != '\0'; value++) {
    if (*value == '\n' || (unsigned char)*value >= 0x80) {
      return false;
    }
  }
  return !node->quoted;
}

static void write_scalar(const rift_yaml_node *node, rift_text *text) {
  if (stays_plain(node)) {
    rift_text_add(text, "%s", node->text);
  } else {
    write_quoted(node->text, text);
  }
}

static void indent(int level, rift_text *text) { rift_text_add(text, "%*s", 2 * level, ""); }

static void write_block(const rift_yaml_node *node, int level, bool indent_first, rift_text *text);

/* What follows "key:" or "-". */
static void write_value(const rift_yaml_node *value, int level, bool in_sequence, rift_text *text) {
  if (value->kind == RIFT_YAML_SCALAR) {
    rift_text_add_bytes(text, " ", 1);
    write_scalar(value, text);
    rift_text_add_bytes(text, "\n", 1);
  } else if (value->count == 0) {
    rift_text_add(text, " %s\n", value->kind == RIFT_YAML_SEQUENCE ? "[]" : "{}");
  } else if (in_sequence) {
    rift_text_add_bytes(text, " ", 1);
    write_block(value, level + 1, false, text);
  } else {
    rift_text_add_bytes(text, "\n", 1);
    write_block(value, level + 1, true, text);
  }
}

static void write_block(const rift_yaml_node *node, int level, bool indent_first, rift_text *text) {
  for (size_t i = 0; i < node->count; i++) {
    if (i > 0 || indent_first) {
      indent(level, text);
    }
    if (node->kind == RIFT_YAML_MAPPING) {
      write_scalar(node->keys[i], text);
      rift_text_add_bytes(text, ":", 1);
    } else {
      rift_text_add_bytes(text, "-", 1);
    }
    write_value(node->items[i], level, node->kind == RIFT_YAML_SEQUENCE, text);
  }
}

void rift_yaml_write(const rift_yaml_node *node, rift_text *text) {
  if (node->kind == RIFT_YAML_SCALAR) {
    write_scalar(node, text);
    rift_text_add_bytes(text, "\n", 1);
  } else if (node->count == 0) {
    rift_text_add(text, "%s\n", node->kind == RIFT_YAML_SEQUENCE ? "[]" : "{}");
  } else {
    write_block(node, 0, true, text);
  }
}
