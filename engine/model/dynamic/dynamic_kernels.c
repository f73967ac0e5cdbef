/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once per instruction set (RIFT_ISA). Plain loops over the lanes: the compiler makes them vectors, and what
 * happens to one lane does not depend on the others. */
#include "model/dynamic/kernels.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define L RIFT_LANES

static inline double at_most(double x, double bound) { return x < bound ? x : bound; }
static inline double at_least(double x, double bound) { return x > bound ? x : bound; }

/* Orders relative to base flow: what was used, and a share of what the stock lacks. */
static inline double ordered(double use, double target, double stock, double refill) {
  return use + at_least(target - stock, 0) * refill;
}

static inline __attribute__((always_inline)) void cells_row(const rift_dynamic_cells *c, size_t user, bool weighted) {
  const double *restrict fill = c->fill + user * L;
  const double *restrict use_before = c->use_before + user * L;
  const double *restrict target_before = c->target_before + user * L;
  const double *restrict use = c->use + user * L;
  const double *restrict target = c->target + user * L;
  const double *restrict refill = c->refill;
  const double *restrict move = c->move;
  double *restrict stock = c->stock + user * L;
  double *restrict lowest = c->lowest + user * L;
  double *restrict orders = c->orders + user * L;
  double *restrict received = c->received;
  double *restrict weight = weighted ? c->weight + user * L : NULL;
  const double *restrict weight_sum = weighted ? c->weight_sum + user * L : NULL;
  double intercept = c->intercept[user];
  double slope = c->slope[user];
  double flow = c->flow[user];
  for (size_t lane = 0; lane < L; lane++) {
    double before = ordered(use_before[lane], target_before[lane], stock[lane], refill[lane]);
    double share = weighted ? fill[lane] * weight[lane] : fill[lane];
    double delivered = before * share;
    double left = at_least(stock[lane] + move[lane] * (delivered - use[lane]), 0);
    double wanted = ordered(use[lane], target[lane], left, refill[lane]);
    double inverse = weighted ? (weight_sum[lane] > 0 ? 1 / weight_sum[lane] : 0) : 1;
    received[lane] += flow * delivered;
    stock[lane] = left;
    lowest[lane] = at_most(intercept + slope * left, lowest[lane]);
    orders[lane] = weighted ? wanted * inverse : wanted;
    if (weighted) {
      weight[lane] = inverse;
    }
  }
}

static void cells(const rift_dynamic_cells *c) {
  if (c->weight != NULL) {
    for (size_t user = 0; user < c->users; user++) {
      cells_row(c, user, true);
    }
    return;
  }
  for (size_t user = 0; user < c->users; user++) {
    cells_row(c, user, false);
  }
}

static void movement(const rift_dynamic_cells *c, double slack, double *worst) {
  for (size_t user = 0; user < c->users; user++) {
    for (size_t lane = 0; lane < L; lane++) {
      size_t at = user * L + lane;
      double before = ordered(c->use_before[at], c->target_before[at], c->stock[at], c->refill[lane]);
      double share = c->weight != NULL ? c->fill[at] * c->weight[at] : c->fill[at];
      double change = before * share - c->use[at];
      double size = at_least(change, -change) - slack * c->use[at];
      worst[lane] = at_least(size * c->flow[user], worst[lane]);
    }
  }
}

/* alpha += [(most - alpha) scarcity + (1 - alpha) 1{no scarcity}] pace [Hallegatte 2013]. */
static inline double expanded(const rift_dynamic_nodes *v, double overtime, double need, double made) {
  double scarcity = need > 0 ? (need - made) / need : 0;
  double grows = v->exact ? scarcity : at_least(scarcity, 0);
  bool fades = v->exact ? scarcity == 0 : scarcity <= 0;
  double change = (v->most - overtime) * grows + (fades ? 1 - overtime : 0);
  return at_least(overtime + v->pace * change, 1);
}

