/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which levers block which flows, cut which critical inputs and take which capacity. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dynamic/dynamic.h"

enum { L = RIFT_LANES };

void rift_dynamic_links_free(rift_dynamic_links *links) {
  free(links->flows);
  free(links->rates);
  free(links->supports);
  free(links->gains);
  free(links->items);
  free(links->uses);
  free(links->losses);
  free(links->path);
  memset(links, 0, sizeof *links);
}

/* Orders go on where the seller's side stops a flow, alone or with the buyer's. */
static bool orders_go_on(const rift_shock_plan *plan, size_t cut) {
  const rift_scenario *scenario = rift_shock_plan_scenario(plan);
  if (cut == RIFT_NO_LEVER) {
    return false;
  }
  const rift_lever *lever = rift_shock_plan_lever(plan, cut);
  for (size_t i = 0; i < lever->term_count; i++) {
    rift_instrument instrument = scenario->measures[lever->terms[i].measure].instrument;
    if (instrument == RIFT_EXPORT_CONTROL || instrument == RIFT_LICENSING) {
      return true;
    }
  }
  return false;
}

static rift_status link_flows(rift_dynamic_links *links, const rift_removal *removal, const rift_shock_plan *plan,
                              rift_error *error) {
  size_t regions = removal->economy->region_count;
  size_t sectors = removal->economy->sector_count;
  size_t slots = RIFT_DYNAMIC_USES * regions * regions * sectors;
  links->flows = rift_allocate(slots, sizeof *links->flows);
  if (links->flows == NULL) {
    return rift_error_memory(error, slots * sizeof *links->flows);
  }
  for (size_t i = 0; i < slots; i++) {
    rift_dynamic_flow flow = {.use = i / (regions * regions * sectors),
                              .importer = i / (regions * sectors) % regions,
                              .exporter = i / sectors % regions,
                              .product = i % sectors};
    uint32_t group = rift_removal_group_of(removal, (int)flow.use, flow.importer, flow.exporter, flow.product);
    if (group != RIFT_NO_GROUP) {
      flow.rate = group;
      flow.ordered = orders_go_on(plan, removal->groups[group].cut);
      links->flows[links->flow_count++] = flow;
    }
  }
  return RIFT_OK;
}

/* The lever that cuts an input's supply from China to a user, or RIFT_NO_LEVER. */
static size_t critical_lever(const rift_economy *economy, const rift_shock_plan *plan, const rift_critical_use *use,
                             size_t region, size_t china) {
  const rift_scenario *scenario = rift_shock_plan_scenario(plan);
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(plan, l);
    for (size_t c = 0; c < lever->cell_count && lever->channel == RIFT_CHANNEL_CRITICAL_SUPPLY; c++) {
      const rift_cell *cell = &lever->cells[c];
      const rift_measure *measure = &scenario->measures[cell->sector / economy->sector_count];
      if (cell->exporter == china && cell->importer == region && cell->sector % economy->sector_count == use->sector &&
          strcmp(measure->critical_input, use->input) == 0) {
        return l;
      }
    }
  }
  return RIFT_NO_LEVER;
}

/* True if nothing but the buyers' own bans cuts the flow: who bans goods lets in what nobody else supplies. */
static bool is_buyers_ban(const rift_shock_plan *plan, size_t lever_index) {
  const rift_lever *lever = rift_shock_plan_lever(plan, lever_index);
  bool ban = true;
  for (size_t t = 0; t < lever->term_count; t++) {
    ban = ban && rift_shock_plan_scenario(plan)->measures[lever->terms[t].measure].instrument == RIFT_IMPORT_BAN;
  }
  return ban;
}

/* A seller's cut of the carrier's flows cuts the input with them, a buyer's ban does not; a cut of the input alone leaves
 * the carrier's flow as it is. */
