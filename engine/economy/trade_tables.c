/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trade elasticities and tariffs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/figure.h"
#include "economy/parameter_tables.h"
#include "economy/reader.h"
#include "numeric/elementary.h"

/* Bounds of a drawn elasticity (CONVENTIONS, "theta"). */
static const double theta_floor = 0.5;
static const double theta_ceiling = 30;

enum { SECTOR, THETA, SD, KIND, SOURCE_VALUE, CONCEPT, CONVERSION, UNIT, YEAR, SOURCE, STATUS, THETA_COLUMNS };

static const rift_figure_columns theta_origin = {.distribution = KIND, .low = SIZE_MAX, .central = THETA, .high = SIZE_MAX,
                                                 .unit = UNIT, .year = YEAR, .source = SOURCE, .status = STATUS};

static void moment_matched(double mean, double sd, rift_distribution *d) {
  double variance = rift_log1p(sd * sd / (mean * mean));
  d->kind = RIFT_LOGNORMAL;
  d->a = rift_log(mean) - variance / 2;
  d->b = sqrt(variance);
  d->low = theta_floor;
  d->high = 1.5 * mean > theta_ceiling ? 1.5 * mean : theta_ceiling;
}

static bool read_theta(rift_csv *csv, rift_distribution *d) {
  size_t length = 0;
  double theta = 0;
  double sd = 0;
  const char *kind = rift_csv_text(csv, KIND, &length);
  bool point = strcmp(kind, "point") == 0;
  bool fine = rift_figure_check_origin(csv, &theta_origin);
  if (!point && strcmp(kind, "lognormal") != 0) {
    rift_csv_error(csv, KIND, "the distribution is '%.60s'; expected point or lognormal", kind);
    fine = false;
  }
  if (strcmp(rift_csv_text(csv, UNIT, &length), "elasticity") != 0) {
    rift_csv_error(csv, UNIT, "the unit is '%.60s'; expected 'elasticity'", rift_csv_text(csv, UNIT, &length));
    fine = false;
  }
  if (!rift_csv_number(csv, THETA, &theta)) {
    return false;
  }
  if (theta <= 0) {
    rift_csv_error(csv, THETA, "theta is %g; expected a number above 0: the elasticity of sourcing, without its sign", theta);
    return false;
  }
  *d = (rift_distribution){.kind = RIFT_POINT, .a = theta, .low = -(double)INFINITY, .high = (double)INFINITY};
  if (point) {
    return fine;
  }
  if (!rift_csv_number(csv, SD, &sd)) {
    return false;
  }
  if (sd <= 0) {
    rift_csv_error(csv, SD, "sd is %g; expected a number above 0, or the distribution point", sd);
    return false;
  }
  moment_matched(theta, sd, d);
  return fine;
}

rift_status rift_economy_read_trade_elasticities(rift_economy *economy, const char *path, rift_problems *problems,
                                                 rift_error *error) {
  static const rift_csv_column columns[THETA_COLUMNS] = {
      {"sector", RIFT_CSV_CODE, true},      {"theta", RIFT_CSV_NUMBER, true},  {"sd", RIFT_CSV_NUMBER, true},
      {"distribution", RIFT_CSV_TEXT, true}, {"source_value", RIFT_CSV_TEXT, true}, {"concept", RIFT_CSV_TEXT, true},
      {"conversion", RIFT_CSV_TEXT, true},  {"unit", RIFT_CSV_TEXT, true},     {"year", RIFT_CSV_TEXT, true},
      {"source", RIFT_CSV_TEXT, true},      {"status", RIFT_CSV_TEXT, true}};
  for (size_t s = 0; economy->trade_elasticities != NULL && s < economy->sector_count; s++) {
    rift_quantity_free(&economy->trade_elasticities[s]);
  }
  free(economy->trade_elasticities);
  economy->trade_elasticities = rift_allocate(economy->sector_count, sizeof *economy->trade_elasticities);
  if (economy->trade_elasticities == NULL) {
    return rift_error_memory(error, 0);
  }
  rift_csv *csv = NULL;
  rift_status status = rift_csv_open(&csv, path, columns, THETA_COLUMNS, NULL, problems, error);
  while (status == RIFT_OK && rift_csv_next(csv)) {
    size_t sector = 0;
    rift_distribution d;
    bool known = rift_reader_code(csv, SECTOR, &economy->sectors, "sector", &sector);
    if (!read_theta(csv, &d) || !known) {
      continue;
    }
    if (economy->trade_elasticities[sector].given) {
      rift_csv_error(csv, SECTOR, "'%s' stands further up already; expected it once; delete one of the rows",
                     economy->sectors.items[sector]);
      continue;
    }
    status = rift_figure_quantity(csv, &theta_origin, &d, &economy->trade_elasticities[sector], "%s.theta",
                                  economy->sectors.items[sector]);
    if (status != RIFT_OK) {
      rift_error_memory(error, 0);
    }
  }
  return rift_reader_worse(status, rift_csv_close(csv, error));
}

