/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures that an economy implies. Those of the tiny economy (tests/support/tiny_folder.h) were
 * added up by hand; value added through all stages is compared with the Leontief inverse, found by
 * elimination. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/evidence.h"
#include "economy/implied.h"
#include "model/static/leontief.h"
#include "support/margin_files.h"
#include "support/toy.h"

static double implied(const rift_economy *economy, const char *text) {
  rift_implied_fault fault;
  rift_error error;
  double value = (double)NAN;
  rift_status status = rift_implied_compute(economy, NULL, text, &value, &fault, &error);
  if (status != RIFT_OK) {
    fail_msg("%s: %s", text, fault.message);
  }
  return value;
}

static void read_tiny(rift_economy *economy, const char *folder) {
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  assert_int_equal(rift_economy_read(economy, folder, &problems, &error), RIFT_OK);
  rift_problems_free(&problems);
}

static void figures_are_those_added_by_hand(void **state) {
  (void)state;
  static const struct {
    const char *text;
    double value;
  } cases[] = {{"output:DEU", 168},
               {"output:DEU:C29", 100},
               {"output:all:autos", 210},
               {"value_added:CHN", 148},
               {"gdp:DEU", 128.5},
               {"employment:DEU:C29", 800000},
               {"exports:DEU:C29:CHN", 35},
               {"exports:DEU:C29", 35},
               {"exports:DEU:all", 51},
               {"imports:DEU:all:CHN", 44},
               {"imports:DEU:C20", 20},
               {"imports:BOTH:all", 0},
               {"balance:DEU:CHN", 7},
               {"balance:DEU:CHN:C29", 11},
               {"use:DEU:C29", 89},
               {"use:DEU:C29:intermediate", 19},
               {"use:DEU:C20:INVNT", -2},
               {"use:DEU:C20:C29", 10},
               {"domestic_use:DEU:C29", 65},
               {"inputs:DEU:C29", 23},
               {"inputs:DEU:C29:C29", 13},
               {"inputs:DEU:C29:all:CHN", 5},
               {"imported_inputs:DEU:C29:CHN", 5},
               {"imported_inputs:CHN:all", 11},
               {"final_demand:DEU", 123},
               {"final_demand:DEU:INVNT", -2},
               {"exports_share:DEU:C29:CHN", 1},
               {"imports_share:DEU:C20:CHN", 1},
               {"exports_of_output:DEU:C29", 0.35},
               {"imports_of_use:DEU:C29:CHN", 24.0 / 89},
               {"inputs_share:DEU:C29:CHN", 1},
               {"exports:DEU:C29:CHN / output:DEU:C29", 0.35}};
  char folder[TINY_PATH];
  rift_economy economy;
  tiny_create(folder);
  read_tiny(&economy, folder);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    double value = implied(&economy, cases[i].text);
    if (!(fabs(value - cases[i].value) < 1e-12 * (1 + fabs(cases[i].value)))) {
      fail_msg("%s is %.15g, expected %.15g", cases[i].text, value, cases[i].value);
    }
  }
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

/* v (I - A)^-1 f, with the inverse from elimination. */
static double by_inverse(const rift_economy *e, const double *inverse, size_t region, size_t to) {
  double sum = 0;
  size_t n = e->node_count;
  for (size_t s = 0; s < e->sector_count; s++) {
    size_t i = region * e->sector_count + s;
    double v = e->gross_output[i] > 0 ? e->value_added[i] / e->gross_output[i] : 0;
    for (size_t j = 0; j < n; j++) {
      sum += v * inverse[i * n + j] * rift_economy_final(e, j, to);
    }
  }
  return sum;
}

static void value_added_through_all_stages(void **state) {
  (void)state;
  static const char *const codes[] = {"DEU", "CHN", "FRA"};
  rift_economy e;
  toy_economy(&e, 3, 5, 11);
  double *inverse = rift_allocate_doubles(15 * 15);
  assert_int_equal(
      rift_leontief_inverse(15, e.intermediate, e.gross_output, inverse, NULL), RIFT_OK);
  for (size_t r = 0; r < 3; r++) {
    double all = 0;
    char text[64];
    for (size_t to = 0; to < 3; to++) {
      snprintf(text, sizeof text, "va_in_demand:%s:%s", codes[r], codes[to]);
      double value = implied(&e, text);
      double expected = by_inverse(&e, inverse, r, to);
      assert_true(fabs(value / expected - 1) < 1e-11); /* stages below 1e-14 are left out */
      all += value;
    }
    snprintf(text, sizeof text, "value_added:%s", codes[r]);
    assert_true(fabs(all / implied(&e, text) - 1) < 1e-11); /* all of it ends somewhere */
  }
  double share = implied(&e, "va_share_in_demand:DEU:CHN:C29");
  assert_true(fabs(share - implied(&e, "va_in_demand:DEU:CHN:C29") /
                               implied(&e, "value_added:DEU:C29")) < 1e-12);
  double sum = implied(&e, "demand_va_share:DEU:CHN") + implied(&e, "demand_va_share:CHN:CHN") +
               implied(&e, "demand_va_share:FRA:CHN");
  assert_true(fabs(sum - 1) < 1e-12);
  free(inverse);
  rift_economy_free(&e);
}

static void misses_need_an_explanation(void **state) {
  (void)state;
  char folder[TINY_PATH];
  rift_economy economy;
  rift_evidence evidence;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  tiny_create(folder);
  read_tiny(&economy, folder);
  const char *path = put_text(folder, "evidence",
                              "variable,low,high,source,explanation,unit\n"
                              "exports:DEU:C29:CHN,30,40,made up,,million USD\n"
                              "output:DEU,170,,made up,the year differs,million USD\n"
                              "imports:DEU:C20,,19.5,made up,,million USD\n"
                              "output:CHN,190,190,made up,,million USD\n");
  assert_int_equal(rift_evidence_read(&evidence, &economy, path, NULL, &problems, &error), RIFT_OK);
  assert_int_equal(problems.count, 0);
  assert_int_equal(evidence.count, 4);
  static const rift_verdict expected[] = {RIFT_VERDICT_INSIDE, RIFT_VERDICT_EXPLAINED,
                                          RIFT_VERDICT_MISSED, RIFT_VERDICT_INSIDE};
  for (size_t i = 0; i < 4; i++) {
    assert_int_equal(evidence.items[i].verdict, expected[i]);
  }
  assert_int_equal(rift_evidence_report(&evidence, path, &problems, &error), RIFT_INVALID);
  assert_int_equal(problems.count, 1);
  assert_int_equal(problems.items[0].line, 4);
  assert_int_equal(problems.items[0].column, 31);
  assert_non_null(find_problem(&problems, "imports:DEU:C20 is 20, outside -inf to 19.5"));
  rift_evidence_free(&evidence);
  rift_problems_free(&problems);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_those_added_by_hand),
      cmocka_unit_test(value_added_through_all_stages),
      cmocka_unit_test(misses_need_an_explanation),
  };
  return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