static void link_item(rift_dynamic_links *links, const rift_removal *removal, const rift_shock_plan *plan,
                      const rift_critical_use *use, size_t region) {
  const rift_economy *economy = removal->economy;
  size_t china = rift_economy_region(economy, "CHN");
  size_t node = region * economy->sector_count + use->sector;
  if (china == RIFT_NOT_FOUND || china == region || !(economy->gross_output[node] > 0)) {
    return;
  }
  size_t lever = critical_lever(economy, plan, use, region, china);
  uint32_t group = use->carrier == RIFT_NOT_FOUND
                       ? RIFT_NO_GROUP
                       : rift_removal_group_of(removal, RIFT_CLASS_INTERMEDIATE, region, china, use->carrier);
  if (group != RIFT_NO_GROUP && removal->groups[group].cut != RIFT_NO_LEVER &&
      is_buyers_ban(plan, removal->groups[group].cut)) {
    group = RIFT_NO_GROUP;
  }
  if (lever == RIFT_NO_LEVER && group == RIFT_NO_GROUP) {
    return;
  }
  size_t pool = 0;
  while (pool < links->item_count && (strcmp(links->uses[pool]->input, use->input) != 0 ||
                                      links->items[pool].node / economy->sector_count != region)) {
    pool++;
  }
  bool shared = pool < links->item_count;
  links->critical = links->critical || lever != RIFT_NO_LEVER;
  links->rates[links->rate_count] = (rift_dynamic_rate){.levers = {lever, RIFT_NO_LEVER}, .rate = group == RIFT_NO_GROUP ? SIZE_MAX : group};
  links->uses[links->item_count] = use;
  links->items[links->item_count++] = (rift_dynamic_item){.node = node,
                                                          .pool = shared ? links->items[pool].pool : links->pool_count++,
                                                          .rate = links->rate_count++};
}

static rift_status link_items(rift_dynamic_links *links, const rift_removal *removal, const rift_shock_plan *plan,
                              rift_error *error) {
  const rift_economy *economy = removal->economy;
  size_t most = 0;
  for (size_t u = 0; u < economy->critical_use_count; u++) {
    most += economy->critical_uses[u].region_count;
  }
  links->rates = rift_allocate(removal->group_count + most, sizeof *links->rates);
  links->items = rift_allocate(most, sizeof *links->items);
  links->uses = rift_allocate(most, sizeof *links->uses);
  if (links->rates == NULL || links->items == NULL || links->uses == NULL) {
    return rift_error_memory(error, most * sizeof *links->rates);
  }
  for (size_t g = 0; g < removal->group_count; g++) {
    links->rates[links->rate_count++] =
        (rift_dynamic_rate){.levers = {removal->groups[g].cut, removal->groups[g].shift}, .rate = SIZE_MAX};
  }
  for (size_t u = 0; u < economy->critical_use_count; u++) {
    const rift_critical_use *use = &economy->critical_uses[u];
    for (size_t r = 0; r < use->region_count; r++) {
      link_item(links, removal, plan, use, use->regions[r]);
    }
  }
  return RIFT_OK;
}

/* One gain a lever; comes when all other rates are listed. */
static rift_status link_supports(rift_dynamic_links *links, const rift_shock_plan *plan, rift_error *error) {
  size_t capacity = 0;
  size_t gain_capacity = 0;
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(plan, l);
    if (lever->channel != RIFT_CHANNEL_DEMAND_SUPPORT) {
      continue;
    }
    rift_dynamic_support *supports =
        rift_grow(links->supports, &capacity, links->support_count + lever->cell_count, sizeof *supports);
    links->supports = supports == NULL ? links->supports : supports;
    size_t *gains = rift_grow(links->gains, &gain_capacity, links->gain_count + 1, sizeof *gains);
    links->gains = gains == NULL ? links->gains : gains;
    if (supports == NULL || gains == NULL) {
      return rift_error_memory(error, lever->cell_count * sizeof *supports);
    }
    for (size_t c = 0; c < lever->cell_count; c++) {
      const rift_cell *cell = &lever->cells[c];
      supports[links->support_count++] = (rift_dynamic_support){.importer = cell->importer,
                                                                .product = cell->sector,
                                                                .exporter = cell->exporter,
                                                                .rate = links->rate_count + links->gain_count};
    }
    gains[links->gain_count++] = l;
  }
  return RIFT_OK;
}

static int by_step(const void *a, const void *b) {
  const rift_dynamic_path_loss *first = a;
  const rift_dynamic_path_loss *second = b;
  if (first->step != second->step) {
    return first->step < second->step ? -1 : 1;
  }
  return (first->node > second->node) - (first->node < second->node);
}

