/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/static/response.h"
#include "numeric/dense.h"

void rift_price_response_free(rift_price_response *response) {
  free(response->levers);
  free(response->spent_musd);
  rift_reduced_destroy(response->reduced);
  rift_packed_free(&response->basket);
  memset(response, 0, sizeof *response);
}

typedef struct builder {
  const rift_economy *economy;
  double *transposed;  /* n x n: the base inverse, user by supplier */
  size_t basket_count; /* R * (1 + G) */
  double *basket;      /* basket_count x n, negative entries of household demand left out */
  size_t unknown_count;
  size_t *unknown_of;  /* supplying node -> unknown, or SIZE_MAX */
  size_t *nodes;
  size_t part_count;
  rift_reduced_part *parts;
} builder;

static void builder_free(builder *b) {
  free(b->transposed);
  free(b->basket);
  free(b->unknown_of);
  free(b->nodes);
  for (size_t p = 0; b->parts != NULL && p < b->part_count; p++) {
    free(b->parts[p].matrix);
    free(b->parts[p].unknown);
  }
  free(b->parts);
}

/* What a region's households spend, in shares of the basket: all of it (group NULL), or what counts in a group. Returns
 * the sum spent. */
static double fill_basket(const rift_economy *economy, size_t region, const double *group, double *basket) {
  size_t household = rift_economy_household_category(economy);
  double total = 0;
  for (size_t i = 0; i < economy->node_count && household != RIFT_NOT_FOUND; i++) {
    double spent = economy->final_demand[(i * economy->region_count + region) * economy->category_count + household];
    basket[i] = spent > 0 ? spent : 0;
    basket[i] *= group == NULL ? 1 : group[i % economy->sector_count];
    total += basket[i];
  }
  for (size_t i = 0; i < economy->node_count && total > 0; i++) {
    basket[i] /= total;
  }
  return total;
}

static void fill_baskets(builder *b, double *spent) {
  const rift_economy *economy = b->economy;
  size_t kinds = 1 + economy->consumption_groups.count;
  for (size_t k = 0; k < b->basket_count; k++) {
    const double *group = k % kinds == 0 ? NULL : economy->consumption_shares + (k % kinds - 1) * economy->sector_count;
    spent[k] = fill_basket(economy, k / kinds, group, b->basket + k * economy->node_count);
  }
}

static rift_status builder_init(builder *b, const rift_economy *economy, const double *inverse,
                                size_t part_count, rift_error *error) {
  size_t n = economy->node_count;
  b->economy = economy;
  b->part_count = part_count;
  b->transposed = rift_allocate_doubles(n * n);
  b->basket_count = economy->region_count * (1 + economy->consumption_groups.count);
  b->basket = rift_allocate_doubles(b->basket_count * n);
  b->unknown_of = rift_allocate(n, sizeof *b->unknown_of);
  b->nodes = rift_allocate(n, sizeof *b->nodes);
  b->parts = rift_allocate(part_count + 1, sizeof *b->parts);
  if (b->transposed == NULL || b->basket == NULL || b->unknown_of == NULL || b->nodes == NULL ||
      b->parts == NULL) {
    return rift_error_memory(error, n * n * sizeof(double));
  }
  for (size_t i = 0; i < n; i++) {
    b->unknown_of[i] = SIZE_MAX;
    for (size_t j = 0; j < n; j++) {
      b->transposed[j * n + i] = inverse[i * n + j];
    }
  }
  return RIFT_OK;
}

static rift_status find_levers(rift_price_response *response, const rift_shock_plan *plan, rift_error *error) {
  size_t count = rift_shock_plan_lever_count(plan);
  response->levers = rift_allocate(count + 1, sizeof *response->levers);
  if (response->levers == NULL) {
    return rift_error_memory(error, count * sizeof(size_t));
  }
  for (size_t l = 0; l < count; l++) {
    if (rift_shock_plan_lever(plan, l)->channel == RIFT_CHANNEL_COST) {
      response->levers[response->part_count++] = l;
    }
  }
  return RIFT_OK;
}

static void find_unknowns(builder *b, const rift_lever *lever) {
  for (size_t c = 0; c < lever->cell_count; c++) {
    size_t node = lever->cells[c].exporter * b->economy->sector_count + lever->cells[c].sector;
    if (b->unknown_of[node] == SIZE_MAX) {
      b->unknown_of[node] = b->unknown_count;
      b->nodes[b->unknown_count++] = node;
    }
  }
}

