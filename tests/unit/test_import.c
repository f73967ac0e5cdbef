/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports of published tables: a transposed matrix, a shifted column or a category under a wrong name
 * would falsify every result. The tiny economy is written in every layout and must come back cell by
 * cell; generated tables must come back digit by digit; the files of Caliendo and Parro have closed
 * forms. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "cli/economy.h"
#include "economy/economy.h"
#include "economy/import/import.h"
#include "support/cp_files.h"
#include "support/icio_table.h"
#include "support/import_samples.h"

#define RATE 1.25 /* products of it with the small numbers below are exact */

typedef struct bench {
  char folder[TINY_PATH];
  char source[2 * TINY_PATH];
  char out[2 * TINY_PATH];
  rift_problems problems;
  rift_error error;
} bench;

static void setup(bench *b) {
  tiny_create(b->folder);
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_remove_file(b->folder, tiny_files[i].name);
  }
  snprintf(b->out, sizeof b->out, "%s/out", b->folder);
  rift_problems_init(&b->problems);
}

static void teardown(bench *b) {
  rift_problems_free(&b->problems);
  sample_remove(b->folder);
}

static rift_status import(bench *b, const char *format, int year) {
  rift_import_request request = {.format = format,
                                 .source = b->source,
                                 .folder = b->out,
                                 .year = year,
                                 .usd_per_eur = RATE,
                                 .rate_source = "made up",
                                 .rate_status = "judgement",
                                 .command = "rift economy import"};
  return rift_economy_import(&request, &b->problems, &b->error);
}

static void import_good(bench *b, const char *format, int year, rift_economy *economy) {
  rift_status status = import(b, format, year);
  if (status == RIFT_OK) {
    status = rift_economy_read(economy, b->out, &b->problems, &b->error);
  }
  if (status != RIFT_OK) {
    rift_problems_write(&b->problems, stderr);
    fail_msg("%s: status %d: %s", b->source, (int)status, b->error.message);
  }
}

static double final_of(const rift_economy *economy, size_t node, size_t region,
                       const char *category) {
  size_t position = rift_names_find(&economy->categories, category, strlen(category));
  return economy->final_demand[(node * 2 + region) * economy->category_count + position];
}

/* Figures of tests/support/tiny_folder.h, by hand. */
static void check_tiny(const rift_economy *economy, double rate, bool has_margins) {
  static const double flows[] = {10, 5, 4, 1, 8, 6, 2, 4, 3, 1, 12, 4, 2, 3, 7, 8};
  static const double households[] = {50, 30, 40, 10, 20, 70, 15, 45};
  static const double outputs[] = {100, 68, 110, 80};
  static const double value_added[] = {74, 51.5, 85, 63};
  static const double taxes[] = {2, 1, -1, 0};
  static const double margins[] = {1, 0.5, 1, 0};
  assert_int_equal(economy->region_count, 2);
  assert_int_equal(economy->sector_count, 2);
  assert_string_equal(economy->regions.items[0], "DEU");
  assert_string_equal(economy->regions.items[1], "CHN");
  for (size_t i = 0; i < 16; i++) {
    assert_true(fabs(economy->intermediate[i] - rate * flows[i]) < 1e-12);
  }
  for (size_t node = 0; node < 4; node++) {
    double margin = has_margins ? margins[node] : 0;
    assert_true(economy->gross_output[node] == rate * outputs[node]);
    assert_true(economy->value_added[node] ==
                rate * (value_added[node] + margins[node] - margin));
    assert_true(economy->taxes[node] == rate * taxes[node]);
    assert_true(economy->margins[node] == rate * margin);
    assert_true(isnan(economy->employment[node]));
    for (size_t region = 0; region < 2; region++) {
      bool inventories = node == 1 && region == 0;
      assert_true(final_of(economy, node, region, "HFCE") == rate * households[2 * node + region]);
      assert_true(rift_economy_final(economy, node, region) ==
                  rate * (households[2 * node + region] - (inventories ? 2 : 0)));
    }
  }
  assert_true(final_of(economy, 1, 0, "INVNT") == -2 * rate);
}

