/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/equilibrium/solver.h"

#include <math.h>
#include <string.h>

#include "model/equilibrium/acceleration.h"
#include "numeric/elementary.h"

/* 1 - elasticity at an elasticity of 1: its effect, half of this times the variance of log prices, is below rounding. */
static const double almost_zero = 1e-10;

/* Below this, powers of 1 - elasticity would lose more than two digits. */
static const double close_to_one = 0.01;

rift_equilibrium_control rift_equilibrium_control_default(void) {
  return (rift_equilibrium_control){.tolerance = 1e-9, .most_sweeps = 4000, .memory = 4};
}

/* Hands out the workspace, row by row. */
static double *take(double **cursor, size_t rows) {
  double *values = *cursor;
  *cursor += rows * RIFT_LANES;
  return values;
}

static size_t scratch_rows(const rift_equilibrium_system *system) {
  size_t widest = system->region_count > system->sector_count ? system->region_count : system->sector_count;
  return 6 * widest + 6;
}

static size_t unknown_rows(const rift_equilibrium_system *system) { return system->region_count + 2 * system->cell_count; }

size_t rift_equilibrium_workspace(const rift_equilibrium_system *system, const rift_equilibrium_control *options) {
  size_t regions = system->region_count;
  size_t rows = 2 * unknown_rows(system) + 17 * system->cell_count + 10 * regions + 3 * system->sector_count +
                2 * regions * regions + scratch_rows(system) + 4;
  return rows * RIFT_LANES + sizeof(rift_equilibrium_lanes) / sizeof(double) + (unknown_rows(system) + 16) +
         rift_acceleration_doubles(unknown_rows(system), options->memory);
}

static void set_lanes(rift_equilibrium_work *w, const rift_equilibrium_draws *d) {
  rift_equilibrium_lanes *k = w->lanes;
  w->cobb_douglas = true;
  w->mobile = true;
  for (size_t l = 0; l < RIFT_LANES; l++) {
    double upper = 1 - d->upper[l];
    double materials = 1 - d->materials[l];
    double consumption = 1 - d->consumption[l];
    double den = 1 - (1 - d->mobility[l]) * upper;
    w->cobb_douglas = w->cobb_douglas && upper == 0 && materials == 0 && consumption == 0;
    w->mobile = w->mobile && d->mobility[l] == 1;
    w->near_one = w->near_one || fmin(fabs(upper), fmin(fabs(materials), fabs(consumption))) < close_to_one;
    upper = fabs(upper) < almost_zero ? almost_zero : upper;
    materials = fabs(materials) < almost_zero ? almost_zero : materials;
    consumption = fabs(consumption) < almost_zero ? almost_zero : consumption;
    k->upper[l] = upper, k->per_upper[l] = 1 / upper;
    k->materials[l] = materials, k->per_materials[l] = 1 / materials;
    k->consumption[l] = consumption, k->per_consumption[l] = 1 / consumption;
    k->minus_materials[l] = -materials;
    k->fixed[l] = (1 - d->mobility[l]) / den;
    k->damped[l] = k->fixed[l] * upper;
    k->mobile[l] = d->mobility[l] / den;
    k->one[l] = k->active[l] = k->scale[l] = 1;
  }
}

static void set_theta(rift_equilibrium_work *w, const rift_equilibrium_draws *d) {
  const rift_equilibrium_system *q = w->system;
  for (size_t i = 0; i < q->sector_count * RIFT_LANES; i++) {
    w->theta[i] = d->theta[i];
    w->minus_theta[i] = -d->theta[i];
    w->minus_per_theta[i] = -1 / d->theta[i];
    w->scratch[i] = d->theta[i];
  }
  for (size_t l = 0; l < RIFT_LANES; l++) {
    w->scratch[q->sector_count * RIFT_LANES + l] = 1;
    w->lanes->theta_level[l] = 0;
    for (size_t s = 0; s < q->sector_count; s++) {
      w->lanes->theta_level[l] += d->theta[s * RIFT_LANES + l] / (q->typical_theta[s] * (double)q->sector_count);
    }
  }
}

