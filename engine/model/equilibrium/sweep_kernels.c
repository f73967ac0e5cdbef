/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sweep over all equations of a batch, and the step towards their zero. Compiled once per instruction set (RIFT_ISA); vector width is the
 * only difference. */
#include "model/equilibrium/nested_equations.h"
#include "model/equilibrium/wage_system.h"

static void note(double *gap, const double *values, double weight) {
  EACH_LANE {
    double size = values[l] < 0 ? -values[l] * weight : values[l] * weight;
    gap[l] = size <= gap[l] ? gap[l] : size; /* keeps what is not a number */
  }
}

static double limited(double value, double most) {
  return value > most ? most : value < -most ? -most : value;
}

/* Residuals of the factor markets by region, with what the residuals in output will add to them; the step in w. */
static void step_wages(const work *w) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t n = q->region_count;
  double *step = w->step;
  double *excess = w->scratch;
  double *earned = excess + n * L;
  double *index = earned + n * L;
  const double *output = step + (n + q->cell_count) * L; /* its step, if found already */
  _Alignas(64) double world[L] = {0};
  memset(excess, 0, n * L * sizeof(double));
  memset(earned, 0, n * L * sizeof(double));
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double factor = q->base->value_share[cell];
    double *to = earned + cell % n * L;
    const double *level = w->level + cell * L;
    const double *share = w->value_share + cell * L;
    double *more = excess + cell % n * L;
    const double *residual = w->sold + cell * L;
    EACH_LANE { to[l] += factor * level[l] * share[l]; }
    if (w->mobile) {
      EACH_LANE { more[l] += q->income_later[cell] * residual[l]; }
    } else {
      EACH_LANE { more[l] += factor * level[l] * share[l] * output[cell * L + l]; }
    }
  }
  exponential(n, k->one, packed_rows(wages(w)), packed_rows(index));
  for (size_t i = 0; i < n; i++) {
    EACH_LANE {
      size_t at = i * L + l;
      double later = earned[at] + excess[at];
      double least = 0.2 * earned[at];
      step[at] = (later > least ? later : least) * w->per_endowment[at] / index[at];
      earned[at] *= w->per_endowment[at] / index[at];
      world[l] += w->endowment[at] * index[at];
    }
  }
  logarithm(n, k->one, packed_rows(step), packed_rows(step));
  logarithm(n, k->one, packed_rows(earned), packed_rows(earned));
  logarithm(1, k->one, packed_rows(world), packed_rows(world));
  for (size_t i = 0; i < n; i++) {
    EACH_LANE { earned[i * L + l] -= world[l]; }
    EACH_LANE { step[i * L + l] = world[l] - step[i * L + l]; }
    note(w->gap, earned + i * L, 1);
  }
  solve_wages(w, step);
  for (size_t i = 0; i < n * L; i++) {
    step[i] = limited(step[i], 0.5);
  }
}

/* Residuals in costs and outputs; sold becomes the residual in levels, its log-like size is noted. */
static void find_residuals(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *step = w->step + n * L;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    _Alignas(64) double relative[L];
    double floor = 1e-4 * q->region_factor[cell % n];
    EACH_LANE {
      size_t at = cell * L + l;
      w->sold[at] -= w->level[at];
      relative[l] = w->sold[at] / ((w->level[at] > 0 ? w->level[at] : 0) + floor);
      step[at] = w->new_cost[at] - costs(w)[at];
    }
    note(w->gap, relative, 0.1);
    note(w->gap, step + cell * L, 1);
  }
  for (size_t i = 0; i < n; i++) {
    _Alignas(64) double change[L];
    EACH_LANE {
      change[l] = (w->new_revenue[i * L + l] - w->revenue[i * L + l]) * w->per_endowment[i * L + l];
    }
    note(w->gap, change, 1);
  }
}

/* The market for product s with costs that rise with output: from what moves costs and outputs (in levels) directly to
 * what they do once buyers and factor prices have reacted. Both arrays [cell], before and after. */
