/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of an economy folder share. Private to engine/economy. */
#ifndef RIFT_ECONOMY_READER_H
#define RIFT_ECONOMY_READER_H

#include <stdint.h>

#include "economy/economy.h"
#include "tables/csv.h"

/* The categories of final demand that a dataset may use, in the order in which they are kept. */
#define RIFT_CATEGORY_MAX 7
extern const char *const rift_category_codes[RIFT_CATEGORY_MAX];

typedef struct rift_economy_reader {
  rift_economy *economy;
  const char *folder;
  rift_problems *problems;
  rift_error *error;
  char *nodes_path; /* for problems that belong to a node; NULL before nodes.csv was read */
  long *node_lines; /* n */
} rift_economy_reader;

/* Path of folder/name.csv, or of folder/name.csv.gz where only that exists; *found if either does,
 * *both if it is not clear which holds. malloc'ed; NULL when memory runs out. */
char *rift_reader_path(const rift_economy_reader *reader, const char *name, bool *found,
                       bool *both);

/* Opens folder/name.csv or folder/name.csv.gz. *csv is NULL, with RIFT_OK, if an optional one is
 * absent. */
RIFT_CHECKED rift_status rift_reader_open(rift_economy_reader *reader, const char *name,
                                          bool optional, const rift_csv_column *columns,
                                          size_t column_count, rift_csv **csv);

/* Looks the field's code up; an unknown one is recorded with the nearest known. `what` is "region"
 * ... */
bool rift_reader_code(rift_csv *csv, size_t column, const rift_names *names, const char *what,
                      size_t *index);

/* True for letters, digits and _ - . (not first), at most 32: what a region or sector may be called. */
bool rift_reader_is_code(const char *code, size_t length);

/* "all" and "WORLD" stand for totals in tables and results. */
bool rift_reader_is_reserved(const char *code);

/* RIFT_FAILED outranks RIFT_INVALID outranks RIFT_OK. */
rift_status rift_reader_worse(rift_status a, rift_status b);

RIFT_CHECKED rift_status rift_reader_read_codes(rift_economy_reader *reader, bool of_regions);
RIFT_CHECKED rift_status rift_reader_read_nodes(rift_economy_reader *reader);
RIFT_CHECKED rift_status rift_reader_read_intermediate(rift_economy_reader *reader);
RIFT_CHECKED rift_status rift_reader_read_final_demand(rift_economy_reader *reader);
RIFT_CHECKED rift_status rift_reader_read_package(rift_economy_reader *reader);

#endif
