/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The economies that a batch of scenarios names, each read once. */
#ifndef RIFT_CLI_ECONOMIES_H
#define RIFT_CLI_ECONOMIES_H

#include "economy/economy.h"

typedef struct rift_economies {
  size_t count, capacity;
  struct rift_economies_item {
    char *key; /* the folder, as the caller tells folders apart */
    bool read; /* false: its problems are reported already */
    rift_economy *economy;
  } *items;
} rift_economies;

void rift_economies_free(rift_economies *economies);

/* The economy known under `key`, read from `folder` now if it is new. *economy is NULL after a
 * failure; RIFT_INVALID if it has problems (told once). */
RIFT_CHECKED rift_status rift_economies_read(rift_economies *economies, const char *key,
                                             const char *folder, const rift_economy **economy,
                                             rift_problems *problems, rift_error *error);

/* The economy of the scenario file at `path`, known under its folder as the scenario names it.
 * RIFT_INVALID also if the head of the scenario has problems. */
RIFT_CHECKED rift_status rift_economies_for_scenario(rift_economies *economies, const char *path,
                                                     const rift_economy **economy,
                                                     rift_problems *problems, rift_error *error);

/* One that was read, or NULL. */
const rift_economy *rift_economies_find(const rift_economies *economies, const char *key);

#endif
