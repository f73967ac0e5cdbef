/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

#define BUFFER_BYTES ((size_t)1 << 16)

char *rift_path_join(const char *folder, const char *name) {
  size_t length = strlen(folder);
  while (length > 1 && folder[length - 1] == '/') {
    length--;
  }
  size_t bytes = length + strlen(name) + 2;
  char *path = rift_allocate(bytes, 1);
  if (path == NULL) {
    return NULL;
  }
  bool bare = length == 0 || (length == 1 && folder[0] == '/');
  snprintf(path, bytes, "%.*s%s%s", (int)length, folder, bare ? "" : "/", name);
  return path;
}

bool rift_path_exists(const char *path) {
  struct stat information;
  return lstat(path, &information) == 0;
}

rift_status rift_folder_make(const char *path, rift_error *error) {
  char *partial = rift_copy_text(path);
  if (partial == NULL) {
    return rift_error_memory(error, strlen(path) + 1);
  }
  rift_status status = RIFT_OK;
  for (char *at = partial + (partial[0] == '/'); status == RIFT_OK; at++) {
    char held = *at;
    if (held != '/' && held != '\0') {
      continue;
    }
    *at = '\0';
    if (partial[0] != '\0' && mkdir(partial, 0777) != 0 && errno != EEXIST) {
      status = rift_error_system(error, "cannot make the folder", partial);
    }
    *at = held;
    if (held == '\0') {
      break;
    }
  }
  struct stat information;
  if (status == RIFT_OK && (stat(path, &information) != 0 || !S_ISDIR(information.st_mode))) {
    status = rift_error_set(error, RIFT_FAILED, "cannot make the folder '%s': a file has that name",
                            path);
  }
  free(partial);
  return status;
}

static rift_status read_all(int descriptor, const char *path, size_t limit, rift_text *content,
                            rift_error *error) {
  char bytes[8192];
  size_t total = 0;
  for (;;) {
    ssize_t got = read(descriptor, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return rift_error_system(error, "cannot read", path);
    }
    if (got == 0) {
      return content->failed ? rift_error_memory(error, total) : RIFT_OK;
    }
    total += (size_t)got;
    if (total > limit) {
      return rift_error_set(error, RIFT_FAILED, "'%s' is larger than %zu bytes", path, limit);
    }
    rift_text_add_bytes(content, bytes, (size_t)got);
  }
}

rift_status rift_file_read(const char *path, size_t limit, rift_text *content, rift_error *error) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return rift_error_system(error, "cannot open", path);
  }
  rift_status status = read_all(descriptor, path, limit, content, error);
  close(descriptor);
  return status;
}

static void fail(rift_file_writer *writer, const char *what) {
  if (writer->status == RIFT_OK) {
    writer->status = rift_error_system(&writer->error, what, writer->path);
  }
}

static void write_out(rift_file_writer *writer, const unsigned char *bytes, size_t length) {
  while (length > 0 && writer->status == RIFT_OK) {
    ssize_t written = write(writer->descriptor, bytes, length);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      fail(writer, "cannot write");
      return;
    }
    bytes += written;
    length -= (size_t)written;
  }
}

static void compress_out(rift_file_writer *writer, bool finish) {
  z_stream *compressor = writer->compressor;
  unsigned char compressed[16384];
  compressor->next_in = writer->buffer;
  compressor->avail_in = (uInt)writer->filled;
  do {
    compressor->next_out = compressed;
    compressor->avail_out = sizeof compressed;
    deflate(compressor, finish ? Z_FINISH : Z_NO_FLUSH);
    write_out(writer, compressed, sizeof compressed - compressor->avail_out);
  } while (compressor->avail_out == 0 && writer->status == RIFT_OK);
}

static void flush(rift_file_writer *writer, bool finish) {
  if (writer->compressor != NULL) {
    compress_out(writer, finish);
  } else {
    write_out(writer, writer->buffer, writer->filled);
  }
  writer->filled = 0;
}

