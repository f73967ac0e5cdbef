/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "economy/describe_table.h"
#include "economy/optional_tables.h"
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
  column columns[14]; /* ends at a NULL name */
} table;

#define MONEY "million USD"
#define ORIGIN \
  {"unit", "string", NULL}, {"year", "integer", NULL}, {"source", "string", NULL}, {"status", "string", NULL}
#define SCHEDULE                                                                                  \
  {"importer", "string", NULL}, {"exporter", "string", NULL}, {"sector", "string", NULL},         \
      {"rate", "number", "ad_valorem"}, {"unit", "string", NULL}, {"kind", "string", NULL}
#define FIGURE \
  {"distribution", "string", NULL}, {"low", "number", NULL}, {"central", "number", NULL}, {"high", "number", NULL}

static const table tables[] = {
    {"intermediate",
     "Deliveries of each node to each using node, basic prices; absent cells are zero",
     {{"origin_region", "string", NULL},
      {"origin_sector", "string", NULL},
      {"dest_region", "string", NULL},
      {"dest_sector", "string", NULL},
      {"value", "number", MONEY}}},
    {"final_demand",
     "Deliveries of each node to final users, basic prices; absent cells are zero",
     {{"origin_region", "string", NULL},
      {"origin_sector", "string", NULL},
      {"dest_region", "string", NULL},
      {"category", "string", NULL},
      {"value", "number", MONEY}}},
    {"nodes",
     "Output, primary inputs and employment of each region and sector; a blank is unknown",
     {{"region", "string", NULL},
      {"sector", "string", NULL},
      {"gross_output", "number", MONEY},
      {"value_added", "number", MONEY},
      {"taxes_less_subsidies", "number", MONEY},
      {"transport_margins", "number", MONEY},
      {"employment", "number", "persons"}}},
    {"regions", "Codes and names", {{"region", "string", NULL}, {"name", "string", NULL}}},
    {"sectors", "Codes and names", {{"sector", "string", NULL}, {"name", "string", NULL}}},
    {"groups",
     "Named groups of codes; sector_proxy: wider sectors that stand in for the group",
     {{"kind", "string", NULL}, {"group", "string", NULL}, {"member", "string", NULL}}},
    {"affiliate_income",
     "Income that owners in one region draw from affiliates in another, a year",
     {{"host", "string", NULL},
      {"owner", "string", NULL},
      {"sector", "string", NULL},
      {"value", "number", MONEY},
      ORIGIN}},
    {"trade_elasticities",
     "Elasticity of sourcing with respect to cost, by sector; lognormal with that mean and standard deviation, or a point",
     {{"sector", "string", NULL},
      {"theta", "number", NULL},
      {"sd", "number", NULL},
      {"distribution", "string", NULL},
      {"source_value", "string", NULL},
      {"concept", "string", NULL},
      {"conversion", "string", NULL},
      ORIGIN}},
    {"inventories",
     "Stocks of inputs of a using sector; lognormal with that median and coefficient of variation",
     {{"sector", "string", NULL}, {"days", "number", "day"}, {"cv", "number", NULL}, ORIGIN}},
    {"criticality",
     "How much an input matters to a using sector: 0 never binds, 1 always does",
     {{"input_sector", "string", NULL}, {"using_sector", "string", NULL}, {"rating", "number", NULL}, ORIGIN}},
    {"tariffs",
     "Applied tariffs; absent rows are zero",
     {{"importer", "string", NULL}, {"exporter", "string", NULL}, {"sector", "string", NULL}, {"rate", "number", "ad_valorem"}, ORIGIN}},
    {"critical_inputs",
     "Critical inputs: who depends on them, on China, with what stocks, and how long an alternative takes",
     {{"input", "string", NULL},
      {"carrier_sector", "string", NULL},
      {"user_region", "string", NULL},
      {"user_sector", "string", NULL},
      {"parameter", "string", NULL},
      FIGURE,
      ORIGIN}},
    {"consumption",
     "How household spending on sectors' products falls on consumption groups",
     {{"group", "string", NULL}, {"sector", "string", NULL}, {"share", "number", "share"}, ORIGIN}},
    {"table_errors",
     "Errors of base flows: true flow = factor times flow",
     {{"id", "string", NULL}, {"exporter", "string", NULL}, {"importer", "string", NULL}, {"sector", "string", NULL}, FIGURE, ORIGIN}},
    {"tariffs_2005", "Tariff schedule: levels of 2005, all pairs", {SCHEDULE}},
    {"tariffs_2005_nafta", "Tariff schedule: levels of 2005 among Canada, Mexico and the United States", {SCHEDULE}}};

/* A field that silently went missing for want of memory would be a lie: the first failure is kept.
 */
