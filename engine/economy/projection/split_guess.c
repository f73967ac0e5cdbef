/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first guess of how a parent's flows are divided: the child's share in exports (abroad) or
 * output (at home), times how much more than the parent a user takes of the child. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/projection/splitting.h"

/* What the remainder gets at least where the children's shares already exceed the flow: scaling
 * needs something to scale. */
#define REMAINDER_LEAST 0.05

static double share_of(const rift_splitting *splitting, size_t child, rift_split_variable variable,
                       size_t region, double otherwise) {
  char blank[] = "";
  const rift_split_row like = {
      .child = child, .variable = variable, .partner = RIFT_NOT_FOUND, .user = blank};
  const rift_split_row *row = rift_split_rows_find(splitting->rows, &like, region);
  return row == NULL ? otherwise : row->value;
}

/* Use of the parent in a region by each of the users, and in all. */
static double add_use(const rift_splitting *splitting, size_t region, double *use) {
  size_t R = splitting->economy->region_count;
  size_t U = splitting->users;
  double total = 0;
  memset(use, 0, U * sizeof *use);
  for (size_t from = 0; from < R; from++) {
    for (size_t u = 0; u < U; u++) {
      use[u] += splitting->flows[(from * R + region) * U + u];
    }
  }
  for (size_t u = 0; u < U; u++) {
    total += use[u];
  }
  return total;
}

/* Is this row the one that holds in the region, and about the users of the child? */
static bool holds(const rift_splitting *splitting, const rift_split_row *row, size_t child,
                  size_t region) {
  return row->child == child && row->variable == RIFT_SPLIT_USERS &&
         rift_split_rows_find(splitting->rows, row, region) == row;
}

/* tilt[u]: the user's share in the use of the child over its share in the use of the parent. */
static void find_tilt(const rift_splitting *splitting, size_t child, size_t region,
                      const double *use, double total, double *tilt) {
  size_t U = splitting->users;
  double named = 0;
  double named_use = 0;
  for (size_t u = 0; u < U; u++) {
    tilt[u] = -1; /* not named */
  }
  for (size_t i = 0; i < splitting->rows->count; i++) {
    const rift_split_row *row = &splitting->rows->items[i];
    double its_use = 0;
    if (!holds(splitting, row, child, region)) {
      continue;
    }
    for (size_t u = 0; u < U; u++) {
      its_use += row->users[u] ? use[u] : 0;
    }
    for (size_t u = 0; u < U && its_use > 0; u++) {
      tilt[u] = row->users[u] ? row->value * total / its_use : tilt[u];
    }
    named += its_use > 0 ? row->value : 0;
    named_use += its_use;
  }
  double rest = total - named_use > 0 && named < 1 ? (1 - named) * total / (total - named_use) : 0;
  for (size_t u = 0; u < U; u++) {
    tilt[u] = tilt[u] < 0 ? rest : tilt[u];
  }
}

static void guess_child(rift_splitting *splitting, size_t part, size_t region, double *tilt,
                        double *use) {
  size_t R = splitting->economy->region_count;
  size_t U = splitting->users;
  size_t child = splitting->children[part - 1];
  double *values = splitting->parts.values + part * splitting->flow_count;
  double total = add_use(splitting, region, use);
  find_tilt(splitting, child, region, use, total, tilt);
  for (size_t from = 0; from < R; from++) {
    double output = share_of(splitting, child, RIFT_SPLIT_OUTPUT, from, 0);
    double share = from == region
                       ? output
                       : share_of(splitting, child, RIFT_SPLIT_EXPORTS, from, output);
    for (size_t u = 0; u < U; u++) {
      size_t flow = (from * R + region) * U + u;
      values[flow] = share * tilt[u] * splitting->flows[flow];
    }
  }
}

rift_status rift_splitting_guess(rift_splitting *splitting, rift_error *error) {
  size_t U = splitting->users;
  size_t count = splitting->flow_count;
  double *tilt = rift_allocate_doubles(U);
  double *use = rift_allocate_doubles(U);
  rift_status status = tilt == NULL || use == NULL ? rift_error_memory(error, 0) : RIFT_OK;
  for (size_t part = 1; part < splitting->part_count && status == RIFT_OK; part++) {
    for (size_t region = 0; region < splitting->economy->region_count; region++) {
      guess_child(splitting, part, region, tilt, use);
    }
  }
  for (size_t flow = 0; flow < count && status == RIFT_OK; flow++) {
    double whole = splitting->flows[flow];
    double rest = whole;
    for (size_t part = 1; part < splitting->part_count; part++) {
      rest -= splitting->parts.values[part * count + flow];
    }
    bool enough = whole >= 0 ? rest >= REMAINDER_LEAST * whole : rest <= REMAINDER_LEAST * whole;
    splitting->parts.values[flow] = enough ? rest : REMAINDER_LEAST * whole;
  }
  free(tilt);
  free(use);
  return status;
}
