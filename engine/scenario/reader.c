/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"

void rift_reader_report(rift_reader *reader, rift_severity severity, const rift_yaml_node *node,
                        const char *format, ...) {
  char message[900];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  rift_problems_add(reader->problems, severity, node->file, node->line, node->column, "%s",
                    message);
}

char *rift_reader_copy(rift_reader *reader, const char *text) {
  char *copy = rift_copy_text(text);
  reader->memory_failed = reader->memory_failed || copy == NULL;
  return copy;
}

void rift_reader_place(rift_reader *reader, const rift_yaml_node *node, rift_place *place) {
  place->file = rift_reader_copy(reader, node->file);
  place->line = node->line;
  place->column = node->column;
}

const char *rift_yaml_kind_name(const rift_yaml_node *node) {
  switch (node->kind) {
    case RIFT_YAML_SCALAR:
      return node->text[0] == '\0' ? "nothing" : "a single value";
    case RIFT_YAML_SEQUENCE:
      return "a list";
    case RIFT_YAML_MAPPING:
      return "a mapping";
    case RIFT_YAML_REFUSED:
      break;
  }
  return "something that cannot be read";
}

static const char *expected_form(rift_yaml_kind kind) {
  switch (kind) {
    case RIFT_YAML_SEQUENCE:
      return "a list: write [a, b] or lines that begin with '- '";
    case RIFT_YAML_MAPPING:
      return "a mapping: write 'key: value' lines or {key: value}";
    case RIFT_YAML_SCALAR:
    case RIFT_YAML_REFUSED:
      break;
  }
  return "a single value";
}

bool rift_reader_expect(rift_reader *reader, const rift_yaml_node *node, rift_yaml_kind kind,
                        const char *what) {
  if (node->kind == kind) {
    return true;
  }
  if (node->kind != RIFT_YAML_REFUSED) {
    rift_reader_error(reader, node, "%s is %s; expected %s", what, rift_yaml_kind_name(node),
                      expected_form(kind));
  }
  return false;
}

static bool among(const char *word, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(word, names[i]) == 0) {
      return true;
    }
  }
  return false;
}

void rift_reader_check_keys(rift_reader *reader, const rift_yaml_node *mapping, const char *what,
                            const char *const *allowed, size_t count) {
  for (size_t i = 0; i < mapping->count; i++) {
    const rift_yaml_node *key = mapping->keys[i];
    const char *word = key->text;
    if (among(word, allowed, count)) {
      continue;
    }
    const char *closest = rift_closest(word, allowed, count);
    if (word[0] != '\0' && strspn(word, "0123456789") == strlen(word)) {
      rift_reader_error(reader, key,
                        "'%s' stands where %s has a key: a decimal comma? Write a decimal point",
                        word, what);
    } else if (closest != NULL) {
      rift_reader_error(reader, key, "%s has no key '%.80s'; did you mean '%s'?", what, word,
                        closest);
    } else {
      rift_text list = {0};
      for (size_t j = 0; j < count; j++) {
        rift_text_add(&list, "%s%s", j == 0 ? "" : ", ", allowed[j]);
      }
      rift_reader_error(reader, key, "%s has no key '%.80s'; the keys are %s", what, word,
                        list.failed ? "in the README" : list.bytes);
      rift_text_free(&list);
    }
  }
}

const char *rift_reader_text(rift_reader *reader, const rift_yaml_node *node, const char *what) {
  if (!rift_reader_expect(reader, node, RIFT_YAML_SCALAR, what)) {
    return NULL;
  }
  bool nothing =
      node->text[0] == '\0' ||
      (!node->quoted && (strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0));
  if (nothing) {
    rift_reader_error(reader, node, "%s is empty; write a value or leave the key out", what);
    return NULL;
  }
  return node->text;
}

