/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading whole scenarios: inheritance, settings, lists, defaults, the shipped files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/scenario_economy.h"
#include "support/scenario_text.h"

static rift_economy economy;
static char folder[] = "/tmp/rift-scenario-XXXXXX";

static int set_up(void **state) {
  (void)state;
  return scenario_economy_create(&economy) && mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state) {
  (void)state;
  scenario_economy_free(&economy);
  return rmdir(folder);
}

static void read_well(rift_scenario *scenario, const char *path, const rift_setting *settings,
                      size_t count) {
  rift_problems problems;
  rift_problems_init(&problems);
  rift_status status =
      rift_scenario_read(scenario, path, &economy, settings, count, &problems, NULL);
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
  }
  assert_int_equal(status, RIFT_OK);
  rift_problems_free(&problems);
}

static size_t region(const char *code) {
  return rift_names_find(&economy.regions, code, strlen(code));
}

static const char base_text[] = SCENARIO_HEAD
    "measures:\n"
    "  - id: first\n    instrument: export_control\n    from: [DEU, EU]\n    to: CHN\n"
    "    sectors: [machine_tools, C29, autos]\n    source: s\n"
    "    size: {dist: pert, min: 0.3, mode: 0.45, max: 0.65, unit: share}\n"
    "    coverage: 20 percent\n"
    "  - id: second\n    instrument: boycott\n    by: CHN\n    from: DEU\n    size: 0.5 share\n    "
    "source: s\n"
    "  - id: third\n    instrument: licensing\n    from: CHN\n    to: WEST\n    approval: 0.75 "
    "share\n    source: s\n";

static void lists_are_unions_in_order(void **state) {
  (void)state;
  char path[512];
  rift_scenario scenario;
  write_text(folder, "base.yaml", base_text, path);
  read_well(&scenario, path, NULL, 0);
  unlink(path);
  const rift_measure *first = &scenario.measures[0];
  assert_int_equal(first->from_count, 6); /* EU has DEU already */
  for (size_t i = 1; i < first->from_count; i++) {
    assert_true(first->from[i - 1] < first->from[i]);
  }
  assert_int_equal(first->to_count, 1);
  assert_int_equal(first->to[0], region("CHN"));
  assert_int_equal(first->sector_count, 2); /* C28 for the proxy group, C29 once */
  assert_int_equal(first->use, RIFT_USE_ALL);
  const rift_measure *boycott = &scenario.measures[1];
  assert_int_equal(boycott->to[0], region("CHN"));
  assert_int_equal(boycott->from[0], region("DEU"));
  assert_int_equal(boycott->sector_count, 37); /* none named: all */
  assert_int_equal(boycott->use, RIFT_USE_HOUSEHOLD);
  const rift_measure *licensing = &scenario.measures[2];
  assert_false(licensing->size.given);
  assert_true(licensing->size.distribution.a == 1);
  assert_true(licensing->approval.distribution.a == 0.75);
  assert_false(licensing->duration.given);
  rift_scenario_free(&scenario);
}

static void defaults_and_quantities(void **state) {
  (void)state;
  char path[512];
  rift_scenario scenario;
  write_text(folder, "base.yaml", base_text, path);
  read_well(&scenario, path, NULL, 0);
  assert_string_equal(scenario.id, "test");
  assert_string_equal(scenario.title_de, "Probe");
  assert_string_equal(scenario.path, path);
  assert_int_equal(scenario.start_year, 2027);
  assert_int_equal(scenario.start_month, 1);
  assert_true(scenario.horizon_months == 36);
  char expected[512];
  snprintf(expected, sizeof expected, "%s/data", folder);
  assert_string_equal(scenario.economy_folder, expected);
  assert_true(scenario.static_options.asked && scenario.static_options.bounds);
  assert_false(scenario.static_options.if_permanent || scenario.dynamic_asked ||
               scenario.equilibrium_asked);
  const rift_quantity **list = NULL;
  size_t count = 0;
  assert_int_equal(rift_scenario_quantities(&scenario, &list, &count, NULL), RIFT_OK);
  static const char *const ids[] = {"first.size", "first.coverage", "second.size", "third.approval",
                                    "static.resourcing"};
  assert_int_equal(count, 5);
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(list[i]->id, ids[i]);
  }
  assert_int_equal(list[4]->distribution.kind, RIFT_UNIFORM);
  assert_true(list[4]->distribution.a == 0 && list[4]->distribution.b == 1);
  free(list);
  char *named = NULL;
  rift_problems problems;
  rift_problems_init(&problems);
  assert_int_equal(rift_scenario_economy_folder(path, &named, &problems, NULL), RIFT_OK);
  assert_string_equal(named, expected);
  free(named);
  rift_problems_free(&problems);
  unlink(path);
  rift_scenario_free(&scenario);
}

