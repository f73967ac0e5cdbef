/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/static/table_response.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "numeric/dense.h"

static void sparse_free(rift_sparse *sparse) {
  free(sparse->starts);
  free(sparse->columns);
  free(sparse->values);
}

void rift_table_response_free(rift_table_response *response) {
  rift_packed_free(&response->cut);
  rift_packed_free(&response->resourced);
  rift_packed_free(&response->price);
  sparse_free(&response->direct_cut);
  sparse_free(&response->direct_resourced);
  sparse_free(&response->risk_cut);
  sparse_free(&response->risk_resourced);
  memset(response, 0, sizeof *response);
}

static rift_status sparse_init(rift_sparse *sparse, size_t rows, size_t columns, const double *dense, rift_error *error) {
  size_t count = 0;
  for (size_t i = 0; i < rows * columns; i++) {
    count += dense[i] != 0;
  }
  sparse->rows = rows;
  sparse->starts = rift_allocate(rows + 1, sizeof *sparse->starts);
  sparse->columns = rift_allocate(count, sizeof *sparse->columns);
  sparse->values = rift_allocate(count, sizeof *sparse->values);
  if (sparse->starts == NULL || sparse->columns == NULL || sparse->values == NULL) {
    return rift_error_memory(error, count * sizeof(double));
  }
  size_t at = 0;
  for (size_t i = 0; i < rows * columns; i++) {
    if (dense[i] != 0) {
      sparse->columns[at] = i % columns;
      sparse->values[at++] = dense[i];
    }
    sparse->starts[i / columns + 1] = at;
  }
  return RIFT_OK;
}

/* The dense matrices, while they are being filled; G flows. */
typedef struct builder {
  const rift_quantity_response *quantity;
  const rift_economy *economy;
  size_t flow_count, direct_rows;
  double *change; /* n x 2 G: direct change of demand, cut then re-sourced */
  double *effect; /* n x 2 G: of output */
  double *target; /* output_count x 2 G */
  double *direct_cut, *direct_resourced; /* direct_rows x G */
  double *risk_cut, *risk_resourced;     /* n x G */
} builder;

static void builder_free(builder *b) {
  free(b->change);
  free(b->effect);
  free(b->target);
  free(b->direct_cut);
  free(b->direct_resourced);
  free(b->risk_cut);
  free(b->risk_resourced);
}

static rift_status builder_init(builder *b, size_t outputs, rift_error *error) {
  size_t n = b->economy->node_count;
  size_t g = b->flow_count;
  b->change = rift_allocate_doubles(2 * n * g);
  b->effect = rift_allocate_doubles(2 * n * g);
  b->target = rift_allocate_doubles(2 * outputs * g);
  b->direct_cut = rift_allocate_doubles(b->direct_rows * g);
  b->direct_resourced = rift_allocate_doubles(b->direct_rows * g);
  b->risk_cut = rift_allocate_doubles(n * g);
  b->risk_resourced = rift_allocate_doubles(n * g);
  bool fine = b->change != NULL && b->effect != NULL && b->target != NULL && b->direct_cut != NULL &&
              b->direct_resourced != NULL && b->risk_cut != NULL && b->risk_resourced != NULL;
  return fine ? RIFT_OK : rift_error_memory(error, 2 * n * g * sizeof(double));
}

static double row_sum(const double *values, size_t row, size_t width) {
  double sum = 0;
  for (size_t c = 0; c < width; c++) {
    sum += values[row * width + c];
  }
  return sum;
}

static double share(double value, double base) { return base != 0 ? value / base : 0; }

/* The importers' own deliveries and their use of a product, in the units of the response's targets. */
static void add_direct(builder *b, const rift_removal_part *part, size_t k) {
  const rift_quantity_response *quantity = b->quantity;
  size_t g = b->flow_count;
  size_t sectors = b->economy->sector_count;
  size_t half = b->direct_rows / 2;
  size_t width = part->user_count + 1;
  for (size_t row = 0; row < half; row++) {
    size_t node = quantity->importers[row / sectors] * sectors + row % sectors;
    double use = quantity->use_base[row];
    b->direct_resourced[row * g + k] = share(row_sum(part->home, node, width), b->economy->gross_output[node]);
    b->direct_cut[(half + row) * g + k] = share(row_sum(part->lost_use, node, width), use);
    b->direct_resourced[(half + row) * g + k] = share(row_sum(part->regained_use, node, width), use);
  }
}

static void add_risk(builder *b, const rift_removal_part *part, size_t k) {
  size_t sectors = b->economy->sector_count;
  size_t width = part->user_count + 1;
  for (size_t c = 0; c < part->user_count; c++) {
    size_t user = part->users[c];
    double output = b->economy->gross_output[user];
    for (size_t s = 0; s < sectors; s++) {
      size_t row = user / sectors * sectors + s;
      b->risk_cut[user * b->flow_count + k] -= part->lost_use[row * width + c] / output;
      b->risk_resourced[user * b->flow_count + k] -= part->regained_use[row * width + c] / output;
    }
  }
}

