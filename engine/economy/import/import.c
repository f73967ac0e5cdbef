/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/import/import.h"

#include <string.h>

#include "base/text.h"
#include "economy/import/wiod.h"
#include "economy/import/importing.h"

static const rift_import_format formats[] = {
    {"icio", "a CSV file", "OECD ICIO, editions 2021, 2023 and 2025"},
    {"figaro", "a CSV file",
     "Eurostat FIGARO industry by industry, editions 2023 to 2026, as matrix or flat"},
    {"wiod", "a CSV file", "WIOD 2016 release, world table"},
    {"wiod-long", "a folder", "WIOD 2016 release in long form"},
    {"exiobase", "a folder", "EXIOBASE 3, industry by industry, releases 3.8 and 3.9"},
    {"caliendo-parro", "a folder", "replication files of Caliendo and Parro (2015), base year 1993"},
    {NULL, NULL, NULL}};

static rift_status import_wiod_long(rift_importing *importing) {
  const rift_import_request *request = importing->request;
  return rift_economy_import_wiod(request->source, request->folder, request->year,
                                  request->command, importing->problems, importing->error);
}

/* In the order of `formats`. */
static const struct {
  rift_importer *import;
  bool needs_year;
  bool in_euro;
} importers[] = {{rift_import_icio, true, false},
                {rift_import_figaro, true, true},
                {rift_import_wiod, true, false},
                {import_wiod_long, true, false},
                {rift_import_exiobase, true, true},
                {rift_import_caliendo_parro, false, false}};

const rift_import_format *rift_import_formats(void) { return formats; }

static rift_status unknown_format(const char *name, rift_error *error) {
  const char *names[sizeof formats / sizeof formats[0]];
  size_t count = 0;
  rift_text list = {0};
  for (; formats[count].name != NULL; count++) {
    names[count] = formats[count].name;
    rift_text_add(&list, "%s%s", count == 0 ? "" : ", ", formats[count].name);
  }
  const char *closest = rift_closest(name, names, count);
  rift_status status = rift_error_set(
      error, RIFT_USAGE, "unknown format '%.60s'; expected one of %s%s%s%s", name,
      list.failed ? "those that --help lists" : list.bytes, closest == NULL ? "" : "; did you mean '",
      closest == NULL ? "" : closest, closest == NULL ? "" : "'?");
  rift_text_free(&list);
  return status;
}

static rift_status check_request(const rift_import_request *request, size_t index,
                                 rift_error *error) {
  if (importers[index].needs_year && request->year == 0) {
    return rift_error_set(error, RIFT_USAGE,
                          "the format %s needs --year YEAR, the year of the money values",
                          request->format);
  }
  if (importers[index].in_euro && !(request->usd_per_eur > 0)) {
    return rift_error_set(error, RIFT_USAGE,
                          "the format %s is in million euro and needs --usd-per-eur RATE, the mean "
                          "of the year (with --rate-source and --rate-status)",
                          request->format);
  }
  return RIFT_OK;
}

rift_status rift_economy_import(const rift_import_request *request, rift_problems *problems,
                                rift_error *error) {
  size_t index = 0;
  while (formats[index].name != NULL && strcmp(formats[index].name, request->format) != 0) {
    index++;
  }
  if (formats[index].name == NULL) {
    return unknown_format(request->format, error);
  }
  rift_status status = check_request(request, index, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_importing importing;
  rift_importing_init(&importing, request, problems, error);
  status = importers[index].import(&importing);
  if (importing.memory_failed || (status == RIFT_OK && problems->memory_failed)) {
    status = rift_error_memory(error, 0);
  }
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID, "'%s' cannot be imported as %s", request->source,
                   request->format);
  }
  rift_importing_free(&importing);
  return status;
}
