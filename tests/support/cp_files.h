/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of the shape of Caliendo and Parro (2015), with numbers that leave closed forms: every output is
 * 100 million USD, half of it value added, every input share 1/40, every import 1 million USD, tariffs
 * 10 percent in 1993 and 5 in 2005, theta 5. */
#ifndef RIFT_TESTS_SUPPORT_CP_FILES_H
#define RIFT_TESTS_SUPPORT_CP_FILES_H

#include <stdio.h>
#include <stdlib.h>

#include "support/tiny_folder.h"

enum { CP_REGIONS = 31, CP_SECTORS = 40, CP_TRADABLES = 20 };

typedef struct cp_file {
  const char *name;
  int rows, columns;
  const char *number;
  bool bilateral; /* zero where row and column are one region */
} cp_file;

static const cp_file cp_files[] = {
    {"B.txt", CP_SECTORS, CP_REGIONS, "0.5", false},
    {"GO.txt", CP_SECTORS, CP_REGIONS, "1.00000E+08", false},
    {"IO.txt", CP_REGIONS *CP_SECTORS, CP_SECTORS, "0.025", false},
    {"T.txt", CP_TRADABLES, 1, "5", false},
    {"tariffs1993.txt", CP_TRADABLES *CP_REGIONS, CP_REGIONS, "10", true},
    {"tariffs2005.txt", CP_TRADABLES *CP_REGIONS, CP_REGIONS, "5", true},
    {"xbilat1993.txt", CP_TRADABLES *CP_REGIONS, CP_REGIONS, "1000", true}};

enum { CP_FILES = sizeof cp_files / sizeof cp_files[0] };

/* One cell (row and column from 0) that holds another text; the text may add cells or lines. */
typedef struct cp_change {
  const char *name; /* of the file; NULL: no change */
  int row, column;
  const char *text; /* NULL: the file ends before this row */
} cp_change;

static inline void cp_write_file(FILE *stream, const cp_file *file, const cp_change *change) {
  bool meant = change->name != NULL && strcmp(change->name, file->name) == 0;
  int rows = meant && change->text == NULL ? change->row : file->rows;
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < file->columns; column++) {
      bool own = file->bilateral && row % CP_REGIONS == column;
      bool changed = meant && row == change->row && column == change->column;
      fprintf(stream, "%s%s", column == 0 ? "" : "\t",
              changed ? change->text
              : own   ? "0"
                      : file->number);
    }
    fputs("\r\n", stream);
  }
}

static inline void cp_write(const char *folder, const cp_change *change) {
  static const cp_change none = {NULL, 0, 0, NULL};
  for (size_t i = 0; i < CP_FILES; i++) {
    char path[2 * TINY_PATH];
    snprintf(path, sizeof path, "%s/%s", folder, cp_files[i].name);
    FILE *stream = fopen(path, "wb");
    if (stream == NULL) {
      perror(path);
      abort();
    }
    cp_write_file(stream, &cp_files[i], change == NULL ? &none : change);
    fclose(stream);
  }
}

#endif
