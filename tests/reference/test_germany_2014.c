/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Germany's sectors in the table of 2014 from which the shipped economy is projected, as
 * `rift economy import-wiod` and `aggregate` make it, against figures computed on their own from the
 * unrounded WIOD 2014 table (World Input-Output Database, 2016 release: Timmer et al. 2015;
 * tests/reference/germany_2014.csv, million USD, shares 0 to 1). If this fails, the import, the
 * maps or the aggregation puts flows where they do not belong.
 *
 * Tolerances. Output and value added: sums of at most 9 cells printed to 4 decimals, so 9 x
 * 0.00005, and as much again as one for rounding the sum. Flows: the source leaves out cells under
 * 0.01, so a sum over m source cells may be off by 0.01 m: m is 61 uses (56 sectors and 5
 * categories) in China for each source industry of the sector, 43 x 61 uses abroad, and 43 x 56
 * foreign suppliers of each using industry. That bound is wide for small flows, so it is capped at
 * 0.25 + 0.2 % of the flow (the gaps found are at most 0.23 for pairs of countries and 0.15 % for
 * totals). Shares follow from their parts, plus half a unit of their fifth decimal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/economy.h"
#include "economy/economy.h"
#include "support/source_table.h"
#include "support/tiny_folder.h"
#include "tables/csv.h"
#include "tables/file.h"

#define SECTORS 37

enum {
  SECTOR,
  OUTPUT,
  VALUE_ADDED,
  EXPORTS,
  EXPORTS_CHN,
  EXPORTS_CHN_SHARE,
  IMPORTS_CHN,
  IMPORTS_CHN_INTERMEDIATE,
  IMPORTED_INPUTS,
  INPUTS_CHN,
  CHN_SHARE_IMPORTED,
  CHN_SHARE_ALL,
  COLUMNS
};

static const rift_csv_column columns[COLUMNS] = {
    {"sector", RIFT_CSV_CODE, true},
    {"gross_output", RIFT_CSV_NUMBER, true},
    {"value_added", RIFT_CSV_NUMBER, true},
    {"exports_total", RIFT_CSV_NUMBER, true},
    {"exports_to_CHN", RIFT_CSV_NUMBER, true},
    {"exports_CHN_share_of_output", RIFT_CSV_NUMBER, true},
    {"imports_from_CHN_of_product", RIFT_CSV_NUMBER, true},
    {"of_which_intermediate", RIFT_CSV_NUMBER, true},
    {"imported_intermediates_used", RIFT_CSV_NUMBER, true},
    {"from_CHN_used", RIFT_CSV_NUMBER, true},
    {"CHN_share_of_imported_inputs", RIFT_CSV_NUMBER, true},
    {"CHN_share_of_all_inputs", RIFT_CSV_NUMBER, true}};

typedef struct measured {
  double values[COLUMNS];
  double tolerances[COLUMNS];
} measured;

/* Source industries in each sector that is a sum (data/maps/sectors_37.csv); 1 for the others. */
static double industries_in(const char *sector) {
  static const struct {
    const char *sector;
    double count;
  } sums[] = {{"A", 3},      {"C16T18", 3}, {"E", 2}, {"G46T47", 2}, {"H52T53", 2},
              {"J58T61", 3}, {"K", 3},      {"M", 5}, {"OTQ", 3},    {"RTU", 3}};
  for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
    if (strcmp(sums[i].sector, sector) == 0) {
      return sums[i].count;
    }
  }
  return 1;
}

static double deliveries(const rift_economy *economy, size_t from, size_t region, bool final_too) {
  double sum = final_too ? rift_economy_final(economy, from, region) : 0;
  for (size_t sector = 0; sector < economy->sector_count; sector++) {
    sum +=
        economy->intermediate[from * economy->node_count + region * economy->sector_count + sector];
  }
  return sum;
}

static double inputs_from(const rift_economy *economy, size_t region, size_t user) {
  double sum = 0;
  for (size_t sector = 0; sector < economy->sector_count; sector++) {
    sum +=
        economy
            ->intermediate[(region * economy->sector_count + sector) * economy->node_count + user];
  }
  return sum;
}

static void measure(const rift_economy *economy, size_t sector, measured *result) {
  size_t germany = rift_economy_region(economy, "DEU");
  size_t china = rift_economy_region(economy, "CHN");
  size_t node = germany * economy->sector_count + sector;
  size_t chinese = china * economy->sector_count + sector;
  double *v = result->values;
  *result = (measured){0};
  v[OUTPUT] = economy->gross_output[node];
  v[VALUE_ADDED] = economy->value_added[node];
  double all_inputs = inputs_from(economy, germany, node);
  for (size_t region = 0; region < economy->region_count; region++) {
    if (region != germany) {
      v[EXPORTS] += deliveries(economy, node, region, true);
      v[IMPORTED_INPUTS] += inputs_from(economy, region, node);
    }
  }
  all_inputs += v[IMPORTED_INPUTS];
  v[EXPORTS_CHN] = deliveries(economy, node, china, true);
  v[IMPORTS_CHN] = deliveries(economy, chinese, germany, true);
  v[IMPORTS_CHN_INTERMEDIATE] = deliveries(economy, chinese, germany, false);
  v[INPUTS_CHN] = inputs_from(economy, china, node);
  v[EXPORTS_CHN_SHARE] = v[EXPORTS_CHN] / v[OUTPUT];
  v[CHN_SHARE_IMPORTED] = v[INPUTS_CHN] / v[IMPORTED_INPUTS];
  v[CHN_SHARE_ALL] = v[INPUTS_CHN] / all_inputs;
}

