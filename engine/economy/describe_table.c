/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/describe_table.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "tables/file.h"

#define TABLE_BYTES_MAX ((size_t)1 << 26)
#define COLUMNS_MAX 64

typedef struct columns {
  rift_text names[COLUMNS_MAX];
  size_t numbers[COLUMNS_MAX], others[COLUMNS_MAX];
  size_t count;
} columns;

/* One field from `at`, without its quotes; returns what follows it, *last at the end of a line. */
static const char *next_field(const char *at, const char *end, rift_text *field, bool *last) {
  bool quoted = at < end && *at == '"';
  field->length = 0;
  rift_text_add_bytes(field, "", 0);
  at += quoted;
  while (at < end && (quoted || (*at != ',' && *at != '\n'))) {
    if (quoted && *at == '"' && at + 1 < end && at[1] == '"') {
      at++;
    } else if (quoted && *at == '"') {
      quoted = false;
      at++;
      continue;
    }
    if (*at != '\r' || quoted) {
      rift_text_add_bytes(field, at, 1);
    }
    at++;
  }
  *last = at >= end || *at == '\n';
  return at < end ? at + 1 : end;
}

static void read_rows(const char *at, const char *end, columns *found, rift_text *field) {
  size_t column = 0;
  bool header = true;
  while (at < end) {
    bool last = false;
    at = next_field(at, end, field, &last);
    if (header && column < COLUMNS_MAX) {
      rift_text_add_bytes(&found->names[column], field->bytes, field->length);
      found->count = column + 1;
    } else if (column < found->count && field->length > 0) {
      double value = 0;
      bool number = rift_number_read(field->bytes, field->length, &value) == RIFT_NUMBER_OK;
      found->numbers[column] += number;
      found->others[column] += !number;
    }
    column = last ? 0 : column + 1;
    header = header && !last;
  }
}

static json_t *make_schema(const columns *found) {
  json_t *schema = json_object();
  json_t *fields = json_array();
  int failed = 0;
  for (size_t i = 0; i < found->count; i++) {
    json_t *field = json_object();
    bool number = found->numbers[i] > 0 && found->others[i] == 0;
    failed |= json_object_set_new(field, "name", json_string(found->names[i].bytes));
    failed |= json_object_set_new(field, "type", json_string(number ? "number" : "string"));
    failed |= json_array_append_new(fields, field);
  }
  failed |= json_object_set_new(schema, "fields", fields);
  if (failed != 0) {
    json_decref(schema);
    return NULL;
  }
  return schema;
}

json_t *rift_describe_table(const char *path, rift_error *error) {
  columns found = {.count = 0};
  rift_text content = {0};
  rift_text field = {0};
  json_t *schema = NULL;
  if (rift_file_read(path, TABLE_BYTES_MAX, &content, error) == RIFT_OK) {
    read_rows(content.bytes, content.bytes + content.length, &found, &field);
    bool failed = field.failed;
    for (size_t i = 0; i < found.count; i++) {
      failed |= found.names[i].failed;
    }
    schema = failed ? NULL : make_schema(&found);
    if (schema == NULL) {
      rift_error_memory(error, 0);
    }
  }
  for (size_t i = 0; i < found.count; i++) {
    rift_text_free(&found.names[i]);
  }
  rift_text_free(&field);
  rift_text_free(&content);
  return schema;
}
