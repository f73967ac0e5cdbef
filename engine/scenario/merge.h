/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From files to one tree: `extends`, merging key by key, and the settings of the command line. */
#ifndef RIFT_SCENARIO_MERGE_H
#define RIFT_SCENARIO_MERGE_H

#include "scenario/reader.h"

/* Reads the scenario's file and what it extends. The file's own keys win; mappings merge key by
 * key; a quantity that states `dist` or `value` replaces the other whole; lists replace lists,
 * except that `measures` merge by id, where `remove: true` drops one. Relative paths become
 * relative to the scenario's folder, `extends` and `remove` disappear. Every file read is added to
 * the reader's scenario. RIFT_INVALID when there is no tree to go on with: *root is NULL. */
RIFT_CHECKED rift_status rift_merge_read(rift_reader *reader, rift_yaml_document *document,
                                         const char *path, rift_yaml_node **root,
                                         rift_error *error);

/* Merges `over` into `root`, as a file into what it extends; relative paths in `over` are taken from `folder`. False when memory
 * runs out. */
bool rift_merge_over(rift_reader *reader, rift_yaml_node *root, const rift_yaml_node *over, const char *folder,
                     rift_error *error);

/* Applies `--set key=value`. In a key, a measure is named by its id, an item of another list by its
 * position from 0. */
RIFT_CHECKED rift_status rift_merge_set(rift_reader *reader, rift_yaml_document *document,
                                        const rift_setting *setting, rift_yaml_node *root,
                                        rift_error *error);

/* Adds a file to the scenario's list, once. */
bool rift_scenario_add_file(rift_reader *reader, const char *path);

#endif
