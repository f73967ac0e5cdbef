/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/wide.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "tables/utf8.h"

#define CHUNK_BYTES ((size_t)1 << 20)
#define LINE_BYTES_MAX ((size_t)1 << 26)

rift_status rift_wide_open(rift_wide *wide, const char *path, char separator,
                           rift_problems *problems, rift_error *error) {
  memset(wide, 0, sizeof *wide);
  wide->problems = problems;
  wide->separator = separator;
  wide->path = rift_copy_text(path);
  if (wide->path == NULL) {
    return rift_error_memory(error, 0);
  }
  rift_status status = rift_csv_source_open(&wide->source, path, CHUNK_BYTES, problems, error);
  const char *bytes = NULL;
  size_t length = 0;
  if (status == RIFT_OK && !rift_csv_source_peek(&wide->source, &bytes, &length)) {
    status = rift_error_memory(error, CHUNK_BYTES);
  }
  if (status != RIFT_OK) {
    rift_status closed = rift_wide_close(wide, error);
    return closed == RIFT_FAILED ? closed : status;
  }
  if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
    rift_csv_source_skip(&wide->source, 3);
  }
  return RIFT_OK;
}

static rift_status record(rift_wide *wide, size_t offset, const char *message) {
  wide->errors++;
  size_t within = offset < wide->length ? offset : wide->length;
  return rift_problems_add(wide->problems, RIFT_ERROR, wide->path, wide->line,
                           (long)rift_utf8_count(wide->bytes, within) + 1, "%s", message);
}

rift_status rift_wide_error(rift_wide *wide, size_t cell, const char *format, ...) {
  char message[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return record(wide, cell < wide->count ? wide->cells[cell].offset : wide->length, message);
}

static void end_of_file(rift_wide *wide) {
  char message[256];
  wide->ended = true;
  if (wide->source.damaged) {
    wide->line++;
    wide->length = 0;
    snprintf(message, sizeof message,
             "the file cannot be read beyond this line: %s; expected a whole file; fetch it again",
             wide->source.damage);
    record(wide, 0, message);
  }
}

static bool add_cell(rift_wide *wide, char *text, size_t length) {
  rift_wide_cell *cells =
      rift_grow(wide->cells, &wide->capacity, wide->count + 1, sizeof *wide->cells);
  if (cells == NULL) {
    wide->memory_failed = true;
    return false;
  }
  wide->cells = cells;
  size_t offset = (size_t)(text - wide->bytes);
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
    length--;
  }
  while (length > 0 && (*text == ' ' || *text == '\t')) {
    text++;
    length--;
  }
  text[length] = '\0';
  cells[wide->count++] = (rift_wide_cell){.text = text, .length = length, .offset = offset};
  return true;
}

/* Takes the quotes off in place. NULL (and recorded) if they are malformed; else where the cell's
 * separator stands. */
static char *unquote(rift_wide *wide, char *open, size_t *length) {
  char *end = wide->bytes + wide->length;
  char *to = open;
  for (char *from = open + 1; from < end; from++) {
    if (*from == '"' && from + 1 < end && from[1] == '"') {
      from++;
    } else if (*from == '"') {
      if (from + 1 == end || from[1] == wide->separator) {
        *length = (size_t)(to - open);
        return from + 1;
      }
      record(wide, (size_t)(from + 1 - wide->bytes),
             "text follows a closing quote; expected the separator or the end of the line; double "
             "the quotes inside a quoted cell (\"\")");
      return NULL;
    }
    *to++ = *from;
  }
  record(wide, (size_t)(open - wide->bytes),
         "the quote that opens here is not closed on this line; expected a closing quote; add it, "
         "or delete this one");
  return NULL;
}

/* False if the line is malformed (recorded) or memory ran out. The byte behind the line is ours. */
static bool split(rift_wide *wide) {
  char *at = wide->bytes;
  char *end = wide->bytes + wide->length;
  wide->count = 0;
  for (;;) {
    char *stop = NULL;
    size_t length = 0;
    if (at < end && *at == '"') {
      stop = unquote(wide, at, &length);
      if (stop == NULL) {
        return false;
      }
    } else {
      stop = memchr(at, wide->separator, (size_t)(end - at));
      stop = stop == NULL ? end : stop;
      length = (size_t)(stop - at);
    }
    if (!add_cell(wide, at, length)) {
      return false;
    }
    if (stop == end) {
      return true;
    }
    at = stop + 1;
  }
}

/* What cannot be text makes every later message meaningless: reading ends there. */
static bool is_text(rift_wide *wide) {
  const char *nul = memchr(wide->bytes, '\0', wide->length);
  if (nul != NULL) {
    record(wide, (size_t)(nul - wide->bytes),
           "a NUL byte; expected text; the file is binary, damaged or UTF-16: save it as UTF-8");
    return false;
  }
  return true;
}

static bool take_line(rift_wide *wide) {
  switch (
      rift_csv_source_line(&wide->source, LINE_BYTES_MAX, &wide->bytes, &wide->length)) {
    case RIFT_CSV_LINES_NO_MEMORY:
      wide->memory_failed = true;
      return false;
    case RIFT_CSV_LINES_END:
      end_of_file(wide);
      return false;
    case RIFT_CSV_LINE_TOO_LONG:
      wide->line++;
      record(wide, 0, "the line has more than 64 MiB; expected a shorter one; are its line ends CR "
                      "alone, or is it another kind of file?");
      return false;
    case RIFT_CSV_LINE:
      wide->line++;
      return is_text(wide);
  }
  return false;
}

bool rift_wide_next(rift_wide *wide) {
  while (!wide->ended && !wide->memory_failed) {
    if (!take_line(wide)) {
      wide->ended = true;
      return false;
    }
    if (wide->length > 0 && wide->bytes[wide->length - 1] == '\r') {
      wide->length--;
    }
    if (wide->length == 0) {
      continue; /* a matrix loses nothing with a blank line: its rows are counted */
    }
    if (split(wide)) {
      return true;
    }
    wide->ended = true;
  }
  return false;
}

bool rift_wide_expect(rift_wide *wide, size_t expected) {
  if (wide->count == expected) {
    return true;
  }
  bool too_many = wide->count > expected;
  rift_wide_error(wide, too_many ? expected : wide->count,
                  "the line has %zu cells; expected %zu%s", wide->count, expected,
                  too_many ? "; what begins here is too much"
                           : "; is a cell or a separator missing?");
  return false;
}

bool rift_wide_number(rift_wide *wide, size_t cell, const char *what, double *value) {
  const rift_wide_cell *read = &wide->cells[cell];
  rift_number_fault fault = rift_number_read(read->text, read->length, value);
  if (fault == RIFT_NUMBER_OK) {
    return true;
  }
  rift_wide_error(wide, cell, "%s '%.60s' %s", what, read->text, rift_number_fault_text(fault));
  return false;
}

rift_status rift_wide_close(rift_wide *wide, rift_error *error) {
  rift_status status = wide->errors > 0 ? RIFT_INVALID : RIFT_OK;
  if (wide->memory_failed) {
    status = rift_error_memory(error, 0);
  }
  rift_csv_source_close(&wide->source);
  free(wide->path);
  free(wide->cells);
  memset(wide, 0, sizeof *wide);
  return status;
}
