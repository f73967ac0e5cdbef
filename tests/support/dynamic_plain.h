/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dynamic model written plainly: one draw, money and days, whole matrices of orders, one loop a sentence. The second witness
 * for engine/model/dynamic, and what the benchmark compares it with. */
#ifndef RIFT_TESTS_SUPPORT_DYNAMIC_PLAIN_H
#define RIFT_TESTS_SUPPORT_DYNAMIC_PLAIN_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/dynamic/core.h"

/* Parameters of one draw, in days. */
typedef struct plain_parameters {
  const double *inventory; /* n */
  const double *switching; /* S */
  double restock, hiring, firing;
  const double *dependence, *china_share, *stock, *substitution; /* items */
} plain_parameters;

typedef struct plain {
  const rift_dynamic_setup *setup;
  plain_parameters p;
  size_t R, S, n, step;
  double days;
  double *Z, *F[2], *x0, *nowhere; /* split as the core does: daily money */
  double *x, *stock, *O;  /* n; S x n; n x n: orders by supplier and user */
  double *weight;         /* n: capacity at the last orders */
  double *alpha, *labour, *consumption;
  double *away[3], *rate[3], *listed[3]; /* n x R: redirected share, blocked share, 1 where a measure acts */
  double *waits[3];
  double *added; /* n x R: share that supported households order in addition */
  double *wanted, *limit, *could; /* could: what is asked and plants could make */
  double *z, *orders, *clock, *available, *received; /* items */
  double *delivered; /* n x n, intermediate goods of the last step */
  double *deliveries, *imported, *home; /* n: out of nodes, into (region, product), within regions */
} plain;

static inline double *plain_new(size_t count) { return calloc(count + 1, sizeof(double)); }
static inline double plain_min(double a, double b) { return a < b ? a : b; }
static inline double plain_max(double a, double b) { return a > b ? a : b; }

static inline void plain_split(plain *m) {
  const rift_dynamic_table *t = &m->setup->table;
  const double *finals[2] = {t->household, t->other_final};
  for (size_t i = 0; i < m->n; i++) {
    m->x0[i] = plain_max(t->gross_output[i], 0) / 365;
  }
  for (size_t i = 0; i < m->n; i++) {
    double sales = 0;
    for (size_t c = 0; c < 2; c++) {
      for (size_t r = 0; r < m->R; r++) {
        double f = finals[c][i * m->R + r] / 365;
        m->F[c][i * m->R + r] += plain_max(f, 0);
        m->nowhere[i] += plain_max(-f, 0);
      }
    }
    for (size_t j = 0; j < m->n; j++) {
      double flow = plain_max(t->intermediate[i * m->n + j], 0) / 365;
      if (m->x0[j] > 0) {
        m->Z[i * m->n + j] = flow;
        sales += flow;
      } else {
        m->F[1][i * m->R + j / m->S] += flow;
      }
    }
    for (size_t r = 0; r < m->R; r++) {
      sales += m->F[0][i * m->R + r] + m->F[1][i * m->R + r];
    }
    double gap = m->x0[i] + m->nowhere[i] - sales;
    m->F[1][i * m->R + i / m->S] += plain_max(gap, 0);
    m->nowhere[i] += plain_max(-gap, 0);
  }
}

/* Base purchases of product k by user j. */
static inline double plain_input(const plain *m, size_t k, size_t j) {
  double sum = 0;
  for (size_t e = 0; e < m->R; e++) {
    sum += m->Z[(e * m->S + k) * m->n + j];
  }
  return sum;
}

static inline double plain_days_of_stock(const plain *m, size_t j) {
  return plain_max(m->p.inventory[j], 2 * m->days);
}

static inline void plain_free(plain *m) {
  double *all[] = {m->Z, m->F[0], m->F[1], m->x0, m->nowhere, m->x, m->stock, m->O, m->weight, m->alpha, m->labour,
                   m->consumption, m->away[0], m->away[1], m->away[2], m->rate[0], m->rate[1], m->rate[2], m->listed[0],
                   m->listed[1], m->listed[2], m->waits[0], m->waits[1], m->waits[2], m->wanted, m->limit, m->could, m->z, m->orders,
                   m->clock, m->available, m->received, m->delivered, m->deliveries, m->imported, m->home, m->added};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    free(all[i]);
  }
  memset(m, 0, sizeof *m);
}