static void extending_merges_key_by_key(void **state) {
  (void)state;
  char base[512];
  char path[512];
  rift_scenario scenario;
  write_text(folder, "base.yaml", base_text, base);
  write_text(
      folder, "child.yaml",
      "extends: base.yaml\nid: child\n"
      "measures:\n"
      "  - {id: second, remove: true}\n"
      "  - {id: first, size: {max: 0.9}, coverage: {value: 0.5, unit: share}}\n"
      "  - {id: fourth, instrument: import_ban, from: CHN, to: USA, size: 1 share, source: s}\n",
      path);
  read_well(&scenario, path, NULL, 0);
  unlink(base);
  unlink(path);
  assert_string_equal(scenario.id, "child");
  assert_string_equal(scenario.title_en, "Test");
  assert_int_equal(scenario.measure_count, 3);
  assert_string_equal(scenario.measures[1].id, "third");
  assert_string_equal(scenario.measures[2].id, "fourth");
  const rift_measure *first = &scenario.measures[0];
  assert_int_equal(first->size.distribution.kind, RIFT_PERT);
  assert_true(first->size.distribution.a == 0.3 && first->size.distribution.c == 0.9);
  assert_true(first->coverage.distribution.a == 0.5);
  assert_int_equal(scenario.file_count, 2);
  assert_string_equal(scenario.files[0], path);
  assert_string_equal(scenario.files[1], base);
  rift_scenario_free(&scenario);
}

static void a_value_replaces_a_distribution_whole(void **state) {
  (void)state;
  char base[512];
  char path[512];
  rift_scenario scenario;
  write_text(folder, "base.yaml", base_text, base);
  write_text(
      folder, "child.yaml",
      "extends: base.yaml\nmeasures: [{id: first, size: {value: 0, unit: share, source: none}}]\n",
      path);
  read_well(&scenario, path, NULL, 0);
  unlink(base);
  unlink(path);
  assert_int_equal(scenario.measures[0].size.distribution.kind, RIFT_POINT);
  assert_true(scenario.measures[0].size.distribution.a == 0);
  assert_string_equal(scenario.measures[0].size.source, "none");
  rift_scenario_free(&scenario);
}

static void settings_change_one_value(void **state) {
  (void)state;
  char path[512];
  rift_scenario scenario;
  static const rift_setting settings[] = {{"measures.first.size.max", "0.7"},
                                          {"measures.second.size", "25 percent"},
                                          {"measures.first.from", "[FRA]"},
                                          {"horizon.months", "12"},
                                          {"models.static.bounds", "false"}};
  write_text(folder, "base.yaml", base_text, path);
  read_well(&scenario, path, settings, 5);
  assert_true(scenario.measures[0].size.distribution.c == 0.7);
  assert_true(scenario.measures[1].size.distribution.a == 0.25);
  assert_int_equal(scenario.measures[0].from_count, 1);
  assert_int_equal(scenario.measures[0].from[0], region("FRA"));
  assert_true(scenario.horizon_months == 12);
  assert_false(scenario.static_options.bounds);
  rift_scenario_free(&scenario);
  static const rift_setting bare[] = {{"measures.first.size", "0.1"}}; /* keeps the unit */
  read_well(&scenario, path, bare, 1);
  assert_int_equal(scenario.measures[0].size.distribution.kind, RIFT_POINT);
  assert_true(scenario.measures[0].size.distribution.a == 0.1);
  rift_scenario_free(&scenario);
  unlink(path);
}

/* A range set to one value: its correlation falls away with a warning, the run goes on. */
static void a_fixed_value_drops_its_correlation(void **state) {
  (void)state;
  char path[512];
  char text[2048];
  rift_scenario scenario;
  rift_problems problems;
  static const rift_setting settings[] = {{"measures.first.size", "0.5"}};
  snprintf(text, sizeof text, "%scorrelation: [{a: first.size, b: static.resourcing, rho: 0.5}]\n",
           base_text);
  write_text(folder, "base.yaml", text, path);
  read_well(&scenario, path, NULL, 0);
  assert_int_equal(scenario.correlation_count, 1);
  assert_string_equal(scenario.correlations[0].b, "static.resourcing");
  assert_true(scenario.correlations[0].rho == 0.5);
  rift_scenario_free(&scenario);
  rift_problems_init(&problems);
  assert_int_equal(rift_scenario_read(&scenario, path, &economy, settings, 1, &problems, NULL),
                   RIFT_OK);
  unlink(path);
  assert_int_equal(scenario.correlation_count, 0);
  assert_int_equal(problems.warnings, 1);
  assert_non_null(strstr(problems.items[0].message, "no effect"));
  rift_scenario_free(&scenario);
  rift_problems_free(&problems);
}

