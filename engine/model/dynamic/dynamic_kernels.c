/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled once per instruction set (RIFT_ISA); vector width is the only difference. */
#if defined(__SSE2__)
#include <immintrin.h>
#endif
#include <stdbool.h>
#include <stdint.h>

#include "model/dynamic/kernels.h"

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define L RIFT_LANES

#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX__)
#define WIDTH 4
#else
#define WIDTH 2
#endif

typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(WIDTH * sizeof(double))));

/* Vectors of lanes [lane, lane + WIDTH) of a row; arrays are 64-byte aligned and rows are whole cache lines. */
#define AT(array, row) (*(const vector *)((array) + (row) * L + lane))
#define SET(array, row) (*(vector *)((array) + (row) * L + lane))
#define EACH_LANE size_t lane = 0; lane < L; lane += WIDTH
#define INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__)
#define AT_MOST(x, bound) ((vector)_mm512_min_pd((__m512d)(x), (__m512d)(bound)))
#define AT_LEAST(x, bound) ((vector)_mm512_max_pd((__m512d)(x), (__m512d)(bound)))
#elif defined(__AVX__)
#define AT_MOST(x, bound) ((vector)_mm256_min_pd((__m256d)(x), (__m256d)(bound)))
#define AT_LEAST(x, bound) ((vector)_mm256_max_pd((__m256d)(x), (__m256d)(bound)))
#elif defined(__SSE2__)
#define AT_MOST(x, bound) ((vector)_mm_min_pd((__m128d)(x), (__m128d)(bound)))
#define AT_LEAST(x, bound) ((vector)_mm_max_pd((__m128d)(x), (__m128d)(bound)))
#else
/* As x86's instructions: the bound where they are equal or not numbers. */
#define AT_MOST(x, bound) SELECT((mask)((x) < (bound)), x, bound)
#define AT_LEAST(x, bound) SELECT((mask)((x) > (bound)), x, bound)
#endif
#define SELECT(condition, yes, no) ((vector)(((condition) & (mask)(yes)) | (~(condition) & (mask)(no))))

static const vector none = {0};

INLINE vector each(double value) { return value - none; }

/* Columns of a matrix: all (NULL), or those listed. */
typedef struct column_list {
  size_t count;
  const size_t *items;
} column_list;

/* One panel times one or two vectors of lanes. `height` is a constant wherever this is inlined. */
INLINE void panel(size_t height, column_list columns, const double *restrict rows, const double *restrict x,
                  double *restrict y, size_t vectors) {
  vector sums[8][2];
  for (size_t i = 0; i < height; i++) {
    sums[i][0] = none;
    sums[i][1] = none;
  }
  for (size_t c = 0; c < columns.count; c++) {
    size_t k = columns.items == NULL ? c : columns.items[c];
    vector first = *(const vector *)(x + k * L);
    vector second = vectors == 2 ? *(const vector *)(x + k * L + WIDTH) : none;
    for (size_t i = 0; i < height; i++) {
      double a = rows[k * height + i];
      sums[i][0] += a * first;
      sums[i][1] += vectors == 2 ? a * second : none;
    }
  }
  for (size_t i = 0; i < height; i++) {
    *(vector *)(y + i * L) = sums[i][0];
    if (vectors == 2) {
      *(vector *)(y + i * L + WIDTH) = sums[i][1];
    }
  }
}

/* Two vectors where there are registers for 16 sums. */
#define VECTORS (WIDTH == 8 ? 2 : 1)

INLINE void panel_lanes(size_t height, column_list columns, const double *rows, const double *x, double *y) {
  for (size_t lane = 0; lane < L; lane += VECTORS * WIDTH) {
    panel(height, columns, rows, x + lane, y + lane, VECTORS);
  }
}