static void react(const work *w, size_t s, double *cost, double *output) {
  const equations *q = w->system;
  size_t n = q->region_count;
  size_t first = s * n * L;
  double *right = w->scratch;
  double *modes = right + n * L;
  for (size_t i = 0; i < n; i++) {
    double weight = 1 / q->slope[s * n + i];
    EACH_LANE {
      size_t at = first + i * L + l;
      double excess = w->level[at] > 0 ? limited(output[at] / w->level[at], 2) : 0;
      right[i * L + l] = weight * cost[at] + excess;
    }
  }
  slab_product(&q->to_modes[s], packed_rows(right), packed_rows(modes), RIFT_STORE_SET);
  for (size_t k = 0; k < n; k++) {
    const double *factor = w->mode_factor + (s * n + k) * L;
    EACH { V(modes + k * L) *= C(factor); }
  }
  slab_product(&q->from_modes[s], packed_rows(modes), packed_rows(right), RIFT_STORE_SET);
  for (size_t i = 0; i < n; i++) {
    double per_slope = 1 / q->slope[s * n + i];
    EACH_LANE {
      size_t at = first + i * L + l;
      output[at] = w->level[at] * limited((right[i * L + l] - cost[at]) * per_slope, 2);
      cost[at] = right[i * L + l];
    }
  }
}

/* What the input-output loops inside region n add to a change of costs and outputs. */
static void find_loops(const work *w, size_t n, const double *cost, double *output, double *more_cost, double *more_output) {
  const equations *q = w->system;
  rift_rows from = {(double *)(uintptr_t)cost + n * L, q->region_count * L};
  slab_product(&q->cost_loop[n], from, region_rows(w, more_cost, n), RIFT_STORE_SET);
  slab_product(&q->output_loop[n], region_rows(w, output, n), region_rows(w, more_output, n), RIFT_STORE_SET);
}

/* What is left of the residuals in output once all nominal magnitudes of each region have moved with its wage: buyers turn away
 * from it. That they spend more at home as well changes next to nothing. */
static void move_with_wages(const work *w) {
  const equations *q = w->system;
  double *moved = w->bought;
  float *wage = (float *)(void *)w->scratch;
  for (size_t i = 0; i < q->region_count * L; i++) {
    wage[i] = (float)w->step[i];
  }
  memset(moved, 0, q->cell_count * L * sizeof *moved);
  slab_add_single(&q->substitution, wage, packed_rows(moved));
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    const double *theta = w->theta + cell / q->region_count * L;
    double *to = w->sold + cell * L;
    EACH_LANE { to[l] += theta[l] * moved[cell * L + l]; }
  }
}

/* The unknown is Y' over the region's base income: given prices the equations are linear in it. */
static void step_levels(const work *w, const double *change, double *output) {
  const equations *q = w->system;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    size_t n = cell % q->region_count;
    double unit = 1 / q->region_factor[n];
    const double *wage = w->step + n * L;
    const double *level = w->level + cell * L;
    EACH_LANE { output[cell * L + l] = unit * (change[cell * L + l] + level[l] * wage[l]); }
  }
}

/* The unknown is log Y'/Y: factor prices depend on it. */
static void step_logs(const work *w, const double *change, double *output) {
  const equations *q = w->system;
  for (size_t i = 0; i < q->cell_count * L; i++) {
    double ratio = w->level[i] > 0 ? change[i] / w->level[i] : 0;
    output[i] = ratio > 4 ? 4 : ratio < -0.8 ? -0.8 : ratio;
  }
  logarithm_of_one_plus(q->cell_count, w->lanes->one, packed_rows(output), packed_rows(output));
}