/* Columns: the suppliers of the lever's cells. change[j][c]: cost added to user j by a unit rate on supplier c at base prices;
 * direct[k][c]: likewise to household basket k. */
static void fill_change(const builder *b, const rift_lever *lever, size_t width,
                        const size_t *column_of, double *change, double *direct) {
  const rift_economy *economy = b->economy;
  size_t n = economy->node_count;
  size_t sectors = economy->sector_count;
  size_t kinds = 1 + economy->consumption_groups.count;
  for (size_t k = 0; k < lever->cell_count; k++) {
    const rift_cell *cell = &lever->cells[k];
    size_t node = cell->exporter * sectors + cell->sector;
    size_t c = column_of[b->unknown_of[node]];
    for (size_t s = 0; s < sectors && (cell->uses & RIFT_USES_INTERMEDIATE) != 0; s++) {
      size_t user = cell->importer * sectors + s;
      if (economy->gross_output[user] > 0) {
        change[user * width + c] += economy->intermediate[node * n + user] / economy->gross_output[user];
      }
    }
    for (size_t g = 0; g < kinds && (cell->uses & RIFT_USES_HOUSEHOLD) != 0; g++) {
      size_t basket = cell->importer * kinds + g;
      direct[basket * width + c] += b->basket[basket * n + node];
    }
  }
}

static rift_status add_part(builder *b, size_t index, const rift_lever *lever, rift_error *error) {
  size_t n = b->economy->node_count;
  size_t baskets = b->basket_count;
  rift_reduced_part *part = &b->parts[index];
  size_t *column_of = rift_allocate(b->unknown_count + 1, sizeof *column_of);
  size_t *unknown = rift_allocate(b->unknown_count + 1, sizeof *unknown);
  double *change = NULL;
  double *direct = NULL;
  double *effect = NULL;
  size_t width = 0;
  rift_status status = RIFT_OK;
  part->unknown = unknown;
  if (column_of == NULL || unknown == NULL) {
    status = rift_error_memory(error, b->unknown_count * sizeof(size_t));
    goto out;
  }
  for (size_t e = 0; e < b->unknown_count; e++) {
    column_of[e] = SIZE_MAX;
  }
  for (size_t k = 0; k < lever->cell_count; k++) {
    size_t e = b->unknown_of[lever->cells[k].exporter * b->economy->sector_count + lever->cells[k].sector];
    if (column_of[e] == SIZE_MAX) {
      column_of[e] = width;
      unknown[width++] = e;
    }
  }
  part->columns = width;
  part->matrix = rift_allocate_doubles((b->unknown_count + n + baskets) * width);
  change = rift_allocate_doubles(n * width);
  effect = rift_allocate_doubles(n * width);
  direct = rift_allocate_doubles(baskets * width);
  if (part->matrix == NULL || change == NULL || effect == NULL || direct == NULL) {
    status = rift_error_memory(error, n * width * sizeof(double));
    goto out;
  }
  fill_change(b, lever, width, column_of, change, direct);
  status = rift_dense_add_product(n, width, n, 1, (rift_dense_view){b->transposed, n},
                                  (rift_dense_view){change, width}, (rift_dense_view){effect, width}, error);
  for (size_t e = 0; e < b->unknown_count; e++) {
    memcpy(part->matrix + e * width, effect + b->nodes[e] * width, width * sizeof(double));
  }
  memcpy(part->matrix + b->unknown_count * width, effect, n * width * sizeof(double));
  memcpy(part->matrix + (b->unknown_count + n) * width, direct, baskets * width * sizeof(double));
out:
  free(column_of);
  free(change);
  free(direct);
  free(effect);
  return status;
}

void rift_price_weights(const rift_batch *batch, size_t lever, double *weights) {
  memcpy(weights, batch->levers + lever * RIFT_LANES, RIFT_LANES * sizeof *weights);
}