static void a_wrong_setting_says_which(void **state) {
  (void)state;
  char path[512];
  rift_scenario scenario;
  rift_problems problems;
  static const rift_setting settings[] = {
      {"measures.frist.size", "0.1"}, {"horizon.months", "x"}, {"extends", "other.yaml"}};
  write_text(folder, "base.yaml", base_text, path);
  rift_problems_init(&problems);
  assert_int_equal(rift_scenario_read(&scenario, path, &economy, settings, 3, &problems, NULL),
                   RIFT_INVALID);
  unlink(path);
  assert_int_equal(problems.errors, 3);
  assert_string_equal(problems.items[0].file, "--set measures.frist.size");
  assert_non_null(strstr(problems.items[0].message, "did you mean 'first'?"));
  assert_non_null(strstr(problems.items[1].message, "--set extends: this cannot be replaced"));
  assert_string_equal(problems.items[2].file, "--set horizon.months");
  rift_problems_free(&problems);
}

/* Rows: groups unfold to their members, percent becomes a fraction, the path is relative to the
 * file. */
static void tables_are_read_beside_the_file_that_names_them(void **state) {
  (void)state;
  char table[512];
  char losses[512];
  char path[512];
  rift_scenario scenario;
  write_text(folder, "t.csv",
             "importer,exporter,sector,rate,unit,kind\n"
             "EU,CHN,C28,10,percent,level\nCHN,DEU,green_tech,-0.5,ad_valorem,increase\n",
             table);
  write_text(folder, "p.csv", "step,region,sector,share\n0,DEU,autos,0.5\n1,DEU,autos,0.25\n",
             losses);
  write_text(folder, "s.yaml",
             SCENARIO_HEAD "measures:\n"
                           "  - {id: t, instrument: tariff, schedule: t.csv, source: s}\n"
                           "  - {id: p, instrument: capacity_loss, path: p.csv, source: s}\n",
             path);
  read_well(&scenario, path, NULL, 0);
  const rift_measure *tariff = &scenario.measures[0];
  assert_int_equal(tariff->tariff_row_count, 6 + 2);
  for (size_t i = 0; i < 6; i++) {
    assert_true(tariff->tariff_rows[i].rate == 0.1 && !tariff->tariff_rows[i].is_increase);
    assert_int_equal(tariff->tariff_rows[i].exporter, region("CHN"));
  }
  assert_int_equal(tariff->tariff_rows[6].importer, region("CHN"));
  assert_int_equal(tariff->tariff_rows[6].exporter, region("DEU"));
  assert_true(tariff->tariff_rows[6].rate == -0.5 && tariff->tariff_rows[6].is_increase);
  const rift_measure *loss = &scenario.measures[1];
  assert_int_equal(loss->capacity_row_count, 2);
  assert_int_equal(loss->capacity_rows[1].step, 1);
  assert_true(loss->capacity_rows[1].share == 0.25);
  assert_int_equal(scenario.file_count, 3);
  rift_scenario_free(&scenario);
  unlink(path);
  unlink(table);
  unlink(losses);
}

static void check_same(const rift_scenario *a, const rift_scenario *b) {
  const rift_quantity **first = NULL;
  const rift_quantity **second = NULL;
  size_t count = 0;
  size_t other = 0;
  assert_string_equal(a->resolved, b->resolved);
  assert_string_equal(a->id, b->id);
  assert_string_equal(a->title_de, b->title_de);
  assert_string_equal(a->description, b->description);
  assert_int_equal(a->measure_count, b->measure_count);
  assert_int_equal(a->correlation_count, b->correlation_count);
  assert_int_equal(rift_scenario_quantities(a, &first, &count, NULL), RIFT_OK);
  assert_int_equal(rift_scenario_quantities(b, &second, &other, NULL), RIFT_OK);
  assert_int_equal(count, other);
  for (size_t i = 0; i < count; i++) {
    const rift_distribution *x = &first[i]->distribution;
    const rift_distribution *y = &second[i]->distribution;
    assert_string_equal(first[i]->id, second[i]->id);
    assert_string_equal(first[i]->source, second[i]->source);
    assert_int_equal(x->kind, y->kind);
    assert_true(x->a == y->a && x->b == y->b && x->c == y->c && x->d == y->d);
    assert_true(x->low == y->low && x->high == y->high);
  }
  for (size_t i = 0; i < a->measure_count; i++) {
    const rift_measure *x = &a->measures[i];
    const rift_measure *y = &b->measures[i];
    assert_int_equal(x->sector_count, y->sector_count);
    if (x->sector_count > 0) {
      assert_memory_equal(x->sectors, y->sectors, x->sector_count * sizeof *x->sectors);
    }
    assert_int_equal(x->tariff_row_count, y->tariff_row_count);
  }
  free(first);
  free(second);
}

