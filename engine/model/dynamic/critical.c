/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Critical inputs: worth little, stop much. A user keeps z of an input (years of base use); of its supply a part s comes
 * from China. With a share q of that cut and a share u of it replaced, suppliers deliver at most
 * 1 - q s (1 - u), and what those in China whose deliveries are not cut can make above base (overproduction); the others
 * deliver their base until the alternative is there, and more again once nothing is cut. Users of one
 * input in one region share what is delivered in proportion to their orders, weighted by what depends on it.
 * Of what is asked of a user and its plants could make, w, the part D depends on the input and stops where it is missing:
 * output <= w - D max(0, w - available). Workers who leave the plants that stop do not make the others smaller. */
#include <string.h>

#include "model/dynamic/inside.h"

enum { L = RIFT_LANES };

static double within(double value, double low, double high) {
  return value < low ? low : value > high ? high : value;
}

static double smaller(double a, double b) { return a < b ? a : b; }

static double positive(double value) { return value > 0 ? value : 0; }

void rift_dynamic_critical_start(const rift_dynamic_core *core, const rift_dynamic_parameters *parameters,
                                 rift_dynamic_arrays *a) {
  for (size_t i = 0; i < core->item_count * L; i++) {
    a->dependence[i] = within(parameters->dependence[i], 0, 1);
    a->china_share[i] = within(parameters->china_share[i], 0, 1);
    a->critical_target[i] = positive(parameters->stock[i]);
    a->critical_stock[i] = a->critical_target[i];
    a->substitution[i] = positive(parameters->substitution[i]);
    a->critical_orders[i] = 1;
    a->critical_need[i] = a->dependence[i] * core->scale[core->items[i / L].node];
  }
}

/* The most that suppliers deliver to one user, relative to base. The alternative delivers from the substitution time on, counted from when
 * the cut began, and for the part of the step that lies after it. */
static double supply_of(const rift_dynamic_core *core, const rift_dynamic_arrays *a, size_t at, double rate) {
  double step = core->rules.step;
  double replaced = within((a->critical_clock[at] + step - a->substitution[at]) / step, 0, 1);
  double china = a->china_share[at];
  double flexible = china * (1 - rate) + (rate > 0 ? 0 : 1 - china);
  return 1 - rate * china * (1 - replaced) + (core->rules.overproduction_max - 1) * flexible;
}

static double asked_of(const rift_dynamic_core *core, const rift_dynamic_arrays *a, size_t node, size_t lane) {
  return smaller(a->need[node * L + lane], a->kept[node * L + lane] * core->rules.overproduction_max);
}

static void fill_pools(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  memset(a->pool_supply, 0, core->pool_count * L * sizeof *a->pool_supply);
  memset(a->pool_orders, 0, core->pool_count * L * sizeof *a->pool_orders);
  for (size_t i = 0; i < core->item_count; i++) {
    const rift_dynamic_item *item = &core->items[i];
    for (size_t lane = 0; lane < L; lane++) {
      size_t at = i * L + lane;
      double supply = supply_of(core, a, at, rates[item->rate * L + lane]);
      a->pool_supply[item->pool * L + lane] += a->critical_need[at] * supply;
      a->pool_orders[item->pool * L + lane] += a->critical_need[at] * a->critical_orders[at];
    }
  }
}

void rift_dynamic_critical_limit(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  fill_pools(core, rates, a);
  for (size_t i = 0; i < core->item_count; i++) {
    const rift_dynamic_item *item = &core->items[i];
    for (size_t lane = 0; lane < L; lane++) {
      size_t at = i * L + lane;
      double supply = a->pool_supply[item->pool * L + lane];
      double orders = a->pool_orders[item->pool * L + lane];
      double share = orders > supply ? supply / orders : 1;
      double wanted = asked_of(core, a, item->node, lane);
      double *limit = &a->limit[item->node * L + lane];
      a->critical_received[at] = a->critical_orders[at] * share;
      a->critical_available[at] = a->critical_stock[at] / core->rules.step + a->critical_received[at];
      double missing = positive(wanted - a->critical_available[at]);
      if (missing > 0) {
        *limit = smaller(*limit, wanted - a->dependence[at] * missing);
      }
    }
  }
}

void rift_dynamic_critical_use(const rift_dynamic_core *core, const double *rates, rift_dynamic_arrays *a) {
  double step = core->rules.step;
  for (size_t i = 0; i < core->item_count; i++) {
    const rift_dynamic_item *item = &core->items[i];
    for (size_t lane = 0; lane < L; lane++) {
      size_t at = i * L + lane;
      double used = smaller(a->critical_available[at], a->use[item->node * L + lane]);
      double stock = positive(a->critical_stock[at] + step * (a->critical_received[at] - used));
      double gap = positive(a->critical_target[at] - stock);
      a->critical_stock[at] = stock;
      a->critical_orders[at] = asked_of(core, a, item->node, lane) + gap * a->refill[lane];
      a->critical_clock[at] += rates[item->rate * L + lane] > 0 ? step : 0;
    }
  }
}
