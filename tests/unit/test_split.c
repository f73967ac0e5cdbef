/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting: adding the children up again must give the source back to the last digits, accounts
 * must hold, and stated shares must be met. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/aggregate.h"
#include "economy/projection/balance.h"
#include "economy/projection/split.h"
#include "support/margin_files.h"
#include "support/toy.h"

#define N 3 /* regions; sectors A C20 C26 C28 C29, users these and HFCE GFCF INVNT */
#define S 5

static char folder[TINY_PATH];
static rift_split_options options;
static rift_split_report report;
static rift_problems problems;
static rift_error error;
static rift_economy source, target;

static int set_up(void **state) {
  (void)state;
  tiny_create(folder);
  options = rift_split_options_default();
  memset(&report, 0, sizeof report);
  rift_problems_init(&problems);
  toy_economy(&source, N, S, 11);
  for (size_t i = 0; i < source.node_count * N * 3; i++) {
    source.final_demand[i] = fabs(source.final_demand[i]);
  }
  rift_balance_report balanced;
  rift_balance_options hold = rift_balance_options_default();
  hold.hold = RIFT_HOLD_NOTHING;
  hold.gras.tolerance = 1e-13;
  return (int)rift_economy_balance(&source, &hold, &balanced, &problems, &error);
}

static int tear_down(void **state) {
  (void)state;
  rift_split_report_free(&report);
  rift_problems_free(&problems);
  rift_economy_free(&source);
  rift_economy_free(&target);
  tiny_destroy(folder);
  return 0;
}

static rift_status split(const char *rows) {
  static char text[8192];
  snprintf(text, sizeof text, "%s%s", SHARES_HEADER, rows);
  options.shares = put_text(folder, "shares", text);
  return rift_economy_split(&source, &options, &target, &report, &problems, &error);
}

/* A row: region,parent,child,variable,value,low,high,unit and what follows the status. */
#define ROW(text, rest) text ",2023,made up,judgement," rest "\n"

static bool near(double a, double b, double tolerance) {
  return fabs(a - b) <= tolerance * (1 + fabs(b));
}

/* Sales of a sector of a region to all users of another (both may be the same). */
static double deliveries(const rift_economy *e, size_t region, size_t sector, size_t to) {
  size_t node = region * e->sector_count + sector;
  double sum = 0;
  for (size_t s = 0; s < e->sector_count; s++) {
    sum += e->intermediate[node * e->node_count + to * e->sector_count + s];
  }
  for (size_t c = 0; c < 3; c++) {
    sum += e->final_demand[(node * N + to) * 3 + c];
  }
  return sum;
}

static double exports(const rift_economy *e, size_t region, size_t sector) {
  double sum = 0;
  for (size_t to = 0; to < N; to++) {
    sum += to == region ? 0 : deliveries(e, region, sector, to);
  }
  return sum;
}

/* Aggregates the target back with a map written out here, and compares every number. */
static void assert_source_comes_back(const char *map_text) {
  rift_code_map regions;
  rift_code_map sectors;
  rift_economy back;
  char text[1024];
  snprintf(text, sizeof text, "sector,group\nA,A\nC20,C20\nC26,C26\nC28,C28\nC29,C29\n%s", map_text);
  const char *map = put_text(folder, "map", text);
  assert_int_equal(rift_code_map_identity(&regions, &target.regions, target.region_names, &error),
                   RIFT_OK);
  assert_int_equal(
      rift_code_map_read(&sectors, map, "sector", &target.sectors, &problems, &error), RIFT_OK);
  assert_int_equal(rift_economy_aggregate(&target, &regions, &sectors, &back, &error), RIFT_OK);
  for (size_t i = 0; i < source.node_count * source.node_count; i++) {
    assert_true(near(back.intermediate[i], source.intermediate[i], 1e-13));
  }
  for (size_t i = 0; i < source.node_count * N * 3; i++) {
    assert_true(near(back.final_demand[i], source.final_demand[i], 1e-13));
  }
  for (size_t i = 0; i < source.node_count; i++) {
    assert_true(near(back.gross_output[i], source.gross_output[i], 1e-13));
    assert_true(near(back.value_added[i], source.value_added[i], 1e-13));
    assert_true(near(back.taxes[i], source.taxes[i], 1e-13));
    assert_true(near(back.employment[i], source.employment[i], 1e-13));
  }
  rift_economy_free(&back);
  rift_code_map_free(&regions);
  rift_code_map_free(&sectors);
}

