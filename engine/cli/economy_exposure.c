/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/economy_exposure.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "economy/economy.h"
#include "model/static/leontief.h"

static const char usage[] =
    "usage: rift economy exposure DIR --region R --partner P [--extract]\n"
    "\n"
    "How a region's sectors depend on a partner, in percent, from the table alone:\n"
    "\n"
    "  sold       output delivered to the partner\n"
    "  absorbed   output that ends in the partner's final demand, through all stages (Leontief)\n"
    "  bought     inputs from the partner, of output\n"
    "  embodied   partner's value added in a unit of final output, through all stages (Leontief)\n"
    "  forward    partner's output that rests on the sector's primary inputs, of the sector's output (Ghosh: an index\n"
    "             of forward exposure, not a forecast)\n"
    "\n"
    "With --extract also the world output that is lost when the sector is extracted, in million USD: wholly, its\n"
    "purchases only (backward), its sales only (forward). Nothing is re-sourced.\n";

typedef struct exposure {
  rift_economy economy;
  double *leontief, *ghosh; /* n x n */
  size_t region, partner;
  bool extract;
} exposure;

static double ratio(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

static void print_sector(const exposure *e, size_t s) {
  const rift_economy *economy = &e->economy;
  size_t n = economy->node_count;
  size_t sectors = economy->sector_count;
  size_t node = e->region * sectors + s;
  double output = economy->gross_output[node];
  double sold = rift_economy_final(economy, node, e->partner);
  double absorbed = 0;
  double bought = 0;
  double embodied = 0;
  double forward = 0;
  double primary = output;
  for (size_t i = 0; i < n; i++) {
    primary -= economy->intermediate[i * n + node];
    absorbed += e->leontief[node * n + i] * rift_economy_final(economy, i, e->partner);
  }
  for (size_t k = 0; k < sectors; k++) {
    size_t other = e->partner * sectors + k;
    double x = economy->gross_output[other];
    sold += economy->intermediate[node * n + other];
    bought += economy->intermediate[other * n + node];
    embodied += x > 0 ? economy->value_added[other] / x * e->leontief[other * n + node] : 0;
    forward += e->ghosh[node * n + other] * primary;
  }
  printf("%-8s %14.1f %9.3f %9.3f %9.3f %9.3f %9.3f", economy->sectors.items[s], output, ratio(sold, output),
         ratio(absorbed, output), ratio(bought, output), output > 0 ? 100 * embodied : 0, ratio(forward, output));
}

static rift_status print_all(const exposure *e, rift_error *error) {
  const rift_economy *economy = &e->economy;
  printf("%s and %s, %d, percent\n%-8s %14s %9s %9s %9s %9s %9s%s\n", economy->regions.items[e->region],
         economy->regions.items[e->partner], economy->year, "sector", "output musd", "sold", "absorbed", "bought",
         "embodied", "forward", e->extract ? "  extracted: whole     backward      forward" : "");
  for (size_t s = 0; s < economy->sector_count; s++) {
    print_sector(e, s);
    if (e->extract) {
      rift_extraction lost;
      rift_status status = rift_extraction_compute(economy->node_count, economy->intermediate, economy->gross_output,
                                                   e->region * economy->sector_count + s, &lost, error);
      if (status != RIFT_OK) {
        return status;
      }
      printf(" %17.1f %12.1f %12.1f", lost.total, lost.backward, lost.forward);
    }
    printf("\n");
  }
  return RIFT_OK;
}

static rift_status find_region(const rift_economy *economy, const char *code, size_t *region, rift_error *error) {
  *region = rift_economy_region(economy, code);
  if (*region != RIFT_NOT_FOUND) {
    return RIFT_OK;
  }
  if (rift_economy_group(economy, code, true) != NULL) {
    return rift_error_set(error, RIFT_USAGE, "'%s' is a group: name one region", code);
  }
  const char *closest = rift_closest(code, (const char *const *)economy->regions.items, economy->region_count);
  return rift_error_set(error, RIFT_USAGE, "the economy has no region '%s'%s%s%s", code,
                        closest == NULL ? "" : "; did you mean '", closest == NULL ? "" : closest,
                        closest == NULL ? "" : "'?");
}

static rift_status compute(exposure *e, const char *folder, const char *region, const char *partner, rift_error *error) {
  rift_problems problems;
  rift_problems_init(&problems);
  rift_status status = rift_economy_read(&e->economy, folder, &problems, error);
  rift_problems_write(&problems, stderr);
  rift_problems_free(&problems);
  if (status != RIFT_OK) {
    return status;
  }
  size_t n = e->economy.node_count;
  e->leontief = rift_allocate_doubles(n * n);
  e->ghosh = rift_allocate_doubles(n * n);
  if (e->leontief == NULL || e->ghosh == NULL) {
    return rift_error_memory(error, n * n * sizeof(double));
  }
  status = find_region(&e->economy, region, &e->region, error);
  if (status == RIFT_OK) {
    status = find_region(&e->economy, partner, &e->partner, error);
  }
  if (status == RIFT_OK) {
    status = rift_leontief_inverse(n, e->economy.intermediate, e->economy.gross_output, e->leontief, error);
  }
  if (status == RIFT_OK) {
    status = rift_ghosh_inverse(n, e->economy.intermediate, e->economy.gross_output, e->ghosh, error);
  }
  return status == RIFT_OK ? print_all(e, error) : status;
}

int rift_cli_economy_exposure(int argc, char **argv) {
  enum { REGION = 256, PARTNER, EXTRACT, HELP };
  static const struct option options[] = {{"region", required_argument, NULL, REGION},
                                          {"partner", required_argument, NULL, PARTNER},
                                          {"extract", no_argument, NULL, EXTRACT},
                                          {"help", no_argument, NULL, HELP},
                                          {NULL, 0, NULL, 0}};
  static char name[] = "rift economy exposure";
  exposure e = {0};
  rift_error error = {0};
  const char *region = NULL;
  const char *partner = NULL;
  argv[0] = name;
  optind = 1;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == HELP) {
      fputs(usage, stdout);
      return RIFT_OK;
    }
    region = option == REGION ? optarg : region;
    partner = option == PARTNER ? optarg : partner;
    e.extract = e.extract || option == EXTRACT;
    if (option == '?') {
      return RIFT_USAGE;
    }
  }
  if (argc - optind != 1 || region == NULL || partner == NULL) {
    fputs("rift economy exposure: expected a folder, --region and --partner: "
          "`rift economy exposure data/economy --region DEU --partner CHN`\n", stderr);
    return RIFT_USAGE;
  }
  rift_economy_init(&e.economy);
  rift_status status = compute(&e, argv[optind], region, partner, &error);
  if (status != RIFT_OK && error.message[0] != '\0') {
    fputs("rift economy exposure: ", stderr);
    rift_error_write(&error, stderr);
  }
  rift_economy_free(&e.economy);
  free(e.leontief);
  free(e.ghosh);
  return (int)status;
}
