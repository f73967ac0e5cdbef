/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "montecarlo/result.h"

struct rift_store {
  int descriptor;
  size_t columns;
  uint64_t draws;
  char *path;
};

rift_status rift_store_create(rift_store **store, const char *path, size_t columns, uint64_t draws,
                              rift_error *error) {
  rift_store *result = rift_allocate(1, sizeof *result);
  *store = NULL;
  if (result == NULL || (result->path = rift_copy_text(path)) == NULL) {
    free(result);
    return rift_error_memory(error, 0);
  }
  result->columns = columns;
  result->draws = draws;
  result->descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (result->descriptor < 0) {
    rift_status status = rift_error_system(error, "cannot create", path);
    free(result->path);
    free(result);
    return status;
  }
  *store = result;
  return RIFT_OK;
}

void rift_store_destroy(rift_store *store) {
  if (store == NULL) {
    return;
  }
  close(store->descriptor);
  unlink(store->path);
  free(store->path);
  free(store);
}

static off_t offset_of(const rift_store *store, uint64_t block, size_t column) {
  return (off_t)((block * store->columns + column) * RIFT_BLOCK * sizeof(double));
}

rift_status rift_store_write(rift_store *store, uint64_t block, const double *block_values,
                             rift_error *error) {
  const char *from = (const char *)block_values;
  size_t left = store->columns * RIFT_BLOCK * sizeof(double);
  off_t at = offset_of(store, block, 0);
  while (left > 0) {
    ssize_t written = pwrite(store->descriptor, from, left, at);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return rift_error_system(error, "cannot write the draws to", store->path);
    }
    from += written;
    left -= (size_t)written;
    at += written;
  }
  return RIFT_OK;
}

static rift_status read_all(const rift_store *store, char *to, size_t length, off_t at, rift_error *error) {
  while (length > 0) {
    ssize_t got = pread(store->descriptor, to, length, at);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got == 0) {
      errno = EIO; /* a block that was never written */
    }
    if (got <= 0) {
      return rift_error_system(error, "cannot read the draws from", store->path);
    }
    to += got;
    length -= (size_t)got;
    at += got;
  }
  return RIFT_OK;
}

rift_status rift_store_read(const rift_store *store, size_t column, double *values, rift_error *error) {
  rift_status status = RIFT_OK;
  for (uint64_t first = 0; first < store->draws && status == RIFT_OK; first += RIFT_BLOCK) {
    uint64_t count = store->draws - first < RIFT_BLOCK ? store->draws - first : RIFT_BLOCK;
    status = read_all(store, (char *)(values + first), count * sizeof(double),
                      offset_of(store, first / RIFT_BLOCK, column), error);
  }
  return status;
}
