/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every malformed source is refused as invalid input, with file, line and column, and leaves no economy
 * behind. Each recipe changes one file of a sample (tests/support/import_samples.h); positions were
 * counted by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>

#include "economy/import/import.h"
#include "support/cp_files.h"
#include "support/import_samples.h"
#include "tables/file.h"

typedef struct recipe {
  const char *layout;
  const char *file;
  const char *from, *to; /* text replaced once */
  long line, column;
  const char *fragment;
} recipe;

#define ICIO "2018_SML.csv"
#define ICIO21 "ICIO2021_2018.csv"
#define FIGARO "matrix_eu-ic-io_ind-by-ind_24ed_2014.csv"
#define FLAT "flatfile_eu-ic-io_ind-by-ind_24ed_2014.csv"
#define SHEET "WIOT2014_Nov16_ROW.csv"
#define TABLE "WIOT2014.csv"

static const recipe recipes[] = {
    /* ICIO: header. */
    {"icio-2023", ICIO, "CHN_GFCF", "CHN_GFCX", 1, 121, "did you mean 'GFCF'?"},
    {"icio-2023", ICIO, "CHN_C20,DEU_HFCE", "CHN_C29,DEU_HFCE", 1, 28,
     "the column 'CHN_C29' is there twice"},
    {"icio-2023", ICIO, "CHN_C20,DEU_HFCE", "CHN_C21,DEU_HFCE", 1, 153, "DEU has no column for C21"},
    {"icio-2023", ICIO, "CHN_INVNT,", "", 1, 143, "CHN has no column for the final demand INVNT"},
    {"icio-2023", ICIO, "DEU_C20,CHN_C29", "DEUC20,CHN_C29", 1, 12,
     "neither an industry, a category of final demand nor output"},
    {"icio-2023", ICIO, "DEU_C29,DEU_C20", "DEU_C2/9,DEU_C20", 1, 4, "the code 'C2/9' is not usable"},
    {"icio-2023", ICIO, "V1,DEU_C29", "V1\tDEU_C29", 1, 153, "DEU has no column for C29"},
    /* ICIO: lines. */
    {"icio-2023", ICIO, "DEU_C20,8,6", "DEU_C21,8,6", 3, 1, "did you mean 'C2"},
    {"icio-2023", ICIO, "CHN_C29,3,1", "CHM_C29,3,1", 4, 1, "did you mean 'CHN'?"},
    {"icio-2023", ICIO, "CHN_C20,2,3", "CHN_C29,2,3", 5, 1, "is there twice, first as line 4"},
    {"icio-2023", ICIO, "CHN_C20,2,3,7,8,15,0,0,0,0,0,45,0,0,0,0,0,80\n", "", 8, 1,
     "ends without a line for CHN C20"},
    {"icio-2023", ICIO, "TLS,2,1,-1,0,1,1,1,1,1,1,1,1,1,1,1,1,12\n", "", 8, 1,
     "without a line of taxes less subsidies"},
    {"icio-2023", ICIO, "VA,75", "VALUE,75", 7, 1, "'VALUE' is no line of this format"},
    {"icio-2023", ICIO, "DEU_C20,8,6,2,4", "DEU_C20,8,6,2", 3, 44, "the line has 17 cells; expected 18"},
    {"icio-2023", ICIO, "DEU_C20,8,6,2,4", "DEU_C20,8,6,2,4,5", 3, 46, "what begins here is too much"},
    {"icio-2023", ICIO, "CHN_C29,3,1,12", "CHN_C29,3,,12", 4, 11, "is empty: expected a number"},
    {"icio-2023", ICIO, "CHN_C29,3,1,12", "CHN_C29,3,\"1,5\",12", 4, 11, "has a decimal comma"},
    {"icio-2023", ICIO, "CHN_C29,3,1,12", "CHN_C29,3,nan,12", 4, 11, "not a finite number"},
    {"icio-2023", ICIO, "CHN_C29,3,1,12", "CHN_C29,3,-1,12", 4, 11, "a negative intermediate flow (-1)"},
    {"icio-2023", ICIO, "CHN_C29,3,1,12", "CHN_C29,3,\"1,12", 4, 11, "the quote that opens here"},
    {"icio-2023", ICIO, "DEU_C29,10,5", "DEU_C29,11,5", 2, 1, "the sum of its sales is 101"},
    {"icio-2023", ICIO, "VA,75", "VA,70", 2, 1, "value added is 95"},
    {"icio-2023", ICIO, "OUT,100,68", "OUT,150,68", 2, 1, "is 100 in its column and 150 in its line"},
    {"icio-2021", ICIO21, "CHN_TAXSUB", "CHX_TAXSUB", 11, 1, "unknown region 'CHX'"},
    {"icio-2021", ICIO21, "CN2_20,2,3", "CN2_21,2,3", 9, 1, "unknown industry '21'"},
    /* FIGARO. */
    {"figaro-matrix", FIGARO, "rowLabels", "labels", 1, 1, "expected rowLabels (the matrix form)"},
    {"figaro-matrix", FIGARO, "DE_C20,CN_C29", "QQ_C20,CN_C29", 1, 18, "names an unknown country"},
    {"figaro-matrix", FIGARO, "DE_P51G", "DE_P51X", 1, 69, "neither an industry nor a category"},
    {"figaro-matrix", FIGARO, "W2_D29X39", "W2_D29", 10, 1, "expected W2_D21X31"},
    {"figaro-matrix", FIGARO, "W2_OP_RES,0,0", "W2_OP_RES,0,1", 7, 13, "expected 0 for an industry"},
    {"figaro-matrix", FIGARO, "CN_C20,2,3,7,8", "CN_C20,2,3,7,8e", 5, 14, "'8e' is not a number"},
    {"figaro-flat", FLAT, "CN,C20,DE,C20,3", "CN,C20,DE,C29,3", 15, 15,
     "this flow is there twice, first on line 14"},
    {"figaro-flat", FLAT, "DE,C20,CN,C29,2", "DE,C20,XX,C29,2", 8, 22, "'XX' is an unknown country"},
    {"figaro-flat", FLAT, "W2,D1,CN,C20,33", "W2,D2,CN,C20,33", 35, 17, "'D2' is no primary input"},
    {"figaro-flat", FLAT, "CN,C29,DE,C29,3", "CN,C29,DE,C29,-3", 10, 29, "a negative intermediate flow"},
    {"figaro-flat", FLAT, "obsValue", "value", 1, 55, "unknown column 'value'"},
    /* WIOD. */
    {"wiod-sheet", SHEET, "CONS_np,CONS_g", "CONS_x,CONS_g", 5, 25,
     "the column 'DEU CONS_x' is neither an industry"},
    {"wiod-sheet", SHEET, "C20,Chemicals,CHN", "C20,Chemicals,CHM", 10, 15, "did you mean 'CHN'?"},
    {"wiod-sheet", SHEET, "PURR,Direct purchases abroad by residents,TOT,r68,0",
     "PURR,Direct purchases abroad by residents,TOT,r68,4", 14, 51, "expected 0 for an industry"},
    {"wiod-sheet", SHEET, ",,,,c1,c2,c1,c2,c57,c58,c59,c60,c61,c57,c58,c59,c60,c61,c62\n", "", 6, 17,
     "expected the line of column numbers"},
    {"wiod-sheet", SHEET, ",,,,DEU,DEU,CHN,CHN,DEU,DEU,DEU,DEU,DEU,CHN,CHN,CHN,CHN,CHN,TOT\n", "", 5, 5,
     "the column 'c1 C29' is neither an industry"},
    {"wiod-table", TABLE, "CHN7", "CHN8", 1, 116, "a number from 1 to 7"},
    {"wiod-table", TABLE, "CHN,1,2014", "CHN,1,2013", 4, 16, "the year is 2013; expected 2014"},
    /* EXIOBASE. */
    {"exiobase", "x.txt", "CN\tCars\t110", "CN\tCars\t-110", 4, 9, "the output is -110"},
    {"exiobase", "x.txt", "CN\tCars\t110\n", "", 4, 1, "out of order"},
    {"exiobase", "x.txt", "DE\tCars", "DE\tKars", 2, 4, "is not in industries.txt"},
    {"exiobase", "unit.txt", "CN\tCars\tM.EUR", "CN\tCars\tTJ", 4, 9, "the unit is 'TJ'"},
    {"exiobase", "Z.txt", "sector\t\tCars", "sector\t\tKars", 2, 9, "the column 'DE Kars' is not known"},
    {"exiobase", "Z.txt", "CN\tCars\t3", "CM\tCars\t3", 6, 1, "the line 'CM Cars' is not known"},
    {"exiobase", "Y.txt", "0\t70\t0\t0\t0\t0\t0\t0", "0\t70\t0\t0\t0\t0\t0\t5", 6, 37,
     "expected 0 in this column"},
    {"exiobase", "satellite/F.txt", "Taxes less", "Taxes", 11, 1, "without a line of taxes"},
    {"exiobase", "satellite/F.txt", "region\tDE", "regions\tDE", 1, 1, "expected region"}};

