/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/project.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/balance.h"
#include "economy/projection/projection.h"

rift_project_options rift_project_options_default(void) {
  return (rift_project_options){.gras = rift_gras_options_default()};
}

static rift_status begin(rift_projection *projection, rift_margin_kind kind,
                         const rift_margin_rows *rows, size_t index, double target) {
  const rift_margin_row *row = &rows->items[index];
  rift_margin margin = {.kind = kind,
                        .label = row->label,
                        .target = target,
                        .path = rows->path,
                        .line = row->line};
  return rift_margin_set_begin(&projection->set, &margin, projection->error);
}

static rift_status add_trade(rift_projection *projection, rift_margin_kind kind,
                             const rift_margin_rows *rows, const double *targets) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < rows->count && status == RIFT_OK; i++) {
    double target = targets == NULL ? rows->items[i].value : targets[i];
    status = begin(projection, kind, rows, i, target);
    if (status == RIFT_OK) {
      status = rift_projection_add_row(projection, &rows->items[i]);
    }
    if (status == RIFT_OK && (rows->items[i].from_all || rows->items[i].to_all)) {
      projection->set.gras.constraints[projection->set.count - 1].released = true; /* its pairs do */
    }
  }
  return status;
}

static rift_status add_value_added(rift_projection *projection) {
  const rift_cells *cells = &projection->cells;
  const rift_margin_rows *rows = &projection->value_added;
  size_t S = cells->sector_count;
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < rows->count && status == RIFT_OK; i++) {
    const rift_margin_row *row = &rows->items[i];
    status = begin(projection, RIFT_MARGIN_VALUE_ADDED, rows, i,
                   projection->value_added_targets[i]);
    for (size_t node = 0; node < cells->node_count && status == RIFT_OK; node++) {
      if (row->from[node / S] && row->sectors[node % S]) {
        status = rift_projection_add_cell(projection, cells->value_added_start + node);
      }
    }
  }
  return status;
}

static bool is_purchase(const rift_cells *cells, const rift_margin_row *row, size_t at) {
  size_t region = at / cells->category_count % cells->region_count;
  size_t category = at % cells->category_count;
  return row->from[region] && (row->category == RIFT_NOT_FOUND || row->category == category);
}

static double final_demand_target(const rift_projection *projection, const rift_margin_row *row) {
  const rift_cells *cells = &projection->base;
  size_t count = cells->value_added_start - cells->final_start;
  double sum = 0;
  rift_margin_row all = *row;
  all.category = row->unit == RIFT_UNIT_SHARE ? RIFT_NOT_FOUND : row->category;
  const double *values =
      row->unit == RIFT_UNIT_SHARE ? projection->prior : projection->base.values;
  for (size_t at = 0; at < count; at++) {
    sum += is_purchase(cells, &all, at) ? values[cells->final_start + at] : 0;
  }
  return row->unit == RIFT_UNIT_MUSD ? row->value : row->value * sum;
}

static rift_status add_final_demand(rift_projection *projection) {
  const rift_cells *cells = &projection->cells;
  const rift_margin_rows *rows = &projection->final_demand;
  size_t count = cells->value_added_start - cells->final_start;
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < rows->count && status == RIFT_OK; i++) {
    status = begin(projection, RIFT_MARGIN_FINAL_DEMAND, rows, i,
                   final_demand_target(projection, &rows->items[i]));
    for (size_t at = 0; at < count && status == RIFT_OK; at++) {
      if (is_purchase(cells, &rows->items[i], at)) {
        status = rift_projection_add_cell(projection, cells->final_start + at);
      }
    }
  }
  return status;
}

