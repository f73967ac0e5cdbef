/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/utf8.h"

#include <stdbool.h>

static size_t announced_length(unsigned first) {
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xC2 || first > 0xF4) {
    return 0; /* a continuation, or the start of an overlong or too large code */
  }
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

size_t rift_utf8_length(const unsigned char *bytes, size_t left) {
  unsigned first = bytes[0];
  size_t length = announced_length(first);
  if (length > left) {
    return 0;
  }
  for (size_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xC0) != 0x80) {
      return 0;
    }
  }
  bool overlong = (first == 0xE0 && bytes[1] < 0xA0) || (first == 0xF0 && bytes[1] < 0x90);
  bool beyond = (first == 0xED && bytes[1] > 0x9F) || (first == 0xF4 && bytes[1] > 0x8F);
  return overlong || beyond ? 0 : length;
}

size_t rift_utf8_count(const char *bytes, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
  }
  return count;
}
