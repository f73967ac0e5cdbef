/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/baskets.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Share of what is spent on a sector's products that counts in a kind. */
static double part_of(const rift_economy *economy, size_t kind, size_t sector) {
  return kind == 0 ? 1 : economy->consumption_shares[(kind - 1) * economy->sector_count + sector];
}

static size_t count_entries(const rift_economy *economy, size_t kinds) {
  size_t count = 0;
  for (size_t i = 0; i < kinds * economy->sector_count; i++) {
    count += part_of(economy, i / economy->sector_count, i % economy->sector_count) > 0;
  }
  return count;
}

static void fill_weights(rift_equilibrium_baskets *baskets, const rift_equilibrium_base *base, const rift_economy *economy) {
  size_t regions = base->region_count;
  size_t sectors = base->sector_count;
  size_t entry = 0;
  for (size_t s = 0; s < sectors; s++) {
    baskets->first[s] = entry;
    for (size_t k = 0; k < baskets->kind_count; k++) {
      double part = part_of(economy, k, s);
      baskets->kind[entry] = k;
      for (size_t n = 0; n < regions && part > 0; n++) {
        double share = part * base->basket[s * regions + n];
        baskets->weight[entry * regions + n] = share;
        baskets->spent[k * regions + n] += share;
      }
      entry += part > 0;
    }
  }
  baskets->first[sectors] = entry;
  for (size_t i = 0; i < entry * regions; i++) {
    double all = baskets->spent[baskets->kind[i / regions] * regions + i % regions];
    baskets->weight[i] = all > 0 ? baskets->weight[i] / all : 0;
  }
  for (size_t i = 0; i < baskets->kind_count * regions; i++) {
    baskets->spent[i] *= base->household[i % regions];
  }
}

rift_status rift_equilibrium_baskets_init(rift_equilibrium_baskets *baskets, const rift_equilibrium_base *base,
                                          const rift_economy *economy, rift_error *error) {
  memset(baskets, 0, sizeof *baskets);
  if (economy->consumption_groups.count == 0) {
    return RIFT_OK;
  }
  size_t kinds = 1 + economy->consumption_groups.count;
  size_t entries = count_entries(economy, kinds);
  baskets->kind_count = kinds;
  baskets->first = rift_allocate(base->sector_count + 1, sizeof *baskets->first);
  baskets->kind = rift_allocate(entries + 1, sizeof *baskets->kind); /* one is written beyond the last before it is known */
  baskets->weight = rift_allocate_doubles(entries * base->region_count);
  baskets->spent = rift_allocate_doubles(kinds * base->region_count);
  if (baskets->first == NULL || baskets->kind == NULL || baskets->weight == NULL || baskets->spent == NULL) {
    rift_equilibrium_baskets_free(baskets);
    return rift_error_memory(error, entries * base->region_count * sizeof(double));
  }
  fill_weights(baskets, base, economy);
  return RIFT_OK;
}

void rift_equilibrium_baskets_free(rift_equilibrium_baskets *baskets) {
  free(baskets->first);
  free(baskets->kind);
  free(baskets->weight);
  free(baskets->spent);
  memset(baskets, 0, sizeof *baskets);
}