static inline void plain_start(plain *m, const rift_dynamic_setup *setup, plain_parameters p) {
  memset(m, 0, sizeof *m);
  m->setup = setup;
  m->p = p;
  m->R = setup->table.regions;
  m->S = setup->table.sectors;
  m->n = m->R * m->S;
  m->days = setup->rules.step * 365;
  size_t n = m->n;
  double **nodes[] = {&m->x0, &m->nowhere, &m->x, &m->weight, &m->alpha, &m->labour, &m->wanted, &m->limit, &m->could, &m->deliveries, &m->imported, &m->home};
  for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
    *nodes[i] = plain_new(n);
  }
  double **items[] = {&m->z, &m->orders, &m->clock, &m->available, &m->received};
  for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
    *items[i] = plain_new(setup->item_count);
  }
  for (size_t u = 0; u < 3; u++) {
    m->away[u] = plain_new(n * m->R);
    m->rate[u] = plain_new(n * m->R);
    m->listed[u] = plain_new(n * m->R);
    m->waits[u] = plain_new(n * m->R);
  }
  m->added = plain_new(n * m->R);
  m->Z = plain_new(n * n);
  m->O = plain_new(n * n);
  m->delivered = plain_new(n * n);
  m->F[0] = plain_new(n * m->R);
  m->F[1] = plain_new(n * m->R);
  m->stock = plain_new(m->S * n);
  m->consumption = plain_new(m->R);
  plain_split(m);
  for (size_t f = 0; f < setup->flow_count; f++) {
    const rift_dynamic_flow *flow = &setup->flows[f];
    size_t at = (flow->exporter * m->S + flow->product) * m->R + flow->importer;
    m->listed[flow->use][at] = 1;
    m->waits[flow->use][at] = flow->ordered ? 1 : 0;
  }
  for (size_t j = 0; j < n; j++) {
    m->x[j] = m->x0[j];
    m->alpha[j] = m->labour[j] = m->weight[j] = 1;
    for (size_t k = 0; k < m->S; k++) {
      m->stock[k * n + j] = plain_input(m, k, j) * plain_days_of_stock(m, j);
    }
  }
  memcpy(m->O, m->Z, n * n * sizeof(double));
  for (size_t r = 0; r < m->R; r++) {
    m->consumption[r] = 1;
  }
  for (size_t i = 0; i < setup->item_count; i++) {
    m->z[i] = plain_max(p.stock[i], 0);
    m->orders[i] = 1;
  }
}

/* Orders of (supplier i, importer r, use u) as placed before anything is blocked; users j of r for intermediate use. */
static inline double plain_asked(const plain *m, size_t u, size_t i, size_t r) {
  if (u == 1) {
    return m->F[0][i * m->R + r] * m->consumption[r] * (1 + m->added[i * m->R + r]);
  }
  if (u == 2) {
    return m->F[1][i * m->R + r];
  }
  double sum = 0;
  for (size_t s = 0; s < m->S; s++) {
    sum += m->O[i * m->n + r * m->S + s];
  }
  return sum;
}

/* Share of the redirected orders of (use, importer, product) that supplier i gets: base flows of suppliers no measure touches. */
static inline double plain_alternative(const plain *m, size_t u, size_t i, size_t r) {
  double own = 0, all = 0;
  for (size_t e = 0; e < m->R; e++) {
    size_t supplier = e * m->S + i % m->S;
    double flow = u > 0 ? m->F[u - 1][supplier * m->R + r] : 0;
    for (size_t s = 0; u == 0 && s < m->S; s++) {
      flow += m->Z[supplier * m->n + r * m->S + s];
    }
    flow = m->listed[u][supplier * m->R + r] > 0 ? 0 : flow;
    all += flow;
    own = supplier == i ? flow : own;
  }
  return all > 0 ? own / all : 0;
}

typedef struct plain_orders {
  double direct[3], switched, waiting; /* of one supplier, over all importers */
} plain_orders;

/* Redirected orders of a market. */
static inline double plain_redirected(const plain *m, size_t u, size_t k, size_t r) {
  double sum = 0;
  for (size_t e = 0; e < m->R; e++) {
    size_t i = e * m->S + k;
    sum += m->away[u][i * m->R + r] * plain_asked(m, u, i, r);
  }
  return sum;
}