/* The resolved text, read again where the tables are in reach, is the same scenario with the same
 * resolved text. */
static void shipped_scenarios_are_clean_and_their_resolved_text_reads_back(void **state) {
  (void)state;
  glob_t found = {0};
  rift_economy shipped;
  rift_problems reading;
  rift_problems_init(&reading);
  assert_int_equal(rift_economy_read(&shipped, "data/economy", &reading, NULL), RIFT_OK);
  rift_problems_free(&reading);
  assert_int_equal(glob("scenarios/*.yaml", 0, NULL, &found), 0);
  assert_int_equal(glob("scenarios/benchmarks/*.yaml", GLOB_APPEND, NULL, &found), 0);
  assert_true(found.gl_pathc >= 11);
  char tables[512];
  snprintf(tables, sizeof tables, "%s/tables", folder);
  char *target = realpath("scenarios/tables", NULL);
  assert_non_null(target);
  assert_int_equal(symlink(target, tables), 0);
  free(target);
  for (size_t i = 0; i < found.gl_pathc; i++) {
    rift_problems problems;
    rift_problems_init(&problems);
    rift_scenario scenario;
    rift_scenario again;
    rift_status status =
        rift_scenario_read(&scenario, found.gl_pathv[i], &shipped, NULL, 0, &problems, NULL);
    rift_problems_write(&problems, stderr);
    assert_int_equal(status, RIFT_OK);
    assert_int_equal(problems.warnings, 0); /* a source for every number */
    assert_true(scenario.title_de[0] != '\0' && scenario.description[0] != '\0');
    char path[512];
    write_text(folder, "resolved.yaml", scenario.resolved, path);
    rift_status second = rift_scenario_read(&again, path, &shipped, NULL, 0, &problems, NULL);
    unlink(path);
    rift_problems_write(&problems, stderr);
    assert_int_equal(second, RIFT_OK);
    check_same(&scenario, &again);
    rift_scenario_free(&scenario);
    rift_scenario_free(&again);
    rift_problems_free(&problems);
  }
  unlink(tables);
  globfree(&found);
  rift_economy_free(&shipped);
}

/* Texts that would turn into something else unless they are quoted. */
static void resolved_text_keeps_awkward_strings(void **state) {
  (void)state;
  char path[512];
  char copy[512];
  rift_scenario scenario;
  rift_scenario again;
  write_text(folder, "a.yaml",
             "rift: 1\nid: a\neconomy: data\nhorizon: {start: 2027-01, months: 36}\n"
             "title:\n  en: \"yes: # \\\"no\\\" \\\\ \\u2028 \\t end\"\n  de: |\n    Zeile "
             "eins\n\n    Zeile: zwei\n"
             "description: a plain text\n  that goes on\n\n  after a gap\n"
             "measures: [{id: m, instrument: import_ban, from: CHN, to: DEU, size: 1 share, "
             "source: '- é'}]\n",
             path);
  read_well(&scenario, path, NULL, 0);
  assert_string_equal(scenario.title_en, "yes: # \"no\" \\ \xE2\x80\xA8 \t end");
  assert_string_equal(scenario.description, "a plain text that goes on\nafter a gap");
  write_text(folder, "b.yaml", scenario.resolved, copy);
  read_well(&again, copy, NULL, 0);
  assert_string_equal(again.title_en, scenario.title_en);
  check_same(&scenario, &again);
  rift_scenario_free(&scenario);
  rift_scenario_free(&again);
  unlink(path);
  unlink(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lists_are_unions_in_order),
      cmocka_unit_test(defaults_and_quantities),
      cmocka_unit_test(extending_merges_key_by_key),
      cmocka_unit_test(a_value_replaces_a_distribution_whole),
      cmocka_unit_test(settings_change_one_value),
      cmocka_unit_test(a_fixed_value_drops_its_correlation),
      cmocka_unit_test(a_wrong_setting_says_which),
      cmocka_unit_test(tables_are_read_beside_the_file_that_names_them),
      cmocka_unit_test(shipped_scenarios_are_clean_and_their_resolved_text_reads_back),
      cmocka_unit_test(resolved_text_keeps_awkward_strings),
  };
  return cmocka_run_group_tests_name("scenario", tests, set_up, tear_down);
}
