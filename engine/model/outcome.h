/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every model reports: indicators, and the rows (outcomes) of a results table. */
#ifndef RIFT_MODEL_OUTCOME_H
#define RIFT_MODEL_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rift_indicator {
  RIFT_GROSS_OUTPUT,
  RIFT_VALUE_ADDED,
  RIFT_EMPLOYMENT,
  RIFT_EXPORTS,
  RIFT_IMPORTS,
  RIFT_PRODUCER_PRICE,
  RIFT_CONSUMER_PRICE,
  RIFT_AFFILIATE_INCOME,
  RIFT_INPUT_AT_RISK,
  RIFT_REAL_WAGE,
  RIFT_GNE_REAL,
  RIFT_REAL_GDP,
  RIFT_TARIFF_REVENUE,
  RIFT_STOPPAGE_WEEKS,
  RIFT_RECOVERY_WEEKS,
  RIFT_INDICATOR_COUNT
} rift_indicator;

typedef enum rift_direction { RIFT_LOWER_IS_WORSE, RIFT_HIGHER_IS_WORSE, RIFT_NEITHER_IS_WORSE } rift_direction;

/* The codebook's entry for an indicator: one definition, the same in every model. */
typedef struct rift_indicator_entry {
  const char *name;    /* "gross_output" */
  const char *label_en, *label_de;
  const char *formula; /* in words and symbols */
  rift_direction worse;
  bool has_level;      /* a second row in money (or persons): NAME_musd, employment_persons */
  const char *unit;    /* of the draws: "percent", "week" */
} rift_indicator_entry;

const rift_indicator_entry *rift_indicator_entry_of(rift_indicator indicator);

/* One outcome of one model: a number per draw, in percent of `base` (input_at_risk: percent of gross output).
 * Level rows are percent * base / 100 and need no storage of their own. */
typedef struct rift_outcome {
  rift_indicator indicator;
  const char *region;  /* code, group, or "WORLD"; borrowed from the economy or constant */
  const char *sector;  /* code, group, or "all" */
  const char *horizon; /* "static", "1y", ... */
  const char *closure; /* static: "resourcing_drawn", "resourcing_0", "resourcing_1", "none" for prices */
  double base;         /* million USD a year (employment: persons) */
  bool proxy;          /* the sector group stands in by wider sectors */
  bool approximate;
  size_t path_step;    /* 0: no path; k + 1: step k of a path, which goes to paths.csv */
} rift_outcome;

#endif
