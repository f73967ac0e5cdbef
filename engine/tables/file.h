/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths, whole files, and files that appear under their name only when they are complete. */
#ifndef RIFT_TABLES_FILE_H
#define RIFT_TABLES_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/text.h"

/* "folder/name" in new memory; NULL when memory runs out. An empty folder gives the name alone. */
char *rift_path_join(const char *folder, const char *name);

/* True if something bears that name (also a folder, also a link that leads nowhere). */
bool rift_path_exists(const char *path);

/* Makes the folder and those above it; one that exists is fine. */
RIFT_CHECKED rift_status rift_folder_make(const char *path, rift_error *error);

/* Appends the bytes of a regular file to `content`. RIFT_FAILED if it cannot be read or holds more
 * than `limit` bytes. */
RIFT_CHECKED rift_status rift_file_read(const char *path, size_t limit, rift_text *content,
                                        rift_error *error);

/* Writes to a temporary file beside `path`. The first failure is kept: later writes do nothing and
 * the commit reports it. Gzip carries neither name nor time, so equal content gives equal bytes. */
typedef struct rift_file_writer {
  int descriptor; /* -1: closed */
  rift_status status;
  rift_error error;
  char *path;
  char *temporary;
  unsigned char *buffer;
  size_t filled;
  void *compressor; /* NULL: plain */
} rift_file_writer;

RIFT_CHECKED rift_status rift_file_writer_open(rift_file_writer *writer, const char *path,
                                               bool gzip, rift_error *error);
void rift_file_writer_add(rift_file_writer *writer, const void *bytes, size_t length);
/* Flushes, syncs, renames over `path` and syncs its folder; or removes the temporary and reports
 * the first failure. Frees the writer in both cases. */
RIFT_CHECKED rift_status rift_file_writer_commit(rift_file_writer *writer, rift_error *error);
/* Removes the temporary and frees the writer. Legal after a commit and on a zeroed writer whose
 * descriptor is -1. */
void rift_file_writer_abandon(rift_file_writer *writer);

/* The three steps at once, plain. */
RIFT_CHECKED rift_status rift_file_write(const char *path, const void *bytes, size_t length,
                                         rift_error *error);

#endif
