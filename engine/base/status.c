/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

rift_status rift_error_set(rift_error *error, rift_status status, const char *format, ...) {
  if (error == NULL) {
    return status;
  }
  memset(error, 0, sizeof *error);
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return status;
}

rift_status rift_error_memory(rift_error *error, size_t bytes) {
  if (bytes == 0) {
    return rift_error_set(error, RIFT_FAILED, "out of memory");
  }
  return rift_error_set(error, RIFT_FAILED, "out of memory: %zu bytes were asked for", bytes);
}

rift_status rift_error_system(rift_error *error, const char *what, const char *path) {
  const char *reason = strerror(errno);
  return rift_error_set(error, RIFT_FAILED, "%s '%s': %s", what, path, reason);
}

static void write_position(const char *file, long line, long column, FILE *stream) {
  if (file == NULL || file[0] == '\0') {
    return;
  }
  fprintf(stream, "%s:", file);
  if (line > 0) {
    fprintf(stream, "%ld:", line);
    if (column > 0) {
      fprintf(stream, "%ld:", column);
    }
  }
  fputc(' ', stream);
}

void rift_error_write(const rift_error *error, FILE *stream) {
  write_position(error->file, error->line, error->column, stream);
  fprintf(stream, "error: %s\n", error->message);
}

void rift_problems_init(rift_problems *problems) {
  memset(problems, 0, sizeof *problems);
  problems->limit = 50;
}

void rift_problems_free(rift_problems *problems) {
  if (problems == NULL) {
    return;
  }
  for (size_t i = 0; i < problems->count; i++) {
    free(problems->items[i].file);
    free(problems->items[i].message);
  }
  free(problems->items);
  rift_problems_init(problems);
}

static bool same_file(const char *a, const char *b) {
  return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static size_t kept_in_file(const rift_problems *problems, rift_severity severity, const char *file) {
  size_t kept = 0;
  for (size_t i = 0; i < problems->count; i++) {
    const rift_problem *item = &problems->items[i];
    if (item->severity == severity && same_file(item->file, file)) {
      kept++;
    }
  }
  return kept;
}

rift_status rift_problems_add(rift_problems *problems, rift_severity severity, const char *file,
                              long line, long column, const char *format, ...) {
  rift_status status = severity == RIFT_ERROR ? RIFT_INVALID : RIFT_OK;
  if (severity == RIFT_ERROR) {
    problems->errors++;
  } else if (severity == RIFT_WARNING) {
    problems->warnings++;
  }
  if (kept_in_file(problems, severity, file) >= problems->limit) {
    return status;
  }
  char message[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  rift_problem *items = rift_grow(problems->items, &problems->capacity, problems->count + 1,
                                  sizeof *problems->items);
  char *file_copy = file == NULL ? NULL : rift_copy_text(file);
  char *message_copy = rift_copy_text(message);
  if (items != NULL) {
    problems->items = items;
  }
  if (items == NULL || message_copy == NULL || (file != NULL && file_copy == NULL)) {
    problems->memory_failed = true;
    free(file_copy);
    free(message_copy);
    return status;
  }
  problems->items[problems->count++] = (rift_problem){.severity = severity,
                                                      .line = line,
                                                      .column = column,
                                                      .file = file_copy,
                                                      .message = message_copy};
  return status;
}

static bool contains(const rift_problems *all, const rift_problem *one) {
  for (size_t i = 0; i < all->count; i++) {
    const rift_problem *other = &all->items[i];
    bool same = other->line == one->line && other->column == one->column &&
                strcmp(other->message, one->message) == 0 &&
                (other->file == NULL) == (one->file == NULL) &&
                (one->file == NULL || strcmp(other->file, one->file) == 0);
    if (same) {
      return true;
    }
  }
  return false;
}

void rift_problems_merge(rift_problems *all, const rift_problems *some) {
  size_t hidden_errors = some->errors;
  size_t hidden_warnings = some->warnings;
  for (size_t i = 0; i < some->count; i++) {
    const rift_problem *item = &some->items[i];
    hidden_errors -= item->severity == RIFT_ERROR;
    hidden_warnings -= item->severity == RIFT_WARNING;
    if (!contains(all, item)) {
      rift_problems_add(all, item->severity, item->file, item->line, item->column, "%s",
                        item->message);
    }
  }
  all->errors += hidden_errors;
  all->warnings += hidden_warnings;
}

rift_status rift_problems_status(const rift_problems *problems) {
  if (problems->errors > 0) {
    return RIFT_INVALID;
  }
  return problems->memory_failed ? RIFT_FAILED : RIFT_OK;
}

static int compare_positions(const rift_problem *a, const rift_problem *b) {
  if (a->line != b->line) {
    return a->line < b->line ? -1 : 1;
  }
  if (a->column != b->column) {
    return a->column < b->column ? -1 : 1;
  }
  return a < b ? -1 : a > b;
}

static int compare_items(const void *a, const void *b) {
  return compare_positions(*(const rift_problem *const *)a, *(const rift_problem *const *)b);
}

static void write_item(const rift_problem *item, FILE *stream) {
  static const char *const words[] = {"note", "warning", "error"};
  write_position(item->file, item->line, item->column, stream);
  fprintf(stream, "%s: %s\n", words[item->severity], item->message);
}

static void write_unsorted(const rift_problems *problems, FILE *stream) {
  for (size_t i = 0; i < problems->count; i++) {
    write_item(&problems->items[i], stream);
  }
}

void rift_problems_write(const rift_problems *problems, FILE *stream) {
  size_t count = problems->count;
  const rift_problem **sorted = rift_allocate(count + 1, sizeof *sorted);
  bool *taken = rift_allocate(count + 1, sizeof *taken);
  if (sorted == NULL || taken == NULL) {
    write_unsorted(problems, stream);
    goto out;
  }
  size_t filled = 0;
  for (size_t i = 0; i < count; i++) {
    size_t start = filled;
    for (size_t j = i; j < count && !taken[i]; j++) {
      if (!taken[j] && same_file(problems->items[i].file, problems->items[j].file)) {
        taken[j] = j > i; /* i itself is marked last: it is the loop's condition */
        sorted[filled++] = &problems->items[j];
      }
    }
    taken[i] = true;
    qsort(sorted + start, filled - start, sizeof *sorted, compare_items);
  }
  for (size_t i = 0; i < filled; i++) {
    write_item(sorted[i], stream);
  }
out:
  if (problems->errors + problems->warnings > count) {
    fprintf(stream, "... and more of the same kind: %zu errors and %zu warnings in all\n",
            problems->errors, problems->warnings);
  }
  free(sorted);
  free(taken);
}
