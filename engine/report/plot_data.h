/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a finished result folder to what the plot scripts read: positions and labels instead of
 * codes.
 *
 * A view is one model at one horizon. For it are written, into a folder:
 *   settings.gp     labels, number of draws, source, as assignments in gnuplot's language
 *   boxes.csv       panel,scenario,p01,p05,p25,p50,p75,p95,p99: gross output of the home region by
 *                   focus sector
 *   exceedance.csv  scenario,loss,probability: value added of the home region, both in percent
 *   heat.csv        sector,scenario,value: mean change of gross output of the home region's sectors
 * Panels, scenarios and sectors are counted from 1, in the order of the labels. Home is DEU, else
 * the first region.
 *
 * A scenario with a measure in tables/unexpressed.csv for the view's model has a dagger behind its
 * label. It is silent if tables/inputs.csv shows no other measure and none of its outputs differs
 * from zero; then a script draws a dash, not a zero. Curves without a loss in any draw are left out
 * of the order in which curves are drawn, the largest mean loss first, and named apart. */
#ifndef RIFT_REPORT_PLOT_DATA_H
#define RIFT_REPORT_PLOT_DATA_H

#include "base/status.h"
#include "base/text.h"

typedef struct rift_plot_data rift_plot_data;

/* Reads the codebook, the manifest and the list of views. `labels` is a CSV (code,en,de) that adds
 * to the codebook's labels; NULL if none. `language`: "en" or "de". */
RIFT_CHECKED rift_status rift_plot_data_create(rift_plot_data **data, const char *results,
                                               const char *labels, const char *language,
                                               rift_problems *problems, rift_error *error);
void rift_plot_data_destroy(rift_plot_data *data);

/* "MODEL HORIZON" of every view, in order of the summary. */
const rift_names *rift_plot_data_views(const rift_plot_data *data);

RIFT_CHECKED rift_status rift_plot_data_write(rift_plot_data *data, size_t view, const char *folder,
                                              rift_problems *problems, rift_error *error);

/* Appends `text` to `to` as a quoted string of gnuplot that runs nothing, broken into lines of
 * about `width` characters (0: not broken). */
void rift_plot_quote(rift_text *to, const char *text, size_t width);

#endif
