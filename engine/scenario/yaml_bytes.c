/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/yaml_bytes.h"

size_t rift_utf8_decode(const char *text, size_t length, unsigned long *code_point) {
  static const unsigned long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  unsigned char first = (unsigned char)text[0];
  size_t size = first < 0x80             ? 1
                : (first & 0xE0) == 0xC0 ? 2
                : (first & 0xF0) == 0xE0 ? 3
                : (first & 0xF8) == 0xF0 ? 4
                                         : 0;
  if (size == 0 || size > length) {
    return 0;
  }
  unsigned long value = size == 1 ? first : first & (0xFFu >> (size + 1));
  for (size_t i = 1; i < size; i++) {
    unsigned char next = (unsigned char)text[i];
    if ((next & 0xC0) != 0x80) {
      return 0;
    }
    value = value << 6 | (next & 0x3Fu);
  }
  bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[size] || value > 0x10FFFF || surrogate) {
    return 0;
  }
  *code_point = value;
  return size;
}

static const char *fault_of(unsigned long character, bool in_indentation) {
  if (character == '\t' && in_indentation) {
    return "the indentation holds a tab; YAML is indented with spaces: use two for each level";
  }
  if (character == 0) {
    return "the file holds a NUL character; it may not be a text file";
  }
  bool control = (character < 0x20 && character != '\t' && character != '\r') ||
                 character == 0x7F || (character >= 0x80 && character < 0xA0 && character != 0x85);
  if (control || character == 0xFFFE || character == 0xFFFF) {
    return "the file holds a control character; take it out";
  }
  return NULL;
}

bool rift_yaml_check_bytes(const char *file, const char *text, size_t length,
                           rift_problems *problems) {
  bool clean = true;
  bool reported = false; /* on this line */
  bool indentation = true;
  long line = 1;
  long column = 1;
  for (size_t i = 0; i < length;) {
    if (text[i] == '\n') {
      line++;
      column = 1;
      indentation = true;
      reported = false;
      i++;
      continue;
    }
    unsigned long character = 0;
    size_t size = rift_utf8_decode(text + i, length - i, &character);
    const char *fault = size == 0 ? "the file holds bytes that are not UTF-8; save it as UTF-8"
                                  : fault_of(character, indentation);
    if (fault != NULL && !reported) {
      rift_problems_add(problems, RIFT_ERROR, file, line, column, "%s", fault);
      reported = true;
      clean = false;
    }
    indentation = indentation && size == 1 && text[i] == ' ';
    i += size == 0 ? 1 : size;
    column++;
  }
  return clean;
}
