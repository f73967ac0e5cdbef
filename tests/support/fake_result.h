/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small result made by hand: 600 draws whose values are simple functions of a permutation, so
 * that every quantile is known without the engine. tests/golden/make_output.py states the same
 * formulas a second time. */
#ifndef RIFT_TESTS_FAKE_RESULT_H
#define RIFT_TESTS_FAKE_RESULT_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "montecarlo/result.h"

#define FAKE_DRAWS 600
#define FAKE_STORED 6
#define FAKE_OUTCOMES 8
#define FAKE_VARIATES 2

typedef struct fake {
  rift_economy economy;
  rift_scenario scenario;
  rift_measure measure;
  rift_outcome outcomes[FAKE_OUTCOMES];
  rift_moments moments[FAKE_OUTCOMES];
  const char *ids[FAKE_VARIATES];
  const char *units[FAKE_VARIATES];
  rift_unexpressed unexpressed[1];
  rift_group groups[2];
  size_t members[2];
  char *region_names[2];
  char *sector_names[2];
  char *files[1];
  char id[32];
  rift_store *store;
  rift_result result;
} fake;

/* A permutation of 0 .. 599: 7919 is prime to 600. */
static double fake_rank(size_t draw) { return (double)((draw * 7919 + 13) % FAKE_DRAWS); }

static double fake_value(size_t column, size_t draw) {
  double u = fake_rank(draw);
  switch (column) {
  case 0: /* gross output: some gain */
    return 0.4 - 0.005 * u;
  case 1: /* value added of autos: a heavy tail */
    return -(u * u) / 100000;
  case 2: /* producer price: higher is worse */
    return 0.01 * u;
  case 3: /* imports: six draws failed */
    return draw % 100 == 0 ? (double)NAN : -0.02 * u;
  case 4: /* inputs at risk: nothing happens */
    return 0;
  case 5: /* negative base */
    return 0.001 * u;
  case 6: /* variate: size, a share */
    return 0.3 + 0.0005 * u;
  default: /* variate: re-sourcing share */
    return (u + 0.5) / FAKE_DRAWS;
  }
}

static void fake_outcomes(fake *f) {
  static const rift_outcome outcomes[FAKE_OUTCOMES] = {
      {RIFT_GROSS_OUTPUT, "DEU", "all", "static", "resourcing_drawn", 5000000, false, false, 0},
      {RIFT_VALUE_ADDED, "DEU", "autos", "static", "resourcing_drawn", 120000, false, true, 0},
      {RIFT_PRODUCER_PRICE, "DEU", "all", "static", "none", 5000000, false, false, 0},
      {RIFT_IMPORTS, "DEU", "all", "static", "resourcing_drawn", 1000000, false, false, 0},
      {RIFT_INPUT_AT_RISK, "CHN", "machine_tools", "static", "resourcing_1", 7000, true, false, 0},
      {RIFT_VALUE_ADDED, "CHN", "C28", "static", "resourcing_drawn", -200, false, false, 0},
      {RIFT_EMPLOYMENT, "DEU", "C28", "static", "resourcing_drawn", 0, false, false, 0},
      {RIFT_GROSS_OUTPUT, "DEU", "C28", "static", "resourcing_drawn", 300000, false, false, 0}};
  memcpy(f->outcomes, outcomes, sizeof outcomes);
  f->outcomes[6].base = (double)NAN; /* unknown: no row in persons */
  f->moments[6] = (rift_moments){.n = 600, .failed = 0, .mean = -2, .m2 = 599};
  f->moments[7] = (rift_moments){.n = 600, .failed = 0, .mean = -1.25, .m2 = 599 * 0.25};
}

static void fake_economy(fake *f, char *folder) {
  rift_economy *economy = &f->economy;
  economy->region_count = 2;
  economy->sector_count = 2;
  rift_names_add(&economy->regions, "DEU", 3, NULL);
  rift_names_add(&economy->regions, "CHN", 3, NULL);
  rift_names_add(&economy->sectors, "C28", 3, NULL);
  rift_names_add(&economy->sectors, "C29", 3, NULL);
  static char germany[] = "Germany", china[] = "China", machines[] = "Machinery, equipment";
  static char cars[] = "Motor vehicles", autos[] = "autos", tools[] = "machine_tools";
  static char title[] = "Made-up economy", source[] = "made by hand for tests, CC0";
  f->region_names[0] = germany;
  f->region_names[1] = china;
  f->sector_names[0] = machines;
  f->sector_names[1] = cars;
  economy->region_names = f->region_names;
  economy->sector_names = f->sector_names;
  f->members[0] = 1;
  f->members[1] = 0;
  f->groups[0] = (rift_group){RIFT_GROUP_SECTOR, autos, 1, &f->members[0]};
  f->groups[1] = (rift_group){RIFT_GROUP_SECTOR_PROXY, tools, 1, &f->members[1]};
  economy->group_count = 2;
  economy->groups = f->groups;
  economy->year = 2014;
  economy->usd_per_eur = 1.25;
  economy->usd_per_eur_year = 2014;
  economy->title = title;
  economy->source = source;
  economy->folder = folder;
}

