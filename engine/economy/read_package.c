/* SPDX-License-Identifier: GPL-3.0-or-later */
/* datapackage.json: year, unit, exchange rate, title and source. The tables are read by their fixed
 * names. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/reader.h"
#include "tables/file.h"

#define PACKAGE_BYTES_MAX ((size_t)1 << 22)

typedef struct package_file {
  rift_economy_reader *reader;
  const char *path;
} package_file;

static void complain(const package_file *package, const char *message) {
  rift_problems_add(package->reader->problems, RIFT_ERROR, package->path, 0, 0, "%s", message);
}

static bool within(json_int_t year) { return year >= 1900 && year <= 2100; }

static void read_year(const package_file *package, const json_t *root) {
  const json_t *year = json_object_get(root, "year");
  if (year == NULL) {
    return;
  }
  if (!json_is_integer(year) || !within(json_integer_value(year))) {
    complain(package, "'year' is not a year; expected one like 2014, the year of the money values");
    return;
  }
  package->reader->economy->year = (int)json_integer_value(year);
}

static void read_rate(const package_file *package, const json_t *root) {
  const json_t *rates = json_object_get(root, "exchange_rates");
  const json_t *rate = json_object_get(rates, "usd_per_eur");
  if (rate == NULL) {
    return;
  }
  const json_t *value = json_object_get(rate, "value");
  const json_t *year = json_object_get(rate, "year");
  if (!json_is_number(value) || json_number_value(value) <= 0 || !json_is_integer(year) ||
      !within(json_integer_value(year))) {
    complain(package, "'exchange_rates.usd_per_eur' is not a dated rate; expected a positive "
                      "'value' and its 'year'");
    return;
  }
  package->reader->economy->usd_per_eur = json_number_value(value);
  package->reader->economy->usd_per_eur_year = (int)json_integer_value(year);
}

static void check_unit(const package_file *package, const json_t *root) {
  const json_t *unit = json_object_get(root, "unit");
  if (unit != NULL &&
      (!json_is_string(unit) || strcmp(json_string_value(unit), "million USD") != 0)) {
    complain(package,
             "'unit' is not 'million USD'; expected that unit in all flows; convert the tables");
  }
}

/* "sector_files": ["../sectors/autos.csv", ...]: tables beside the folder that outrank those in it. */
static rift_status read_sector_files(const package_file *package, const json_t *root) {
  const json_t *list = json_object_get(root, "sector_files");
  size_t index = 0;
  json_t *item = NULL;
  if (list != NULL && !json_is_array(list)) {
    complain(package, "'sector_files' is not a list; expected paths such as [\"../sectors/autos.csv\"]");
    return RIFT_OK;
  }
  json_array_foreach(list, index, item) {
    const char *path = json_string_value(item);
    if (path == NULL || path[0] == '\0') {
      complain(package, "'sector_files' holds something that is no path; expected texts such as \"../sectors/autos.csv\"");
    } else if (rift_names_add(&package->reader->economy->sector_files, path, strlen(path), NULL) == RIFT_NOT_FOUND) {
      return rift_error_memory(package->reader->error, 0);
    }
  }
  return RIFT_OK;
}

static const char *first_text(const json_t *root, const char *list, const char *key) {
  const json_t *item = json_array_get(json_object_get(root, list), 0);
  const char *text = json_string_value(json_object_get(item, key));
  return text == NULL ? "" : text;
}

static rift_status read_texts(const package_file *package, const json_t *root) {
  rift_economy *economy = package->reader->economy;
  const char *title = json_string_value(json_object_get(root, "title"));
  const char *licence = first_text(root, "licenses", "name");
  rift_text source = {0};
  rift_text_add(&source, "%s%s%s%s", first_text(root, "sources", "title"),
                licence[0] == '\0' ? "" : " (", licence, licence[0] == '\0' ? "" : ")");
  free(economy->title);
  free(economy->source);
  economy->title = rift_copy_text(title == NULL ? "" : title);
  economy->source = source.bytes;
  return economy->title == NULL || source.failed ? rift_error_memory(package->reader->error, 0)
                                                 : RIFT_OK;
}

static rift_status parse(const package_file *package, const rift_text *content) {
  json_error_t fault;
  json_t *root = json_loadb(content->bytes == NULL ? "" : content->bytes, content->length,
                            JSON_REJECT_DUPLICATES, &fault);
  if (root == NULL &&
      (json_error_code(&fault) == json_error_out_of_memory || fault.text[0] == '\0')) {
    return rift_error_memory(package->reader->error, content->length);
  }
  if (root == NULL) {
    return rift_problems_add(package->reader->problems, RIFT_ERROR, package->path, fault.line,
                             fault.column, "not valid JSON: %s; correct it", fault.text);
  }
  size_t errors = package->reader->problems->errors;
  if (!json_is_object(root)) {
    complain(package, "the file holds no JSON object; expected a Frictionless data package: { "
                      "\"year\": 2014, ... }");
  }
  read_year(package, root);
  read_rate(package, root);
  check_unit(package, root);
  rift_status status = read_texts(package, root);
  if (status == RIFT_OK) {
    status = read_sector_files(package, root);
  }
  json_decref(root);
  return status != RIFT_OK                            ? status
         : package->reader->problems->errors > errors ? RIFT_INVALID
                                                      : RIFT_OK;
}

static rift_status read_existing(const package_file *package) {
  rift_text content = {0};
  rift_error fault;
  rift_status status = rift_file_read(package->path, PACKAGE_BYTES_MAX, &content, &fault);
  if (status == RIFT_OK) {
    status = parse(package, &content);
  } else if (content.failed) {
    status = rift_error_memory(package->reader->error, 0);
  } else {
    status = rift_problems_add(package->reader->problems, RIFT_ERROR, package->path, 0, 0, "%s",
                               fault.message);
  }
  rift_text_free(&content);
  return status;
}

static rift_status set_empty_texts(rift_economy_reader *reader) {
  reader->economy->title = rift_copy_text("");
  reader->economy->source = rift_copy_text("");
  return reader->economy->title == NULL || reader->economy->source == NULL
             ? rift_error_memory(reader->error, 0)
             : RIFT_OK;
}

rift_status rift_reader_read_package(rift_economy_reader *reader) {
  char *path = rift_path_join(reader->folder, "datapackage.json");
  rift_status status = path == NULL ? rift_error_memory(reader->error, 0) : set_empty_texts(reader);
  if (status != RIFT_OK) {
    free(path);
    return status;
  }
  if (rift_path_exists(path)) {
    status = read_existing(&(package_file){.reader = reader, .path = path});
  } else {
    rift_problems_add(
        reader->problems, RIFT_WARNING, path, 0, 0,
        "there is no datapackage.json; the year, unit (million USD) and source are not stated");
  }
  free(path);
  return status;
}
