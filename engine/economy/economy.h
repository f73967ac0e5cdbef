/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A multi-regional input-output economy: R regions, S sectors, n = R * S nodes, C final-demand categories.
 *
 * Node index = region * S + sector (region-major). Money is million USD of `year` at basic prices.
 * Row identity:    sum_j Z[i][j] + sum_r sum_c F[i][r][c] = gross_output[i].
 * Column identity: sum_i Z[i][j] + taxes[j] + margins[j] + value_added[j] = gross_output[j].
 * [Miller & Blair 2022, ch. 2-3] Absent cells are zero; a blank in employment is unknown (NaN here). */
#ifndef RIFT_ECONOMY_ECONOMY_H
#define RIFT_ECONOMY_ECONOMY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/distribution.h"
#include "base/status.h"
#include "base/text.h"

typedef enum rift_group_kind {
  RIFT_GROUP_REGION,       /* members are regions */
  RIFT_GROUP_SECTOR,       /* members are sectors */
  RIFT_GROUP_SECTOR_PROXY  /* members are wider sectors that stand in for the group; results say so */
} rift_group_kind;

typedef struct rift_group {
  rift_group_kind kind;
  char *name;
  size_t count;
  size_t *members; /* region or sector indices, ascending */
} rift_group;

/* Income that owners in one region draw from affiliates in another (affiliate_income.csv), million USD a year. */
typedef struct rift_affiliate_income {
  size_t host, owner, sector;
  double value_musd;
} rift_affiliate_income;

typedef enum rift_critical_parameter {
  RIFT_DEPENDENCE,        /* share of the sector's output that stops without the input, [0,1] */
  RIFT_CHINA_SHARE,       /* share of the users' supply that comes from China, [0,1] */
  RIFT_STOCK,             /* weeks of use */
  RIFT_SUBSTITUTION_TIME, /* months to an alternative supplier */
  RIFT_CRITICAL_PARAMETER_COUNT
} rift_critical_parameter;

/* A row of critical_inputs.csv, or of a sector file. */
typedef struct rift_critical_row {
  char *input;
  size_t carrier;          /* sector, or RIFT_NOT_FOUND where blank */
  int rank;                /* 0 for all regions, 1 for a group, 2 for a region, 3 from a sector file: the highest counts */
  bool *regions, *sectors; /* R, S: of the users */
  rift_critical_parameter parameter;
  rift_quantity quantity;
} rift_critical_row;

/* One use of a critical input: in the sector of these regions, output depends on it (critical_inputs.csv). */
typedef struct rift_critical_use {
  char *input;             /* "magnets" */
  size_t carrier;          /* sector whose flows carry the input, or RIFT_NOT_FOUND */
  size_t region_count, *regions; /* of the users, ascending */
  size_t sector;           /* using sector */
  const rift_quantity *parameters[RIFT_CRITICAL_PARAMETER_COUNT]; /* owned by critical_rows; uses may share one */
} rift_critical_use;

/* What is not known exactly about base flows (table_errors.csv): true flow = factor * flow. Rows name flows by sets of
 * codes; several factors on one flow multiply. */
typedef struct rift_table_error_row {
  size_t factor;           /* index into table_factors */
  bool *exporters, *importers, *sectors; /* R, R, S */
  bool outranks;           /* from a sector file: on its flows the others do not count */
} rift_table_error_row;

