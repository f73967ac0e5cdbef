/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes at any chunk size: no crash, every position within reason, and the same answer whatever
 * the chunks. The first byte chooses the chunk size. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tables/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const rift_csv_column columns[] = {
    {"a", RIFT_CSV_CODE, true}, {"b", RIFT_CSV_NUMBER, true}, {"c", RIFT_CSV_TEXT, false}};

static rift_status read_all(const uint8_t *bytes, size_t length, size_t chunk, rift_text *seen) {
  rift_csv_options options = rift_csv_options_default();
  options.chunk_bytes = chunk;
  options.row_limit = 200;
  options.field_limit = 100;
  rift_problems problems;
  rift_error error;
  rift_csv *csv = NULL;
  rift_problems_init(&problems);
  rift_status status =
      rift_csv_open_bytes(&csv, "fuzz", bytes, length, columns, 3, &options, &problems, &error);
  while (csv != NULL && rift_csv_next(csv)) {
    const char *text = NULL;
    size_t size = 0;
    double value = 0;
    rift_csv_code(csv, 0, &text, &size);
    rift_csv_number(csv, 1, &value);
    const char *note = rift_csv_text(csv, 2, &size);
    rift_text_add(seen, "%ld:%ld %s %.17g %s\n", rift_csv_line(csv), rift_csv_position(csv, 1),
                  text, value, note);
  }
  rift_status closing = rift_csv_close(csv, &error);
  for (size_t i = 0; i < problems.count; i++) {
    const rift_problem *problem = &problems.items[i];
    if (problem->line < 0 || problem->line > (long)length + 2 ||
        problem->column > (long)length + 2) {
      abort();
    }
    rift_text_add(seen, "%ld:%ld %s\n", problem->line, problem->column, problem->message);
  }
  rift_problems_free(&problems);
  return status == RIFT_OK ? closing : status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  if (length == 0) {
    return 0;
  }
  rift_text once = {0};
  rift_text again = {0};
  rift_status first = read_all(bytes + 1, length - 1, 1 + bytes[0], &once);
  rift_status second = read_all(bytes + 1, length - 1, 4096, &again);
  if (first != second || first == RIFT_FAILED ||
      strcmp(once.bytes == NULL ? "" : once.bytes, again.bytes == NULL ? "" : again.bytes) != 0) {
    abort();
  }
  rift_text_free(&once);
  rift_text_free(&again);
  return 0;
}
