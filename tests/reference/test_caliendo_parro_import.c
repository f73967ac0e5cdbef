/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of Caliendo and Parro (2015), imported and read back: every number of the files is worked out
 * again from the economy's flows and compared with the file, read here by other means. The files stay
 * outside the project (RIFT_REFERENCE, default ../shared/reference); without them the test is skipped. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "economy/check.h"
#include "economy/economy.h"
#include "economy/import/import.h"
#include "support/tiny_folder.h"
#include "tables/file.h"

enum { N = 31, J = 40, TRADED = 20 };

typedef struct study {
  char source[2 * TINY_PATH];
  char folder[TINY_PATH];
  rift_economy economy;
  double B[J * N], GO[J * N], IO[N * J * J], tariffs[J * N * N], later[J * N * N], imports[J * N * N];
} study;

static study data;

static void read_numbers(const char *name, double *values, size_t count) {
  char path[4 * TINY_PATH];
  snprintf(path, sizeof path, "%s/%s", data.source, name);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  for (size_t i = 0; i < count; i++) {
    assert_int_equal(fscanf(stream, "%lf", &values[i]), 1);
  }
  double more = 0;
  assert_int_equal(fscanf(stream, "%lf", &more), EOF);
  fclose(stream);
}

static int setup(void **state) {
  (void)state;
  const char *set = getenv("RIFT_REFERENCE");
  snprintf(data.source, sizeof data.source, "%s/caliendo-parro-2015",
           set == NULL ? "../shared/reference" : set);
  if (!rift_path_exists(data.source)) {
    return set == NULL ? 0 : -1; /* set but not there: a failure */
  }
  read_numbers("B.txt", data.B, J * N);
  read_numbers("GO.txt", data.GO, J * N);
  read_numbers("IO.txt", data.IO, N * J * J);
  read_numbers("tariffs1993.txt", data.tariffs, TRADED * N * N);
  read_numbers("tariffs2005.txt", data.later, TRADED * N * N);
  read_numbers("xbilat1993.txt", data.imports, TRADED * N * N);
  rift_problems problems;
  rift_error error;
  tiny_create(data.folder);
  for (size_t i = 0; i < TINY_FILES; i++) {
    tiny_remove_file(data.folder, tiny_files[i].name);
  }
  rift_problems_init(&problems);
  rift_import_request request = {.format = "caliendo-parro",
                                 .source = data.source,
                                 .folder = data.folder,
                                 .command = "rift economy import"};
  rift_status status = rift_economy_import(&request, &problems, &error);
  if (status == RIFT_OK && problems.warnings == 1 && problems.errors == 0) {
    status = rift_economy_read(&data.economy, data.folder, &problems, &error);
  }
  rift_problems_write(&problems, stderr);
  rift_problems_free(&problems);
  return status == RIFT_OK && data.economy.node_count == N * J ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  if (data.economy.node_count > 0) {
    rift_economy_free(&data.economy);
    tiny_destroy(data.folder);
  }
  return 0;
}

static void need_files(void) {
  if (data.economy.node_count == 0) {
    print_message("skipped: the study's files are not at '%s'; set RIFT_REFERENCE to the folder that "
                  "holds them\n",
                  data.source);
    skip();
  }
}

static double z(size_t i, size_t k, size_t n, size_t j) {
  return data.economy.intermediate[(i * J + k) * N * J + n * J + j];
}

static double final_of(size_t i, size_t k, size_t n) {
  return rift_economy_final(&data.economy, i * J + k, n);
}

static double tariff(size_t k, size_t n, size_t i) {
  return k < TRADED ? data.tariffs[(k * N + n) * N + i] / 100 : 0;
}

/* Flows are the imports of the file in million USD; output is the file's, or exports where they exceed it
 * (26 cells); sums of some forty products of doubles agree to 1e-12 of output. */
static void flows_and_output_are_those_of_the_files(void **state) {
  (void)state;
  need_files();
  size_t raised = 0;
  for (size_t k = 0; k < J; k++) {
    for (size_t i = 0; i < N; i++) {
      double exports = 0;
      double output = data.economy.gross_output[i * J + k];
      for (size_t n = 0; n < N; n++) {
        double flow = final_of(i, k, n);
        for (size_t j = 0; j < J; j++) {
          flow += z(i, k, n, j);
        }
        double expected = k < TRADED ? data.imports[(k * N + n) * N + i] / 1e3 : 0;
        assert_true(n == i || fabs(flow - expected) <= 1e-12 * output);
        exports += n == i ? 0 : expected;
      }
      double stated = data.GO[k * N + i] / 1e6;
      raised += exports > stated;
      assert_true(fabs(output - fmax(stated, exports)) <= 1e-12 * output);
      assert_true(fabs(data.economy.value_added[i * J + k] - data.B[k * N + i] * output) <=
                  1e-15 * output);
    }
  }
  assert_int_equal(raised, 26);
}

/* Purchases with tariffs over materials give IO.txt back: to 1e-12 but for the files' own rounding (their
 * columns miss one by up to 7e-7), and but for the one column with a negative share. */
