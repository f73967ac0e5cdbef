/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the static model must do whatever the numbers: nothing from nothing, the same in any currency and any order, losses
 * that add up, bounds that bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>

#include "support/static_bench.h"

enum { R = 4, S = 5, N = R * S, C = 3, MEASURES = 7 };
enum { DEU, CHN, FRA, USA };
enum { A, C20, C26, C28, C29 };
static const char drawn[] = "resourcing_drawn";

#define SIZE(unit) "size: {dist: uniform, min: 0, max: 1, unit: " unit ", source: test}"

/* Every instrument the model expresses, overlapping. */
static const char mixed[] =
    "measures:\n"
    "  - {id: controls, instrument: export_control, from: [DEU, FRA], to: [CHN], sectors: [C28, C26], " SIZE("share") "}\n"
    "  - {id: inputs, instrument: export_control, from: [CHN], to: [DEU], sectors: [C20, C26, C28], use: intermediate, " SIZE("share") "}\n"
    "  - {id: ban, instrument: import_ban, from: [CHN], to: [DEU, USA], sectors: [C26], " SIZE("share") "}\n"
    "  - {id: there, instrument: boycott, from: [DEU], by: [CHN], sectors: [C29, C26], " SIZE("share") "}\n"
    "  - {id: here, instrument: boycott, from: [CHN], by: [DEU], sectors: [C29, C26], " SIZE("share") "}\n"
    "  - {id: duty, instrument: tariff, kind: increase, from: [CHN], to: [DEU, FRA], sectors: [C26, C29], " SIZE("ad_valorem") "}\n"
    "  - {id: friction, instrument: trade_cost, from: [CHN], to: [DEU, USA], sectors: [C26, A], " SIZE("ad_valorem") "}\n";

static double *flow_at(rift_economy *e, size_t exporter, size_t sector, size_t importer, size_t user) {
  return &e->intermediate[(exporter * S + sector) * N + importer * S + user];
}

static double *final_at(rift_economy *e, size_t exporter, size_t sector, size_t importer, size_t category) {
  return &e->final_demand[((exporter * S + sector) * R + importer) * C + category];
}

/* Outputs and value added from the flows, after a test has changed some. */
static void balance(rift_economy *e) {
  for (size_t i = 0; i < N; i++) {
    e->gross_output[i] = 0;
    for (size_t j = 0; j < N; j++) {
      e->gross_output[i] += e->intermediate[i * N + j];
    }
    for (size_t k = 0; k < R * C; k++) {
      e->gross_output[i] += e->final_demand[i * R * C + k];
    }
  }
  for (size_t j = 0; j < N; j++) {
    double inputs = 0;
    for (size_t i = 0; i < N; i++) {
      inputs += e->intermediate[i * N + j];
    }
    e->taxes[j] = 0.02 * e->gross_output[j];
    e->margins[j] = 0.01 * e->gross_output[j];
    e->value_added[j] = 0.97 * e->gross_output[j] - inputs;
  }
}

/* Lanes 0 and 5 have no shock, the others do: what gives zero there is the same solution that gives losses beside it. */
static void nothing_comes_from_nothing(void **state) {
  (void)state;
  rift_economy economy;
  static_bench b;
  toy_economy(&economy, R, S, 7);
  assert_int_equal(static_bench_open(&b, &economy, mixed), RIFT_OK);
  static_bench_draw(&b, 1);
  for (size_t m = 0; m < MEASURES; m++) {
    static_bench_set_size(&b, m, 0, 0);
    static_bench_set_size(&b, m, 5, 0);
  }
  static_bench_solve(&b);
  size_t moved = 0;
  for (size_t o = 0; o < b.info->outcome_count; o++) {
    assert_true(b.outcomes[o * RIFT_LANES] == 0);
    assert_true(b.outcomes[o * RIFT_LANES + 5] == 0);
    moved += b.outcomes[o * RIFT_LANES + 1] != 0;
  }
  assert_true(moved > b.info->outcome_count / 2);
  static_bench_close(&b);
  rift_economy_free(&economy);
}

/* Support alone is a change of final demand: nothing at size zero, to the last bit, twice as much of everything at twice the
 * size, whatever r is, and no price moves. Lane 0 has no support, lane 1 half of lane 2's. */
