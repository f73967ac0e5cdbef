/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/csv_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

static rift_status refuse(rift_problems *problems, const char *path) {
  if (errno == ENOENT) {
    return rift_problems_add(problems, RIFT_ERROR, path, 0, 0,
                             "there is no such file; expected a CSV file (.csv or .csv.gz)");
  }
  return rift_problems_add(problems, RIFT_ERROR, path, 0, 0,
                           "cannot be read: %s; expected a CSV file that you may read",
                           strerror(errno));
}

static rift_status check_compression(rift_csv_source *source, const char *path,
                                     rift_problems *problems) {
  size_t length = strlen(path);
  bool named = length > 3 && strcmp(path + length - 3, ".gz") == 0;
  const char *bytes = NULL;
  size_t held = 0;
  if (!rift_csv_source_peek(source, &bytes, &held)) {
    return RIFT_FAILED;
  }
  if (named && held > 0 && gzdirect(source->gzip)) {
    return rift_problems_add(problems, RIFT_ERROR, path, 0, 0,
                             "is not gzip data; expected a compressed file because of its name; "
                             "compress it with gzip, or name it .csv");
  }
  return RIFT_OK;
}

rift_status rift_csv_source_open(rift_csv_source *source, const char *path, size_t chunk,
                                 rift_problems *problems, rift_error *error) {
  memset(source, 0, sizeof *source);
  source->chunk = chunk;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return refuse(problems, path);
  }
  struct stat information;
  mode_t mode = fstat(descriptor, &information) == 0 ? information.st_mode : S_IFREG;
  if (S_ISDIR(mode) || S_ISCHR(mode) || S_ISBLK(mode)) { /* a device may never end */
    close(descriptor);
    return rift_problems_add(problems, RIFT_ERROR, path, 0, 0, "is a %s; expected a CSV file (.csv or .csv.gz)",
                             S_ISDIR(mode) ? "folder" : "device");
  }
  source->gzip = gzdopen(descriptor, "rb");
  if (source->gzip == NULL) {
    close(descriptor);
    return rift_error_memory(error, 0);
  }
  gzbuffer(source->gzip, 1u << 17);
  rift_status status = check_compression(source, path, problems);
  if (status != RIFT_OK) {
    rift_csv_source_close(source);
    return status == RIFT_FAILED ? rift_error_memory(error, chunk) : status;
  }
  return RIFT_OK;
}

void rift_csv_source_open_bytes(rift_csv_source *source, const void *bytes, size_t length,
                                size_t chunk) {
  memset(source, 0, sizeof *source);
  source->memory = bytes;
  source->memory_left = length;
  source->chunk = chunk;
}

void rift_csv_source_close(rift_csv_source *source) {
  if (source->gzip != NULL) {
    gzclose(source->gzip);
  }
  free(source->buffer);
  memset(source, 0, sizeof *source);
}

static void note_damage(rift_csv_source *source) {
  int code = Z_OK;
  const char *reason = gzerror(source->gzip, &code);
  source->ended = true;
  if (code == Z_OK || code == Z_STREAM_END) {
    return;
  }
  if (code == Z_MEM_ERROR) {
    source->memory_failed = true;
    return;
  }
  source->damaged = true;
  if (code == Z_BUF_ERROR) {
    reason = "the compressed data stops before its end";
  } else if (code == Z_ERRNO) {
    reason = strerror(errno);
  } else if (code == Z_DATA_ERROR) {
    reason = "the compressed data is corrupt";
  }
  snprintf(source->damage, sizeof source->damage, "%s", reason);
}

static size_t read_chunk(rift_csv_source *source, char *into) {
  if (source->gzip == NULL) {
    size_t count = source->chunk < source->memory_left ? source->chunk : source->memory_left;
    memcpy(into, source->memory, count);
    source->memory += count;
    source->memory_left -= count;
    source->ended = source->memory_left == 0;
    return count;
  }
  int count = gzread(source->gzip, into, (unsigned)source->chunk);
  if (count < (int)source->chunk) {
    note_damage(source);
  }
  return count < 0 ? 0 : (size_t)count;
}

/* One byte is kept free behind the data for the NUL after the last line. */
static bool refill(rift_csv_source *source) {
  if (source->start > 0) {
    memmove(source->buffer, source->buffer + source->start, source->end - source->start);
    source->end -= source->start;
    source->start = 0;
  }
  char *buffer = rift_grow(source->buffer, &source->capacity, source->end + source->chunk + 1, 1);
  if (buffer == NULL) {
    return false;
  }
  source->buffer = buffer;
  size_t count = read_chunk(source, buffer + source->end);
  source->end += count;
  source->total += count;
  return !source->memory_failed;
}

bool rift_csv_source_peek(rift_csv_source *source, const char **bytes, size_t *length) {
  while (source->end - source->start < 4 && !source->ended) {
    if (!refill(source)) {
      return false;
    }
  }
  *bytes = source->buffer == NULL ? "" : source->buffer + source->start;
  *length = source->end - source->start;
  return true;
}

void rift_csv_source_skip(rift_csv_source *source, size_t count) { source->start += count; }

static bool skip_line(rift_csv_source *source) {
  for (;;) {
    char *newline = memchr(source->buffer + source->start, '\n', source->end - source->start);
    if (newline != NULL) {
      source->start = (size_t)(newline - source->buffer) + 1;
      return true;
    }
    source->start = source->end;
    if (source->ended) {
      return true;
    }
    if (!refill(source)) {
      return false;
    }
  }
}

static rift_csv_line_kind too_long(rift_csv_source *source, char **bytes, size_t *length) {
  *length = 0;
  *bytes = source->buffer;
  return skip_line(source) ? RIFT_CSV_LINE_TOO_LONG : RIFT_CSV_LINES_NO_MEMORY;
}

rift_csv_line_kind rift_csv_source_line(rift_csv_source *source, size_t limit, char **bytes,
                                        size_t *length) {
  size_t searched = 0;
  for (;;) {
    size_t held = source->end - source->start;
    char *from = source->buffer == NULL ? NULL : source->buffer + source->start;
    char *newline = held == searched ? NULL : memchr(from + searched, '\n', held - searched);
    if (newline != NULL && (size_t)(newline - from) <= limit) {
      *bytes = from;
      *length = (size_t)(newline - from);
      source->start += *length + 1;
      return RIFT_CSV_LINE;
    }
    if (held > limit) {
      return too_long(source, bytes, length);
    }
    if (source->ended) {
      if (held == 0 || source->damaged) {
        return RIFT_CSV_LINES_END;
      }
      *bytes = from;
      *length = held;
      source->start = source->end;
      return RIFT_CSV_LINE;
    }
    searched = held;
    if (!refill(source)) {
      return RIFT_CSV_LINES_NO_MEMORY;
    }
  }
}
