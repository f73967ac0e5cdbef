/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From measures to levers: who is cut from whom, in which use, and how measures combine on a cell. Every expected value is
 * worked out here from the definitions of the instruments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>

#include "shocks/shocks.h"
#include "support/toy.h"

/* Products of at most four factors near one: a few roundings. */
static const double tolerance = 4e-16;

enum { DEU, CHN, FRA, USA, R };
enum { A, C20, C26, C28, C29, S };
enum { INTERMEDIATE = RIFT_USES_INTERMEDIATE, HOUSEHOLD = RIFT_USES_HOUSEHOLD, OTHER = RIFT_USES_OTHER_FINAL };
static const uint32_t uses[] = {INTERMEDIATE, HOUSEHOLD, OTHER};

typedef struct world {
  rift_economy economy;
  rift_scenario scenario;
  rift_shock_plan *plan;
  double *quantities; /* [quantity][RIFT_LANES] */
  double *values;     /* [lever][RIFT_LANES] */
  double *room;
} world;

static void add_group(rift_economy *economy, const char *name, rift_group_kind kind, size_t count, const size_t *members) {
  rift_group *group = &economy->groups[economy->group_count++];
  *group = (rift_group){kind, rift_copy_text(name), count, rift_allocate(count, sizeof *members)};
  memcpy(group->members, members, count * sizeof *members);
}

static rift_status read_world(world *w, const char *measures) {
  static const size_t europe[] = {DEU, FRA};
  static const size_t tech[] = {C26, C28};
  memset(w, 0, sizeof *w);
  toy_economy(&w->economy, R, S, 3);
  w->economy.groups = rift_allocate(2, sizeof *w->economy.groups);
  add_group(&w->economy, "EU", RIFT_GROUP_REGION, 2, europe);
  add_group(&w->economy, "tech", RIFT_GROUP_SECTOR, 2, tech);
  return toy_scenario(&w->scenario, &w->economy, "{static: {}}", measures);
}

static rift_status plan_world(world *w, rift_problems *problems) {
  rift_error error = {0};
  rift_problems_init(problems);
  rift_status status = rift_shock_plan_create(&w->plan, &w->scenario, &w->economy, problems, &error);
  if (status != RIFT_OK) {
    return status;
  }
  size_t count = rift_shock_plan_quantity_count(w->plan);
  w->quantities = rift_allocate_doubles((count + 1) * RIFT_LANES);
  w->room = rift_allocate_doubles(rift_shock_plan_workspace(w->plan));
  w->values = rift_allocate_doubles((rift_shock_plan_lever_count(w->plan) + 1) * RIFT_LANES);
  for (size_t i = 0; i < count * RIFT_LANES; i++) {
    w->quantities[i] = rift_shock_plan_quantities(w->plan)[i / RIFT_LANES]->distribution.a;
  }
  return RIFT_OK;
}

static void realise(world *w) {
  const rift_window first_year = {.from = 0, .to = 12};
  const rift_realised realised = {.levers = w->values};
  rift_shock_plan_realise(w->plan, 1, &first_year, w->quantities, RIFT_LANES, w->room, &realised);
}

static void open_world(world *w, const char *measures) {
  rift_problems problems;
  assert_int_equal(read_world(w, measures), RIFT_OK);
  assert_int_equal(plan_world(w, &problems), RIFT_OK);
  rift_problems_free(&problems);
  realise(w);
}

static void close_world(world *w) {
  rift_shock_plan_destroy(w->plan);
  rift_scenario_free(&w->scenario);
  rift_economy_free(&w->economy);
  free(w->quantities);
  free(w->values);
  free(w->room);
}

/* Draws of a quantity, one a lane; the lanes behind keep the last. */
static void set_draws(world *w, const char *id, size_t count, const double *draws) {
  size_t q = 0;
  while (strcmp(rift_shock_plan_quantities(w->plan)[q]->id, id) != 0) {
    q++;
    assert_true(q < rift_shock_plan_quantity_count(w->plan));
  }
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    w->quantities[q * RIFT_LANES + lane] = draws[lane < count ? lane : count - 1];
  }
}