/* One column a cost: all its cells together. */
static rift_status fill_errors(builder *b, const rift_table_plan *table, double *change, double *matrix, rift_error *error) {
  size_t n = b->economy->node_count;
  size_t width = table->cost_count;
  size_t *column_of = rift_allocate(b->unknown_count + 1, sizeof *column_of);
  if (column_of == NULL) {
    return rift_error_memory(error, b->unknown_count * sizeof *column_of);
  }
  for (size_t k = 0; k < width; k++) {
    for (size_t e = 0; e < b->unknown_count; e++) {
      column_of[e] = k;
    }
    fill_change(b, rift_shock_plan_lever(table->split, table->costs[k].split), width, column_of, change, matrix + n * width);
  }
  free(column_of);
  return rift_dense_add_product(n, width, n, 1, (rift_dense_view){b->transposed, n}, (rift_dense_view){change, width},
                                (rift_dense_view){matrix, width}, error);
}

rift_status rift_price_errors(rift_packed *matrix, const rift_economy *economy, const rift_table_plan *table,
                              const double *inverse, rift_error *error) {
  size_t n = economy->node_count;
  size_t width = table->cost_count;
  builder b = {0};
  double *change = NULL;
  double *dense = NULL;
  double *spent = NULL;
  rift_status status = builder_init(&b, economy, inverse, 0, error);
  if (status != RIFT_OK) {
    goto out;
  }
  change = rift_allocate_doubles(n * width);
  dense = rift_allocate_doubles((n + b.basket_count) * width);
  spent = rift_allocate_doubles(b.basket_count);
  if (change == NULL || dense == NULL || spent == NULL) {
    status = rift_error_memory(error, n * width * sizeof(double));
    goto out;
  }
  fill_baskets(&b, spent);
  for (size_t k = 0; k < width; k++) {
    find_unknowns(&b, rift_shock_plan_lever(table->split, table->costs[k].split));
  }
  status = fill_errors(&b, table, change, dense, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(matrix, n + b.basket_count, width, dense, width, error);
  }
out:
  free(change);
  free(dense);
  free(spent);
  builder_free(&b);
  return status;
}

rift_status rift_price_response_init(rift_price_response *response, const rift_economy *economy,
                                     const rift_shock_plan *plan, const double *inverse,
                                     const rift_guides *guides, rift_error *error) {
  builder b = {0};
  double *samples = NULL;
  size_t sample_count = guides == NULL ? 0 : guides->count * RIFT_LANES;
  memset(response, 0, sizeof *response);
  response->economy = economy;
  rift_status status = find_levers(response, plan, error);
  if (status == RIFT_OK) {
    status = builder_init(&b, economy, inverse, response->part_count, error);
  }
  if (status == RIFT_OK) {
    response->basket_count = b.basket_count;
    response->spent_musd = rift_allocate_doubles(b.basket_count);
    status = response->spent_musd == NULL ? rift_error_memory(error, b.basket_count * sizeof(double)) : RIFT_OK;
  }
  if (status == RIFT_OK) {
    fill_baskets(&b, response->spent_musd);
  }
  for (size_t p = 0; p < response->part_count && status == RIFT_OK; p++) {
    find_unknowns(&b, rift_shock_plan_lever(plan, response->levers[p]));
  }
  for (size_t p = 0; p < response->part_count && status == RIFT_OK; p++) {
    status = add_part(&b, p, rift_shock_plan_lever(plan, response->levers[p]), error);
  }
  if (status == RIFT_OK) {
    status = rift_packed_init(&response->basket, b.basket_count, economy->node_count,
                              b.basket, economy->node_count, error);
  }
  if (status == RIFT_OK) {
    samples = rift_allocate_doubles(sample_count * response->part_count + 1);
    status = samples == NULL ? rift_error_memory(error, sample_count * sizeof *samples) : RIFT_OK;
  }
  if (status == RIFT_OK) {
    for (size_t i = 0; i < sample_count * response->part_count; i++) {
      size_t sample = i / response->part_count;
      size_t lever = response->levers[i % response->part_count];
      double weights[RIFT_LANES];
      rift_price_weights(&guides->batches[sample / RIFT_LANES], lever, weights);
      samples[i] = weights[sample % RIFT_LANES];
    }
    rift_reduced_options options = {.sample_count = sample_count, .samples = samples, .compress = true};
    status = rift_reduced_create(&response->reduced, b.unknown_count,
                                 economy->node_count + b.basket_count, response->part_count,
                                 b.parts, &options, error);
  }
  free(samples);
  builder_free(&b);
  if (status != RIFT_OK) {
    rift_price_response_free(response);
  }
  return status;
}