static void set_tolerances(const char *sector, measured *result) {
  double k = industries_in(sector);
  double *t = result->tolerances;
  const double *v = result->values;
  const double fifth_decimal = 0.5e-5;
  t[OUTPUT] = t[VALUE_ADDED] = 9 * 0.00005 + 0.00005;
  t[EXPORTS] = 0.01 * k * 43 * 61;
  t[EXPORTS_CHN] = 0.01 * k * 61;
  t[IMPORTS_CHN] = 0.01 * k * 61;
  t[IMPORTS_CHN_INTERMEDIATE] = 0.01 * k * 56;
  t[IMPORTED_INPUTS] = 0.01 * k * 43 * 56;
  t[INPUTS_CHN] = 0.01 * k * 56;
  t[EXPORTS_CHN_SHARE] = fifth_decimal + t[EXPORTS_CHN] / v[OUTPUT];
  t[CHN_SHARE_IMPORTED] =
      fifth_decimal + v[CHN_SHARE_IMPORTED] * t[IMPORTED_INPUTS] / v[IMPORTED_INPUTS];
  t[CHN_SHARE_ALL] =
      fifth_decimal + v[CHN_SHARE_ALL] * t[IMPORTED_INPUTS] * v[CHN_SHARE_ALL] / v[INPUTS_CHN];
  static const int flows[] = {EXPORTS,         EXPORTS_CHN, IMPORTS_CHN, IMPORTS_CHN_INTERMEDIATE,
                              IMPORTED_INPUTS, INPUTS_CHN};
  for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
    t[flows[i]] = fmin(t[flows[i]], 0.25 + 0.002 * v[flows[i]]);
  }
}

static void compare(const char *sector, size_t column, const measured *result, double expected) {
  double gap = result->values[column] - expected;
  if (fabs(gap) > result->tolerances[column]) {
    fail_msg("%s %s: %.6f, expected %.6f, tolerance %.6f", sector, columns[column].name,
             result->values[column], expected, result->tolerances[column]);
  }
}

static void call(int count, char **arguments) {
  assert_int_equal(rift_cli_economy(count, arguments), RIFT_OK);
}

static void make_2014(rift_economy *economy) {
  char source[TINY_PATH];
  char imported[TINY_PATH];
  char made[TINY_PATH];
  source_table(source, sizeof source);
  tiny_create(imported);
  tiny_create(made);
  char *import[] = {(char[]){"economy"}, (char[]){"import-wiod"}, source,
                    (char[]){"--year"},  (char[]){"2014"},        (char[]){"--force"},
                    (char[]){"-o"},      imported,                NULL};
  char *aggregate[] = {(char[]){"economy"},
                       (char[]){"aggregate"},
                       imported,
                       (char[]){"--regions"},
                       (char[]){"data/maps/regions_14.csv"},
                       (char[]){"--sectors"},
                       (char[]){"data/maps/sectors_37.csv"},
                       (char[]){"--decimals"},
                       (char[]){"4"},
                       (char[]){"--force"},
                       (char[]){"-o"},
                       made,
                       NULL};
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_remove_file(imported, tiny_files[i].name);
    tiny_remove_file(made, tiny_files[i].name);
  }
  call(8, import);
  call(12, aggregate);
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(economy, made, &problems, &error);
  rift_problems_write(&problems, stderr);
  rift_problems_free(&problems);
  tiny_destroy(imported);
  tiny_destroy(made);
  assert_int_equal(status, RIFT_OK);
}

static void germany_is_as_published(void **state) {
  (void)state;
  rift_economy economy;
  make_2014(&economy);
  rift_problems problems;
  rift_error error;
  rift_problems_init(&problems);
  rift_csv *csv = NULL;
  assert_int_equal(rift_csv_open(&csv, "tests/reference/germany_2014.csv", columns, COLUMNS, NULL,
                                 &problems, &error),
                   RIFT_OK);
  size_t rows = 0;
  while (rift_csv_next(csv)) {
    size_t length = 0;
    const char *code = rift_csv_text(csv, SECTOR, &length);
    size_t sector = rift_economy_sector(&economy, code);
    assert_true(sector != RIFT_NOT_FOUND);
    measured result;
    measure(&economy, sector, &result);
    set_tolerances(code, &result);
    for (size_t column = OUTPUT; column < COLUMNS; column++) {
      double expected = 0;
      assert_true(rift_csv_number(csv, column, &expected));
      compare(code, column, &result, expected);
    }
    rows++;
  }
  assert_int_equal(rift_csv_close(csv, &error), RIFT_OK);
  assert_int_equal(rows, SECTORS);
  rift_problems_free(&problems);
  rift_economy_free(&economy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(germany_is_as_published),
  };
  return cmocka_run_group_tests_name("Germany 2014", tests, NULL, NULL);
}