static rift_status import(const char *format, const char *source, const char *folder,
                          rift_problems *problems) {
  rift_error error;
  char out[4 * TINY_PATH];
  snprintf(out, sizeof out, "%s/out", folder);
  rift_import_request request = {.format = format,
                                 .source = source,
                                 .folder = out,
                                 .year = strcmp(format, "caliendo-parro") == 0 ? 1993 : 2014,
                                 .usd_per_eur = 1.25};
  return rift_economy_import(&request, problems, &error);
}

static bool reported(const rift_problems *problems, const char *path, long line, long column,
                     const char *fragment) {
  for (size_t i = 0; i < problems->count; i++) {
    const rift_problem *problem = &problems->items[i];
    if (problem->severity == RIFT_ERROR && strcmp(problem->file, path) == 0 &&
        problem->line == line && problem->column == column &&
        strstr(problem->message, fragment) != NULL) {
      return true;
    }
  }
  return false;
}

/* Nothing that reads as an economy may be left. */
static size_t faults;

static void check_refused(const char *folder, rift_status status, const rift_problems *problems,
                          bool found, const char *what, size_t number) {
  char package[4 * TINY_PATH];
  snprintf(package, sizeof package, "%s/out/datapackage.json", folder);
  if (status != RIFT_INVALID || !found || rift_path_exists(package)) {
    rift_problems_write(problems, stderr);
    print_error("recipe %zu (%s): status %d\n", number, what, (int)status);
    faults++; /* all recipes are tried before the test fails */
  }
}