static void put(json_t *object, const char *key, json_t *value, bool *failed) {
  *failed |= json_object_set_new(object, key, value) != 0;
}

static void append(json_t *array, json_t *value, bool *failed) {
  *failed |= json_array_append_new(array, value) != 0;
}

static void put_text(json_t *object, const char *key, const char *text, bool *failed) {
  if (text != NULL) {
    put(object, key, json_string(text), failed);
  }
}

static json_t *describe_columns(const table *described, bool *failed) {
  json_t *schema = json_object();
  json_t *fields = json_array();
  for (const column *each = described->columns; each->name != NULL; each++) {
    json_t *field = json_object();
    put_text(field, "name", each->name, failed);
    put_text(field, "type", each->type, failed);
    put_text(field, "unit", each->unit, failed);
    append(fields, field, failed);
  }
  put(schema, "fields", fields, failed);
  return schema;
}

/* NULL: no such file. Without `described` the columns are taken from the header. */
static json_t *describe_file(const table *described, const char *path, bool packed, bool *failed,
                             rift_status *status, rift_error *error) {
  const char *slash = strrchr(path, '/');
  const char *file_name = slash == NULL ? path : slash + 1;
  struct stat information;
  char hash[RIFT_HASH_TEXT];
  if (stat(path, &information) != 0) {
    return NULL;
  }
  *status = rift_hash_file(path, hash, error);
  if (*status != RIFT_OK) {
    return NULL;
  }
  json_t *schema =
      described == NULL ? rift_describe_table(path, error) : describe_columns(described, failed);
  if (schema == NULL) {
    *status = RIFT_FAILED;
    return NULL;
  }
  char text[RIFT_HASH_TEXT + 8];
  char name[64];
  snprintf(text, sizeof text, "sha256:%s", hash);
  snprintf(name, sizeof name, "%.*s", (int)strcspn(file_name, "."), file_name);
  json_t *resource = json_object();
  put_text(resource, "name", name, failed);
  put_text(resource, "path", file_name, failed);
  put_text(resource, "description", described == NULL ? NULL : described->description, failed);
  put_text(resource, "profile", "tabular-data-resource", failed);
  put_text(resource, "format", "csv", failed);
  put_text(resource, "encoding", "utf-8", failed);
  put_text(resource, "compression", packed ? "gz" : NULL, failed);
  put(resource, "bytes", json_integer((json_int_t)information.st_size), failed);
  put_text(resource, "hash", text, failed);
  put(resource, "schema", schema, failed);
  return resource;
}

static bool is_described(const char *file_name) {
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    size_t length = strlen(tables[i].name);
    if (strncmp(file_name, tables[i].name, length) == 0 && file_name[length] == '.') {
      return true;
    }
  }
  return false;
}

/* Tables that are known by their header alone. */
static rift_status describe_others(const char *folder, json_t *resources, bool *failed,
                                   rift_error *error) {
  rift_names names = {0};
  rift_status status = rift_optional_tables_list(folder, &names, error);
  for (size_t i = 0; i < names.count && status == RIFT_OK; i++) {
    char *path = is_described(names.items[i]) ? NULL : rift_path_join(folder, names.items[i]);
    if (path == NULL) {
      status = is_described(names.items[i]) ? RIFT_OK : rift_error_memory(error, 0);
      continue;
    }
    json_t *resource = describe_file(NULL, path, false, failed, &status, error);
    if (resource != NULL) {
      append(resources, resource, failed);
    }
    free(path);
  }
  rift_names_free(&names);
  return status;
}

static rift_status describe_tables(const char *folder, json_t *resources, bool *failed,
                                   rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < 2 * sizeof tables / sizeof tables[0] && status == RIFT_OK; i++) {
    bool packed = i % 2 == 1;
    char file_name[64];
    snprintf(file_name, sizeof file_name, "%s.csv%s", tables[i / 2].name, packed ? ".gz" : "");
    char *path = rift_path_join(folder, file_name);
    if (path == NULL) {
      return rift_error_memory(error, 0);
    }
    json_t *resource = describe_file(&tables[i / 2], path, packed, failed, &status, error);
    if (resource != NULL) {
      append(resources, resource, failed);
    }
    free(path);
  }
  return status;
}

static void carry(json_t *root, const json_t *base, const char *key, bool *failed) {
  json_t *value = json_object_get(base, key);
  if (value != NULL && json_object_get(root, key) == NULL) {
    *failed |= json_object_set(root, key, value) != 0;
  }
}

static void put_licence(json_t *root, const rift_package_options *options, bool *failed) {
  json_t *licences = json_array();
  json_t *licence = json_object();
  put_text(licence, "name", options->licence_name, failed);
  put_text(licence, "path", options->licence_path, failed);
  put_text(licence, "title", options->licence_title, failed);
  append(licences, licence, failed);
  put(root, "licenses", licences, failed);
}

