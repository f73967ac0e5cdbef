/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an economy's money flows to the core's relative form. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/inside.h"

/* The parts of a table that the step works with: no negative flows, no users without output, gaps closed. */
typedef struct split_table {
  double *intermediate; /* n x n */
  double *final[2];     /* n x R: household, other */
} split_table;

static void split_free(split_table *split) {
  free(split->intermediate);
  free(split->final[0]);
  free(split->final[1]);
}

static double positive(double value) { return value > 0 ? value : 0; }

/* Negative final demand is a supply from nowhere. */
static void split_final(rift_dynamic_core *core, const double *final, double *kept) {
  for (size_t i = 0; i < core->nodes * core->regions; i++) {
    kept[i] = positive(final[i]);
    core->supply[i / core->regions] += positive(-final[i]);
  }
}

/* Sales and output differ a little in published tables: what is missing is used at home, what is too much comes from nowhere. */
static void close_gap(rift_dynamic_core *core, split_table *split, size_t node) {
  size_t n = core->nodes;
  size_t regions = core->regions;
  double sales = 0;
  for (size_t j = 0; j < n; j++) {
    sales += split->intermediate[node * n + j];
  }
  for (size_t r = 0; r < regions; r++) {
    sales += split->final[0][node * regions + r] + split->final[1][node * regions + r];
  }
  double gap = core->scale[node] + core->supply[node] - sales;
  split->final[1][node * regions + node / core->sectors] += positive(gap);
  core->supply[node] += positive(-gap);
}

static rift_status split_init(split_table *split, rift_dynamic_core *core, const rift_dynamic_table *table,
                              rift_error *error) {
  size_t n = core->nodes;
  memset(split, 0, sizeof *split);
  split->intermediate = rift_allocate_doubles(n * n);
  split->final[0] = rift_allocate_doubles(n * core->regions);
  split->final[1] = rift_allocate_doubles(n * core->regions);
  if (split->intermediate == NULL || split->final[0] == NULL || split->final[1] == NULL) {
    split_free(split);
    return rift_error_memory(error, n * n * sizeof(double));
  }
  split_final(core, table->household, split->final[0]);
  split_final(core, table->other_final, split->final[1]);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double flow = positive(table->intermediate[i * n + j]);
      bool produces = core->scale[j] > 0;
      split->intermediate[i * n + j] = produces ? flow : 0;
      split->final[1][i * core->regions + j / core->sectors] += produces ? 0 : flow;
    }
  }
  for (size_t i = 0; i < n; i++) {
    close_gap(core, split, i);
  }
  return RIFT_OK;
}

/* One block: product `k` bought by the users of region `m`. */
static void pack_block(rift_dynamic_core *core, const split_table *split, size_t m, size_t k) {
  size_t n = core->nodes;
  size_t regions = core->regions;
  size_t sectors = core->sectors;
  size_t block = m * sectors + k;
  double *shares = core->share_panels + block * core->shares_of.length;
  double *flows = core->flow_panels + block * core->flows_of.length;
  for (size_t s = 0; s < sectors; s++) {
    double sum = 0;
    for (size_t e = 0; e < regions; e++) {
      sum += split->intermediate[(e * sectors + k) * n + m * sectors + s];
    }
    core->cells[block * sectors + s].flow = sum;
    for (size_t e = 0; e < regions; e++) {
      double flow = split->intermediate[(e * sectors + k) * n + m * sectors + s];
      double share = sum > 0 ? flow / sum : 0;
      shares[rift_dynamic_panels_at(&core->shares_of, s, e)] = share;
      core->cells[block * sectors + s].whole += share;
      flows[rift_dynamic_panels_at(&core->flows_of, e, s)] = flow;
    }
  }
}

