/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenario/relative.h"

#define LONGEST_CHAIN 16
#define MEASURES_MAX 1000

/* A file on the way up the chain of `extends`. */
typedef struct link {
  const struct link *below;
  char *path;      /* as opened */
  char *canonical; /* to see a cycle */
  char *prefix;    /* of its relative paths, from the scenario's folder */
} link;

typedef struct merge {
  rift_reader *reader;
  rift_yaml_document *document;
  rift_error *error;
} merge;

static rift_status out_of_memory(const merge *work) { return rift_error_memory(work->error, 0); }

bool rift_scenario_add_file(rift_reader *reader, const char *path) {
  rift_scenario *scenario = reader->scenario;
  for (size_t i = 0; i < scenario->file_count; i++) {
    if (strcmp(scenario->files[i], path) == 0) {
      return true;
    }
  }
  char **files = realloc(scenario->files, (scenario->file_count + 1) * sizeof *files);
  if (files != NULL) {
    scenario->files = files;
    files[scenario->file_count] = rift_copy_text(path);
  }
  if (files == NULL || files[scenario->file_count] == NULL) {
    reader->memory_failed = true;
    return false;
  }
  scenario->file_count++;
  return true;
}

static bool rebase(rift_yaml_node *node, const char *prefix) {
  if (node == NULL || node->kind != RIFT_YAML_SCALAR || node->text[0] == '\0') {
    return true;
  }
  char *joined = rift_relative_resolve(prefix, node->text);
  if (joined == NULL) {
    return false;
  }
  free(node->text);
  node->text = joined;
  return true;
}

/* Paths of an extended file are relative to that file; in the merged tree they are relative to the
 * scenario. */
static bool rebase_paths(const rift_yaml_node *root, const char *prefix) {
  const rift_yaml_node *measures = rift_yaml_find(root, "measures");
  bool done = prefix[0] == '\0' || rebase(rift_yaml_find(root, "economy"), prefix);
  bool listed = measures != NULL && measures->kind == RIFT_YAML_SEQUENCE && prefix[0] != '\0';
  for (size_t i = 0; listed && done && i < measures->count; i++) {
    done = rebase(rift_yaml_find(measures->items[i], "schedule"), prefix) &&
           rebase(rift_yaml_find(measures->items[i], "path"), prefix);
  }
  return done;
}

static const char *id_of(const rift_yaml_node *measure) {
  const rift_yaml_node *id = rift_yaml_find(measure, "id");
  return id != NULL && id->kind == RIFT_YAML_SCALAR ? id->text : NULL;
}

static size_t find_measure(const rift_yaml_node *measures, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++) {
    const char *other = id_of(measures->items[i]);
    if (other != NULL && strcmp(other, id) == 0) {
      return i;
    }
  }
  return RIFT_NOT_FOUND;
}

/* Within one file: after merging, the second would have overwritten the first. */
static void report_duplicate_ids(rift_reader *reader, const rift_yaml_node *measures) {
  if (measures->kind != RIFT_YAML_SEQUENCE) {
    return;
  }
  if (measures->count > MEASURES_MAX) {
    rift_reader_error(reader, measures,
                      "there are %zu measures, more than %d; use groups and schedules",
                      measures->count, MEASURES_MAX);
    return;
  }
  for (size_t i = 0; i < measures->count; i++) {
    const char *id = id_of(measures->items[i]);
    size_t first = id == NULL ? RIFT_NOT_FOUND : find_measure(measures, i, id);
    if (first != RIFT_NOT_FOUND) {
      rift_reader_error(
          reader, rift_yaml_find(measures->items[i], "id"),
          "the measure id '%.80s' is taken, on line %ld; ids name random streams: choose another",
          id, measures->items[first]->line);
    }
  }
}

static bool replaces_whole(const rift_yaml_node *node) {
  return rift_yaml_find(node, "dist") != NULL || rift_yaml_find(node, "value") != NULL ||
         rift_yaml_find(node, "experts") != NULL;
}

