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

/* Lines that the text takes when broken at blanks; bytes go to `to` unless it is NULL. */
static size_t break_lines(rift_text *to, const char *text, size_t width) {
  size_t lines = 1;
  size_t used = 0;
  while (*text != '\0') {
    size_t word = strcspn(text, " ");
    size_t wide = characters(text, word);
    bool fresh = used > 0 && width > 0 && used + 1 + wide > width;
    const char *between = fresh ? "\\n" : used > 0 ? " " : "";
    lines += fresh;
    used = fresh ? wide : used + (used > 0) + wide;
    if (to != NULL) {
      rift_text_add(to, "%s", between);
      add_escaped(to, text, word);
    }
    text += word + (text[word] == ' ');
  }
  return lines;
}

void rift_plot_quote(rift_text *to, const char *text, size_t width) {
  size_t lines = break_lines(NULL, text, width);
  /* The narrowest width that needs no further line: lines of like length, no orphan at the end. */
  while (width > 1 && break_lines(NULL, text, width - 1) == lines) {
    width--;
  }
  rift_text_add(to, "\"");
  break_lines(to, text, width);
  rift_text_add(to, "\"");
}