static void support_is_linear_and_free_of_resourcing(void **state) {
  static const char supported[] =
      "measures:\n"
      "  - {id: all, instrument: demand_support, by: [DEU, CHN], sectors: [C29, C26], " SIZE("share") "}\n"
      "  - {id: one, instrument: demand_support, by: FRA, from: CHN, sectors: [C20], " SIZE("share") "}\n";
  (void)state;
  rift_economy economy;
  static_bench b;
  toy_economy(&economy, R, S, 7);
  assert_int_equal(static_bench_open(&b, &economy, supported), RIFT_OK);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    for (size_t m = 0; m < 2; m++) {
      static_bench_set_size(&b, m, lane, lane == 0 ? 0 : lane == 1 ? 0.2 : 0.4);
    }
    b.parameters[lane] = (double)lane / RIFT_LANES;
  }
  static_bench_solve(&b);
  size_t moved = 0;
  for (size_t o = 0; o < b.info->outcome_count; o++) {
    const double *outcome = b.outcomes + o * RIFT_LANES;
    rift_indicator indicator = b.info->outcomes[o].indicator;
    bool price = indicator == RIFT_PRODUCER_PRICE || indicator == RIFT_CONSUMER_PRICE;
    assert_true(outcome[0] == 0);
    assert_true(fabs(outcome[2] - 2 * outcome[1]) <= 1e-12);
    assert_true(fabs(outcome[3] - outcome[2]) <= 1e-12); /* another r */
    assert_true(indicator == RIFT_GROSS_OUTPUT ? outcome[1] > 0 : !price || outcome[1] == 0);
    moved += outcome[1] != 0;
  }
  assert_true(moved > b.info->outcome_count / 3);
  static_bench_close(&b);
  rift_economy_free(&economy);
}

static void scale(double *values, size_t count, double factor) {
  for (size_t i = 0; i < count; i++) {
    values[i] *= factor;
  }
}

static void scale_money(rift_economy *e, double factor) {
  scale(e->intermediate, N * N, factor);
  scale(e->final_demand, N * R * C, factor);
  scale(e->gross_output, N, factor);
  scale(e->value_added, N, factor);
  scale(e->taxes, N, factor);
  scale(e->margins, N, factor);
}

/* All outcomes of two benches, paired by name. Tolerances are in percentage points: what the solver's last sweep leaves out
 * is below 1e-14 of base, which is 1e-12 percent. */
static void assert_same_outcomes(const static_bench *one, const static_bench *other, double tolerance) {
  assert_int_equal(one->info->outcome_count, other->info->outcome_count);
  for (size_t o = 0; o < one->info->outcome_count; o++) {
    const rift_outcome *outcome = &one->info->outcomes[o];
    size_t p = static_bench_find(other, outcome->indicator, outcome->region, outcome->sector, outcome->closure);
    assert_true(p != SIZE_MAX);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double a = one->outcomes[o * RIFT_LANES + lane];
      double b = other->outcomes[p * RIFT_LANES + lane];
      if (!(fabs(a - b) <= tolerance)) {
        fail_msg("%s %s %s (%s): %.17g and %.17g", rift_indicator_entry_of(outcome->indicator)->name, outcome->region,
                 outcome->sector, outcome->closure, a, b);
      }
    }
  }
}

static void the_unit_of_money_means_nothing(void **state) {
  (void)state;
  static const double factors[] = {2, 1e3, 0.9217};
  rift_economy economy;
  static_bench base;
  toy_economy(&economy, R, S, 7);
  assert_int_equal(static_bench_open(&base, &economy, mixed), RIFT_OK);
  static_bench_draw(&base, 2);
  static_bench_solve(&base);
  for (size_t k = 0; k < 3; k++) {
    rift_economy scaled;
    static_bench b;
    toy_economy(&scaled, R, S, 7);
    scale_money(&scaled, factors[k]);
    assert_int_equal(static_bench_open(&b, &scaled, mixed), RIFT_OK);
    static_bench_draw(&b, 2);
    static_bench_solve(&b);
    assert_same_outcomes(&base, &b, k == 0 ? 0 : 1e-12); /* a factor of two changes no digit */
    assert_true(fabs(b.info->unreplaceable_musd - factors[k] * base.info->unreplaceable_musd) <= 1e-12 * b.info->unreplaceable_musd);
    static_bench_close(&b);
    rift_economy_free(&scaled);
  }
  static_bench_close(&base);
  rift_economy_free(&economy);
}

