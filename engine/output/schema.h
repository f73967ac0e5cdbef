/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of every table: one description, used for the header line and for datapackage.json.
 */
#ifndef RIFT_OUTPUT_SCHEMA_H
#define RIFT_OUTPUT_SCHEMA_H

#include <stddef.h>

typedef enum rift_column_type {
  RIFT_COLUMN_STRING,
  RIFT_COLUMN_NUMBER, /* a blank is unknown */
  RIFT_COLUMN_INTEGER,
  RIFT_COLUMN_BOOLEAN /* true, false */
} rift_column_type;

typedef struct rift_column {
  const char *name;
  rift_column_type type;
  const char *description;
} rift_column;

typedef enum rift_table_id {
  RIFT_TABLE_SUMMARY,
  RIFT_TABLE_PATHS,
  RIFT_TABLE_MODELS,
  RIFT_TABLE_MIXTURE,
  RIFT_TABLE_DECOMPOSITION,
  RIFT_TABLE_TAILS,
  RIFT_TABLE_EXCEEDANCE,
  RIFT_TABLE_CONVERGENCE,
  RIFT_TABLE_INPUTS,
  RIFT_TABLE_UNEXPRESSED,
  RIFT_TABLE_CODEBOOK,
  RIFT_TABLE_COUNT
} rift_table_id;

typedef struct rift_schema {
  const char *name;        /* "summary" */
  const char *path;        /* inside the result folder */
  const char *description; /* one sentence in plain words */
  size_t column_count;
  const rift_column *columns;
} rift_schema;

const rift_schema *rift_schema_of(rift_table_id table);

#endif
