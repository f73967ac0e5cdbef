/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this folder share; not for others. */
#ifndef RIFT_OUTPUT_STATE_H
#define RIFT_OUTPUT_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

#include "base/hash.h"
#include "base/text.h"
#include "montecarlo/result.h"
#include "output/column.h"
#include "output/model_spread.h"
#include "output/options.h"
#include "output/schema.h"
#include "tables/csv_write.h"

typedef struct rift_output rift_output;

struct rift_output {
  rift_output_options options;
  char *path;    /* of the finished folder, no slash at its end */
  char *partial; /* PATH.partial */
  bool made;     /* the partial folder is ours to remove */
  bool finished;
  bool tables_open[RIFT_TABLE_COUNT];
  rift_csv_writer tables[RIFT_TABLE_COUNT];
  rift_names pairs;     /* "SCENARIO.MODEL" already added */
  rift_names inputs;    /* "SCENARIO ID" rows of inputs.csv already written */
  rift_names mixtures;  /* labels whose rows of mixture.csv are written */
  rift_names codes;     /* "KIND NAME" rows of codebook.csv already written */
  rift_names files;     /* input files already hashed */
  json_t *input_list;   /* manifest: name, role, sha256 */
  json_t *input_paths;  /* manifest: the same, where they were */
  json_t *places;       /* manifest: scenario id -> the file and the economy's folder, as they were named */
  json_t *result_list;  /* manifest: one object a scenario and model */
  json_t *economy_list; /* manifest: title, year, source */
  rift_model_rows model_rows; /* of models.csv, written at the end */
  bool memory_failed;
  struct timespec started;
};

/* Rows of the summary, exceedance, convergence and unexpressed tables for one result. */
RIFT_CHECKED rift_status rift_output_rows(rift_output *output, const rift_result *result,
                                          double usd_per_unit, rift_error *error);
/* Rows of models.csv: outcomes of which more than one model spoke. */
void rift_output_model_rows(rift_output *output);
/* Rows of inputs.csv: the quantities of the scenario that stand there not yet. */
RIFT_CHECKED rift_status rift_output_inputs(rift_output *output, const rift_result *result,
                                            rift_error *error);
/* Rows of mixture.csv: the stages and covariates of an escalation, once for all models. */
RIFT_CHECKED rift_status rift_output_mixture(rift_output *output, const rift_result *result,
                                             rift_error *error);
/* Rows of codebook.csv that concern every run, and those of one result's economy and scenario. */
RIFT_CHECKED rift_status rift_output_codebook_begin(rift_output *output, rift_error *error);
RIFT_CHECKED rift_status rift_output_codebook_add(rift_output *output, const rift_result *result,
                                                  rift_error *error);
/* Hashes the input files of a result and notes what it is. */
RIFT_CHECKED rift_status rift_output_note(rift_output *output, const rift_result *result,
                                          rift_error *error);

/* README.txt: the mark alone at the beginning, the whole text at the end; load scripts;
 * datapackage.json; manifest.json. */
RIFT_CHECKED rift_status rift_output_readme_mark(const rift_output *output, rift_error *error);
RIFT_CHECKED rift_status rift_output_guide(const rift_output *output, rift_error *error);
RIFT_CHECKED rift_status rift_output_datapackage(const rift_output *output, rift_error *error);
/* `hash`: of the hashed part. */
RIFT_CHECKED rift_status rift_output_manifest(const rift_output *output, char hash[RIFT_HASH_TEXT],
                                              rift_error *error);

/* A cell of free text on one line: users' line breaks become blanks, so that every row is one line.
 * A lack of memory is kept until the table is closed. */
void rift_output_cell(rift_csv_writer *table, const char *text);

/* Writes `text` to the partial folder's file `name`, and frees the text; takes its failure as lack
 * of memory. */
RIFT_CHECKED rift_status rift_output_put(const rift_output *output, const char *name,
                                         rift_text *text, rift_error *error);
/* Appends the JSON's text: through our own buffer, since the library passes over a piece lost to a
 * lack of memory. */
void rift_output_dump(rift_text *text, const json_t *json, size_t flags);
/* Writes JSON with indentation, sorted keys and a newline at the end; drops the reference. */
RIFT_CHECKED rift_status rift_output_put_json(const rift_output *output, const char *name,
                                              json_t *json, rift_error *error);

#endif