typedef struct rift_economy {
  size_t region_count;   /* R */
  size_t sector_count;   /* S */
  size_t node_count;     /* n = R * S */
  size_t category_count; /* C */
  rift_names regions;    /* codes, in file order */
  rift_names sectors;
  rift_names categories; /* HFCE (households), NPISH, GGFC, GFCF, INVNT, ... */
  char **region_names;   /* R texts for people */
  char **sector_names;   /* S */
  size_t group_count;
  rift_group *groups;
  double *intermediate;  /* Z: n x n, row-major, supplier by user */
  double *final_demand;  /* F: n x R x C, supplier by region by category */
  double *gross_output;  /* n */
  double *value_added;   /* n, excludes taxes and margins */
  double *taxes;         /* n, taxes less subsidies on products */
  double *margins;       /* n, international transport margins */
  double *employment;    /* n, persons; NaN = unknown */
  size_t affiliate_count;
  rift_affiliate_income *affiliates; /* may be NULL */
  /* Optional parameter tables (NULL or 0 where the folder has none); `given` is false for codes that a table leaves out.
   * Their distributions are drawn by the models that need them. */
  rift_quantity *trade_elasticities; /* S: theta, id "SECTOR.theta" */
  size_t inventory_count;
  rift_quantity *inventories;        /* days of use in stock; id "SECTOR.inventory_days" or "REGION.SECTOR.inventory_days" */
  size_t *inventory_of;              /* n: position of the node's own in `inventories`, or RIFT_NOT_FOUND */
  double *criticality;               /* S x S, input by using sector, [0,1]: 0 never binds, 1 always does */
  double *tariffs;                   /* R x R x S: ad valorem rate that importer charges on exporter's product; absent rows 0 */
  rift_names consumption_groups;     /* G: food, energy, ... (consumption.csv) */
  double *consumption_shares;        /* G x S: share of what households spend on a product that counts in the group */
  size_t critical_row_count;
  rift_critical_row *critical_rows;
  size_t critical_use_count;
  rift_critical_use *critical_uses;
  size_t table_factor_count;
  rift_quantity *table_factors;      /* id "table.ID" */
  size_t table_error_count;
  rift_table_error_row *table_errors;
  int year;              /* of the money values, from datapackage.json (0: not stated) */
  double usd_per_eur;    /* mean of `usd_per_eur_year`; 0 if the dataset states none */
  int usd_per_eur_year;
  char *title;           /* from datapackage.json; "" if none */
  char *source;          /* one line: the primary source and licence */
  char *folder;          /* as given to rift_economy_read */
  rift_names sector_files; /* read besides the folder, as datapackage.json names them: relative to the folder */
} rift_economy;

void rift_economy_init(rift_economy *economy);
void rift_economy_free(rift_economy *economy);

/* Reads a dataset folder (CONVENTIONS: intermediate, final_demand, nodes, regions, sectors, groups; .csv or
 * .csv.gz; datapackage.json for year, rate and source). Every problem of every file goes to `problems`; the identities are
 * checked too (rift_economy_check_identities), a violation above the tolerance being an error. Returns RIFT_INVALID if
 * there was any error, RIFT_FAILED for memory or disk. On failure `economy` is freed. */
RIFT_CHECKED rift_status rift_economy_read(rift_economy *economy, const char *folder,
                                           rift_problems *problems, rift_error *error);
/* The same without the identities: a table that is to be balanced. */
RIFT_CHECKED rift_status rift_economy_read_unbalanced(rift_economy *economy, const char *folder,
                                                      rift_problems *problems, rift_error *error);

/* Index of a code, or RIFT_NOT_FOUND. */
size_t rift_economy_region(const rift_economy *economy, const char *code);
size_t rift_economy_sector(const rift_economy *economy, const char *code);
/* The group of that name whose kind is (region) or is not (sector) RIFT_GROUP_REGION; NULL if none. */
const rift_group *rift_economy_group(const rift_economy *economy, const char *name, bool of_regions);

/* The quantity of a parameter table by its id ("C29.theta"); NULL if there is none. */
const rift_quantity *rift_economy_quantity(const rift_economy *economy, const char *id);

/* Final demand of region r for the output of node i, all categories or one. */
double rift_economy_final(const rift_economy *economy, size_t node, size_t region);
/* Position of household consumption (category HFCE), or RIFT_NOT_FOUND. */
size_t rift_economy_household_category(const rift_economy *economy);

#endif
