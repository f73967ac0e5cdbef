/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growing text, a set of names with positions, and the nearest name to a misspelt one. */
#ifndef RIFT_BASE_TEXT_H
#define RIFT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Growing NUL-terminated text. Zero-initialise; a failed allocation is sticky and seen in `failed`. */
typedef struct rift_text {
  char *bytes; /* NULL until something is added */
  size_t length;
  size_t capacity;
  bool failed;
} rift_text;

void rift_text_free(rift_text *text);
void rift_text_add(rift_text *text, const char *format, ...) RIFT_PRINTF(2, 3);
void rift_text_add_bytes(rift_text *text, const char *bytes, size_t length);

/* Names with their positions 0, 1, 2, ... in order of first insertion. Zero-initialise. */
typedef struct rift_names {
  size_t count;
  char **items; /* owned copies */
  size_t capacity;
  size_t *slots; /* open addressing: position + 1, or 0 */
  size_t slot_count;
} rift_names;

#define RIFT_NOT_FOUND SIZE_MAX

void rift_names_free(rift_names *names);
/* Position of the name, added if new (*added may be NULL). RIFT_NOT_FOUND when memory runs out. */
size_t rift_names_add(rift_names *names, const char *name, size_t length, bool *added);
/* Position of the name, or RIFT_NOT_FOUND. */
size_t rift_names_find(const rift_names *names, const char *name, size_t length);

/* The candidate closest to `word` by edit distance (case ignored), if close enough to be meant; else NULL. */
const char *rift_closest(const char *word, const char *const *candidates, size_t count);

#endif
