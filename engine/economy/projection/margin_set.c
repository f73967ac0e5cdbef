/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "economy/projection/margin_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A margin takes part in a contradiction if it still pulls with at least this share of the strongest
 * pull after the sums have stalled. */
#define PULL_SHARE 0.02

const char *rift_margin_kind_word(rift_margin_kind kind) {
  static const char *const words[] = {"account", "trade fact", "trade block", "value added",
                                      "final demand"};
  return words[kind];
}

void rift_margin_set_init(rift_margin_set *set) { memset(set, 0, sizeof *set); }

void rift_margin_set_free(rift_margin_set *set) {
  if (set == NULL) {
    return;
  }
  for (size_t i = 0; i < set->count; i++) {
    free(set->items[i].label);
  }
  free(set->items);
  rift_gras_free(&set->gras);
  rift_margin_set_init(set);
}

rift_status rift_margin_set_begin(rift_margin_set *set, const rift_margin *margin,
                                  rift_error *error) {
  rift_margin *items = rift_grow(set->items, &set->capacity, set->count + 1, sizeof *items);
  char *label = rift_copy_text(margin->label);
  set->items = items == NULL ? set->items : items;
  if (items == NULL || label == NULL) {
    free(label);
    return rift_error_memory(error, 0);
  }
  items[set->count] = *margin;
  items[set->count].label = label;
  set->count++;
  return rift_gras_begin(&set->gras, margin->target, error);
}

static rift_status add_nonzero(rift_margin_set *set, const rift_cells *cells, size_t cell,
                               bool minus, rift_error *error) {
  return cells->values[cell] == 0 ? RIFT_OK : rift_gras_add(&set->gras, cell, minus, error);
}

/* `except`: the user whose purchases are left out, or n. */
static rift_status add_sales(rift_margin_set *set, const rift_cells *cells, size_t node,
                             size_t except, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t user = 0; user < cells->node_count && status == RIFT_OK; user++) {
    if (user != except) {
      status = add_nonzero(set, cells, rift_cell_flow(cells, node, user), false, error);
    }
  }
  size_t first = rift_cell_final(cells, node, 0, 0);
  for (size_t i = 0; i < cells->region_count * cells->category_count && status == RIFT_OK; i++) {
    status = add_nonzero(set, cells, first + i, false, error);
  }
  return status;
}

static rift_status add_purchases(rift_margin_set *set, const rift_cells *cells, size_t node,
                                 bool minus, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t supplier = 0; supplier < cells->node_count && status == RIFT_OK; supplier++) {
    if (!minus || supplier != node) {
      status = add_nonzero(set, cells, rift_cell_flow(cells, supplier, node), minus, error);
    }
  }
  return status;
}

static rift_status begin_node(rift_margin_set *set, const rift_economy *economy, const char *what,
                              size_t node, double target, rift_error *error) {
  char label[RIFT_CELL_LABEL];
  snprintf(label, sizeof label, "%s of %s %s", what,
           economy->regions.items[node / economy->sector_count],
           economy->sectors.items[node % economy->sector_count]);
  rift_margin margin = {
      .kind = RIFT_MARGIN_ACCOUNT, .label = label, .base = target, .target = target};
  return rift_margin_set_begin(set, &margin, error);
}

rift_status rift_margin_set_add_accounts(rift_margin_set *set, const rift_economy *economy,
                                         const rift_cells *cells, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t node = 0; node < cells->node_count && status == RIFT_OK; node++) {
    status = begin_node(set, economy, "sales less inputs", node, 0, error);
    if (status == RIFT_OK) {
      status = add_sales(set, cells, node, node, error); /* what it sells to itself cancels out */
    }
    if (status == RIFT_OK) {
      status = add_purchases(set, cells, node, true, error);
    }
    const size_t primary[] = {cells->value_added_start, cells->taxes_start, cells->margins_start};
    for (size_t i = 0; i < 3 && status == RIFT_OK; i++) {
      status = add_nonzero(set, cells, primary[i] + node, true, error);
    }
  }
  return status;
}