static void every_layout_gives_the_same_economy(void **state) {
  (void)state;
  static const struct {
    const char *layout;
    const char *sectors[2];
    double rate;
    bool has_margins;
  } cases[] = {{"icio-2021", {"29", "20"}, 1, false},
               {"icio-2023", {"C29", "C20"}, 1, false},
               {"figaro-matrix", {"C29", "C20"}, RATE, false},
               {"figaro-flat", {"C29", "C20"}, RATE, false},
               {"wiod-sheet", {"C29", "C20"}, 1, true},
               {"wiod-table", {"C29", "C20"}, 1, true},
               {"exiobase", {"i34", "i24.d"}, RATE, false}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bench b;
    rift_economy economy;
    setup(&b);
    const char *format = sample_write(cases[i].layout, b.folder, b.source, NULL, NULL, NULL);
    import_good(&b, format, 2014, &economy);
    assert_int_equal(b.problems.count, 0);
    check_tiny(&economy, cases[i].rate, cases[i].has_margins);
    assert_string_equal(economy.sectors.items[0], cases[i].sectors[0]);
    assert_string_equal(economy.sectors.items[1], cases[i].sectors[1]);
    assert_int_equal(economy.year, 2014);
    assert_true(strlen(economy.source) > 10 && strlen(economy.title) > 10);
    if (cases[i].rate != 1) {
      assert_true(economy.usd_per_eur == RATE && economy.usd_per_eur_year == 2014);
    }
    rift_economy_free(&economy);
    teardown(&b);
  }
}

static void names_for_people_are_kept_where_there_are_some(void **state) {
  (void)state;
  static const char *const layouts[] = {"wiod-sheet", "exiobase"};
  static const char *const names[] = {"Chemicals", "Chemicals nec"};
  for (size_t i = 0; i < 2; i++) {
    bench b;
    rift_economy economy;
    setup(&b);
    const char *format = sample_write(layouts[i], b.folder, b.source, NULL, NULL, NULL);
    import_good(&b, format, 2014, &economy);
    assert_string_equal(economy.sector_names[1], names[i]);
    rift_economy_free(&economy);
    teardown(&b);
  }
}

/* The sheet as a German spreadsheet saves it, with decimal points all the same. */
static void semicolons_separate_too(void **state) {
  (void)state;
  bench b;
  rift_economy economy;
  char changed[8192];
  setup(&b);
  const char *format = sample_write("wiod-sheet", b.folder, b.source, NULL, NULL, NULL);
  for (size_t i = 0; i < SAMPLES; i++) {
    if (strcmp(samples[i].layout, "wiod-sheet") == 0) {
      snprintf(changed, sizeof changed, "%s", strchr(samples[i].content, '\n') + 1);
      for (char *at = changed; *at != '\0'; at++) {
        *at = *at == ',' ? ';' : *at;
      }
      tiny_put(b.folder, samples[i].name, changed, strlen(changed));
    }
  }
  import_good(&b, format, 2014, &economy);
  check_tiny(&economy, 1, true);
  rift_economy_free(&economy);
  teardown(&b);
}

/* A.txt holds flows over the user's output; without industries.txt, industries are numbered. */
static void exiobase_may_come_as_coefficients_without_codes(void **state) {
  (void)state;
  static const char coefficients[] = "region\t\tDE\tDE\tCN\tCN\n"
                                     "sector\t\tCars\tChemicals nec\tCars\tChemicals nec\n"
                                     "DE\tCars\t0.1\t0.0735294117647058849\t0.0363636363636363\t0.0125\n"
                                     "DE\tChemicals nec\t0.08\t0.0882352941176470\t0.0181818181818181\t0.05\n"
                                     "CN\tCars\t0.03\t0.0147058823529411\t0.109090909090909\t0.05\n"
                                     "CN\tChemicals nec\t0.02\t0.0441176470588235\t0.0636363636363636\t0.1\n";
  bench b;
  rift_economy economy;
  setup(&b);
  const char *format = sample_write("exiobase", b.folder, b.source, NULL, NULL, NULL);
  tiny_remove_file(b.folder, "Z.txt");
  tiny_remove_file(b.folder, "industries.txt");
  tiny_put(b.folder, "A.txt", coefficients, strlen(coefficients));
  import_good(&b, format, 2014, &economy);
  assert_string_equal(economy.sectors.items[1], "i002");
  assert_string_equal(economy.sector_names[1], "Chemicals nec");
  /* The coefficients above have 15 digits. */
  assert_true(fabs(economy.intermediate[1] - 5 * RATE) < 1e-12);
  assert_true(fabs(economy.intermediate[14] - 7 * RATE) < 1e-12);
  rift_economy_free(&economy);
  teardown(&b);
}

static void check_generated(const icio_shape *shape) {
  bench b;
  rift_economy economy;
  setup(&b);
  snprintf(b.source, sizeof b.source, "%s/table.csv", b.folder);
  FILE *stream = fopen(b.source, "wb");
  assert_non_null(stream);
  assert_true(icio_write(stream, shape));
  assert_int_equal(fclose(stream), 0);
  import_good(&b, "icio", 2018, &economy);
  size_t n = shape->regions * shape->sectors;
  assert_int_equal(economy.node_count, n);
  assert_int_equal(economy.category_count, ICIO_CATEGORIES);
  for (size_t cell = 0; cell < n * n; cell++) {
    assert_true(economy.intermediate[cell] == (double)icio_cell(shape, cell / n, cell % n) / 1e4);
  }
  for (size_t cell = 0; cell < n * shape->regions * ICIO_CATEGORIES; cell++) {
    size_t width = shape->regions * ICIO_CATEGORIES;
    assert_true(economy.final_demand[cell] ==
                (double)icio_cell(shape, cell / width, n + cell % width) / 1e4);
  }
  rift_economy_free(&economy);
  teardown(&b);
}

