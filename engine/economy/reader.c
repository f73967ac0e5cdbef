/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tables/file.h"

const char *const rift_category_codes[RIFT_CATEGORY_MAX] = {"HFCE",  "NPISH", "GGFC", "GFCF",
                                                            "INVNT", "DPABR", "FD"};

rift_status rift_reader_worse(rift_status a, rift_status b) {
  if (a == RIFT_FAILED || b == RIFT_FAILED) {
    return RIFT_FAILED;
  }
  return a == RIFT_OK ? b : a;
}

char *rift_reader_path(const rift_economy_reader *reader, const char *name, bool *found,
                       bool *both) {
  char plain[64];
  char packed[64];
  snprintf(plain, sizeof plain, "%s.csv", name);
  snprintf(packed, sizeof packed, "%s.csv.gz", name);
  char *plain_path = rift_path_join(reader->folder, plain);
  char *packed_path = rift_path_join(reader->folder, packed);
  if (plain_path == NULL || packed_path == NULL) {
    free(plain_path);
    free(packed_path);
    return NULL;
  }
  bool has_plain = rift_path_exists(plain_path);
  bool has_packed = rift_path_exists(packed_path);
  *found = has_plain || has_packed;
  *both = has_plain && has_packed;
  bool use_packed = has_packed && !has_plain;
  free(use_packed ? plain_path : packed_path);
  return use_packed ? packed_path : plain_path;
}

rift_status rift_reader_open(rift_economy_reader *reader, const char *name, bool optional,
                             const rift_csv_column *columns, size_t column_count, rift_csv **csv) {
  *csv = NULL;
  bool found = false;
  bool both = false;
  char *path = rift_reader_path(reader, name, &found, &both);
  if (path == NULL) {
    return rift_error_memory(reader->error, 0);
  }
  rift_status status = RIFT_OK;
  if (both) {
    status = rift_problems_add(
        reader->problems, RIFT_ERROR, path, 0, 0,
        "the folder holds this file plain and as .gz; expected one of them; delete the old one");
  } else if (found) {
    status = rift_csv_open(csv, path, columns, column_count, NULL, reader->problems, reader->error);
  } else if (!optional) {
    status = rift_problems_add(
        reader->problems, RIFT_ERROR, path, 0, 0,
        "the file is missing; expected %s.csv or %s.csv.gz in the economy folder", name, name);
  }
  free(path);
  return status;
}

/* "DEU, CHN, USA, ... (14 in all)" */
static void list_names(const rift_names *names, char *text, size_t size) {
  size_t length = 0;
  text[0] = '\0';
  for (size_t i = 0; i < names->count && i < 8 && length < size; i++) {
    int added = snprintf(text + length, size - length, "%s%s", i == 0 ? "" : ", ", names->items[i]);
    length += added < 0 ? 0 : (size_t)added;
  }
  if (names->count > 8 && length < size) {
    snprintf(text + length, size - length, ", ... (%zu in all)", names->count);
  }
}

bool rift_reader_code(rift_csv *csv, size_t column, const rift_names *names, const char *what,
                      size_t *index) {
  const char *code = NULL;
  size_t length = 0;
  if (!rift_csv_code(csv, column, &code, &length)) {
    return false;
  }
  /* Rows come sorted more often than not: try the last answer first. */
  if (*index < names->count && strcmp(names->items[*index], code) == 0) {
    return true;
  }
  size_t found = rift_names_find(names, code, length);
  if (found != RIFT_NOT_FOUND) {
    *index = found;
    return true;
  }
  const char *closest = rift_closest(code, (const char *const *)names->items, names->count);
  char known[256];
  list_names(names, known, sizeof known);
  rift_csv_error(csv, column, "unknown %s '%.60s'; expected one of %s%s%s%s", what, code, known,
                 closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
                 closest == NULL ? "" : "'?");
  return false;
}