static void set_endowments(rift_equilibrium_work *w, const rift_equilibrium_draws *d) {
  const rift_equilibrium_system *q = w->system;
  size_t n = q->region_count;
  memset(w->endowment, 0, n * RIFT_LANES * sizeof(double));
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    for (size_t l = 0; l < RIFT_LANES; l++) {
      double factor = d->factor == NULL ? 1 : d->factor[cell * RIFT_LANES + l];
      w->endowment[cell % n * RIFT_LANES + l] += q->base->factor[cell] * factor;
      if (d->factor != NULL) {
        w->factor_less[cell * RIFT_LANES + l] = rift_log(factor);
      }
    }
  }
  for (size_t i = 0; i < n * RIFT_LANES; i++) {
    w->per_endowment[i] = 1 / w->endowment[i];
  }
}

/* Preferences are shares: what buyers like less of one supplier they like more of the others. */
static void set_preferences(rift_equilibrium_work *w, const rift_equilibrium_draws *d) {
  const rift_equilibrium_system *q = w->system;
  for (size_t row = 0; row < q->cell_count; row++) {
    double *norm = w->row_norm + row * RIFT_LANES;
    for (size_t l = 0; l < RIFT_LANES; l++) {
      norm[l] = 0;
      for (size_t p = q->row_first[row]; p < q->row_first[row + 1]; p++) {
        norm[l] += q->pair_share[p] * d->shift[q->pairs[p].treatment * RIFT_LANES + l];
      }
      norm[l] = norm[l] == 0 ? 0 : rift_log1p(norm[l]);
    }
  }
}

static void lay_out(rift_equilibrium_work *w, const rift_equilibrium_system *system, const rift_equilibrium_draws *draws,
                    double **cursor) {
  size_t n = system->region_count;
  size_t cells = system->cell_count;
  *w = (rift_equilibrium_work){.system = system, .draws = draws, .rows = unknown_rows(system)};
  w->unknown = take(cursor, w->rows);
  w->step = take(cursor, w->rows);
  double **by_cell[] = {&w->price, &w->materials, &w->pulled, &w->attraction, &w->net, &w->expenditure, &w->factor_price,
                        &w->new_cost, &w->value_share, &w->level, &w->sold, &w->less_one, &w->bought, &w->factor_less, &w->row_norm, &w->mode_factor};
  for (size_t k = 0; k < sizeof by_cell / sizeof by_cell[0]; k++) {
    *by_cell[k] = take(cursor, cells);
  }
  double **by_region[] = {&w->endowment, &w->per_endowment, &w->consumer_price, &w->revenue, &w->new_revenue, &w->income, &w->earned, &w->excess};
  for (size_t k = 0; k < sizeof by_region / sizeof by_region[0]; k++) {
    *by_region[k] = take(cursor, n);
  }
  w->theta = take(cursor, system->sector_count);
  w->minus_theta = take(cursor, system->sector_count);
  w->minus_per_theta = take(cursor, system->sector_count);
  w->jacobian = take(cursor, n * n);
  w->market = take(cursor, n * n);
  w->scratch = take(cursor, scratch_rows(system));
  w->gap = take(cursor, 1);
  w->lanes = (rift_equilibrium_lanes *)(void *)*cursor;
  *cursor += sizeof *w->lanes / sizeof(double);
  w->factor_less = draws->factor == NULL ? NULL : w->factor_less;
  w->row_norm = draws->shift == NULL ? NULL : w->row_norm;
}

static void start(rift_equilibrium_work *w, const rift_equilibrium_draws *draws) {
  const rift_equilibrium_system *q = w->system;
  set_lanes(w, draws);
  set_theta(w, draws);
  set_endowments(w, draws);
  if (draws->shift != NULL) {
    set_preferences(w, draws);
  }
  for (size_t i = 0; i < q->cell_count * RIFT_LANES; i++) {
    w->value_share[i] = 1;
  }
  w->plain = w->cobb_douglas && w->mobile;
  q->kernels->prepare(w);
}

