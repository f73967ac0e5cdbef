/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "output/state.h"

void rift_output_cell(rift_csv_writer *table, const char *text) {
  rift_text flat = {0};
  size_t length = text == NULL ? 0 : strlen(text);
  while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
    length--;
  }
  rift_text_add_bytes(&flat, text == NULL ? "" : text, length);
  for (size_t i = 0; !flat.failed && i < flat.length; i++) {
    if (flat.bytes[i] == '\n' || flat.bytes[i] == '\r' || flat.bytes[i] == '\t') {
      flat.bytes[i] = ' ';
    }
  }
  if (flat.failed && table->file.status == RIFT_OK) {
    table->file.status = rift_error_memory(&table->file.error, length);
  } else if (!flat.failed) {
    rift_csv_write_text(table, flat.bytes);
  }
  rift_text_free(&flat);
}
