/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/channels.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CLASSES = RIFT_TERMS_MAX };
static const uint32_t class_use[CLASSES] = {RIFT_USES_INTERMEDIATE, RIFT_USES_HOUSEHOLD, RIFT_USES_OTHER_FINAL};

/* Levers on the uses of one cell. */
typedef struct cell_levers {
  uint32_t sector, importer, exporter;
  rift_equilibrium_term uses[CLASSES];
} cell_levers;

typedef struct cell_table {
  size_t count, capacity;
  cell_levers *items;
  size_t *slot; /* [sector][importer][exporter]: position + 1, or 0 */
} cell_table;

void rift_equilibrium_channels_free(rift_equilibrium_channels *channels) {
  free(channels->pairs);
  free(channels->treatments);
  free(channels->losses);
  free(channels->transfers);
  free(channels->parameters);
  memset(channels, 0, sizeof *channels);
}

static cell_levers *cell_of(cell_table *table, const rift_economy *e, const rift_cell *cell) {
  size_t at = ((size_t)cell->sector * e->region_count + cell->importer) * e->region_count + cell->exporter;
  if (table->slot[at] == 0) {
    cell_levers *items = rift_grow(table->items, &table->capacity, table->count + 1, sizeof *items);
    if (items == NULL) {
      return NULL;
    }
    table->items = items;
    items[table->count] = (cell_levers){.sector = cell->sector, .importer = cell->importer, .exporter = cell->exporter};
    for (size_t u = 0; u < CLASSES; u++) {
      items[table->count].uses[u] = (rift_equilibrium_term){.cut = RIFT_NO_LEVER, .shift = RIFT_NO_LEVER, .cost = RIFT_NO_LEVER};
    }
    table->slot[at] = ++table->count;
  }
  return &table->items[table->slot[at] - 1];
}

static bool is_tariff(const rift_shock_plan *plan, const rift_lever *lever) {
  for (size_t t = 0; t < lever->term_count; t++) {
    if (rift_shock_plan_scenario(plan)->measures[lever->terms[t].measure].instrument == RIFT_TARIFF) {
      return true;
    }
  }
  return false;
}

static bool add_cells(cell_table *table, const rift_equilibrium_channels *channels, const rift_lever *lever, size_t index) {
  bool taxed = lever->channel == RIFT_CHANNEL_COST && is_tariff(channels->plan, lever);
  for (size_t c = 0; c < lever->cell_count; c++) {
    cell_levers *levers = cell_of(table, channels->economy, &lever->cells[c]);
    if (levers == NULL) {
      return false;
    }
    for (size_t u = 0; u < CLASSES; u++) {
      rift_equilibrium_term *term = &levers->uses[u];
      size_t *to = lever->channel == RIFT_CHANNEL_TRADE_CUT      ? &term->cut
                   : lever->channel == RIFT_CHANNEL_DEMAND_SHIFT ? &term->shift
                                                                 : &term->cost;
      bool acts = (lever->cells[c].uses & class_use[u]) != 0;
      *to = acts ? index : *to;
      term->taxed = term->taxed || (acts && taxed);
    }
  }
  return true;
}

/* Base flow of a cell by class of use; negative final demand (stocks run down) is no purchase. */
static void flows_of(const rift_economy *e, const cell_levers *cell, double flows[CLASSES]) {
  size_t node = (size_t)cell->exporter * e->sector_count + cell->sector;
  size_t households = rift_economy_household_category(e);
  memset(flows, 0, CLASSES * sizeof *flows);
  for (size_t j = 0; j < e->sector_count; j++) {
    flows[0] += e->intermediate[node * e->node_count + cell->importer * e->sector_count + j];
  }
  for (size_t c = 0; c < e->category_count; c++) {
    double value = e->final_demand[(node * e->region_count + cell->importer) * e->category_count + c];
    flows[c == households ? 1 : 2] += value > 0 ? value : 0;
  }
}

static bool same_levers(const rift_equilibrium_term *a, const rift_equilibrium_term *b) {
  return a->cut == b->cut && a->shift == b->shift && a->cost == b->cost;
}

static bool has_lever(const rift_equilibrium_term *term) {
  return term->cut != RIFT_NO_LEVER || term->shift != RIFT_NO_LEVER || term->cost != RIFT_NO_LEVER;
}