/* Guides steer how a batch is solved, not what comes out, whether the draws lie near them or are none at all. */
static void guides_change_nothing(void **state) {
  (void)state;
  rift_economy economy;
  static_bench plain, guided;
  toy_economy(&economy, R, S, 7);
  assert_int_equal(static_bench_open(&plain, &economy, mixed), RIFT_OK);
  assert_int_equal(static_bench_open_guided(&guided, &economy, mixed, 8), RIFT_OK);
  for (uint64_t seed = 0; seed < 20; seed++) {
    static_bench_draw(&plain, seed);
    static_bench_draw(&guided, seed);
    for (size_t m = 0; m < MEASURES; m++) {
      static_bench_set_size(&plain, m, 2, 0);
      static_bench_set_size(&guided, m, 2, 0);
    }
    static_bench_solve(&plain);
    static_bench_solve(&guided);
    assert_same_outcomes(&plain, &guided, 2e-11); /* the stated error of both, 1e-13 of base */
    for (size_t o = 0; o < guided.info->outcome_count; o++) {
      assert_true(guided.outcomes[o * RIFT_LANES + 2] == 0);
    }
  }
  static_bench_close(&plain);
  static_bench_close(&guided);
  rift_economy_free(&economy);
}

static void rename_codes(rift_names *names, size_t count, const rift_names *from, const size_t *order) {
  rift_names_free(names);
  memset(names, 0, sizeof *names);
  for (size_t i = 0; i < count; i++) {
    const char *code = from->items[order[i]];
    rift_names_add(names, code, strlen(code), NULL);
  }
}

/* to[i] is the node from[regions[r] * S + sectors[s]]. */
static void permute(rift_economy *to, const rift_economy *from, const size_t *regions, const size_t *sectors) {
  for (size_t i = 0; i < N; i++) {
    size_t k = regions[i / S] * S + sectors[i % S];
    to->gross_output[i] = from->gross_output[k];
    to->value_added[i] = from->value_added[k];
    to->employment[i] = from->employment[k];
    for (size_t j = 0; j < N; j++) {
      to->intermediate[i * N + j] = from->intermediate[k * N + regions[j / S] * S + sectors[j % S]];
    }
    for (size_t m = 0; m < R * C; m++) {
      to->final_demand[i * R * C + m] = from->final_demand[k * R * C + regions[m / C] * C + m % C];
    }
  }
  rename_codes(&to->regions, R, &from->regions, regions);
  rename_codes(&to->sectors, S, &from->sectors, sectors);
}

static void the_order_of_regions_and_sectors_means_nothing(void **state) {
  (void)state;
  static const size_t orders[3][R] = {{3, 2, 1, 0}, {0, 1, 2, 3}, {2, 0, 3, 1}};
  static const size_t sector_orders[3][S] = {{0, 1, 2, 3, 4}, {4, 2, 0, 3, 1}, {1, 4, 3, 0, 2}};
  rift_economy economy;
  static_bench base;
  toy_economy(&economy, R, S, 7);
  assert_int_equal(static_bench_open(&base, &economy, mixed), RIFT_OK);
  static_bench_draw(&base, 3);
  static_bench_solve(&base);
  for (size_t k = 0; k < 3; k++) {
    rift_economy moved;
    static_bench b;
    toy_economy(&moved, R, S, 7);
    permute(&moved, &economy, orders[k], sector_orders[k]);
    assert_int_equal(static_bench_open(&b, &moved, mixed), RIFT_OK);
    static_bench_draw(&b, 3);
    static_bench_solve(&b);
    assert_same_outcomes(&base, &b, 1e-12);
    static_bench_close(&b);
    rift_economy_free(&moved);
  }
  static_bench_close(&base);
  rift_economy_free(&economy);
}

