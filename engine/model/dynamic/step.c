/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "model/dynamic/inside.h"
#include "numeric/elementary.h"

enum { L = RIFT_LANES };

static void fill(double *values, size_t rows, double value) {
  for (size_t i = 0; i < rows * L; i++) {
    values[i] = value;
  }
}

static double at_least(double value, double bound) { return value > bound ? value : bound; }

/* Share of a gap that closes in a step when it closes exponentially with this mean time; at once for none. */
static double closed(double step, double time) { return time > 0 ? -rift_expm1(-step / time) : 1; }

static void set_parameters(const rift_dynamic_core *core, const rift_dynamic_parameters *p, rift_dynamic_arrays *a) {
  const rift_dynamic_rules *rules = &core->rules;
  bool ario = rules->input_function == RIFT_INPUT_ARIO;
  for (size_t i = 0; i < core->nodes * L; i++) {
    a->inventory[i] = at_least(p->inventory[i], 2 * rules->step);
    double stocks = rules->psi * a->inventory[i];
    a->limit_factor[i] = 1 / (ario ? at_least(stocks, rules->step) : rules->step);
  }
  for (size_t i = 0; i < core->sectors * L; i++) {
    a->switching[i] = closed(rules->step, p->switching[i]);
  }
  for (size_t lane = 0; lane < L; lane++) {
    a->refill[lane] = 1 / at_least(p->restock[lane], rules->step);
    a->hiring[lane] = closed(rules->step, p->hiring[lane]);
    a->firing[lane] = closed(rules->step, p->firing[lane]);
    a->move[lane] = rules->step;
  }
}

/* New orders of a block reach their suppliers; those of flows that measures act on wait for the next step's rates. */
static void order(const rift_dynamic_core *core, size_t block, const double *weights, const double *orders,
                  double *asked, rift_dynamic_arrays *a) {
  size_t m = block / core->sectors;
  size_t k = block % core->sectors;
  size_t market = core->market_of_block[block];
  core->kernels->product(&core->flows_of, core->flow_panels + block * core->flows_of.length, orders, asked);
  if (core->rules.capacity_weighted) {
    core->kernels->multiply(core->regions, weights + k * core->regions * L, asked);
  }
  memcpy(a->home_orders + block * L, asked + m * L, L * sizeof *asked);
  double own = core->flow_panels[block * core->flows_of.length + rift_dynamic_panels_at(&core->flows_of, m, k)];
  for (size_t lane = 0; lane < L; lane++) {
    double weight = core->rules.capacity_weighted ? weights[(k * core->regions + m) * L + lane] : 1;
    a->own[(k * core->regions + m) * L + lane] = own * orders[k * L + lane] * weight;
  }
  if (market != SIZE_MAX) {
    const rift_dynamic_market *q = &core->markets[market];
    for (size_t f = q->first; f < q->first + q->count; f++) {
      double *flow = asked + core->flows[f].exporter * L;
      memcpy(a->orders + f * L, flow, L * sizeof *flow);
      memset(flow, 0, L * sizeof *flow);
    }
  }
  core->kernels->add(core->regions, asked, a->ordered + k * core->regions * L);
}

static void start_block(const rift_dynamic_core *core, size_t m, size_t k, rift_dynamic_arrays *a) {
  size_t block = m * core->sectors + k;
  double *ones = a->scratch;
  double *asked = ones + core->sectors * L;
  double *lowest = a->lowest + m * core->sectors * L;
  fill(ones, core->sectors, 1);
  for (size_t s = 0; s < core->sectors; s++) {
    size_t cell = block * core->sectors + s;
    for (size_t lane = 0; lane < L; lane++) {
      double stock = a->inventory[(m * core->sectors + s) * L + lane];
      double limit = core->cells[cell].intercept + core->cells[cell].slope * stock;
      a->stock[cell * L + lane] = stock;
      lowest[s * L + lane] = limit < lowest[s * L + lane] ? limit : lowest[s * L + lane];
    }
  }
  order(core, block, a->weights, ones, asked, a);
}