static void check_recipe(const recipe *r, size_t number) {
  char folder[TINY_PATH];
  char source[2 * TINY_PATH];
  char path[4 * TINY_PATH];
  rift_problems problems;
  rift_problems_init(&problems);
  tiny_create(folder);
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_remove_file(folder, tiny_files[i].name);
  }
  const char *format = sample_write(r->layout, folder, source, r->file, r->from, r->to);
  assert_non_null(format);
  rift_status status = import(format, source, folder, &problems);
  snprintf(path, sizeof path, "%s/%s", folder, r->file);
  check_refused(folder, status, &problems,
                reported(&problems, path, r->line, r->column, r->fragment), r->fragment, number);
  rift_problems_free(&problems);
  sample_remove(folder);
}

static void every_recipe_is_refused_at_its_place(void **state) {
  (void)state;
  faults = 0;
  for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
    check_recipe(&recipes[i], i);
  }
  assert_int_equal(faults, 0);
}

/* The files of Caliendo and Parro: rows and columns from 0, lines and positions from 1. */
static void caliendo_parro_files_are_refused_at_their_place(void **state) {
  (void)state;
  faults = 0;
  static const struct {
    cp_change change;
    long line, column;
    const char *fragment;
  } cases[] = {{{"B.txt", 4, 2, "1.5"}, 5, 9, "expected a share from 0 to 1"},
               {{"GO.txt", 39, 0, "-3"}, 40, 1, "the gross output is -3"},
               {{"GO.txt", 39, 0, NULL}, 40, 1, "the file ends after 39 lines; expected 40"},
               {{"IO.txt", 41, 3, "0.5"}, 41, 1, "the input shares of textile in AUS"},
               {{"IO.txt", 7, 1, "0,025"}, 8, 7, "has a decimal comma"},
               {{"T.txt", 19, 0, "5\r\n5"}, 21, 1, "a line too many; expected 20"},
               {{"T.txt", 2, 0, "0"}, 3, 1, "expected a positive number"},
               {{"tariffs1993.txt", 31, 0, "4"}, 32, 1, "of a region on itself is 4"},
               {{"tariffs2005.txt", 6, 30, "5\t5"}, 7, 63, "the line has 32 cells; expected 31"},
               {{"xbilat1993.txt", 1, 0, "x"}, 2, 1, "'x' is not a number"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char folder[TINY_PATH];
    char path[4 * TINY_PATH];
    rift_problems problems;
    rift_problems_init(&problems);
    tiny_create(folder);
    cp_write(folder, &cases[i].change);
    rift_status status = import("caliendo-parro", folder, folder, &problems);
    snprintf(path, sizeof path, "%s/%s", folder, cases[i].change.name);
    check_refused(folder, status, &problems,
                  reported(&problems, path, cases[i].line, cases[i].column, cases[i].fragment),
                  cases[i].fragment, i);
    rift_problems_free(&problems);
    sample_remove(folder);
  }
  assert_int_equal(faults, 0);
}

/* Faults of several files come at once, and a missing file is one of them. */
static void all_files_are_checked_in_one_go(void **state) {
  (void)state;
  char folder[TINY_PATH];
  char source[2 * TINY_PATH];
  char path[4 * TINY_PATH];
  rift_problems problems;
  rift_problems_init(&problems);
  tiny_create(folder);
  sample_write("exiobase", folder, source, "Z.txt", "CN\tCars\t3", "CN\tCars\t-3");
  tiny_remove_file(folder, "Y.txt");
  assert_int_equal(import("exiobase", source, folder, &problems), RIFT_INVALID);
  snprintf(path, sizeof path, "%s/Z.txt", folder);
  assert_true(reported(&problems, path, 6, 9, "a negative intermediate flow"));
  snprintf(path, sizeof path, "%s/Y.txt", folder);
  assert_true(reported(&problems, path, 0, 0, "there is no such file"));
  rift_problems_free(&problems);
  sample_remove(folder);
}

/* A file that is cut off, binary or empty. */
static void broken_files_are_told_apart(void **state) {
  (void)state;
  faults = 0;
  static const struct {
    const char *bytes;
    size_t length;
    long line, column;
    const char *fragment;
  } cases[] = {{"", 0, 0, 1, "the file is empty"},
               {"V\0001", 3, 1, 2, "a NUL byte"},
               {"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\x02", 12, 1, 1, "cannot be read beyond this line"},
               {"V1\n", 3, 1, 1, "the header names no industries"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char folder[TINY_PATH];
    char path[4 * TINY_PATH];
    rift_problems problems;
    rift_problems_init(&problems);
    tiny_create(folder);
    tiny_put(folder, "table.csv", cases[i].bytes, cases[i].length);
    snprintf(path, sizeof path, "%s/table.csv", folder);
    rift_status status = import("icio", path, folder, &problems);
    check_refused(folder, status, &problems,
                  reported(&problems, path, cases[i].line, cases[i].column, cases[i].fragment),
                  cases[i].fragment, i);
    rift_problems_free(&problems);
    tiny_remove_file(folder, "table.csv");
    sample_remove(folder);
  }
  assert_int_equal(faults, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_recipe_is_refused_at_its_place),
      cmocka_unit_test(caliendo_parro_files_are_refused_at_their_place),
      cmocka_unit_test(all_files_are_checked_in_one_go),
      cmocka_unit_test(broken_files_are_told_apart),
  };
  return cmocka_run_group_tests_name("malformed import", tests, NULL, NULL);
}