static inline plain_orders plain_collect(const plain *m, size_t i) {
  plain_orders o = {{0}, 0, 0};
  for (size_t u = 0; u < 3; u++) {
    for (size_t r = 0; r < m->R; r++) {
      size_t at = i * m->R + r;
      double asked = plain_asked(m, u, i, r);
      double blocked = plain_max(m->away[u][at], m->rate[u][at]);
      o.direct[u] += (1 - blocked) * asked;
      o.switched += plain_alternative(m, u, i, r) * plain_redirected(m, u, i % m->S, r);
      o.waiting += m->waits[u][at] > 0 ? (blocked - m->away[u][at]) * asked : 0;
    }
  }
  return o;
}

static inline void plain_critical_limits(plain *m, const double *rates) {
  const rift_dynamic_setup *s = m->setup;
  double step = s->rules.step;
  double most = s->rules.overproduction_max;
  for (size_t i = 0; i < s->item_count; i++) {
    double supply = 0, orders = 0;
    for (size_t other = 0; other < s->item_count; other++) {
      if (s->items[other].pool != s->items[i].pool) {
        continue;
      }
      double q = rates[s->items[other].rate];
      double part = (m->clock[other] + step - plain_max(m->p.substitution[other], 0)) / step;
      double replaced = plain_min(plain_max(part, 0), 1);
      double need = m->p.dependence[other] * m->x0[s->items[other].node];
      double china = m->p.china_share[other];
      double more = q > 0 ? china * (1 - q) : 1; /* who may deliver above base */
      supply += need * (1 - q * china * (1 - replaced) + (most - 1) * more);
      orders += need * m->orders[other];
    }
    m->received[i] = m->orders[i] * (orders > supply ? supply / orders : 1);
    m->available[i] = m->z[i] / step + m->received[i];
    size_t j = s->items[i].node;
    double wanted = m->x0[j] > 0 ? m->could[j] / m->x0[j] : 0;
    double missing = plain_max(wanted - m->available[i], 0);
    if (missing > 0) {
      m->limit[j] = plain_min(m->limit[j], m->x0[j] * (wanted - m->p.dependence[i] * missing));
    }
  }
}

static inline void plain_critical_use(plain *m, const double *rates) {
  const rift_dynamic_setup *s = m->setup;
  double step = s->rules.step;
  for (size_t i = 0; i < s->item_count; i++) {
    size_t j = s->items[i].node;
    double level = m->x0[j] > 0 ? m->x[j] / m->x0[j] : 0;
    double wanted = m->x0[j] > 0 ? m->could[j] / m->x0[j] : 0;
    m->z[i] = plain_max(m->z[i] + step * (m->received[i] - plain_min(m->available[i], level)), 0);
    double gap = plain_max(plain_max(m->p.stock[i], 0) - m->z[i], 0);
    m->orders[i] = wanted + gap / plain_max(m->p.restock / 365, step);
    m->clock[i] += rates[s->items[i].rate] > 0 ? step : 0;
  }
}

/* The most that the inputs of user j allow. */
static inline double plain_input_limit(const plain *m, size_t j) {
  const rift_dynamic_rules *rules = &m->setup->rules;
  double limit = (double)INFINITY;
  for (size_t k = 0; k < m->S; k++) {
    double input = plain_input(m, k, j);
    double stock = m->stock[k * m->n + j];
    if (!(input > 0)) {
      continue;
    }
    double a = input / m->x0[j];
    if (rules->input_function == RIFT_INPUT_ARIO) {
      double days = plain_max(rules->psi * plain_days_of_stock(m, j), m->days);
      limit = plain_min(limit, stock / (days * a));
      continue;
    }
    double rating = rules->criticality[k * m->S + j % m->S];
    if (rating > 0 && input > rules->negligible * m->x0[j]) {
      limit = plain_min(limit, rating * stock / (a * m->days) + (1 - rating) * m->x0[j]);
    }
  }
  return limit;
}

static inline void plain_consume(plain *m, const double *kept_before) {
  const rift_dynamic_rules *rules = &m->setup->rules;
  const double *income = m->setup->table.income;
  for (size_t r = 0; r < m->R; r++) {
    double now = 0, base = 0;
    for (size_t j = r * m->S; j < (r + 1) * m->S; j++) {
      double v = m->x0[j] > 0 ? plain_max(income[j], 0) : 0;
      base += v;
      now += m->x0[j] > 0 ? v * (rules->labour ? m->labour[j] * kept_before[j] : m->x[j] / m->x0[j]) : 0;
    }
    double earned = plain_max(base > 0 ? now / base : 0, 1e-3);
    m->consumption[r] = pow(m->consumption[r], rules->persistence) *
                        pow(earned, (1 - rules->persistence) * rules->propensity);
  }
}

