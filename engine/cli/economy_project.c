/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rift economy project. */
#include <math.h>
#include <stdio.h>

#include "cli/economy_make.h"
#include "economy/projection/project.h"

#define SHOWN 5

static void print_kind(const rift_project_report *report, rift_margin_kind kind) {
  size_t count = 0;
  size_t released = 0;
  double worst = 0;
  for (size_t i = 0; i < report->margin_count; i++) {
    const rift_project_margin *margin = &report->margins[i];
    if (margin->kind != kind) {
      continue;
    }
    double size = fmax(fabs(margin->target), 1e-6);
    count++;
    released += margin->released;
    worst = margin->released ? worst : fmax(worst, fabs(margin->reached - margin->target) / size);
  }
  if (count > 0) {
    printf("  %-14s %4zu imposed, %zu given up; largest relative gap of the others %.2g\n",
           rift_margin_kind_word(kind), count, released, worst);
  }
}

static void print_released(const rift_project_report *report) {
  for (size_t i = 0; i < report->margin_count; i++) {
    const rift_project_margin *margin = &report->margins[i];
    if (margin->released) {
      printf("  given up: %s: expected %.6g, reached %.6g (%+.2f %%)\n", margin->label,
             margin->target, margin->reached,
             margin->target > 0 ? 100 * (margin->reached / margin->target - 1) : 0);
    }
  }
}

static void print_moves(const char *what, const rift_project_move *moves, size_t count) {
  printf("\nlargest moves of %s against growth alone, million USD:\n", what);
  for (size_t i = 0; i < count && i < SHOWN; i++) {
    printf("  %-36s %14.1f base %14.1f grown %14.1f now\n", moves[i].label, moves[i].base,
           moves[i].prior, moves[i].reached);
  }
}

static void print_report(const rift_project_report *report) {
  printf("projected in %zu sweeps; largest gap of a node, relative to its output: %.2g\n",
         report->sweeps, report->worst_gap);
  print_kind(report, RIFT_MARGIN_FACT);
  print_kind(report, RIFT_MARGIN_BLOCK);
  print_kind(report, RIFT_MARGIN_VALUE_ADDED);
  print_kind(report, RIFT_MARGIN_FINAL_DEMAND);
  print_released(report);
  printf("  value moved against growth alone, share of all flows: %.4f\n", report->moved);
  print_moves("outputs", report->outputs, report->output_count);
  print_moves("flows", report->cells, report->cell_count);
}

rift_status rift_cli_economy_project(rift_economy *economy,
                                     const rift_economy_arguments *arguments,
                                     rift_problems *problems, rift_error *error) {
  rift_project_options options = rift_project_options_default();
  rift_project_report report = {0};
  options.classes = arguments->classes;
  options.value_added = arguments->value_added;
  options.trade_blocks = arguments->trade_blocks;
  options.trade_facts = arguments->trade_facts;
  options.final_demand = arguments->final_demand;
  options.fob_margin = arguments->fob_margin;
  options.cif_margin = arguments->cif_margin;
  options.usd_per_eur = arguments->usd_per_eur;
  options.strict = arguments->strict;
  options.gras.tolerance = arguments->tolerance;
  rift_status status = rift_economy_read(economy, arguments->folder, problems, error);
  if (status == RIFT_OK) {
    status = rift_economy_project(economy, &options, &report, problems, error);
  }
  if (status == RIFT_OK) {
    economy->year = arguments->year != 0 ? arguments->year : economy->year;
    print_report(&report);
  }
  if (status == RIFT_OK && arguments->report != NULL) {
    status = rift_project_report_write(&report, arguments->report, error);
  }
  rift_project_report_free(&report);
  return status;
}
