/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Physical lines of a plain or gzip file, or of bytes in memory: what the CSV reader stands on. */
#ifndef RIFT_TABLES_CSV_SOURCE_H
#define RIFT_TABLES_CSV_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct rift_csv_source {
  void *gzip; /* NULL: bytes in memory */
  const char *memory;
  size_t memory_left;
  char *buffer;
  size_t start, end, capacity;
  size_t chunk;
  uint64_t total;
  bool ended;
  bool damaged;       /* the stream broke off: what is left of the last line means nothing */
  bool memory_failed; /* inside the decompressor */
  char damage[160];
} rift_csv_source;

typedef enum rift_csv_line_kind {
  RIFT_CSV_LINE,
  RIFT_CSV_LINE_TOO_LONG, /* skipped */
  RIFT_CSV_LINES_END,
  RIFT_CSV_LINES_NO_MEMORY
} rift_csv_line_kind;

/* Opens a file; a reason why it cannot be read is recorded in `problems` (RIFT_INVALID). */
RIFT_CHECKED rift_status rift_csv_source_open(rift_csv_source *source, const char *path,
                                              size_t chunk, rift_problems *problems,
                                              rift_error *error);
void rift_csv_source_open_bytes(rift_csv_source *source, const void *bytes, size_t length,
                                size_t chunk);
void rift_csv_source_close(rift_csv_source *source);

/* The first bytes of the file, as many as fit a chunk of at least 4 (fewer if the file is shorter),
 * before any line is taken. False when memory runs out. */
bool rift_csv_source_peek(rift_csv_source *source, const char **bytes, size_t *length);
/* Drops bytes that were peeked at. */
void rift_csv_source_skip(rift_csv_source *source, size_t count);

/* The next line without its LF; the byte after it may be overwritten. Valid until the next call. */
rift_csv_line_kind rift_csv_source_line(rift_csv_source *source, size_t limit, char **bytes,
                                        size_t *length);

#endif