rift_status rift_margin_set_add_outputs(rift_margin_set *set, const rift_economy *economy,
                                        const rift_cells *cells, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t node = 0; node < cells->node_count && status == RIFT_OK; node++) {
    double output = economy->gross_output[node];
    double primary = economy->value_added[node] + economy->taxes[node] + economy->margins[node];
    status = begin_node(set, economy, "sales", node, output, error);
    if (status == RIFT_OK) {
      status = add_sales(set, cells, node, cells->node_count, error);
    }
    if (status == RIFT_OK) {
      status = begin_node(set, economy, "inputs", node, output - primary, error);
    }
    if (status == RIFT_OK) {
      status = add_purchases(set, cells, node, false, error);
    }
  }
  return status;
}

static rift_status explain_unreachable(const rift_margin_set *set, const rift_cells *cells,
                                       rift_problems *problems) {
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < set->count; i++) {
    const rift_margin *margin = &set->items[i];
    rift_gras_reach reach = rift_gras_reach_of(&set->gras, i, cells->values);
    if (margin->released || reach == RIFT_GRAS_REACHABLE) {
      continue;
    }
    double sum = rift_gras_sum(&set->gras, i, cells->values, NULL);
    status = rift_problems_add(
        problems, RIFT_ERROR, margin->path, margin->line, 0,
        "%s: expected %.6g million USD, but %s; no scaling of the table reaches it; correct the "
        "target, or give the table flows there",
        margin->label, margin->target,
        reach == RIFT_GRAS_EMPTY
            ? "all its flows are zero"
            : (sum > 0 ? "all its flows are positive" : "all its flows are negative"));
  }
  return status;
}

typedef struct conflict {
  size_t members[5]; /* those that pull most first */
  size_t count;
  size_t total; /* margins that take part */
} conflict;

static void insert(conflict *found, const double *pulls, size_t index) {
  const size_t most = sizeof found->members / sizeof found->members[0];
  size_t at = found->count;
  while (at > 0 && pulls[found->members[at - 1]] < pulls[index]) {
    at--;
  }
  if (at == most) {
    return;
  }
  size_t last = found->count < most ? found->count++ : most - 1;
  memmove(&found->members[at + 1], &found->members[at], (last - at) * sizeof found->members[0]);
  found->members[at] = index;
}

static conflict find_conflict(const rift_margin_set *set, const double *pulls) {
  conflict found = {.count = 0};
  double strongest = 0;
  for (size_t i = 0; i < set->count; i++) {
    strongest = pulls[i] > strongest ? pulls[i] : strongest;
  }
  for (size_t i = 0; i < set->count; i++) {
    if (!set->items[i].released && pulls[i] > 0 && pulls[i] >= PULL_SHARE * strongest) {
      found.total++;
      insert(&found, pulls, i);
    }
  }
  return found;
}

/* The one to give up: of the weakest kind, the one that pulls most. RIFT_NOT_FOUND if all that pull
 * are of one kind (accounts apart). */
static size_t choose(const rift_margin_set *set, const double *pulls) {
  double strongest = 0;
  rift_margin_kind weakest = RIFT_MARGIN_ACCOUNT;
  rift_margin_kind best = RIFT_MARGIN_FINAL_DEMAND;
  for (size_t i = 0; i < set->count; i++) {
    strongest = !set->items[i].released && pulls[i] > strongest ? pulls[i] : strongest;
  }
  size_t chosen = RIFT_NOT_FOUND;
  for (size_t i = 0; i < set->count; i++) {
    rift_margin_kind kind = set->items[i].kind;
    if (set->items[i].released || kind == RIFT_MARGIN_ACCOUNT || !(pulls[i] > 0) ||
        pulls[i] < PULL_SHARE * strongest) {
      continue;
    }
    best = kind < best ? kind : best;
    if (chosen == RIFT_NOT_FOUND || kind > weakest ||
        (kind == weakest && pulls[i] > pulls[chosen])) {
      chosen = i;
      weakest = kind;
    }
  }
  return weakest == best ? RIFT_NOT_FOUND : chosen;
}

static void describe(const rift_margin_set *set, const rift_cells *cells, size_t index,
                     rift_text *text) {
  const rift_margin *margin = &set->items[index];
  double reached = rift_gras_sum(&set->gras, index, cells->values, NULL);
  rift_text_add(text, "%s", margin->label);
  if (margin->path != NULL) {
    const char *slash = strrchr(margin->path, '/');
    rift_text_add(text, " (%s, %s line %ld)",
                  set->kind_words == NULL ? rift_margin_kind_word(margin->kind)
                                          : set->kind_words[margin->kind],
                  slash == NULL ? margin->path : slash + 1, margin->line);
  }
  rift_text_add(text, ": expected %.6g, is %.6g", margin->target, reached);
}

