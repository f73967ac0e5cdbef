/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consumer prices by consumption group: weighted with what is spent they add up to the price of all consumption, and a
 * cost on one product alone moves the group of that product most. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "montecarlo/run.h"
#include "support/toy.h"

enum { R = 3, S = 4 };

/* Sums of a few products of order 100: rounding, in percentage points. */
static const double tolerance = 1e-11;

static void set_groups(rift_economy *economy) {
  static const double shares[2 * S] = {1, 0.25, 0, 0, 0, 0.75, 1, 1};
  rift_names_add(&economy->consumption_groups, "food", 4, NULL);
  rift_names_add(&economy->consumption_groups, "goods", 5, NULL);
  economy->consumption_shares = rift_allocate_doubles(2 * S);
  memcpy(economy->consumption_shares, shares, sizeof shares);
}

static size_t find(const rift_model_info *info, const char *region, const char *group) {
  for (size_t o = 0; o < info->outcome_count; o++) {
    if (info->outcomes[o].indicator == RIFT_CONSUMER_PRICE && strcmp(info->outcomes[o].region, region) == 0 &&
        strcmp(info->outcomes[o].sector, group) == 0) {
      return o;
    }
  }
  return SIZE_MAX;
}

static void groups_add_up(void **state) {
  (void)state;
  rift_economy economy;
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  rift_run *run = NULL;
  toy_economy(&economy, R, S, 19);
  set_groups(&economy);
  assert_int_equal(toy_scenario(&scenario, &economy, "{static: {}}",
      "measures:\n  - {id: duty, instrument: tariff, kind: increase, from: CHN, to: DEU, sectors: [A], source: test,"
      " size: {dist: uniform, min: 0.1, max: 0.5, unit: ad_valorem}}\n"), RIFT_OK);
  rift_problems_init(&problems);
  assert_int_equal(rift_run_prepare(&run, &scenario, &economy, &rift_static_model, 5, RIFT_DETAIL_FOCUS, &problems, &error), RIFT_OK);
  const rift_model_info *info = rift_run_model_info(run);
  rift_probe probe = {.outcomes = rift_allocate_doubles(info->outcome_count * RIFT_LANES)};
  assert_int_equal(rift_run_probe(run, 0, &probe, &error), RIFT_OK);
  size_t all = find(info, "DEU", "all");
  size_t food = find(info, "DEU", "food");
  size_t goods = find(info, "DEU", "goods");
  assert_true(all != SIZE_MAX && food != SIZE_MAX && goods != SIZE_MAX);
  double spent = info->outcomes[food].base + info->outcomes[goods].base;
  assert_true(fabs(spent / info->outcomes[all].base - 1) < 1e-12);
  for (size_t lane = 0; lane < RIFT_LANES; lane++) {
    double a = probe.outcomes[all * RIFT_LANES + lane];
    double f = probe.outcomes[food * RIFT_LANES + lane];
    double g = probe.outcomes[goods * RIFT_LANES + lane];
    double sum = (f * info->outcomes[food].base + g * info->outcomes[goods].base) / spent;
    assert_true(fabs(sum - a) <= tolerance);
    assert_true(f > a && a > g && g > 0); /* the duty is on food; goods only use it */
  }
  free(probe.outcomes);
  rift_run_destroy(run);
  rift_scenario_free(&scenario);
  rift_economy_free(&economy);
  rift_problems_free(&problems);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(groups_add_up)};
  return cmocka_run_group_tests_name("consumption groups", tests, NULL, NULL);
}
