/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/split.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/splitting.h"

/* Margin kinds in order of strength stand for these here. */
#define CELL RIFT_MARGIN_FACT
#define TRADE RIFT_MARGIN_BLOCK
#define OUTPUT RIFT_MARGIN_VALUE_ADDED
#define USE RIFT_MARGIN_FINAL_DEMAND

static const char *const kind_words[] = {"flow", "named cell", "exports or imports", "output",
                                         "use"};

rift_split_options rift_split_options_default(void) {
  return (rift_split_options){.gras = rift_gras_options_default()};
}

void rift_splitting_free(rift_splitting *splitting) {
  free(splitting->children);
  free(splitting->flows);
  free(splitting->parents);
  rift_cells_destroy(&splitting->parts);
  rift_margin_set_free(&splitting->set);
  memset(splitting, 0, sizeof *splitting);
}

static void take_flows(rift_splitting *splitting) {
  const rift_economy *economy = splitting->economy;
  size_t S = economy->sector_count;
  size_t C = economy->category_count;
  size_t R = economy->region_count;
  for (size_t flow = 0; flow < splitting->flow_count; flow++) {
    size_t node = flow / (R * splitting->users) * S + splitting->parent;
    size_t region = flow / splitting->users % R;
    size_t user = flow % splitting->users;
    splitting->flows[flow] =
        user < S ? economy->intermediate[node * economy->node_count + region * S + user]
                 : economy->final_demand[(node * R + region) * C + user - S];
  }
}

static rift_status open_splitting(rift_splitting *splitting, rift_error *error) {
  const rift_split_rows *rows = splitting->rows;
  size_t R = splitting->economy->region_count;
  splitting->users = splitting->economy->sector_count + splitting->economy->category_count;
  splitting->flow_count = R * R * splitting->users;
  splitting->part_count = 1;
  splitting->children = rift_allocate(rows->child_count, sizeof *splitting->children);
  splitting->flows = rift_allocate_doubles(splitting->flow_count);
  for (size_t i = 0; splitting->children != NULL && i < rows->child_count; i++) {
    if (rows->children[i].parent == splitting->parent) {
      splitting->children[splitting->part_count++ - 1] = i;
    }
  }
  splitting->parts.count = splitting->part_count * splitting->flow_count;
  splitting->parts.values = rift_allocate_doubles(splitting->parts.count);
  if (splitting->children == NULL || splitting->flows == NULL ||
      splitting->parts.values == NULL) {
    return rift_error_memory(error, 0);
  }
  take_flows(splitting);
  return RIFT_OK;
}

/* The parts of each flow add up to it. */
static rift_status add_flows(rift_splitting *splitting, rift_error *error) {
  char label[] = "a flow of the parent";
  rift_status status = RIFT_OK;
  for (size_t flow = 0; flow < splitting->flow_count && status == RIFT_OK; flow++) {
    rift_margin margin = {.kind = RIFT_MARGIN_ACCOUNT,
                          .label = label,
                          .base = splitting->flows[flow],
                          .target = splitting->flows[flow]};
    if (splitting->flows[flow] == 0) {
      continue;
    }
    status = rift_margin_set_begin(&splitting->set, &margin, error);
    for (size_t part = 0; part < splitting->part_count && status == RIFT_OK; part++) {
      status = rift_gras_add(&splitting->set.gras, part * splitting->flow_count + flow, false,
                             error);
    }
  }
  return status;
}

/* Does the share, said of this region, concern the flow? */
static bool concerns(const rift_splitting *splitting, const rift_split_row *row, size_t region,
                     size_t flow) {
  size_t R = splitting->economy->region_count;
  size_t from = flow / (R * splitting->users);
  size_t to = flow / splitting->users % R;
  bool buys = row->variable == RIFT_SPLIT_IMPORTS || row->variable == RIFT_SPLIT_USE;
  size_t here = buys ? to : from;
  size_t there = buys ? from : to;
  bool abroad = row->variable == RIFT_SPLIT_IMPORTS || row->variable == RIFT_SPLIT_EXPORTS;
  return here == region && (!abroad || here != there) &&
         (row->partner == RIFT_NOT_FOUND || row->partner == there) &&
         row->users[flow % splitting->users];
}

