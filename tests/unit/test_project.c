/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projecting: the shipped economy rests on it. Known answers: targets equal to the base change
 * nothing; the same growth everywhere scales everything; a stated flow is met after its valuation;
 * what contradicts is given up by rank and explained. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/projection/project.h"
#include "support/margin_files.h"
#include "support/toy.h"

static char folder[TINY_PATH];
static rift_project_options options;
static rift_project_report report;
static rift_problems problems;
static rift_error error;

static int set_up(void **state) {
  (void)state;
  tiny_create(folder);
  options = rift_project_options_default();
  memset(&report, 0, sizeof report);
  rift_problems_init(&problems);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  rift_project_report_free(&report);
  rift_problems_free(&problems);
  tiny_destroy(folder);
  return 0;
}

static const rift_project_margin *margin_of(const char *label) {
  for (size_t i = 0; i < report.margin_count; i++) {
    if (strcmp(report.margins[i].label, label) == 0) {
      return &report.margins[i];
    }
  }
  fail_msg("no margin '%s'", label);
  return NULL;
}

static void assert_scaled(const rift_economy *e, const rift_economy *base, double factor) {
  size_t n = e->node_count;
  for (size_t i = 0; i < n * n; i++) {
    assert_true(fabs(e->intermediate[i] - factor * base->intermediate[i]) <= 1e-8);
  }
  for (size_t i = 0; i < n * e->region_count * e->category_count; i++) {
    assert_true(fabs(e->final_demand[i] - factor * base->final_demand[i]) <= 1e-8);
  }
  for (size_t i = 0; i < n; i++) {
    assert_true(fabs(e->gross_output[i] - factor * base->gross_output[i]) <= 1e-7);
    assert_true(fabs(e->value_added[i] - factor * base->value_added[i]) <= 1e-8);
    assert_true(fabs(e->taxes[i] - factor * base->taxes[i]) <= 1e-8);
  }
}

/* Accounts are homogeneous: the same growth of all value added must scale every cell alike. */
static void equal_growth_scales_everything(void **state) {
  (void)state;
  rift_economy e;
  rift_economy base;
  toy_economy(&e, 3, 5, 11);
  toy_economy(&base, 3, 5, 11);
  options.value_added = put_text(folder, "va", VALUE_ADDED_HEADER
                                 "DEU,all,2.5,ratio to base" STATED
                                 "CHN,all,2.5,ratio to base" STATED
                                 "FRA,all,2.5,ratio to base" STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_OK);
  assert_scaled(&e, &base, 2.5);
  assert_true(report.moved < 1e-10 && report.worst_gap < 1e-9);
  rift_economy_free(&e);
  rift_economy_free(&base);
}

static void targets_at_the_base_change_nothing(void **state) {
  (void)state;
  rift_economy e;
  rift_economy base;
  toy_economy(&e, 3, 5, 11);
  toy_economy(&base, 3, 5, 11);
  options.value_added =
      put_text(folder, "va", VALUE_ADDED_HEADER "DEU,C26,1,ratio to base" STATED);
  options.trade_blocks = put_text(folder, "tb", BLOCKS_HEADER
                                  "DEU,CHN,all,1,,,ratio to base" STATED
                                  "CHN,all,all,1,,,ratio to base" STATED);
  options.final_demand =
      put_text(folder, "fd", FINAL_DEMAND_HEADER "FRA,GFCF,1,ratio to base" STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_OK);
  assert_scaled(&e, &base, 1);
  rift_economy_free(&e);
  rift_economy_free(&base);
}