void rift_dynamic_start(rift_dynamic_state *state, const rift_dynamic_core *core,
                        const rift_dynamic_parameters *parameters, double *workspace) {
  rift_dynamic_arrays a;
  size_t n = core->nodes;
  bool ario = core->rules.input_function == RIFT_INPUT_ARIO;
  memset(workspace, 0, rift_dynamic_place(&a, core, workspace) * sizeof *workspace);
  set_parameters(core, parameters, &a);
  fill(a.lowest, n, (double)INFINITY);
  fill(a.overtime, n, 1);
  fill(a.workers, n, 1);
  fill(a.kept, n, 1);
  fill(a.consumption, core->regions, 1);
  fill(a.weights, n, 1);
  for (size_t i = 0; i < n * L; i++) {
    a.use[i] = core->scale[i / L] > 0 ? 1 : 0;
    a.target[i] = a.inventory[i];
    a.aim[i] = a.use[i] + (ario ? 0 : a.inventory[i] * a.refill[i % L]);
  }
  for (size_t m = 0; m < core->regions; m++) {
    for (size_t k = 0; k < core->sectors; k++) {
      start_block(core, m, k, &a);
    }
  }
  for (size_t i = 0; a.weight != NULL && i < n * core->sectors * L; i++) {
    a.weight[i] = 1;
  }
  rift_dynamic_critical_start(core, parameters, &a);
  *state = (rift_dynamic_state){.core = core,
                                .output = a.use,
                                .need = a.need,
                                .wanted = a.wanted,
                                .limit = a.limit,
                                .kept = a.kept,
                                .workers = a.workers,
                                .stock = a.stock,
                                .consumption = a.consumption,
                                .served = a.served_intermediate,
                                .workspace = workspace};
}

static rift_dynamic_nodes nodes_of(const rift_dynamic_core *core, size_t step, rift_dynamic_arrays *a) {
  const rift_dynamic_rules *rules = &core->rules;
  bool ario = rules->input_function == RIFT_INPUT_ARIO;
  return (rift_dynamic_nodes){.regions = core->regions,
                              .sectors = core->sectors,
                              .exact = ario,
                              .expand = step > 1,
                              .labour = rules->labour,
                              .intermediate_first = rules->intermediate_first,
                              .chase = ario,
                              .most = rules->overproduction_max,
                              .pace = rules->step / rules->overproduction_time,
                              .scale = core->scale,
                              .inverse = core->inverse,
                              .supply = core->supply,
                              .kept = a->kept,
                              .use_before = a->use_before,
                              .inventory = a->inventory,
                              .hiring = a->hiring,
                              .firing = a->firing,
                              .intermediate = a->intermediate,
                              .final = a->final,
                              .switched = a->switched,
                              .waiting = a->waiting,
                              .own = a->own,
                              .overtime = a->overtime,
                              .workers = a->workers,
                              .need = a->need,
                              .capacity = a->capacity,
                              .wanted = a->wanted,
                              .lowest = a->lowest,
                              .limit_factor = a->limit_factor,
                              .limit = a->limit,
                              .use = a->use,
                              .refill = a->refill,
                              .aim = a->aim,
                              .target = a->target,
                              .served_own = a->served_own,
                              .served_intermediate = a->served_intermediate,
                              .served_final = a->served_final,
                              .served_switched = a->served_switched};
}

/* Which products any supplier delivers less of than is ordered. Most steps: hardly one, as final demand waits first. */
static void find_short(const rift_dynamic_core *core, rift_dynamic_arrays *a) {
  for (size_t k = 0; k < core->sectors; k++) {
    bool whole = core->kernels->are_whole(core->regions, a->served_intermediate + k * core->regions * L);
    a->short_of[k] = !whole || core->rules.capacity_weighted;
  }
}

/* What is missing of an order at each supplier, by this step's rates. Returns the number of suppliers in missing_from. */
static size_t find_missing(const rift_dynamic_core *core, size_t m, size_t k, const rift_dynamic_arrays *a, double *missing) {
  size_t market = core->market_of_block[m * core->sectors + k];
  market = market != SIZE_MAX && a->active[market] == 0 ? SIZE_MAX : market;
  bool is_short = a->short_of[k] != 0;
  size_t f = market == SIZE_MAX ? 0 : core->markets[market].first;
  size_t after = market == SIZE_MAX ? 0 : f + core->markets[market].count;
  size_t count = 0;
  for (size_t e = 0; e < core->regions && (is_short || f < after); e++) {
    const double *served = a->served_intermediate + (k * core->regions + e) * L;
    bool measured = f < after && core->flows[f].exporter == e;
    bool lacks = false;
    if (measured) {
      lacks = core->kernels->divert(served, a->blocked + f * L, a->redirected_share + f * L, a->redirected_served + market * L,
                                    missing + e * L);
      f++;
    } else if (is_short) {
      lacks = core->kernels->miss(served, missing + e * L);
    }
    if (core->rules.capacity_weighted) {
      core->kernels->weigh_missing(a->weights + (k * core->regions + e) * L, missing + e * L);
      lacks = true;
    }
    if (lacks) {
      a->missing_from[count++] = e;
    }
  }
  return count;
}

