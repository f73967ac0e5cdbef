/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/csv.h"

#include <csv.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "tables/csv_internal.h"
#include "tables/utf8.h"

rift_csv_options rift_csv_options_default(void) {
  return (rift_csv_options){.chunk_bytes = (size_t)1 << 18,
                            .field_limit = (size_t)1 << 16,
                            .row_limit = (size_t)1 << 20,
                            .row_count_limit = UINT64_C(100000000),
                            .file_limit = UINT64_C(1) << 34,
                            .rows_required = true};
}

static void destroy(rift_csv *csv) {
  if (csv == NULL) {
    return;
  }
  rift_csv_source_close(&csv->source);
  if (csv->parser != NULL) {
    csv_free(csv->parser);
    free(csv->parser);
  }
  rift_text_free(&csv->unquoted);
  free(csv->path);
  free(csv);
}

static rift_csv *create(const char *path, const rift_csv_column *columns, size_t column_count,
                        const rift_csv_options *options, rift_problems *problems) {
  rift_csv *csv = rift_allocate(1, sizeof *csv);
  char *path_copy = rift_copy_text(path);
  if (csv == NULL || path_copy == NULL) {
    free(csv);
    free(path_copy);
    return NULL;
  }
  csv->path = path_copy;
  csv->columns = columns;
  csv->column_count = column_count;
  csv->options = options == NULL ? rift_csv_options_default() : *options;
  csv->problems = problems;
  rift_csv_set_separator(csv, ',');
  return csv;
}

/* An error that ends the reading of this file. */
static void stop(rift_csv *csv, long line, const char *message) {
  csv->errors++;
  csv->ended = true;
  rift_problems_add(csv->problems, RIFT_ERROR, csv->path, line, line > 0 ? 1 : 0, "%s", message);
}

/* Encodings that make every later message meaningless. False when memory runs out. */
static bool check_beginning(rift_csv *csv) {
  const char *bytes = NULL;
  size_t length = 0;
  if (!rift_csv_source_peek(&csv->source, &bytes, &length)) {
    return false;
  }
  bool marked =
      length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
  bool unmarked = length >= 4 && ((bytes[0] == 0 && bytes[2] == 0 && bytes[1] != 0) ||
                                  (bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0));
  if (marked || unmarked) {
    stop(csv, 1, "the file is in UTF-16; expected UTF-8; save it as \"CSV UTF-8\"");
  } else if (length >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0) {
    stop(csv, 1,
         "the file is a spreadsheet or zip archive; expected CSV; save it as \"CSV UTF-8\"");
  } else if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
    rift_problems_add(csv->problems, RIFT_WARNING, csv->path, 1, 1,
                      "the file begins with a byte-order mark, which is passed over; save it as "
                      "UTF-8 without one");
    rift_csv_source_skip(&csv->source, 3);
  }
  return true;
}

static void end_of_file(rift_csv *csv) {
  csv->ended = true;
  if (csv->source.damaged) {
    char message[512];
    snprintf(message, sizeof message,
             "the file cannot be read beyond this line: %s; expected a whole file; fetch or "
             "compress it again",
             csv->source.damage);
    stop(csv, csv->line + 1, message);
    return;
  }
  if (csv->blank_line > 0 && csv->rows > 0) {
    rift_problems_add(csv->problems, RIFT_WARNING, csv->path, csv->blank_line, 1,
                      "a blank line at the end of the file, which is passed over; delete it");
  }
}

static bool within_file_limits(rift_csv *csv) {
  char message[256];
  if (csv->source.total > csv->options.file_limit) {
    snprintf(message, sizeof message, "the file is larger than %llu bytes; expected a smaller one",
             (unsigned long long)csv->options.file_limit);
    stop(csv, csv->line + 1, message);
    return false;
  }
  if (csv->rows > csv->options.row_count_limit) {
    snprintf(message, sizeof message, "the file has more than %llu rows; expected fewer",
             (unsigned long long)csv->options.row_count_limit);
    stop(csv, csv->line, message);
    return false;
  }
  return true;
}

/* Takes the next physical line; false at the end. An overlong one has length 0 and *overlong set.
 */
