/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/figure.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "numeric/elementary.h"

/* The 95 % quantile of the standard normal distribution. */
static const double z95 = 1.6448536269514722;

/* In the order of rift_distribution_kind. */
static const char *const kinds[] = {"point", "uniform", "triangular", "pert", "normal", "lognormal"};
static const char *const statuses[] = {"read", "derived", "judgement", "assumption"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool one_of(rift_csv *csv, size_t column, const char *const *words, size_t count, size_t *index) {
  size_t length = 0;
  const char *text = rift_csv_text(csv, column, &length);
  for (*index = 0; *index < count; (*index)++) {
    if (strcmp(text, words[*index]) == 0) {
      return true;
    }
  }
  rift_text list = {0};
  for (size_t i = 0; i < count; i++) {
    rift_text_add(&list, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i]);
  }
  rift_csv_error(csv, column, "'%.60s' is not known here; expected %s", text, list.failed ? "another word" : list.bytes);
  rift_text_free(&list);
  return false;
}

bool rift_figure_check_origin(rift_csv *csv, const rift_figure_columns *columns) {
  size_t length = 0;
  size_t index = 0;
  uint64_t number = 0;
  const char *year = rift_csv_text(csv, columns->year, &length);
  bool fine = length > 0 && rift_count_read(year, length, &number) && number >= 1900 && number <= 2100;
  if (!fine) {
    rift_csv_error(csv, columns->year, "the year is '%.60s'; expected one like 2023", year);
  }
  rift_csv_text(csv, columns->source, &length);
  if (length == 0) {
    rift_csv_error(csv, columns->source, "no source is given; expected where the figure was read, or whose judgement it is");
    fine = false;
  }
  return one_of(csv, columns->status, statuses, COUNT(statuses), &index) && fine;
}

static bool check_unit(rift_csv *csv, const rift_figure_columns *columns, const char *unit) {
  size_t length = 0;
  const char *text = rift_csv_text(csv, columns->unit, &length);
  if (strcmp(text, unit) == 0) {
    return true;
  }
  rift_csv_error(csv, columns->unit, "the unit is '%.60s'; expected '%s'; convert the figure", text, unit);
  return false;
}

/* Reads low, central, high as far as the kind needs them; the others must be blank. */
static bool read_values(rift_csv *csv, const rift_figure_columns *columns, rift_distribution_kind kind, double values[3]) {
  const size_t positions[3] = {columns->low, columns->central, columns->high};
  const char *const names[3] = {"low", "central", "high"};
  bool fine = true;
  for (size_t i = 0; i < 3; i++) {
    size_t length = 0;
    rift_csv_text(csv, positions[i], &length);
    bool needed = kind == RIFT_POINT ? i == 1 : kind == RIFT_UNIFORM ? i != 1 : true;
    if (needed && !rift_csv_number(csv, positions[i], &values[i])) {
      fine = false;
    } else if (!needed && length > 0) {
      rift_csv_error(csv, positions[i], "a %s distribution has no '%s'; leave the field blank", kinds[kind], names[i]);
      fine = false;
    }
  }
  return fine;
}

static bool in_order(rift_csv *csv, const rift_figure_columns *columns, rift_distribution_kind kind, const double values[3]) {
  double middle = kind == RIFT_UNIFORM ? values[2] : values[1];
  bool fine = kind == RIFT_POINT || (values[0] <= middle && middle <= values[2] && values[0] < values[2]);
  if (!fine) {
    rift_csv_error(csv, columns->low, "low, central and high are not in order; expected low <= central <= high and low below high");
  }
  return fine;
}

static bool inside(rift_csv *csv, const rift_figure_range *range, double value, size_t column) {
  if (value > range->high || value < range->low || (range->low_excluded && value == range->low)) {
    rift_csv_error(csv, column, "%g lies outside the range: expected %s %g and at most %g %s", value,
                   range->low_excluded ? "above" : "at least", range->low, range->high, range->unit);
    return false;
  }
  return true;
}

static bool build(rift_csv *csv, const rift_figure_columns *columns, const rift_figure_range *range,
                  const double values[3], rift_distribution *d) {
  const double low = values[0];
  const double central = values[1];
  const double high = values[2];
  switch (d->kind) {
    case RIFT_POINT:
      d->a = central;
      return inside(csv, range, central, columns->central);
    case RIFT_UNIFORM:
      d->a = low;
      d->b = high;
      break;
    case RIFT_PERT:
    case RIFT_TRIANGULAR:
      d->a = low;
      d->b = central;
      d->c = high;
      d->d = 4;
      break;
    case RIFT_NORMAL:
      d->a = central;
      d->b = (high - low) / (2 * z95);
      break;
    case RIFT_LOGNORMAL:
      if (low <= 0) {
        rift_csv_error(csv, columns->low, "a lognormal figure is above 0; expected a positive 5 %% quantile");
        return false;
      }
      d->a = rift_log(central);
      d->b = (rift_log(high) - rift_log(low)) / (2 * z95);
      break;
    case RIFT_BETA:
    case RIFT_DISCRETE:
    case RIFT_PIECEWISE:
      break;
  }
  bool fine = inside(csv, range, low, columns->low);
  fine = inside(csv, range, high, columns->high) && fine;
  bool reaches_out = d->kind == RIFT_NORMAL || d->kind == RIFT_LOGNORMAL;
  d->low = reaches_out ? range->low : d->low;
  d->high = reaches_out ? range->high : d->high;
  return fine;
}

bool rift_figure_read(rift_csv *csv, const rift_figure_columns *columns, const rift_figure_range *range,
                      rift_distribution *distribution) {
  double values[3] = {0, 0, 0};
  size_t word = 0;
  *distribution = (rift_distribution){.low = -(double)INFINITY, .high = (double)INFINITY};
  bool fine = check_unit(csv, columns, range->unit);
  fine = rift_figure_check_origin(csv, columns) && fine;
  if (!one_of(csv, columns->distribution, kinds, COUNT(kinds), &word)) {
    return false;
  }
  distribution->kind = (rift_distribution_kind)word;
  return read_values(csv, columns, distribution->kind, values) && in_order(csv, columns, distribution->kind, values) &&
         build(csv, columns, range, values, distribution) && fine;
}

rift_status rift_figure_quantity(rift_csv *csv, const rift_figure_columns *columns, const rift_distribution *distribution,
                                 rift_quantity *quantity, const char *format, ...) {
  size_t length = 0;
  rift_text id = {0};
  char buffer[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  rift_text_add(&id, "%s", buffer);
  *quantity = (rift_quantity){.given = true, .distribution = *distribution, .id = id.bytes};
  quantity->unit = rift_copy_text(rift_csv_text(csv, columns->unit, &length));
  quantity->source = rift_copy_text(rift_csv_text(csv, columns->source, &length));
  quantity->place = (rift_place){.file = rift_copy_text(rift_csv_path(csv)), .line = rift_csv_line(csv), .column = 1};
  bool failed = id.failed || quantity->unit == NULL || quantity->source == NULL || quantity->place.file == NULL;
  if (failed) {
    rift_quantity_free(quantity);
  }
  return failed ? RIFT_FAILED : RIFT_OK;
}