void rift_file_writer_add(rift_file_writer *writer, const void *bytes, size_t length) {
  const unsigned char *from = bytes;
  while (length > 0 && writer->status == RIFT_OK) {
    size_t room = BUFFER_BYTES - writer->filled;
    size_t part = length < room ? length : room;
    memcpy(writer->buffer + writer->filled, from, part);
    writer->filled += part;
    from += part;
    length -= part;
    if (writer->filled == BUFFER_BYTES) {
      flush(writer, false);
    }
  }
}

static void release(rift_file_writer *writer) {
  if (writer->compressor != NULL) {
    deflateEnd(writer->compressor);
  }
  free(writer->compressor);
  free(writer->path);
  free(writer->temporary);
  free(writer->buffer);
  memset(writer, 0, sizeof *writer);
  writer->descriptor = -1;
}

void rift_file_writer_abandon(rift_file_writer *writer) {
  if (writer->descriptor >= 0) {
    close(writer->descriptor);
    unlink(writer->temporary);
  }
  release(writer);
}

static bool start_gzip(rift_file_writer *writer) {
  z_stream *compressor = rift_allocate(1, sizeof *compressor);
  if (compressor == NULL) {
    return false;
  }
  /* 15 + 16: the largest window, with a gzip header that holds neither name nor time. */
  if (deflateInit2(compressor, 6, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    free(compressor);
    return false;
  }
  writer->compressor = compressor;
  return true;
}

/* A folder, a device or a pipe: the rename at the end would fail, or put a file in the place of the device. */
static bool is_other_kind(const char *path) {
  struct stat information;
  return stat(path, &information) == 0 && !S_ISREG(information.st_mode);
}

rift_status rift_file_writer_open(rift_file_writer *writer, const char *path, bool gzip,
                                  rift_error *error) {
  memset(writer, 0, sizeof *writer);
  writer->descriptor = -1;
  if (is_other_kind(path)) {
    return rift_error_set(error, RIFT_FAILED, "cannot write '%s': it is there already and no plain file", path);
  }
  size_t bytes = strlen(path) + 32;
  writer->path = rift_copy_text(path);
  writer->temporary = rift_allocate(bytes, 1);
  writer->buffer = rift_allocate(BUFFER_BYTES, 1);
  if (writer->path == NULL || writer->temporary == NULL || writer->buffer == NULL ||
      (gzip && !start_gzip(writer))) {
    release(writer);
    return rift_error_memory(error, BUFFER_BYTES);
  }
  snprintf(writer->temporary, bytes, "%s.%ld.partial", path, (long)getpid());
  writer->descriptor = open(writer->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (writer->descriptor < 0) {
    rift_status status = rift_error_system(error, "cannot create", writer->temporary);
    release(writer);
    return status;
  }
  return RIFT_OK;
}

/* Without this the rename itself may be lost when the power fails. */
static void sync_folder(rift_file_writer *writer) {
  char *folder = writer->temporary; /* no longer needed under its own name */
  char *slash = strrchr(folder, '/');
  if (slash == NULL) {
    strcpy(folder, ".");
  } else {
    slash[slash == folder] = '\0';
  }
  int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return; /* a folder that may be written but not read: nothing more can be done */
  }
  if (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS) {
    fail(writer, "cannot sync the folder of");
  }
  close(descriptor);
}

rift_status rift_file_writer_commit(rift_file_writer *writer, rift_error *error) {
  flush(writer, true);
  if (writer->status == RIFT_OK && fsync(writer->descriptor) != 0 && errno != EINVAL) {
    fail(writer, "cannot sync");
  }
  if (close(writer->descriptor) != 0) {
    fail(writer, "cannot close");
  }
  writer->descriptor = -1;
  if (writer->status == RIFT_OK && rename(writer->temporary, writer->path) != 0) {
    fail(writer, "cannot rename the temporary file to");
  }
  if (writer->status != RIFT_OK) {
    unlink(writer->temporary);
  } else {
    sync_folder(writer);
  }
  rift_status status = writer->status;
  if (status != RIFT_OK && error != NULL) {
    *error = writer->error;
  }
  release(writer);
  return status;
}

rift_status rift_file_write(const char *path, const void *bytes, size_t length, rift_error *error) {
  rift_file_writer writer;
  rift_status status = rift_file_writer_open(&writer, path, false, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_file_writer_add(&writer, bytes, length);
  return rift_file_writer_commit(&writer, error);
}
