/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Toy economies in memory and scenarios from text, for tests. */
#ifndef RIFT_TESTS_SUPPORT_TOY_H
#define RIFT_TESTS_SUPPORT_TOY_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "economy/economy.h"
#include "scenario/scenario.h"

static inline double toy_random(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(*state >> 11) * 0x1p-53;
}

/* regions x sectors with categories HFCE, GFCF, INVNT (some negative), balanced; node 3 has no output. */
static inline void toy_economy(rift_economy *e, size_t regions, size_t sectors, uint64_t seed) {
  static const char *const region_codes[] = {"DEU", "CHN", "FRA", "USA", "JPN", "ROW"};
  static const char *const sector_codes[] = {"A", "C20", "C26", "C28", "C29", "M"};
  static const char *const categories[] = {"HFCE", "GFCF", "INVNT"};
  size_t n = regions * sectors;
  rift_economy_init(e);
  e->region_count = regions;
  e->sector_count = sectors;
  e->node_count = n;
  e->category_count = 3;
  e->region_names = rift_allocate(regions, sizeof(char *));
  e->sector_names = rift_allocate(sectors, sizeof(char *));
  for (size_t r = 0; r < regions; r++) {
    rift_names_add(&e->regions, region_codes[r], 3, NULL);
    e->region_names[r] = rift_copy_text(region_codes[r]);
  }
  for (size_t s = 0; s < sectors; s++) {
    rift_names_add(&e->sectors, sector_codes[s], strlen(sector_codes[s]), NULL);
    e->sector_names[s] = rift_copy_text(sector_codes[s]);
  }
  for (size_t c = 0; c < 3; c++) {
    rift_names_add(&e->categories, categories[c], strlen(categories[c]), NULL);
  }
  e->intermediate = rift_allocate_doubles(n * n);
  e->final_demand = rift_allocate_doubles(n * regions * 3);
  e->gross_output = rift_allocate_doubles(n);
  e->value_added = rift_allocate_doubles(n);
  e->taxes = rift_allocate_doubles(n);
  e->margins = rift_allocate_doubles(n);
  e->employment = rift_allocate_doubles(n);
  e->year = 2014;
  e->title = rift_copy_text("toy");
  e->source = rift_copy_text("made up");
  e->folder = rift_copy_text("toy");
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double flow = i == 3 || j == 3 ? 0 : toy_random(&seed);
      e->intermediate[i * n + j] = flow * (i / sectors == j / sectors ? 10 : 1);
      e->gross_output[i] += e->intermediate[i * n + j];
    }
    for (size_t k = 0; k < regions * 3; k++) {
      double flow = i == 3 ? 0 : toy_random(&seed);
      flow *= k % 3 == 2 ? (toy_random(&seed) < 0.4 ? -0.5 : 0.5) : 30;
      e->final_demand[i * regions * 3 + k] = flow * (k / 3 == i / sectors ? 6 : 1);
      e->gross_output[i] += e->final_demand[i * regions * 3 + k];
    }
    e->employment[i] = i == 3 ? 0 : 1000 * toy_random(&seed);
  }
  for (size_t j = 0; j < n; j++) {
    double inputs = 0;
    for (size_t i = 0; i < n; i++) {
      inputs += e->intermediate[i * n + j];
    }
    e->taxes[j] = 0.02 * e->gross_output[j];
    e->margins[j] = 0.01 * e->gross_output[j];
    e->value_added[j] = e->gross_output[j] - inputs - e->taxes[j] - e->margins[j];
  }
}

/* A scenario from the text of its measures (YAML list items) and models; returns what reading returned. */
static inline rift_status toy_scenario(rift_scenario *scenario, const rift_economy *economy,
                                       const char *models, const char *rest) {
  char path[] = "/tmp/rift-toy-XXXXXX";
  int descriptor = mkstemp(path);
  FILE *stream = fdopen(descriptor, "w");
  fprintf(stream,
          "rift: 1\nid: toy\ntitle: {en: toy, de: toy}\neconomy: .\n"
          "horizon: {start: 2027-01, months: 36}\nmodels: %s\n%s",
          models, rest);
  fclose(stream);
  rift_problems problems;
  rift_error error = {0};
  rift_problems_init(&problems);
  rift_status status = rift_scenario_read(scenario, path, economy, NULL, 0, &problems, &error);
  if (status != RIFT_OK) {
    rift_problems_write(&problems, stderr);
    fprintf(stderr, "%s\n", error.message);
  }
  rift_problems_free(&problems);
  unlink(path);
  return status;
}

#endif
