/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/code_set.h"

#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"

rift_status rift_code_set_read(rift_csv *csv, size_t column, const rift_economy *economy, bool of_regions, bool **set,
                               rift_code_scope *scope) {
  const rift_names *names = of_regions ? &economy->regions : &economy->sectors;
  const char *text = NULL;
  size_t length = 0;
  size_t index = 0;
  *set = NULL;
  if (!rift_csv_code(csv, column, &text, &length)) {
    return RIFT_OK;
  }
  const rift_group *group = rift_economy_group(economy, text, of_regions);
  bool all = strcmp(text, "all") == 0;
  *scope = all ? RIFT_SCOPE_ALL : group != NULL ? RIFT_SCOPE_GROUP : RIFT_SCOPE_CODE;
  if (*scope == RIFT_SCOPE_CODE &&
      !rift_reader_code(csv, column, names, of_regions ? "region or group" : "sector or group", &index)) {
    return RIFT_OK;
  }
  bool *members = rift_allocate(names->count, sizeof *members);
  if (members == NULL) {
    return RIFT_FAILED;
  }
  for (size_t i = 0; i < names->count; i++) {
    members[i] = all || (*scope == RIFT_SCOPE_CODE && i == index);
  }
  for (size_t i = 0; group != NULL && !all && i < group->count; i++) {
    members[group->members[i]] = true;
  }
  *set = members;
  return RIFT_OK;
}
