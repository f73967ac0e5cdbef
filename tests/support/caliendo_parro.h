/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inputs of Caliendo & Parro (2015), read as published into an economy in memory: 31 regions, 40 sectors, 1993.
 * Gross output is at least what is exported, domestic sales are the rest, final demand is the residual (negative in 185 cells). */
#ifndef RIFT_TESTS_SUPPORT_CALIENDO_PARRO_H
#define RIFT_TESTS_SUPPORT_CALIENDO_PARRO_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/economy.h"

enum { CP_R = 31, CP_S = 40, CP_GOODS = 20, CP_N = CP_R * CP_S };

static const char *const cp_regions[CP_R] = {
    "Argentina", "Australia", "Austria", "Brazil", "Canada", "Chile", "China", "Denmark", "Finland", "France", "Germany",
    "Greece", "Hungary", "India", "Indonesia", "Ireland", "Italy", "Japan", "Korea", "Mexico", "Netherlands", "New Zealand",
    "Norway", "Portugal", "South Africa", "Spain", "Sweden", "Turkey", "U.K.", "U.S.", "ROW"};

typedef struct caliendo_parro {
  rift_economy economy;
  double *before, *after; /* tariffs [importer][exporter][sector], 1993 and 2005 */
  double theta[CP_S];
} caliendo_parro;

static inline const char *cp_folder(void) {
  const char *given = getenv("RIFT_REFERENCE");
  return given == NULL ? "../shared/reference" : given;
}

/* NULL if the file is not there. */
static inline double *cp_read(const char *name, size_t count) {
  char path[1024];
  snprintf(path, sizeof path, "%s/caliendo-parro-2015/%s", cp_folder(), name);
  FILE *stream = fopen(path, "r");
  if (stream == NULL) {
    return NULL;
  }
  double *values = rift_allocate_doubles(count);
  size_t found = 0;
  while (found < count && fscanf(stream, "%lf", &values[found]) == 1) {
    found++;
  }
  fclose(stream);
  if (found != count) {
    fprintf(stderr, "%s: %zu numbers instead of %zu\n", path, found, count);
    abort();
  }
  return values;
}

static inline double *cp_tariffs(const char *name) {
  double *percent = cp_read(name, (size_t)CP_GOODS * CP_R * CP_R);
  double *tariffs = rift_allocate_doubles((size_t)CP_R * CP_R * CP_S);
  for (size_t s = 0; s < CP_GOODS; s++) {
    for (size_t n = 0; n < CP_R; n++) {
      for (size_t i = 0; i < CP_R; i++) {
        tariffs[(n * CP_R + i) * CP_S + s] = n == i ? 0 : percent[(s * CP_R + n) * CP_R + i] / 100;
      }
    }
  }
  free(percent);
  return tariffs;
}

static inline bool cp_available(void) {
  double *theta = cp_read("T.txt", CP_GOODS);
  free(theta);
  return theta != NULL;
}

/* flows [s][n][i] basic prices, thousand USD to USD; own sales from output. */
static inline void cp_flows(const double *imports, double *output, double *flows) {
  for (size_t s = 0; s < CP_S; s++) {
    for (size_t i = 0; i < CP_R; i++) {
      double sold = 0;
      for (size_t n = 0; s < CP_GOODS && n < CP_R; n++) {
        double flow = n == i ? 0 : 1000 * imports[(s * CP_R + n) * CP_R + i];
        flows[(s * CP_R + n) * CP_R + i] = flow;
        sold += flow;
      }
      output[s * CP_R + i] = fmax(output[s * CP_R + i], sold);
      flows[(s * CP_R + i) * CP_R + i] = output[s * CP_R + i] - sold;
    }
  }
}

static inline void cp_fill(rift_economy *e, const double *tariffs, const double *flows, const double *output,
                           const double *share, const double *io) {
  for (size_t s = 0; s < CP_S; s++) {
    for (size_t n = 0; n < CP_R; n++) {
      const double *row = flows + (s * CP_R + n) * CP_R;
      double basic = 0, paid = 0;
      for (size_t i = 0; i < CP_R; i++) {
        basic += row[i];
        paid += row[i] * (1 + tariffs[(n * CP_R + i) * CP_S + s]);
      }
      double inputs = 0; /* of product s in n, all users, basic prices */
      for (size_t j = 0; j < CP_S; j++) {
        double value = (1 - share[j * CP_R + n]) * io[(n * CP_S + s) * CP_S + j] * output[j * CP_R + n] * basic / paid;
        inputs += value;
        for (size_t i = 0; i < CP_R; i++) {
          e->intermediate[(i * CP_S + s) * CP_N + n * CP_S + j] = value * row[i] / basic;
        }
      }
      for (size_t i = 0; i < CP_R; i++) {
        e->final_demand[(i * CP_S + s) * CP_R + n] = (basic - inputs) * row[i] / basic;
      }
      size_t node = n * CP_S + s;
      e->gross_output[node] = output[s * CP_R + n];
      e->value_added[node] = share[s * CP_R + n] * output[s * CP_R + n];
    }
  }
}

static inline void cp_open(caliendo_parro *cp) {
  memset(cp, 0, sizeof *cp);
  rift_economy *e = &cp->economy;
  rift_economy_init(e);
  e->region_count = CP_R, e->sector_count = CP_S, e->node_count = CP_N, e->category_count = 1;
  rift_names_add(&e->categories, "HFCE", 4, NULL);
  for (size_t n = 0; n < CP_R; n++) {
    rift_names_add(&e->regions, cp_regions[n], strlen(cp_regions[n]), NULL);
  }
  for (size_t s = 0; s < CP_S; s++) {
    char code[16];
    snprintf(code, sizeof code, "S%02zu", s + 1);
    rift_names_add(&e->sectors, code, strlen(code), NULL);
  }
  e->intermediate = rift_allocate_doubles((size_t)CP_N * CP_N);
  e->final_demand = rift_allocate_doubles((size_t)CP_N * CP_R);
  double **nodes[] = {&e->gross_output, &e->value_added, &e->taxes, &e->margins, &e->employment};
  for (size_t k = 0; k < 5; k++) {
    *nodes[k] = rift_allocate_doubles(CP_N);
  }
  double *output = cp_read("GO.txt", CP_N), *share = cp_read("B.txt", CP_N), *io = cp_read("IO.txt", (size_t)CP_N * CP_S);
  double *imports = cp_read("xbilat1993.txt", (size_t)CP_GOODS * CP_R * CP_R), *theta = cp_read("T.txt", CP_GOODS);
  double *flows = rift_allocate_doubles((size_t)CP_N * CP_R);
  cp->before = cp_tariffs("tariffs1993.txt");
  cp->after = cp_tariffs("tariffs2005.txt");
  cp_flows(imports, output, flows);
  cp_fill(e, cp->before, flows, output, share, io);
  for (size_t s = 0; s < CP_S; s++) {
    cp->theta[s] = s < CP_GOODS ? theta[s] : 8.22;
  }
  free(output), free(share), free(io), free(imports), free(theta), free(flows);
}

static inline void cp_close(caliendo_parro *cp) {
  rift_economy_free(&cp->economy);
  free(cp->before), free(cp->after);
}

#endif
