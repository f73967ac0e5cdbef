/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The economy of Caliendo and Parro (2015): its codes, its data, and the parameter tables that hang
 * on it. Private to engine/economy. */
#ifndef RIFT_ECONOMY_IMPORT_CALIENDO_PARRO_FILES_H
#define RIFT_ECONOMY_IMPORT_CALIENDO_PARRO_FILES_H

#include "base/status.h"

enum { RIFT_CP_REGIONS = 31, RIFT_CP_SECTORS = 40, RIFT_CP_TRADABLES = 20 };

typedef struct rift_cp_code {
  const char *code, *name;
} rift_cp_code;

/* In the order of the files; the tradable sectors come first. */
extern const rift_cp_code rift_cp_regions[RIFT_CP_REGIONS];
extern const rift_cp_code rift_cp_sectors[RIFT_CP_SECTORS];

#define RIFT_CP_PAIRS (RIFT_CP_REGIONS * RIFT_CP_REGIONS)

/* Row-major, as the files have them: sector by region; region by (input by user); sector by
 * (importer by exporter), zero where nothing is traded. */
typedef struct rift_cp_data {
  double value_added[RIFT_CP_SECTORS * RIFT_CP_REGIONS]; /* share of output */
  double output[RIFT_CP_SECTORS * RIFT_CP_REGIONS];
  double inputs[RIFT_CP_REGIONS * RIFT_CP_SECTORS * RIFT_CP_SECTORS]; /* share of materials */
  double theta[RIFT_CP_TRADABLES];
  double tariffs[RIFT_CP_SECTORS * RIFT_CP_PAIRS];       /* 1993, shares */
  double later_tariffs[RIFT_CP_SECTORS * RIFT_CP_PAIRS]; /* 2005 */
  double flows[RIFT_CP_SECTORS * RIFT_CP_PAIRS];         /* without tariffs, million USD */
} rift_cp_data;

/* Writes trade_elasticities.csv, tariffs.csv (1993), and the tariff schedules tariffs_2005.csv (all
 * pairs) and tariffs_2005_nafta.csv (among Canada, Mexico and the USA) into the folder, which is
 * made if need be. */
RIFT_CHECKED rift_status rift_cp_write_tables(const rift_cp_data *data, const char *folder,
                                              rift_error *error);

#endif