static void fake_scenario(fake *f, const char *id, char *file) {
  static char measure[] = "controls", size[] = "controls.size", start[] = "controls.start";
  static char resourcing[] = "static.resourcing", share[] = "share", month[] = "month";
  static char formula[] = "=HYPERLINK(\"x\")", none[] = "", resolved[] = "rift: 1\n";
  static char description[] = "first line,\nsecond line\n";
  static char title[] = "Controls, EU \"fast\"", german[] = "Kontrollen für Maschinen";
  f->measure.id = measure;
  f->measure.size =
      (rift_quantity){.given = true,
                      .id = size,
                      .distribution = {RIFT_PERT, 0.3, 0.45, 0.6, 4, 0, 1, 0, NULL, NULL},
                      .unit = share,
                      .source = formula};
  f->measure.start = (rift_quantity){
      .given = true,
      .id = start,
      .distribution = {RIFT_POINT, 3, 0, 0, 0, -(double)INFINITY, (double)INFINITY, 0, NULL, NULL},
      .unit = month,
      .source = none};
  snprintf(f->id, sizeof f->id, "%s", id);
  f->files[0] = file;
  f->scenario.id = f->id;
  f->scenario.title_en = title;
  f->scenario.title_de = german;
  f->scenario.description = description;
  f->scenario.resolved = resolved;
  f->scenario.file_count = 1;
  f->scenario.files = f->files;
  f->scenario.measure_count = 1;
  f->scenario.measures = &f->measure;
  f->scenario.static_options.resourcing =
      (rift_quantity){.given = true,
                      .id = resourcing,
                      .distribution = {RIFT_UNIFORM, 0, 1, 0, 0, -(double)INFINITY,
                                       (double)INFINITY, 0, NULL, NULL},
                      .unit = share,
                      .source = none};
}

static void fake_fill_store(fake *f) {
  size_t columns = FAKE_STORED + FAKE_VARIATES;
  double *block = rift_allocate(columns * RIFT_BLOCK, sizeof *block);
  for (size_t c = 0; c < columns; c++) {
    for (size_t i = 0; i < FAKE_DRAWS; i++) {
      block[c * RIFT_BLOCK + i] = fake_value(c, i);
    }
    if (c < FAKE_STORED) {
      f->moments[c] = rift_moments_of(block + c * RIFT_BLOCK, FAKE_DRAWS);
    }
  }
  rift_error error;
  char path[] = "/tmp/rift-fake-store.XXXXXX";
  int descriptor = mkstemp(path);
  if (descriptor < 0 || close(descriptor) != 0) {
    perror(path);
    exit(1);
  }
  if (rift_store_create(&f->store, path, columns, FAKE_DRAWS, &error) != RIFT_OK ||
      rift_store_write(f->store, 0, block, &error) != RIFT_OK) {
    rift_error_write(&error, stderr);
    exit(1);
  }
  free(block);
}

/* folder: of economy files to hash; file: a scenario file to hash. Both must outlive the fake. */
static fake *fake_create(const char *id, char *folder, char *file) {
  fake *f = rift_allocate(1, sizeof *f);
  fake_economy(f, folder);
  fake_scenario(f, id, file);
  fake_outcomes(f);
  fake_fill_store(f);
  f->ids[0] = "controls.size";
  f->ids[1] = "static.resourcing";
  f->units[0] = "share";
  f->units[1] = "share";
  f->unexpressed[0] =
      (rift_unexpressed){"controls", "cost", "the static model has no prices, see manual"};
  f->result = (rift_result){.scenario = &f->scenario,
                            .economy = &f->economy,
                            .model = "static",
                            .seed = UINT64_MAX,
                            .draws = FAKE_DRAWS,
                            .failed = 6,
                            .outcome_count = FAKE_OUTCOMES,
                            .outcomes = f->outcomes,
                            .stored_count = FAKE_STORED,
                            .moments = f->moments,
                            .variate_count = FAKE_VARIATES,
                            .variate_ids = f->ids,
                            .variate_units = f->units,
                            .store = f->store,
                            .unexpressed_count = 1,
                            .unexpressed = f->unexpressed,
                            .unreplaceable_musd = 12.5};
  return f;
}

static void fake_destroy(fake *f) {
  rift_store_destroy(f->store);
  rift_names_free(&f->economy.regions);
  rift_names_free(&f->economy.sectors);
  free(f);
}

#endif
