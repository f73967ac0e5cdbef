/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the source table of the shipped economy is, for tests that need it. After cmocka.h. */
#ifndef RIFT_TESTS_SUPPORT_SOURCE_TABLE_H
#define RIFT_TESTS_SUPPORT_SOURCE_TABLE_H

#include <stdio.h>
#include <stdlib.h>

#include "tables/file.h"

/* The folder wiod2014 in RIFT_SOURCE_DATA, or else in ../shared/data. The test is skipped, with the
 * reason, if it is absent; named but absent, it fails. */
static inline void source_table(char *path, size_t size) {
  const char *set = getenv("RIFT_SOURCE_DATA");
  snprintf(path, size, "%s/wiod2014", set == NULL ? "../shared/data" : set);
  if (rift_path_exists(path)) {
    return;
  }
  if (set != NULL) {
    fail_msg("RIFT_SOURCE_DATA is set, but '%s' is not there", path);
  }
  print_message("skipped: the source table is not at '%s'; set RIFT_SOURCE_DATA to the folder that "
                "holds wiod2014\n",
                path);
  skip();
}

#endif
