/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/headline.h"

#include <stdio.h>
#include <string.h>

#include "output/classes.h"

static const char *const sectors[] = {"autos", "chemicals", "machine_tools", "green_tech"};
#define SECTORS (sizeof sectors / sizeof sectors[0])

const char *rift_cli_headline_region(const rift_economy *economy) {
  return rift_economy_region(economy, "DEU") != RIFT_NOT_FOUND ? "DEU" : economy->regions.items[0];
}

/* A number of the table: an indicator of the headline region at a horizon. */
typedef struct cell {
  const rift_result *result;
  const char *region, *horizon;
} cell;

/* The first row of that indicator and sector: closures that are bounds come later. */
static bool find(const cell *c, rift_indicator indicator, const char *sector, bool *proxy, rift_mixed_moments *moments) {
  for (size_t o = 0; o < c->result->outcome_count; o++) {
    const rift_outcome *outcome = &c->result->outcomes[o];
    if (outcome->indicator == indicator && outcome->path_step == 0 && strcmp(outcome->horizon, c->horizon) == 0 &&
        strcmp(outcome->region, c->region) == 0 && strcmp(outcome->sector, sector) == 0) {
      *proxy = outcome->proxy;
      *moments = rift_moments_mixed(c->result, o);
      moments->mcse = c->result->replicates > 1 ? rift_outcome_error(c->result, o) : moments->mcse;
      return true;
    }
  }
  return false;
}

/* What rounds to nothing has no sign. */
static double unsigned_zero(double value, double half) { return value > -half && value < half ? 0 : value; }

static void print_line(const cell *c) {
  bool proxy = false;
  rift_mixed_moments m;
  printf("%-26s %-11s %-7s", rift_scenario_label(c->result->scenario), c->result->model, c->horizon);
  if (find(c, RIFT_GNE_REAL, "all", &proxy, &m)) {
    printf(" %+8.3f", unsigned_zero(m.mean, 5e-4));
  } else {
    printf(" %8s", "");
  }
  if (find(c, RIFT_VALUE_ADDED, "all", &proxy, &m)) {
    printf(" %+8.4f +- %.4f", unsigned_zero(m.mean, 5e-5), m.mcse);
  } else {
    printf(" %18s", "");
  }
  for (size_t s = 0; s < SECTORS; s++) {
    if (find(c, RIFT_GROSS_OUTPUT, sectors[s], &proxy, &m)) {
      printf(" %+9.3f%s", unsigned_zero(m.mean, 5e-4), proxy ? "*" : " ");
    }
  }
  if (c->result->unexpressed_count > 0) {
    printf(" [%zu of %zu measures not or partly expressed]", c->result->unexpressed_count,
           c->result->scenario->measure_count);
  }
  printf("\n");
}

/* True if a line for the horizon of outcome o was printed already. */
static bool is_printed(const rift_result *result, size_t o) {
  for (size_t i = 0; i < o; i++) {
    const rift_outcome *earlier = &result->outcomes[i];
    if (earlier->path_step == 0 && strcmp(earlier->horizon, result->outcomes[o].horizon) == 0) {
      return true;
    }
  }
  return false;
}

void rift_cli_headline_print(const rift_result *result) {
  for (size_t o = 0; o < result->outcome_count; o++) {
    cell c = {.result = result, .region = rift_cli_headline_region(result->economy), .horizon = result->outcomes[o].horizon};
    bool proxy = false;
    rift_mixed_moments moments;
    if (result->outcomes[o].path_step == 0 && !is_printed(result, o) &&
        (find(&c, RIFT_VALUE_ADDED, "all", &proxy, &moments) || find(&c, RIFT_GROSS_OUTPUT, "all", &proxy, &moments))) {
      print_line(&c);
    }
  }
}

static bool has_sector(const rift_economy *economy, const char *name) {
  return rift_economy_group(economy, name, false) != NULL || rift_economy_sector(economy, name) != RIFT_NOT_FOUND;
}

void rift_cli_headline_start(const rift_economy *economy) {
  char title[64];
  snprintf(title, sizeof title, "%.20s, mean percent", rift_cli_headline_region(economy));
  printf("%-26s %-11s %-7s %8s %18s", title, "model", "horizon", "income", "value added +- err");
  for (size_t s = 0; s < SECTORS; s++) {
    if (has_sector(economy, sectors[s])) {
      printf(" %9.10s ", strcmp(sectors[s], "machine_tools") == 0 ? "mach. t." : sectors[s]);
    }
  }
  printf("\n");
}

void rift_cli_headline_end(const rift_economy *economy) {
  bool any = false;
  for (size_t g = 0; g < economy->group_count; g++) {
    const rift_group *group = &economy->groups[g];
    if (group->kind != RIFT_GROUP_SECTOR_PROXY) {
      continue;
    }
    printf("%s%s by", any ? "; " : "* proxy: wider sectors stand in: ", group->name);
    for (size_t i = 0; i < group->count; i++) {
      printf(" %s", economy->sectors.items[group->members[i]]);
    }
    any = true;
  }
  if (any) {
    printf("\n");
  }
}
