/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line into fields. Most lines hold no quote and nothing unusual: one pass over the bytes finds
 * that out and marks the separators. Lines with quotes are checked here, where positions are known,
 * and unquoted by libcsv. */
#include <csv.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tables/csv_internal.h"
#include "tables/utf8.h"

enum { PLAIN = 0, SEPARATOR = 1, QUOTE = 2, BLANK = 4, CONTROL = 8, HIGH = 16 };

void rift_csv_set_separator(rift_csv *csv, char separator) {
  for (unsigned c = 0; c < 256; c++) {
    csv->classes[c] = c >= 128 ? HIGH : c < 32 || c == 127 ? CONTROL : PLAIN;
  }
  csv->classes['"'] = QUOTE;
  csv->classes[' '] = BLANK;
  csv->classes['\t'] = BLANK;
  csv->classes[(unsigned char)separator] = SEPARATOR;
  csv->separator = separator;
}

rift_status rift_csv_error_at(rift_csv *csv, size_t offset, const char *format, ...) {
  char message[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  csv->errors++;
  size_t within = offset < csv->length ? offset : csv->length;
  return rift_problems_add(csv->problems, RIFT_ERROR, csv->path, csv->line,
                           (long)rift_utf8_count(csv->bytes, within) + 1, "%s", message);
}

static void add_field(rift_csv *csv, size_t offset, size_t length) {
  if (csv->field_count <= RIFT_CSV_COLUMNS_MAX) {
    csv->fields[csv->field_count] = (rift_csv_field){.offset = offset, .length = length};
  }
  csv->field_count++;
}

/* Splits at separators as if there were no quotes; returns the union of the classes met. */
static unsigned split_plainly(rift_csv *csv) {
  const unsigned char *bytes = (const unsigned char *)csv->bytes;
  unsigned met = 0;
  size_t start = 0;
  csv->field_count = 0;
  for (size_t i = 0; i < csv->length; i++) {
    unsigned class = csv->classes[bytes[i]];
    met |= class;
    if (class == SEPARATOR) {
      add_field(csv, start, i - start);
      start = i + 1;
    }
  }
  add_field(csv, start, csv->length - start);
  return met;
}

static bool report_control(rift_csv *csv) {
  size_t at = 0;
  while (csv->classes[(unsigned char)csv->bytes[at]] != CONTROL) {
    at++;
  }
  if (csv->bytes[at] == '\r') {
    rift_csv_error_at(
        csv, at,
        "a carriage return stands inside the line; expected lines that end with LF or "
        "CR LF; save the file with Unix or Windows line ends");
  } else if (csv->bytes[at] == '\0') {
    rift_csv_error_at(
        csv, at,
        "a NUL byte; expected text; the file is binary, damaged or UTF-16: save it as "
        "CSV in UTF-8");
  } else {
    rift_csv_error_at(csv, at, "the control character 0x%02X; expected text; delete it",
                      (unsigned)(unsigned char)csv->bytes[at]);
  }
  return false;
}

static bool check_encoding(rift_csv *csv) {
  const unsigned char *bytes = (const unsigned char *)csv->bytes;
  for (size_t i = 0; i < csv->length;) {
    size_t length = rift_utf8_length(bytes + i, csv->length - i);
    if (length == 0) {
      rift_csv_error_at(
          csv, i,
          "the byte 0x%02X is not UTF-8; expected UTF-8 text; the file is probably in "
          "Latin-1 or Windows-1252: save it again as UTF-8",
          (unsigned)bytes[i]);
      return false;
    }
    i += length;
  }
  return true;
}

/* The byte behind the quoted field that opens at `open`, or 0 if it is malformed (recorded). */
static size_t end_of_quoted(rift_csv *csv, size_t open) {
  for (size_t i = open + 1; i < csv->length; i++) {
    if (csv->bytes[i] != '"') {
      continue;
    }
    if (i + 1 < csv->length && csv->bytes[i + 1] == '"') {
      i++;
      continue;
    }
    if (i + 1 == csv->length || csv->bytes[i + 1] == csv->separator) {
      return i + 1;
    }
    rift_csv_error_at(
        csv, i + 1,
        "text follows a closing quote; expected '%c' or the end of the line; double the "
        "quotes inside a quoted field (\"\")",
        csv->separator);
    return 0;
  }
  rift_csv_error_at(
      csv, open,
      "the quote that opens here is not closed on this line; expected a closing quote; "
      "add it, or delete this one (fields hold no line breaks)");
  return 0;
}

/* Splits a line with quotes; false if they are malformed. */
static bool split_quoted(rift_csv *csv) {
  size_t start = 0;
  csv->field_count = 0;
  for (;;) {
    size_t end = start;
    if (start < csv->length && csv->bytes[start] == '"') {
      end = end_of_quoted(csv, start);
      if (end == 0) {
        return false;
      }
    }
    while (end < csv->length && csv->bytes[end] != csv->separator) {
      if (csv->bytes[end] == '"') {
        rift_csv_error_at(
            csv, end,
            "a quote inside an unquoted field; expected none; quote the whole field and "
            "double this quote, or delete it");
        return false;
      }
      end++;
    }
    add_field(csv, start, end - start);
    if (end >= csv->length) {
      return true;
    }
    start = end + 1;
  }
}

typedef struct unquoting {
  rift_csv *csv;
  size_t next;
} unquoting;

/* Texts go into one growing buffer, which may move: offsets first, addresses when the line is done.
 */
static void take_unquoted(void *field, size_t length, void *context) {
  unquoting *state = context;
  rift_csv *csv = state->csv;
  if (state->next < csv->field_count && state->next <= RIFT_CSV_COLUMNS_MAX) {
    csv->fields[state->next].text_length = length;
    rift_text_add_bytes(&csv->unquoted, field == NULL ? "" : field, length);
    rift_text_add_bytes(&csv->unquoted, "", 1);
  }
  state->next++;
}

static bool parse_with_libcsv(rift_csv *csv, unquoting *state) {
  if (csv->parser == NULL) {
    csv->parser = rift_allocate(1, sizeof(struct csv_parser));
    if (csv->parser == NULL ||
        csv_init(csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
      return false;
    }
  }
  csv_set_delim(csv->parser, (unsigned char)csv->separator);
  return csv_parse(csv->parser, csv->bytes, csv->length, take_unquoted, NULL, state) ==
             csv->length &&
         csv_fini(csv->parser, take_unquoted, NULL, state) == 0;
}

/* False only when memory runs out: the quotes were checked before. */
static bool unquote(rift_csv *csv) {
  unquoting state = {.csv = csv, .next = 0};
  csv->unquoted.length = 0;
  if (!parse_with_libcsv(csv, &state) || csv->unquoted.failed || state.next != csv->field_count) {
    csv->memory_failed = true;
    return false;
  }
  const char *text = csv->unquoted.bytes;
  for (size_t i = 0; i < csv->field_count; i++) {
    csv->fields[i].text = text;
    text += csv->fields[i].text_length + 1;
  }
  return true;
}

/* The line's own bytes serve as the fields' texts, with NULs in place of the separators. */
static void terminate_in_place(rift_csv *csv) {
  for (size_t i = 0; i < csv->field_count; i++) {
    rift_csv_field *field = &csv->fields[i];
    field->text = csv->bytes + field->offset;
    field->text_length = field->length;
    csv->bytes[field->offset + field->length] = '\0';
  }
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* Recorded, then cut off, so that one blank does not cause a second message about an unknown code.
 */
static void trim_fields(rift_csv *csv) {
  for (size_t i = 0; i < csv->field_count; i++) {
    rift_csv_field *field = &csv->fields[i];
    const char *bytes = csv->bytes + field->offset;
    if (field->length == 0 || (!is_blank(bytes[0]) && !is_blank(bytes[field->length - 1]))) {
      continue;
    }
    bool leading = is_blank(bytes[0]);
    rift_csv_error_at(csv, field->offset,
                      "the field %s with a blank; expected none around a field; delete it",
                      leading ? "begins" : "ends");
    while (field->length > 0 && is_blank(csv->bytes[field->offset])) {
      field->offset++;
      field->length--;
    }
    while (field->length > 0 && is_blank(csv->bytes[field->offset + field->length - 1])) {
      field->length--;
    }
  }
}

static bool check_lengths(rift_csv *csv) {
  if (csv->field_count > RIFT_CSV_COLUMNS_MAX) {
    rift_csv_error_at(csv, csv->fields[RIFT_CSV_COLUMNS_MAX].offset,
                      "the line has %zu fields; expected at most %d", csv->field_count,
                      RIFT_CSV_COLUMNS_MAX);
    return false;
  }
  for (size_t i = 0; i < csv->field_count; i++) {
    if (csv->fields[i].length > csv->options.field_limit) {
      rift_csv_error_at(csv, csv->fields[i].offset,
                        "the field has %zu bytes; expected at most %zu; is a quote "
                        "or a separator missing?",
                        csv->fields[i].length, csv->options.field_limit);
      return false;
    }
  }
  return true;
}

static bool all_digits(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') {
      return false;
    }
  }
  return length > 0;
}

/* Could fields i and i + 1 be the two sides of a decimal comma? */
static bool is_split_number(const rift_csv *csv, size_t i) {
  size_t column = csv->declared[i];
  if (column == RIFT_CSV_ABSENT || csv->columns[column].type != RIFT_CSV_NUMBER) {
    return false;
  }
  const rift_csv_field *whole = &csv->fields[i];
  const rift_csv_field *part = &csv->fields[i + 1];
  const char *text = csv->bytes + whole->offset;
  size_t sign = whole->length > 0 && (text[0] == '-' || text[0] == '+');
  return all_digits(text + sign, whole->length - sign) &&
         all_digits(csv->bytes + part->offset, part->length);
}

/* "12,5" arrives as two fields, the first of them in a column of numbers. With several such columns
 * side by side it cannot be told which commas are meant: then the first of them is pointed at. */
static bool explain_decimal_comma(rift_csv *csv, size_t width) {
  size_t candidates = 0;
  size_t first = 0;
  for (size_t i = 0; i < width; i++) {
    if (is_split_number(csv, i)) {
      first = candidates == 0 ? i : first;
      candidates++;
    }
  }
  if (candidates == 0) {
    return false;
  }
  const rift_csv_field *whole = &csv->fields[first];
  const rift_csv_field *part = &csv->fields[first + 1];
  if (candidates > csv->field_count - width) {
    rift_csv_error_at(
        csv, whole->offset,
        "the row has %zu fields, expected %zu: numbers from here on seem to have decimal "
        "commas; write decimal points",
        csv->field_count, width);
    return true;
  }
  rift_csv_error_at(csv, whole->offset,
                    "the row has %zu fields, expected %zu: '%.*s,%.*s' seems to be a number with a "
                    "decimal comma; write a decimal point (%.*s.%.*s)",
                    csv->field_count, width, (int)whole->length, csv->bytes + whole->offset,
                    (int)part->length, csv->bytes + part->offset, (int)whole->length,
                    csv->bytes + whole->offset, (int)part->length, csv->bytes + part->offset);
  return true;
}

static bool check_width(rift_csv *csv, size_t width) {
  if (csv->field_count == width) {
    return true;
  }
  if (csv->field_count > width) {
    if (!explain_decimal_comma(csv, width)) {
      rift_csv_error_at(csv, csv->fields[width].offset,
                        "the row has %zu fields; expected %zu as in the header; delete "
                        "what is too much, or quote a field that holds the separator '%c'",
                        csv->field_count, width, csv->separator);
    }
    return false;
  }
  const char *other = memchr(csv->bytes, ';', csv->length);
  other = other == NULL ? memchr(csv->bytes, '\t', csv->length) : other;
  if (csv->field_count == 1 && other != NULL) {
    rift_csv_error_at(csv, (size_t)(other - csv->bytes),
                      "this row is separated by %s; expected '%c' as in the header",
                      *other == ';' ? "';'" : "tabs", csv->separator);
  } else {
    rift_csv_error_at(csv, csv->length,
                      "the row ends after %zu fields; expected %zu as in the header; is a field "
                      "or a separator missing?",
                      csv->field_count, width);
  }
  return false;
}

static bool all_empty(const rift_csv *csv) { return csv->length + 1 == csv->field_count; }

rift_csv_row_kind rift_csv_split(rift_csv *csv, size_t width) {
  if (csv->length > 0 && csv->bytes[csv->length - 1] == '\r') {
    csv->length--;
  }
  if (csv->length == 0) {
    return RIFT_CSV_ROW_BLANK;
  }
  unsigned met = split_plainly(csv);
  if (((met & CONTROL) && !report_control(csv)) || ((met & HIGH) && !check_encoding(csv)) ||
      ((met & QUOTE) && !split_quoted(csv)) || !check_lengths(csv)) {
    return RIFT_CSV_ROW_FAULTY;
  }
  if (width > 0 && all_empty(csv)) {
    rift_csv_error_at(csv, 0, "the row has only empty fields; expected values; delete the row");
    return RIFT_CSV_ROW_FAULTY;
  }
  if (width > 0 && !check_width(csv, width)) {
    return RIFT_CSV_ROW_FAULTY;
  }
  if (met & BLANK) {
    trim_fields(csv);
  }
  if ((met & QUOTE) == 0) {
    terminate_in_place(csv);
  } else if (!unquote(csv)) {
    return RIFT_CSV_ROW_FAULTY;
  }
  return RIFT_CSV_ROW;
}
