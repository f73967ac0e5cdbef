/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "model/static/static.h"

/* Changes of every node in a batch: [n][lane]. */
typedef struct changes {
  double *output;  /* relative to base output */
  double *nodes;   /* of the indicator at hand, in money */
  double *exports; /* money */
  double *imports; /* money, by product */
  double *scratch;
  double *sums;
  double *products; /* S x lanes */
  double *product_sums;
} changes;

static size_t padded(size_t rows) { return RIFT_PADDED_ROWS(rows) * RIFT_LANES; }

/* Sums over sets, or over the baskets of households. */
static size_t sums_length(const rift_static *model) {
  size_t sets = padded(model->sets.region_set_count) * model->sets.sector_set_count;
  size_t baskets = padded(model->price.basket_count);
  return sets > baskets ? sets : baskets;
}

size_t rift_static_report_workspace(const rift_static *model) {
  const rift_economy *economy = model->economy;
  size_t n = padded(economy->node_count);
  size_t rows = model->sets.sector_set_count * RIFT_LANES;
  return 4 * n + economy->region_count * rows + sums_length(model) + 2 * padded(economy->sector_count);
}

static changes divide(const rift_static *model, double *workspace) {
  size_t n = padded(model->economy->node_count);
  size_t rows = model->sets.sector_set_count * RIFT_LANES;
  changes c = {.output = workspace, .nodes = workspace + n, .exports = workspace + 2 * n, .imports = workspace + 3 * n};
  c.scratch = workspace + 4 * n;
  c.sums = c.scratch + model->economy->region_count * rows;
  c.products = c.sums + sums_length(model);
  c.product_sums = c.products + padded(model->economy->sector_count);
  return c;
}

/* Exports of i = output less own use; imports of a product = its use less own deliveries. `products` receives what
 * the changed outputs of the region's users take of each product. */
static void trade_of_region(const rift_static *model, const double *targets, size_t region, changes *c) {
  const rift_economy *economy = model->economy;
  const rift_quantity_response *quantity = &model->quantity;
  size_t sectors = economy->sector_count;
  size_t first = region * sectors;
  size_t slot = 0;
  while (slot < quantity->importer_count && quantity->importers[slot] != region) {
    slot++;
  }
  const double *home = targets + economy->node_count * RIFT_LANES;
  const double *use = home + quantity->importer_count * sectors * RIFT_LANES;
  rift_packed_product(&model->own[region], sectors, sectors, c->output + first * RIFT_LANES, c->products);
  rift_packed_product(&model->use[region], sectors, sectors, c->output + first * RIFT_LANES, c->product_sums);
  for (size_t s = 0; s < sectors; s++) {
    double base = economy->gross_output[first + s];
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double own = c->products[s * RIFT_LANES + lane];
      double used = c->product_sums[s * RIFT_LANES + lane];
      if (slot < quantity->importer_count) {
        own += home[(slot * sectors + s) * RIFT_LANES + lane] * base;
        used += use[(slot * sectors + s) * RIFT_LANES + lane] * quantity->use_base[slot * sectors + s];
      }
      c->exports[(first + s) * RIFT_LANES + lane] =
          c->output[(first + s) * RIFT_LANES + lane] * base - own;
      c->imports[(first + s) * RIFT_LANES + lane] = used - own;
    }
  }
}

static const double *base_of(const rift_economy *economy, rift_indicator indicator) {
  return indicator == RIFT_VALUE_ADDED  ? economy->value_added
         : indicator == RIFT_EMPLOYMENT ? economy->employment
                                        : economy->gross_output;
}

/* Node values of an indicator: a relative change times its base, or trade, which is in money already. */
static const double *node_values(const rift_static *model, rift_indicator indicator,
                                 const rift_static_solution *solution, changes *c) {
  if (indicator == RIFT_EXPORTS) {
    return c->exports;
  }
  if (indicator == RIFT_IMPORTS) {
    return c->imports;
  }
  const double *relative = indicator == RIFT_INPUT_AT_RISK    ? solution->risk
                           : indicator == RIFT_PRODUCER_PRICE ? solution->prices
                                                              : c->output;
  const double *base = base_of(model->economy, indicator);
  for (size_t i = 0; i < model->economy->node_count; i++) {
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      c->nodes[i * RIFT_LANES + lane] = relative[i * RIFT_LANES + lane] * base[i];
    }
  }
  return c->nodes;
}

