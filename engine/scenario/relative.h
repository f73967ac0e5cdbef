/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths that are written relative to the file they stand in. */
#ifndef RIFT_SCENARIO_RELATIVE_H
#define RIFT_SCENARIO_RELATIVE_H

/* The folder of a path with its last '/', or "" when it has none. NULL when memory runs out. */
char *rift_relative_folder(const char *path);

/* `folder` (from rift_relative_folder) and `path`; an absolute path stays as it is. NULL when
 * memory runs out. */
char *rift_relative_resolve(const char *folder, const char *path);

#endif