/* Re-sourcing adds flows and takes none away, a cut without it only takes away: with an inverse that is nowhere negative, every
 * node's output rises with r and, at r = 0, falls with the cut. */
static void output_rises_with_resourcing_and_falls_with_cuts(void **state) {
  (void)state;
  rift_economy economy;
  static_bench b;
  toy_economy(&economy, R, S, 11);
  assert_int_equal(static_bench_open(&b, &economy, mixed), RIFT_OK);
  for (uint64_t draw = 0; draw < 20; draw++) {
    for (int by_cut = 0; by_cut < 2; by_cut++) {
      uint64_t seed = 100 + draw;
      for (size_t m = 0; m < MEASURES; m++) {
        double size = toy_random(&seed);
        for (size_t lane = 0; lane < RIFT_LANES; lane++) {
          double ladder = (double)lane / (RIFT_LANES - 1);
          static_bench_set_size(&b, m, lane, by_cut ? size * ladder : size);
          b.parameters[lane] = by_cut ? 0 : ladder;
        }
      }
      static_bench_solve(&b);
      for (size_t o = 0; o < b.info->outcome_count; o++) {
        const rift_outcome *outcome = &b.info->outcomes[o];
        const double *values = &b.outcomes[o * RIFT_LANES];
        for (size_t lane = 1; outcome->indicator == RIFT_GROSS_OUTPUT && strcmp(outcome->closure, drawn) == 0 && lane < RIFT_LANES; lane++) {
          double rise = values[lane] - values[lane - 1];
          assert_true(by_cut ? rise <= 1e-12 : rise >= -1e-12);
        }
      }
      /* The bounds are the ends of that ladder. */
      size_t world = static_bench_find(&b, RIFT_GROSS_OUTPUT, "WORLD", "all", drawn);
      size_t none = static_bench_find(&b, RIFT_GROSS_OUTPUT, "WORLD", "all", "resourcing_0");
      size_t full = static_bench_find(&b, RIFT_GROSS_OUTPUT, "WORLD", "all", "resourcing_1");
      size_t last = RIFT_LANES - 1;
      assert_true(b.outcomes[world * RIFT_LANES] == b.outcomes[none * RIFT_LANES]);
      assert_true(b.outcomes[world * RIFT_LANES + last] == b.outcomes[(by_cut ? none : full) * RIFT_LANES + last]);
      assert_true(b.outcomes[none * RIFT_LANES + last] < b.outcomes[full * RIFT_LANES + last]);
    }
  }
  static_bench_close(&b);
  rift_economy_free(&economy);
}

/* Sum of an indicator's changes in money over regions or sectors, in the place of the row's own. */
static double added_up(const static_bench *b, const rift_economy *e, const rift_outcome *row, bool over_regions, size_t lane) {
  double sum = 0;
  size_t count = over_regions ? R : S;
  for (size_t i = 0; i < count; i++) {
    const char *region = over_regions ? e->regions.items[i] : row->region;
    const char *sector = over_regions ? row->sector : e->sectors.items[i];
    size_t o = static_bench_find(b, row->indicator, region, sector, row->closure);
    sum += o == SIZE_MAX ? 0 : b->outcomes[o * RIFT_LANES + lane] * b->info->outcomes[o].base / 100;
  }
  return sum;
}

/* Levels add up over sectors to a region's and over regions to the world's, in every closure. Tolerance: the sums of some
 * twenty terms, each to 1e-13 of its base. */
static void losses_add_up(void **state) {
  (void)state;
  rift_economy economy;
  static_bench b;
  size_t rows = 0;
  toy_economy(&economy, R, S, 13);
  assert_int_equal(static_bench_open(&b, &economy, mixed), RIFT_OK);
  static_bench_draw(&b, 4);
  static_bench_solve(&b);
  for (size_t o = 0; o < b.info->outcome_count; o++) {
    const rift_outcome *row = &b.info->outcomes[o];
    bool world = strcmp(row->region, "WORLD") == 0;
    bool all = strcmp(row->sector, "all") == 0;
    if (row->indicator == RIFT_CONSUMER_PRICE || !(world || all)) {
      continue;
    }
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      double level = b.outcomes[o * RIFT_LANES + lane] * row->base / 100;
      assert_true(!world || fabs(level - added_up(&b, &economy, row, true, lane)) <= 1e-12 * row->base);
      assert_true(!all || fabs(level - added_up(&b, &economy, row, false, lane)) <= 1e-12 * row->base);
    }
    rows++;
  }
  assert_true(rows > 40);
  static_bench_close(&b);
  rift_economy_free(&economy);
}

