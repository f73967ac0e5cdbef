/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that prepare plots share; not for others. */
#ifndef RIFT_REPORT_PLOT_STATE_H
#define RIFT_REPORT_PLOT_STATE_H

#include <stdint.h>
#include <string.h>

#include "report/plot_data.h"
#include "tables/csv.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct plot_label {
  char *text;
  bool proxy;
} plot_label;

struct rift_plot_data {
  char *results;
  bool german;
  rift_names codes; /* "KIND NAME" of the codebook */
  plot_label *labels;    /* as many as codes */
  size_t label_capacity;
  rift_names overrides; /* codes of the label file */
  char **override_texts;
  size_t override_capacity;
  rift_names sectors;   /* single sectors, in order of the codebook */
  rift_names scenarios; /* in order of the summary */
  rift_names views;
  char *home;
  char *source;
  char *version;
  char *hash;
  uint64_t least_draws, most_draws;
};

/* Columns of the summary that plots read, by position in rift_plot_summary_columns. */
enum { SCENARIO, CONDITION, POLICY, MODEL, INDICATOR, REGION, SECTOR, HORIZON, CLOSURE, DRAWS, MEAN,
       FIRST_QUANTILE };
#define QUANTILES 7

#define RIFT_PLOT_SUMMARY_COLUMNS 29
extern const rift_csv_column rift_plot_summary_columns[RIFT_PLOT_SUMMARY_COLUMNS];

static inline bool plot_same(const char *a, const char *b) { return strcmp(a, b) == 0; }

static inline size_t plot_find(const rift_names *names, const char *name) {
  return rift_names_find(names, name, strlen(name));
}

static inline const char *plot_field(const rift_csv *csv, size_t column) {
  size_t length = 0;
  return rift_csv_text(csv, column, &length);
}

/* Opens a table of the result folder. */
RIFT_CHECKED rift_status rift_plot_open(const rift_plot_data *data, rift_csv **csv, const char *name,
                                        const rift_csv_column *columns, size_t count,
                                        rift_problems *problems, rift_error *error);
/* NULL if the codebook has no such row. */
const plot_label *rift_plot_label(const rift_plot_data *data, const char *kind, const char *name);
/* "MODEL HORIZON". */
void rift_plot_view_name(char name[128], const char *model, const char *horizon);

#endif
