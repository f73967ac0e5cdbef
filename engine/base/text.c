/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void rift_text_free(rift_text *text) {
  if (text != NULL) {
    free(text->bytes);
    memset(text, 0, sizeof *text);
  }
}

static bool reserve(rift_text *text, size_t extra) {
  char *bytes = text->failed || extra > SIZE_MAX - text->length - 1
                    ? NULL
                    : rift_grow(text->bytes, &text->capacity, text->length + extra + 1, 1);
  if (bytes == NULL) {
    text->failed = true;
    return false;
  }
  text->bytes = bytes;
  return true;
}

void rift_text_add_bytes(rift_text *text, const char *bytes, size_t length) {
  if (!reserve(text, length)) {
    return;
  }
  if (length > 0) {
    memcpy(text->bytes + text->length, bytes, length);
  }
  text->length += length;
  text->bytes[text->length] = '\0';
}

void rift_text_add(rift_text *text, const char *format, ...) {
  va_list arguments;
  va_list again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length >= 0 && reserve(text, (size_t)length)) {
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

void rift_names_free(rift_names *names) {
  if (names == NULL) {
    return;
  }
  for (size_t i = 0; i < names->count; i++) {
    free(names->items[i]);
  }
  free(names->items);
  free(names->slots);
  memset(names, 0, sizeof *names);
}

/* FNV-1a. */
static uint64_t mix(const char *name, size_t length) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < length; i++) {
    hash = (hash ^ (unsigned char)name[i]) * UINT64_C(0x100000001b3);
  }
  return hash;
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t *find_slot(size_t *slots, size_t slot_count, char *const *items, const char *name,
                         size_t length) {
  size_t at = (size_t)mix(name, length) & (slot_count - 1);
  while (slots[at] != 0) {
    const char *item = items[slots[at] - 1];
    if (strncmp(item, name, length) == 0 && item[length] == '\0') {
      break;
    }
    at = (at + 1) & (slot_count - 1);
  }
  return &slots[at];
}

static bool make_room(rift_names *names) {
  if (names->slot_count > 0 && names->count + 1 <= names->slot_count / 2) {
    return true;
  }
  size_t slot_count = names->slot_count == 0 ? 64 : names->slot_count * 2;
  size_t *slots = rift_allocate(slot_count, sizeof *slots);
  if (slots == NULL) {
    return false;
  }
  for (size_t i = 0; i < names->count; i++) {
    *find_slot(slots, slot_count, names->items, names->items[i], strlen(names->items[i])) = i + 1;
  }
  free(names->slots);
  names->slots = slots;
  names->slot_count = slot_count;
  return true;
}

size_t rift_names_find(const rift_names *names, const char *name, size_t length) {
  if (names->slot_count == 0) {
    return RIFT_NOT_FOUND;
  }
  size_t held = *find_slot(names->slots, names->slot_count, names->items, name, length);
  return held == 0 ? RIFT_NOT_FOUND : held - 1;
}

size_t rift_names_add(rift_names *names, const char *name, size_t length, bool *added) {
  if (added != NULL) {
    *added = false;
  }
  size_t found = rift_names_find(names, name, length);
  if (found != RIFT_NOT_FOUND) {
    return found;
  }
  char *copy = rift_copy_bytes(name, length);
  char **items = copy == NULL ? NULL
                              : rift_grow(names->items, &names->capacity, names->count + 1,
                                          sizeof *names->items);
  if (items != NULL) {
    names->items = items;
  }
  if (items == NULL || !make_room(names)) {
    free(copy);
    return RIFT_NOT_FOUND;
  }
  names->items[names->count] = copy;
  *find_slot(names->slots, names->slot_count, names->items, copy, length) = names->count + 1;
  if (added != NULL) {
    *added = true;
  }
  return names->count++;
}

#define LONGEST_WORD 64

/* Optimal string alignment: a swap of neighbours counts once. */
static size_t edit_distance(const char *a, const char *b) {
  size_t n = strlen(a);
  size_t m = strlen(b);
  if (n > LONGEST_WORD || m > LONGEST_WORD) {
    return SIZE_MAX;
  }
  size_t rows[3][LONGEST_WORD + 1];
  for (size_t j = 0; j <= m; j++) {
    rows[0][j] = j;
  }
  for (size_t i = 1; i <= n; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i + 2) % 3];
    const size_t *two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
      size_t best = above[j - 1] + !same;
      best = above[j] + 1 < best ? above[j] + 1 : best;
      best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
          two_above[j - 2] + 1 < best) {
        best = two_above[j - 2] + 1;
      }
      row[j] = best;
    }
  }
  return rows[n % 3][m];
}

const char *rift_closest(const char *word, const char *const *candidates, size_t count) {
  const char *closest = NULL;
  size_t smallest = strlen(word) <= 3 ? 1 : strlen(word) / 3 + 1;
  for (size_t i = 0; i < count; i++) {
    size_t distance = edit_distance(word, candidates[i]);
    if (distance < smallest || (distance == smallest && closest == NULL)) {
      smallest = distance;
      closest = candidates[i];
    }
  }
  return closest;
}