static void report_table(const rift_static *model, const rift_static_table *table,
                         const rift_static_solution *solution, changes *c, double *outcomes) {
  const double *nodes = node_values(model, table->indicator, solution, c);
  size_t rows = model->sets.region_set_count * model->sets.sector_set_count;
  rift_sets_add_up(&model->sets, model->economy, RIFT_LANES, nodes, c->scratch, c->sums);
  for (size_t i = 0; i < rows; i++) {
    if (table->position[i] == SIZE_MAX) {
      continue;
    }
    double factor = 100 / table->base[i];
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      outcomes[table->position[i] * RIFT_LANES + lane] = c->sums[i * RIFT_LANES + lane] * factor;
    }
  }
}

static void report_consumer_prices(const rift_static *model, const rift_static_solution *solution,
                                   changes *c, double *outcomes) {
  size_t n = model->economy->node_count;
  rift_packed_product(&model->price.basket, model->price.basket_count, n, solution->prices, c->sums);
  for (size_t k = 0; k < model->consumer_count; k++) {
    size_t basket = model->consumer_baskets[k];
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      outcomes[k * RIFT_LANES + lane] =
          100 * (c->sums[basket * RIFT_LANES + lane] + solution->prices[(n + basket) * RIFT_LANES + lane]);
    }
  }
}

static double income_of(const rift_economy *economy, const rift_cell *cell) {
  double income = 0;
  for (size_t a = 0; a < economy->affiliate_count; a++) {
    const rift_affiliate_income *item = &economy->affiliates[a];
    if (item->host == cell->exporter && item->owner == cell->importer && item->sector == cell->sector) {
      income += item->value_musd;
    }
  }
  return income;
}

static void report_incomes(const rift_static *model, const double *levers, double *outcomes) {
  for (size_t k = 0; k < model->income_count; k++) {
    double *outcome = outcomes + (model->income_position + k) * RIFT_LANES;
    memset(outcome, 0, RIFT_LANES * sizeof *outcome);
    for (size_t l = 0; l < rift_shock_plan_lever_count(model->plan); l++) {
      const rift_lever *lever = rift_shock_plan_lever(model->plan, l);
      for (size_t c = 0; c < lever->cell_count && lever->channel == RIFT_CHANNEL_AFFILIATE_INCOME; c++) {
        if (lever->cells[c].importer != model->income_owners[k]) {
          continue;
        }
        double share = -100 * income_of(model->economy, &lever->cells[c]) / model->income_base[k];
        for (size_t lane = 0; lane < RIFT_LANES; lane++) {
          outcome[lane] += share * levers[l * RIFT_LANES + lane];
        }
      }
    }
  }
}

void rift_static_report(const rift_static *model, rift_closure closure,
                        const rift_static_solution *solution, double *workspace, double *outcomes) {
  const rift_economy *economy = model->economy;
  changes c = divide(model, workspace);
  memcpy(c.output, solution->targets, economy->node_count * RIFT_LANES * sizeof(double));
  if (closure == RIFT_R_DRAWN) {
    for (size_t r = 0; r < economy->region_count; r++) {
      trade_of_region(model, solution->targets, r, &c);
    }
    report_consumer_prices(model, solution, &c, outcomes + model->consumer_position * RIFT_LANES);
    report_incomes(model, solution->levers, outcomes);
    for (size_t k = 0; k < model->node_count; k++) {
      for (size_t lane = 0; lane < RIFT_LANES; lane++) {
        outcomes[(model->node_position + k) * RIFT_LANES + lane] =
            100 * c.output[model->nodes[k] * RIFT_LANES + lane];
      }
    }
  }
  for (size_t t = 0; t < model->table_count; t++) {
    if (model->tables[t].closure == closure) {
      report_table(model, &model->tables[t], solution, &c, outcomes);
    }
  }
}
