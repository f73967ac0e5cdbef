/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the benchmarks share: a clock, generated economies, the speed of the panel kernel. */
#ifndef RIFT_TESTS_SUPPORT_BENCH_H
#define RIFT_TESTS_SUPPORT_BENCH_H

#include <stdio.h>
#include <time.h>

#include "numeric/panel.h"
#include "support/toy.h"

/* Of processor time: what else the machine does counts little. */
static inline double bench_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A seeded economy of the sizes of the published tables, with their habit: most trade stays at home. */
static inline void bench_generate(rift_economy *e, size_t regions, size_t sectors) {
  static const char *const codes[] = {"DEU", "CHN", "USA", "FRA", "ITA", "NLD", "CEE", "REU", "GBR", "JPN", "KOR", "TWN", "RUS", "ROW"};
  static const char *const isic[] = {"A", "B", "C10T12", "C13T15", "C16T18", "C19", "C20", "C21", "C22", "C23", "C24", "C25", "C26", "C27", "C28",
                                     "C29", "C30", "C31T32", "C33", "D35", "E", "F", "G45", "G46T47", "H49", "H50", "H51", "H52T53", "I", "J58T61"};
  static const size_t west[] = {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  uint64_t seed = 2014;
  size_t n = regions * sectors;
  rift_economy_init(e);
  e->region_count = regions;
  e->sector_count = sectors;
  e->node_count = n;
  e->category_count = 1;
  rift_names_add(&e->categories, "HFCE", 4, NULL);
  for (size_t r = 0; r < regions; r++) {
    char code[16];
    if (r < 14) {
      snprintf(code, sizeof code, "%s", codes[r]);
    } else {
      snprintf(code, sizeof code, "X%02zu", r);
    }
    rift_names_add(&e->regions, code, strlen(code), NULL);
  }
  for (size_t s = 0; s < sectors; s++) {
    char code[16];
    snprintf(code, sizeof code, "S%02zu", s + 1);
    const char *name = sectors == 30 ? isic[s] : code;
    rift_names_add(&e->sectors, name, strlen(name), NULL);
  }
  e->groups = rift_allocate(1, sizeof *e->groups);
  e->group_count = 1;
  e->groups[0] = (rift_group){.kind = RIFT_GROUP_REGION, .name = rift_copy_text("WEST"), .count = 11, .members = rift_allocate(11, sizeof(size_t))};
  memcpy(e->groups[0].members, west, sizeof west);
  e->intermediate = rift_allocate_doubles(n * n);
  e->final_demand = rift_allocate_doubles(n * regions);
  e->gross_output = rift_allocate_doubles(n);
  e->value_added = rift_allocate_doubles(n);
  e->taxes = rift_allocate_doubles(n);
  e->margins = rift_allocate_doubles(n);
  e->employment = rift_allocate_doubles(n);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < n; j++) {
      double u = toy_random(&seed);
      e->intermediate[i * n + j] = u * u * u * (i / sectors == j / sectors ? 100 : 2);
      e->gross_output[i] += e->intermediate[i * n + j];
    }
    for (size_t r = 0; r < regions; r++) {
      e->final_demand[i * regions + r] = (double)sectors * 40 * toy_random(&seed) * (r == i / sectors ? 1 : 0.02);
      e->gross_output[i] += e->final_demand[i * regions + r];
    }
  }
  for (size_t j = 0; j < n; j++) {
    e->value_added[j] = e->gross_output[j];
    e->employment[j] = (double)NAN;
    for (size_t i = 0; i < n; i++) {
      e->value_added[j] -= e->intermediate[i * n + j];
    }
  }
}

static inline double bench_peak(void) {
  enum { DEPTH = 64, REPEATS = 200000 };
  double *rows = rift_allocate_doubles(DEPTH * RIFT_PANEL_ROWS);
  double *columns = rift_allocate_doubles(DEPTH * RIFT_PANEL_COLUMNS);
  double *product = rift_allocate_doubles(RIFT_PANEL_ROWS * RIFT_PANEL_COLUMNS);
  rift_panel_product *kernel = rift_panel_product_for(rift_isa_active());
  double best = 0;
  for (int k = 0; k < 5; k++) {
    double start = bench_seconds();
    for (int i = 0; i < REPEATS; i++) {
      kernel(DEPTH, rows, columns, product);
    }
    double rate = 2.0 * DEPTH * RIFT_PANEL_ROWS * RIFT_PANEL_COLUMNS * REPEATS / (bench_seconds() - start);
    best = rate > best ? rate : best;
  }
  free(rows), free(columns), free(product);
  return best;
}

static inline int bench_compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline double bench_median(double *values, size_t count) {
  qsort(values, count, sizeof *values, bench_compare);
  return values[count / 2];
}

#endif
