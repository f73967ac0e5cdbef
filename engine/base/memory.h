/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory whose sizes cannot overflow. Everything here is released with free(). */
#ifndef RIFT_BASE_MEMORY_H
#define RIFT_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* True if the product fits; then *product holds it. */
bool rift_size_product(size_t a, size_t b, size_t *product);

/* Zeroed array of count items; NULL if the product overflows or memory runs out. A count of 0 gives one item. */
void *rift_allocate(size_t count, size_t size);

/* Zeroed doubles aligned to 64 bytes, the length padded to a whole multiple of 8. */
double *rift_allocate_doubles(size_t count);

/* Makes room for `needed` items of `size` bytes in `items`, doubling the capacity. Returns the new
 * address, or NULL with `items` untouched and still owned by the caller. New items are not zeroed. */
void *rift_grow(void *items, size_t *capacity, size_t needed, size_t size);

/* Copies of a NUL-terminated text, or of its first `length` bytes; NULL when memory runs out. */
char *rift_copy_text(const char *text);
char *rift_copy_bytes(const char *text, size_t length);

#endif
