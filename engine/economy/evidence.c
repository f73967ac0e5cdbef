/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/implied.h"
#include "economy/reader.h"
#include "economy/projection/statement.h"

enum { VARIABLE, LOW, HIGH, SOURCE, EXPLANATION, UNIT, YEAR, STATUS, NOTE, COLUMNS };

void rift_evidence_free(rift_evidence *evidence) {
  for (size_t i = 0; i < evidence->count; i++) {
    free(evidence->items[i].variable);
    free(evidence->items[i].explanation);
  }
  free(evidence->items);
  memset(evidence, 0, sizeof *evidence);
}

static rift_evidence_row *append(rift_evidence *evidence, const rift_csv *csv) {
  rift_evidence_row *items =
      rift_grow(evidence->items, &evidence->capacity, evidence->count + 1, sizeof *items);
  if (items == NULL) {
    return NULL;
  }
  evidence->items = items;
  rift_evidence_row *row = &items[evidence->count++];
  size_t length = 0;
  *row = (rift_evidence_row){.variable = rift_copy_text(rift_csv_text(csv, VARIABLE, &length)),
                             .explanation =
                                 rift_copy_text(rift_csv_text(csv, EXPLANATION, &length)),
                             .low = -(double)INFINITY,
                             .high = (double)INFINITY,
                             .line = rift_csv_line(csv),
                             .column = rift_csv_position(csv, EXPLANATION)};
  return row->variable != NULL && row->explanation != NULL ? row : NULL;
}

static void read_band(rift_csv *csv, rift_evidence_row *row) {
  bool low = false;
  bool high = false;
  double value = 0;
  bool sound = rift_statement_optional(csv, LOW, &value, &low);
  row->low = low && sound ? value : row->low;
  bool second = rift_statement_optional(csv, HIGH, &value, &high);
  row->high = high && second ? value : row->high;
  if (!low && !high) {
    rift_csv_error(csv, LOW, "neither low nor high is given; expected a band, or one end of it");
  } else if (row->low > row->high) {
    rift_csv_error(csv, LOW, "low is %g, high is %g; expected low below high", row->low,
                   row->high);
  }
}

static rift_status take_row(rift_evidence *evidence, const rift_economy *economy,
                            const rift_sector_classes *classes, rift_csv *csv,
                            rift_error *error) {
  rift_evidence_row *row = append(evidence, csv);
  if (row == NULL) {
    return rift_error_memory(error, 0);
  }
  const char *word = NULL;
  size_t length = 0;
  read_band(csv, row);
  rift_csv_text(csv, SOURCE, &length);
  if (length == 0) {
    rift_csv_error(csv, SOURCE, "no source is given; expected where the band comes from");
  }
  if (!rift_csv_code(csv, VARIABLE, &word, &length)) {
    return RIFT_OK;
  }
  rift_implied_fault fault;
  rift_status status =
      rift_implied_compute(economy, classes, row->variable, &row->value, &fault, error);
  if (status == RIFT_INVALID) {
    rift_csv_error(csv, VARIABLE, "%s", fault.message);
    return RIFT_OK;
  }
  bool inside = row->value >= row->low && row->value <= row->high;
  bool explained = strspn(row->explanation, " ") < strlen(row->explanation);
  row->verdict = inside ? RIFT_VERDICT_INSIDE
                        : (explained ? RIFT_VERDICT_EXPLAINED : RIFT_VERDICT_MISSED);
  return status;
}

rift_status rift_evidence_read(rift_evidence *evidence, const rift_economy *economy,
                               const char *path, const char *classes_path,
                               rift_problems *problems, rift_error *error) {
  static const rift_csv_column columns[COLUMNS] = {
      {"variable", RIFT_CSV_CODE, true},    {"low", RIFT_CSV_NUMBER, true},
      {"high", RIFT_CSV_NUMBER, true},      {"source", RIFT_CSV_TEXT, true},
      {"explanation", RIFT_CSV_TEXT, true}, {"unit", RIFT_CSV_TEXT, false},
      {"year", RIFT_CSV_TEXT, false},       {"status", RIFT_CSV_TEXT, false},
      {"note", RIFT_CSV_TEXT, false}};
  rift_sector_classes classes;
  memset(evidence, 0, sizeof *evidence);
  rift_status status =
      rift_sector_classes_read(&classes, economy, classes_path, problems, error);
  rift_csv *csv = NULL;
  if (status == RIFT_OK) {
    status = rift_csv_open(&csv, path, columns, COLUMNS, NULL, problems, error);
  }
  while (status == RIFT_OK && rift_csv_next(csv)) {
    status = take_row(evidence, economy, &classes, csv, error);
  }
  status = rift_reader_worse(status, rift_csv_close(csv, error));
  rift_sector_classes_free(&classes);
  if (status != RIFT_OK) {
    rift_evidence_free(evidence);
  }
  return status;
}

rift_status rift_evidence_report(const rift_evidence *evidence, const char *path,
                                 rift_problems *problems, rift_error *error) {
  size_t missed = 0;
  for (size_t i = 0; i < evidence->count; i++) {
    const rift_evidence_row *row = &evidence->items[i];
    if (row->verdict == RIFT_VERDICT_MISSED) {
      missed++;
      rift_problems_add(problems, RIFT_ERROR, path, row->line, row->column,
                        "%s is %.6g, outside %.6g to %.6g, and nothing explains it; expected an "
                        "explanation of the miss, or an economy that fits",
                        row->variable, row->value, row->low, row->high);
    }
  }
  return missed == 0 ? RIFT_OK
                     : rift_error_set(error, RIFT_INVALID,
                                      "%zu of %zu figures miss their evidence without an "
                                      "explanation",
                                      missed, evidence->count);
}
