/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Employment of which only a part is known, in every model: sums of known nodes are reported as if all were known, sums with an
 * unknown member are left out. If a blank of one node silenced others, or leaked into them as not a number, this would show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "montecarlo/run.h"
#include "support/equilibrium_model.h"

typedef struct answer {
  size_t count; /* employment rows */
  struct {
    char key[80];
    bool known; /* every member is, where only a part is known */
    double values[RIFT_LANES];
  } rows[600];
} answer;

static bool is_known(size_t node) { return node / S == DEU && node % S != A; }

/* WORLD and sums over all sectors hold an unknown node; the toy reports every sector by itself. */
static bool is_listed_then(const rift_economy *e, const rift_outcome *row) {
  size_t sector = rift_economy_sector(e, row->sector);
  return strcmp(row->region, "DEU") == 0 && sector != RIFT_NOT_FOUND && is_known(DEU * S + sector);
}

static void ask(answer *a, const rift_model_kind *kind, bool all) {
  table t;
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  rift_run *run = NULL;
  open_table(&t, 91);
  for (size_t i = 0; i < N && !all; i++) {
    t.economy.employment[i] = is_known(i) ? t.economy.employment[i] : (double)NAN;
  }
  assert_int_equal(toy_scenario(&scenario, &t.economy,
      "{static: {}, equilibrium: {mobility: specific}, dynamic: {input_function: ario, inventory_days: 30 day}}",
      "measures:\n  - {id: controls, instrument: export_control, from: [DEU], to: [CHN], size: 0.6 share, source: test}\n"), RIFT_OK);
  rift_problems_init(&problems);
  assert_int_equal(rift_run_prepare(&run, &scenario, &t.economy, kind, 5, RIFT_DETAIL_FOCUS, &problems, &error), RIFT_OK);
  const rift_model_info *info = rift_run_model_info(run);
  rift_probe probe = {.outcomes = rift_allocate_doubles(info->outcome_count * RIFT_LANES)};
  assert_int_equal(rift_run_probe(run, 0, &probe, &error), RIFT_OK);
  a->count = 0;
  for (size_t o = 0; o < info->outcome_count; o++) {
    const rift_outcome *row = &info->outcomes[o];
    for (size_t l = 0; l < RIFT_LANES; l++) {
      assert_true(isfinite(probe.outcomes[o * RIFT_LANES + l]));
    }
    if (row->indicator == RIFT_EMPLOYMENT) {
      assert_true(a->count < sizeof a->rows / sizeof a->rows[0] && row->base > 0);
      size_t sector = rift_economy_sector(&t.economy, row->sector);
      if (strcmp(row->region, "DEU") == 0 && sector != RIFT_NOT_FOUND) { /* jobs, not years of work, at every horizon */
        assert_true(row->base == t.economy.employment[DEU * S + sector]);
      }
      snprintf(a->rows[a->count].key, sizeof a->rows[0].key, "%s %s %s %s", row->region, row->sector, row->horizon, row->closure);
      a->rows[a->count].known = is_listed_then(&t.economy, row);
      memcpy(a->rows[a->count++].values, probe.outcomes + o * RIFT_LANES, RIFT_LANES * sizeof(double));
    }
  }
  free(probe.outcomes);
  rift_run_destroy(run);
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
  close_table(&t);
}

static void check_model(const rift_model_kind *kind) {
  static answer all, some;
  size_t next = 0;
  ask(&all, kind, true);
  ask(&some, kind, false);
  assert_true(some.count >= 3 && some.count < all.count); /* node 3, German C28, has no output: three sectors are left */
  for (size_t k = 0; k < all.count; k++) {
    if (all.rows[k].known) {
      assert_true(next < some.count);
      assert_string_equal(some.rows[next].key, all.rows[k].key);
      assert_memory_equal(some.rows[next++].values, all.rows[k].values, RIFT_LANES * sizeof(double));
      assert_true(all.rows[k].values[0] != 0);
    }
  }
  assert_int_equal(next, some.count);
}

static void test_static(void **state) {
  (void)state;
  check_model(&rift_static_model);
}

static void test_equilibrium(void **state) {
  (void)state;
  check_model(&rift_equilibrium_model);
}

static void test_dynamic(void **state) {
  (void)state;
  check_model(&rift_dynamic_model);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_static), cmocka_unit_test(test_equilibrium), cmocka_unit_test(test_dynamic)};
  return cmocka_run_group_tests_name("employment", tests, NULL, NULL);
}
