/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of margins and shares from text, in a temporary folder. After cmocka.h. */
#ifndef RIFT_TESTS_SUPPORT_MARGIN_FILES_H
#define RIFT_TESTS_SUPPORT_MARGIN_FILES_H

#include "support/tiny_folder.h"

#define VALUE_ADDED_HEADER "region,sectors,value,unit,year,source,status\n"
#define BLOCKS_HEADER "exporter,importer,class,value,min,max,unit,year,source,status\n"
#define FACTS_HEADER "exporter,importer,sector,user,value,unit,valuation,sd,year,source,status\n"
#define FINAL_DEMAND_HEADER "region,category,value,unit,year,source,status\n"
#define SHARES_HEADER \
  "region,parent,child,variable,value,low,high,unit,year,source,status,partner,user\n"
#define STATED ",2023,made up,judgement\n"

/* Path of the file, valid until the same name is put again. */
static inline const char *put_text(const char *folder, const char *name, const char *text) {
  static char paths[8][2 * TINY_PATH];
  static size_t next = 0;
  char *path = paths[next++ % 8];
  tiny_put(folder, name, text, strlen(text));
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

/* A row that states a figure. */
static inline void add_row(char *text, size_t size, const char *row) {
  size_t length = strlen(text);
  snprintf(text + length, size - length, "%s" STATED, row);
}

/* The first problem that holds the words, or NULL. */
#define find_problem(problems, words) find_problem_in((problems), (words))
static inline const char *find_problem_in(const rift_problems *problems, const char *words) {
  for (size_t i = 0; i < problems->count; i++) {
    if (strstr(problems->items[i].message, words) != NULL) {
      return problems->items[i].message;
    }
  }
  return NULL;
}

#endif