static bool take_line(rift_csv *csv, bool *overlong) {
  if (csv->ended || !within_file_limits(csv)) {
    return false;
  }
  switch (rift_csv_source_line(&csv->source, csv->options.row_limit, &csv->bytes, &csv->length)) {
    case RIFT_CSV_LINES_NO_MEMORY:
      csv->memory_failed = true;
      csv->ended = true;
      return false;
    case RIFT_CSV_LINES_END:
      end_of_file(csv);
      return false;
    case RIFT_CSV_LINE_TOO_LONG:
      csv->line++;
      rift_csv_error_at(
          csv, 0,
          "the line has more than %zu bytes; expected a shorter one; are its line ends CR alone, "
          "or is it another kind of file?",
          csv->options.row_limit);
      *overlong = true;
      return true;
    case RIFT_CSV_LINE:
      csv->line++;
      *overlong = false;
      return true;
  }
  return false;
}

/* A header without a comma but with ';' or tabs: said once, then that separator is used. */
static void detect_separator(rift_csv *csv) {
  if (csv->column_count < 2 || csv->length == 0 || memchr(csv->bytes, ',', csv->length) != NULL) {
    return;
  }
  const char *found = memchr(csv->bytes, ';', csv->length);
  found = found == NULL ? memchr(csv->bytes, '\t', csv->length) : found;
  if (found == NULL) {
    return;
  }
  char separator = *found;
  rift_csv_error_at(
      csv, (size_t)(found - csv->bytes),
      "the columns are separated by %s; expected ','; save the file as CSV with commas (a German "
      "spreadsheet writes ';') and decimal points",
      separator == ';' ? "';'" : "tabs");
  rift_csv_set_separator(csv, separator);
}

static void read_header(rift_csv *csv) {
  bool overlong = false;
  if (!take_line(csv, &overlong)) {
    if (csv->errors == 0 && !csv->memory_failed) {
      char expected[512];
      char message[600];
      rift_csv_describe_columns(csv, expected, sizeof expected);
      snprintf(message, sizeof message, "the file is empty; expected the header %s", expected);
      stop(csv, 1, message);
    }
    return;
  }
  detect_separator(csv);
  rift_csv_row_kind kind = overlong ? RIFT_CSV_ROW_FAULTY : rift_csv_split(csv, 0);
  if (kind == RIFT_CSV_ROW_BLANK) {
    rift_csv_error_at(csv, 0, "the first line is blank; expected the header; delete the line");
  }
  if (kind != RIFT_CSV_ROW) {
    csv->ended = true;
    return;
  }
  rift_csv_match_header(csv);
}

static rift_status start(rift_csv **csv, rift_csv *opened, rift_error *error) {
  if (!check_beginning(opened)) {
    opened->memory_failed = true;
  } else if (!opened->ended) {
    read_header(opened);
  }
  if (opened->memory_failed) {
    destroy(opened);
    return rift_error_memory(error, 0);
  }
  if (opened->ended && opened->errors > 0) {
    destroy(opened);
    return RIFT_INVALID;
  }
  *csv = opened;
  return RIFT_OK;
}

rift_status rift_csv_open(rift_csv **csv, const char *path, const rift_csv_column *columns,
                          size_t column_count, const rift_csv_options *options,
                          rift_problems *problems, rift_error *error) {
  *csv = NULL;
  rift_csv *opened = create(path, columns, column_count, options, problems);
  if (opened == NULL) {
    return rift_error_memory(error, sizeof *opened);
  }
  rift_status status =
      rift_csv_source_open(&opened->source, path, opened->options.chunk_bytes, problems, error);
  if (status != RIFT_OK) {
    destroy(opened);
    return status;
  }
  return start(csv, opened, error);
}

rift_status rift_csv_open_bytes(rift_csv **csv, const char *name, const void *bytes, size_t length,
                                const rift_csv_column *columns, size_t column_count,
                                const rift_csv_options *options, rift_problems *problems,
                                rift_error *error) {
  *csv = NULL;
  rift_csv *opened = create(name, columns, column_count, options, problems);
  if (opened == NULL) {
    return rift_error_memory(error, sizeof *opened);
  }
  rift_csv_source_open_bytes(&opened->source, bytes, length, opened->options.chunk_bytes);
  return start(csv, opened, error);
}

/* Blank lines are errors once a row follows them: there something may have been lost. */
static void report_blank_lines(rift_csv *csv) {
  long line = csv->line;
  csv->line = csv->blank_line;
  rift_csv_error_at(csv, 0, "a blank line; expected a row with %zu fields; delete the line",
                    csv->width);
  csv->line = line;
  csv->blank_line = 0;
}

