/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that stand for sets of sectors or regions: codes, groups, classes, `all`. */
#ifndef RIFT_ECONOMY_SECTOR_CLASSES_H
#define RIFT_ECONOMY_SECTOR_CLASSES_H

#include "economy/economy.h"
#include "tables/csv.h"

/* Classes of sectors from a file of their own, for work on an economy whose groups are others. */
typedef struct rift_sector_classes {
  rift_names names;
  size_t sector_count;
  bool *marks; /* names.count x sector_count */
} rift_sector_classes;

/* Reads `class,member`; a member is a sector, or a class that stands further up and is then
 * included whole. `path` NULL gives no classes. RIFT_INVALID with the reasons in `problems`. */
RIFT_CHECKED rift_status rift_sector_classes_read(rift_sector_classes *classes,
                                                  const rift_economy *economy, const char *path,
                                                  rift_problems *problems, rift_error *error);
void rift_sector_classes_free(rift_sector_classes *classes);

/* Marks the sectors that a word stands for: `all`, a sector, a class, or a sector group of the
 * economy, in that order: classes are given with a command, and are meant
 * where a group has their name. False if it is none of them. marks: S. `classes` may be NULL. */
bool rift_mark_sectors(const rift_sector_classes *classes, const rift_economy *economy,
                       const char *word, bool *marks);
/* The same for regions: `all`, a region, or a region group. marks: R. */
bool rift_mark_regions(const rift_economy *economy, const char *word, bool *marks);

/* The same for a field of a row, with an error recorded if the word is none of them. */
bool rift_mark_sector_field(rift_csv *csv, size_t column, const rift_sector_classes *classes,
                            const rift_economy *economy, bool *marks);
bool rift_mark_region_field(rift_csv *csv, size_t column, const rift_economy *economy,
                            bool *marks);

#endif
