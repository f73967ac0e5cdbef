/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/relative.h"

#include <string.h>

#include "base/memory.h"

char *rift_relative_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  return rift_copy_bytes(path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
}

char *rift_relative_resolve(const char *folder, const char *path) {
  size_t length = path[0] == '/' ? 0 : strlen(folder);
  char *joined = rift_allocate(length + strlen(path) + 1, 1);
  if (joined != NULL) {
    memcpy(joined, folder, length);
    strcpy(joined + length, path);
  }
  return joined;
}