/* Rows that weigh little in their region weigh little in the choice of the mixture. */
static void set_weights(const rift_equilibrium_work *w, double *weight) {
  const rift_equilibrium_system *q = w->system;
  for (size_t n = 0; n < q->region_count; n++) {
    weight[n] = 1;
  }
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double share = q->base->factor[cell] / q->region_factor[cell % q->region_count];
    weight[q->region_count + cell] = sqrt(share);
    double income = q->region_factor[cell % q->region_count];
    weight[q->region_count + q->cell_count + cell] = w->plain ? 1 / (income * income) : w->mobile ? 1 : 0.1 * sqrt(share);
  }
}

static void fill_state(rift_equilibrium_work *w, rift_equilibrium_state *state) {
  state->wage = w->unknown;
  size_t first = w->system->region_count * RIFT_LANES;
  state->cost = w->plain ? w->unknown + first : w->new_cost;
  w->level = w->plain ? w->sold : w->level;
  w->system->kernels->finish(w, w->sold);
  state->output = w->sold;
  for (size_t cell = 0; cell < w->system->cell_count && w->plain; cell++) {
    memcpy(w->factor_price + cell * RIFT_LANES, w->unknown + cell % w->system->region_count * RIFT_LANES, RIFT_LANES * sizeof(double));
  }
  state->factor_price = w->factor_price;
  state->price = w->price;
  state->pulled = w->pulled;
  state->attraction = w->attraction;
  state->net = w->net;
  state->expenditure = w->plain ? w->unknown + first + w->system->cell_count * RIFT_LANES : w->expenditure;
  state->value_share = w->value_share;
  state->consumer_price = w->consumer_price;
  state->revenue = w->revenue;
  state->income = w->income;
}

/* Attempts, each from the base, for the lanes that did not settle before: accelerated at first, then with steps that adapt. */
typedef struct attempt {
  double scale;
  int most_sweeps;
  bool adapts;
} attempt;

static const attempt attempts[] = {{1, 100, false}, {0.5, 700, true}, {0.3, 200, false}, {0.1, 2500, true}};

/* Back to the base, in the lanes that are still at work. */
static void reset(const rift_equilibrium_work *w) {
  const rift_equilibrium_system *q = w->system;
  const double *active = w->lanes->active;
  size_t n = q->region_count;
  double *output = w->unknown + (n + q->cell_count) * RIFT_LANES;
  for (size_t i = 0; i < w->rows * RIFT_LANES; i++) {
    w->unknown[i] = active[i % RIFT_LANES] > 0 ? 0 : w->unknown[i];
  }
  for (size_t i = 0; i < q->cell_count * RIFT_LANES && w->mobile; i++) {
    size_t cell = i / RIFT_LANES;
    double start = w->plain ? q->base->expenditure[cell] : q->base->output[cell] / q->region_factor[cell % n];
    output[i] = active[i % RIFT_LANES] > 0 ? start : output[i];
  }
  for (size_t i = 0; i < n * RIFT_LANES; i++) {
    size_t r = i / RIFT_LANES;
    double base = q->base->income[r] - q->base->deficit[r] - q->region_factor[r];
    w->revenue[i] = active[i % RIFT_LANES] > 0 ? base : w->revenue[i];
  }
}

/* Notes which lanes have settled; they take no more steps. True while some have not. */
static bool take_stock(const rift_equilibrium_work *w, double tolerance, rift_equilibrium_state *state) {
  bool left = false;
  for (size_t l = 0; l < RIFT_LANES; l++) {
    if (w->lanes->active[l] > 0) {
      state->sweeps[l]++;
      state->residual[l] = w->gap[l];
      state->failed[l] = !(w->gap[l] <= tolerance);
      w->lanes->active[l] = state->failed[l];
      left = left || state->failed[l];
    }
  }
  return left;
}