static rift_status fill_removed(builder *b, const rift_table_plan *table, size_t k, rift_error *error) {
  size_t g = b->flow_count;
  rift_removal_part part;
  rift_status status = rift_removal_part_init(&part, &table->removal, table->flows[k].split, error);
  if (status != RIFT_OK) {
    return status;
  }
  for (size_t i = 0; i < b->economy->node_count; i++) {
    b->change[i * 2 * g + k] = row_sum(part.cut, i, part.user_count + 1);
    b->change[i * 2 * g + g + k] = row_sum(part.resourced, i, part.user_count + 1);
  }
  add_direct(b, &part, k);
  add_risk(b, &part, k);
  rift_removal_part_free(&part);
  return RIFT_OK;
}

/* Additions stand in the columns of cuts, where re-sourcing does not reach them. */
static rift_status fill_added(builder *b, const rift_table_plan *table, size_t k, rift_error *error) {
  const rift_quantity_response *quantity = b->quantity;
  size_t g = b->flow_count;
  size_t sectors = b->economy->sector_count;
  size_t half = b->direct_rows / 2;
  rift_addition_part part;
  rift_status status = rift_addition_part_init(&part, &table->addition, table->flows[k].split, error);
  if (status != RIFT_OK) {
    return status;
  }
  for (size_t i = 0; i < b->economy->node_count; i++) {
    b->change[i * 2 * g + k] = part.sales[i];
  }
  for (size_t row = 0; row < half; row++) {
    size_t node = quantity->importers[row / sectors] * sectors + row % sectors;
    b->direct_cut[row * g + k] = share(part.home[node], b->economy->gross_output[node]);
    b->direct_cut[(half + row) * g + k] = share(part.use[node], quantity->use_base[row]);
  }
  rift_addition_part_free(&part);
  return RIFT_OK;
}

static rift_status fill_changes(builder *b, const rift_table_plan *table, rift_error *error) {
  rift_status status = RIFT_OK;
  for (size_t k = 0; k < b->flow_count && status == RIFT_OK; k++) {
    status = table->flows[k].added ? fill_added(b, table, k, error) : fill_removed(b, table, k, error);
  }
  return status;
}

/* Relative to base output: of every node, or of regions and sectors. */
static void fill_targets(builder *b, bool totals) {
  const rift_economy *economy = b->economy;
  size_t width = 2 * b->flow_count;
  size_t sectors = economy->sector_count;
  size_t regions = economy->region_count;
  for (size_t i = 0; i < economy->node_count; i++) {
    for (size_t c = 0; c < width; c++) {
      double change = b->effect[i * width + c];
      if (totals) {
        b->target[i / sectors * width + c] += change;
        b->target[(regions + i % sectors) * width + c] += change;
      } else {
        b->target[i * width + c] = share(change, economy->gross_output[i]);
      }
    }
  }
  for (size_t t = 0; t < regions + sectors && totals; t++) {
    double base = 0;
    for (size_t i = 0; i < economy->node_count; i++) {
      base += (t < regions ? i / sectors == t : i % sectors == t - regions) ? economy->gross_output[i] : 0;
    }
    for (size_t c = 0; c < width; c++) {
      b->target[t * width + c] = share(b->target[t * width + c], base);
    }
  }
}

static rift_status pack(rift_table_response *response, const builder *b, bool totals, rift_error *error) {
  size_t n = b->economy->node_count;
  size_t g = b->flow_count;
  rift_status status = rift_packed_init(&response->cut, response->output_count, g, b->target, 2 * g, error);
  if (status == RIFT_OK) {
    status = rift_packed_init(&response->resourced, response->output_count, g, b->target + g, 2 * g, error);
  }
  if (status != RIFT_OK || totals) {
    return status;
  }
  status = sparse_init(&response->direct_cut, b->direct_rows, g, b->direct_cut, error);
  if (status == RIFT_OK) {
    status = sparse_init(&response->direct_resourced, b->direct_rows, g, b->direct_resourced, error);
  }
  if (status == RIFT_OK) {
    status = sparse_init(&response->risk_cut, n, g, b->risk_cut, error);
  }
  return status == RIFT_OK ? sparse_init(&response->risk_resourced, n, g, b->risk_resourced, error) : status;
}

