/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far each margin was met, and what moved. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/projection.h"
#include "tables/csv_write.h"

void rift_project_report_free(rift_project_report *report) {
  for (size_t i = 0; i < report->margin_count; i++) {
    free(report->margins[i].label);
  }
  free(report->margins);
  memset(report, 0, sizeof *report);
}

static rift_status list_margins(const rift_projection *projection, rift_project_report *report) {
  const rift_margin_set *set = &projection->set;
  report->margins = rift_allocate(set->count, sizeof *report->margins);
  if (report->margins == NULL) {
    return rift_error_memory(projection->error, 0);
  }
  for (size_t k = 0; k < set->count; k++) {
    const rift_margin *margin = &set->items[k];
    if (margin->kind == RIFT_MARGIN_ACCOUNT) {
      continue;
    }
    rift_project_margin *row = &report->margins[report->margin_count];
    *row = (rift_project_margin){
        .kind = margin->kind,
        .label = rift_copy_text(margin->label),
        .path = margin->path,
        .line = margin->line,
        .base = margin->base,
        .prior = rift_gras_sum(&set->gras, k, projection->prior, NULL),
        .target = margin->target,
        .reached = rift_gras_sum(&set->gras, k, projection->cells.values, NULL),
        .released = margin->released};
    if (row->label == NULL) {
      return rift_error_memory(projection->error, 0);
    }
    report->margin_count++;
  }
  return RIFT_OK;
}

static double distance(const rift_project_move *move) { return fabs(move->reached - move->prior); }

/* Where a move of that size belongs in a list that is sorted by size; the list's length if it is
 * too small. */
static size_t make_room(rift_project_move *moves, size_t *count, double size) {
  size_t at = *count;
  while (at > 0 && distance(&moves[at - 1]) < size) {
    at--;
  }
  if (at == RIFT_PROJECT_MOVES) {
    return at;
  }
  size_t last = *count < RIFT_PROJECT_MOVES ? (*count)++ : RIFT_PROJECT_MOVES - 1;
  memmove(&moves[at + 1], &moves[at], (last - at) * sizeof *moves);
  return at;
}

static void list_cells(const rift_projection *projection, rift_project_report *report) {
  const rift_cells *cells = &projection->cells;
  double moved = 0;
  double total = 0;
  for (size_t i = 0; i < cells->value_added_start; i++) {
    double size = fabs(cells->values[i] - projection->prior[i]);
    moved += size;
    total += fabs(projection->prior[i]);
    if (size == 0) {
      continue;
    }
    size_t at = make_room(report->cells, &report->cell_count, size);
    if (at < RIFT_PROJECT_MOVES) {
      report->cells[at] = (rift_project_move){.base = projection->base.values[i],
                                              .prior = projection->prior[i],
                                              .reached = cells->values[i]};
      rift_cell_label(projection->economy, cells, i, report->cells[at].label);
    }
  }
  report->moved = total > 0 ? moved / total : 0;
}

static void list_outputs(const rift_projection *projection, rift_project_report *report) {
  const rift_cells *cells = &projection->cells;
  rift_cells prior = *cells;
  prior.values = projection->prior;
  for (size_t node = 0; node < cells->node_count; node++) {
    rift_project_move move = {.base = rift_cells_sales(&projection->base, node),
                              .prior = rift_cells_sales(&prior, node),
                              .reached = rift_cells_sales(cells, node)};
    if (distance(&move) == 0) {
      continue;
    }
    snprintf(move.label, sizeof move.label, "gross output of %s %s",
             projection->economy->regions.items[node / cells->sector_count],
             projection->economy->sectors.items[node % cells->sector_count]);
    size_t at = make_room(report->outputs, &report->output_count, distance(&move));
    if (at < RIFT_PROJECT_MOVES) {
      report->outputs[at] = move;
    }
  }
}

rift_status rift_projection_report(const rift_projection *projection,
                                   rift_project_report *report) {
  list_cells(projection, report);
  list_outputs(projection, report);
  rift_status status = list_margins(projection, report);
  if (status != RIFT_OK) {
    rift_project_report_free(report);
  }
  return status;
}

static void write_margin(const rift_project_margin *margin, rift_csv_writer *writer) {
  const char *slash = strrchr(margin->path, '/');
  rift_csv_write_code(writer, rift_margin_kind_word(margin->kind));
  rift_csv_write_text(writer, margin->label);
  rift_csv_write_number(writer, margin->base);
  rift_csv_write_number(writer, margin->prior);
  rift_csv_write_number(writer, margin->target);
  rift_csv_write_number(writer, margin->reached);
  rift_csv_write_number(writer, margin->target != 0 ? margin->reached / margin->target - 1
                                                    : (double)NAN);
  rift_csv_write_code(writer, margin->released ? "given up" : "met");
  rift_csv_write_code(writer, slash == NULL ? margin->path : slash + 1);
  rift_csv_write_count(writer, (uint64_t)margin->line);
  rift_csv_end_row(writer);
}

static void write_moves(const rift_project_move *moves, size_t count, const char *kind,
                        rift_csv_writer *writer) {
  for (size_t i = 0; i < count; i++) {
    rift_csv_write_code(writer, kind);
    rift_csv_write_text(writer, moves[i].label);
    rift_csv_write_number(writer, moves[i].base);
    rift_csv_write_number(writer, moves[i].prior);
    rift_csv_write_number(writer, (double)NAN);
    rift_csv_write_number(writer, moves[i].reached);
    rift_csv_write_number(writer, (double)NAN);
    rift_csv_write_code(writer, "moved");
    rift_csv_write_code(writer, "");
    rift_csv_write_code(writer, "");
    rift_csv_end_row(writer);
  }
}

rift_status rift_project_report_write(const rift_project_report *report, const char *path,
                                      rift_error *error) {
  static const char *const header[] = {"kind",    "what",         "base",   "prior", "target",
                                       "reached", "relative_gap", "status", "file",  "line"};
  rift_csv_writer writer;
  rift_status status = rift_csv_writer_open(&writer, path, error);
  if (status != RIFT_OK) {
    return status;
  }
  rift_csv_write_row(&writer, header, 10);
  for (size_t i = 0; i < report->margin_count; i++) {
    write_margin(&report->margins[i], &writer);
  }
  write_moves(report->outputs, report->output_count, "output", &writer);
  write_moves(report->cells, report->cell_count, "flow", &writer);
  return rift_csv_writer_commit(&writer, error);
}
