/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/csv_write.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"

rift_status rift_csv_writer_open(rift_csv_writer *writer, const char *path, rift_error *error) {
  size_t length = strlen(path);
  bool gzip = length > 3 && strcmp(path + length - 3, ".gz") == 0;
  writer->row_started = false;
  return rift_file_writer_open(&writer->file, path, gzip, error);
}

static void add(rift_csv_writer *writer, const char *bytes, size_t length) {
  rift_file_writer_add(&writer->file, bytes, length);
}

static void separate(rift_csv_writer *writer) {
  if (writer->row_started) {
    add(writer, ",", 1);
  }
  writer->row_started = true;
}

/* A blank at either end is quoted too: a strict reader takes an unquoted one for a mistake. */
static bool needs_quotes(const char *text) {
  size_t length = strlen(text);
  return strpbrk(text, ",\"\r\n;\t") != NULL ||
         (length > 0 && (text[0] == ' ' || text[length - 1] == ' '));
}

static void add_quoted(rift_csv_writer *writer, const char *prefix, const char *text) {
  add(writer, "\"", 1);
  add(writer, prefix, strlen(prefix));
  for (const char *quote = strchr(text, '"'); quote != NULL; quote = strchr(text, '"')) {
    add(writer, text, (size_t)(quote - text) + 1);
    add(writer, "\"", 1);
    text = quote + 1;
  }
  add(writer, text, strlen(text));
  add(writer, "\"", 1);
}

static void add_field(rift_csv_writer *writer, const char *prefix, const char *text) {
  separate(writer);
  if (needs_quotes(text)) {
    add_quoted(writer, prefix, text);
  } else {
    add(writer, prefix, strlen(prefix));
    add(writer, text, strlen(text));
  }
}

void rift_csv_write_text(rift_csv_writer *writer, const char *text) {
  text = text == NULL ? "" : text;
  bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
  add_field(writer, formula ? "'" : "", text);
}

void rift_csv_write_code(rift_csv_writer *writer, const char *code) { add_field(writer, "", code); }

void rift_csv_write_number(rift_csv_writer *writer, double value) {
  char text[RIFT_NUMBER_TEXT];
  size_t length = rift_number_write(value, text);
  separate(writer);
  add(writer, text, length);
}

void rift_csv_write_count(rift_csv_writer *writer, uint64_t value) {
  char text[RIFT_NUMBER_TEXT];
  int length = snprintf(text, sizeof text, "%" PRIu64, value);
  separate(writer);
  add(writer, text, (size_t)length);
}

void rift_csv_end_row(rift_csv_writer *writer) {
  add(writer, "\n", 1);
  writer->row_started = false;
}

void rift_csv_write_row(rift_csv_writer *writer, const char *const *codes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    rift_csv_write_code(writer, codes[i]);
  }
  rift_csv_end_row(writer);
}

rift_status rift_csv_writer_commit(rift_csv_writer *writer, rift_error *error) {
  return rift_file_writer_commit(&writer->file, error);
}

void rift_csv_writer_abandon(rift_csv_writer *writer) { rift_file_writer_abandon(&writer->file); }
