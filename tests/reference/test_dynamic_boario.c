/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dynamic model the way a user runs it (an economy folder, a capacity path from CSV, a scenario with `step: day`) against the daily
 * trajectory of BoARIO (Juhel 2024, version 0.6) on a table of 2 regions and 3 sectors, and against the plain way with
 * fixed order shares. Tolerance 1e-9 relative on every day and sector: both are double precision over 400 days; results
 * are read as percentages, which costs two digits. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "montecarlo/run.h"
#include "support/dynamic_plain.h"
#include "support/tiny_folder.h"
#include "base/memory.h"

enum { R = 2, S = 3, N = 6, C = 2, DAYS = 400 };
static const char *const regions[R] = {"CHN", "DEU"};
static const char *const sectors[S] = {"comp", "manu", "serv"};
static const char *const categories[C] = {"HFCE", "GFCF"};

typedef struct reference {
  double intermediate[N * N], final[N * R * C], loss[DAYS * N], production[DAYS * N];
  double output[N];
} reference;

static bool read_numbers(const char *name, bool header, double *values, size_t count) {
  const char *base = getenv("RIFT_REFERENCE");
  char path[512], line[1024];
  snprintf(path, sizeof path, "%s/ario/%s", base == NULL ? "../shared/reference" : base, name);
  FILE *stream = fopen(path, "r");
  bool fine = stream != NULL && (!header || fgets(line, sizeof line, stream) != NULL);
  for (size_t i = 0; i < count && fine; i++) {
    fine = fscanf(stream, "%lf%*[,\n]", &values[i]) == 1;
  }
  if (stream != NULL) {
    fclose(stream);
  }
  return fine;
}

static void read_reference(reference *r) {
  bool fine = read_numbers("mini_Z.csv", false, r->intermediate, N * N) && read_numbers("mini_Y.csv", false, r->final, N * R * C) &&
              read_numbers("mini_shock.csv", true, r->loss, DAYS * N) &&
              read_numbers("mini_alt_production.csv", true, r->production, DAYS * N);
  if (!fine) {
    printf("no reference trajectory in RIFT_REFERENCE or ../shared/reference/ario\n");
    skip();
  }
  for (size_t i = 0; i < N; i++) {
    r->output[i] = 0;
    for (size_t j = 0; j < N; j++) {
      r->output[i] += r->intermediate[i * N + j];
    }
    for (size_t c = 0; c < R * C; c++) {
      r->output[i] += r->final[i * R * C + c];
    }
  }
}

static FILE *create(const char *folder, const char *name, const char *header) {
  char path[2 * TINY_PATH];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fprintf(stream, "%s\n", header);
  return stream;
}

static void write_flows(const reference *r, const char *folder) {
  FILE *flows = create(folder, "intermediate.csv", "origin_region,origin_sector,dest_region,dest_sector,value");
  FILE *final = create(folder, "final_demand.csv", "origin_region,origin_sector,dest_region,category,value");
  for (size_t i = 0; i < N; i++) {
    for (size_t j = 0; j < N; j++) {
      fprintf(flows, "%s,%s,%s,%s,%.17g\n", regions[i / S], sectors[i % S], regions[j / S], sectors[j % S], r->intermediate[i * N + j]);
    }
    for (size_t c = 0; c < R * C; c++) {
      fprintf(final, "%s,%s,%s,%s,%.17g\n", regions[i / S], sectors[i % S], regions[c / C], categories[c % C], r->final[i * R * C + c]);
    }
  }
  fclose(flows);
  fclose(final);
}

static void write_folder(const reference *r, const char *folder) {
  FILE *nodes = create(folder, "nodes.csv", "region,sector,gross_output,value_added,taxes_less_subsidies,transport_margins,employment");
  for (size_t j = 0; j < N; j++) {
    double added = r->output[j];
    for (size_t i = 0; i < N; i++) {
      added -= r->intermediate[i * N + j];
    }
    fprintf(nodes, "%s,%s,%.17g,%.17g,0,0,\n", regions[j / S], sectors[j % S], r->output[j], added);
  }
  fclose(nodes);
  write_flows(r, folder);
  fclose(create(folder, "regions.csv", "region,name\nCHN,China\nDEU,Germany"));
  fclose(create(folder, "sectors.csv", "sector,name\ncomp,Components\nmanu,Manufacturing\nserv,Services"));
  fclose(create(folder, "groups.csv", "kind,group,member\nregion,BOTH,DEU\nregion,BOTH,CHN"));
  fclose(create(folder, "datapackage.json", "{\"title\": \"mini\", \"year\": 2020, \"unit\": \"million USD\", \"licenses\": [{\"name\": \"CC0-1.0\"}], "
                                            "\"sources\": [{\"title\": \"made up\"}]}"));
  FILE *path = create(folder, "loss.csv", "step,region,sector,share");
  for (size_t i = 0; i < DAYS * N; i++) {
    if (r->loss[i] > 0) {
      fprintf(path, "%zu,%s,%s,%.17g\n", i / N, regions[i % N / S], sectors[i % N % S], r->loss[i]);
    }
  }
  fclose(path);
}

static void write_scenario(const char *folder, const char *orders) {
  FILE *stream = create(folder, "scenario.yaml", "rift: 1");
  fprintf(stream,
          "id: mini\ntitle: mini\neconomy: .\nhorizon: {start: 2027-01, months: 14}\n"
          "models: {dynamic: {step: day, input_function: ario, psi: 0.8, inventory_days: 30, restock_days: 30, overproduction: {max: 1.25, days: 365}, orders: %s}}\n"
          "measures:\n  - {id: plants, instrument: capacity_loss, path: loss.csv, source: made up}\n",
          orders);
  fclose(stream);
}