/* The panel that begins with `row`. */
INLINE void panel_at(const rift_dynamic_panels *panels, const double *matrix, size_t row, column_list columns, const double *x,
                     double *y) {
  const double *rows = matrix + row * panels->depth;
  switch (panels->height) {
    case 5:
      panel_lanes(5, columns, rows, x, y + row * L);
      break;
    case 6:
      panel_lanes(6, columns, rows, x, y + row * L);
      break;
    case 7:
      panel_lanes(7, columns, rows, x, y + row * L);
      break;
    default:
      panel_lanes(8, columns, rows, x, y + row * L);
  }
}

static void product(const rift_dynamic_panels *panels, const double *matrix, const double *x, double *y) {
  for (size_t row = 0; row < panels->rows; row += panels->height) {
    panel_at(panels, matrix, row, (column_list){panels->depth, NULL}, x, y);
  }
}

/* The users of the panel that begins with `first`; returns the first user after it. */
INLINE size_t fill_panel(const rift_dynamic_cells *c, size_t first) {
  size_t after = first + c->panels->height < c->users ? first + c->panels->height : c->users;
  if (c->missing_count > 0) {
    panel_at(c->panels, c->shares, first, (column_list){c->missing_count, c->missing_from}, c->missing, c->fill);
  }
  for (EACH_LANE) {
    for (size_t user = first; user < after; user++) {
      SET(c->fill, user) = c->cell[user].whole - (c->missing_count > 0 ? AT(c->fill, user) : none);
    }
    if (c->own_more != NULL && c->own >= first && c->own < after) {
      SET(c->fill, c->own) += AT(c->own_more, 0);
    }
    for (size_t user = first; user < after && c->weight != NULL; user++) {
      SET(c->fill, user) *= AT(c->weight, user);
    }
  }
  return after;
}

/* Orders relative to base flow. */
INLINE vector ordered(vector aim, vector target, vector stock, vector refill, bool moving_target) {
  if (moving_target) {
    return aim + AT_LEAST(target - stock, none) * refill;
  }
  return AT_LEAST(aim - stock * refill, none);
}

/* What the variants of cells leave out. */
typedef struct cell_kind {
  bool moving_target, received;
  bool whole; /* all orders are delivered */
} cell_kind;

INLINE void cells_row(const rift_dynamic_cells *restrict c, size_t user, size_t lane, cell_kind kind, vector *received) {
  vector refill = AT(c->refill, 0);
  vector stock = AT(c->stock, user);
  vector use = AT(c->use, user);
  vector target = kind.moving_target ? AT(c->target, user) : none;
  vector target_before = kind.moving_target ? AT(c->target_before, user) : none;
  const rift_dynamic_cell *cell = &c->cell[user];
  vector fill = kind.whole ? each(cell->whole) : AT(c->fill, user);
  vector delivered = ordered(AT(c->aim_before, user), target_before, stock, refill, kind.moving_target) * fill;
  vector left = AT_LEAST(stock + AT(c->move, 0) * (delivered - use), none);
  if (kind.received) {
    *received += cell->flow * delivered;
  }
  SET(c->stock, user) = left;
  SET(c->lowest, user) = AT_MOST(cell->intercept + cell->slope * left, AT(c->lowest, user));
  SET(c->orders, user) = ordered(AT(c->aim, user), target, left, refill, kind.moving_target);
}

/* The next block's stocks and cells follow this one's. */
INLINE void fetch_ahead(const rift_dynamic_cells *c, size_t user) {
  __builtin_prefetch(c->cell + c->users + user);
  __builtin_prefetch(c->stock + (c->users + user) * L, 1);
  __builtin_prefetch(c->stock + (c->users + user) * L + 8, 1);
}

INLINE void cells_of_kind(const rift_dynamic_cells *c, cell_kind kind) {
  vector received[L / WIDTH];
  for (EACH_LANE) {
    received[lane / WIDTH] = kind.received ? AT(c->received, 0) : none;
  }
  for (size_t user = 0, after; user < c->users; user = after) {
    after = kind.whole ? c->users : fill_panel(c, user);
    for (; user < after; user++) {
      fetch_ahead(c, user);
      for (EACH_LANE) {
        cells_row(c, user, lane, kind, &received[lane / WIDTH]);
      }
    }
  }
  for (EACH_LANE) {
    if (kind.received) {
      SET(c->received, 0) = received[lane / WIDTH];
    }
  }
}