/* The value of the one lever on a cell and use; NaN if none acts. Two levers of a channel on one cell are a failure. */
static double value_in(const world *w, rift_channel channel, size_t exporter, size_t importer, size_t sector,
                       uint32_t use, size_t lane) {
  double value = (double)NAN;
  for (size_t l = 0; l < rift_shock_plan_lever_count(w->plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(w->plan, l);
    for (size_t c = 0; c < lever->cell_count && lever->channel == channel; c++) {
      const rift_cell *cell = &lever->cells[c];
      if (cell->exporter == exporter && cell->importer == importer && cell->sector == sector && (cell->uses & use) != 0) {
        assert_true(isnan(value));
        value = w->values[l * RIFT_LANES + lane];
      }
    }
  }
  return value;
}

static double cut(const world *w, size_t exporter, size_t importer, size_t sector, uint32_t use) {
  return value_in(w, RIFT_CHANNEL_TRADE_CUT, exporter, importer, sector, use, 0);
}

static double cost(const world *w, size_t exporter, size_t importer, size_t sector, uint32_t use) {
  return value_in(w, RIFT_CHANNEL_COST, exporter, importer, sector, use, 0);
}

static void assert_near(double found, double expected) {
  if (!(fabs(found - expected) <= tolerance)) {
    fail_msg("found %.17g, expected %.17g", found, expected);
  }
}

static size_t cells_of(const world *w, rift_channel channel) {
  size_t count = 0;
  for (size_t l = 0; l < rift_shock_plan_lever_count(w->plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(w->plan, l);
    for (size_t c = 0; c < lever->cell_count && lever->channel == channel; c++) {
      for (size_t u = 0; u < 3; u++) {
        count += (lever->cells[c].uses & uses[u]) != 0;
      }
    }
  }
  return count;
}

#define MEASURE(id, instrument, rest) "  - {id: " id ", instrument: " instrument ", source: test, " rest "}\n"

static void cuts_combine_as_shares_kept(void **state) {
  (void)state;
  world w;
  open_world(&w, "measures:\n"
      MEASURE("a", "export_control", "from: DEU, to: CHN, sectors: [C26, C28], size: 0.5 share")
      MEASURE("b", "export_control", "from: EU, to: CHN, sectors: tech, use: intermediate, size: 0.2 share, coverage: 0.5 share")
      MEASURE("c", "import_ban", "from: DEU, to: CHN, sectors: [C28], use: final, size: 0.25 share")
      MEASURE("d", "licensing", "from: DEU, to: CHN, sectors: [C28], use: household, delay: 6 month, approval: 0.5 share"));
  assert_near(cut(&w, DEU, CHN, C26, INTERMEDIATE), 1 - 0.5 * 0.9);
  assert_near(cut(&w, DEU, CHN, C26, HOUSEHOLD), 0.5);
  assert_near(cut(&w, DEU, CHN, C28, INTERMEDIATE), 1 - 0.5 * 0.9);
  assert_near(cut(&w, DEU, CHN, C28, OTHER), 1 - 0.5 * 0.75);
  /* Six months without any licence, then half: 0.75 of the flow on average. */
  assert_near(cut(&w, DEU, CHN, C28, HOUSEHOLD), 1 - 0.5 * 0.75 * 0.25);
  assert_near(cut(&w, FRA, CHN, C26, INTERMEDIATE), 0.1);
  assert_true(isnan(cut(&w, FRA, CHN, C26, HOUSEHOLD)));
  assert_true(isnan(cut(&w, CHN, DEU, C28, INTERMEDIATE)));
  assert_true(isnan(cut(&w, DEU, CHN, C29, INTERMEDIATE)));
  assert_int_equal(cells_of(&w, RIFT_CHANNEL_TRADE_CUT), 2 * 3 + 2);
  close_world(&w);
}

static void costs_add_tariffs_and_multiply_the_rest(void **state) {
  (void)state;
  world w;
  open_world(&w, "measures:\n"
      MEASURE("level", "tariff", "kind: level, from: CHN, to: EU, sectors: [C29], size: 0.1 ad_valorem")
      MEASURE("more", "tariff", "kind: increase, from: CHN, to: DEU, sectors: [C29, C20], size: 30 percent")
      MEASURE("still-more", "tariff", "kind: increase, from: CHN, to: DEU, sectors: [C29], size: 0.05 ad_valorem")
      MEASURE("papers", "trade_cost", "from: CHN, to: DEU, sectors: [C29], use: intermediate, size: 0.2 ad_valorem")
      MEASURE("ships", "trade_cost", "from: CHN, to: [DEU, USA], sectors: [C29], size: 0.5 ad_valorem")
      MEASURE("gas", "energy_cost", "in: DEU, sectors: [C29], size: 1 ad_valorem"));
  assert_near(cost(&w, CHN, DEU, C29, INTERMEDIATE), 1.45 * 1.2 * 1.5 * 2 - 1);
  assert_near(cost(&w, CHN, DEU, C29, HOUSEHOLD), 1.45 * 1.5 * 2 - 1);
  assert_near(cost(&w, CHN, FRA, C29, HOUSEHOLD), 0.1);
  assert_near(cost(&w, CHN, DEU, C20, INTERMEDIATE), 0.3);
  assert_near(cost(&w, CHN, USA, C29, OTHER), 0.5);
  assert_near(cost(&w, DEU, DEU, C29, INTERMEDIATE), 1); /* energy costs hit domestic supply */
  assert_near(cost(&w, FRA, DEU, C29, HOUSEHOLD), 1);
  assert_true(isnan(cost(&w, FRA, USA, C29, HOUSEHOLD)));
  assert_true(isnan(cost(&w, DEU, FRA, C29, HOUSEHOLD)));
  assert_int_equal(cells_of(&w, RIFT_CHANNEL_TRADE_CUT), 0);
  close_world(&w);
}

static void boycotts_hit_households_and_combine(void **state) {
  (void)state;
  world w;
  open_world(&w, "measures:\n"
      MEASURE("here", "boycott", "from: CHN, by: DEU, sectors: [C29], size: 0.4 share")
      MEASURE("everywhere", "boycott", "from: CHN, by: EU, sectors: [C29], size: 0.5 share")
      MEASURE("cut", "export_control", "from: CHN, to: DEU, sectors: [C29], size: 0.3 share"));
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SHIFT, CHN, DEU, C29, HOUSEHOLD, 0), 1 - 0.6 * 0.5);
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SHIFT, CHN, FRA, C29, HOUSEHOLD, 0), 0.5);
  assert_int_equal(cells_of(&w, RIFT_CHANNEL_DEMAND_SHIFT), 2);
  assert_near(cut(&w, CHN, DEU, C29, HOUSEHOLD), 0.3); /* another channel: the model combines them */
  close_world(&w);
}