/* What the world delivers to final demand is what all nodes sell less what they buy: the sum of their primary inputs, value
 * added and 3 % of output in this economy. With r = 1 and a supplier for everything it stays; with r = 0 it falls. */
static void full_resourcing_keeps_world_final_demand(void **state) {
  (void)state;
  static const char measures[] =
      "measures:\n"
      "  - {id: inputs, instrument: export_control, from: [CHN], to: [DEU, FRA], use: intermediate, " SIZE("share") "}\n"
      "  - {id: back, instrument: export_control, from: [DEU], to: [CHN], use: household, " SIZE("share") "}\n"
      "  - {id: boycott, instrument: boycott, from: [DEU, FRA], by: [CHN], sectors: [C29, C26], " SIZE("share") "}\n";
  rift_economy economy;
  static_bench b;
  toy_economy(&economy, R, S, 17);
  assert_int_equal(static_bench_open(&b, &economy, measures), RIFT_OK);
  assert_true(b.info->unreplaceable_musd == 0);
  static_bench_draw(&b, 5);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    b.parameters[lane] = lane % 2 == 0 ? 1 : 0;
  }
  static_bench_solve(&b);
  size_t output = static_bench_find(&b, RIFT_GROSS_OUTPUT, "WORLD", "all", drawn);
  size_t added = static_bench_find(&b, RIFT_VALUE_ADDED, "WORLD", "all", drawn);
  double base = b.info->outcomes[output].base;
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double change = b.outcomes[added * RIFT_LANES + lane] * b.info->outcomes[added].base / 100 +
                    0.03 * b.outcomes[output * RIFT_LANES + lane] * base / 100;
    assert_true(lane % 2 == 0 ? fabs(change) <= 1e-12 * base : change < -1e-4 * base);
    assert_true(fabs(b.outcomes[output * RIFT_LANES + lane]) > 1e-4);
  }
  static_bench_close(&b);
  rift_economy_free(&economy);
}

/* Germany buys electronics for its industry from China alone: a cut is lost whatever r, and the flows are counted. */
static void without_another_supplier_a_cut_is_lost(void **state) {
  (void)state;
  static const char measures[] =
      "measures:\n  - {id: cut, instrument: export_control, from: [CHN], to: [DEU], sectors: [C26], use: intermediate, " SIZE("share") "}\n";
  rift_economy economy;
  static_bench b;
  double flows = 0;
  toy_economy(&economy, R, S, 19);
  for (size_t user = 0; user < S; user++) {
    for (size_t e = 0; e < R; e++) {
      *flow_at(&economy, e, C26, DEU, user) *= e == CHN ? 3 : 0;
    }
    flows += *flow_at(&economy, CHN, C26, DEU, user);
  }
  balance(&economy);
  assert_int_equal(static_bench_open(&b, &economy, measures), RIFT_OK);
  assert_true(flows > 1 && fabs(b.info->unreplaceable_musd - flows) <= 1e-12 * flows);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    static_bench_set_size(&b, 0, lane, 0.7);
    b.parameters[lane] = (double)lane / (RIFT_LANES - 1);
  }
  static_bench_solve(&b);
  for (size_t o = 0; o < b.info->outcome_count; o++) {
    for (size_t lane = 1; lane < RIFT_LANES; lane++) {
      assert_true(fabs(b.outcomes[o * RIFT_LANES + lane] - b.outcomes[o * RIFT_LANES]) <= 1e-12);
    }
  }
  size_t china = static_bench_find(&b, RIFT_GROSS_OUTPUT, "CHN", "C26", drawn);
  assert_true(b.outcomes[china * RIFT_LANES] * b.info->outcomes[china].base / 100 <= -0.7 * flows);
  static_bench_close(&b);
  rift_economy_free(&economy);
}

