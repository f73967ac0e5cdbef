/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding up regions and sectors of an economy. */
#ifndef RIFT_ECONOMY_AGGREGATE_H
#define RIFT_ECONOMY_AGGREGATE_H

#include "economy/economy.h"

/* Which group each code belongs to. Groups are in order of first mention. */
typedef struct rift_code_map {
  rift_names groups;
  char **names;    /* for people; one a group */
  size_t *targets; /* group of each code, in the order of the economy's codes */
} rift_code_map;

void rift_code_map_free(rift_code_map *map);

/* Reads `region,group[,name]` or `sector,group[,name]` (`column` is the first header). Every one of
 * the known codes must be mapped exactly once; the name of a group is its first non-blank one, or
 * else its code. RIFT_INVALID with the reasons in `problems`; the map is then freed. */
RIFT_CHECKED rift_status rift_code_map_read(rift_code_map *map, const char *path,
                                            const char *column, const rift_names *known,
                                            rift_problems *problems, rift_error *error);

/* Every code is a group of its own. */
RIFT_CHECKED rift_status rift_code_map_identity(rift_code_map *map, const rift_names *known,
                                                char *const *names, rift_error *error);

/* Sums flows, output and so on; employment of a group is unknown if that of a member is. Affiliate
 * income within a group drops out. Groups are not carried over: their members are other codes now.
 * Year, rate, title and source are. `target` is initialised here and freed on failure. */
RIFT_CHECKED rift_status rift_economy_aggregate(const rift_economy *source,
                                                const rift_code_map *regions,
                                                const rift_code_map *sectors, rift_economy *target,
                                                rift_error *error);

/* Rounds all money values to so many decimals (0 to 9). The sum of decimals is a decimal: this
 * removes what binary arithmetic adds behind it, and nothing else if the summands had no more
 * decimals. */
void rift_economy_round(rift_economy *economy, int decimals);

#endif