static void sweep_once(rift_equilibrium_work *w) {
  if (w->plain) {
    w->system->kernels->sweep_plain(w);
  } else {
    w->system->kernels->sweep(w);
  }
}

/* Largest residual among the lanes at work; what is not a number counts as infinite. */
static double largest_gap(const rift_equilibrium_work *w) {
  double largest = 0;
  for (size_t l = 0; l < RIFT_LANES; l++) {
    double gap = w->lanes->active[l] > 0 ? w->gap[l] : 0;
    largest = gap <= largest ? largest : gap > largest ? gap : (double)INFINITY;
  }
  return largest;
}

/* Plain sweeps without acceleration, as long as they contract: they are the cheapest, and most draws need nothing else.
 * True while lanes are left. */
static bool solve_directly(rift_equilibrium_work *w, double tolerance, rift_equilibrium_state *state, int *total) {
  enum { LEAST = 5, MOST = 40 };
  static const double slow = 0.5;
  double before = (double)INFINITY;
  bool left = true;
  w->direct = true;
  for (int sweep = 0; sweep < MOST && left; sweep++) {
    w->keep = before < 100 * tolerance; /* likely the last */
    sweep_once(w);
    ++*total;
    double gap = largest_gap(w);
    left = take_stock(w, tolerance, state);
    if (sweep >= LEAST && !(gap < slow * before)) {
      break;
    }
    before = gap;
  }
  if (!left && !w->keep) {
    w->keep = true;
    sweep_once(w);
  }
  w->direct = false;
  w->keep = true;
  return left;
}

/* Lanes that are far off, or nowhere, start again from the base. */
static void reset_far(rift_equilibrium_work *w) {
  rift_equilibrium_lanes *k = w->lanes;
  double active[RIFT_LANES];
  memcpy(active, k->active, sizeof active);
  for (size_t l = 0; l < RIFT_LANES; l++) {
    k->active[l] = active[l] > 0 && !(w->gap[l] < 0.1);
  }
  reset(w);
  memcpy(k->active, active, sizeof active);
}

int rift_equilibrium_solve(const rift_equilibrium_system *system, const rift_equilibrium_draws *draws,
                           const rift_equilibrium_control *control, double *workspace, rift_equilibrium_state *state) {
  rift_equilibrium_work work;
  rift_acceleration acceleration;
  rift_accelerate *accelerate = rift_accelerate_for(rift_isa_active());
  rift_adapt *adapt = rift_adapt_for(rift_isa_active());
  double *cursor = workspace;
  lay_out(&work, system, draws, &cursor);
  double *weight = cursor;
  cursor += (work.rows + 15) / 8 * 8;
  start(&work, draws);
  set_weights(&work, weight);
  memset(state->sweeps, 0, sizeof state->sweeps);
  reset(&work);
  int total = 0;
  bool direct = work.plain && control->most_sweeps > 0;
  bool left = direct ? solve_directly(&work, control->tolerance, state, &total) : true;
  for (size_t k = 0; k < sizeof attempts / sizeof attempts[0] && left; k++) {
    if (k == 0 && direct) {
      reset_far(&work);
    } else {
      reset(&work);
    }
    rift_acceleration_start(&acceleration, work.rows, control->memory, weight, cursor);
    for (size_t l = 0; l < RIFT_LANES; l++) {
      work.lanes->scale[l] = attempts[k].scale;
    }
    for (int sweep = 0; sweep < attempts[k].most_sweeps && left && total < control->most_sweeps; sweep++, total++) {
      sweep_once(&work);
      left = take_stock(&work, control->tolerance, state);
      if (left && attempts[k].adapts) {
        adapt(&acceleration, work.lanes->scale, work.lanes->active, work.unknown, work.step);
      } else if (left) {
        accelerate(&acceleration, work.lanes->scale, work.lanes->active, work.unknown, work.step);
      }
    }
  }
  fill_state(&work, state);
  return total;
}
