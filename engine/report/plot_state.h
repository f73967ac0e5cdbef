/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that prepare plots share; not for others. */
#ifndef RIFT_REPORT_PLOT_STATE_H
#define RIFT_REPORT_PLOT_STATE_H

#include <stdint.h>
#include <string.h>

#include "report/plot_data.h"
#include "tables/csv.h"
#include "tables/csv_write.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct plot_label {
  char *text;
  bool proxy;
} plot_label;

struct rift_plot_data {
  char *results;
  bool german;
  rift_names codes;   /* "KIND NAME" of the codebook */
  plot_label *labels; /* as many as codes */
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

/* What a view's tables say of one scenario. */
typedef struct plot_scenario {
  bool partly;    /* the model cannot express one of its measures */
  bool expressed; /* it can express one of them */
  bool moves;     /* an output differs from zero */
  bool has_output;
  bool has_curve;           /* rows of the exceedance table */
  bool has_loss;            /* with a probability above zero */
  double loss, probability; /* the curve's last point */
  double area;              /* under the curve: the mean loss, gains counted as zero; percent */
} plot_scenario;

/* One model at one horizon, while it is written. */
typedef struct plot_view {
  rift_plot_data *data;
  const char *name; /* "MODEL HORIZON" */
  char model[128];
  plot_scenario *scenarios; /* in the order of data->scenarios */
  rift_csv_writer boxes, heat, curves;
  size_t box_count, heat_count, curve_count;
} plot_view;

/* Columns of the summary that plots read, by position in rift_plot_summary_columns. */
enum {
  SCENARIO,
  CONDITION,
  POLICY,
  MODEL,
  INDICATOR,
  REGION,
  SECTOR,
  HORIZON,
  CLOSURE,
  DRAWS,
  MEAN,
  FIRST_QUANTILE
};
#define QUANTILES 7

#define RIFT_PLOT_SUMMARY_COLUMNS 29
extern const rift_csv_column rift_plot_summary_columns[RIFT_PLOT_SUMMARY_COLUMNS];

#define PANELS 5
extern const char *const rift_plot_panels[PANELS]; /* sectors and groups of them */

static inline bool plot_same(const char *a, const char *b) { return strcmp(a, b) == 0; }

static inline size_t plot_find(const rift_names *names, const char *name) {
  return rift_names_find(names, name, strlen(name));
}

static inline const char *plot_field(const rift_csv *csv, size_t column) {
  size_t length = 0;
  return rift_csv_text(csv, column, &length);
}

/* Opens a table of the result folder. */
RIFT_CHECKED rift_status rift_plot_open(const rift_plot_data *data, rift_csv **csv,
                                        const char *name, const rift_csv_column *columns,
                                        size_t count, rift_problems *problems, rift_error *error);
/* NULL if the codebook has no such row. */
const plot_label *rift_plot_label(const rift_plot_data *data, const char *kind, const char *name);
/* "MODEL HORIZON". */
void rift_plot_view_name(char name[128], const char *model, const char *horizon);

/* Fills `partly` and `expressed` of the view's scenarios. */
RIFT_CHECKED rift_status rift_plot_read_expression(plot_view *view, rift_problems *problems,
                                                   rift_error *error);

/* Every measure of the scenario is beyond the model, and no output moves: its zeros say nothing. */
static inline bool plot_is_silent(const plot_scenario *scenario) {
  return scenario->partly && !scenario->expressed && scenario->has_output && !scenario->moves;
}

/* Writes settings.gp; the view's tables have been read. */
RIFT_CHECKED rift_status rift_plot_settings_write(const plot_view *view, const char *folder,
                                                  rift_error *error);

#endif