static rift_status build_quantities(rift_table_response *response, const rift_quantity_response *quantity, double *inverse,
                                    bool totals, rift_error *error) {
  const rift_economy *economy = quantity->removal.economy;
  size_t n = economy->node_count;
  builder b = {.quantity = quantity, .economy = economy, .flow_count = response->table->flow_count};
  size_t width = 2 * b.flow_count;
  b.direct_rows = 2 * quantity->importer_count * economy->sector_count;
  response->output_count = totals ? economy->region_count + economy->sector_count : n;
  rift_status status = builder_init(&b, response->output_count, error);
  if (status == RIFT_OK) {
    status = fill_changes(&b, response->table, error);
  }
  if (status == RIFT_OK) {
    status = rift_dense_add_product(n, width, n, 1, (rift_dense_view){inverse, n}, (rift_dense_view){b.change, width},
                                    (rift_dense_view){b.effect, width}, error);
  }
  if (status == RIFT_OK) {
    fill_targets(&b, totals);
    status = pack(response, &b, totals, error);
  }
  builder_free(&b);
  return status;
}

rift_status rift_table_response_init(rift_table_response *response, const rift_table_plan *table,
                                     const rift_quantity_response *quantity, double *inverse, bool totals,
                                     rift_error *error) {
  memset(response, 0, sizeof *response);
  response->table = table;
  rift_status status = RIFT_OK;
  if (table->flow_count > 0) {
    status = build_quantities(response, quantity, inverse, totals, error);
  }
  if (status == RIFT_OK && table->cost_count > 0 && !totals) {
    status = rift_price_errors(&response->price, quantity->removal.economy, table, inverse, error);
  }
  if (status != RIFT_OK) {
    rift_table_response_free(response);
  }
  return status;
}

static size_t padded(size_t rows) { return RIFT_PADDED_ROWS(rows) * RIFT_LANES; }

/* d; outputs after cuts and after re-sourcing; or, before them, d and the prices. */
size_t rift_table_response_workspace(const rift_table_response *response) {
  size_t quantity = padded(response->table->flow_count) + 2 * padded(response->output_count);
  size_t price = padded(response->price.columns) + padded(response->price.rows);
  return quantity > price ? quantity : price;
}

void rift_table_response_prepare(const rift_table_response *response, const rift_batch *batch, const double *weights,
                                 double *workspace) {
  size_t g = response->table->flow_count;
  double *cut = workspace + padded(g);
  rift_table_flow_weights(response->table, batch, weights, workspace);
  rift_packed_product(&response->cut, response->output_count, g, workspace, cut);
  rift_packed_product(&response->resourced, response->output_count, g, workspace, cut + padded(response->output_count));
}

void rift_table_response_add(const rift_table_response *response, const double *resourced, const double *workspace,
                             double *targets) {
  const double *cut = workspace + padded(response->table->flow_count);
  const double *again = cut + padded(response->output_count);
  for (size_t i = 0; i < response->output_count; i++) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      targets[i * RIFT_LANES + lane] += cut[i * RIFT_LANES + lane] + resourced[lane] * again[i * RIFT_LANES + lane];
    }
  }
}

/* The sum is kept apart from the memory that it reads, so that it stays in registers. */
static void sparse_row(const rift_sparse *sparse, size_t row, const double *d, double *result) {
  double sum[RIFT_LANES] = {0};
  for (size_t k = sparse->starts[row]; k < sparse->starts[row + 1]; k++) {
    const double *from = d + sparse->columns[k] * RIFT_LANES;
    double value = sparse->values[k];
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      sum[lane] += value * from[lane];
    }
  }
  memcpy(result, sum, sizeof sum);
}

static void add_sparse(const rift_sparse *cut, const rift_sparse *resourced, const double *r, const double *d, double *to) {
  double lost[RIFT_LANES];
  double again[RIFT_LANES];
  for (size_t i = 0; i < cut->rows; i++) {
    if (cut->starts[i] == cut->starts[i + 1] && resourced->starts[i] == resourced->starts[i + 1]) {
      continue;
    }
    sparse_row(cut, i, d, lost);
    sparse_row(resourced, i, d, again);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      to[i * RIFT_LANES + lane] += lost[lane] + r[lane] * again[lane];
    }
  }
}

void rift_table_response_add_direct(const rift_table_response *response, const double *resourced, const double *workspace,
                                    double *targets, double *risk) {
  add_sparse(&response->direct_cut, &response->direct_resourced, resourced, workspace,
             targets + response->output_count * RIFT_LANES);
  add_sparse(&response->risk_cut, &response->risk_resourced, resourced, workspace, risk);
}

void rift_table_response_add_prices(const rift_table_response *response, const rift_batch *batch, double *workspace,
                                    double *prices) {
  const rift_packed *matrix = &response->price;
  double *changes = workspace + padded(matrix->columns);
  rift_table_cost_weights(response->table, batch, workspace);
  rift_packed_product(matrix, matrix->rows, matrix->columns, workspace, changes);
  for (size_t i = 0; i < matrix->rows * RIFT_LANES; i++) {
    prices[i] += changes[i];
  }
}
