/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "model/equilibrium/equilibrium.h"
#include "numeric/elementary.h"

#define L RIFT_LANES

/* Space: node values, scratch and sums of the sets, one row of regions. */
size_t rift_equilibrium_report_doubles(const rift_equilibrium *model) {
  size_t kinds = model->sets.sector_set_count;
  return (model->economy->node_count + (model->economy->region_count + model->sets.region_set_count) * kinds +
          model->economy->region_count) * L;
}

static double *outcome_at(const rift_equilibrium *model, size_t window, size_t position, double *outcomes) {
  return outcomes + model->place[window * model->window_outcomes + position] * L;
}

static const double *source_values(const rift_equilibrium_measures *m, rift_equilibrium_source source) {
  switch (source) {
    case RIFT_SOURCE_EMPLOYED_MOBILE:
      return m->employed_mobile;
    case RIFT_SOURCE_EMPLOYED_SPECIFIC:
      return m->employed_specific;
    case RIFT_SOURCE_EXPORTS:
      return m->exports;
    case RIFT_SOURCE_IMPORTS:
      return m->imports;
    case RIFT_SOURCE_EXPORTS_VALUE:
      return m->exports_value;
    case RIFT_SOURCE_IMPORTS_VALUE:
      return m->imports_value;
    case RIFT_SOURCE_PRICE:
      return m->price;
    case RIFT_SOURCE_OUTPUT:
    case RIFT_SOURCE_VALUE_ADDED:
    case RIFT_SOURCE_COUNT:
      break;
  }
  return m->output;
}

static bool is_trade(rift_equilibrium_source source) {
  return source == RIFT_SOURCE_EXPORTS || source == RIFT_SOURCE_IMPORTS || source == RIFT_SOURCE_EXPORTS_VALUE ||
         source == RIFT_SOURCE_IMPORTS_VALUE;
}

/* Relative changes are weighted with their base; trade is in levels already. */
static void report_table(const rift_equilibrium *model, const rift_equilibrium_table *table,
                         const rift_equilibrium_solution *solution, double *space, double *outcomes) {
  size_t nodes = model->economy->node_count;
  size_t kinds = model->sets.sector_set_count;
  const double *from = source_values(solution->measures, table->source);
  const double *base = model->node_base[table->source];
  double *values = space;
  double *scratch = values + nodes * L;
  double *sums = scratch + model->economy->region_count * kinds * L;
  for (size_t i = 0; i < nodes; i++) {
    double weight = is_trade(table->source) ? model->base.world_musd : base[i];
    for (size_t l = 0; l < L; l++) {
      values[i * L + l] = weight == 0 ? 0 : weight * from[i * L + l];
    }
  }
  rift_sets_add_up(&model->sets, model->economy, L, values, scratch, sums);
  for (size_t row = 0; row < model->sets.region_set_count * kinds; row++) {
    if (table->position[row] == SIZE_MAX) {
      continue;
    }
    double *outcome = outcome_at(model, solution->window, table->position[row], outcomes);
    double factor = 100 / table->base[row];
    for (size_t l = 0; l < L; l++) {
      outcome[l] = factor * sums[row * L + l];
    }
  }
}

/* Lost incomes by owner, relative to their base. */
static void find_affiliates(const rift_equilibrium *model, const double *levers, double *change) {
  memset(change, 0, model->economy->region_count * L * sizeof *change);
  for (size_t k = 0; k < model->channels.transfer_count; k++) {
    const rift_equilibrium_transfer *t = &model->channels.transfers[k];
    double share = t->income / model->affiliate_base[t->owner];
    for (size_t l = 0; l < L; l++) {
      change[t->owner * L + l] -= share * levers[t->lever * L + l];
    }
  }
}

/* What is spent without benefit to anyone is no income. */
static void find_incomes(const rift_equilibrium *model, const rift_equilibrium_solution *s, double *change) {
  size_t count = model->economy->region_count * L;
  memcpy(change, s->measures->real_income, count * sizeof *change);
  for (size_t i = 0; s->waste != NULL && i < count; i++) {
    change[i] -= s->waste[i] / model->base.income[i / L] * rift_exp(-s->state->consumer_price[i]);
  }
}

typedef struct regional_values {
  const double *change; /* [n] relative */
  const double *base;   /* [n] weights, world value added; NULL: one region a row */
} regional_values;