/* Without `from` every supplier is meant, the region's own among them; what adds to one flow multiplies. */
static void support_reaches_home_and_combines(void **state) {
  (void)state;
  world w;
  open_world(&w, "measures:\n"
      MEASURE("all", "demand_support", "by: DEU, sectors: [C29], size: 0.4 share, coverage: 0.5 share")
      MEASURE("here", "demand_support", "by: EU, from: [DEU, CHN], sectors: [C29, C28], size: 0.5 share")
      MEASURE("shift", "boycott", "from: CHN, by: DEU, sectors: [C29], size: 0.3 share"));
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, DEU, DEU, C29, HOUSEHOLD, 0), 1.2 * 1.5 - 1);
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, CHN, DEU, C29, HOUSEHOLD, 0), 1.2 * 1.5 - 1);
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, FRA, DEU, C29, HOUSEHOLD, 0), 0.2);
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, DEU, FRA, C28, HOUSEHOLD, 0), 0.5);
  assert_true(isnan(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, FRA, FRA, C29, HOUSEHOLD, 0)));
  assert_true(isnan(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, DEU, DEU, C29, OTHER, 0)));
  assert_true(isnan(value_in(&w, RIFT_CHANNEL_DEMAND_SUPPORT, DEU, DEU, C29, INTERMEDIATE, 0)));
  assert_near(value_in(&w, RIFT_CHANNEL_DEMAND_SHIFT, CHN, DEU, C29, HOUSEHOLD, 0), 0.3); /* the models combine them */
  assert_int_equal(rift_shock_plan_pathways(w.plan), 1 << RIFT_PATHWAY_DEMAND_SUPPORT | 1 << RIFT_PATHWAY_BOYCOTT);
  close_world(&w);
}

