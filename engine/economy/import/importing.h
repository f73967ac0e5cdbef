/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the importers share. Private to engine/economy. */
#ifndef RIFT_ECONOMY_IMPORT_IMPORTING_H
#define RIFT_ECONOMY_IMPORT_IMPORTING_H

#include "base/hash.h"
#include "economy/economy.h"
#include "economy/import/import.h"
#include "economy/package.h"
#include "tables/wide.h"

#define RIFT_IMPORT_FILES_MAX 16

/* An import under way. The importer fills the economy's codes, allocates its tables, fills them,
 * and finishes. */
typedef struct rift_importing {
  const rift_import_request *request;
  rift_problems *problems;
  rift_error *error;
  rift_economy economy;
  bool memory_failed; /* outranks every other outcome */
  size_t file_count; /* read so far, for the description of the dataset */
  char *files[RIFT_IMPORT_FILES_MAX];
  char hashes[RIFT_IMPORT_FILES_MAX][RIFT_HASH_TEXT];
  char *lines_path; /* the file in which nodes have lines; NULL: none */
  long *node_lines; /* n; NULL: none */
} rift_importing;

/* Where a table comes from, as the dataset says. */
typedef struct rift_import_origin {
  const char *name, *title; /* short, without blanks; and for people */
  const char *source, *address;
  const char *licence_name, *licence_path, *licence_title;
} rift_import_origin;

void rift_importing_init(rift_importing *importing, const rift_import_request *request,
                         rift_problems *problems, rift_error *error);
void rift_importing_free(rift_importing *importing);

/* Adds a code with its name. False when memory runs out. A code that is there changes nothing. */
bool rift_importing_add_region(rift_importing *importing, const char *code, const char *name);
bool rift_importing_add_sector(rift_importing *importing, const char *code, const char *name);
bool rift_importing_add_category(rift_importing *importing, const char *code);

/* Zeroed tables for the codes that were added; employment is unknown. */
RIFT_CHECKED rift_status rift_importing_allocate(rift_importing *importing);

/* Path of a file of the source folder; NULL when memory runs out. */
char *rift_importing_path(const rift_importing *importing, const char *name);

/* Notes a file and its hash as a source of the dataset. */
RIFT_CHECKED rift_status rift_importing_note_file(rift_importing *importing, const char *path);

/* A group of regions, or of sectors, by their codes (which are known). */
RIFT_CHECKED rift_status rift_importing_add_group(rift_importing *importing, rift_group_kind kind,
                                                  const char *name, const char *const *codes,
                                                  size_t count);

/* Gross output as the sum of sales, for sources that do not state it. */
void rift_importing_sum_sales(rift_importing *importing);

/* Turns a table in million euro into one in million USD, at the request's rate. */
void rift_importing_convert(rift_importing *importing);

/* Checks that no output is negative (a rounding unit below zero is set to zero) and that the accounting
 * identities hold, and writes the folder. */
RIFT_CHECKED rift_status rift_importing_finish(rift_importing *importing,
                                               const rift_import_origin *origin);

/* One importer a format. */
typedef rift_status rift_importer(rift_importing *importing);
RIFT_CHECKED rift_status rift_import_icio(rift_importing *importing);
RIFT_CHECKED rift_status rift_import_figaro(rift_importing *importing);
RIFT_CHECKED rift_status rift_import_wiod(rift_importing *importing);
RIFT_CHECKED rift_status rift_import_exiobase(rift_importing *importing);
RIFT_CHECKED rift_status rift_import_caliendo_parro(rift_importing *importing);

#endif
