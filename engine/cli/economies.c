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
    free(economies->items[i].folder);
  }
  free(economies->items);
  memset(economies, 0, sizeof *economies);
}

static const struct rift_economies_item *find(const rift_economies *economies, const char *folder) {
  for (size_t i = 0; folder != NULL && i < economies->count; i++) {
    if (strcmp(economies->items[i].folder, folder) == 0) {
      return &economies->items[i];
    }
  }
  return NULL;
}

const rift_economy *rift_economies_find(const rift_economies *economies, const char *folder) {
  const struct rift_economies_item *item = find(economies, folder);
  return item != NULL && item->read ? item->economy : NULL;
}

/* Takes the folder's name over. */
static rift_status add(rift_economies *economies, char *folder, rift_problems *problems, rift_error *error) {
  struct rift_economies_item *items =
      rift_grow(economies->items, &economies->capacity, economies->count + 1, sizeof *items);
  rift_economy *economy = rift_allocate(1, sizeof *economy);
  if (items != NULL) {
    economies->items = items;
  }
  if (items == NULL || economy == NULL) {
    free(folder);
    free(economy);
    return rift_error_memory(error, sizeof *economy);
  }
  rift_economy_init(economy);
  rift_status status = rift_economy_read(economy, folder, problems, error);
  items[economies->count++] = (struct rift_economies_item){
      .folder = folder, .read = status == RIFT_OK, .economy = economy};
  return status;
}

rift_status rift_economies_for_scenario(rift_economies *economies, const char *path,
                                        const rift_economy **economy, rift_problems *problems,
                                        rift_error *error) {
  char *folder = NULL;
  rift_status status = rift_scenario_economy_folder(path, &folder, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  const struct rift_economies_item *item = find(economies, folder);
  if (item == NULL) {
    status = add(economies, folder, problems, error);
    item = status == RIFT_OK ? &economies->items[economies->count - 1] : NULL;
  } else {
    free(folder);
    status = item->read ? RIFT_OK : RIFT_INVALID;
  }
  *economy = status == RIFT_OK ? item->economy : NULL;
  return status;
}