static void generated_tables_come_back_digit_by_digit(void **state) {
  (void)state;
  check_generated(&(icio_shape){.regions = 12, .sectors = 9});
  check_generated(&(icio_shape){.regions = 7, .sectors = 5, .edition_2021 = true});
}

static double at(const rift_economy *economy, size_t seller, size_t user) {
  return economy->intermediate[seller * economy->node_count + user];
}

/* Of every tradable 70 stays at home, and 103 is spent on it with tariffs; every user buys 1.25 of it. */
static void check_cp(const rift_economy *economy) {
  size_t own = 3 * CP_SECTORS;      /* region 3, agriculture */
  size_t other = 5 * CP_SECTORS;    /* region 5 */
  size_t service = own + CP_TRADABLES;
  assert_int_equal(economy->node_count, CP_REGIONS * CP_SECTORS);
  assert_true(fabs(at(economy, own, own + 7) - 70 * 1.25 / 103) < 1e-13);
  assert_true(fabs(at(economy, own, other + 7) - 1.25 / 103) < 1e-15);
  assert_true(fabs(at(economy, service, own + 7) - 1.25) < 1e-14);
  assert_true(at(economy, service, other) == 0);
  assert_true(fabs(rift_economy_final(economy, own, 3) - 70 * 53.0 / 103) < 1e-12);
  assert_true(fabs(rift_economy_final(economy, own, 5) - 53.0 / 103) < 1e-14);
  assert_true(fabs(rift_economy_final(economy, service, 3) - 50) < 1e-12);
  assert_true(economy->gross_output[own] == 100 && economy->value_added[own] == 50);
  assert_true(fabs(economy->taxes[own] - 20 * 30 * 0.1 * 1.25 / 103) < 1e-12);
  assert_true(rift_economy_group(economy, "NAFTA", true)->count == 3);
  assert_true(rift_economy_group(economy, "tradable", false)->count == CP_TRADABLES);
}

static size_t count_lines(const bench *b, const char *name, const char *second) {
  char path[3 * TINY_PATH];
  char line[512];
  size_t count = 0;
  snprintf(path, sizeof path, "%s/%s", b->out, name);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  while (fgets(line, sizeof line, stream) != NULL) {
    count++;
    if (count == 2) {
      assert_string_equal(line, second);
    }
  }
  fclose(stream);
  return count;
}

static void caliendo_parro_has_its_closed_form(void **state) {
  (void)state;
  bench b;
  rift_economy economy;
  setup(&b);
  snprintf(b.source, sizeof b.source, "%s", b.folder);
  cp_write(b.folder, NULL);
  import_good(&b, "caliendo-parro", 0, &economy);
  assert_int_equal(b.problems.count, 0);
  check_cp(&economy);
  assert_int_equal(economy.year, 1993);
  assert_int_equal(count_lines(&b, "trade_elasticities.csv",
                               "agriculture,5,0,point,5,elasticity of sourcing shares with respect to "
                               "cost,none,elasticity,1993,\"Caliendo and Parro (2015), T.txt\",read\n"),
                   41);
  assert_int_equal(count_lines(&b, "tariffs.csv",
                               "ARG,AUS,agriculture,0.1,ad_valorem,1993,\"Caliendo and Parro (2015), "
                               "tariffs1993.txt\",read\n"),
                   1 + 20 * 31 * 30);
  assert_int_equal(
      count_lines(&b, "tariffs_2005.csv", "ARG,AUS,agriculture,0.05,ad_valorem,level\n"),
      1 + 20 * 31 * 30);
  assert_int_equal(
      count_lines(&b, "tariffs_2005_nafta.csv", "CAN,MEX,agriculture,0.05,ad_valorem,level\n"),
      1 + 20 * 6);
  rift_economy_free(&economy);
  teardown(&b);
}