/* limit = (intercept + slope stock) factor, the factor being the same for all inputs of a user. */
static void set_limits(rift_dynamic_core *core, const rift_dynamic_rules *rules) {
  size_t sectors = core->sectors;
  bool ario = rules->input_function == RIFT_INPUT_ARIO;
  for (size_t block = 0; block < core->nodes; block++) {
    for (size_t s = 0; s < sectors; s++) {
      rift_dynamic_cell *cell = &core->cells[block * sectors + s];
      double rating = ario ? 1 : rules->criticality[block % sectors * sectors + s];
      double least = ario ? 0 : rules->negligible * core->scale[block / sectors * sectors + s];
      bool binds = cell->flow > least && rating > 0;
      cell->slope = binds ? rating : 0;
      cell->intercept = binds ? (1 - rating) * rules->step : (double)INFINITY;
    }
  }
}

static void set_income(rift_dynamic_core *core, const double *income) {
  for (size_t r = 0; r < core->regions; r++) {
    double sum = 0;
    for (size_t s = 0; s < core->sectors; s++) {
      size_t node = r * core->sectors + s;
      sum += core->scale[node] > 0 ? positive(income[node]) : 0;
    }
    for (size_t s = 0; s < core->sectors; s++) {
      size_t node = r * core->sectors + s;
      core->income[node] = sum > 0 && core->scale[node] > 0 ? positive(income[node]) / sum : 0;
    }
  }
}

static size_t final_at(const rift_dynamic_core *core, size_t use, size_t m, size_t k, size_t e) {
  return (((use - 1) * core->regions + m) * core->sectors + k) * core->regions + e;
}

static void keep_final(rift_dynamic_core *core, const split_table *split) {
  for (size_t use = 1; use < RIFT_DYNAMIC_USES; use++) {
    for (size_t i = 0; i < core->nodes; i++) {
      for (size_t m = 0; m < core->regions; m++) {
        core->final_flow[final_at(core, use, m, i % core->sectors, i / core->sectors)] =
            split->final[use - 1][i * core->regions + m];
      }
    }
  }
}

static bool allocate(rift_dynamic_core *core) {
  size_t n = core->nodes;
  size_t cells = n * core->sectors;
  core->shares_of = rift_dynamic_panels_of(core->sectors, core->regions);
  core->flows_of = rift_dynamic_panels_of(core->regions, core->sectors);
  core->share_panels = rift_allocate_doubles(n * core->shares_of.length);
  core->flow_panels = rift_allocate_doubles(n * core->flows_of.length);
  core->cells = (rift_dynamic_cell *)(void *)rift_allocate_doubles(cells * sizeof(rift_dynamic_cell) / sizeof(double));
  core->scale = rift_allocate_doubles(n);
  core->inverse = rift_allocate_doubles(n);
  core->income = rift_allocate_doubles(n);
  core->supply = rift_allocate_doubles(n);
  core->other_final = rift_allocate_doubles(n);
  core->final_flow = rift_allocate_doubles(2 * n * core->regions);
  return core->share_panels != NULL && core->flow_panels != NULL && core->cells != NULL &&
         core->scale != NULL && core->inverse != NULL &&
         core->income != NULL && core->supply != NULL && core->other_final != NULL && core->final_flow != NULL;
}

rift_status rift_dynamic_prepare_tables(rift_dynamic_core *core, const rift_dynamic_setup *setup,
                                        rift_error *error) {
  split_table split;
  if (!allocate(core)) {
    return rift_error_memory(error, core->nodes * core->nodes * sizeof(double));
  }
  for (size_t i = 0; i < core->nodes; i++) {
    core->scale[i] = positive(setup->table.gross_output[i]);
    core->inverse[i] = core->scale[i] > 0 ? 1 / core->scale[i] : 0;
  }
  rift_status status = split_init(&split, core, &setup->table, error);
  if (status != RIFT_OK) {
    return status;
  }
  for (size_t m = 0; m < core->regions; m++) {
    for (size_t k = 0; k < core->sectors; k++) {
      pack_block(core, &split, m, k);
    }
  }
  keep_final(core, &split);
  set_limits(core, &setup->rules);
  set_income(core, setup->table.income);
  split_free(&split);
  return RIFT_OK;
}
