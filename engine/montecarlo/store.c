/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "montecarlo/result.h"

/* What one thread gathers before it writes. With fewer columns than 8192 a slice is a block. */
#define SLICE_BYTES ((size_t)64 << 20)
#define SLICE_DRAWS_MIN 256

struct rift_store {
  int descriptor;
  size_t columns;
  size_t slice; /* draws */
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
  result->slice = RIFT_BLOCK;
  while (result->slice > SLICE_DRAWS_MIN && columns > SLICE_BYTES / sizeof(double) / result->slice) {
    result->slice /= 2;
  }
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

size_t rift_store_slice(const rift_store *store) { return store->slice; }

/* Of a column of the slice that begins with draw `first`. */
static off_t offset_of(const rift_store *store, uint64_t first, size_t column) {
  return (off_t)((first * store->columns + column * store->slice) * sizeof(double));
}

rift_status rift_store_write(rift_store *store, uint64_t first, const double *values,
                             rift_error *error) {
  const char *from = (const char *)values;
  size_t left = store->columns * store->slice * sizeof(double);
  off_t at = offset_of(store, first, 0);
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
  for (uint64_t first = 0; first < store->draws && status == RIFT_OK; first += store->slice) {
    uint64_t count = store->draws - first < store->slice ? store->draws - first : store->slice;
    status = read_all(store, (char *)(values + first), count * sizeof(double), offset_of(store, first, column), error);
  }
  return status;
}
