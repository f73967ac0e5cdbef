/* SPDX-License-Identifier: GPL-3.0-or-later */
/* datapackage.json: the tables described for programs (Frictionless Data Package 1.0, tabular
 * resources). */
#include "output/state.h"

static json_t *describe_field(const rift_column *column) {
  static const char *const types[] = {[RIFT_COLUMN_STRING] = "string",
                                      [RIFT_COLUMN_NUMBER] = "number",
                                      [RIFT_COLUMN_INTEGER] = "integer",
                                      [RIFT_COLUMN_BOOLEAN] = "boolean"};
  return json_pack("{s:s,s:s,s:s}", "name", column->name, "type", types[column->type],
                   "description", column->description);
}

static json_t *describe_resource(const rift_schema *schema) {
  json_t *fields = json_array();
  int failed = 0;
  for (size_t i = 0; i < schema->column_count; i++) {
    failed |= json_array_append_new(fields, describe_field(&schema->columns[i]));
  }
  if (failed != 0) {
    json_decref(fields);
    return NULL;
  }
  return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:{s:o,s:[s]}}", "profile",
                   "tabular-data-resource", "name", schema->name, "path", schema->path,
                   "description", schema->description, "format", "csv", "mediatype", "text/csv",
                   "encoding", "utf-8", "schema", "fields", fields, "missingValues", "");
}

rift_status rift_output_datapackage(const rift_output *output, rift_error *error) {
  json_t *resources = json_array();
  int failed = 0;
  for (size_t i = 0; i < RIFT_TABLE_COUNT; i++) {
    failed |= json_array_append_new(resources, describe_resource(rift_schema_of((rift_table_id)i)));
  }
  if (failed != 0) {
    json_decref(resources);
    return rift_error_memory(error, 0);
  }
  json_t *package =
      json_pack("{s:s,s:s,s:s,s:s,s:o}", "profile", "tabular-data-package", "name", "rift-results",
                "title", "Results of rift: economic exposure by Monte Carlo simulation", "version",
                output->options.version, "resources", resources);
  return rift_output_put_json(output, "datapackage.json", package, error);
}