INLINE void cells_by_target(const rift_dynamic_cells *c, bool received, bool whole) {
  if (c->target_before != NULL) {
    cells_of_kind(c, (cell_kind){true, received, whole});
  } else {
    cells_of_kind(c, (cell_kind){false, received, whole});
  }
}

static void cells(const rift_dynamic_cells *c) {
  bool whole = c->missing_count == 0 && c->own_more == NULL && c->weight == NULL;
  if (c->received != NULL && whole) {
    cells_by_target(c, true, true);
  } else if (c->received != NULL) {
    cells_by_target(c, true, false);
  } else if (whole) {
    cells_by_target(c, false, true);
  } else {
    cells_by_target(c, false, false);
  }
}

static void weigh_orders(size_t users, const double *sum, double *orders, double *weight) {
  for (size_t user = 0; user < users; user++) {
    for (EACH_LANE) {
      vector total = AT(sum, user);
      vector inverse = SELECT((mask)(total > none), each(1) / total, none);
      SET(weight, user) = inverse;
      SET(orders, user) = AT(orders, user) * inverse;
    }
  }
}

INLINE void movement_row(const rift_dynamic_cells *c, size_t user, double slack, double *worst) {
  for (EACH_LANE) {
    bool moving = c->target_before != NULL;
    vector use = AT(c->use, user);
    vector target = moving ? AT(c->target_before, user) : none;
    vector before = ordered(AT(c->aim_before, user), target, AT(c->stock, user), AT(c->refill, 0), moving);
    vector change = before * AT(c->fill, user) - use;
    vector size = AT_LEAST(change, none - change) - slack * use;
    SET(worst, 0) = AT_LEAST(size * c->cell[user].flow, AT(worst, 0));
  }
}

static void movement(const rift_dynamic_cells *c, double slack, double *worst) {
  for (size_t user = 0, after; user < c->users; user = after) {
    after = fill_panel(c, user);
    for (; user < after; user++) {
      movement_row(c, user, slack, worst);
    }
  }
}

/* alpha += [(most - alpha) scarcity + (1 - alpha) 1{no scarcity}] pace [Hallegatte 2013]. */
INLINE vector expanded(const rift_dynamic_nodes *v, vector overtime, vector need, vector made) {
  vector scarcity = SELECT((mask)(need > none), (need - made) / need, none);
  vector grows = v->exact ? scarcity : AT_LEAST(scarcity, none);
  mask fades = v->exact ? (mask)(scarcity == none) : (mask)(scarcity <= none);
  vector change = (v->most - overtime) * grows + SELECT(fades, 1 - overtime, none);
  return AT_LEAST(overtime + v->pace * change, each(1));
}

INLINE void want_node(const rift_dynamic_nodes *v, size_t node, size_t supplier, size_t lane) {
  vector asked = AT(v->intermediate, supplier) + AT(v->final, supplier) + AT(v->switched, supplier) - v->supply[node];
  vector need = AT_LEAST(asked * v->inverse[node], none);
  vector overtime = AT(v->overtime, node);
  overtime = v->expand ? expanded(v, overtime, need, AT(v->use_before, node)) : overtime;
  vector capacity = AT(v->kept, node) * AT_MOST(overtime * AT(v->workers, node), each(v->most));
  SET(v->overtime, node) = overtime;
  SET(v->limit, node) = AT(v->lowest, node) * AT(v->limit_factor, node);
  SET(v->need, node) = need;
  SET(v->capacity, node) = capacity;
  SET(v->wanted, node) = AT_MOST(need, capacity);
}

static void want(const rift_dynamic_nodes *v) {
  for (size_t node = 0; node < v->regions * v->sectors; node++) {
    for (EACH_LANE) {
      want_node(v, node, node % v->sectors * v->regions + node / v->sectors, lane);
    }
  }
}

