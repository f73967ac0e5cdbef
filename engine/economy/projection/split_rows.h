/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a file of shares. Private to engine/economy. */
#ifndef RIFT_ECONOMY_PROJECTION_SPLIT_ROWS_H
#define RIFT_ECONOMY_PROJECTION_SPLIT_ROWS_H

#include "economy/projection/split.h"

typedef enum rift_split_variable {
  RIFT_SPLIT_OUTPUT,
  RIFT_SPLIT_EXPORTS,
  RIFT_SPLIT_IMPORTS,
  RIFT_SPLIT_USE,
  RIFT_SPLIT_USERS /* share of the child's use: shapes the first guess, is not imposed */
} rift_split_variable;

typedef struct rift_split_row {
  long line;
  size_t region;  /* or RIFT_NOT_FOUND: all that have no row of their own */
  size_t child;   /* position in children */
  rift_split_variable variable;
  double value;   /* of the variant asked for */
  size_t partner; /* or RIFT_NOT_FOUND: all */
  bool *users;    /* S + C: using sectors and categories that are meant */
  char *user;     /* the word that stands for them, "" for all */
} rift_split_row;

typedef struct rift_split_child {
  char *code;
  size_t parent; /* sector */
} rift_split_child;

typedef struct rift_split_rows {
  rift_split_row *items;
  size_t count, capacity;
  rift_split_child *children; /* in order of first mention */
  size_t child_count, child_capacity;
} rift_split_rows;

RIFT_CHECKED rift_status rift_split_rows_read(rift_split_rows *rows, const rift_economy *economy,
                                              const rift_split_options *options,
                                              rift_problems *problems, rift_error *error);
void rift_split_rows_free(rift_split_rows *rows);

/* The row that holds for a region: its own, or else the one for all; NULL if there is none. */
const rift_split_row *rift_split_rows_find(const rift_split_rows *rows, const rift_split_row *like,
                                           size_t region);

#endif
