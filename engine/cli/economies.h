/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The economies that a batch of scenarios names, each read once. */
#ifndef RIFT_CLI_ECONOMIES_H
#define RIFT_CLI_ECONOMIES_H

#include "economy/economy.h"

typedef struct rift_economies {
  size_t count, capacity;
  struct rift_economies_item {
    char *folder;
    bool read;              /* false: its problems are reported already */
    rift_economy *economy;
  } *items;
} rift_economies;

void rift_economies_free(rift_economies *economies);

/* The economy of the scenario file at `path`, read now if it is new. RIFT_INVALID if it or the head of the scenario has problems
 * (told once). */
RIFT_CHECKED rift_status rift_economies_for_scenario(rift_economies *economies, const char *path,
                                                     const rift_economy **economy,
                                                     rift_problems *problems, rift_error *error);

/* One that was read, or NULL. */
const rift_economy *rift_economies_find(const rift_economies *economies, const char *folder);

#endif
