/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header: which declared column stands where, and what is unknown, missing or there twice. */
#include <string.h>

#include "tables/csv_internal.h"

void rift_csv_describe_columns(const rift_csv *csv, char *text, size_t size) {
  size_t length = 0;
  text[0] = '\0';
  for (size_t i = 0; i < csv->column_count && length < size; i++) {
    const rift_csv_column *column = &csv->columns[i];
    int added = snprintf(text + length, size - length, "%s%s%s", i == 0 ? "" : ",", column->name,
                         column->required ? "" : " (optional)");
    length += added < 0 ? 0 : (size_t)added;
  }
}

static size_t find_column(const rift_csv *csv, const char *name) {
  for (size_t i = 0; i < csv->column_count; i++) {
    if (strcmp(csv->columns[i].name, name) == 0) {
      return i;
    }
  }
  return RIFT_CSV_ABSENT;
}

static void place(rift_csv *csv, size_t column, size_t field) {
  csv->places[column] = field;
  csv->declared[field] = column;
}

static size_t match_exact_names(rift_csv *csv) {
  size_t matched = 0;
  for (size_t field = 0; field < csv->width; field++) {
    size_t column = find_column(csv, csv->fields[field].text);
    if (column == RIFT_CSV_ABSENT) {
      continue;
    }
    if (csv->places[column] != RIFT_CSV_ABSENT) {
      rift_csv_error_at(csv, csv->fields[field].offset,
                        "the column '%s' is there twice; expected it once; rename or delete one",
                        csv->fields[field].text);
      csv->declared[field] = column; /* known, so not reported again as unknown */
      csv->unusable = true;
      continue;
    }
    place(csv, column, field);
    matched++;
  }
  return matched;
}

/* The nearest declared column that the file does not have yet. */
static size_t nearest_missing(const rift_csv *csv, const char *name) {
  const char *candidates[RIFT_CSV_COLUMNS_MAX];
  size_t count = 0;
  for (size_t i = 0; i < csv->column_count; i++) {
    if (csv->places[i] == RIFT_CSV_ABSENT) {
      candidates[count++] = csv->columns[i].name;
    }
  }
  const char *closest = rift_closest(name, candidates, count);
  return closest == NULL ? RIFT_CSV_ABSENT : find_column(csv, closest);
}

/* A misspelt column is taken for the one it resembles, so that its values are checked all the same.
 */
static void report_unknown(rift_csv *csv, size_t field) {
  const rift_csv_field *here = &csv->fields[field];
  char expected[512];
  rift_csv_describe_columns(csv, expected, sizeof expected);
  size_t column = nearest_missing(csv, here->text);
  if (here->text_length == 0) {
    rift_csv_error_at(csv, here->offset, "the column has no name; expected the header %s",
                      expected);
  } else if (column == RIFT_CSV_ABSENT) {
    rift_csv_error_at(csv, here->offset,
                      "unknown column '%.100s'; expected the header %s; delete or rename it",
                      here->text, expected);
  } else {
    rift_csv_error_at(csv, here->offset,
                      "unknown column '%.100s'; expected the header %s; did you mean '%s'?",
                      here->text, expected, csv->columns[column].name);
    place(csv, column, field);
  }
}

void rift_csv_match_header(rift_csv *csv) {
  csv->width = csv->field_count;
  for (size_t i = 0; i < RIFT_CSV_COLUMNS_MAX; i++) {
    csv->places[i] = RIFT_CSV_ABSENT;
    csv->declared[i] = RIFT_CSV_ABSENT;
  }
  char expected[512];
  rift_csv_describe_columns(csv, expected, sizeof expected);
  if (match_exact_names(csv) == 0 && nearest_missing(csv, csv->fields[0].text) == RIFT_CSV_ABSENT) {
    rift_csv_error_at(csv, 0,
                      "the first line is not the header; expected %s; add it as the first line",
                      expected);
    csv->unusable = true;
    return;
  }
  for (size_t field = 0; field < csv->width; field++) {
    if (csv->declared[field] == RIFT_CSV_ABSENT) {
      report_unknown(csv, field);
    }
  }
  for (size_t i = 0; i < csv->column_count; i++) {
    if (csv->columns[i].required && csv->places[i] == RIFT_CSV_ABSENT) {
      rift_csv_error_at(csv, csv->length,
                        "the column '%s' is missing; expected the header %s; add it",
                        csv->columns[i].name, expected);
      csv->unusable = true;
    }
  }
}