static rift_status link_paths(rift_dynamic_links *links, const rift_economy *economy, const rift_scenario *scenario,
                              rift_error *error) {
  size_t rows = 0;
  for (size_t m = 0; m < scenario->measure_count; m++) {
    rows += scenario->measures[m].capacity_row_count;
  }
  links->path = rift_allocate(rows, sizeof *links->path);
  if (links->path == NULL) {
    return rift_error_memory(error, rows * sizeof *links->path);
  }
  for (size_t m = 0; m < scenario->measure_count; m++) {
    const rift_measure *measure = &scenario->measures[m];
    for (size_t i = 0; i < measure->capacity_row_count; i++) {
      const rift_capacity_row *row = &measure->capacity_rows[i];
      links->path[links->path_count++] = (rift_dynamic_path_loss){
          .step = row->step, .node = row->region * economy->sector_count + row->sector, .share = row->share};
    }
  }
  if (rows > 0) {
    qsort(links->path, rows, sizeof *links->path, by_step);
  }
  return RIFT_OK;
}

static rift_status link_losses(rift_dynamic_links *links, const rift_economy *economy, const rift_shock_plan *plan,
                               rift_error *error) {
  size_t capacity = 0;
  for (size_t l = 0; l < rift_shock_plan_lever_count(plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(plan, l);
    for (size_t c = 0; c < lever->cell_count && lever->channel == RIFT_CHANNEL_CAPACITY; c++) {
      rift_dynamic_loss *grown = rift_grow(links->losses, &capacity, links->loss_count + 1, sizeof *grown);
      if (grown == NULL) {
        return rift_error_memory(error, 0);
      }
      links->losses = grown;
      grown[links->loss_count++] =
          (rift_dynamic_loss){lever->cells[c].exporter * economy->sector_count + lever->cells[c].sector, l};
    }
  }
  return link_paths(links, economy, rift_shock_plan_scenario(plan), error);
}

rift_status rift_dynamic_links_init(rift_dynamic_links *links, const rift_economy *economy,
                                    const rift_shock_plan *plan, rift_error *error) {
  rift_removal removal;
  memset(links, 0, sizeof *links);
  rift_status status = rift_removal_init(&removal, economy, plan, error);
  if (status != RIFT_OK) {
    return status;
  }
  status = link_flows(links, &removal, plan, error);
  if (status == RIFT_OK) {
    status = link_items(links, &removal, plan, error);
  }
  if (status == RIFT_OK) {
    status = link_supports(links, plan, error);
  }
  if (status == RIFT_OK) {
    status = link_losses(links, economy, plan, error);
  }
  rift_removal_free(&removal);
  return status;
}

static double within(double value, double low, double high) {
  return value < low ? low : value > high ? high : value;
}

void rift_dynamic_links_rates(const rift_dynamic_links *links, const double *levers, const double *weights, double *rates) {
  for (size_t r = 0; r < links->rate_count; r++) {
    const rift_dynamic_rate *rate = &links->rates[r];
    for (size_t lane = 0; lane < L; lane++) {
      double kept = rate->rate == SIZE_MAX ? 1 : 1 - rates[rate->rate * L + lane];
      for (size_t i = 0; i < 2; i++) {
        if (rate->levers[i] != RIFT_NO_LEVER) {
          size_t at = rate->levers[i] * L + lane;
          double weight = weights == NULL ? 1 : weights[at];
          kept *= 1 - within(levers[at] * weight, 0, 1);
        }
      }
      rates[r * L + lane] = 1 - kept;
    }
  }
  for (size_t g = 0; g < links->gain_count; g++) {
    for (size_t lane = 0; lane < L; lane++) {
      size_t at = links->gains[g] * L + lane;
      rates[(links->rate_count + g) * L + lane] = within(levers[at] * (weights == NULL ? 1 : weights[at]), 0, (double)INFINITY);
    }
  }
}

void rift_dynamic_links_kept(const rift_dynamic_links *links, rift_dynamic_moment moment, const double *levers, double *kept) {
  for (size_t i = 0; i < moment.nodes * L; i++) {
    kept[i] = 1;
  }
  for (size_t i = 0; i < links->loss_count; i++) {
    for (size_t lane = 0; lane < L; lane++) {
      kept[links->losses[i].node * L + lane] *= 1 - within(levers[links->losses[i].lever * L + lane], 0, 1);
    }
  }
  size_t first = 0;
  size_t after = links->path_count;
  while (first < after) { /* the first row of the step */
    size_t middle = first + (after - first) / 2;
    bool before = links->path[middle].step < moment.step;
    first = before ? middle + 1 : first;
    after = before ? after : middle;
  }
  for (size_t i = first; i < links->path_count && links->path[i].step == moment.step && moment.paths; i++) {
    for (size_t lane = 0; lane < L; lane++) {
      kept[links->path[i].node * L + lane] *= 1 - links->path[i].share;
    }
  }
}