/* Exports of DEU C29 to CHN at cif: 40 / 1.04 * 0.94 at basic prices; in euro: times the rate. */
static void flows_are_converted_and_met(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 3, 5, 11);
  options.fob_margin = 0.06;
  options.cif_margin = 0.04;
  options.usd_per_eur = 1.1;
  options.trade_facts = put_text(folder, "tf", FACTS_HEADER
                                 "DEU,CHN,C29,all,40,million USD,cif,0.1" STATED
                                 "DEU,CHN,C26,C20,2,million EUR,basic," STATED
                                 "FRA,CHN,C20,final,50,million USD,fob," STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_OK);
  size_t S = e.sector_count;
  size_t n = e.node_count;
  double c29 = 0;
  double final = 0;
  for (size_t s = 0; s < S; s++) {
    c29 += e.intermediate[4 * n + S + s];
  }
  for (size_t c = 0; c < 3; c++) {
    c29 += e.final_demand[(4 * 3 + 1) * 3 + c];
    final += e.final_demand[((2 * S + 1) * 3 + 1) * 3 + c];
  }
  assert_true(fabs(c29 - 40 / 1.04 * 0.94) < 1e-7);
  assert_true(fabs(e.intermediate[2 * n + S + 1] - 2.2) < 1e-8);
  assert_true(fabs(final - 50 * 0.94) < 1e-7);
  assert_true(report.worst_gap < 1e-9);
  assert_true(fabs(margin_of("C29 from DEU to CHN, users: all")->reached - c29) < 1e-9);
  rift_economy_free(&e);
}

/* Pairs are balanced to the totals, within their bounds; a pair without a row takes what is left. */
static void blocks_meet_totals_within_bounds(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 3, 5, 11);
  options.trade_blocks = put_text(folder, "tb", BLOCKS_HEADER
                                  "DEU,CHN,all,1.5,1.4,1.45,ratio to base" STATED
                                  "DEU,FRA,all,1.2,,,ratio to base" STATED
                                  "CHN,DEU,all,1.1,,,ratio to base" STATED
                                  "DEU,all,all,1.3,,,ratio to base" STATED
                                  "CHN,all,all,1.2,,,ratio to base" STATED
                                  "FRA,all,all,0.9,,,ratio to base" STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_OK);
  const rift_project_margin *pair = margin_of("all from DEU to CHN");
  const rift_project_margin *other = margin_of("all from DEU to FRA");
  const rift_project_margin *total = margin_of("all from DEU to all");
  assert_true(pair->reached <= 1.45 * pair->base * (1 + 1e-8) &&
              pair->reached >= 1.4 * pair->base * (1 - 1e-8));
  assert_true(fabs(total->reached / total->base - 1.3) < 1e-8);
  assert_true(fabs(pair->reached + other->reached - total->reached) < 1e-6);
  const rift_project_margin *france = margin_of("all from FRA to all");
  assert_true(fabs(france->reached / france->base - 0.9) < 1e-8);
  rift_economy_free(&e);
}

/* The flows of two products are more than the whole trade that the block allows. */
static void a_block_gives_way_to_flows(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 2, 2, 11);
  options.trade_blocks =
      put_text(folder, "tb", BLOCKS_HEADER "DEU,CHN,all,50,,,million USD" STATED);
  options.trade_facts = put_text(folder, "tf", FACTS_HEADER
                                 "DEU,CHN,A,all,40,million USD,basic," STATED
                                 "DEU,CHN,C20,all,30,million USD,basic," STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_OK);
  assert_true(margin_of("all from DEU to CHN")->released);
  assert_true(fabs(margin_of("A from DEU to CHN, users: all")->reached - 40) < 1e-7);
  assert_true(fabs(margin_of("all from DEU to CHN")->reached - 70) < 1e-6);
  assert_int_equal(problems.errors, 0);
  const char *words = find_problem(&problems, "all from DEU to CHN: expected 50 million USD");
  assert_non_null(words);
  assert_non_null(strstr(words, "is given up"));
  assert_non_null(strstr(words, "A from DEU to CHN, users: all (trade fact, tf line 2)"));
  rift_economy_free(&e);
}