static void put_sources(json_t *root, const rift_package_options *options, bool *failed) {
  json_t *carried = json_object_get(root, "sources");
  json_t *sources = carried == NULL ? json_array() : json_copy(carried);
  for (size_t i = 0; i < options->source_count; i++) {
    json_t *source = json_object();
    put_text(source, "title", options->sources[i].title, failed);
    put_text(source, "path", options->sources[i].path, failed);
    put_text(source, "sha256", options->sources[i].sha256, failed);
    append(sources, source, failed);
  }
  put(root, "sources", sources, failed);
}

static void put_rate(json_t *root, const rift_package_options *options, bool *failed) {
  json_t *rates = json_object();
  json_t *rate = json_object();
  put(rate, "value", json_real(options->usd_per_eur), failed);
  put(rate, "year", json_integer(options->usd_per_eur_year), failed);
  put_text(rate, "source", options->usd_per_eur_source, failed);
  put_text(rate, "status", options->usd_per_eur_status, failed);
  put(rates, "usd_per_eur", rate, failed);
  put(root, "exchange_rates", rates, failed);
}

static void put_origin(json_t *root, const rift_package_options *options, bool *failed) {
  if (options->licence_name != NULL) {
    put_licence(root, options, failed);
  }
  if (options->source_count > 0) {
    put_sources(root, options, failed);
  }
  if (options->usd_per_eur > 0) {
    put_rate(root, options, failed);
  }
  if (options->command != NULL) {
    json_t *history = json_object_get(root, "history");
    json_t *longer = history == NULL ? json_array() : json_copy(history);
    append(longer, json_string(options->command), failed);
    put(root, "history", longer, failed);
  }
}

static void put_sector_files(json_t *root, const rift_package_options *options, bool *failed) {
  json_t *list = json_array();
  for (size_t i = 0; i < options->sector_file_count; i++) {
    append(list, json_string(options->sector_files[i]), failed);
  }
  put(root, "sector_files", list, failed);
}

/* Our own buffer under the JSON library's writer: it keeps a failure that the library passes over.
 */
static int take_bytes(const char *bytes, size_t length, void *context) {
  rift_text *content = context;
  rift_text_add_bytes(content, bytes, length);
  return content->failed ? -1 : 0;
}

static rift_status dump(const char *folder, const json_t *root, rift_error *error) {
  char *path = rift_path_join(folder, "datapackage.json");
  rift_text content = {0};
  int refused =
      json_dump_callback(root, take_bytes, &content, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
  rift_text_add(&content, "\n");
  rift_status status = path == NULL || refused != 0 || content.failed
                           ? rift_error_memory(error, 0)
                           : rift_file_write(path, content.bytes, content.length, error);
  rift_text_free(&content);
  free(path);
  return status;
}

/* Reads the package whose origin is carried over. */
static rift_status load_base(const char *path, json_t **base, rift_error *error) {
  json_error_t fault;
  *base = NULL;
  if (path == NULL || !rift_path_exists(path)) {
    return RIFT_OK;
  }
  *base = json_load_file(path, 0, &fault);
  return *base == NULL
             ? rift_error_set(error, RIFT_FAILED, "cannot read '%s': %s", path, fault.text)
             : RIFT_OK;
}

rift_status rift_package_write(const char *folder, const rift_package_options *options,
                               rift_error *error) {
  static const char *const carried[] = {"name",    "title",          "year",   "licenses",
                                        "sources", "exchange_rates", "history"};
  json_t *base = NULL;
  bool failed = false;
  rift_status status = load_base(options->base, &base, error);
  if (status != RIFT_OK) {
    return status;
  }
  json_t *root = json_object();
  json_t *resources = json_array();
  put_text(root, "profile", "tabular-data-package", &failed);
  put_text(root, "name", options->name, &failed);
  put_text(root, "title", options->title, &failed);
  for (size_t i = 0; i < sizeof carried / sizeof carried[0]; i++) {
    carry(root, base, carried[i], &failed);
  }
  if (options->year != 0) {
    put(root, "year", json_integer(options->year), &failed);
  }
  put_text(root, "unit", MONEY, &failed);
  put_origin(root, options, &failed);
  if (options->sector_file_count > 0) {
    put_sector_files(root, options, &failed);
  }
  status = describe_tables(folder, resources, &failed, error);
  if (status == RIFT_OK) {
    status = describe_others(folder, resources, &failed, error);
  }
  put(root, "resources", resources, &failed);
  if (status == RIFT_OK) {
    status = failed ? rift_error_memory(error, 0) : dump(folder, root, error);
  }
  json_decref(root);
  json_decref(base);
  return status;
}