bool rift_csv_next(rift_csv *csv) {
  bool overlong = false;
  while (!csv->memory_failed && take_line(csv, &overlong)) {
    rift_csv_row_kind kind = overlong ? RIFT_CSV_ROW_FAULTY : rift_csv_split(csv, csv->width);
    if (kind == RIFT_CSV_ROW_BLANK) {
      csv->blank_line = csv->blank_line == 0 ? csv->line : csv->blank_line;
      continue;
    }
    if (csv->blank_line > 0) {
      report_blank_lines(csv);
    }
    csv->rows++;
    if (kind == RIFT_CSV_ROW && !csv->unusable) {
      return true;
    }
  }
  return false;
}

long rift_csv_line(const rift_csv *csv) { return csv->line; }

const char *rift_csv_path(const rift_csv *csv) { return csv->path; }

bool rift_csv_has(const rift_csv *csv, size_t column) {
  return csv->places[column] != RIFT_CSV_ABSENT;
}

static size_t field_offset(const rift_csv *csv, size_t column) {
  return rift_csv_has(csv, column) ? csv->fields[csv->places[column]].offset : 0;
}

long rift_csv_position(const rift_csv *csv, size_t column) {
  return (long)rift_utf8_count(csv->bytes, field_offset(csv, column)) + 1;
}

const char *rift_csv_text(const rift_csv *csv, size_t column, size_t *length) {
  if (!rift_csv_has(csv, column)) {
    *length = 0;
    return "";
  }
  const rift_csv_field *field = &csv->fields[csv->places[column]];
  *length = field->text_length;
  return field->text;
}

rift_status rift_csv_error(rift_csv *csv, size_t column, const char *format, ...) {
  char message[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return rift_csv_error_at(csv, field_offset(csv, column), "%s", message);
}

/* "9.45E+12": what a spreadsheet makes of a long code of digits, or of one with an E in it. */
static bool looks_like_spreadsheet_number(const char *text, size_t length) {
  double value = 0;
  return text[0] >= '0' && text[0] <= '9' &&
         (memchr(text, '+', length) != NULL || memchr(text, '.', length) != NULL ||
          memchr(text, ',', length) != NULL) &&
         rift_number_read(text, length, &value) != RIFT_NUMBER_NOT_A_NUMBER;
}

static bool looks_like_spreadsheet_code(const char *text, size_t length) {
  char copy[32];
  if (length >= sizeof copy || length == 0) {
    return false;
  }
  /* A comma in the mantissa (German) is as good as a point here. */
  for (size_t i = 0; i <= length; i++) {
    copy[i] = text[i] == ',' ? '.' : text[i];
  }
  return looks_like_spreadsheet_number(copy, length);
}

bool rift_csv_code(rift_csv *csv, size_t column, const char **code, size_t *length) {
  *code = rift_csv_text(csv, column, length);
  if (*length == 0) {
    rift_csv_error(csv, column, "'%s' is empty; expected a code; fill it in",
                   csv->columns[column].name);
    return false;
  }
  if (looks_like_spreadsheet_code(*code, *length)) {
    rift_csv_error(
        csv, column,
        "'%s' is a number where '%s' must be a code; a spreadsheet has probably rewritten it; "
        "type the code again with the column formatted as text",
        *code, csv->columns[column].name);
    return false;
  }
  return true;
}

bool rift_csv_number(rift_csv *csv, size_t column, double *value) {
  size_t length = 0;
  const char *text = rift_csv_text(csv, column, &length);
  rift_number_fault fault = rift_number_read(text, length, value);
  if (fault == RIFT_NUMBER_OK) {
    return true;
  }
  rift_csv_error(csv, column, "%s '%.60s' %s", csv->columns[column].name, text,
                 rift_number_fault_text(fault));
  return false;
}

rift_status rift_csv_close(rift_csv *csv, rift_error *error) {
  if (csv == NULL) {
    return RIFT_OK;
  }
  if (csv->ended && csv->errors == 0 && csv->rows == 0 && csv->options.rows_required &&
      !csv->memory_failed) {
    stop(csv, 2, "the file has a header but no rows; expected at least one");
  }
  rift_status status = csv->errors > 0 ? RIFT_INVALID : RIFT_OK;
  if (csv->memory_failed) {
    status = rift_error_memory(error, 0);
  }
  destroy(csv);
  return status;
}