/* What nodes get of their own product beyond the share of other users; `more`: of the share of orders delivered. */
static void serve_own(const rift_dynamic_core *core, size_t m, size_t k, const rift_dynamic_arrays *a, double *more) {
  size_t supplier = (k * core->regions + m) * L;
  double share = core->share_panels[(m * core->sectors + k) * core->shares_of.length + rift_dynamic_panels_at(&core->shares_of, k, m)];
  for (size_t lane = 0; lane < L; lane++) {
    double better = a->served_own[supplier + lane] - a->served_intermediate[supplier + lane];
    double weight = core->rules.capacity_weighted ? a->weights[supplier + lane] : 1;
    more[lane] = share * weight * better;
    a->own_extra[supplier + lane] = a->own[supplier + lane] * better;
  }
}

/* The cells of a block with what is delivered to them; scratch holds what is missing, shares of orders filled, new orders. */
static rift_dynamic_cells cells_of(const rift_dynamic_core *core, size_t m, size_t k, rift_dynamic_arrays *a) {
  size_t sectors = core->sectors;
  size_t block = m * sectors + k;
  size_t users = m * sectors * L;
  double *missing = a->scratch;
  double *filled = missing + (core->regions + RIFT_DYNAMIC_PADDING) * L;
  double *own_more = filled + (sectors + RIFT_DYNAMIC_PADDING) * L;
  bool own_first = core->rules.intermediate_first && a->short_of[k] != 0;
  if (own_first) {
    serve_own(core, m, k, a, own_more);
  } else {
    memset(a->own_extra + (k * core->regions + m) * L, 0, L * sizeof *a->own_extra);
  }
  return (rift_dynamic_cells){.users = sectors,
                              .panels = &core->shares_of,
                              .shares = core->share_panels + block * core->shares_of.length,
                              .missing_count = find_missing(core, m, k, a, missing),
                              .missing_from = a->missing_from,
                              .missing = missing,
                              .own = k,
                              .own_more = own_first ? own_more : NULL,
                              .weight = a->weight != NULL ? a->weight + block * sectors * L : NULL,
                              .fill = filled,
                              .aim_before = a->aim_before + users,
                              .target_before = core->rules.input_function == RIFT_INPUT_ARIO ? a->target_before + users : NULL,
                              .use = a->use + users,
                              .aim = a->aim + users,
                              .target = a->target + users,
                              .cell = core->cells + block * sectors,
                              .refill = a->refill,
                              .move = a->move,
                              .stock = a->stock + block * sectors * L,
                              .lowest = a->lowest + users,
                              .orders = own_more + L,
                              .received = core->rules.trade ? a->received + block * L : NULL};
}

/* Deliveries that stay at home, of the orders that are being delivered. */
static void keep_home(const rift_dynamic_core *core, size_t m, size_t k, rift_dynamic_arrays *a) {
  size_t block = m * core->sectors + k;
  size_t supplier = (k * core->regions + m) * L;
  size_t market = core->market_of_block[block];
  for (size_t lane = 0; lane < L; lane++) {
    double *home = a->home + block * L + lane;
    *home = a->home_orders[block * L + lane] * a->served_intermediate[supplier + lane] + a->own_extra[supplier + lane];
    if (market != SIZE_MAX) {
      *home += core->markets[market].share[m] * a->redirected[market * L + lane] * a->served_switched[supplier + lane];
    }
  }
}

/* Orders by suppliers' capacity: divided here by what their weights add up to, multiplied by the supplier's in order(). */
static void weigh_orders(const rift_dynamic_core *core, size_t block, const double *weights, double *orders,
                         rift_dynamic_arrays *a) {
  size_t sectors = core->sectors;
  double *sums = orders + (sectors + core->regions + 2 * RIFT_DYNAMIC_PADDING) * L;
  core->kernels->product(&core->shares_of, core->share_panels + block * core->shares_of.length,
                         weights + block % sectors * core->regions * L, sums);
  core->kernels->weigh_orders(sectors, sums, orders, a->weight + block * sectors * L);
}

/* Stocks, limits and new orders of all blocks. With capacity weights, new orders follow this step's capacity. */
static void move_stocks(const rift_dynamic_core *core, rift_dynamic_arrays *a, const double *new_weights) {
  fill(a->lowest, core->nodes, (double)INFINITY);
  memset(a->received, 0, core->nodes * L * sizeof *a->received);
  for (size_t m = 0; m < core->regions; m++) {
    for (size_t k = 0; k < core->sectors; k++) {
      size_t block = m * core->sectors + k;
      rift_dynamic_cells cells = cells_of(core, m, k, a);
      double *asked = cells.orders + (core->sectors + RIFT_DYNAMIC_PADDING) * L;
      keep_home(core, m, k, a);
      core->kernels->cells(&cells);
      if (new_weights != NULL) {
        weigh_orders(core, block, new_weights, cells.orders, a);
      }
      order(core, block, new_weights, cells.orders, asked, a);
    }
  }
}