static regional_values regional_of(const rift_equilibrium *model, rift_equilibrium_regional kind,
                                   const rift_equilibrium_solution *s, double *space) {
  const rift_equilibrium_measures *m = s->measures;
  const rift_equilibrium_gauge *gauge = &model->gauges[0];
  const double *level = kind == RIFT_REGIONAL_PRODUCT ? m->real_product : m->revenue;
  const double *per = kind == RIFT_REGIONAL_PRODUCT ? gauge->product : model->base.income;
  switch (kind) {
    case RIFT_REGIONAL_INCOME:
      find_incomes(model, s, space);
      return (regional_values){space, model->base.income};
    case RIFT_REGIONAL_WAGE:
      return (regional_values){m->real_wage, gauge->product};
    case RIFT_REGIONAL_BASKET:
      return (regional_values){m->basket, model->base.household};
    case RIFT_REGIONAL_AFFILIATES:
      find_affiliates(model, s->levers, space);
      return (regional_values){space, model->affiliate_base};
    case RIFT_REGIONAL_TERMS:
      return (regional_values){m->linear_terms, model->base.income};
    case RIFT_REGIONAL_VOLUME:
      return (regional_values){m->linear_volume, model->base.income};
    case RIFT_REGIONAL_LINEAR:
      for (size_t i = 0; i < model->economy->region_count * L; i++) {
        space[i] = m->linear_terms[i] + m->linear_volume[i];
      }
      return (regional_values){space, model->base.income};
    case RIFT_REGIONAL_PRODUCT:
    case RIFT_REGIONAL_REVENUE:
    case RIFT_REGIONAL_COUNT:
      break;
  }
  for (size_t i = 0; i < model->economy->region_count * L; i++) {
    space[i] = level[i] / per[i / L];
  }
  return (regional_values){space, per};
}

/* One row a region set, at `positions`. */
static void report_values(const rift_equilibrium *model, size_t window, regional_values values, const size_t *positions,
                          double *outcomes) {
  for (size_t g = 0; g < model->sets.region_set_count; g++) {
    if (positions[g] == SIZE_MAX) {
      continue;
    }
    const rift_set *set = &model->sets.regions[g];
    double *outcome = outcome_at(model, window, positions[g], outcomes);
    double weight = 0;
    memset(outcome, 0, L * sizeof *outcome);
    for (size_t i = 0; i < set->count; i++) {
      size_t n = set->members == NULL ? i : set->members[i];
      weight += values.base[n];
      for (size_t l = 0; l < L && values.base[n] != 0; l++) {
        outcome[l] += values.base[n] * values.change[n * L + l];
      }
    }
    for (size_t l = 0; l < L; l++) {
      outcome[l] *= 100 / weight;
    }
  }
}

static void report_groups(const rift_equilibrium *model, const rift_equilibrium_solution *solution, double *outcomes) {
  size_t regions = model->economy->region_count;
  for (size_t kind = 1; kind < model->baskets.kind_count; kind++) {
    regional_values values = {solution->measures->group_basket + kind * regions * L, model->baskets.spent + kind * regions};
    report_values(model, solution->window, values, model->group_basket + kind * model->sets.region_set_count, outcomes);
  }
  for (size_t row = 0; row < model->baskets.kind_count * regions; row++) {
    if (model->group_index[row] == SIZE_MAX) {
      continue;
    }
    double *outcome = outcome_at(model, solution->window, model->group_index[row], outcomes);
    for (size_t l = 0; l < L; l++) {
      outcome[l] = 100 * solution->measures->group_index[row * L + l];
    }
  }
}

static void report_origins(const rift_equilibrium *model, const rift_equilibrium_solution *solution, double *outcomes) {
  size_t regions = model->economy->region_count;
  for (size_t pair = 0; pair < regions * regions; pair++) {
    if (model->origin[pair] == SIZE_MAX) {
      continue;
    }
    double *outcome = outcome_at(model, solution->window, model->origin[pair], outcomes);
    double base = model->origin_base[pair];
    for (size_t l = 0; l < L; l++) {
      outcome[l] = 100 * (solution->measures->from[pair * L + l] - base) / base;
    }
  }
}

void rift_equilibrium_report(const rift_equilibrium *model, const rift_equilibrium_solution *solution, double *space,
                             double *outcomes) {
  for (size_t t = 0; t < model->table_count; t++) {
    report_table(model, &model->tables[t], solution, space, outcomes);
  }
  for (size_t k = 0; k < RIFT_REGIONAL_COUNT; k++) {
    regional_values values = regional_of(model, (rift_equilibrium_regional)k, solution, space);
    report_values(model, solution->window, values, model->regional[k], outcomes);
  }
  report_groups(model, solution, outcomes);
  if (model->origin != NULL) {
    report_origins(model, solution, outcomes);
  }
  for (size_t k = 0; k < model->node_count; k++) {
    double *outcome = outcome_at(model, solution->window, model->node_position + k, outcomes);
    for (size_t l = 0; l < L; l++) {
      outcome[l] = 100 * solution->measures->output[model->nodes[k] * L + l];
    }
  }
}