/* Output below exports is raised to them: no home sales are left, and 30 imports cost 33. */
static void caliendo_parro_raises_output_to_exports(void **state) {
  (void)state;
  bench b;
  rift_economy economy;
  setup(&b);
  snprintf(b.source, sizeof b.source, "%s", b.folder);
  cp_write(b.folder, &(cp_change){"GO.txt", 2, 3, "1E7"});
  import_good(&b, "caliendo-parro", 1993, &economy);
  size_t node = 3 * CP_SECTORS + 2;
  assert_true(economy.gross_output[node] == 30);
  assert_true(at(&economy, node, 3 * CP_SECTORS) == 0);
  assert_true(fabs(at(&economy, 2, 3 * CP_SECTORS) - 1.25 / 33) < 1e-15);
  /* Uses: 39 sectors with output 100 and one with 30 take 1.25 * 39.3 = 49.125 of 33. */
  assert_true(fabs(rift_economy_final(&economy, 2, 3) - (33 - 49.125) / 33) < 1e-14);
  rift_economy_free(&economy);
  teardown(&b);
}

/* A column with a negative share keeps its total, so that inputs and value added still make output. */
static void caliendo_parro_clips_a_negative_input_and_says_so(void **state) {
  (void)state;
  bench b;
  rift_economy economy;
  setup(&b);
  snprintf(b.source, sizeof b.source, "%s", b.folder);
  cp_write(b.folder, &(cp_change){"IO.txt", 4 * CP_SECTORS, 6, "-0.001"});
  assert_int_equal(import(&b, "caliendo-parro", 0), RIFT_INVALID); /* the column sums to 0.974 */
  rift_problems_free(&b.problems);
  rift_problems_init(&b.problems);
  char path[3 * TINY_PATH];
  snprintf(path, sizeof path, "%s/IO.txt", b.folder);
  FILE *stream = fopen(path, "wb");
  assert_non_null(stream);
  for (int row = 0; row < CP_REGIONS * CP_SECTORS; row++) {
    for (int column = 0; column < CP_SECTORS; column++) {
      bool first = row == 4 * CP_SECTORS && column == 6;
      bool second = row == 4 * CP_SECTORS + 1 && column == 6;
      fprintf(stream, "%s%s", column == 0 ? "" : "\t", first ? "-0.001" : second ? "0.051" : "0.025");
    }
    fputc('\n', stream);
  }
  fclose(stream);
  import_good(&b, "caliendo-parro", 0, &economy);
  assert_int_equal(b.problems.warnings, 1);
  assert_int_equal(b.problems.items[0].line, 4 * CP_SECTORS + 1);
  size_t user = 4 * CP_SECTORS + 6;
  assert_true(at(&economy, 4 * CP_SECTORS, user) == 0);
  assert_true(fabs(at(&economy, 4 * CP_SECTORS + 21, user) - 1.25 / 1.001) < 1e-13);
  rift_economy_free(&economy);
  teardown(&b);
}

static int call(const char *first, const char *second, const char *third, const char *fourth) {
  char words[6][TINY_PATH] = {"economy", "import"};
  char *arguments[7] = {words[0], words[1], words[2], words[3], words[4], words[5], NULL};
  const char *rest[] = {first, second, third, fourth};
  int count = 2;
  for (size_t i = 0; i < 4 && rest[i] != NULL; i++) {
    snprintf(words[count++], TINY_PATH, "%s", rest[i]);
  }
  arguments[count] = NULL;
  return rift_cli_economy(count, arguments);
}

static void wrong_use_is_told_from_wrong_input(void **state) {
  (void)state;
  assert_int_equal(call("nothing.csv", "-o/nowhere/out", NULL, NULL), RIFT_USAGE);
  assert_int_equal(call("--format=icoi", "nothing.csv", "-o/nowhere/out", NULL), RIFT_USAGE);
  assert_int_equal(call("--format=icio", "nothing.csv", "-o/nowhere/out", NULL), RIFT_USAGE);
  assert_int_equal(call("--format=icio", "nothing.csv", "--year=2018", NULL), RIFT_USAGE);
  assert_int_equal(call("--format=figaro", "nothing.csv", "--year=2018", "-o/nowhere/out"),
                   RIFT_USAGE);
  assert_int_equal(call("--format=icio", "--year=2018", "-o/nowhere/out", NULL), RIFT_USAGE);
  assert_int_equal(call("--format=icio", "nothing.csv", "--year=2018", "-o/nowhere/out"),
                   RIFT_INVALID);
  assert_int_equal(call("--help", NULL, NULL, NULL), RIFT_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_layout_gives_the_same_economy),
      cmocka_unit_test(names_for_people_are_kept_where_there_are_some),
      cmocka_unit_test(semicolons_separate_too),
      cmocka_unit_test(exiobase_may_come_as_coefficients_without_codes),
      cmocka_unit_test(generated_tables_come_back_digit_by_digit),
      cmocka_unit_test(caliendo_parro_has_its_closed_form),
      cmocka_unit_test(caliendo_parro_raises_output_to_exports),
      cmocka_unit_test(caliendo_parro_clips_a_negative_input_and_says_so),
      cmocka_unit_test(wrong_use_is_told_from_wrong_input),
  };
  return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