static void strict_contradictions_are_errors(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 2, 2, 11);
  options.strict = true;
  options.trade_blocks =
      put_text(folder, "tb", BLOCKS_HEADER "DEU,CHN,all,50,,,million USD" STATED);
  options.trade_facts = put_text(folder, "tf", FACTS_HEADER
                                 "DEU,CHN,A,all,40,million USD,basic," STATED
                                 "DEU,CHN,C20,all,30,million USD,basic," STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error),
                   RIFT_NOT_CONVERGED);
  assert_non_null(find_problem(&problems, "all from DEU to CHN: expected 50 million USD"));
  assert_non_null(find_problem(&problems, "C20 from DEU to CHN, users: all: expected 30"));
  rift_economy_free(&e);
}

/* Two facts about the same flows: none outranks the other. */
static void equals_that_contradict_are_errors(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 2, 2, 11);
  options.trade_facts = put_text(folder, "tf", FACTS_HEADER
                                 "DEU,CHN,A,all,40,million USD,basic," STATED
                                 "DEU,CHN,A,final,41,million USD,basic," STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error),
                   RIFT_NOT_CONVERGED);
  assert_int_equal(problems.errors, 2);
  assert_int_equal(problems.items[0].line + problems.items[1].line, 5);
  rift_economy_free(&e);
}

static void flows_where_there_are_none_are_explained(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 2, 5, 11);
  options.trade_facts = put_text(folder, "tf", FACTS_HEADER
                                 "DEU,CHN,C28,all,40,million USD,basic," STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_INVALID);
  assert_int_equal(problems.items[0].line, 2);
  assert_non_null(find_problem(&problems, "expected 40 million USD, but all its flows are zero"));
  rift_economy_free(&e);
}

/* Export totals and import totals of the same trade must agree. */
static void totals_that_disagree_are_explained(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 2, 2, 11);
  options.trade_blocks = put_text(folder, "tb", BLOCKS_HEADER
                                  "DEU,all,all,1.2,,,ratio to base" STATED
                                  "all,CHN,all,1.3,,,ratio to base" STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error),
                   RIFT_NOT_CONVERGED);
  assert_non_null(find_problem(&problems, "all from DEU to all: expected"));
  assert_non_null(find_problem(&problems, "all from all to CHN: expected"));
  rift_economy_free(&e);
}

static void the_report_is_written(void **state) {
  (void)state;
  rift_economy e;
  toy_economy(&e, 3, 5, 11);
  options.trade_facts =
      put_text(folder, "tf", FACTS_HEADER "DEU,CHN,C29,all,40,million USD,basic," STATED);
  assert_int_equal(rift_economy_project(&e, &options, &report, &problems, &error), RIFT_OK);
  char path[2 * TINY_PATH];
  char text[4096] = "";
  snprintf(path, sizeof path, "%s/report.csv", folder);
  assert_int_equal(rift_project_report_write(&report, path, &error), RIFT_OK);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  text[fread(text, 1, sizeof text - 1, stream)] = '\0';
  fclose(stream);
  assert_non_null(strstr(text, "kind,what,base,prior,target,reached,relative_gap,status,file,line"));
  assert_non_null(strstr(text, "trade fact,\"C29 from DEU to CHN, users: all\","));
  assert_non_null(strstr(text, ",met,tf,2\n"));
  assert_non_null(strstr(text, "output,gross output of DEU C29,"));
  assert_true(report.cell_count > 0 && report.cell_count <= RIFT_PROJECT_MOVES);
  for (size_t i = 1; i < report.cell_count; i++) {
    assert_true(fabs(report.cells[i - 1].reached - report.cells[i - 1].prior) >=
                fabs(report.cells[i].reached - report.cells[i].prior));
  }
  rift_economy_free(&e);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(equal_growth_scales_everything),
      TEST(targets_at_the_base_change_nothing),
      TEST(flows_are_converted_and_met),
      TEST(blocks_meet_totals_within_bounds),
      TEST(a_block_gives_way_to_flows),
      TEST(strict_contradictions_are_errors),
      TEST(equals_that_contradict_are_errors),
      TEST(flows_where_there_are_none_are_explained),
      TEST(totals_that_disagree_are_explained),
      TEST(the_report_is_written),
  };
  return cmocka_run_group_tests_name("project", tests, NULL, NULL);
}
