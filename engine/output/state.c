/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/state.h"

#include <stdlib.h>

#include "tables/file.h"

rift_status rift_output_put(const rift_output *output, const char *name, rift_text *text,
                            rift_error *error) {
  char *path = rift_path_join(output->partial, name);
  rift_status status = path == NULL || text->failed
                           ? rift_error_memory(error, text->length)
                           : rift_file_write(path, text->bytes, text->length, error);
  free(path);
  rift_text_free(text);
  return status;
}

static int take_piece(const char *bytes, size_t length, void *text) {
  rift_text_add_bytes(text, bytes, length);
  return 0;
}

void rift_output_dump(rift_text *text, const json_t *json, size_t flags) {
  if (json == NULL || json_dump_callback(json, take_piece, text, flags) != 0) {
    text->failed = true;
  }
}

rift_status rift_output_put_json(const rift_output *output, const char *name, json_t *json,
                                 rift_error *error) {
  rift_text text = {0};
  rift_output_dump(&text, json, JSON_INDENT(2) | JSON_SORT_KEYS);
  rift_text_add(&text, "\n");
  json_decref(json);
  return rift_output_put(output, name, &text, error);
}