static void input_shares_are_those_of_the_files(void **state) {
  (void)state;
  need_files();
  double largest = 0;
  for (size_t n = 0; n < N; n++) {
    for (size_t j = 0; j < J; j++) {
      double materials = data.economy.gross_output[n * J + j] - data.economy.value_added[n * J + j];
      for (size_t k = 0; k < J && materials > 0; k++) {
        double bought = 0;
        for (size_t i = 0; i < N; i++) {
          bought += z(i, k, n, j) * (1 + tariff(k, n, i));
        }
        double gap = fabs(bought / materials - data.IO[(n * J + k) * J + j]);
        bool clipped = n == 4 && j == 10;
        assert_true(gap < (clipped ? 8.5e-4 : 1e-11));
        largest = fmax(largest, gap);
      }
    }
  }
  assert_true(largest > 8.4e-4); /* the clipped share, 8.459e-4 */
}

/* Known from the study: 185 of the 1,240 uses by final demand are negative. */
static void final_demand_is_the_residual(void **state) {
  (void)state;
  need_files();
  size_t negative = 0;
  for (size_t n = 0; n < N; n++) {
    for (size_t k = 0; k < J; k++) {
      double sum = 0;
      for (size_t i = 0; i < N; i++) {
        sum += final_of(i, k, n);
      }
      negative += sum < 0;
    }
  }
  assert_int_equal(negative, 185);
}

/* One sourcing share for all uses: a supplier's share is the same in every column. */
static void one_sourcing_share_serves_all_uses(void **state) {
  (void)state;
  need_files();
  for (size_t k = 0; k < TRADED; k++) {
    for (size_t n = 0; n < N; n++) {
      double total = 0;
      double first = 0;
      for (size_t i = 0; i < N; i++) {
        total += z(i, k, n, 8);
        first += z(i, k, n, 17);
      }
      for (size_t i = 0; i < N && total > 0 && first > 0; i++) {
        assert_true(fabs(z(i, k, n, 8) / total - z(i, k, n, 17) / first) < 1e-13);
      }
    }
  }
}

/* Tariffs paid on inputs are the taxes; with them the columns add up as far as those of IO.txt do. */
static void accounts_add_up(void **state) {
  (void)state;
  need_files();
  rift_identities identities;
  rift_error error;
  for (size_t n = 0; n < N; n++) {
    for (size_t j = 0; j < J; j++) {
      double paid = 0;
      for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < TRADED; k++) {
          paid += z(i, k, n, j) * tariff(k, n, i);
        }
      }
      assert_true(fabs(paid - data.economy.taxes[n * J + j]) <=
                  1e-13 * data.economy.gross_output[n * J + j]);
    }
  }
  assert_int_equal(rift_economy_check_identities(&data.economy, NULL, &identities, NULL, NULL, NULL,
                                                 &error),
                   RIFT_OK);
  assert_true(identities.rows.sum_musd < 1e-14 * identities.world_output_musd);
  assert_true(identities.columns.sum_musd < 1e-7 * identities.world_output_musd);
}

static void check_schedule(const char *name, bool nafta_only, size_t expected) {
  char path[4 * TINY_PATH];
  char line[256];
  size_t rows = 0;
  snprintf(path, sizeof path, "%s/%s", data.folder, name);
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  assert_non_null(fgets(line, sizeof line, stream));
  while (fgets(line, sizeof line, stream) != NULL) {
    char importer[8];
    char exporter[8];
    char sector[40];
    double rate = 0;
    assert_int_equal(
        sscanf(line, "%7[^,],%7[^,],%39[^,],%lf", importer, exporter, sector, &rate), 4);
    size_t n = rift_economy_region(&data.economy, importer);
    size_t i = rift_economy_region(&data.economy, exporter);
    size_t k = rift_economy_sector(&data.economy, sector);
    bool inside = (n == 4 || n == 19 || n == 29) && (i == 4 || i == 19 || i == 29);
    assert_true(n != i && k < TRADED && (inside || !nafta_only));
    assert_true(rate == data.later[(k * N + n) * N + i] / 100);
    rows++;
  }
  fclose(stream);
  assert_int_equal(rows, expected);
}

static void schedules_hold_the_tariffs_of_2005(void **state) {
  (void)state;
  need_files();
  check_schedule("tariffs_2005.csv", false, TRADED * N * (N - 1));
  check_schedule("tariffs_2005_nafta.csv", true, TRADED * 6);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(flows_and_output_are_those_of_the_files),
      cmocka_unit_test(input_shares_are_those_of_the_files),
      cmocka_unit_test(final_demand_is_the_residual),
      cmocka_unit_test(one_sourcing_share_serves_all_uses),
      cmocka_unit_test(accounts_add_up),
      cmocka_unit_test(schedules_hold_the_tariffs_of_2005),
  };
  return cmocka_run_group_tests_name("Caliendo-Parro import", tests, setup, teardown);
}