static void no_region_is_cut_from_itself(void **state) {
  (void)state;
  world w;
  rift_problems problems;
  assert_int_equal(read_world(&w, "measures:\n"
      MEASURE("cut", "export_control", "from: EU, to: [CHN, USA], size: 0.4 share")
      MEASURE("income", "affiliate_income_loss", "from: CHN, to: EU, goes_to: nobody, size: 0.4 share")
      MEASURE("cost", "trade_cost", "from: EU, to: [CHN, USA], size: 0.4 ad_valorem")), RIFT_OK);
  for (size_t m = 0; m < 3; m++) { /* lists that overlap, as no file can say it */
    w.scenario.measures[m].to[0] = FRA;
    w.scenario.measures[m].from[0] = m == 1 ? FRA : DEU;
  }
  assert_int_equal(plan_world(&w, &problems), RIFT_OK);
  rift_problems_free(&problems);
  realise(&w);
  assert_near(cut(&w, DEU, FRA, A, OTHER), 0.4);
  for (size_t l = 0; l < rift_shock_plan_lever_count(w.plan); l++) {
    const rift_lever *lever = rift_shock_plan_lever(w.plan, l);
    for (size_t c = 0; c < lever->cell_count; c++) {
      assert_true(lever->cells[c].exporter != lever->cells[c].importer);
    }
  }
  close_world(&w);
}

static void two_levels_on_a_cell_are_an_error_with_its_place(void **state) {
  (void)state;
  world w;
  rift_problems problems;
  assert_int_equal(read_world(&w, "measures:\n"
      MEASURE("first", "tariff", "kind: level, from: CHN, to: EU, sectors: [C28, C29], size: 0.1 ad_valorem")
      MEASURE("second", "tariff", "kind: level, from: CHN, to: FRA, sectors: [C29, C20], size: 0.2 ad_valorem")
      MEASURE("third", "tariff", "kind: increase, from: CHN, to: FRA, sectors: [C29], size: 0.2 ad_valorem")), RIFT_OK);
  assert_int_equal(plan_world(&w, &problems), RIFT_INVALID);
  assert_null(w.plan);
  assert_true(problems.errors >= 1);
  for (size_t i = 0; i < problems.count; i++) {
    assert_int_equal(problems.items[i].line, 9); /* where `second` stands */
    assert_non_null(strstr(problems.items[i].message, "'first' and 'second'"));
    assert_non_null(strstr(problems.items[i].message, "FRA buying C29 from CHN"));
  }
  rift_problems_free(&problems);
  close_world(&w);
}

/* One cell named by two levels is one mistake: it is reported once, not once a use. */
static void one_mistake_is_reported_once(void **state) {
  (void)state;
  world w;
  rift_problems problems;
  assert_int_equal(read_world(&w, "measures:\n"
      MEASURE("first", "tariff", "kind: level, from: CHN, to: DEU, sectors: [C29], size: 0.1 ad_valorem")
      MEASURE("second", "tariff", "kind: level, from: CHN, to: DEU, sectors: [C29], size: 0.2 ad_valorem")), RIFT_OK);
  assert_int_equal(plan_world(&w, &problems), RIFT_INVALID);
  assert_int_equal(problems.errors, 1);
  rift_problems_free(&problems);
  close_world(&w);
}

static void late_measures_have_no_effect_in_the_first_year(void **state) {
  (void)state;
  world w;
  open_world(&w, "measures:\n"
      MEASURE("late", "export_control", "from: DEU, to: CHN, sectors: [C28], size: 0.5 share, start: 12 month")
      MEASURE("half", "export_control", "from: FRA, to: CHN, sectors: [C28], size: 0.5 share, start: 6 month")
      MEASURE("brief", "trade_cost", "from: FRA, to: CHN, sectors: [C28], size: 0.5 ad_valorem, duration: 3 month"));
  assert_true(cut(&w, DEU, CHN, C28, INTERMEDIATE) == 0);
  assert_near(cut(&w, FRA, CHN, C28, INTERMEDIATE), 0.25);
  assert_near(cost(&w, FRA, CHN, C28, INTERMEDIATE), 0.125);
  const rift_window permanent = {.from = 0, .to = 12, .permanent = true};
  const rift_realised realised = {.levers = w.values};
  rift_shock_plan_realise(w.plan, 1, &permanent, w.quantities, RIFT_LANES, w.room, &realised);
  assert_near(cut(&w, DEU, CHN, C28, INTERMEDIATE), 0.5);
  assert_near(cost(&w, FRA, CHN, C28, INTERMEDIATE), 0.5);
  close_world(&w);
}

/* Value of the cut from DEU to CHN of C28 over the first year, for a switch with `keys` along a fixed path: storm from
 * month 3, calm from 9, storm again from month `again`. */