/* Classes with the same levers are one term. */
static rift_equilibrium_treatment treatment_of(const rift_economy *e, const cell_levers *cell) {
  rift_equilibrium_treatment treatment = {.sector = cell->sector};
  double flows[CLASSES];
  double total = 0;
  flows_of(e, cell, flows);
  for (size_t u = 0; u < CLASSES; u++) {
    total += flows[u];
  }
  bool alike = same_levers(&cell->uses[0], &cell->uses[1]) && same_levers(&cell->uses[0], &cell->uses[2]);
  for (size_t u = 0; u < (alike ? 1 : CLASSES); u++) {
    rift_equilibrium_term term = cell->uses[u];
    term.share = alike ? 1 : total > 0 ? flows[u] / total : 0;
    if (has_lever(&term) && term.share > 0) {
      treatment.terms[treatment.term_count++] = term;
    }
  }
  if (e->tariffs != NULL && cell->importer != cell->exporter) {
    treatment.base_tariff = e->tariffs[(cell->importer * e->region_count + cell->exporter) * e->sector_count + cell->sector];
  }
  return treatment;
}

static bool same_treatment(const rift_equilibrium_treatment *a, const rift_equilibrium_treatment *b) {
  bool same = a->sector == b->sector && a->base_tariff == b->base_tariff && a->term_count == b->term_count;
  for (size_t t = 0; same && t < a->term_count; t++) {
    same = a->terms[t].share == b->terms[t].share && same_levers(&a->terms[t], &b->terms[t]);
  }
  return same;
}

/* Position of a treatment, added if new; looks back a little only: cells come sorted by lever. */
static size_t place_treatment(rift_equilibrium_channels *c, const rift_equilibrium_treatment *treatment) {
  size_t window = 2048;
  for (size_t back = 0; back < window && back < c->treatment_count; back++) {
    size_t at = c->treatment_count - 1 - back;
    if (same_treatment(&c->treatments[at], treatment)) {
      return at;
    }
  }
  rift_equilibrium_treatment *items = rift_grow(c->treatments, &c->treatment_capacity, c->treatment_count + 1, sizeof *items);
  if (items == NULL) {
    return SIZE_MAX;
  }
  c->treatments = items;
  items[c->treatment_count] = *treatment;
  return c->treatment_count++;
}

static bool add_pair(rift_equilibrium_channels *c, const cell_levers *cell) {
  rift_equilibrium_treatment treatment = treatment_of(c->economy, cell);
  if (treatment.term_count == 0) {
    return true;
  }
  for (size_t t = 0; t < treatment.term_count; t++) {
    c->has_rents = c->has_rents || (treatment.terms[t].cut != RIFT_NO_LEVER && c->options->quota_rents == RIFT_RENTS_EXPORTER);
    c->has_shifts = c->has_shifts || treatment.terms[t].shift != RIFT_NO_LEVER;
    c->has_partial = c->has_partial || treatment.terms[t].share < 1;
  }
  size_t at = place_treatment(c, &treatment);
  if (at == SIZE_MAX) {
    return false;
  }
  rift_equilibrium_pair *pairs = rift_grow(c->pairs, &c->pair_capacity, c->pair_count + 1, sizeof *pairs);
  if (pairs == NULL) {
    return false;
  }
  c->pairs = pairs;
  pairs[c->pair_count++] = (rift_equilibrium_pair){
      .sector = cell->sector, .importer = cell->importer, .exporter = cell->exporter, .treatment = (uint32_t)at};
  return true;
}

static bool add_loss(rift_equilibrium_channels *c, const rift_equilibrium_loss *loss) {
  rift_equilibrium_loss *items = rift_grow(c->losses, &c->loss_capacity, c->loss_count + 1, sizeof *items);
  if (items == NULL) {
    return false;
  }
  c->losses = items;
  items[c->loss_count++] = *loss;
  return true;
}

static size_t parameter_of(rift_equilibrium_channels *c, const rift_quantity *quantity) {
  for (size_t p = 0; p < c->parameter_count; p++) {
    if (c->parameters[p] == quantity) {
      return p;
    }
  }
  const rift_quantity **items = rift_grow(c->parameters, &c->parameter_capacity, c->parameter_count + 1, sizeof *items);
  if (items == NULL) {
    return SIZE_MAX;
  }
  c->parameters = items;
  items[c->parameter_count] = quantity;
  return c->parameter_count++;
}

static bool holds(const size_t *list, size_t count, size_t value) {
  for (size_t i = 0; i < count; i++) {
    if (list[i] == value) {
      return true;
    }
  }
  return false;
}