static inline __attribute__((always_inline)) void want_node(const rift_dynamic_nodes *v, size_t node, size_t supplier) {
  const double *restrict intermediate = v->intermediate + supplier * L;
  const double *restrict final = v->final + supplier * L;
  const double *restrict switched = v->switched + supplier * L;
  const double *restrict use_before = v->use_before + node * L;
  const double *restrict kept = v->kept + node * L;
  const double *restrict workers = v->workers + node * L;
  double *restrict overtime = v->overtime + node * L;
  double *restrict capacity = v->capacity + node * L;
  double *restrict wanted = v->wanted + node * L;
  double supply = v->supply[node];
  double inverse = v->inverse[node];
  for (size_t lane = 0; lane < L; lane++) {
    double asked = intermediate[lane] + final[lane] + switched[lane] - supply;
    double need = at_least(asked * inverse, 0);
    double more = expanded(v, overtime[lane], need, use_before[lane]);
    overtime[lane] = v->expand ? more : overtime[lane];
    capacity[lane] = kept[lane] * at_most(overtime[lane] * workers[lane], v->most);
    wanted[lane] = at_most(need, capacity[lane]);
  }
}

static void want(const rift_dynamic_nodes *v) {
  for (size_t region = 0; region < v->regions; region++) {
    for (size_t sector = 0; sector < v->sectors; sector++) {
      want_node(v, region * v->sectors + sector, sector * v->regions + region);
    }
  }
}

/* Share of orders that goods suffice for; nothing ordered: 1, and nothing is used up. */
static inline double served(double goods, double orders) {
  return orders > 0 ? at_most(goods / orders, 1) : 1;
}

/* Workers move towards what could be sold and made with the inputs at hand, never beyond what the plants can take. */
static inline double hired(const rift_dynamic_nodes *v, double book, double limit, double kept, double overtime,
                           double workers, size_t lane) {
  double most = v->most * (kept > 0 ? 1 : 0);
  double needed = kept > 0 ? at_most(at_most(book, limit) / kept, most) : 0;
  double gap = needed - workers * overtime;
  double moved = workers + (gap > 0 ? v->hiring[lane] : v->firing[lane]) * gap;
  return at_least(moved, 0);
}

static inline __attribute__((always_inline)) void make_node(const rift_dynamic_nodes *v, size_t node, size_t supplier) {
  const double *restrict intermediate = v->intermediate + supplier * L;
  const double *restrict final = v->final + supplier * L;
  const double *restrict switched = v->switched + supplier * L;
  const double *restrict waiting = v->waiting + supplier * L;
  const double *restrict wanted = v->wanted + node * L;
  const double *restrict limit = v->limit + node * L;
  const double *restrict kept = v->kept + node * L;
  const double *restrict overtime = v->overtime + node * L;
  const double *restrict inventory = v->inventory + node % v->sectors * L;
  double *restrict use = v->use + node * L;
  double *restrict target = v->target + node * L;
  double *restrict workers = v->workers + node * L;
  double *restrict served_intermediate = v->served_intermediate + supplier * L;
  double *restrict served_final = v->served_final + supplier * L;
  double *restrict served_switched = v->served_switched + supplier * L;
  double supply = v->supply[node];
  double inverse = v->inverse[node];
  double scale = v->scale[node];
  for (size_t lane = 0; lane < L; lane++) {
    double made = at_most(wanted[lane], limit[lane]);
    double goods = made * scale + supply;
    double together = intermediate[lane] + final[lane];
    double first = v->intermediate_first ? intermediate[lane] : together;
    double first_share = served(goods, first);
    double rest = at_least(goods - first_share * first, 0);
    double final_share = v->intermediate_first ? served(rest, final[lane]) : first_share;
    rest = v->intermediate_first ? at_least(rest - final_share * final[lane], 0) : rest;
    double book = at_least((together + switched[lane] + waiting[lane] - supply) * inverse, 0);
    use[lane] = made;
    target[lane] = v->chase ? inventory[lane] * wanted[lane] : inventory[lane];
    served_intermediate[lane] = first_share;
    served_final[lane] = final_share;
    served_switched[lane] = served(rest, switched[lane]);
    double staff = hired(v, book, limit[lane], kept[lane], overtime[lane], workers[lane], lane);
    workers[lane] = v->labour && scale > 0 ? staff : workers[lane];
  }
}

static void make(const rift_dynamic_nodes *v) {
  for (size_t region = 0; region < v->regions; region++) {
    for (size_t sector = 0; sector < v->sectors; sector++) {
      make_node(v, region * v->sectors + sector, sector * v->regions + region);
    }
  }
}

static void add(size_t count, const double *x, double *y) {
  for (size_t i = 0; i < count; i++) {
    y[i] += x[i];
  }
}

#define TABLE JOIN(rift_dynamic_kernels, RIFT_ISA)
const rift_dynamic_kernels TABLE = {
    .cells = cells, .movement = movement, .want = want, .make = make, .add = add};
