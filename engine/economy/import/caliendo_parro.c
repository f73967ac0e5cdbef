/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replication files of Caliendo and Parro (2015), "Estimates of the Trade and Welfare Effects
 * of NAFTA", Review of Economic Studies 82, as an economy.
 *
 * The files hold shares: B[j][n] value added in output, IO[n][k][j] input k in the materials of
 * user j, x[k][n][i] imports of n from i without tariffs, t the tariffs. The rules are the authors':
 * output is at least exports, home sales are output less exports, one sourcing share serves all
 * uses, and final demand is what is left, negative cells included. A flow excludes tariffs, so
 *
 *   flow[n][i][k] = x (i != n), output less exports (i = n);  X[n][k] = sum_i flow (1 + t)
 *   use[n][k][j]  = IO[n][k][j] (1 - B[j][n]) output[j][n];    left[n][k] = X[n][k] - sum_j use
 *   Z[i k][n j]   = flow use / X,  F[i k][n] = flow left / X,  taxes[n j] = sum_ik t Z.
 *
 * Rows then add up to output, columns as far as the columns of IO add up to one. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/import/caliendo_parro_files.h"
#include "economy/import/importing.h"

enum { REGIONS = RIFT_CP_REGIONS, SECTORS = RIFT_CP_SECTORS, TRADABLES = RIFT_CP_TRADABLES };

/* One file: its shape, the range of its numbers. */
typedef struct matrix_file {
  const char *name;
  size_t rows, columns;
  double least, most;
  const char *what, *range;
} matrix_file;

enum { B_FILE, GO_FILE, IO_FILE, T_FILE, TARIFFS_FILE, LATER_FILE, IMPORTS_FILE, FILES };

static const matrix_file files[FILES] = {
    {"B.txt", SECTORS, REGIONS, 0, 1, "the value-added share", "a share from 0 to 1"},
    {"GO.txt", SECTORS, REGIONS, 0, DBL_MAX, "the gross output", "zero or more, in USD"},
    {"IO.txt", REGIONS * SECTORS, SECTORS, -0.01, 1.01, "the input share",
     "a share of materials from -0.01 to 1.01"},
    {"T.txt", TRADABLES, 1, 1e-3, DBL_MAX, "the trade elasticity", "a positive number"},
    {"tariffs1993.txt", TRADABLES *REGIONS, REGIONS, -99, DBL_MAX, "the tariff", "percent"},
    {"tariffs2005.txt", TRADABLES *REGIONS, REGIONS, -99, DBL_MAX, "the tariff", "percent"},
    {"xbilat1993.txt", TRADABLES *REGIONS, REGIONS, 0, DBL_MAX, "the import flow",
     "zero or more, in thousand USD"}};

/* Cells from one region to itself stay empty in the matrices of importer by exporter. */
static bool is_bilateral(const matrix_file *file) { return file->rows == TRADABLES * REGIONS; }

static void take_cell(rift_wide *wide, const matrix_file *file, size_t row, size_t column,
                      double *value) {
  if (!rift_wide_number(wide, column, file->what, value)) {
    return;
  }
  if (*value < file->least || *value > file->most) {
    rift_wide_error(wide, column, "%s is %g; expected %s", file->what, *value, file->range);
  } else if (is_bilateral(file) && row % REGIONS == column && *value != 0) {
    rift_wide_error(wide, column, "%s of a region on itself is %g; expected 0", file->what, *value);
  }
}

static rift_status read_matrix(rift_importing *importing, const matrix_file *file, double *values) {
  rift_wide wide;
  char *path = rift_importing_path(importing, file->name);
  rift_status status =
      path == NULL ? rift_error_memory(importing->error, 0)
                   : rift_wide_open(&wide, path, '\t', importing->problems, importing->error);
  if (status != RIFT_OK) {
    free(path);
    return status;
  }
  size_t row = 0;
  while (rift_wide_next(&wide)) {
    if (row == file->rows) {
      rift_wide_error(&wide, 0, "a line too many; expected %zu", file->rows);
      break;
    }
    for (size_t column = 0; rift_wide_expect(&wide, file->columns) && column < file->columns;
         column++) {
      take_cell(&wide, file, row, column, &values[row * file->columns + column]);
    }
    row++;
  }
  if (row < file->rows && wide.errors == 0 && !wide.memory_failed) {
    wide.length = 0;
    wide.line++;
    rift_wide_error(&wide, 0, "the file ends after %zu lines; expected %zu", row, file->rows);
  }
  status = rift_wide_close(&wide, importing->error);
  if (status == RIFT_OK) {
    status = rift_importing_note_file(importing, path);
  }
  free(path);
  return status;
}

static rift_status add_codes(rift_importing *importing) {
  bool added = rift_importing_add_category(importing, "HFCE");
  for (size_t i = 0; i < REGIONS; i++) {
    added = added && rift_importing_add_region(importing, rift_cp_regions[i].code,
                                               rift_cp_regions[i].name);
  }
  for (size_t i = 0; i < SECTORS; i++) {
    added = added && rift_importing_add_sector(importing, rift_cp_sectors[i].code,
                                               rift_cp_sectors[i].name);
  }
  return added ? rift_importing_allocate(importing) : rift_error_memory(importing->error, 0);
}

