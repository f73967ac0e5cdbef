/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "tables/file.h"

#define DEPTH_MAX 16 /* our folders have three levels; a deeper one is not ours */

static bool is_dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

static bool is_empty(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return false;
  }
  bool empty = true;
  for (struct dirent *entry = readdir(folder); entry != NULL && empty; entry = readdir(folder)) {
    empty = is_dots(entry->d_name);
  }
  closedir(folder);
  return empty;
}

static bool has_mark(const char *path) {
  char *readme = rift_path_join(path, "README.txt");
  FILE *stream = readme == NULL ? NULL : fopen(readme, "rbe");
  free(readme);
  if (stream == NULL) {
    return false;
  }
  char line[sizeof RIFT_FOLDER_MARK] = "";
  size_t got = fread(line, 1, sizeof line, stream);
  fclose(stream);
  return got == sizeof line && memcmp(line, RIFT_FOLDER_MARK "\n", sizeof line) == 0;
}

bool rift_folder_is_ours(const char *path) {
  struct stat information;
  return lstat(path, &information) == 0 && S_ISDIR(information.st_mode) &&
         (is_empty(path) || has_mark(path));
}

static rift_status remove_tree(const char *path, int depth, rift_error *error);

static rift_status remove_entry(const char *folder, const char *name, int depth,
                                rift_error *error) {
  char *path = rift_path_join(folder, name);
  if (path == NULL) {
    return rift_error_memory(error, 0);
  }
  struct stat information;
  rift_status status = RIFT_OK;
  if (lstat(path, &information) != 0) {
    status = rift_error_system(error, "cannot look at", path);
  } else if (S_ISDIR(information.st_mode)) {
    status = remove_tree(path, depth + 1, error);
  } else if (unlink(path) != 0) {
    status = rift_error_system(error, "cannot remove", path);
  }
  free(path);
  return status;
}

/* README.txt goes last at the top, so that a removal that stops half-way can be repeated. */
static rift_status remove_entries(DIR *folder, const char *path, int depth, rift_error *error) {
  rift_status status = RIFT_OK;
  for (struct dirent *entry = readdir(folder); entry != NULL && status == RIFT_OK;
       entry = readdir(folder)) {
    bool mark = depth == 0 && strcmp(entry->d_name, "README.txt") == 0;
    if (!is_dots(entry->d_name) && !mark) {
      status = remove_entry(path, entry->d_name, depth, error);
    }
  }
  return status;
}

static rift_status remove_tree(const char *path, int depth, rift_error *error) {
  if (depth > DEPTH_MAX) {
    return rift_error_set(error, RIFT_FAILED, "'%s' is too deep for a result folder", path);
  }
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return rift_error_system(error, "cannot open the folder", path);
  }
  rift_status status = remove_entries(folder, path, depth, error);
  closedir(folder);
  if (status == RIFT_OK && depth == 0 && has_mark(path)) {
    status = remove_entry(path, "README.txt", depth, error);
  }
  if (status == RIFT_OK && rmdir(path) != 0) {
    status = rift_error_system(error, "cannot remove the folder", path);
  }
  return status;
}

rift_status rift_folder_remove(const char *path, rift_error *error) {
  if (!rift_folder_is_ours(path)) {
    return rift_error_set(error, RIFT_USAGE,
                          "'%s' is not a result folder of rift and is left as it is", path);
  }
  return remove_tree(path, 0, error);
}

typedef struct listing {
  char **paths;
  size_t count;
  size_t capacity;
} listing;

static rift_status list_into(listing *list, const char *root, const char *inside, int depth,
                             rift_error *error);

static rift_status list_entry(listing *list, const char *root, const char *inside, const char *name,
                              int depth, rift_error *error) {
  char *relative = rift_path_join(inside, name);
  char *path = relative == NULL ? NULL : rift_path_join(root, relative);
  struct stat information;
  rift_status status = RIFT_OK;
  if (path == NULL) {
    status = rift_error_memory(error, 0);
  } else if (lstat(path, &information) != 0) {
    status = rift_error_system(error, "cannot look at", path);
  } else if (S_ISDIR(information.st_mode)) {
    status = list_into(list, root, relative, depth + 1, error);
  } else if (S_ISREG(information.st_mode)) {
    char **grown = rift_grow(list->paths, &list->capacity, list->count + 1, sizeof *list->paths);
    status = grown == NULL ? rift_error_memory(error, 0) : RIFT_OK;
    list->paths = grown == NULL ? list->paths : grown;
    if (grown != NULL) {
      list->paths[list->count++] = relative;
      relative = NULL;
    }
  }
  free(relative);
  free(path);
  return status;
}

static rift_status list_into(listing *list, const char *root, const char *inside, int depth,
                             rift_error *error) {
  char *path = rift_path_join(root, inside);
  DIR *folder = path == NULL || depth > DEPTH_MAX ? NULL : opendir(path);
  rift_status status = RIFT_OK;
  if (folder == NULL) {
    status = rift_error_system(error, "cannot open the folder", path == NULL ? root : path);
    free(path);
    return status;
  }
  for (struct dirent *entry = readdir(folder); entry != NULL && status == RIFT_OK;
       entry = readdir(folder)) {
    if (!is_dots(entry->d_name)) {
      status = list_entry(list, root, inside, entry->d_name, depth, error);
    }
  }
  closedir(folder);
  free(path);
  return status;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

rift_status rift_folder_list(const char *path, char ***paths, size_t *count, rift_error *error) {
  listing list = {0};
  rift_status status = list_into(&list, path, "", 0, error);
  if (status != RIFT_OK) {
    rift_folder_list_free(list.paths, list.count);
    list = (listing){0};
  } else if (list.count > 1) {
    qsort(list.paths, list.count, sizeof *list.paths, by_bytes);
  }
  *paths = list.paths;
  *count = list.count;
  return status;
}

void rift_folder_list_free(char **paths, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(paths[i]);
  }
  free(paths);
}
