/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool rift_size_product(size_t a, size_t b, size_t *product) {
  return !__builtin_mul_overflow(a, b, product);
}

void *rift_allocate(size_t count, size_t size) {
  size_t bytes = 0;
  if (!rift_size_product(count, size, &bytes)) {
    return NULL;
  }
  return calloc(1, bytes == 0 ? (size == 0 ? 1 : size) : bytes);
}

double *rift_allocate_doubles(size_t count) {
  size_t bytes = 0;
  if (count > SIZE_MAX - 8 || !rift_size_product((count + 8) & ~(size_t)7, sizeof(double), &bytes)) {
    return NULL;
  }
  double *values = aligned_alloc(64, bytes);
  if (values != NULL) {
    memset(values, 0, bytes);
  }
  return values;
}

void *rift_grow(void *items, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity && items != NULL) {
    return items;
  }
  size_t wanted = *capacity < 8 ? 8 : *capacity;
  while (wanted < needed) {
    if (wanted > SIZE_MAX / 2) {
      return NULL;
    }
    wanted *= 2;
  }
  size_t bytes = 0;
  if (!rift_size_product(wanted, size, &bytes)) {
    return NULL;
  }
  void *grown = realloc(items, bytes);
  if (grown != NULL) {
    *capacity = wanted;
  }
  return grown;
}

char *rift_copy_text(const char *text) { return rift_copy_bytes(text, strlen(text)); }

char *rift_copy_bytes(const char *text, size_t length) {
  char *copy = rift_allocate(length + 1, 1);
  if (copy != NULL && length > 0) {
    memcpy(copy, text, length);
  }
  return copy;
}