static bool merge_mapping(merge *work, rift_yaml_node *base, const rift_yaml_node *over, bool top);

static bool merge_measure(merge *work, rift_yaml_node *base, rift_yaml_node *measure) {
  const char *id = id_of(measure);
  const rift_yaml_node *remove = rift_yaml_find(measure, "remove");
  size_t at = id == NULL ? RIFT_NOT_FOUND : find_measure(base, base->count, id);
  if (at == RIFT_NOT_FOUND) {
    return rift_yaml_add(base, NULL, measure); /* a stray `remove` is reported with the measure */
  }
  bool removed = false;
  if (remove != NULL && !rift_reader_boolean(work->reader, remove, "remove", &removed)) {
    return true;
  }
  if (removed) {
    rift_yaml_remove(base, at);
    return true;
  }
  for (size_t i = 0; remove != NULL && i < measure->count; i++) {
    if (measure->items[i] == remove) {
      rift_yaml_remove(measure, i);
      break;
    }
  }
  return merge_mapping(work, base->items[at], measure, false);
}

static bool merge_value(merge *work, rift_yaml_node **slot, rift_yaml_node *over,
                        bool are_measures) {
  rift_yaml_node *base = *slot;
  if (are_measures && base->kind == RIFT_YAML_SEQUENCE && over->kind == RIFT_YAML_SEQUENCE) {
    for (size_t i = 0; i < over->count; i++) {
      if (!merge_measure(work, base, over->items[i])) {
        return false;
      }
    }
    return true;
  }
  if (base->kind == RIFT_YAML_MAPPING && over->kind == RIFT_YAML_MAPPING && !replaces_whole(over)) {
    return merge_mapping(work, base, over, false);
  }
  *slot = over;
  return true;
}

/* `over` wins. The result stands in `base`, and says that it comes from where `over` stands. */
static bool merge_mapping(merge *work, rift_yaml_node *base, const rift_yaml_node *over, bool top) {
  base->file = over->file;
  base->line = over->line;
  base->column = over->column;
  for (size_t i = 0; i < over->count; i++) {
    const char *key = over->keys[i]->text;
    size_t at = 0;
    while (at < base->count && strcmp(base->keys[at]->text, key) != 0) {
      at++;
    }
    bool merged = false;
    if (at == base->count) {
      merged = rift_yaml_add(base, over->keys[i], over->items[i]);
    } else {
      base->keys[at] = over->keys[i];
      merged =
          merge_value(work, &base->items[at], over->items[i], top && strcmp(key, "measures") == 0);
    }
    if (!merged) {
      return false;
    }
  }
  return true;
}

static void link_free(link *file) {
  free(file->path);
  free(file->canonical);
  free(file->prefix);
}

static rift_status read_chain(merge *work, link *file, rift_yaml_node **root);

/* False (and reported) when the extended file is missing, or extends this one. */
static bool may_extend(merge *work, const rift_yaml_node *node, link *parent) {
  size_t length = 0;
  parent->canonical = realpath(parent->path, NULL);
  if (parent->canonical == NULL && errno != ENOMEM) {
    rift_reader_error(work->reader, node, "extends names '%s', which cannot be opened: %s",
                      parent->path, strerror(errno));
    return false;
  }
  for (const link *file = parent->below; file != NULL; file = file->below, length++) {
    bool same = file->canonical != NULL && parent->canonical != NULL &&
                strcmp(file->canonical, parent->canonical) == 0;
    if (same) {
      rift_reader_error(work->reader, node,
                        "extends names '%s', which extends this file in turn; break the circle",
                        parent->path);
      return false;
    }
  }
  if (length > LONGEST_CHAIN) {
    rift_reader_error(work->reader, node, "more than %d files extend one another", LONGEST_CHAIN);
    return false;
  }
  return true;
}