static rift_margin_kind kind_of(const rift_split_row *row) {
  if (row->partner != RIFT_NOT_FOUND) {
    return CELL;
  }
  return row->variable == RIFT_SPLIT_OUTPUT ? OUTPUT
                                            : (row->variable == RIFT_SPLIT_USE ? USE : TRADE);
}

static void name_share(const rift_splitting *splitting, const rift_split_row *row, size_t region,
                       char *label, size_t size) {
  static const char *const words[] = {"output", "exports", "imports", "use"};
  const rift_economy *economy = splitting->economy;
  bool partner = row->partner != RIFT_NOT_FOUND;
  snprintf(label, size, "%s in %s, %s of %s%s%s%s%s", splitting->rows->children[row->child].code,
           economy->sectors.items[splitting->parent], words[row->variable],
           economy->regions.items[region],
           partner ? (row->variable == RIFT_SPLIT_EXPORTS ? " to " : " from ") : "",
           partner ? economy->regions.items[row->partner] : "",
           row->user[0] == '\0' ? "" : ", user ", row->user);
}

static rift_status add_share(rift_splitting *splitting, const rift_split_row *row, size_t region,
                             rift_error *error) {
  char label[RIFT_CELL_LABEL];
  size_t part = 1;
  double parent = 0;
  while (splitting->children[part - 1] != row->child) {
    part++;
  }
  for (size_t flow = 0; flow < splitting->flow_count; flow++) {
    parent += concerns(splitting, row, region, flow) ? splitting->flows[flow] : 0;
  }
  name_share(splitting, row, region, label, sizeof label);
  rift_margin margin = {.kind = kind_of(row),
                        .label = label,
                        .base = parent,
                        .target = row->value * parent,
                        .path = splitting->options->shares,
                        .line = row->line};
  rift_status status = rift_margin_set_begin(&splitting->set, &margin, error);
  for (size_t flow = 0; flow < splitting->flow_count && status == RIFT_OK; flow++) {
    size_t cell = part * splitting->flow_count + flow;
    if (splitting->parts.values[cell] != 0 && concerns(splitting, row, region, flow)) {
      status = rift_gras_add(&splitting->set.gras, cell, false, error);
    }
  }
  return status;
}

/* Shares of one kind, for every region in which they hold. */
static rift_status add_shares(rift_splitting *splitting, rift_margin_kind kind,
                              rift_error *error) {
  const rift_split_rows *rows = splitting->rows;
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < rows->count && status == RIFT_OK; i++) {
    const rift_split_row *row = &rows->items[i];
    if (rows->children[row->child].parent != splitting->parent ||
        row->variable == RIFT_SPLIT_USERS || kind_of(row) != kind) {
      continue;
    }
    for (size_t region = 0; region < splitting->economy->region_count && status == RIFT_OK;
         region++) {
      if (region != row->partner && rift_split_rows_find(rows, row, region) == row) {
        status = add_share(splitting, row, region, error);
      }
    }
  }
  return status;
}

static rift_status report_shares(const rift_splitting *splitting, rift_split_report *report,
                                 rift_error *error) {
  const rift_margin_set *set = &splitting->set;
  for (size_t k = 0; k < set->count; k++) {
    const rift_margin *margin = &set->items[k];
    if (margin->kind == RIFT_MARGIN_ACCOUNT) {
      continue;
    }
    rift_split_margin *items =
        rift_grow(report->margins, &report->capacity, report->count + 1, sizeof *items);
    char *label = rift_copy_text(margin->label);
    report->margins = items == NULL ? report->margins : items;
    if (items == NULL || label == NULL) {
      free(label);
      return rift_error_memory(error, 0);
    }
    items[report->count++] = (rift_split_margin){
        .label = label,
        .kind = kind_words[margin->kind],
        .path = margin->path,
        .line = margin->line,
        .parent = margin->base,
        .target = margin->target,
        .reached = rift_gras_sum(&set->gras, k, splitting->parts.values, NULL),
        .released = margin->released};
  }
  return RIFT_OK;
}