static rift_status add_groups(rift_importing *importing) {
  static const char *const nafta[] = {"CAN", "MEX", "USA"};
  const char *codes[SECTORS];
  for (size_t i = 0; i < SECTORS; i++) {
    codes[i] = rift_cp_sectors[i].code;
  }
  rift_status status = rift_importing_add_group(importing, RIFT_GROUP_REGION, "NAFTA", nafta, 3);
  if (status == RIFT_OK) {
    status =
        rift_importing_add_group(importing, RIFT_GROUP_SECTOR, "tradable", codes, TRADABLES);
  }
  if (status == RIFT_OK) {
    status = rift_importing_add_group(importing, RIFT_GROUP_SECTOR, "non_tradable",
                                      codes + TRADABLES, SECTORS - TRADABLES);
  }
  return status;
}

/* A problem of one of the files that only shows when they are put together. */
static rift_status report(rift_importing *importing, rift_severity severity, const char *name,
                          size_t line, const char *text) {
  char *path = rift_importing_path(importing, name);
  rift_status status =
      path == NULL ? rift_error_memory(importing->error, 0)
                   : rift_problems_add(importing->problems, severity, path, (long)line, 1, "%s", text);
  free(path);
  return status;
}

/* A by-product booked as a negative input has no place in a table of flows: it is set to zero and
 * the column's other inputs are scaled to the same total, as the authors do with negative final
 * demand. The published files hold one such cell (CAN, `other` in `basic_metals`, -0.08 %). */
static rift_status clip_column(rift_importing *importing, double *shares, size_t region,
                               size_t user) {
  rift_status status = RIFT_OK;
  char text[256];
  double sum = 0;
  double kept = 0;
  for (size_t input = 0; input < SECTORS; input++) {
    double share = shares[input * SECTORS + user];
    sum += share;
    kept += fmax(share, 0);
  }
  for (size_t input = 0; input < SECTORS && kept > sum && status == RIFT_OK; input++) {
    double *share = &shares[input * SECTORS + user];
    if (*share < 0) {
      snprintf(text, sizeof text,
               "%s takes a negative input of %s in %s (%g of materials): set to zero, the column's "
               "other inputs scaled to the same total",
               rift_cp_sectors[user].code, rift_cp_sectors[input].code, rift_cp_regions[region].code,
               *share);
      status = report(importing, RIFT_WARNING, "IO.txt", region * SECTORS + input + 1, text);
    }
    *share = fmax(*share, 0) * (sum / kept);
  }
  return status;
}

static rift_status check_column(rift_importing *importing, const rift_cp_data *data, size_t region,
                                size_t user) {
  const double *shares = data->inputs + region * SECTORS * SECTORS;
  char text[256];
  double sum = 0;
  for (size_t input = 0; input < SECTORS; input++) {
    sum += shares[input * SECTORS + user];
  }
  double materials = 1 - data->value_added[user * REGIONS + region];
  if (fabs(sum - 1) * materials <= 1e-5) {
    return RIFT_OK;
  }
  snprintf(text, sizeof text,
           "the input shares of %s in %s (column %zu of the 40 lines from here) add up to %.8g; "
           "expected 1",
           rift_cp_sectors[user].code, rift_cp_regions[region].code, user + 1, sum);
  return report(importing, RIFT_ERROR, "IO.txt", region * SECTORS + 1, text);
}

static rift_status settle_inputs(rift_importing *importing, rift_cp_data *data) {
  rift_status status = RIFT_OK;
  for (size_t region = 0; region < REGIONS; region++) {
    for (size_t user = 0; user < SECTORS; user++) {
      rift_status column =
          clip_column(importing, data->inputs + region * SECTORS * SECTORS, region, user);
      if (column == RIFT_OK) {
        column = check_column(importing, data, region, user);
      }
      status = status == RIFT_OK ? column : status;
    }
  }
  return status;
}

/* From percent, thousand USD and USD to shares and million USD; from imports to all sales. */
static void settle_flows(rift_cp_data *data) {
  for (size_t cell = 0; cell < TRADABLES * REGIONS * REGIONS; cell++) {
    data->tariffs[cell] /= 100;
    data->later_tariffs[cell] /= 100;
    data->flows[cell] /= 1e3;
  }
  for (size_t cell = 0; cell < SECTORS * REGIONS; cell++) {
    size_t sector = cell / REGIONS;
    size_t region = cell % REGIONS;
    double *flows = data->flows + sector * REGIONS * REGIONS;
    double exports = 0;
    for (size_t importer = 0; importer < REGIONS; importer++) {
      exports += flows[importer * REGIONS + region];
    }
    data->output[cell] = fmax(data->output[cell] / 1e6, exports);
    flows[region * REGIONS + region] = data->output[cell] - exports;
  }
}

/* The uses of one product in one region, as shares of what is spent on it. */
typedef struct product_uses {
  double shares[SECTORS]; /* by using sector */
  double rest;            /* final demand */
} product_uses;