/* The weakest first: what is visited last in a sweep holds best. */
static rift_status add_margins(rift_projection *projection) {
  rift_status status = add_final_demand(projection);
  if (status == RIFT_OK) {
    status = add_value_added(projection);
  }
  if (status == RIFT_OK) {
    status = add_trade(projection, RIFT_MARGIN_BLOCK, &projection->blocks,
                       projection->block_targets);
  }
  if (status == RIFT_OK) {
    status = add_trade(projection, RIFT_MARGIN_FACT, &projection->facts, NULL);
  }
  for (size_t k = 0; k < projection->set.count && status == RIFT_OK; k++) {
    projection->set.items[k].base =
        rift_gras_sum(&projection->set.gras, k, projection->base.values, NULL);
  }
  return status == RIFT_OK
             ? rift_margin_set_add_accounts(&projection->set, projection->economy,
                                            &projection->cells, projection->error)
             : status;
}

static rift_status read_files(rift_projection *projection) {
  rift_margin_reader reader = {.economy = projection->economy,
                               .classes = &projection->classes,
                               .options = projection->options,
                               .problems = projection->problems,
                               .error = projection->error};
  rift_status status =
      rift_sector_classes_read(&projection->classes, projection->economy,
                               projection->options->classes, projection->problems,
                               projection->error);
  if (status != RIFT_OK) {
    return status;
  }
  const rift_status each[] = {
      rift_margin_rows_read_facts(&projection->facts, &reader),
      rift_margin_rows_read_blocks(&projection->blocks, &reader),
      rift_margin_rows_read_value_added(&projection->value_added, &reader),
      rift_margin_rows_read_final_demand(&projection->final_demand, &reader)};
  for (size_t i = 0; i < 4; i++) {
    status = status == RIFT_OK || each[i] == RIFT_FAILED ? each[i] : status;
  }
  if (status == RIFT_INVALID) {
    rift_error_set(projection->error, RIFT_INVALID, "the files to be imposed have errors");
  }
  return status;
}

static rift_status compute(rift_projection *projection, rift_gras_outcome *outcome) {
  rift_status status = read_files(projection);
  if (status == RIFT_OK) {
    status = rift_cells_create(&projection->base, projection->economy, projection->error);
  }
  if (status == RIFT_OK) {
    status = rift_cells_create(&projection->cells, projection->economy, projection->error);
  }
  if (status == RIFT_OK) {
    status = rift_projection_grow(projection);
  }
  if (status == RIFT_OK) {
    projection->prior = rift_allocate_doubles(projection->cells.count);
    status = projection->prior == NULL ? rift_error_memory(projection->error, 0)
                                       : rift_projection_balance_blocks(projection);
  }
  if (status == RIFT_OK) {
    memcpy(projection->prior, projection->cells.values,
           projection->cells.count * sizeof(double));
    status = add_margins(projection);
  }
  rift_impose_options impose = {.strict = projection->options->strict,
                                .gras = &projection->options->gras};
  return status == RIFT_OK
             ? rift_margin_set_impose(&projection->set, &projection->cells, &impose, outcome,
                                      projection->problems, projection->error)
             : status;
}

static void free_projection(rift_projection *projection) {
  rift_sector_classes_free(&projection->classes);
  rift_margin_rows_free(&projection->value_added);
  rift_margin_rows_free(&projection->blocks);
  rift_margin_rows_free(&projection->facts);
  rift_margin_rows_free(&projection->final_demand);
  free(projection->value_added_targets);
  free(projection->block_targets);
  free(projection->prior);
  rift_cells_destroy(&projection->base);
  rift_cells_destroy(&projection->cells);
  rift_margin_set_free(&projection->set);
}

rift_status rift_economy_project(rift_economy *economy, const rift_project_options *options,
                                 rift_project_report *report, rift_problems *problems,
                                 rift_error *error) {
  rift_projection projection = {
      .economy = economy, .options = options, .problems = problems, .error = error};
  rift_gras_outcome outcome = {0};
  memset(report, 0, sizeof *report);
  rift_status status = compute(&projection, &outcome);
  if (status == RIFT_OK) {
    status = rift_projection_report(&projection, report);
  }
  if (status == RIFT_OK) {
    double sum = 0;
    rift_cells_store(&projection.cells, economy);
    report->sweeps = outcome.sweeps;
    report->worst_gap = rift_economy_worst_gap(economy, &sum);
  }
  free_projection(&projection);
  return status;
}