/* A negative entry of final demand is no purchase: China's only entry in the cut cell is a fall of inventories, and nothing
 * happens; beside a purchase it neither shrinks the cut nor serves as a supply. */
static void negative_final_demand_is_left_alone(void **state) {
  (void)state;
  static const char measures[] =
      "measures:\n  - {id: cut, instrument: export_control, from: [CHN], to: [DEU], sectors: [C26], use: final, " SIZE("share") "}\n";
  static const double households[] = {0, 40};
  for (size_t k = 0; k < 2; k++) {
    rift_economy economy;
    static_bench b;
    toy_economy(&economy, R, S, 23);
    for (size_t c = 0; c < C; c++) {
      *final_at(&economy, CHN, C26, DEU, c) = 0;
    }
    *final_at(&economy, CHN, C26, DEU, 0) = households[k];
    *final_at(&economy, CHN, C26, DEU, 2) = -15;
    balance(&economy);
    assert_int_equal(static_bench_open(&b, &economy, measures), RIFT_OK);
    assert_true(b.info->unreplaceable_musd == 0);
    for (size_t lane = 0; lane < RIFT_LANES; lane++) {
      static_bench_set_size(&b, 0, lane, 0.5);
      b.parameters[lane] = 0.25 * (double)(lane % 5);
    }
    static_bench_solve(&b);
    for (size_t o = 0; k == 0 && o < b.info->outcome_count * RIFT_LANES; o++) {
      assert_true(b.outcomes[o] == 0);
    }
    /* Germany's imports of electronics fall by the part of 0.5 * 40 that is not bought again abroad: with r = 0 all of it, less
     * what lower outputs no longer buy. */
    size_t imports = static_bench_find(&b, RIFT_IMPORTS, "DEU", "C26", drawn);
    double fall = b.outcomes[imports * RIFT_LANES] * b.info->outcomes[imports].base / 100;
    assert_true(k == 0 || (fall <= -20 && fall > -21));
    static_bench_close(&b);
    rift_economy_free(&economy);
  }
}

/* Costs that make a product need more than itself leave no prices: the lane fails whole, the others stay as they are. */
static void a_lane_without_prices_fails_alone(void **state) {
  (void)state;
  static const char measures[] =
      "measures:\n"
      "  - {id: cut, instrument: export_control, from: [CHN], to: [DEU], " SIZE("share") "}\n"
      "  - {id: cost, instrument: energy_cost, in: DEU, sectors: [A, C20, C26, C28, C29], " SIZE("ad_valorem") "}\n";
  rift_economy economy;
  static_bench b;
  toy_economy(&economy, R, S, 29);
  assert_int_equal(static_bench_open(&b, &economy, measures), RIFT_OK);
  static_bench_draw(&b, 6);
  static_bench_solve(&b);
  double *before = rift_allocate_doubles(b.info->outcome_count * RIFT_LANES);
  memcpy(before, b.outcomes, b.info->outcome_count * RIFT_LANES * sizeof *before);
  static_bench_set_size(&b, 1, 3, 50);
  static_bench_solve(&b);
  for (size_t o = 0; o < b.info->outcome_count * RIFT_LANES; o++) {
    assert_true(isfinite(before[o]));
    assert_true(o % RIFT_LANES == 3 ? isnan(b.outcomes[o]) : fabs(b.outcomes[o] - before[o]) <= 1e-12);
  }
  free(before);
  static_bench_close(&b);
  rift_economy_free(&economy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_comes_from_nothing),
      cmocka_unit_test(support_is_linear_and_free_of_resourcing),
      cmocka_unit_test(the_unit_of_money_means_nothing),
      cmocka_unit_test(guides_change_nothing),
      cmocka_unit_test(the_order_of_regions_and_sectors_means_nothing),
      cmocka_unit_test(output_rises_with_resourcing_and_falls_with_cuts),
      cmocka_unit_test(losses_add_up),
      cmocka_unit_test(full_resourcing_keeps_world_final_demand),
      cmocka_unit_test(without_another_supplier_a_cut_is_lost),
      cmocka_unit_test(negative_final_demand_is_left_alone),
      cmocka_unit_test(a_lane_without_prices_fails_alone)};
  return cmocka_run_group_tests_name("static properties", tests, NULL, NULL);
}