/* Steps in costs and outputs from the residuals. */
static void step_cells(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  double *cost = w->step + n * L;
  double *output = cost + q->cell_count * L;
  double *more_cost = w->bought;
  double *more_output = w->less_one;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    EACH_LANE { cost[cell * L + l] *= q->relief[cell]; }
  }
  for (size_t s = 0; s < q->sector_count && !w->mobile; s++) {
    react(w, s, cost, w->sold);
  }
  for (size_t i = 0; i < n; i++) {
    find_loops(w, i, cost, w->sold, more_cost, more_output);
  }
  for (size_t s = 0; s < q->sector_count && !w->mobile; s++) {
    react(w, s, more_cost, more_output);
  }
  for (size_t i = 0; i < q->cell_count * L; i++) {
    cost[i] += more_cost[i];
    more_output[i] += w->sold[i];
  }
  if (w->mobile) {
    step_levels(w, more_output, output);
  } else {
    step_logs(w, more_output, output);
  }
}

/* What the step in wages does to costs: through all of the value added, or through the part that follows the region's wage. */
static void move_costs(const work *w) {
  const equations *q = w->system;
  size_t n = q->region_count;
  float *wage = (float *)(void *)w->scratch;
  for (size_t i = 0; i < n; i++) {
    double relief = q->region_relief[i];
    EACH_LANE { wage[i * L + l] = (float)(w->step[i * L + l] * (w->mobile ? 1 : relief * w->lanes->mobile[l])); }
  }
  slab_add_single(&q->cost_response, wage, packed_rows(w->step + n * L));
}

/* log Y'/Y where the unknowns are levels. */
static void finish(const work *w, double *output) {
  const equations *q = w->system;
  const double least = 1e-300;
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double *to = output + cell * L;
    double unit = q->inverse_output[cell];
    EACH_LANE {
      double ratio = unit > 0 ? w->level[cell * L + l] * unit : 1;
      to[l] = ratio > least ? ratio : least;
    }
  }
  logarithm(q->cell_count, w->lanes->one, packed_rows(output), packed_rows(output));
}

static void sweep(work *w) {
  const equations *q = w->system;
  const rift_equilibrium_lanes *k = w->lanes;
  size_t n = q->region_count;
  memset(w->gap, 0, L * sizeof(double));
  memset(w->new_revenue, 0, n * L * sizeof(double));
  if (!w->mobile) {
    exponential(q->cell_count, k->one, packed_rows(outputs(w)), packed_rows(w->level));
  }
  for (size_t cell = 0; cell < q->cell_count; cell++) {
    double unit = w->mobile ? q->region_factor[cell % n] : q->base->output[cell];
    const double *from = (w->mobile ? outputs(w) : w->level) + cell * L;
    EACH_LANE { w->level[cell * L + l] = from[l] * unit; }
  }
  for (size_t s = 0; s < q->sector_count; s++) {
    find_prices(w, s);
  }
  for (size_t i = 0; i < n; i++) {
    find_factor_prices(w, i);
    if (w->cobb_douglas) {
      find_costs_plain(w, i);
    } else {
      find_costs(w, i);
    }
    find_demand(w, i);
  }
  for (size_t s = 0; s < q->sector_count; s++) {
    find_sales(w, s);
  }
  find_residuals(w);
  if (w->mobile) {
    step_wages(w);
    move_with_wages(w);
    step_cells(w);
  } else {
    step_cells(w);
    step_wages(w);
  }
  move_costs(w);
  for (size_t i = 0; i < n; i++) {
    double *to = w->revenue + i * L;
    EACH_LANE { to[l] = k->active[l] > 0 ? w->new_revenue[i * L + l] : to[l]; }
  }
}

extern void JOIN(rift_equilibrium_plain_sweep, RIFT_ISA)(rift_equilibrium_work *w);
extern const rift_equilibrium_kernels JOIN(rift_equilibrium_kernels, RIFT_ISA);
const rift_equilibrium_kernels JOIN(rift_equilibrium_kernels, RIFT_ISA) = {
    .product = slab_product,
    .exponential = exponential,
    .exponential_less_one = exponential_less_one,
    .logarithm = logarithm,
    .logarithm_of_one_plus = logarithm_of_one_plus,
    .prepare = prepare,
    .sweep = sweep,
    .sweep_plain = JOIN(rift_equilibrium_plain_sweep, RIFT_ISA),
    .finish = finish};