static void list_conflict(const rift_margin_set *set, const rift_cells *cells,
                          const conflict *found, size_t except, rift_text *text) {
  size_t listed = 0;
  for (size_t i = 0; i < found->count; i++) {
    if (found->members[i] != except) {
      rift_text_add(text, listed++ == 0 ? " " : "; ");
      describe(set, cells, found->members[i], text);
    }
  }
  size_t others = found->total - listed - (except != RIFT_NOT_FOUND);
  if (others > 0) {
    rift_text_add(text, "; and %zu more", others);
  }
}

static void refuse(const rift_margin_set *set, const rift_cells *cells, const double *pulls,
                   rift_problems *problems) {
  conflict found = find_conflict(set, pulls);
  for (size_t i = 0; i < found.count; i++) {
    const rift_margin *margin = &set->items[found.members[i]];
    double reached = rift_gras_sum(&set->gras, found.members[i], cells->values, NULL);
    rift_problems_add(
        problems, RIFT_ERROR, margin->path, margin->line, 0,
        "%s: expected %.6g million USD, reached %.6g (%+.3g); it contradicts the other %zu sums "
        "named here or counted with them; correct one of them",
        margin->label, margin->target, reached, reached - margin->target, found.total - 1);
  }
}

static void release(rift_margin_set *set, const rift_cells *cells, const double *pulls,
                    size_t index, rift_problems *problems) {
  conflict found = find_conflict(set, pulls);
  rift_margin *margin = &set->items[index];
  rift_text against = {0};
  list_conflict(set, cells, &found, index, &against);
  rift_problems_add(problems, RIFT_WARNING, margin->path, margin->line, 0,
                    "%s: expected %.6g million USD; it contradicts stronger sums and is given up; "
                    "it stands against%s",
                    margin->label, margin->target,
                    against.bytes == NULL ? " them" : against.bytes);
  problems->memory_failed |= against.failed;
  rift_text_free(&against);
  margin->released = true;
  set->gras.constraints[index].released = true;
}

/* Each attempt starts from the same cells: what a margin did before it was given up must not stay
 * behind. */
static rift_status attempt(rift_margin_set *set, rift_cells *cells, const double *start,
                           double *pulls, const rift_gras_options *options,
                           rift_gras_outcome *outcome, rift_error *error) {
  size_t before = outcome->sweeps;
  memcpy(cells->values, start, cells->count * sizeof *start);
  rift_status status = rift_gras_solve(&set->gras, cells->values, options, pulls, outcome, error);
  outcome->sweeps += before;
  return status;
}

rift_status rift_margin_set_impose(rift_margin_set *set, rift_cells *cells,
                                   const rift_impose_options *options, rift_gras_outcome *outcome,
                                   rift_problems *problems, rift_error *error) {
  double *pulls = rift_allocate_doubles(set->count);
  double *start = rift_allocate_doubles(cells->count);
  memset(outcome, 0, sizeof *outcome);
  rift_status status = pulls == NULL || start == NULL
                           ? rift_error_memory(error, cells->count * sizeof *start)
                           : explain_unreachable(set, cells, problems);
  if (status == RIFT_INVALID) {
    rift_error_set(error, RIFT_INVALID, "some sums cannot be reached");
  }
  if (status == RIFT_OK) {
    memcpy(start, cells->values, cells->count * sizeof *start);
  }
  while (status == RIFT_OK) {
    status = attempt(set, cells, start, pulls, options->gras, outcome, error);
    if (status != RIFT_NOT_CONVERGED) {
      break;
    }
    size_t chosen = options->strict ? RIFT_NOT_FOUND : choose(set, pulls);
    if (chosen == RIFT_NOT_FOUND) {
      refuse(set, cells, pulls, problems);
      break;
    }
    release(set, cells, pulls, chosen, problems);
    status = RIFT_OK;
  }
  free(pulls);
  free(start);
  return status;
}
