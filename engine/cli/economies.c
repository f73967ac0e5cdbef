/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economies.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/scenario.h"

void rift_economies_free(rift_economies *economies) {
  for (size_t i = 0; i < economies->count; i++) {
    if (economies->items[i].read) {
      rift_economy_free(economies->items[i].economy);
    }
    free(economies->items[i].economy);
    free(economies->items[i].key);
  }
  free(economies->items);
  memset(economies, 0, sizeof *economies);
}

static const struct rift_economies_item *find(const rift_economies *economies, const char *key) {
  for (size_t i = 0; key != NULL && i < economies->count; i++) {
    if (strcmp(economies->items[i].key, key) == 0) {
      return &economies->items[i];
    }
  }
  return NULL;
}

const rift_economy *rift_economies_find(const rift_economies *economies, const char *key) {
  const struct rift_economies_item *item = find(economies, key);
  return item != NULL && item->read ? item->economy : NULL;
}

static rift_status add(rift_economies *economies, const char *key, const char *folder,
                       rift_problems *problems, rift_error *error) {
  struct rift_economies_item *items =
      rift_grow(economies->items, &economies->capacity, economies->count + 1, sizeof *items);
  rift_economy *economy = rift_allocate(1, sizeof *economy);
  char *copy = rift_copy_text(key);
  if (items != NULL) {
    economies->items = items;
  }
  if (items == NULL || economy == NULL || copy == NULL) {
    free(copy);
    free(economy);
    return rift_error_memory(error, sizeof *economy);
  }
  rift_economy_init(economy);
  rift_status status = rift_economy_read(economy, folder, problems, error);
  items[economies->count++] =
      (struct rift_economies_item){.key = copy, .read = status == RIFT_OK, .economy = economy};
  return status;
}

rift_status rift_economies_read(rift_economies *economies, const char *key, const char *folder,
                                const rift_economy **economy, rift_problems *problems,
                                rift_error *error) {
  const struct rift_economies_item *item = find(economies, key);
  rift_status status = RIFT_OK;
  if (item == NULL) {
    status = add(economies, key, folder, problems, error);
  } else if (!item->read) {
    status = RIFT_INVALID;
  }
  *economy = status == RIFT_OK ? rift_economies_find(economies, key) : NULL;
  return status;
}

rift_status rift_economies_for_scenario(rift_economies *economies, const char *path,
                                        const rift_economy **economy, rift_problems *problems,
                                        rift_error *error) {
  *economy = NULL;
  char *folder = NULL;
  rift_status status = rift_scenario_economy_folder(path, &folder, problems, error);
  if (status == RIFT_OK) {
    status = rift_economies_read(economies, folder, folder, economy, problems, error);
  }
  free(folder);
  return status;
}