static void assert_accounts_hold(void) {
  double sum = 0;
  assert_true(rift_economy_worst_gap(&target, &sum) < 1e-11); /* the source's 1e-13, summed */
}

/* With nothing but one share of output everywhere, every flow must be divided by it. */
static void one_share_divides_every_flow(void **state) {
  (void)state;
  assert_int_equal(split(ROW("all,C29,trucks,output,0.2,,,share of parent", ",")), RIFT_OK);
  assert_int_equal(target.sector_count, S + 1);
  assert_string_equal(target.sectors.items[5], "trucks");
  assert_int_equal(report.count, N);
  for (size_t region = 0; region < N; region++) {
    for (size_t to = 0; to < N; to++) {
      assert_true(near(deliveries(&target, region, 5, to),
                       0.2 * deliveries(&source, region, 4, to), 1e-10));
    }
    size_t trucks = region * 6 + 5;
    size_t parent = region * 5 + 4;
    assert_true(near(target.value_added[trucks], 0.2 * source.value_added[parent], 1e-10));
    /* A flow between the two is divided twice: 0.2 of the sales, 0.8 of the purchases. */
    assert_true(near(target.intermediate[trucks * 18 + region * 6 + 4],
                     0.2 * 0.8 * source.intermediate[parent * 15 + parent], 1e-10));
  }
  assert_accounts_hold();
  assert_source_comes_back("trucks,C29\n");
}

static void stated_shares_are_met(void **state) {
  (void)state;
  assert_int_equal(
      split(ROW("all,C29,trucks,output,0.2,0.1,0.3,share of parent", ",")
            ROW("all,C29,buses,output,0.1,,,share of parent", ",")
            ROW("all,C26,solar,output,0.05,,,share of parent", ",")
            ROW("DEU,C29,trucks,exports,0.3,,,share of parent", ",")
            ROW("DEU,C29,trucks,exports,0.35,,,share of parent", "CHN,")
            ROW("CHN,C26,solar,imports,0.15,,,share of parent", ",")
            ROW("CHN,C26,solar,imports,0.25,,,share of parent", "FRA,")
            ROW("FRA,C29,buses,use,0.12,,,share of parent", ",")),
      RIFT_OK);
  assert_int_equal(target.sector_count, S + 3);
  static const char *const order[] = {"A", "C20", "C26", "solar", "C28", "C29", "trucks", "buses"};
  for (size_t s = 0; s < 8; s++) {
    assert_string_equal(target.sectors.items[s], order[s]);
  }
  for (size_t region = 0; region < N; region++) {
    assert_true(near(target.gross_output[region * 8 + 6], 0.2 * source.gross_output[region * 5 + 4],
                     1e-9));
  }
  assert_true(near(exports(&target, 0, 6), 0.3 * exports(&source, 0, 4), 1e-9));
  assert_true(near(deliveries(&target, 0, 6, 1), 0.35 * deliveries(&source, 0, 4, 1), 1e-9));
  assert_true(near(deliveries(&target, 2, 3, 1), 0.25 * deliveries(&source, 2, 2, 1), 1e-9));
  double use = 0;
  double parent = 0;
  for (size_t from = 0; from < N; from++) {
    use += deliveries(&target, from, 7, 2);
    parent += deliveries(&source, from, 4, 2);
  }
  assert_true(near(use, 0.12 * parent, 1e-9));
  assert_accounts_hold();
  assert_source_comes_back("trucks,C29\nbuses,C29\nsolar,C26\n");
  for (size_t i = 0; i < target.node_count * target.node_count; i++) {
    assert_true(target.intermediate[i] >= 0);
  }
}