static double switched_cut(const char *measure_keys, const char *keys, const char *again, bool permanent) {
  char text[1024];
  world w;
  snprintf(text, sizeof text, "measures:\n  - {id: m, instrument: export_control, source: t, from: DEU, to: CHN, sectors: [C28], "
                              "size: 0.5 share%s}\nescalation:\n  source: t\n  stages: {calm: {}, storm: {}}\n"
                              "  path: [{stage: storm, at: 3 months}, {stage: calm, at: 9 months}, {stage: storm, at: %s months}]\n"
                              "  measures: {m: {stages: storm%s}}\n", measure_keys, again, keys);
  open_world(&w, text);
  rift_escalation_sampler *sampler = NULL;
  rift_path paths[RIFT_LANES];
  assert_int_equal(rift_escalation_sampler_create(&sampler, &w.scenario.escalation, 1, NULL), RIFT_OK);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    rift_escalation_path(sampler, lane, 0, 60, &paths[lane]);
  }
  const rift_window window = {.from = 0, .to = 12, .permanent = permanent};
  const rift_realised realised = {.levers = w.values, .escalation = sampler, .paths = paths};
  rift_shock_plan_realise(w.plan, 1, &window, w.quantities, RIFT_LANES, w.room, &realised);
  double value = cut(&w, DEU, CHN, C28, INTERMEDIATE);
  rift_escalation_sampler_destroy(sampler);
  close_world(&w);
  return value;
}

/* By hand, size one half, over twelve months. */
static void stages_bring_measures(void **state) {
  (void)state;
  assert_near(switched_cut("", "", "40", false), 0.5 * 6 / 12);
  assert_near(switched_cut("", ", lag: 1 month", "40", false), 0.5 * 5 / 12);
  assert_near(switched_cut("", ", lag: 6 months", "40", false), 0);
  assert_near(switched_cut(", start: 2 months", ", lag: 1 month", "40", false), 0.5 * 3 / 12);
  assert_near(switched_cut(", ramp: 2 months", "", "40", false), 0.5 * (1 + 4) / 12);
  assert_near(switched_cut(", ramp: 12 months", "", "40", false), 0.5 * (6 * 0.5 / 2) / 12); /* lifted at half */
  assert_near(switched_cut(", duration: 2 months", "", "40", false), 0.5 * 2 / 12);
  assert_near(switched_cut("", ", keep: true", "40", false), 0.5 * 9 / 12);
  assert_near(switched_cut("", "", "11", false), 0.5 * 7 / 12);
  assert_near(switched_cut("", ", permanent: 0.2 share", "40", false), 0.5 * (6 + 3 * 0.2) / 12);
  double faded = (1 - 0.5) * 3 / log(2); /* months that a half-life of three leaves of three */
  assert_near(switched_cut("", ", half_life: 3 months", "40", false), 0.5 * (6 + faded) / 12);
  assert_near(switched_cut(", duration: 60 months, half_life: 3 months", "", "40", false), 0.5 * (6 + faded) / 12);
  assert_near(switched_cut(", ramp: 12 months", ", half_life: 3 months", "40", false), 0.5 * (1.5 + 0.5 * faded) / 12);
  double briefly = (1 - exp2(-2.0 / 3)) * 3 / log(2); /* until it comes back in month 11 */
  assert_near(switched_cut("", ", half_life: 3 months", "11", false), 0.5 * (6 + briefly + 1) / 12);
  assert_near(switched_cut("", "", "40", true), 0.5);
  assert_near(switched_cut("", "", "100", true), 0); /* not on when the path ends in month 60 */
}

/* A level of 25 % over a base of 10 %: 1.25 / 1.1. In force for half of the window it moves the tariff half of the way;
 * increases come on top. Cells with another base tariff move by another factor. */