enum { IMPORTER, EXPORTER, PRODUCT, RATE, RATE_UNIT, RATE_YEAR, RATE_SOURCE, RATE_STATUS, TARIFF_COLUMNS };

static const rift_figure_columns tariff_origin = {
    .unit = RATE_UNIT, .year = RATE_YEAR, .source = RATE_SOURCE, .status = RATE_STATUS};

static void take_tariff(rift_economy *economy, rift_csv *csv, bool *seen) {
  size_t importer = 0;
  size_t exporter = 0;
  size_t sector = 0;
  size_t length = 0;
  double rate = 0;
  bool fine = rift_reader_code(csv, IMPORTER, &economy->regions, "region", &importer);
  fine = rift_reader_code(csv, EXPORTER, &economy->regions, "region", &exporter) && fine;
  fine = rift_reader_code(csv, PRODUCT, &economy->sectors, "sector", &sector) && fine;
  fine = rift_figure_check_origin(csv, &tariff_origin) && fine;
  const char *unit = rift_csv_text(csv, RATE_UNIT, &length);
  if (strcmp(unit, "ad_valorem") != 0) {
    rift_csv_error(csv, RATE_UNIT, "the unit is '%.60s'; expected ad_valorem: 0.1 is a tariff of 10 %%", unit);
    fine = false;
  }
  if (!rift_csv_number(csv, RATE, &rate) || !fine) {
    return;
  }
  size_t at = (importer * economy->region_count + exporter) * economy->sector_count + sector;
  if (rate <= -1) {
    rift_csv_error(csv, RATE, "the rate is %g; expected a number above -1 (-100 percent)", rate);
  } else if (importer == exporter) {
    rift_csv_error(csv, EXPORTER, "importer and exporter are the same region; there is no tariff at home");
  } else if (seen[at]) {
    rift_csv_error(csv, IMPORTER, "this importer, exporter and sector stand further up already; expected them once");
  } else {
    seen[at] = true;
    economy->tariffs[at] = rate;
  }
}

rift_status rift_economy_read_tariffs(rift_economy *economy, const char *path, rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[TARIFF_COLUMNS] = {
      {"importer", RIFT_CSV_CODE, true}, {"exporter", RIFT_CSV_CODE, true}, {"sector", RIFT_CSV_CODE, true},
      {"rate", RIFT_CSV_NUMBER, true},   {"unit", RIFT_CSV_TEXT, true},     {"year", RIFT_CSV_TEXT, true},
      {"source", RIFT_CSV_TEXT, true},   {"status", RIFT_CSV_TEXT, true}};
  size_t cells = economy->region_count * economy->region_count * economy->sector_count;
  bool *seen = rift_allocate(cells, sizeof *seen);
  free(economy->tariffs);
  economy->tariffs = rift_allocate_doubles(cells);
  rift_csv *csv = NULL;
  rift_status status = RIFT_OK;
  if (seen == NULL || economy->tariffs == NULL) {
    status = rift_error_memory(error, cells * sizeof(double));
  } else {
    status = rift_csv_open(&csv, path, columns, TARIFF_COLUMNS, NULL, problems, error);
  }
  while (status == RIFT_OK && rift_csv_next(csv)) {
    take_tariff(economy, csv, seen);
  }
  free(seen);
  return rift_reader_worse(status, rift_csv_close(csv, error));
}