/* production: [day][node], relative to base, of one lane. */
static void run_model(const char *folder, const char *orders, double *production) {
  rift_economy economy;
  rift_scenario scenario;
  rift_problems problems;
  rift_error error = {0};
  rift_run *run = NULL;
  char path[2 * TINY_PATH];
  write_scenario(folder, orders);
  snprintf(path, sizeof path, "%s/scenario.yaml", folder);
  rift_problems_init(&problems);
  if (rift_economy_read(&economy, folder, &problems, &error) != RIFT_OK ||
      rift_scenario_read(&scenario, path, &economy, NULL, 0, &problems, &error) != RIFT_OK ||
      rift_run_prepare(&run, &scenario, &economy, &rift_dynamic_model, 1, RIFT_DETAIL_NODES, &problems, &error) != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fail_msg("%s", error.message);
  }
  const rift_model_info *info = rift_run_model_info(run);
  double *outcomes = rift_allocate_doubles(info->outcome_count * RIFT_LANES);
  rift_probe probe = {.outcomes = outcomes};
  assert_int_equal(rift_run_probe(run, 0, &probe, &error), RIFT_OK);
  size_t found = 0;
  for (size_t o = 0; o < info->outcome_count; o++) {
    const rift_outcome *outcome = &info->outcomes[o];
    size_t region = rift_economy_region(&economy, outcome->region);
    size_t sector = rift_economy_sector(&economy, outcome->sector);
    if (outcome->path_step == 0 || outcome->path_step > DAYS || region == RIFT_NOT_FOUND || sector == RIFT_NOT_FOUND) {
      continue;
    }
    production[(outcome->path_step - 1) * N + region * S + sector] = 1 + outcomes[o * RIFT_LANES + 5] / 100;
    found++;
  }
  assert_int_equal(found, DAYS * N);
  free(outcomes);
  rift_run_destroy(run);
  rift_scenario_free(&scenario);
  rift_economy_free(&economy);
  rift_problems_free(&problems);
}

static void compare(const double *ours, const double *theirs, const double *base) {
  for (size_t i = 0; i < DAYS * N; i++) {
    double expected = theirs[i] / base[i % N];
    if (!(fabs(ours[i] - expected) <= 1e-9 * expected)) {
      fail_msg("day %zu, node %zu: %.17g, expected %.17g of base", i / N, i % N, ours[i], expected);
    }
  }
}

static void boario_is_met(void **state) {
  (void)state;
  static reference r;
  static double production[DAYS * N];
  char folder[TINY_PATH];
  double daily[N];
  read_reference(&r);
  tiny_create(folder);
  tiny_remove_file(folder, "affiliate_income.csv");
  write_folder(&r, folder);
  run_model(folder, "capacity_weighted", production);
  for (size_t i = 0; i < N; i++) {
    daily[i] = r.output[i] / 365;
  }
  compare(production, r.production, daily);
  tiny_destroy(folder);
}

static void run_plainly(const reference *r, double *production) {
  double inventory[N], switching[S] = {0}, kept[N], household[N * R], other[N * R] = {0};
  plain plain_model;
  for (size_t i = 0; i < N * R; i++) {
    household[i] = r->final[i * C] + r->final[i * C + 1];
  }
  for (size_t i = 0; i < N; i++) {
    inventory[i] = 30;
  }
  rift_dynamic_setup setup = {.table = {R, S, r->intermediate, household, other, r->output, r->output},
                              .rules = {.input_function = RIFT_INPUT_ARIO, .step = 1.0 / 365, .psi = 0.8, .overproduction_max = 1.25, .overproduction_time = 1}};
  plain_start(&plain_model, &setup, (plain_parameters){.inventory = inventory, .switching = switching, .restock = 30});
  for (size_t day = 0; day < DAYS; day++) {
    for (size_t i = 0; i < N; i++) {
      kept[i] = 1 - r->loss[day * N + i];
    }
    plain_step(&plain_model, NULL, kept, kept);
    memcpy(production + day * N, plain_model.x, N * sizeof *production);
  }
  plain_free(&plain_model);
}

/* With fixed shares a loss cascades: more is lost than with orders that follow capacity. */
static void fixed_shares_meet_the_plain_way(void **state) {
  (void)state;
  static reference r;
  static double production[DAYS * N], plainly[DAYS * N];
  char folder[TINY_PATH];
  double daily[N], fixed = 0, weighted = 0;
  read_reference(&r);
  tiny_create(folder);
  tiny_remove_file(folder, "affiliate_income.csv");
  write_folder(&r, folder);
  run_model(folder, "fixed", production);
  run_plainly(&r, plainly);
  for (size_t i = 0; i < N; i++) {
    daily[i] = r.output[i] / 365;
  }
  compare(production, plainly, daily);
  for (size_t i = 0; i < DAYS * N; i++) {
    fixed += plainly[i];
    weighted += r.production[i];
  }
  assert_true(fixed < weighted);
  tiny_destroy(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(boario_is_met), cmocka_unit_test(fixed_shares_meet_the_plain_way)};
  return cmocka_run_group_tests_name("dynamic_boario", tests, NULL, NULL);
}