static void levels_replace_the_base_tariff(void **state) {
  (void)state;
  world w;
  rift_problems problems;
  assert_int_equal(read_world(&w, "measures:\n"
      MEASURE("level", "tariff", "kind: level, from: CHN, to: EU, sectors: [C28, C29], size: 0.25 ad_valorem")
      MEASURE("half", "tariff", "kind: level, from: CHN, to: USA, sectors: [C29], size: 0.25 ad_valorem, start: 6 month")
      MEASURE("more", "tariff", "kind: increase, from: CHN, to: DEU, sectors: [C29], size: 0.05 ad_valorem")), RIFT_OK);
  w.economy.tariffs = rift_allocate_doubles(R * R * S);
  w.economy.tariffs[(DEU * R + CHN) * S + C29] = 0.1;
  w.economy.tariffs[(USA * R + CHN) * S + C29] = 0.1;
  assert_int_equal(plan_world(&w, &problems), RIFT_OK);
  rift_problems_free(&problems);
  realise(&w);
  assert_near(cost(&w, CHN, DEU, C29, INTERMEDIATE), 1.3 / 1.1 - 1);
  assert_near(cost(&w, CHN, DEU, C28, INTERMEDIATE), 0.25);
  assert_near(cost(&w, CHN, FRA, C29, INTERMEDIATE), 0.25);
  assert_near(cost(&w, CHN, USA, C29, INTERMEDIATE), 1.175 / 1.1 - 1);
  double *tariffs = rift_allocate_doubles(rift_shock_plan_lever_count(w.plan) * RIFT_LANES);
  const rift_window first_year = {.from = 0, .to = 12};
  const rift_realised realised = {.levers = w.values, .tariffs = tariffs};
  rift_shock_plan_realise(w.plan, 1, &first_year, w.quantities, RIFT_LANES, w.room, &realised);
  memcpy(w.values, tariffs, rift_shock_plan_lever_count(w.plan) * RIFT_LANES * sizeof *tariffs);
  assert_near(cost(&w, CHN, DEU, C29, INTERMEDIATE), 0.3);
  assert_near(cost(&w, CHN, USA, C29, INTERMEDIATE), 0.175);
  free(tariffs);
  close_world(&w);
}

static void set_error(rift_economy *economy, size_t factor, size_t exporter, size_t importer, size_t sector) {
  rift_table_error_row *row = &economy->table_errors[economy->table_error_count++];
  *row = (rift_table_error_row){.factor = factor, .exporters = rift_allocate(R, sizeof(bool)),
                                .importers = rift_allocate(R, sizeof(bool)), .sectors = rift_allocate(S, sizeof(bool))};
  row->exporters[exporter] = true;
  row->importers[importer] = true;
  for (size_t s = 0; s < S; s++) {
    row->sectors[s] = sector == S || s == sector;
  }
}

/* Flows that the table knows badly get levers of their own, whose weights are the product of their factors' draws. */
static void table_errors_weigh_their_flows(void **state) {
  (void)state;
  world w;
  rift_problems problems;
  assert_int_equal(read_world(&w, "measures:\n" MEASURE("cut", "import_ban", "from: CHN, to: EU, size: 0.5 share")), RIFT_OK);
  w.economy.table_factor_count = 2;
  w.economy.table_factors = rift_allocate(2, sizeof *w.economy.table_factors);
  for (size_t f = 0; f < 2; f++) {
    w.economy.table_factors[f] = (rift_quantity){.given = true, .id = rift_copy_text(f == 0 ? "table.all" : "table.cars"),
                                                 .unit = rift_copy_text("factor"), .source = rift_copy_text("test"),
                                                 .distribution = {.kind = RIFT_POINT, .a = f == 0 ? 0.75 : 1.5}};
  }
  w.economy.table_errors = rift_allocate(3, sizeof *w.economy.table_errors);
  set_error(&w.economy, 0, CHN, DEU, S);
  set_error(&w.economy, 1, CHN, DEU, C29);
  set_error(&w.economy, 1, CHN, USA, C29);
  assert_int_equal(plan_world(&w, &problems), RIFT_OK);
  rift_problems_free(&problems);
  assert_true(rift_shock_plan_has_weights(w.plan));
  assert_int_equal(rift_shock_plan_lever_count(w.plan), 3);
  const rift_realised realised = {.weights = w.values};
  rift_shock_plan_realise(w.plan, 0, NULL, w.quantities, RIFT_LANES, w.room, &realised);
  assert_near(cut(&w, CHN, DEU, C28, INTERMEDIATE), 0.75);
  assert_near(cut(&w, CHN, DEU, C29, HOUSEHOLD), 0.75 * 1.5);
  assert_near(cut(&w, CHN, FRA, C29, INTERMEDIATE), 1);
  realise(&w);
  assert_near(cut(&w, CHN, DEU, C29, HOUSEHOLD), 0.5);
  rift_shock_plan_destroy(w.plan);
  free(w.quantities), free(w.values), free(w.room);
  w.scenario.table_errors = false;
  assert_int_equal(plan_world(&w, &problems), RIFT_OK);
  rift_problems_free(&problems);
  assert_int_equal(rift_shock_plan_lever_count(w.plan), 1);
  close_world(&w);
}