static bool find_uses(const rift_cp_data *data, size_t region, size_t product,
                      product_uses *uses) {
  size_t row = (product * REGIONS + region) * REGIONS;
  double expenditure = 0;
  double used = 0;
  for (size_t exporter = 0; exporter < REGIONS; exporter++) {
    expenditure += data->flows[row + exporter] * (1 + data->tariffs[row + exporter]);
  }
  for (size_t user = 0; user < SECTORS; user++) {
    size_t at = user * REGIONS + region;
    uses->shares[user] = data->inputs[(region * SECTORS + product) * SECTORS + user] *
                         (1 - data->value_added[at]) * data->output[at];
    used += uses->shares[user];
  }
  if (!(expenditure > 0)) {
    return used == 0;
  }
  for (size_t user = 0; user < SECTORS; user++) {
    uses->shares[user] /= expenditure;
  }
  uses->rest = (expenditure - used) / expenditure;
  return true;
}

static void spread_product(rift_economy *economy, const rift_cp_data *data, size_t region,
                           size_t product, const product_uses *uses) {
  size_t row = (product * REGIONS + region) * REGIONS;
  for (size_t exporter = 0; exporter < REGIONS; exporter++) {
    double flow = data->flows[row + exporter];
    size_t seller = exporter * SECTORS + product;
    double *sales = economy->intermediate + seller * economy->node_count + region * SECTORS;
    for (size_t user = 0; user < SECTORS; user++) {
      sales[user] = flow * uses->shares[user];
      economy->taxes[region * SECTORS + user] += sales[user] * data->tariffs[row + exporter];
    }
    economy->final_demand[seller * REGIONS + region] = flow * uses->rest;
  }
}

static rift_status fill_economy(rift_importing *importing, const rift_cp_data *data) {
  rift_economy *economy = &importing->economy;
  for (size_t node = 0; node < economy->node_count; node++) {
    size_t cell = node % SECTORS * REGIONS + node / SECTORS;
    economy->gross_output[node] = data->output[cell];
    economy->value_added[node] = data->value_added[cell] * data->output[cell];
  }
  rift_status status = RIFT_OK;
  for (size_t pair = 0; pair < REGIONS * SECTORS; pair++) {
    product_uses uses = {.rest = 0};
    size_t region = pair / SECTORS;
    size_t product = pair % SECTORS;
    if (find_uses(data, region, product, &uses)) {
      spread_product(economy, data, region, product, &uses);
    } else {
      char text[256];
      snprintf(text, sizeof text,
               "%s uses %s, as IO.txt says, but this file and xbilat1993.txt show no supply; expected "
               "some",
               rift_cp_regions[region].code, rift_cp_sectors[product].code);
      status = report(importing, RIFT_ERROR, "GO.txt", product + 1, text);
    }
  }
  return status;
}

static rift_status read_all(rift_importing *importing, rift_cp_data *data) {
  double *targets[FILES] = {data->value_added, data->output,        data->inputs, data->theta,
                            data->tariffs,     data->later_tariffs, data->flows};
  rift_status status = RIFT_OK;
  for (size_t i = 0; i < FILES && status != RIFT_FAILED; i++) {
    rift_status read = read_matrix(importing, &files[i], targets[i]);
    status = read == RIFT_OK ? status : read;
  }
  return status;
}

static rift_status make(rift_importing *importing, rift_cp_data *data) {
  static const rift_import_origin origin = {
      .name = "caliendo-parro-1993",
      .title = "World economy 1993, 31 regions and 40 sectors (Caliendo and Parro 2015)",
      .source = "Caliendo, Parro (2015), Estimates of the Trade and Welfare Effects of NAFTA, "
                "Review of Economic Studies 82, 1-44: replication files",
      .address = "https://doi.org/10.1093/restud/rdu035",
      .licence_name = "notspecified",
      .licence_title = "The files state no licence; ask the authors before passing them on"};
  rift_status status = read_all(importing, data);
  if (status == RIFT_OK) {
    status = settle_inputs(importing, data);
  }
  if (status == RIFT_OK) {
    status = add_codes(importing);
  }
  if (status == RIFT_OK) {
    settle_flows(data);
    importing->economy.year = 1993;
    status = fill_economy(importing, data);
  }
  if (status == RIFT_OK) {
    status = add_groups(importing);
  }
  if (status == RIFT_OK) {
    status = rift_cp_write_tables(data, importing->request->folder, importing->error);
  }
  return status == RIFT_OK ? rift_importing_finish(importing, &origin) : status;
}

rift_status rift_import_caliendo_parro(rift_importing *importing) {
  rift_cp_data *data = rift_allocate(1, sizeof *data);
  if (data == NULL) {
    return rift_error_memory(importing->error, sizeof *data);
  }
  if (importing->request->year != 0 && importing->request->year != 1993) {
    free(data);
    return rift_error_set(importing->error, RIFT_USAGE,
                          "the files of the format caliendo-parro are of 1993, not of %d",
                          importing->request->year);
  }
  rift_status status = make(importing, data);
  free(data);
  return status;
}
