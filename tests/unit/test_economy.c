/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Economy: a flow in the wrong cell, a lost category or a wrong sum would falsify every result. The
 * tiny economy's figures are checked against its text, the spectral radius against eigenvalues
 * known in closed form. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <time.h>

#include "base/hash.h"
#include "cli/economy.h"
#include "economy/aggregate.h"
#include "economy/check.h"
#include "economy/parameters.h"
#include "economy/write.h"
#include "support/source_table.h"
#include "support/tiny_folder.h"
#include "tables/file.h"

static void read_good(rift_economy *economy, const char *folder) {
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(economy, folder, &problems, &error);
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fail_msg("%s: status %d", folder, (int)status);
  }
  rift_problems_free(&problems);
}

static double flow(const rift_economy *economy, size_t from, size_t to) {
  return economy->intermediate[from * economy->node_count + to];
}

static void reads_every_table(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  rift_economy economy;
  read_good(&economy, folder);
  assert_int_equal(economy.region_count, 2);
  assert_int_equal(economy.sector_count, 2);
  assert_int_equal(economy.node_count, 4);
  assert_int_equal(rift_economy_region(&economy, "CHN"), 1);
  assert_int_equal(rift_economy_sector(&economy, "C20"), 1);
  assert_true(rift_economy_region(&economy, "USA") == RIFT_NOT_FOUND);
  assert_string_equal(economy.region_names[0], "Germany");
  assert_true(flow(&economy, 1, 2) == 2); /* DEU C20 -> CHN C29 */
  assert_true(flow(&economy, 2, 1) == 1); /* CHN C29 -> DEU C20 */
  assert_true(flow(&economy, 3, 2) == 7); /* CHN C20 -> CHN C29 */
  assert_true(economy.gross_output[2] == 110 && economy.value_added[1] == 51.5 &&
              economy.taxes[2] == -1 && economy.margins[1] == 0.5);
  assert_true(economy.employment[0] == 800000 && isnan(economy.employment[1]));
  assert_int_equal(economy.year, 2014);
  assert_true(economy.usd_per_eur == 1.25);
  assert_int_equal(economy.usd_per_eur_year, 2014);
  assert_string_equal(economy.title, "Tiny");
  assert_string_equal(economy.source, "made up (CC0-1.0)");
  assert_string_equal(economy.folder, folder);
  assert_int_equal(economy.affiliate_count, 1);
  assert_true(economy.affiliates[0].host == 1 && economy.affiliates[0].owner == 0 &&
              economy.affiliates[0].value_musd == 3.5);
  rift_economy_free(&economy);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

/* Categories keep their standard order although INVNT stands before HFCE of the same node in the
 * file. */
static void keeps_final_demand_by_category(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  rift_economy economy;
  read_good(&economy, folder);
  assert_int_equal(economy.category_count, 2);
  assert_string_equal(economy.categories.items[0], "HFCE");
  assert_string_equal(economy.categories.items[1], "INVNT");
  assert_int_equal(rift_economy_household_category(&economy), 0);
  assert_true(economy.final_demand[(1 * 2 + 0) * 2 + 0] == 40);
  assert_true(economy.final_demand[(1 * 2 + 0) * 2 + 1] == -2);
  assert_true(rift_economy_final(&economy, 1, 0) == 38);
  assert_true(rift_economy_final(&economy, 0, 1) == 30);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

static void resolves_groups(void **state) {
  (void)state;
  static const char groups[] =
      "kind,group,member\nregion,WEST,DEU\nregion,ALL,WEST\nregion,ALL,CHN\n"
      "sector,both,C20\nsector,both,C29\nsector_proxy,tools,C29\n";
  char folder[TINY_PATH];
  tiny_create(folder);
  tiny_put(folder, "groups.csv", groups, strlen(groups));
  rift_economy economy;
  read_good(&economy, folder);
  assert_int_equal(economy.group_count, 4);
  const rift_group *all = rift_economy_group(&economy, "ALL", true);
  assert_non_null(all);
  assert_true(all->count == 2 && all->members[0] == 0 && all->members[1] == 1);
  const rift_group *sectors = rift_economy_group(&economy, "both", false);
  assert_true(sectors->count == 2 && sectors->members[0] == 0 && sectors->members[1] == 1);
  const rift_group *tools = rift_economy_group(&economy, "tools", false);
  assert_int_equal(tools->kind, RIFT_GROUP_SECTOR_PROXY);
  assert_null(rift_economy_group(&economy, "tools", true));
  assert_null(rift_economy_group(&economy, "nothing", false));
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

static void hash_folder(const char *folder, char hashes[16][RIFT_HASH_TEXT], size_t *count) {
  static const char *const names[] = {
      "datapackage.json", "regions.csv",         "sectors.csv",         "nodes.csv",
      "groups.csv",       "final_demand.csv.gz", "intermediate.csv.gz", "affiliate_income.csv"};
  *count = sizeof names / sizeof names[0];
  for (size_t i = 0; i < *count; i++) {
    char *path = rift_path_join(folder, names[i]);
    rift_error error;
    assert_int_equal(rift_hash_file(path, hashes[i], &error), RIFT_OK);
    free(path);
  }
}

static void same_economy(const rift_economy *a, const rift_economy *b) {
  size_t n = a->node_count;
  assert_int_equal(n, b->node_count);
  assert_memory_equal(a->intermediate, b->intermediate, n * n * sizeof(double));
  assert_memory_equal(a->final_demand, b->final_demand,
                      n * a->region_count * a->category_count * sizeof(double));
  assert_memory_equal(a->gross_output, b->gross_output, n * sizeof(double));
  assert_memory_equal(a->taxes, b->taxes, n * sizeof(double));
  assert_int_equal(a->group_count, b->group_count);
  assert_int_equal(a->affiliate_count, b->affiliate_count);
  assert_true(a->usd_per_eur == b->usd_per_eur);
  assert_int_equal(a->year, b->year);
}

static void what_is_written_reads_back_and_repeats(void **state) {
  (void)state;
  char folder[TINY_PATH];
  char copy[TINY_PATH];
  tiny_create(folder);
  tiny_create(copy);
  rift_economy economy;
  read_good(&economy, folder);
  for (size_t i = 0; i < 16; i++) {
    economy.intermediate[i] += i == 3 ? 0 : 1e-7 / (double)(i + 3); /* all 17 digits */
  }
  rift_package_options options = {.name = "tiny",
                                  .title = "Tiny again",
                                  .year = 2014,
                                  .usd_per_eur = 1.25,
                                  .usd_per_eur_year = 2014,
                                  .command = "rift economy test"};
  char hashes[2][16][RIFT_HASH_TEXT];
  size_t count = 0;
  rift_error error;
  for (size_t round = 0; round < 2; round++) {
    assert_int_equal(rift_economy_write(&economy, copy, NULL, &options, &error), RIFT_OK);
    hash_folder(copy, hashes[round], &count);
  }
  for (size_t i = 0; i < count; i++) {
    assert_string_equal(hashes[0][i], hashes[1][i]);
  }
  rift_economy again;
  read_good(&again, copy);
  same_economy(&economy, &again);
  assert_string_equal(again.title, "Tiny again");
  rift_economy_free(&again);
  rift_economy_free(&economy);
  tiny_destroy(copy);
  tiny_destroy(folder);
}

static void read_map(rift_code_map *map, const char *folder, const char *text, const char *column,
                     const rift_names *known, rift_status expected, const char *fragment) {
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  tiny_put(folder, "map.csv", text, strlen(text));
  char *path = rift_path_join(folder, "map.csv");
  assert_int_equal(rift_code_map_read(map, path, column, known, &problems, &error), expected);
  if (fragment != NULL) {
    assert_int_equal(problems.errors, 1);
    assert_non_null(strstr(problems.items[0].message, fragment));
  }
  free(path);
  rift_problems_free(&problems);
}

static void adds_up_regions_and_sectors(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  rift_economy economy;
  read_good(&economy, folder);
  rift_code_map regions;
  rift_code_map sectors;
  rift_code_map bad;
  read_map(&regions, folder, "region,group,name\nDEU,WLD,World\nCHN,WLD,\n", "region",
           &economy.regions, RIFT_OK, NULL);
  read_map(&sectors, folder, "sector,group\nC20,chem\nC29,cars\n", "sector", &economy.sectors,
           RIFT_OK, NULL);
  read_map(&bad, folder, "sector,group\nC20,chem\n", "sector", &economy.sectors, RIFT_INVALID,
           "'C29' is not mapped");
  read_map(&bad, folder, "sector,group\nC20,a\nC29,b\nC20,b\n", "sector", &economy.sectors,
           RIFT_INVALID, "on line 2");
  read_map(&bad, folder, "sector,group\nC20,a\nC29,b\nC21,b\n", "sector", &economy.sectors,
           RIFT_INVALID, "unknown code");
  rift_economy world;
  rift_error error;
  assert_int_equal(rift_economy_aggregate(&economy, &regions, &sectors, &world, &error), RIFT_OK);
  assert_int_equal(world.node_count, 2);
  assert_string_equal(world.sectors.items[0], "chem");
  assert_string_equal(world.region_names[0], "World");
  /* By hand from the table: chem to chem 6+4+3+8, chem to cars 8+2+2+7, cars to chem 5+1+1+4, cars
   * to cars 10+4+3+12. */
  assert_true(flow(&world, 0, 0) == 21 && flow(&world, 0, 1) == 19 && flow(&world, 1, 0) == 11 &&
              flow(&world, 1, 1) == 29);
  assert_true(world.gross_output[0] == 148 && world.gross_output[1] == 210);
  assert_true(rift_economy_final(&world, 0, 0) == 108 && rift_economy_final(&world, 1, 0) == 170);
  assert_true(isnan(world.employment[0]) && isnan(world.employment[1]));
  assert_int_equal(world.affiliate_count, 0); /* host and owner are one region now */
  rift_identities identities;
  assert_int_equal(
      rift_economy_check_identities(&world, NULL, &identities, NULL, NULL, NULL, &error), RIFT_OK);
  rift_economy_free(&world);
  rift_code_map_free(&regions);
  rift_code_map_free(&sectors);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

static void finds_gaps_and_ranks_them(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  rift_economy economy;
  read_good(&economy, folder);
  economy.gross_output[3] += 5;
  economy.intermediate[0 * 4 + 1] += 2; /* row of node 0, column of node 1 */
  rift_identities identities;
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  assert_int_equal(
      rift_economy_check_identities(&economy, NULL, &identities, NULL, NULL, &problems, &error),
      RIFT_INVALID);
  assert_int_equal(identities.rows.violations, 2);
  assert_int_equal(identities.columns.violations, 2);
  assert_int_equal(identities.rows.worst[0].node, 3);
  assert_true(fabs(identities.rows.worst[0].gap_musd + 5) < 1e-12);
  assert_int_equal(identities.rows.worst[1].node, 0);
  assert_true(fabs(identities.rows.worst[1].gap_musd - 2) < 1e-12);
  assert_int_equal(identities.columns.worst[1].node, 1);
  assert_true(fabs(identities.rows.sum_musd - 7) < 1e-12);
  assert_int_equal(problems.errors, 4);
  rift_identity_tolerance wide = {.of_node = 0.1, .of_world = 0.1, .of_sum = 0.1};
  assert_int_equal(
      rift_economy_check_identities(&economy, &wide, &identities, NULL, NULL, NULL, &error),
      RIFT_OK);
  rift_problems_free(&problems);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

/* [[0.2, 0.3], [0.3, 0.2]] has the eigenvalues 0.5 and -0.1; [[0.5, 1], [0, 0.25]] those of its
 * diagonal. */
static void spectral_radius_is_the_largest_eigenvalue(void **state) {
  (void)state;
  static const double cases[][5] = {
      {0.2, 0.3, 0.3, 0.2, 0.5}, {0.5, 1, 0, 0.25, 0.5}, {0, 0, 0, 0, 0}};
  double outputs[2] = {10, 40};
  for (size_t i = 0; i < 3; i++) {
    double flows[4];
    for (size_t cell = 0; cell < 4; cell++) {
      flows[cell] = cases[i][cell] * outputs[cell % 2];
    }
    rift_economy economy;
    rift_economy_init(&economy);
    economy.node_count = 2;
    economy.intermediate = flows;
    economy.gross_output = outputs;
    double radius = -1;
    rift_error error;
    assert_int_equal(rift_economy_spectral_radius(&economy, &radius, &error), RIFT_OK);
    assert_true(fabs(radius - cases[i][4]) < 1e-9); /* stops at a relative change of 1e-10 */
  }
}

static void counts_what_is_unusual(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  rift_economy economy;
  read_good(&economy, folder);
  economy.gross_output[2] = 0;
  economy.value_added[1] = -1;
  economy.final_demand[0] = -5; /* DEU C29, Germany, households */
  rift_economy_totals totals;
  rift_economy_compute_totals(&economy, &totals);
  assert_int_equal(totals.zero_output, 1);
  assert_int_equal(totals.zero_output_used, 1);
  assert_int_equal(totals.negative_value_added, 1);
  assert_int_equal(totals.negative_final_demand, 1);
  assert_int_equal(totals.negative_inventories, 1);
  assert_int_equal(totals.unknown_employment, 3);
  assert_true(totals.intermediate_musd == 80);
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

static int call(const char *command, const char *folder) {
  char *arguments[] = {(char[]){"economy"}, NULL, NULL, NULL};
  char command_copy[32];
  char folder_copy[TINY_PATH];
  snprintf(command_copy, sizeof command_copy, "%s", command);
  snprintf(folder_copy, sizeof folder_copy, "%s", folder);
  arguments[1] = command_copy;
  arguments[2] = folder_copy;
  return rift_cli_economy(3, arguments);
}

static void the_command_answers_with_its_exit_codes(void **state) {
  (void)state;
  char folder[TINY_PATH];
  tiny_create(folder);
  assert_int_equal(call("check", folder), RIFT_OK);
  assert_int_equal(call("chek", folder), RIFT_USAGE);
  assert_int_equal(call("check", "--nonsense"), RIFT_USAGE);
  assert_int_equal(call("aggregate", folder), RIFT_USAGE);
  tiny_remove_file(folder, "nodes.csv");
  assert_int_equal(call("check", folder), RIFT_INVALID);
  tiny_destroy(folder);
  assert_int_equal(call("check", folder), RIFT_INVALID);
}

/* The full source table: 2.45 million flows within 2 seconds (asked of the release build on its
 * own; here 20, since a loaded machine or a sanitizer must not fail the test) and its known totals.
 */
static void the_full_source_table_can_be_imported_and_read(void **state) {
  (void)state;
  char source[TINY_PATH];
  source_table(source, sizeof source);
  char folder[TINY_PATH];
  tiny_create(folder);
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_remove_file(folder, tiny_files[i].name);
  }
  char *arguments[] = {(char[]){"economy"}, (char[]){"import-wiod"}, source, (char[]){"--year"},
                       (char[]){"2014"},    (char[]){"-o"},          folder, NULL};
  assert_int_equal(rift_cli_economy(7, arguments), RIFT_OK);
  struct timespec before;
  struct timespec after;
  rift_economy economy;
  clock_gettime(CLOCK_MONOTONIC, &before);
  read_good(&economy, folder);
  clock_gettime(CLOCK_MONOTONIC, &after);
  double seconds =
      (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec);
  print_message("full table read in %.2f s\n", seconds);
  assert_true(seconds < 20 || getenv("RUNNER") != NULL); /* under valgrind all is slow */
  assert_int_equal(economy.region_count, 44);
  assert_int_equal(economy.sector_count, 56);
  size_t node = rift_economy_region(&economy, "DEU") * 56 + rift_economy_sector(&economy, "C29");
  assert_true(fabs(economy.gross_output[node] - 445470.8782) <
              1e-3); /* the source prints four decimals */
  rift_economy_free(&economy);
  tiny_destroy(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_table),
      cmocka_unit_test(keeps_final_demand_by_category),
      cmocka_unit_test(resolves_groups),
      cmocka_unit_test(what_is_written_reads_back_and_repeats),
      cmocka_unit_test(adds_up_regions_and_sectors),
      cmocka_unit_test(finds_gaps_and_ranks_them),
      cmocka_unit_test(spectral_radius_is_the_largest_eigenvalue),
      cmocka_unit_test(counts_what_is_unusual),
      cmocka_unit_test(the_command_answers_with_its_exit_codes),
      cmocka_unit_test(the_full_source_table_can_be_imported_and_read),
  };
  return cmocka_run_group_tests_name("economy", tests, NULL, NULL);
}