/* A draw beyond the range of its field counts as the nearest end; each lane reads its own draw. */
static void draws_outside_their_range_are_clipped(void **state) {
  (void)state;
  world w;
  static const double sizes[] = {-0.3, 1.7, 0.5, 0.5, 0.5};
  static const double coverages[] = {1, 1, 1.5, -2, 0.25};
  static const double starts[] = {-5, 0, 0, 0, -1};
  open_world(&w, "measures:\n"
      MEASURE("one", "export_control", "from: DEU, to: CHN, sectors: [C28], size: {dist: uniform, min: 0, max: 1, unit: share}, "
              "coverage: {dist: uniform, min: 0, max: 1, unit: share}, start: {dist: uniform, min: 0, max: 1, unit: month}")
      MEASURE("two", "export_control", "from: DEU, to: CHN, sectors: [C28, C29], size: {dist: uniform, min: 0, max: 1, unit: share}"));
  set_draws(&w, "one.size", 5, sizes);
  set_draws(&w, "one.coverage", 5, coverages);
  set_draws(&w, "one.start", 5, starts);
  set_draws(&w, "two.size", 5, sizes);
  realise(&w);
  static const double alone[] = {0, 1, 0.5, 0.5, 0.5};
  static const double both[] = {0, 1, 0.75, 0.5, 1 - 0.875 * 0.5};
  for (size_t lane = 0; lane < 5; lane++) {
    assert_near(value_in(&w, RIFT_CHANNEL_TRADE_CUT, DEU, CHN, C29, INTERMEDIATE, lane), alone[lane]);
    assert_near(value_in(&w, RIFT_CHANNEL_TRADE_CUT, DEU, CHN, C28, INTERMEDIATE, lane), both[lane]);
  }
  close_world(&w);
}

static void write_schedule(const char *rows) {
  FILE *stream = fopen("/tmp/rift-toy-schedule.csv", "w");
  fprintf(stream, "importer,exporter,sector,rate,unit,kind\n%s", rows);
  fclose(stream);
}

#define SCHEDULE "schedule: rift-toy-schedule.csv"

static void schedules_give_each_cell_its_rate(void **state) {
  (void)state;
  world w;
  write_schedule("EU,CHN,C29,25,percent,level\nDEU,CHN,C29,0.1,ad_valorem,increase\nCHN,USA,tech,0.4,ad_valorem,increase\n");
  open_world(&w, "measures:\n"
      MEASURE("list", "tariff", SCHEDULE ", start: 6 month")
      MEASURE("more", "tariff", "kind: increase, from: CHN, to: FRA, sectors: [C29], size: 0.05 ad_valorem"));
  remove("/tmp/rift-toy-schedule.csv");
  assert_near(cost(&w, CHN, DEU, C29, INTERMEDIATE), 0.35 / 2);
  assert_near(cost(&w, CHN, FRA, C29, HOUSEHOLD), 0.25 / 2 + 0.05);
  assert_near(cost(&w, USA, CHN, C26, OTHER), 0.2);
  assert_near(cost(&w, USA, CHN, C28, OTHER), 0.2);
  assert_int_equal(cells_of(&w, RIFT_CHANNEL_COST), 4 * 3);
  close_world(&w);
}

/* A level and an increase of the same rate on one cell are two rows that add up, not two levels. */
static void a_level_and_an_increase_of_one_rate_add_up(void **state) {
  (void)state;
  world w;
  write_schedule("DEU,CHN,C29,0.1,ad_valorem,level\nDEU,CHN,C29,0.1,ad_valorem,increase\n");
  open_world(&w, "measures:\n" MEASURE("list", "tariff", SCHEDULE));
  assert_near(cost(&w, CHN, DEU, C29, INTERMEDIATE), 0.2);
  close_world(&w);
  remove("/tmp/rift-toy-schedule.csv");
}