/* The remainder is exactly what the children leave, also in the last digit. */
static void close_flows(rift_splitting *splitting) {
  for (size_t flow = 0; flow < splitting->flow_count; flow++) {
    double rest = splitting->flows[flow];
    for (size_t part = 1; part < splitting->part_count; part++) {
      rest -= splitting->parts.values[part * splitting->flow_count + flow];
    }
    bool crossed = (rest < 0) != (splitting->flows[flow] < 0);
    splitting->parts.values[flow] = crossed ? 0 : rest;
  }
}

rift_status rift_splitting_solve(rift_splitting *splitting, size_t parent,
                                 rift_split_report *report, rift_problems *problems,
                                 rift_error *error) {
  static const rift_margin_kind order[] = {USE, OUTPUT, TRADE, CELL};
  rift_gras_outcome outcome = {0};
  rift_impose_options impose = {.strict = splitting->options->strict,
                                .gras = &splitting->options->gras};
  splitting->parent = parent;
  splitting->set.kind_words = kind_words;
  rift_status status = open_splitting(splitting, error);
  if (status == RIFT_OK) {
    status = rift_splitting_guess(splitting, error);
  }
  for (size_t i = 0; i < 4 && status == RIFT_OK; i++) {
    status = add_shares(splitting, order[i], error);
  }
  if (status == RIFT_OK) {
    status = add_flows(splitting, error);
  }
  if (status == RIFT_OK) {
    status = rift_margin_set_impose(&splitting->set, &splitting->parts, &impose, &outcome,
                                    problems, error);
  }
  if (status == RIFT_OK) {
    close_flows(splitting);
    report->sweeps = outcome.sweeps > report->sweeps ? outcome.sweeps : report->sweeps;
    status = report_shares(splitting, report, error);
  }
  return status;
}

static size_t list_parents(const rift_split_rows *rows, size_t *parents) {
  size_t count = 0;
  for (size_t i = 0; i < rows->child_count; i++) {
    size_t at = 0;
    while (at < count && parents[at] != rows->children[i].parent) {
      at++;
    }
    parents[at] = rows->children[i].parent;
    count += at == count;
  }
  return count;
}

rift_status rift_economy_split(const rift_economy *source, const rift_split_options *options,
                               rift_economy *target, rift_split_report *report,
                               rift_problems *problems, rift_error *error) {
  rift_split_rows rows;
  memset(report, 0, sizeof *report);
  rift_economy_init(target);
  rift_status status = rift_split_rows_read(&rows, source, options, problems, error);
  if (status != RIFT_OK) {
    return status;
  }
  size_t *parents = rift_allocate(rows.child_count, sizeof *parents);
  size_t count = parents == NULL ? 0 : list_parents(&rows, parents);
  rift_splitting *splittings = rift_allocate(count, sizeof *splittings);
  status = parents == NULL || splittings == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  for (size_t i = 0; i < count && status == RIFT_OK; i++) {
    splittings[i] = (rift_splitting){.economy = source, .options = options, .rows = &rows};
    status = rift_splitting_solve(&splittings[i], parents[i], report, problems, error);
  }
  if (status == RIFT_OK) {
    status = rift_splitting_build(source, splittings, count, target, error);
  }
  for (size_t i = 0; splittings != NULL && i < count; i++) {
    rift_splitting_free(&splittings[i]);
  }
  free(splittings);
  free(parents);
  rift_split_rows_free(&rows);
  return status;
}