/* *parent_root stays NULL after a reported problem. */
static rift_status read_parent(merge *work, const link *file, const rift_yaml_node *extends,
                               rift_yaml_node **parent_root) {
  const char *name = rift_reader_text(work->reader, extends, "extends");
  if (name == NULL) {
    return RIFT_INVALID;
  }
  rift_status status = RIFT_INVALID;
  link parent = {.below = file};
  char *folder = rift_relative_folder(file->path);
  char *relative = rift_relative_folder(name);
  if (folder != NULL && relative != NULL) {
    parent.path = rift_relative_resolve(folder, name);
    parent.prefix = rift_relative_resolve(file->prefix, relative);
  }
  if (parent.path == NULL || parent.prefix == NULL) {
    status = out_of_memory(work);
  } else if (may_extend(work, extends, &parent)) {
    status = read_chain(work, &parent, parent_root);
  }
  free(folder);
  free(relative);
  link_free(&parent);
  return status;
}

static rift_status check_file(merge *work, const link *file, const rift_yaml_node *root) {
  if (!rift_reader_expect(work->reader, root, RIFT_YAML_MAPPING, "the scenario")) {
    return RIFT_INVALID;
  }
  const rift_yaml_node *measures = rift_yaml_find(root, "measures");
  if (measures != NULL) {
    report_duplicate_ids(work->reader, measures);
  }
  return rebase_paths(root, file->prefix) ? RIFT_OK : out_of_memory(work);
}

/* Reads the file of the last link, then what it extends, and merges the two. */
static rift_status read_chain(merge *work, link *file, rift_yaml_node **root) {
  rift_yaml_node *own = NULL;
  rift_yaml_node *base = NULL;
  rift_status status =
      rift_yaml_read_file(work->document, file->path, &own, work->reader->problems, work->error);
  if (!rift_scenario_add_file(work->reader, file->path)) {
    return out_of_memory(work);
  }
  if (own == NULL) {
    return status == RIFT_OK ? RIFT_INVALID : status;
  }
  status = check_file(work, file, own);
  if (status != RIFT_OK) {
    return status;
  }
  for (size_t i = 0; i < own->count; i++) {
    if (strcmp(own->keys[i]->text, "extends") != 0) {
      continue;
    }
    const rift_yaml_node *extends = own->items[i];
    rift_yaml_remove(own, i);
    status = read_parent(work, file, extends, &base);
    if (status != RIFT_OK) {
      return status;
    }
    break;
  }
  if (base != NULL && !merge_mapping(work, base, own, true)) {
    return out_of_memory(work);
  }
  *root = base == NULL ? own : base;
  return RIFT_OK;
}

rift_status rift_merge_read(rift_reader *reader, rift_yaml_document *document, const char *path,
                            rift_yaml_node **root, rift_error *error) {
  *root = NULL;
  merge work = {.reader = reader, .document = document, .error = error};
  link first = {.path = rift_copy_text(path), .prefix = rift_copy_text("")};
  first.canonical =
      realpath(path, NULL); /* a file that cannot be opened is reported by the reader */
  bool exhausted = first.canonical == NULL && errno == ENOMEM;
  rift_status status = exhausted || first.path == NULL || first.prefix == NULL
                           ? out_of_memory(&work)
                           : read_chain(&work, &first, root);
  link_free(&first);
  if (status == RIFT_OK && reader->memory_failed) {
    status = out_of_memory(&work);
  }
  return status;
}

bool rift_merge_over(rift_reader *reader, rift_yaml_node *root, const rift_yaml_node *over, const char *folder,
                     rift_error *error) {
  merge work = {.reader = reader, .error = error};
  const rift_yaml_node *measures = rift_yaml_find(over, "measures");
  if (measures != NULL) {
    report_duplicate_ids(reader, measures);
  }
  return rebase_paths(over, folder) && merge_mapping(&work, root, over, true);
}