static const char *const movable[] = {
    MEASURE("a", "export_control", "from: EU, to: CHN, size: 0.37 share"),
    MEASURE("b", "import_ban", "from: [DEU, USA], to: CHN, sectors: tech, size: 0.21 share"),
    MEASURE("c", "export_control", "from: DEU, to: [CHN, USA], use: final, size: 0.11 share, start: 5 month"),
    MEASURE("d", "trade_cost", "from: EU, to: CHN, sectors: [C20, C26], size: 0.13 ad_valorem"),
    MEASURE("e", "tariff", "kind: increase, from: DEU, to: CHN, sectors: [C26], size: 0.27 ad_valorem"),
    MEASURE("f", "tariff", "kind: level, from: EU, to: CHN, sectors: tech, size: 0.08 ad_valorem"),
    MEASURE("g", "boycott", "from: DEU, by: CHN, sectors: [C29], size: 0.6 share"),
    MEASURE("h", "demand_support", "by: EU, sectors: [C29, C28], size: 0.3 share"),
    MEASURE("i", "demand_support", "by: [DEU, CHN], from: [DEU, USA], sectors: [C29], size: 0.7 share"),
    MEASURE("j", "demand_support", "by: CHN, from: [CHN, DEU], size: 0.2 share, start: 3 month"),
    MEASURE("k", "boycott", "from: USA, by: [DEU, CHN], sectors: [C28, C29], size: 0.25 share")};
enum { MOVABLE = sizeof movable / sizeof movable[0] };

static void assert_same_levers(const world *one, const world *other, size_t except_exporter) {
  for (size_t cell = 0; cell < R * R * S * 3 * RIFT_CHANNEL_COUNT; cell++) {
    size_t e = cell / (R * S * 3) % R;
    rift_channel channel = (rift_channel)(cell / (R * R * S * 3));
    double a = value_in(one, channel, e, cell / (S * 3) % R, cell / 3 % S, uses[cell % 3], 0);
    double b = value_in(other, channel, e, cell / (S * 3) % R, cell / 3 % S, uses[cell % 3], 0);
    if (e != except_exporter && !(isnan(a) && isnan(b)) && !(fabs(a - b) <= tolerance)) {
      fail_msg("channel %d, exporter %zu: %.17g and %.17g", (int)channel, e, a, b);
    }
  }
}

static void join(char *text, size_t length, size_t first, size_t step) {
  size_t at = (size_t)snprintf(text, length, "measures:\n");
  for (size_t i = 0; i < MOVABLE; i++) {
    at += (size_t)snprintf(text + at, length - at, "%s", movable[(first + i * step) % MOVABLE]);
  }
}

static void the_order_of_measures_means_nothing(void **state) {
  (void)state;
  char text[4096];
  world base;
  join(text, sizeof text, 0, 1);
  open_world(&base, text);
  for (size_t step = 1; step < MOVABLE; step++) { /* all coprime to eleven: permutations */
    world other;
    join(text, sizeof text, step, step);
    open_world(&other, text);
    assert_same_levers(&base, &other, R);
    close_world(&other);
  }
  close_world(&base);
}

static void one_more_measure_leaves_other_cells_alone(void **state) {
  (void)state;
  char text[4096];
  world base, other;
  join(text, sizeof text, 0, 1);
  open_world(&base, text);
  strcat(text, MEASURE("more", "export_control", "from: USA, to: [CHN, DEU], size: 0.9 share"));
  open_world(&other, text);
  assert_same_levers(&base, &other, USA);
  assert_near(cut(&other, USA, CHN, C26, INTERMEDIATE), 1 - (1 - 0.21) * (1 - 0.9));
  assert_near(cut(&other, USA, DEU, C26, INTERMEDIATE), 0.9);
  close_world(&base);
  close_world(&other);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cuts_combine_as_shares_kept),
      cmocka_unit_test(costs_add_tariffs_and_multiply_the_rest),
      cmocka_unit_test(boycotts_hit_households_and_combine),
      cmocka_unit_test(support_reaches_home_and_combines),
      cmocka_unit_test(no_region_is_cut_from_itself),
      cmocka_unit_test(two_levels_on_a_cell_are_an_error_with_its_place),
      cmocka_unit_test(one_mistake_is_reported_once),
      cmocka_unit_test(late_measures_have_no_effect_in_the_first_year),
      cmocka_unit_test(stages_bring_measures),
      cmocka_unit_test(levels_replace_the_base_tariff),
      cmocka_unit_test(table_errors_weigh_their_flows),
      cmocka_unit_test(draws_outside_their_range_are_clipped),
      cmocka_unit_test(schedules_give_each_cell_its_rate),
      cmocka_unit_test(a_level_and_an_increase_of_one_rate_add_up),
      cmocka_unit_test(the_order_of_measures_means_nothing),
      cmocka_unit_test(one_more_measure_leaves_other_cells_alone)};
  return cmocka_run_group_tests_name("shocks", tests, NULL, NULL);
}
