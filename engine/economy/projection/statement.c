/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/statement.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

static const char *const statuses[] = {"read", "derived", "judgement", "assumption"};

static void check_year(rift_csv *csv, size_t column) {
  size_t length = 0;
  const char *year = rift_csv_text(csv, column, &length);
  uint64_t number = 0;
  if (!rift_count_read(year, length, &number) || number < 1900 || number > 2100) {
    rift_csv_error(csv, column, "the year is '%.60s'; expected one like 2023", year);
  }
}

void rift_statement_check(rift_csv *csv, const rift_statement_columns *columns) {
  size_t length = 0;
  check_year(csv, columns->year);
  rift_csv_text(csv, columns->source, &length);
  if (length == 0) {
    rift_csv_error(csv, columns->source,
                   "no source is given; expected where the figure was read, or what it is derived "
                   "from");
  }
  const char *status = rift_csv_text(csv, columns->status, &length);
  for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
    if (strcmp(status, statuses[i]) == 0) {
      return;
    }
  }
  rift_csv_error(csv, columns->status,
                 "the status is '%.60s'; expected read, derived, judgement or assumption", status);
}

size_t rift_statement_unit(rift_csv *csv, size_t column, const char *const *units, size_t count) {
  size_t length = 0;
  const char *unit = rift_csv_text(csv, column, &length);
  char expected[256];
  size_t filled = 0;
  expected[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    if (strcmp(unit, units[i]) == 0) {
      return i;
    }
    int added = filled < sizeof expected
                    ? snprintf(expected + filled, sizeof expected - filled, "%s'%s'",
                               i == 0 ? "" : (i + 1 == count ? " or " : ", "), units[i])
                    : 0;
    filled += added < 0 ? 0 : (size_t)added;
  }
  rift_csv_error(csv, column, "the unit is '%.60s'; expected %s", unit, expected);
  return count;
}

bool rift_statement_optional(rift_csv *csv, size_t column, double *value, bool *given) {
  size_t length = 0;
  rift_csv_text(csv, column, &length);
  *given = length > 0;
  return length == 0 || rift_csv_number(csv, column, value);
}
