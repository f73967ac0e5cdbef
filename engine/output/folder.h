/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of results: which may be replaced, what is in them, and how they are removed. */
#ifndef RIFT_OUTPUT_FOLDER_H
#define RIFT_OUTPUT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* First line of README.txt, written before anything else: by it a folder is known as ours. */
#define RIFT_FOLDER_MARK "Results of rift: economic exposure by Monte Carlo simulation"

/* True for a folder (no link) that is empty or whose README.txt begins with RIFT_FOLDER_MARK. */
bool rift_folder_is_ours(const char *path);

/* Removes the folder and all it holds, never through a link; refuses one that is not ours. */
RIFT_CHECKED rift_status rift_folder_remove(const char *path, rift_error *error);

/* Paths, relative to the folder, of all regular files in it, in byte order; *paths and each of it
 * are malloc'ed. */
RIFT_CHECKED rift_status rift_folder_list(const char *path, char ***paths, size_t *count,
                                          rift_error *error);
void rift_folder_list_free(char **paths, size_t count);

#endif