const char *rift_number_trap(const char *text) {
  const char *digits = text + (text[0] == '-' || text[0] == '+');
  if (strspn(digits, "0123456789_.") == strlen(digits) && strchr(digits, '_') != NULL) {
    return "has underscores: write digits and one decimal point only, like 1000";
  }
  if (strspn(digits, "0123456789:.") == strlen(digits) && strchr(digits, ':') != NULL) {
    return "has a colon, which YAML 1.1 would read in base 60: write a decimal number";
  }
  bool octal = digits[0] == '0' && (digits[1] == 'o' || (digits[1] >= '0' && digits[1] <= '9'));
  if (octal) {
    return "begins with 0, which YAML 1.1 would read as octal: leave the zero out";
  }
  if (digits[0] == '0' && (digits[1] == 'b' || digits[1] == 'B')) {
    return "is binary: write it in decimal";
  }
  return NULL;
}

bool rift_reader_number(rift_reader *reader, const rift_yaml_node *node, const char *what,
                        double *value) {
  const char *text = rift_reader_text(reader, node, what);
  if (text == NULL) {
    return false;
  }
  const char *trap = rift_number_trap(text);
  rift_number_fault fault = rift_number_read(text, strlen(text), value);
  if (trap != NULL || fault != RIFT_NUMBER_OK) {
    rift_reader_error(reader, node, "%s: '%.60s' %s", what, text,
                      trap != NULL ? trap
                      : fault == RIFT_NUMBER_PERCENT
                          ? "has a percent sign: write the number and 'unit: percent'"
                      : fault == RIFT_NUMBER_NOT_FINITE ? "is not a finite number"
                                                        : rift_number_fault_text(fault));
    return false;
  }
  if (node->quoted) {
    rift_reader_error(reader, node, "%s: \"%.60s\" is text; write the number without quotes", what,
                      text);
    return false;
  }
  return true;
}

bool rift_reader_boolean(rift_reader *reader, const rift_yaml_node *node, const char *what,
                         bool *value) {
  const char *text = rift_reader_text(reader, node, what);
  if (text == NULL) {
    return false;
  }
  if (!node->quoted && strcmp(text, "true") == 0) {
    *value = true;
    return true;
  }
  if (!node->quoted && strcmp(text, "false") == 0) {
    *value = false;
    return true;
  }
  rift_reader_error(reader, node, "%s is '%.60s'; write true or false, without quotes", what, text);
  return false;
}

size_t rift_reader_choice(rift_reader *reader, const rift_yaml_node *node, const char *what,
                          const char *const *names, size_t count) {
  const char *text = rift_reader_text(reader, node, what);
  if (text == NULL) {
    return RIFT_NOT_FOUND;
  }
  for (size_t i = 0; i < count; i++) {
    if (strcmp(text, names[i]) == 0) {
      return i;
    }
  }
  const char *closest = rift_closest(text, names, count);
  if (closest != NULL) {
    rift_reader_error(reader, node, "%s is '%.80s', which is unknown; did you mean '%s'?", what,
                      text, closest);
    return RIFT_NOT_FOUND;
  }
  rift_text list = {0};
  for (size_t j = 0; j < count; j++) {
    rift_text_add(&list, "%s%s", j == 0 ? "" : ", ", names[j]);
  }
  rift_reader_error(reader, node, "%s is '%.80s'; expected one of %s", what, text,
                    list.failed ? "those in the README" : list.bytes);
  rift_text_free(&list);
  return RIFT_NOT_FOUND;
}

bool rift_reader_identifier(rift_reader *reader, const rift_yaml_node *node, const char *what) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  const char *text = rift_reader_text(reader, node, what);
  if (text == NULL) {
    return false;
  }
  size_t length = strlen(text);
  if (strchr(letters, text[0]) == NULL || strspn(text, others) != length || length > 64) {
    rift_reader_error(reader, node,
                      "%s is '%.80s'; expected a letter, then letters, digits, '-' or '_', at most "
                      "64 in all",
                      what, text);
    return false;
  }
  return true;
}