/* Share of orders that goods suffice for; nothing ordered: 1, and nothing is used up. */
INLINE vector served(vector goods, vector orders) {
  return SELECT((mask)(orders > none), AT_MOST(goods / orders, each(1)), each(1));
}

/* Workers move towards what could be sold and made with the inputs at hand, never beyond what the plants can take. */
INLINE vector hired(const rift_dynamic_nodes *v, size_t node, size_t lane, vector book) {
  vector kept = AT(v->kept, node);
  vector workers = AT(v->workers, node);
  vector needed = AT_MOST(AT_MOST(book, AT(v->limit, node)) / kept, each(v->most));
  needed = SELECT((mask)(kept > none), needed, none);
  vector gap = needed - workers * AT(v->overtime, node);
  vector pace = SELECT((mask)(gap > none), AT(v->hiring, 0), AT(v->firing, 0));
  return AT_LEAST(workers + pace * gap, none);
}

/* Goods go to intermediate and final orders, together or in that order, then to redirected ones. */
INLINE void deliver(const rift_dynamic_nodes *v, size_t supplier, size_t lane, vector goods) {
  vector own = v->intermediate_first ? AT(v->own, supplier) : none;
  vector intermediate = AT_LEAST(AT(v->intermediate, supplier) - own, none);
  vector final = AT(v->final, supplier);
  vector first = v->intermediate_first ? intermediate : intermediate + final;
  vector own_share = served(goods, own);
  vector left = AT_LEAST(goods - own_share * own, none);
  vector share = served(left, first);
  vector rest = AT_LEAST(left - share * first, none);
  vector final_share = v->intermediate_first ? served(rest, final) : share;
  rest = v->intermediate_first ? AT_LEAST(rest - final_share * final, none) : rest;
  SET(v->served_own, supplier) = v->intermediate_first ? own_share : share;
  SET(v->served_intermediate, supplier) = share;
  SET(v->served_final, supplier) = final_share;
  SET(v->served_switched, supplier) = served(rest, AT(v->switched, supplier));
}

INLINE void make_node(const rift_dynamic_nodes *v, size_t node, size_t supplier, size_t lane) {
  vector wanted = AT(v->wanted, node);
  vector made = AT_MOST(wanted, AT(v->limit, node));
  vector inventory = AT(v->inventory, node);
  SET(v->use, node) = made;
  SET(v->target, node) = v->chase ? inventory * wanted : inventory;
  vector expected = AT_MOST(AT(v->need, node), AT(v->kept, node) * v->most);
  SET(v->aim, node) = v->chase ? made : expected + inventory * AT(v->refill, 0);
  deliver(v, supplier, lane, made * v->scale[node] + v->supply[node]);
  if (v->labour && v->scale[node] > 0) {
    vector orders = AT(v->intermediate, supplier) + AT(v->final, supplier) + AT(v->switched, supplier) + AT(v->waiting, supplier);
    SET(v->workers, node) = hired(v, node, lane, AT_LEAST((orders - v->supply[node]) * v->inverse[node], none));
  }
}

static void make(const rift_dynamic_nodes *v) {
  for (size_t node = 0; node < v->regions * v->sectors; node++) {
    for (EACH_LANE) {
      make_node(v, node, node % v->sectors * v->regions + node / v->sectors, lane);
    }
  }
}

static void add(size_t rows, const double *x, double *y) {
  for (size_t row = 0; row < rows; row++) {
    for (EACH_LANE) {
      SET(y, row) += AT(x, row);
    }
  }
}

static void multiply(size_t rows, const double *x, double *y) {
  for (size_t row = 0; row < rows; row++) {
    for (EACH_LANE) {
      SET(y, row) *= AT(x, row);
    }
  }
}

static void spread(size_t rows, const double *factors, const double *x, double *y) {
  for (size_t row = 0; row < rows; row++) {
    for (EACH_LANE) {
      SET(y, row) += factors[row] * AT(x, 0);
    }
  }
}

