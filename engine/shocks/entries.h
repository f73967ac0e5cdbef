/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every (cell, measure) that a scenario names, one entry per use that does not overlap, sorted by channel and cell. */
#ifndef RIFT_SHOCKS_ENTRIES_H
#define RIFT_SHOCKS_ENTRIES_H

#include "shocks/shocks.h"

typedef struct rift_entry {
  rift_channel channel;
  uint32_t exporter, importer, sector, use;
  size_t measure;
  double rate;
  bool sets_level; /* a tariff that replaces, rather than adds */
  bool is_tariff;
} rift_entry;

typedef struct rift_entries {
  size_t count, capacity;
  rift_entry *items;
} rift_entries;

void rift_entries_free(rift_entries *entries);

/* RIFT_INVALID with problems where two measures set a tariff level on one cell. */
RIFT_CHECKED rift_status rift_entries_collect(rift_entries *entries, const rift_scenario *scenario,
                                              const rift_economy *economy,
                                              rift_problems *problems, rift_error *error);

#endif
