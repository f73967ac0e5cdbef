/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares a table with its golden copy, field by field: numbers within a relative tolerance, all
 * else exactly. */
#ifndef RIFT_TESTS_CSV_COMPARE_H
#define RIFT_TESTS_CSV_COMPARE_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

#define CSV_LINE 4096

/* Takes the next field off *at, without its quotes; false at the end of the line. */
static bool csv_field(char **at, char field[CSV_LINE]) {
  char *p = *at;
  if (p == NULL) {
    return false;
  }
  size_t length = 0;
  bool quoted = *p == '"';
  p += quoted;
  while (*p != '\0' && (quoted || *p != ',')) {
    if (quoted && p[0] == '"' && p[1] != '"') {
      p++;
      break;
    }
    p += quoted && p[0] == '"';
    field[length++] = *p++;
  }
  field[length] = '\0';
  *at = *p == ',' ? p + 1 : NULL;
  return true;
}

static bool csv_same(const char *found, const char *expected, double tolerance) {
  double a = 0;
  double b = 0;
  if (rift_number_read(found, strlen(found), &a) != RIFT_NUMBER_OK ||
      rift_number_read(expected, strlen(expected), &b) != RIFT_NUMBER_OK) {
    return strcmp(found, expected) == 0;
  }
  return fabs(a - b) <= tolerance * fmax(fabs(a), fabs(b));
}

/* Number of differences, each printed; lines that one of the files lacks count as one. */
static int csv_compare(const char *found_path, const char *expected_path, double tolerance) {
  FILE *found = fopen(found_path, "r");
  FILE *expected = fopen(expected_path, "r");
  int differences = found == NULL || expected == NULL;
  char found_line[CSV_LINE], expected_line[CSV_LINE];
  char a[CSV_LINE], b[CSV_LINE];
  for (int line = 1; differences == 0 || (found != NULL && expected != NULL); line++) {
    char *f = fgets(found_line, CSV_LINE, found);
    char *e = fgets(expected_line, CSV_LINE, expected);
    if (f == NULL || e == NULL) {
      differences += f != e;
      break;
    }
    f[strcspn(f, "\n")] = '\0';
    e[strcspn(e, "\n")] = '\0';
    for (int column = 1;; column++) {
      bool more = csv_field(&f, a);
      bool wanted = csv_field(&e, b);
      if (!more && !wanted) {
        break;
      }
      if (more != wanted || !csv_same(a, b, tolerance)) {
        printf("%s:%d: field %d is '%s', expected '%s'\n", found_path, line, column, more ? a : "",
               wanted ? b : "");
        differences++;
      }
      if (more != wanted) {
        break;
      }
    }
  }
  if (found != NULL) {
    fclose(found);
  }
  if (expected != NULL) {
    fclose(expected);
  }
  return differences;
}

#endif
