/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "model/equilibrium/channels.h"
#include "numeric/elementary.h"

#define L RIFT_LANES

size_t rift_equilibrium_channels_doubles(const rift_equilibrium_channels *c, size_t cells, size_t regions) {
  return (4 * (c->treatment_count + 1) + 2 * rift_shock_plan_lever_count(c->plan) + 2 + cells + 2 * regions) * L;
}

/* Logs of what is left of a flow (cuts) and of the cost factor, a lever at a time. */
static void take_logs(const rift_equilibrium_channels *c, const rift_equilibrium_window *window, double *logs) {
  for (size_t k = 0; k < rift_shock_plan_lever_count(c->plan); k++) {
    rift_channel channel = rift_shock_plan_lever(c->plan, k)->channel;
    bool cut = channel == RIFT_CHANNEL_TRADE_CUT;
    for (size_t l = 0; l < L && (cut || channel == RIFT_CHANNEL_COST); l++) {
      double value = window->levers[k * L + l];
      logs[k * L + l] = cut ? (value < 1 ? rift_log1p(-value) : -(double)INFINITY) : rift_log1p(value);
    }
  }
}

/* What one term does to the coefficients of its pairs. */
typedef struct effect {
  double pull, sold, rent, shift;
} effect;

static effect term_effect(const rift_equilibrium_channels *c, const rift_equilibrium_window *window, const double *logs,
                          const rift_equilibrium_treatment *treatment, const rift_equilibrium_term *term, size_t l) {
  double theta = window->theta[treatment->sector * L + l];
  double exponent = 0;
  double rent = 0;
  double tariff = treatment->base_tariff;
  double preference = 1;
  double weight = 1;
  if (term->cut != RIFT_NO_LEVER) {
    double left = logs[term->cut * L + l];
    exponent += c->options->cut_is_value ? left : left * theta / (1 + theta);
    rent = c->options->quota_rents == RIFT_RENTS_LOST ? 0 : 1 - rift_exp(c->options->cut_is_value ? left / theta : left / (1 + theta));
    weight = window->weights == NULL ? 1 : window->weights[term->cut * L + l];
  }
  if (term->cost != RIFT_NO_LEVER) {
    exponent -= theta * logs[term->cost * L + l];
    tariff = term->taxed && window->tariffs != NULL ? window->tariffs[term->cost * L + l] : tariff;
    weight = window->weights == NULL ? 1 : window->weights[term->cost * L + l];
  }
  if (term->shift != RIFT_NO_LEVER) {
    preference = 1 - window->levers[term->shift * L + l];
    weight = window->weights == NULL ? 1 : window->weights[term->shift * L + l];
  }
  double strength = exponent > -700 ? rift_exp(exponent) * preference : 0;
  double net = strength / (1 + tariff);
  double kept = c->options->quota_rents == RIFT_RENTS_LOST ? net : net * (1 - rent);
  effect e = {.pull = strength - 1, .sold = kept - 1 / (1 + treatment->base_tariff), .shift = preference - 1};
  e.rent = c->options->quota_rents == RIFT_RENTS_EXPORTER ? net * rent : 0;
  double scale = term->share * weight;
  return (effect){.pull = scale * e.pull, .sold = scale * e.sold, .rent = scale * e.rent, .shift = scale * e.shift};
}

/* A table error above 1 with a cut near 1 would leave less than nothing: nothing is left. */
static effect whole_effect(const rift_equilibrium_channels *c, const rift_equilibrium_window *window, const double *logs,
                           const rift_equilibrium_treatment *treatment, size_t l) {
  effect sum = {0};
  for (size_t t = 0; t < treatment->term_count; t++) {
    effect e = term_effect(c, window, logs, treatment, &treatment->terms[t], l);
    sum = (effect){.pull = sum.pull + e.pull, .sold = sum.sold + e.sold, .rent = sum.rent + e.rent, .shift = sum.shift + e.shift};
  }
  double least = -1 / (1 + treatment->base_tariff);
  if (sum.pull <= -1 || sum.sold <= least) {
    sum = (effect){.pull = -1, .sold = least, .shift = sum.shift > -1 ? sum.shift : -1};
  }
  return sum;
}

static void realise_losses(const rift_equilibrium_channels *c, const rift_equilibrium_window *window, size_t cells, double *factor) {
  for (size_t i = 0; i < cells * L; i++) {
    factor[i] = 1;
  }
  for (size_t k = 0; k < c->loss_count; k++) {
    const rift_equilibrium_loss *loss = &c->losses[k];
    for (size_t l = 0; l < L; l++) {
      double share = window->levers[loss->lever * L + l];
      if (loss->use != NULL) {
        double months = window->parameters[loss->substitution * L + l];
        double open = window->permanent ? 1 : (months - window->from) / (window->to - window->from);
        open = open < 0 ? 0 : open > 1 ? 1 : open;
        share *= window->parameters[loss->dependence * L + l] * window->parameters[loss->china_share * L + l] * open;
      }
      /* A node without any factor would have no price: a thousandth stays. */
      double left = factor[loss->cell * L + l] * (1 - share);
      factor[loss->cell * L + l] = left > 1e-3 ? left : 1e-3;
    }
  }
}

static void realise_transfers(const rift_equilibrium_channels *c, const rift_equilibrium_base *base,
                              const rift_equilibrium_window *window, double *transfer, double *waste) {
  memset(transfer, 0, base->region_count * L * sizeof *transfer);
  memset(waste, 0, base->region_count * L * sizeof *waste);
  for (size_t k = 0; k < c->transfer_count; k++) {
    const rift_equilibrium_transfer *t = &c->transfers[k];
    for (size_t l = 0; l < L; l++) {
      double moved = t->income / base->world_musd * window->levers[t->lever * L + l];
      transfer[t->owner * L + l] -= moved;
      transfer[t->host * L + l] += moved;
      waste[t->host * L + l] += t->wasted ? moved : 0;
    }
  }
}

void rift_equilibrium_channels_realise(const rift_equilibrium_channels *c, const rift_equilibrium_base *base,
                                       const rift_equilibrium_window *window, double *space,
                                       rift_equilibrium_draws *draws, double **waste) {
  size_t rows = (c->treatment_count + 1) * L;
  double *pull = space, *sold = pull + rows, *rent = sold + rows, *shift = rent + rows;
  double *logs = shift + rows;
  double *factor = logs + rift_shock_plan_lever_count(c->plan) * L;
  double *transfer = factor + base->cell_count * L;
  double *wasted = transfer + base->region_count * L;
  take_logs(c, window, logs);
  for (size_t t = 0; t < c->treatment_count; t++) {
    for (size_t l = 0; l < L; l++) {
      effect e = whole_effect(c, window, logs, &c->treatments[t], l);
      pull[t * L + l] = e.pull;
      sold[t * L + l] = e.sold;
      rent[t * L + l] = e.rent;
      shift[t * L + l] = e.shift;
    }
  }
  draws->pull = pull;
  draws->sold = sold;
  draws->rent = c->has_rents ? rent : NULL;
  draws->shift = c->has_shifts ? shift : NULL;
  draws->factor = c->loss_count > 0 ? factor : NULL;
  draws->transfer = c->transfer_count > 0 ? transfer : NULL;
  *waste = c->transfer_count > 0 ? wasted : NULL;
  if (c->loss_count > 0) {
    realise_losses(c, window, base->cell_count, factor);
  }
  if (c->transfer_count > 0) {
    realise_transfers(c, base, window, transfer, wasted);
  }
}