static void offset(size_t rows, const double *constants, double *y) {
  for (size_t row = 0; row < rows; row++) {
    for (EACH_LANE) {
      SET(y, row) += constants[row] - none;
    }
  }
}

static void gather(size_t rows, const double *factors, const double *x, double *y) {
  for (EACH_LANE) {
    vector sum = AT(y, 0);
    for (size_t row = 0; row < rows; row++) {
      sum += factors[row] * AT(x, row);
    }
    SET(y, 0) = sum;
  }
}

static void clear(const double *rate, const double *away, const double *orders, double *blocked, double *sum,
                  double *redirected, double *waiting) {
  for (EACH_LANE) {
    vector gone = AT_LEAST(AT(away, 0), AT(rate, 0));
    vector asked = AT(orders, 0);
    SET(blocked, 0) = gone;
    SET(sum, 0) += (1 - gone) * asked;
    SET(redirected, 0) += AT(away, 0) * asked;
    if (waiting != NULL) {
      SET(waiting, 0) += (gone - AT(away, 0)) * asked;
    }
  }
}

static void deliver_final(const rift_dynamic_final *f) {
  for (EACH_LANE) {
    vector households = none;
    vector others = none;
    for (size_t e = 0; e < f->regions; e++) {
      households += f->household[e] * AT(f->served, e);
      others += f->other[e] * AT(f->served, e);
    }
    vector consumption = AT(f->consumption, 0);
    SET(f->received, 0) += others + households * consumption;
    SET(f->at_home, 0) += (f->household[f->home] * consumption + f->other[f->home]) * AT(f->served, f->home);
  }
}

static void add_deliveries(const double *const orders[3], const double *const shares[3], const double *extra, double *delivered) {
  for (EACH_LANE) {
    SET(delivered, 0) = AT(orders[0], 0) * AT(shares[0], 0) + AT(extra, 0) + AT(orders[1], 0) * AT(shares[1], 0) +
                        AT(orders[2], 0) * AT(shares[2], 0);
  }
}

INLINE bool any(mask found) {
  int64_t all = 0;
  for (size_t i = 0; i < WIDTH; i++) {
    all |= found[i];
  }
  return all != 0;
}

static bool miss(const double *share, double *missing) {
  bool found = false;
  for (EACH_LANE) {
    SET(missing, 0) = 1 - AT(share, 0);
    found = any((mask)(AT(missing, 0) != none)) || found;
  }
  return found;
}

static bool divert(const double *share, const double *blocked, const double *away, const double *elsewhere, double *missing) {
  bool found = false;
  for (EACH_LANE) {
    SET(missing, 0) = 1 - (AT(share, 0) * (1 - AT(blocked, 0)) + AT(away, 0) * AT(elsewhere, 0));
    found = any((mask)(AT(missing, 0) != none)) || found;
  }
  return found;
}

static void weigh_missing(const double *weight, double *missing) {
  for (EACH_LANE) {
    SET(missing, 0) = 1 - (1 - AT(missing, 0)) * AT(weight, 0);
  }
}

static bool are_whole(size_t rows, const double *share) {
  for (EACH_LANE) {
    mask found = {0};
    for (size_t row = 0; row < rows; row++) {
      found |= (mask)(AT(share, row) != 1);
    }
    if (any(found)) {
      return false;
    }
  }
  return true;
}

#define TABLE JOIN(rift_dynamic_kernels, RIFT_ISA)
const rift_dynamic_kernels TABLE = {.product = product,
                                    .cells = cells,
                                    .weigh_orders = weigh_orders,
                                    .movement = movement,
                                    .want = want,
                                    .make = make,
                                    .add = add,
                                    .multiply = multiply,
                                    .spread = spread,
                                    .offset = offset,
                                    .gather = gather,
                                    .clear = clear,
                                    .deliver_final = deliver_final,
                                    .add_deliveries = add_deliveries,
                                    .miss = miss,
                                    .divert = divert,
                                    .weigh_missing = weigh_missing,
                                    .are_whole = are_whole};