/* Like BoARIO, leaves all stocks of a draw as they are where no delivery differs from its use by more than 1e-5 of it. */
static void hold_still(const rift_dynamic_core *core, rift_dynamic_arrays *a) {
  _Alignas(64) double worst[L] = {0};
  for (size_t m = 0; m < core->regions; m++) {
    for (size_t k = 0; k < core->sectors; k++) {
      rift_dynamic_cells cells = cells_of(core, m, k, a);
      core->kernels->movement(&cells, 1e-5, worst);
    }
  }
  for (size_t lane = 0; lane < L; lane++) {
    a->move[lane] = worst[lane] * core->rules.step <= 1e-8 ? 0 : core->rules.step;
  }
}

/* Household demand after the last step: log c = persistence log c + (1 - persistence) propensity log l. Labour income below a thousandth counts as that. */
static void consume(const rift_dynamic_core *core, rift_dynamic_arrays *a) {
  const rift_dynamic_rules *rules = &core->rules;
  for (size_t r = 0; r < core->regions; r++) {
    double income[L] = {0};
    for (size_t s = 0; s < core->sectors; s++) {
      size_t node = r * core->sectors + s;
      const double *level = (rules->labour ? a->workers : a->use_before) + node * L;
      for (size_t lane = 0; lane < L; lane++) {
        income[lane] += core->income[node] * level[lane] * (rules->labour ? a->kept[node * L + lane] : 1);
      }
    }
    for (size_t lane = 0; lane < L; lane++) {
      double *level = &a->log_consumption[r * L + lane];
      double earned = rift_log(at_least(income[lane], 1e-3));
      *level = rules->persistence * *level + (1 - rules->persistence) * rules->propensity * earned;
      a->consumption[r * L + lane] = rift_exp(*level);
    }
  }
}

static void swap(double **a, double **b) {
  double *kept = *a;
  *a = *b;
  *b = kept;
}

static void collect_orders(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  size_t rows = core->nodes * L * sizeof(double);
  memcpy(a->intermediate, a->ordered, rows);
  memset(a->ordered, 0, rows);
  memset(a->switched, 0, rows);
  memset(a->waiting, 0, rows);
  rift_packed_product(&core->household, core->nodes, core->regions, a->consumption, a->final);
  core->kernels->offset(core->nodes, core->other_final, a->final);
  rift_dynamic_add_support(core, rates, a);
  rift_dynamic_clear_markets(core, rates, a);
}

/* Capacity in product-major order, into `waiting`, which is free by then. */
static const double *capacity_weights(const rift_dynamic_core *core, rift_dynamic_arrays *a) {
  for (size_t i = 0; i < core->nodes; i++) {
    size_t supplier = i % core->sectors * core->regions + i / core->sectors;
    memcpy(a->waiting + supplier * L, a->capacity + i * L, L * sizeof(double));
  }
  return a->waiting;
}

void rift_dynamic_step(rift_dynamic_state *state, const double *rates, const double *kept) {
  const rift_dynamic_core *core = state->core;
  const rift_dynamic_rules *rules = &core->rules;
  rift_dynamic_arrays a;
  rift_dynamic_place(&a, core, state->workspace);
  if (state->step % 2 == 0) {
    swap(&a.use, &a.use_before);
    swap(&a.aim, &a.aim_before);
    swap(&a.target, &a.target_before);
  }
  if (rules->consumption && state->step > 0) {
    consume(core, &a);
  }
  memcpy(a.kept, kept, core->nodes * L * sizeof *kept);
  collect_orders(core, rates, &a);
  rift_dynamic_nodes nodes = nodes_of(core, state->step, &a);
  core->kernels->want(&nodes);
  rift_dynamic_critical_limit(core, rates, &a);
  core->kernels->make(&nodes);
  rift_dynamic_serve_markets(core, &a);
  rift_dynamic_critical_use(core, rates, &a);
  find_short(core, &a);
  if (rules->input_function == RIFT_INPUT_ARIO) {
    hold_still(core, &a);
  }
  const double *new_weights = rules->capacity_weighted ? capacity_weights(core, &a) : NULL;
  move_stocks(core, &a, new_weights);
  if (new_weights != NULL) {
    memcpy(a.weights, new_weights, core->nodes * L * sizeof *a.weights);
  }
  rift_dynamic_switch(core, rates, &a);
  state->output = a.use;
  state->step++;
}