/* A user of a critical input: the cell's importer and the sector behind its input. */
static bool add_critical(rift_equilibrium_channels *c, size_t lever_index, const rift_cell *cell) {
  const rift_economy *e = c->economy;
  const char *input = rift_shock_plan_scenario(c->plan)->measures[cell->sector / e->sector_count].critical_input;
  size_t sector = cell->sector % e->sector_count;
  for (size_t u = 0; u < e->critical_use_count; u++) {
    const rift_critical_use *use = &e->critical_uses[u];
    if (use->sector != sector || strcmp(use->input, input) != 0 || !holds(use->regions, use->region_count, cell->importer)) {
      continue;
    }
    rift_equilibrium_loss loss = {.lever = lever_index, .cell = sector * e->region_count + cell->importer, .use = use,
                                  .dependence = parameter_of(c, use->parameters[RIFT_DEPENDENCE]),
                                  .china_share = parameter_of(c, use->parameters[RIFT_CHINA_SHARE]),
                                  .substitution = parameter_of(c, use->parameters[RIFT_SUBSTITUTION_TIME])};
    if (loss.dependence == SIZE_MAX || loss.china_share == SIZE_MAX || loss.substitution == SIZE_MAX || !add_loss(c, &loss)) {
      return false;
    }
  }
  return true;
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

static bool add_transfer(rift_equilibrium_channels *c, size_t lever_index, const rift_lever *lever, const rift_cell *cell) {
  double income = income_of(c->economy, cell);
  if (income == 0) {
    return true;
  }
  const rift_measure *measure = &rift_shock_plan_scenario(c->plan)->measures[lever->terms[0].measure];
  rift_equilibrium_transfer *items = rift_grow(c->transfers, &c->transfer_capacity, c->transfer_count + 1, sizeof *items);
  if (items == NULL) {
    return false;
  }
  c->transfers = items;
  items[c->transfer_count++] = (rift_equilibrium_transfer){
      .lever = lever_index, .owner = cell->importer, .host = cell->exporter, .wasted = !measure->income_to_host, .income = income};
  return true;
}

static bool add_lever(rift_equilibrium_channels *c, cell_table *table, size_t index) {
  const rift_lever *lever = rift_shock_plan_lever(c->plan, index);
  bool fine = true;
  switch (lever->channel) {
    case RIFT_CHANNEL_TRADE_CUT:
    case RIFT_CHANNEL_DEMAND_SHIFT:
    case RIFT_CHANNEL_COST:
      return add_cells(table, c, lever, index);
    case RIFT_CHANNEL_AFFILIATE_INCOME:
      for (size_t k = 0; k < lever->cell_count && fine; k++) {
        fine = add_transfer(c, index, lever, &lever->cells[k]);
      }
      return fine;
    case RIFT_CHANNEL_CAPACITY:
      for (size_t k = 0; k < lever->cell_count && fine; k++) {
        rift_equilibrium_loss loss = {.lever = index, .cell = lever->cells[k].sector * c->economy->region_count + lever->cells[k].exporter};
        fine = add_loss(c, &loss);
      }
      return fine;
    case RIFT_CHANNEL_CRITICAL_SUPPLY:
      for (size_t k = 0; k < lever->cell_count && fine; k++) {
        fine = add_critical(c, index, &lever->cells[k]);
      }
      return fine;
    case RIFT_CHANNEL_DEMAND_SUPPORT: /* not expressed */
    case RIFT_CHANNEL_COUNT:
      break;
  }
  return fine;
}

rift_status rift_equilibrium_channels_init(rift_equilibrium_channels *channels, const rift_economy *economy,
                                           const rift_shock_plan *plan, rift_error *error) {
  cell_table table = {0};
  memset(channels, 0, sizeof *channels);
  channels->economy = economy;
  channels->plan = plan;
  channels->options = &rift_shock_plan_scenario(plan)->equilibrium_options;
  table.slot = rift_allocate(economy->node_count * economy->region_count, sizeof *table.slot);
  bool fine = table.slot != NULL;
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan) && fine; l++) {
    fine = add_lever(channels, &table, l);
  }
  for (size_t k = 0; k < table.count && fine; k++) {
    fine = add_pair(channels, &table.items[k]);
  }
  free(table.items);
  free(table.slot);
  if (!fine) {
    rift_equilibrium_channels_free(channels);
    return rift_error_memory(error, 0);
  }
  return RIFT_OK;
}
