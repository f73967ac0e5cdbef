/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "economy/package.h"
#include "tables/file.h"

typedef struct column {
  const char *name;
  const char *type;
  const char *unit; /* NULL: none */
} column;

typedef struct table {
  const char *name;
  const char *description;
  column columns[9];
} table;

#define MONEY "million USD"

static const table tables[] = {
    {"intermediate",
     "Deliveries of each node to each using node, basic prices; absent cells are zero",
     {{"origin_region", "string", NULL}, {"origin_sector", "string", NULL}, {"dest_region", "string", NULL},
      {"dest_sector", "string", NULL}, {"value", "number", MONEY}}},
    {"final_demand",
     "Deliveries of each node to final users, basic prices; absent cells are zero",
     {{"origin_region", "string", NULL}, {"origin_sector", "string", NULL}, {"dest_region", "string", NULL},
      {"category", "string", NULL}, {"value", "number", MONEY}}},
    {"nodes",
     "Output, primary inputs and employment of each region and sector; a blank is unknown",
     {{"region", "string", NULL}, {"sector", "string", NULL}, {"gross_output", "number", MONEY},
      {"value_added", "number", MONEY}, {"taxes_less_subsidies", "number", MONEY},
      {"transport_margins", "number", MONEY}, {"employment", "number", "persons"}}},
    {"regions", "Codes and names", {{"region", "string", NULL}, {"name", "string", NULL}}},
    {"sectors", "Codes and names", {{"sector", "string", NULL}, {"name", "string", NULL}}},
    {"groups",
     "Named groups of codes; sector_proxy: wider sectors that stand in for the group",
     {{"kind", "string", NULL}, {"group", "string", NULL}, {"member", "string", NULL}}},
    {"affiliate_income",
     "Income that owners in one region draw from affiliates in another, a year",
     {{"host", "string", NULL}, {"owner", "string", NULL}, {"sector", "string", NULL}, {"value", "number", MONEY},
      {"unit", "string", NULL}, {"year", "integer", NULL}, {"source", "string", NULL}, {"status", "string", NULL}}}};

static json_t *describe_columns(const table *table_described) {
  json_t *fields = json_array();
  for (const column *each = table_described->columns; each->name != NULL; each++) {
    json_t *field = json_pack("{s:s,s:s}", "name", each->name, "type", each->type);
    if (each->unit != NULL) {
      json_object_set_new(field, "unit", json_string(each->unit));
    }
    json_array_append_new(fields, field);
  }
  return json_pack("{s:o}", "fields", fields);
}

/* NULL: no such file. */
static json_t *describe_file(const table *described, const char *path, const char *file_name, bool packed,
                             rift_status *status, rift_error *error) {
  struct stat information;
  char hash[RIFT_HASH_TEXT];
  if (stat(path, &information) != 0) {
    return NULL;
  }
  *status = rift_hash_file(path, hash, error);
  if (*status != RIFT_OK) {
    return NULL;
  }
  char text[RIFT_HASH_TEXT + 8];
  snprintf(text, sizeof text, "sha256:%s", hash);
  json_t *resource = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "name", described->name, "path", file_name, "description",
                               described->description, "profile", "tabular-data-resource", "format", "csv", "encoding",
                               "utf-8");
  if (packed) {
    json_object_set_new(resource, "compression", json_string("gz"));
  }
  json_object_set_new(resource, "bytes", json_integer((json_int_t)information.st_size));
  json_object_set_new(resource, "hash", json_string(text));
  json_object_set_new(resource, "schema", describe_columns(described));
  return resource;
}

static rift_status describe_tables(const char *folder, json_t *resources, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < 2 * sizeof tables / sizeof tables[0] && status == RIFT_OK; i++) {
    bool packed = i % 2 == 1;
    char file_name[64];
    snprintf(file_name, sizeof file_name, "%s.csv%s", tables[i / 2].name, packed ? ".gz" : "");
    char *path = rift_path_join(folder, file_name);
    if (path == NULL) {
      return rift_error_memory(error, 0);
    }
    json_t *resource = describe_file(&tables[i / 2], path, file_name, packed, &status, error);
    if (resource != NULL) {
      json_array_append_new(resources, resource);
    }
    free(path);
  }
  return status;
}

static void set_text(json_t *object, const char *key, const char *text) {
  if (text != NULL) {
    json_object_set_new(object, key, json_string(text));
  }
}

static void carry(json_t *root, const json_t *base, const char *key) {
  json_t *value = json_object_get(base, key);
  if (value != NULL) {
    json_object_set(root, key, value);
  }
}

static void set_origin(json_t *root, const rift_package_options *options) {
  if (options->licence_name != NULL) {
    json_t *licence = json_object();
    set_text(licence, "name", options->licence_name);
    set_text(licence, "path", options->licence_path);
    set_text(licence, "title", options->licence_title);
    json_object_set_new(root, "licenses", json_pack("[o]", licence));
  }
  if (options->source_count > 0) {
    json_t *sources = json_array();
    for (size_t i = 0; i < options->source_count; i++) {
      json_t *source = json_object();
      set_text(source, "title", options->sources[i].title);
      set_text(source, "path", options->sources[i].path);
      set_text(source, "sha256", options->sources[i].sha256);
      json_array_append_new(sources, source);
    }
    json_object_set_new(root, "sources", sources);
  }
  if (options->usd_per_eur > 0) {
    json_t *rate = json_pack("{s:f,s:i}", "value", options->usd_per_eur, "year", options->usd_per_eur_year);
    set_text(rate, "source", options->usd_per_eur_source);
    set_text(rate, "status", options->usd_per_eur_status);
    json_object_set_new(root, "exchange_rates", json_pack("{s:o}", "usd_per_eur", rate));
  }
  if (options->command != NULL) {
    json_t *history = json_object_get(root, "history");
    json_t *longer = history == NULL ? json_array() : json_copy(history);
    json_array_append_new(longer, json_string(options->command));
    json_object_set_new(root, "history", longer);
  }
}

static rift_status dump(const char *folder, const json_t *root, rift_error *error) {
  char *path = rift_path_join(folder, "datapackage.json");
  char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
  rift_text content = {0};
  rift_text_add(&content, "%s\n", text == NULL ? "" : text);
  rift_status status = path == NULL || text == NULL || content.failed
                           ? rift_error_memory(error, 0)
                           : rift_file_write(path, content.bytes, content.length, error);
  rift_text_free(&content);
  free(text);
  free(path);
  return status;
}

rift_status rift_package_write(const char *folder, const rift_package_options *options, rift_error *error) {
  json_t *base = options->base == NULL ? NULL : json_load_file(options->base, 0, NULL);
  json_t *root = json_pack("{s:s}", "profile", "tabular-data-package");
  json_t *resources = json_array();
  static const char *const carried[] = {"name", "title", "year", "licenses", "sources", "exchange_rates", "history"};
  set_text(root, "name", options->name);
  set_text(root, "title", options->title);
  for (size_t i = 0; i < sizeof carried / sizeof carried[0]; i++) {
    if (json_object_get(root, carried[i]) == NULL) {
      carry(root, base, carried[i]);
    }
  }
  if (options->year != 0) {
    json_object_set_new(root, "year", json_integer(options->year));
  }
  set_text(root, "unit", MONEY);
  set_origin(root, options);
  rift_status status = describe_tables(folder, resources, error);
  json_object_set(root, "resources", resources);
  if (status == RIFT_OK) {
    status = dump(folder, root, error);
  }
  json_decref(resources);
  json_decref(root);
  json_decref(base);
  return status;
}