/* rates: [rate]; kept, kept_before: n. */
static inline void plain_step(plain *m, const double *rates, const double *kept, const double *kept_before) {
  const rift_dynamic_rules *rules = &m->setup->rules;
  size_t n = m->n, S = m->S, R = m->R;
  double most = rules->overproduction_max;
  double *capacity = plain_new(n), *served = plain_new(n), *served_own = plain_new(n), *served_final = plain_new(n), *served_switched = plain_new(n);
  double *book = plain_new(n), *alpha_before = plain_new(n), *add = plain_new(S * n);
  plain_orders *orders = calloc(n, sizeof *orders);
  if (rules->consumption && m->step > 0) {
    plain_consume(m, kept_before);
  }
  for (size_t f = 0; f < m->setup->flow_count; f++) {
    const rift_dynamic_flow *flow = &m->setup->flows[f];
    m->rate[flow->use][(flow->exporter * S + flow->product) * R + flow->importer] = rates[flow->rate];
  }
  for (size_t i = 0; i < m->setup->support_count; i++) {
    const rift_dynamic_support *support = &m->setup->supports[i];
    m->added[(support->exporter * S + support->product) * R + support->importer] = rates[support->rate];
  }
  for (size_t i = 0; i < n; i++) {
    orders[i] = plain_collect(m, i);
    double need = m->x0[i] > 0 ? plain_max(orders[i].direct[0] + orders[i].direct[1] + orders[i].direct[2] + orders[i].switched - m->nowhere[i], 0) : 0;
    double scarcity = need > 0 ? (need - m->x[i]) / need : 0;
    bool ario = rules->input_function == RIFT_INPUT_ARIO;
    if (m->step > 1) {
      double grows = ario ? scarcity : plain_max(scarcity, 0);
      bool fades = ario ? scarcity == 0 : scarcity <= 0;
      m->alpha[i] += m->days / (365 * rules->overproduction_time) * ((most - m->alpha[i]) * grows + (fades ? 1 - m->alpha[i] : 0));
      m->alpha[i] = plain_max(m->alpha[i], 1);
    }
    alpha_before[i] = m->alpha[i] * m->labour[i];
    capacity[i] = m->x0[i] * kept[i] * plain_min(m->alpha[i] * m->labour[i], most);
    m->wanted[i] = plain_min(need, capacity[i]);
    m->could[i] = plain_min(need, m->x0[i] * kept[i] * most);
    m->limit[i] = plain_input_limit(m, i);
    book[i] = m->x0[i] > 0 ? plain_max(orders[i].direct[0] + orders[i].direct[1] + orders[i].direct[2] + orders[i].switched + orders[i].waiting - m->nowhere[i], 0) : 0;
  }
  plain_critical_limits(m, rates);
  for (size_t i = 0; i < n; i++) {
    m->x[i] = plain_min(m->wanted[i], m->limit[i]);
    double goods = m->x[i] + m->nowhere[i];
    double intermediate = orders[i].direct[0], final = orders[i].direct[1] + orders[i].direct[2];
    double to_intermediate, to_final, to_own = 0;
    if (rules->intermediate_first) {
      double own = m->O[i * n + i];
      to_own = plain_min(goods, own);
      served_own[i] = own > 0 ? to_own / own : 1;
      goods -= to_own;
      intermediate = plain_max(intermediate - own, 0);
      to_intermediate = plain_min(goods, intermediate);
      to_final = plain_min(goods - to_intermediate, final);
    } else {
      double share = intermediate + final > 0 ? plain_min(goods / (intermediate + final), 1) : 1;
      to_intermediate = share * intermediate;
      to_final = share * final;
    }
    double rest = plain_max(goods - to_intermediate - to_final, 0);
    served[i] = intermediate > 0 ? to_intermediate / intermediate : 1;
    served_own[i] = rules->intermediate_first ? served_own[i] : served[i];
    served_final[i] = final > 0 ? to_final / final : 1;
    served_switched[i] = orders[i].switched > 0 ? plain_min(rest / orders[i].switched, 1) : 1;
    if (rules->labour && m->x0[i] > 0) {
      double target = kept[i] > 0 ? plain_min(plain_min(book[i], m->limit[i]) / (kept[i] * m->x0[i]), most) : 0;
      double gap = target - m->labour[i] * m->alpha[i];
      double lag = gap > 0 ? m->p.hiring : m->p.firing;
      m->labour[i] = plain_max(m->labour[i] + (lag > 0 ? 1 - exp(-m->days / lag) : 1) * gap, 0);
    }
  }
  plain_critical_use(m, rates);
  /* deliveries: direct ones where not blocked, redirected ones spread over the users that redirect */
  memset(m->deliveries, 0, n * sizeof(double));
  memset(m->imported, 0, n * sizeof(double));
  memset(m->home, 0, n * sizeof(double));
  for (size_t u = 0; u < 3; u++) {
    for (size_t r = 0; r < R; r++) {
      for (size_t k = 0; k < S; k++) {
        double redirected = plain_redirected(m, u, k, r), arrived = 0;
        for (size_t e = 0; e < R; e++) {
          size_t i = e * S + k;
          double extra = plain_alternative(m, u, i, r) * redirected * served_switched[i];
          double blocked = plain_max(m->away[u][i * R + r], m->rate[u][i * R + r]);
          double direct = plain_asked(m, u, i, r) * (1 - blocked) * (u == 0 ? served[i] : served_final[i]);
          direct += u == 0 && e == r ? m->O[i * n + i] * (served_own[i] - served[i]) : 0;
          arrived += extra;
          m->deliveries[i] += extra + direct;
          m->imported[r * S + k] += extra + direct;
          m->home[r * S + k] += e == r ? extra + direct : 0;
        }
        for (size_t s = 0; u == 0 && s < S; s++) {
          size_t j = r * S + s;
          for (size_t e = 0; e < R; e++) {
            size_t i = e * S + k;
            double away = m->away[0][i * R + r];
            double blocked = plain_max(away, m->rate[0][i * R + r]);
            double share = redirected > 0 ? arrived / redirected : 0;
            m->delivered[i * n + j] = m->O[i * n + j] * ((1 - blocked) * (i == j ? served_own[i] : served[i]) + away * share);
            add[k * n + j] += m->delivered[i * n + j];
          }
        }
      }
    }
  }
  /* stocks */
  bool still = rules->input_function == RIFT_INPUT_ARIO;
  for (size_t c = 0; c < S * n; c++) {
    size_t k = c / n, j = c % n;
    double used = m->x0[j] > 0 ? plain_input(m, k, j) / m->x0[j] * m->x[j] : 0;
    still = still && fabs(add[c] - used) * m->days <= 1e-8 + 1e-5 * used * m->days;
    add[c] -= used;
  }
  for (size_t c = 0; c < S * n && !still; c++) {
    m->stock[c] = plain_max(m->stock[c] + m->days * add[c], 0);
  }
  /* new orders */
  for (size_t j = 0; j < n; j++) {
    for (size_t k = 0; k < S; k++) {
      double input = plain_input(m, k, j), total = 0;
      if (!(input > 0)) {
        continue;
      }
      double a = input / m->x0[j];
      double level = rules->input_function == RIFT_INPUT_ARIO ? m->wanted[j] : m->x0[j];
      double gap = plain_days_of_stock(m, j) * a * level - m->stock[k * n + j];
      double refill = 1 / plain_max(m->p.restock, m->days);
      bool ario = rules->input_function == RIFT_INPUT_ARIO;
      double order = ario ? a * m->x[j] + plain_max(gap, 0) * refill : plain_max(a * m->could[j] + gap * refill, 0);
      for (size_t e = 0; e < R; e++) {
        size_t i = e * S + k;
        double w = rules->capacity_weighted ? kept[i] * plain_min(alpha_before[i], most) : 1;
        total += m->Z[i * n + j] * w;
      }
      for (size_t e = 0; e < R; e++) {
        size_t i = e * S + k;
        double w = rules->capacity_weighted ? kept[i] * plain_min(alpha_before[i], most) : 1;
        m->O[i * n + j] = total > 0 ? order * m->Z[i * n + j] * w / total : 0;
      }
    }
  }
  /* switching, where someone else delivers */
  for (size_t u = 0; u < 3; u++) {
    for (size_t at = 0; at < n * R; at++) {
      double others = 0;
      for (size_t e = 0; e < R; e++) {
        others += plain_alternative(m, u, e * S + at / R % S, at % R);
      }
      double lag = m->p.switching[at / R % S];
      if (m->listed[u][at] > 0 && others > 0) {
        m->away[u][at] += (m->rate[u][at] - m->away[u][at]) * (lag > 0 ? 1 - exp(-m->days / lag) : 1);
      }
    }
  }
  free(capacity), free(served), free(served_own), free(served_final), free(served_switched), free(book), free(alpha_before), free(add), free(orders);
  m->step++;
}

#endif