/* The first guess follows the users: with it alone, their shares hold in every region. */
static void users_shape_the_child(void **state) {
  (void)state;
  assert_int_equal(split(ROW("all,C29,trucks,output,0.02,,,share of parent", ",")
                         ROW("all,C29,trucks,use,0.5,,,share of child", ",GFCF")
                         ROW("all,C29,trucks,use,0.2,,,share of child", ",A")),
                   RIFT_OK);
  assert_int_equal(report.count, N); /* outputs; users are not imposed */
  for (size_t to = 0; to < N; to++) {
    double all = 0;
    double investment = 0;
    double farms = 0;
    for (size_t from = 0; from < N; from++) {
      size_t node = from * 6 + 5;
      all += deliveries(&target, from, 5, to);
      investment += target.final_demand[(node * N + to) * 3 + 1];
      farms += target.intermediate[node * 18 + to * 6];
    }
    assert_true(fabs(investment / all - 0.5) < 0.05); /* a guess: flows cannot be exceeded */
    assert_true(fabs(farms / all - 0.2) < 0.05);
  }
  assert_accounts_hold();
}

static void the_variant_is_used(void **state) {
  (void)state;
  options.variant = RIFT_SPLIT_HIGH;
  assert_int_equal(split(ROW("all,C29,trucks,output,0.2,0.1,0.3,share of parent", ",")), RIFT_OK);
  assert_true(near(target.gross_output[5], 0.3 * source.gross_output[4], 1e-9));
}

/* Use in every region is twice what is made anywhere: output is the stronger of the two. */
static void weaker_shares_give_way_and_say_why(void **state) {
  (void)state;
  assert_int_equal(split(ROW("all,C29,trucks,output,0.2,,,share of parent", ",")
                         ROW("all,C29,trucks,use,0.4,,,share of parent", ",")),
                   RIFT_OK);
  size_t released = 0;
  for (size_t i = 0; i < report.count; i++) {
    assert_true(!report.margins[i].released || strcmp(report.margins[i].kind, "use") == 0);
    released += report.margins[i].released;
  }
  assert_true(released > 0);
  assert_true(near(target.gross_output[5], 0.2 * source.gross_output[4], 1e-9));
  assert_non_null(find_problem(&problems, "trucks in C29, use of "));
  assert_non_null(find_problem(&problems, "trucks in C29, output of "));
  assert_accounts_hold();
  options.strict = true;
  rift_economy_free(&target);
  rift_split_report_free(&report);
  assert_int_equal(split(ROW("all,C29,trucks,output,0.2,,,share of parent", ",")
                         ROW("all,C29,trucks,use,0.4,,,share of parent", ",")),
                   RIFT_NOT_CONVERGED);
  assert_null(target.regions.items);
}

static void groups_follow_their_sectors(void **state) {
  (void)state;
  source.groups = rift_allocate(2, sizeof *source.groups);
  source.group_count = 2;
  source.groups[0] = (rift_group){.kind = RIFT_GROUP_SECTOR,
                                  .name = rift_copy_text("cars"),
                                  .count = 1,
                                  .members = rift_allocate(1, sizeof(size_t))};
  source.groups[0].members[0] = 4;
  source.groups[1] = (rift_group){.kind = RIFT_GROUP_SECTOR_PROXY,
                                  .name = rift_copy_text("trucks"),
                                  .count = 1,
                                  .members = rift_allocate(1, sizeof(size_t))};
  assert_int_equal(split(ROW("all,C29,trucks,output,0.2,,,share of parent", ",")), RIFT_OK);
  assert_int_equal(target.group_count, 1); /* a sector of its own needs no proxy */
  assert_string_equal(target.groups[0].name, "cars");
  assert_int_equal(target.groups[0].count, 2);
  assert_int_equal(target.groups[0].members[1], 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(one_share_divides_every_flow), TEST(stated_shares_are_met),
      TEST(users_shape_the_child),        TEST(the_variant_is_used),
      TEST(weaker_shares_give_way_and_say_why), TEST(groups_follow_their_sectors),
  };
  return cmocka_run_group_tests_name("split", tests, NULL, NULL);
}
