/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_data.h"

#include <string.h>

static size_t characters(const char *text, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    count += ((unsigned char)text[i] & 0xC0) != 0x80;
  }
  return count;
}

/* Inside double quotes gnuplot runs what stands between backticks, and a backslash begins an escape. */
static void add_escaped(rift_text *to, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c == '"' || c == '\\') {
      rift_text_add(to, "\\%c", c);
    } else if (c == '`') {
      rift_text_add(to, "'");
    } else {
      rift_text_add_bytes(to, c < ' ' ? " " : &bytes[i], 1);
    }
  }
}

void rift_plot_quote(rift_text *to, const char *text, size_t width) {
  size_t used = 0;
  rift_text_add(to, "\"");
  while (*text != '\0') {
    size_t word = strcspn(text, " ");
    size_t wide = characters(text, word);
    if (used > 0 && width > 0 && used + 1 + wide > width) {
      rift_text_add(to, "\\n");
      used = 0;
    } else if (used > 0) {
      rift_text_add(to, " ");
      used++;
    }
    add_escaped(to, text, word);
    used += wide;
    text += word + (text[word] == ' ');
  }
  rift_text_add(to, "\"");
}
