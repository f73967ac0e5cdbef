/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped tables of the normal distribution can be made again, to the bit, from the scalar
 * functions: were they edited by hand or the functions changed, draws would change without notice.
 * With the argument `quantile` or `distribution` the program prints the source file instead. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sampling/normal.h"
#include "sampling/table.h"

static double lower_quantile(const void *context, double t) {
  (void)context;
  return -rift_normal_tail_quantile(t);
}

static double tail(const void *context, double z) {
  (void)context;
  return rift_normal_tail(z);
}

static void make_quantile(double *rows) {
  double error = rift_table_fit(lower_quantile, NULL, 3, 0x1p-15, rows);
  assert_true(error < 1e-12);
}

static void make_distribution(double *rows) {
  for (int i = 0; i < RIFT_NORMAL_DISTRIBUTION_ROWS; i++) {
    double centre = (double)i / RIFT_NORMAL_STEPS;
    double radius = 0.5 / RIFT_NORMAL_STEPS;
    double error =
        rift_row_fit(tail, NULL, centre - radius, centre + radius, rows + i * RIFT_ROW_LENGTH);
    assert_true(error < 1e-16 + 1e-9 * rift_normal_tail(centre));
  }
}

static void quantile_table_is_made_again(void **state) {
  (void)state;
  double rows[RIFT_NORMAL_QUANTILE_ROWS * RIFT_ROW_LENGTH];
  assert_int_equal(rift_table_rows(3, 0x1p-15), RIFT_NORMAL_QUANTILE_ROWS);
  make_quantile(rows);
  assert_memory_equal(rows, rift_normal_quantile_values, sizeof rows);
}

static void distribution_table_is_made_again(void **state) {
  (void)state;
  double rows[RIFT_NORMAL_DISTRIBUTION_ROWS * RIFT_ROW_LENGTH];
  make_distribution(rows);
  assert_memory_equal(rows, rift_normal_distribution_values, sizeof rows);
}

static void print_rows(const char *what, const char *name, const char *rows_name,
                       const double *rows, size_t count) {
  printf("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
         "/* %s.\n"
         " * Made by tests/unit/test_normal_tables.c. */\n"
         "#include \"sampling/normal.h\"\n\n"
         "const double %s[%s * RIFT_ROW_LENGTH] = {\n",
         what, name, rows_name);
  for (size_t i = 0; i < count * RIFT_ROW_LENGTH; i++) {
    printf("%s%a,%s", i % 4 == 0 ? "    " : " ", rows[i], i % 4 == 3 ? "\n" : "");
  }
  printf("};\n");
}

int main(int count, char **arguments) {
  static double rows[RIFT_NORMAL_DISTRIBUTION_ROWS * RIFT_ROW_LENGTH];
  if (count == 2 && strcmp(arguments[1], "quantile") == 0) {
    make_quantile(rows);
    print_rows("Quantiles of the standard normal by lower tail probability",
               "rift_normal_quantile_values", "RIFT_NORMAL_QUANTILE_ROWS", rows,
               RIFT_NORMAL_QUANTILE_ROWS);
    return 0;
  }
  if (count == 2 && strcmp(arguments[1], "distribution") == 0) {
    make_distribution(rows);
    print_rows("Tail probabilities of the standard normal", "rift_normal_distribution_values",
               "RIFT_NORMAL_DISTRIBUTION_ROWS", rows, RIFT_NORMAL_DISTRIBUTION_ROWS);
    return 0;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantile_table_is_made_again),
      cmocka_unit_test(distribution_table_is_made_again),
  };
  return cmocka_run_group_tests_name("normal_tables", tests, NULL, NULL);
}
