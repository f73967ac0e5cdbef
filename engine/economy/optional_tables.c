/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/optional_tables.h"

#include <stdio.h>
#include <stdlib.h>

#include "tables/file.h"

#define TABLE_BYTES_MAX ((size_t)1 << 26)

const char *const rift_optional_table_names[] = {
    "trade_elasticities", "inventories",      "criticality",  "critical_inputs",
    "tariffs",            "affiliate_income", "table_errors", NULL};

static rift_status copy(const char *from, const char *to, rift_error *error) {
  rift_text content = {0};
  rift_status status = rift_file_read(from, TABLE_BYTES_MAX, &content, error);
  if (status == RIFT_OK) {
    status = rift_file_write(to, content.bytes, content.length, error);
  }
  rift_text_free(&content);
  return status;
}

rift_status rift_optional_tables_copy(const char *from, const char *to, rift_problems *problems,
                                      rift_error *error) {
  size_t copied = 0;
  rift_status status = RIFT_OK;
  for (size_t i = 0; rift_optional_table_names[i] != NULL && status == RIFT_OK; i++) {
    char name[64];
    snprintf(name, sizeof name, "%s.csv", rift_optional_table_names[i]);
    char *source = rift_path_join(from, name);
    char *target = rift_path_join(to, name);
    if (source == NULL || target == NULL) {
      status = rift_error_memory(error, 0);
    } else if (rift_path_exists(source)) {
      status = copy(source, target, error);
      copied++;
    }
    free(source);
    free(target);
  }
  if (status == RIFT_OK && copied == 0) {
    rift_error_set(error, RIFT_INVALID, "no tables were copied from '%s'", from);
    status = rift_problems_add(problems, RIFT_ERROR, from, 0, 0,
                               "the folder holds none of the optional tables; expected "
                               "trade_elasticities.csv, inventories.csv, criticality.csv, "
                               "critical_inputs.csv, tariffs.csv, affiliate_income.csv or "
                               "table_errors.csv");
  }
  return status;
}
